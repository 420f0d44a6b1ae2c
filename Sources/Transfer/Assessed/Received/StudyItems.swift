internal import AssayData
internal import Notation

/// The samples and levels that one attribute of a study is known to be of, and which of them each laboratory has usable
/// results of.
///
/// Known is what the design lists; where it lists none, every sample and level that has a row in the files, whatever the
/// standing of that row. Rows of other names stay out of everything that is judged.
struct StudyItems: Sendable {
  /// A sample at a level; -1 where results name none.
  struct Cell: Hashable, Sendable {
    let sample: Int32
    let level: Int32
  }

  /// A sample or level of the files that no design lists.
  struct Unplanned: Sendable {
    let item: Finding.Item
    /// Its first row.
    let row: Int

    /// `"LOT2"`, `level 80`.
    var words: String {
      switch item {
      case .sample(let name): quoted(name)
      case .level(let value): "level \(value)"
      case .sampleAtLevel(let name, let value): "\(quoted(name)) at level \(value)"
      case .pooled: "a result"
      }
    }
  }

  /// In the order of the design, else of the data.
  let samples: [String]
  /// In the order of the design, else by size.
  let levels: [ExactDecimal]
  /// Those of the design that have no row at all.
  private let absentSamples: [String]
  private let absentLevels: [ExactDecimal]
  /// Every known sample at a level with a row, in the order of the data.
  let cells: [Cell]
  /// In the order of the data.
  let unplanned: [Unplanned]

  private let sampleNames: [String]
  private let levelValues: [ExactDecimal]
  private let isPlannedSample: [Bool]
  private let isPlannedLevel: [Bool]
  /// Whether results without a name may be of what the design lists: it lists one, and no result names any.
  private let takesUnnamedSample: Bool
  private let takesUnnamedLevel: Bool
  private let listsSamples: Bool
  private let further: Set<String>
  private let sampleCodes: [String: Int32]
  private let levelCodes: [ExactDecimal: Int32]
  private let cellsOfSample: [Int32: [Cell]]
  private let cellsOfLevel: [Int32: [Cell]]
  /// By laboratory: what has usable results, and what has at least a run that was fitted.
  private let usable: [Set<Cell>]
  private let fitted: [Set<Cell>]
  /// By laboratory: usable results of names that are not planned, and those names.
  private let otherResults: [Int]
  private let otherNames: [[String]]

  /// - Parameters:
  ///   - planned: samples that the design lists, or that the study is of by itself.
  ///   - further: names that the study knows besides, which are not judged and are no surprise.
  init(
    _ study: StudyRows, laboratories: Int, planned: [String]? = nil, further: Set<String> = []
  ) {
    let design = study.attribute.design
    let plannedSamples = planned ?? design?.samples ?? []
    let plannedLevels = design?.levels ?? []
    let hasSamples = study.rows.contains { $0.sample >= 0 } || study.lost.contains { $0.sample >= 0 }
    let hasLevels = study.rows.contains { $0.level >= 0 } || study.lost.contains { $0.level >= 0 }
    takesUnnamedSample = plannedSamples.isEmpty || plannedSamples.count == 1 && !hasSamples
    takesUnnamedLevel = plannedLevels.isEmpty || plannedLevels.count == 1 && !hasLevels
    listsSamples = !plannedSamples.isEmpty
    self.further = further
    areListed = !plannedSamples.isEmpty || !plannedLevels.isEmpty
    let listed = Set(plannedSamples)
    let listedLevels = Set(plannedLevels)
    let isPlannedSample = study.sampleNames.map { listed.isEmpty || listed.contains($0) }
    let isPlannedLevel = study.levelValues.map { listedLevels.isEmpty || listedLevels.contains($0) }
    self.isPlannedSample = isPlannedSample
    self.isPlannedLevel = isPlannedLevel
    sampleNames = study.sampleNames
    levelValues = study.levelValues

    var usable = [Set<Cell>](repeating: [], count: laboratories)
    var first: [Cell: Int] = [:]
    var others: [Cell: Int] = [:]
    var otherResults = [Int](repeating: 0, count: laboratories)
    var otherCells = [Set<Cell>](repeating: [], count: laboratories)
    let (unnamedSample, unnamedLevel) = (takesUnnamedSample, takesUnnamedLevel)
    func isPlanned(_ cell: Cell) -> Bool {
      (cell.sample < 0 ? unnamedSample : isPlannedSample[Int(cell.sample)])
        && (cell.level < 0 ? unnamedLevel : isPlannedLevel[Int(cell.level)])
    }
    // Neighbours in a file are mostly of one sample at one level.
    var last: (laboratory: Int32, cell: Cell)?
    for row in study.rows {
      let cell = Cell(sample: row.sample, level: row.level)
      let isRepeat = last?.laboratory == row.laboratory && last?.cell == cell
      last = (row.laboratory, cell)
      guard isPlanned(cell) else {
        otherResults[Int(row.laboratory)] += 1
        if !isRepeat {
          otherCells[Int(row.laboratory)].insert(cell)
          if others[cell] == nil { others[cell] = row.index }
        }
        continue
      }
      if isRepeat { continue }
      if usable[Int(row.laboratory)].insert(cell).inserted, first[cell] == nil { first[cell] = row.index }
    }
    var fitted = usable
    for row in study.lost {
      let cell = Cell(sample: row.sample, level: row.level)
      if isPlanned(cell) {
        first[cell] = min(first[cell] ?? row.index, row.index)
        if row.isFitted { fitted[Int(row.laboratory)].insert(cell) }
      } else {
        others[cell] = min(others[cell] ?? row.index, row.index)
      }
    }
    self.usable = usable
    self.fitted = fitted
    let cells = first.sorted(on: { $0.value }).map { $0.key }
    self.cells = cells

    var cellsOfSample: [Int32: [Cell]] = [:]
    var cellsOfLevel: [Int32: [Cell]] = [:]
    for cell in cells {
      cellsOfSample[cell.sample, default: []].append(cell)
      cellsOfLevel[cell.level, default: []].append(cell)
    }
    self.cellsOfSample = cellsOfSample
    self.cellsOfLevel = cellsOfLevel
    var sampleCodes: [String: Int32] = [:]
    for (code, name) in study.sampleNames.enumerated() { sampleCodes[name] = Int32(code) }
    var levelCodes: [ExactDecimal: Int32] = [:]
    for (code, value) in study.levelValues.enumerated() { levelCodes[value] = Int32(code) }
    self.sampleCodes = sampleCodes
    self.levelCodes = levelCodes
    absentSamples =
      takesUnnamedSample
      ? [] : plannedSamples.filter { name in sampleCodes[name].flatMap { cellsOfSample[$0] } == nil }
    absentLevels =
      takesUnnamedLevel
      ? [] : plannedLevels.filter { value in levelCodes[value].flatMap { cellsOfLevel[$0] } == nil }
    samples =
      plannedSamples.isEmpty
      ? cells.map({ $0.sample }).uniqued.filter { $0 >= 0 }.map { study.sampleNames[Int($0)] } : plannedSamples
    levels =
      plannedLevels.isEmpty
      ? cellsOfLevel.keys.filter { $0 >= 0 }.map { study.levelValues[Int($0)] }.sorted() : plannedLevels

    var names: Set<Int32> = []
    var values: Set<Int32> = []
    var unplanned: [Unplanned] = []
    for (cell, row) in others.sorted(on: { $0.value }) {
      if cell.sample >= 0, !isPlannedSample[Int(cell.sample)], names.insert(cell.sample).inserted {
        let name = study.sampleNames[Int(cell.sample)]
        if !further.contains(name) { unplanned.append(Unplanned(item: .sample(name), row: row)) }
      }
      if cell.level >= 0, !isPlannedLevel[Int(cell.level)], values.insert(cell.level).inserted {
        unplanned.append(Unplanned(item: .level(study.levelValues[Int(cell.level)]), row: row))
      }
    }
    self.unplanned = unplanned
    self.otherResults = otherResults
    otherNames = otherCells.map { cells in
      let own = Set(cells.map { $0.sample }).filter { $0 >= 0 && !isPlannedSample[Int($0)] }
      return own.sorted().map { study.sampleNames[Int($0)] }.filter { !further.contains($0) }
    }
  }

  // MARK: - What is judged

  /// The rows of one item.
  struct Filter {
    fileprivate let items: StudyItems
    /// Codes; `nil` where any will do.
    let sample: Int32?
    let level: Int32?
    /// Whether no row of the study is of the item.
    let isEmpty: Bool

    func holds(_ row: StudyRow) -> Bool {
      !isEmpty && (sample == nil || row.sample == sample) && (level == nil || row.level == level)
        && items.isPlanned(row)
    }
  }

  func filter(_ item: Finding.Item) -> Filter {
    switch item {
    case .pooled: return Filter(items: self, sample: nil, level: nil, isEmpty: false)
    case .sample(let name):
      let code = sampleCodes[name]
      return Filter(items: self, sample: code, level: nil, isEmpty: code == nil)
    case .level(let value):
      let code = levelCodes[value]
      return Filter(items: self, sample: nil, level: code, isEmpty: code == nil)
    case .sampleAtLevel(let name, let value):
      let (sample, level) = (sampleCodes[name], levelCodes[value])
      return Filter(items: self, sample: sample, level: level, isEmpty: sample == nil || level == nil)
    }
  }

  /// Whether a row's sample and level are known, and so judged.
  func isPlanned(_ row: StudyRow) -> Bool { isPlanned(sample: row.sample, level: row.level) }

  func isPlanned(sample: Int32, level: Int32) -> Bool {
    (sample < 0 ? takesUnnamedSample : isPlannedSample[Int(sample)])
      && (level < 0 ? takesUnnamedLevel : isPlannedLevel[Int(level)])
  }

  /// Rows of what is not known, usable or not.
  func unplannedRows(_ study: StudyRows) -> Set<Int> {
    guard !unplanned.isEmpty else { return [] }
    func isOther(_ sample: Int32, _ level: Int32) -> Bool {
      !isPlanned(sample: sample, level: level) && !(sample >= 0 && further.contains(sampleNames[Int(sample)]))
    }
    return Set(study.rows.filter { isOther($0.sample, $0.level) }.map { $0.index })
      .union(study.lost.filter { isOther($0.sample, $0.level) }.map { $0.index })
  }

  /// Whether a sample of the files is known.
  func isPlanned(_ sample: String) -> Bool { sampleCodes[sample].map { isPlannedSample[Int($0)] } ?? false }

  /// Whether a laboratory has a usable result of anything known.
  func hasResults(_ laboratory: Int32) -> Bool { !usable[Int(laboratory)].isEmpty }

  // MARK: - What is lacking

  /// Whether any row of the files is of this item.
  func isInFiles(_ item: Finding.Item) -> Bool {
    switch item {
    case .pooled: !cells.isEmpty
    case .sample(let name): sampleCodes[name].flatMap { cellsOfSample[$0] } != nil
    case .level(let value): levelCodes[value].flatMap { cellsOfLevel[$0] } != nil
    case .sampleAtLevel(let name, let value): cell(name, value).map(cells.contains) ?? false
    }
  }

  private func cell(_ sample: String, _ level: ExactDecimal) -> Cell? {
    guard let sample = sampleCodes[sample], let level = levelCodes[level] else { return nil }
    return Cell(sample: sample, level: level)
  }

  /// What of an item a laboratory has no usable result of, in words: samples, levels, and samples at a level.
  ///
  /// - Parameter withFits: whether a run that was fitted and gave no potency counts as well.
  func lacking(_ item: Finding.Item, at laboratory: Int32, withFits: Bool) -> [String] {
    let own = withFits ? fitted[Int(laboratory)] : usable[Int(laboratory)]
    let considered: [Cell]
    var words: [String] = []
    switch item {
    case .pooled:
      considered = cells
      words = absentSamples.map { quoted($0) } + absentLevels.map { "level \($0)" }
    case .sample(let name):
      considered = sampleCodes[name].flatMap { cellsOfSample[$0] } ?? []
      if considered.isEmpty { words = [quoted(name)] }
    case .level(let value):
      considered = levelCodes[value].flatMap { cellsOfLevel[$0] } ?? []
      if considered.isEmpty { words = ["level \(value)"] }
    case .sampleAtLevel(let name, let value):
      considered = cell(name, value).map { cells.contains($0) ? [$0] : [] } ?? []
      if considered.isEmpty { words = ["\(quoted(name)) at level \(value)"] }
    }
    let missing = considered.filter { !own.contains($0) }
    guard !missing.isEmpty else { return words }
    let present = considered.filter(own.contains)
    let presentSamples = Set(present.map { $0.sample })
    let presentLevels = Set(present.map { $0.level })
    var said: Set<String> = []
    for cell in missing {
      let text: String
      if cell.sample >= 0, !presentSamples.contains(cell.sample) {
        text = quoted(sampleNames[Int(cell.sample)])
      } else if cell.level >= 0, !presentLevels.contains(cell.level) {
        text = "level \(levelValues[Int(cell.level)])"
      } else {
        text = name(cell)
      }
      if said.insert(text).inserted { words.append(text) }
    }
    return words
  }

  private func name(_ cell: Cell) -> String {
    let sample = cell.sample >= 0 ? quoted(sampleNames[Int(cell.sample)]) : "results without a sample"
    return cell.level >= 0 ? "\(sample) at \(levelValues[Int(cell.level)])" : sample
  }

  /// That a laboratory has no usable result of anything known, and where its results are instead.
  func nothing(_ laboratory: Int32, _ name: String) -> String {
    let count = otherResults[Int(laboratory)]
    guard count > 0 else { return "\(name) has no results" }
    let names = otherNames[Int(laboratory)]
    guard !names.isEmpty else {
      return "none of the \(count) results of \(name) is of a planned sample at a planned level"
    }
    return
      "none of the \(count) results of \(name) is of a planned sample: they stand under other names, \(Self.capped(names))"
      + " (renamed? then declare data.aliases)"
  }

  /// What a laboratory that lacks something has instead: it may be the same under another name.
  ///
  /// - Parameter name: of the laboratory, where the sentence before does not end with it.
  func hint(_ laboratory: Int32, of name: String = "it") -> String {
    let names = otherNames[Int(laboratory)]
    guard listsSamples, !names.isEmpty else { return "" }
    let are = names.count == 1 ? "is" : "are"
    return " (\(name) has \(Self.capped(names)), which \(are) not planned: renamed? then declare data.aliases)"
  }

  /// Whether the design lists samples or levels.
  let areListed: Bool

  static func capped(_ names: [String]) -> String {
    Spelling.first(4, of: names.map { quoted($0) })
  }
}
