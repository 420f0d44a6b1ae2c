internal import Notation
/// Runs and laboratories held against each other: how many of their results agree, and whether chance explains it.
struct CopyComparison {
  /// Two runs, by their numbers, that agree beyond chance.
  struct Runs {
    let copy: Int
    let original: Int
    /// The one attribute whose results agree, where others do not.
    let attribute: Int32?
    let agreeing: Int
    let compared: Int
    let isRefused: Bool
  }

  /// Two laboratories, by the indices of their names.
  struct Laboratories {
    let copy: Int32
    let original: Int32
    let attribute: Int32?
    let agreeing: Int
    let compared: Int
    let isRefused: Bool
    let row: Int
  }

  private let compared: ComparedResults
  private let rates: AgreementRates
  /// The place of each laboratory in the protocol; the sender's is 0.
  private let ranks: [Int]
  private let arePeers: Bool
  private let attributeCount: Int

  init(_ compared: ComparedResults, _ rates: AgreementRates, ranks: [Int], arePeers: Bool) {
    self.compared = compared
    self.rates = rates
    self.ranks = ranks
    self.arePeers = arePeers
    attributeCount = Set(compared.attributes).count
  }

  /// Whether results of these two may not agree at all.
  private func mustDiffer(_ a: Int32, _ b: Int32) -> Bool {
    a != b && (arePeers || ranks[Int(a)] == 0 || ranks[Int(b)] == 0)
  }

  // MARK: - Runs

  /// Runs that agree with an earlier one, each with the first that it agrees with.
  func runs(told: Double, refused: Double) -> [Runs] {
    let candidates = CopyCandidates(compared) { entry in
      rates.isTelling(compared.laboratories[Int(entry.unit)], entry.cell)
    }
    let looks = looks
    var found: [Runs] = []
    var last = -1
    let screen = CopyScreen(compared, rates)
    for pair in candidates.pairs where pair.copy != last {
      let laboratories = (compared.laboratories[pair.copy], compared.laboratories[pair.original])
      let isRefused = mustDiffer(laboratories.0, laboratories.1)
      let threshold = (isRefused ? refused : told) / (isRefused ? looks.refused : looks.told)
      guard screen.mayBeBelow(threshold, pair.original, pair.copy) else { continue }
      let cells = cells(
        compared.entries[compared.range(pair.original)], compared.entries[compared.range(pair.copy)], laboratories.1,
        laboratories.0)
      let agreement = CopyAgreement(cells, ofRuns: true)
      guard agreement.chance < threshold else { continue }
      last = pair.copy
      found.append(
        Runs(
          copy: pair.copy, original: pair.original, attribute: agreement.attribute, agreeing: agreement.agreeing,
          compared: agreement.compared, isRefused: isRefused))
    }
    return found
  }

  /// How many pairs of runs are looked at, each in two orders, for each attribute and for all together.
  private var looks: (told: Double, refused: Double) {
    var runs: [Int32: Double] = [:]
    for laboratory in compared.laboratories { runs[laboratory, default: 0] += 1 }
    let names = runs.keys.sorted()
    var (told, refused) = (0.0, 0.0)
    for (index, a) in names.enumerated() {
      let own = runs[a] ?? 0
      told += own * (own - 1) / 2
      for b in names[..<index] {
        if mustDiffer(a, b) { refused += own * (runs[b] ?? 0) } else { told += own * (runs[b] ?? 0) }
      }
    }
    let ways = 2.0 * Double(attributeCount > 1 ? attributeCount + 1 : 1)
    return (told * ways, refused * ways)
  }

  // MARK: - Laboratories

  /// Laboratories that agree with one that stands before them in the protocol.
  func laboratories(told: Double, refused: Double) -> [Laboratories] {
    let byLaboratory = compared.byLaboratory
    let names = byLaboratory.indices.filter { !byLaboratory[$0].isEmpty }.sorted { ranks[$0] < ranks[$1] }
      .map { Int32($0) }
    // Each pair in two orders.
    let looks = Double(names.count * (names.count - 1))
    var found: [Laboratories] = []
    for (index, copy) in names.enumerated() {
      for original in names[..<index] {
        let (own, others) = (byLaboratory[Int(copy)], byLaboratory[Int(original)])
        guard let first = own.lazy.map({ $0.row }).min() else { continue }
        let isRefused = mustDiffer(copy, original)
        let cells = withLots(cells(others[...], own[...], original, copy))
        let pairs = pairs(of: cells, others, own, original, copy)
        let agreement = CopyAgreement(cells, ofRuns: false, pairs)
        guard agreement.chance * looks * Double(agreement.looks) < (isRefused ? refused : told) else { continue }
        found.append(
          Laboratories(
            copy: copy, original: original, attribute: agreement.attribute, agreeing: agreement.agreeing,
            compared: agreement.compared, isRefused: isRefused, row: Int(first)))
        break
      }
    }
    return found
  }

  // MARK: - Cells

  /// The cells that two sides share, each in the order of cells.
  private func cells(
    _ a: ArraySlice<ComparedResults.Entry>, _ b: ArraySlice<ComparedResults.Entry>, _ ofA: Int32, _ ofB: Int32
  ) -> [CopyAgreement.Cell] {
    var cells: [CopyAgreement.Cell] = []
    var (i, j) = (a.startIndex, b.startIndex)
    while i < a.endIndex, j < b.endIndex {
      let cell = a[i].cell
      if cell < b[j].cell {
        i += 1
        continue
      }
      if cell > b[j].cell {
        j += 1
        continue
      }
      let (first, second) = (i, j)
      while i < a.endIndex, a[i].cell == cell { i += 1 }
      while j < b.endIndex, b[j].cell == cell { j += 1 }
      let places = min(i - first, j - second)
      let chance = rates.chance(ofA, ofB, cell, places: places)
      let isTelling = rates.isTelling(ofA, cell) && rates.isTelling(ofB, cell)
      let lot =
        chance == nil && i - first == 1 && j - second == 1
        ? PairedLots.Pair(
          first: a[first].value, second: b[second].value, step: max(rates.step(ofA, cell), rates.step(ofB, cell)),
          least: max(rates.least(ofA, cell), rates.least(ofB, cell))) : nil
      cells.append(
        CopyAgreement.Cell(
          cell: cell, attribute: compared.attributes[Int(cell)], chance: chance ?? 1, isTelling: isTelling, lot: lot,
          a[first..<i].map({ $0.value }), b[second..<j].map({ $0.value })))
    }
    return cells
  }

  /// With the chances of lots of which each laboratory has one result.
  private func withLots(_ cells: [CopyAgreement.Cell]) -> [CopyAgreement.Cell] {
    var cells = cells
    for group in Dictionary(grouping: cells.indices.filter { cells[$0].lot != nil }, by: { cells[$0].attribute }).values
    {
      let chances = PairedLots(group.compactMap { cells[$0].lot }).chances
      for (index, chance) in zip(group, chances) { cells[index].chance = chance }
    }
    return cells
  }

  /// Where attributes have one cell each, with one result a run: any two, the second given the first.
  private func pairs(
    of cells: [CopyAgreement.Cell], _ a: [ComparedResults.Entry], _ b: [ComparedResults.Entry], _ ofA: Int32,
    _ ofB: Int32
  ) -> [CopyAgreement.CellSet] {
    guard (2...Self.mostRelated).contains(cells.count), attributeCount == cells.count,
      Set(cells.map({ $0.attribute })).count == cells.count
    else { return [] }
    let results = cells.map { cell in (Self.results(a, cell.cell), Self.results(b, cell.cell)) }
    var sets: [CopyAgreement.CellSet] = []
    for second in cells.indices {
      for first in cells.indices[..<second] {
        guard let x = results[first].0, let y = results[second].0, let z = results[first].1, let w = results[second].1
        else { continue }
        var cell = cells[second]
        cell.chance = rates.chance(
          ofA, ofB, cell.cell, places: cell.sides.places,
          (RelatedAttributes.spread(of: y, given: x), RelatedAttributes.spread(of: w, given: z)))
        sets.append(CopyAgreement.CellSet(attribute: nil, cells: [cells[first], cell]))
      }
    }
    return sets
  }

  /// Of more attributes than this, two are not held together.
  private static let mostRelated = 8

  /// The results of a cell by run; `nil` where a run has more than one.
  private static func results(_ entries: [ComparedResults.Entry], _ cell: Int32) -> RelatedAttributes.Results? {
    let own = entries.filter { $0.cell == cell }
    let byRun = Dictionary(keyed: own.map { ($0.unit, $0.value) })
    return byRun.count == own.count ? byRun : nil
  }
}
