/// Runs and laboratories held against each other: how many of their results agree, and whether chance explains it.
struct CopyComparison {
  /// Two runs, by their numbers, that agree beyond chance.
  struct Runs {
    let copy: Int
    let original: Int
    let agreeing: Int
    let compared: Int
    let isRefused: Bool
  }

  /// Two laboratories, by the indices of their names.
  struct Laboratories {
    let copy: Int32
    let original: Int32
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
      rates.chance(compared.laboratories[Int(entry.unit)], entry.cell) <= AgreementRates.telling
    }
    let looks = looks
    var found: [Runs] = []
    var last = -1
    let shapes = shapes
    var leastBetween: [ShapePair: Int] = [:]
    for pair in candidates.pairs where pair.copy != last {
      let laboratories = (compared.laboratories[pair.copy], compared.laboratories[pair.original])
      let isRefused = mustDiffer(laboratories.0, laboratories.1)
      let threshold = (isRefused ? refused : told) / (isRefused ? looks.refused : looks.told)
      let (original, copy) = (
        compared.entries[compared.range(pair.original)], compared.entries[compared.range(pair.copy)]
      )
      if let most = pair.mostAgreeing {
        let key = ShapePair(original: shapes[pair.original], copy: shapes[pair.copy])
        let least =
          leastBetween[key] ?? leastAgreeing(below: threshold, original, copy, laboratories.1, laboratories.0)
        leastBetween[key] = least
        if most < least { continue }
      }
      let agreement = agreement(original, copy, laboratories.1, laboratories.0)
      guard agreement.chance < threshold else { continue }
      last = pair.copy
      found.append(
        Runs(
          copy: pair.copy, original: pair.original, agreeing: agreement.agreeing, compared: agreement.compared,
          isRefused: isRefused))
    }
    return found
  }

  /// Two runs by their shapes: what the bound of chance depends on besides how many results agree.
  private struct ShapePair: Hashable {
    let original: Int
    let copy: Int
  }

  /// Of each run a number that runs of one laboratory share where they have as many results of each cell.
  private var shapes: [Int] {
    var numbers: [[Int32]: Int] = [:]
    return (0..<compared.unitCount).map { unit in
      var shape = [compared.laboratories[unit]]
      var last: Int32 = -1
      for entry in compared.entries[compared.range(unit)] {
        if entry.cell == last {
          shape[shape.count - 1] += 1
        } else {
          shape += [entry.cell, 1]
          last = entry.cell
        }
      }
      let next = numbers.count
      let number = numbers[shape, default: next]
      numbers[shape] = number
      return number
    }
  }

  /// Fewer results that agree, whichever they are, are explained by chance: the least number whose bound lies below
  /// `threshold`. It spares the counting of most candidates of a large study, and changes no answer.
  private func leastAgreeing(
    below threshold: Double, _ a: ArraySlice<ComparedResults.Entry>, _ b: ArraySlice<ComparedResults.Entry>,
    _ ofA: Int32, _ ofB: Int32
  ) -> Int {
    let telling = cells(a, b, ofA, ofB).filter { $0.sides.chance <= AgreementRates.telling }
    var sets = Dictionary(grouping: telling, by: \.attribute).values.map { $0.map(\.sides) }
    if sets.count > 1 { sets.append(telling.map { Self.sides($0) { $0.squareRoot() } }) }
    var least = Int.max
    for sides in sets {
      let small = sides.filter { max($0.first, $0.second) <= AgreementChance.mostInAnyOrder }
      for (cells, bound) in [(sides, AgreementChance.byPlace), (small, AgreementChance.inAnyOrder)] {
        // The bound falls as more agree.
        var (below, above) = (0, cells.reduce(0) { $0 + min($1.first, $1.second) } + 1)
        while above - below > 1 {
          let middle = (below + above) / 2
          if bound(cells, middle) < threshold { above = middle } else { below = middle }
        }
        least = min(least, above)
      }
    }
    return least
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
    // By laboratory, cell and the order of the files; a unit's entries keep theirs.
    var byLaboratory: [Int32: [ComparedResults.Entry]] = [:]
    for entry in compared.entries { byLaboratory[compared.laboratories[Int(entry.unit)], default: []].append(entry) }
    for laboratory in Array(byLaboratory.keys) {
      byLaboratory[laboratory]?.sort { ($0.cell, $0.row) < ($1.cell, $1.row) }
    }
    let names = byLaboratory.keys.sorted { ranks[Int($0)] < ranks[Int($1)] }
    let looks = Double(names.count * (names.count - 1)) * Double(attributeCount > 1 ? attributeCount + 1 : 1)
    var found: [Laboratories] = []
    for (index, copy) in names.enumerated() {
      for original in names[..<index] {
        guard let own = byLaboratory[copy], let others = byLaboratory[original], let first = own.map(\.row).min() else {
          continue
        }
        let isRefused = mustDiffer(copy, original)
        let agreement = agreement(others[...], own[...], original, copy)
        guard agreement.chance * looks < (isRefused ? refused : told) else { continue }
        found.append(
          Laboratories(
            copy: copy, original: original, agreeing: agreement.agreeing, compared: agreement.compared,
            isRefused: isRefused, row: Int(first)))
        break
      }
    }
    return found
  }

  // MARK: - Agreement

  private struct Agreement {
    /// Before it is multiplied by the number of looks.
    var chance = 1.0
    var agreeing = 0
    var compared = 0
  }

  /// What two sides have of one cell, and how many results of it agree.
  private struct Cell {
    let attribute: Int32
    let sides: AgreementChance.Cell
    let byPlace: Int
    let inAnyOrder: Int
  }

  /// Of two sides, each in the order of cells.
  private func agreement(
    _ a: ArraySlice<ComparedResults.Entry>, _ b: ArraySlice<ComparedResults.Entry>, _ ofA: Int32, _ ofB: Int32
  ) -> Agreement {
    let all = cells(a, b, ofA, ofB)
    let cells = all.filter { $0.sides.chance <= AgreementRates.telling }
    var result = Agreement()
    guard cells.count > 0 else { return result }
    var byAttribute: [Int32: [Cell]] = [:]
    for cell in cells { byAttribute[cell.attribute, default: []].append(cell) }
    for cells in byAttribute.values { result.chance = min(result.chance, chance(cells) { $0 }) }
    if byAttribute.count > 1 {
      // Attributes of one run may share their errors: two count as one.
      result.chance = min(result.chance, chance(cells) { $0.squareRoot() })
    }
    result.agreeing = max(all.reduce(0) { $0 + $1.byPlace }, all.reduce(0) { $0 + $1.inAnyOrder })
    result.compared = all.reduce(0) { $0 + min($1.sides.first, $1.sides.second) }
    return result
  }

  private func chance(_ cells: [Cell], _ taken: (Double) -> Double) -> Double {
    func sides(_ cells: [Cell]) -> [AgreementChance.Cell] { cells.map { Self.sides($0, taken) } }
    var least = 1.0
    let places = cells.reduce(0) { $0 + $1.byPlace }
    let expected = cells.reduce(0) { $0 + taken($1.sides.chance) * Double(min($1.sides.first, $1.sides.second)) }
    // What is not beyond what is expected needs no bound.
    if places >= CopyCandidates.least, Double(places) > expected {
      least = AgreementChance.byPlace(sides(cells), agreeing: places)
    }
    let small = cells.filter {
      max($0.sides.first, $0.sides.second) <= AgreementChance.mostInAnyOrder
    }
    let any = small.reduce(0) { $0 + $1.inAnyOrder }
    if any >= CopyCandidates.least, any > places || small.count < cells.count {
      least = min(least, AgreementChance.inAnyOrder(sides(small), agreeing: any))
    }
    return least
  }

  private static func sides(_ cell: Cell, _ taken: (Double) -> Double) -> AgreementChance.Cell {
    AgreementChance.Cell(chance: taken(cell.sides.chance), first: cell.sides.first, second: cell.sides.second)
  }

  private func cells(
    _ a: ArraySlice<ComparedResults.Entry>, _ b: ArraySlice<ComparedResults.Entry>, _ ofA: Int32, _ ofB: Int32
  ) -> [Cell] {
    var cells: [Cell] = []
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
      let chance = max(rates.chance(ofA, cell), rates.chance(ofB, cell))
      let (own, others) = (a[first..<i].map(\.value), b[second..<j].map(\.value))
      cells.append(
        Cell(
          attribute: compared.attributes[Int(cell)],
          sides: AgreementChance.Cell(chance: chance, first: own.count, second: others.count),
          byPlace: zip(own, others).count { $0 == $1 }, inAnyOrder: Self.common(own.sorted(), others.sorted())))
    }
    return cells
  }

  /// How many values two sorted lists have in common, each counted once for each partner.
  private static func common(_ a: [Double], _ b: [Double]) -> Int {
    var (i, j, count) = (0, 0, 0)
    while i < a.count, j < b.count {
      if a[i] == b[j] {
        (i, j, count) = (i + 1, j + 1, count + 1)
      } else if a[i] < b[j] {
        i += 1
      } else {
        j += 1
      }
    }
    return count
  }
}
