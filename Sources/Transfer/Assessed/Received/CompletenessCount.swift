internal import AssayData
internal import Notation

/// Counts what was planned of an attribute against what was received.
struct CompletenessCount {
  private(set) var entries: [Completeness.Entry] = []
  private(set) var shortages: [Departure] = []
  private(set) var surpluses: [Departure] = []
  private(set) var further: [Departure] = []
  private(set) var unverified: [Unverified] = []

  private let attribute: Attribute
  private let data: AssayData
  private let rows: StudyRows
  private let received: ReceivedNumbers

  /// A sample at a level that a laboratory should have, or has.
  private struct Item {
    let sample: String?
    let level: ExactDecimal?
    let cell: StudyItems.Cell?
    let isPlanned: Bool
  }

  /// Beyond so many departures of a laboratory no names are looked up.
  private static let most = 20

  init(
    _ attribute: Attribute, _ transferProtocol: TransferProtocol, _ data: AssayData, _ rows: StudyRows,
    _ items: StudyItems
  ) {
    self.attribute = attribute
    self.data = data
    self.rows = rows
    let laboratories = transferProtocol.laboratories
    received = ReceivedNumbers(rows, items, laboratories: laboratories.count)
    let wanted = Self.items(rows, items, received)
    for (index, name) in laboratories.enumerated() {
      let numbers = PlannedNumbers(attribute, at: name)
      let own: [(item: Item, contents: ReceivedNumbers.Contents)] = wanted.map { item in
        (item, item.cell.flatMap { contents(index, $0) } ?? .init())
      }
      entries += own.map { entry($0.item, $0.contents, name, numbers) }
      guard let numbers else { continue }
      let planned = own.filter { $0.item.isPlanned }
      let surplus = surpluses(index, name, planned, numbers)
      surpluses += surplus
      shortages += shortages(index, name, planned, numbers, hasSurplus: !surplus.isEmpty)
      people(index, name, numbers)
    }
    unverified = unverified(transferProtocol)
  }

  private func contents(_ laboratory: Int, _ cell: StudyItems.Cell) -> ReceivedNumbers.Contents? {
    received.cells[.init(laboratory: Int32(laboratory), sample: cell.sample, level: cell.level)]
  }

  // MARK: - What is counted

  /// Every known sample at every level that it is planned at, then what is not planned.
  private static func items(_ rows: StudyRows, _ items: StudyItems, _ received: ReceivedNumbers) -> [Item] {
    func sample(_ code: Int32) -> String? { code >= 0 ? rows.sampleNames[Int(code)] : nil }
    func level(_ code: Int32) -> ExactDecimal? { code >= 0 ? rows.levelValues[Int(code)] : nil }
    var found: [Item] = []
    var bySample: [String?: [StudyItems.Cell]] = [:]
    for cell in items.cells { bySample[sample(cell.sample), default: []].append(cell) }
    // With one sample in the design and none in the files, results are of that one.
    if items.samples.count == 1, let own = bySample.removeValue(forKey: nil) {
      bySample[items.samples[0], default: []] += own
    }
    let names: [String?] = items.samples.map { $0 } + (bySample[nil] == nil ? [] : [nil])
    let planned = rows.attribute.design?.levels ?? []
    // Samples with a level each are matched; else every sample is planned at every level.
    let isMatched = names.count > 1 && bySample.values.allSatisfy { Set($0.map { $0.level }).count < 2 }
    for name in names.isEmpty ? [nil] : names {
      let own = bySample[name] ?? []
      if planned.isEmpty || isMatched {
        found += own.map { Item(sample: name, level: level($0.level), cell: $0, isPlanned: true) }
        if own.isEmpty { found.append(Item(sample: name, level: nil, cell: nil, isPlanned: true)) }
      } else {
        found += planned.map { value in
          let cell = own.first { level($0.level) == value } ?? (planned.count == 1 ? own.first : nil)
          return Item(sample: name, level: value, cell: cell, isPlanned: true)
        }
      }
    }
    if isMatched {
      let present = Set(items.cells.compactMap { level($0.level) })
      found += planned.filter { !present.contains($0) }.map {
        Item(sample: nil, level: $0, cell: nil, isPlanned: true)
      }
    }
    var seen: Set<StudyItems.Cell> = []
    for cell in received.order where !items.isPlanned(sample: cell.sample, level: cell.level) {
      let own = StudyItems.Cell(sample: cell.sample, level: cell.level)
      if seen.insert(own).inserted {
        found.append(Item(sample: sample(cell.sample), level: level(cell.level), cell: own, isPlanned: false))
      }
    }
    return found
  }

  private func entry(
    _ item: Item, _ contents: ReceivedNumbers.Contents, _ laboratory: String, _ numbers: PlannedNumbers?
  ) -> Completeness.Entry {
    let units: Int? =
      switch attribute.unitOfReplication {
      case .run, .day, .analyst: numbers?.units
      case .sample: numbers == nil ? nil : 1
      case .result: nil
      }
    return Completeness.Entry(
      laboratory: laboratory, sample: item.sample, level: item.level, isPlanned: item.isPlanned,
      plannedUnits: item.isPlanned ? units : nil,
      plannedResults: item.isPlanned ? numbers?.results?.lowerBound : nil,
      receivedUnits: attribute.unitOfReplication == .result ? contents.results : contents.units.count,
      receivedResults: contents.results + contents.lost, usedResults: item.isPlanned ? contents.results : 0)
  }

  /// What the unit of replication is counted as; `nil` where samples or results are the units.
  private var unit: Departure.Counted? {
    switch attribute.unitOfReplication {
    case .run: .run
    case .day: .day
    case .analyst: .analyst
    case .sample, .result: nil
    }
  }

  private func name(ofUnit code: Int32, _ laboratory: Int) -> String? {
    received.rowOfUnit[laboratory][code].map { name(attribute.unitOfReplication.factor, of: $0) }
  }

  private func name(ofRun code: Int32, _ laboratory: Int) -> String? {
    received.rowOfRun[laboratory][code].map { name(.run, of: $0) }
  }

  private func name(_ factor: Scenario.Factor, of row: StudyRow) -> String { rows.name(factor, of: row, data) }

  // MARK: - Less

  private func shortages(
    _ index: Int, _ laboratory: String, _ own: [(item: Item, contents: ReceivedNumbers.Contents)],
    _ numbers: PlannedNumbers, hasSurplus: Bool
  ) -> [Departure] {
    var found: [Departure] = []
    func add(
      _ counted: Departure.Counted, _ item: Item, _ planned: Int, _ count: Int, run: String? = nil,
      of unit: Departure.Counted = .run, names: [String] = []
    ) {
      found.append(
        Departure(
          laboratory: laboratory, counted: counted, sample: item.sample, level: item.level, run: run, unit: unit,
          planned: planned, received: count, names: names))
    }
    let allUnits = own.reduce(into: Set<Int32>()) { $0.formUnion($1.contents.units.keys) }
    let allRuns = own.reduce(into: Set<Int32>()) { $0.formUnion($1.contents.runs.keys) }
    /// Units that the laboratory has and this sample is not in.
    func lacking(_ all: Set<Int32>, _ present: [Int32: Int], _ name: (Int32, Int) -> String?) -> [String] {
      guard !numbers.isPerSample, found.count < Self.most, !present.isEmpty else { return [] }
      return all.filter { present[$0] == nil }.sorted().compactMap { name($0, index) }
    }
    for (item, contents) in own {
      let before = found.count
      if let unit, let planned = numbers.units {
        if contents.units.count < planned {
          add(unit, item, planned, contents.units.count, names: lacking(allUnits, contents.units, name(ofUnit:_:)))
        }
      } else if contents.results == 0 {
        add(.result, item, numbers.results?.lowerBound ?? 1, 0)
      }
      if found.count == before, unit != .run, let planned = numbers.declaredRuns, !allRuns.isEmpty,
        contents.runs.count < planned
      {
        add(.run, item, planned, contents.runs.count, names: lacking(allRuns, contents.runs, name(ofRun:_:)))
      }
      // What a surplus of units explains is not told twice.
      guard found.count == before, !hasSurplus else { continue }
      if let replicates = numbers.replicates, numbers.countsInRuns, !contents.runs.isEmpty {
        for (run, count) in contents.runs.sorted(on: { $0.key }) where count < replicates {
          add(.replicate, item, replicates, count, run: name(ofRun: run, index))
        }
      } else if let replicates = numbers.resultsOfUnit {
        for (code, count) in contents.units.sorted(on: { $0.key }) where count < replicates {
          add(.replicate, item, replicates, count, run: name(ofUnit: code, index), of: unit ?? .run)
        }
      }
      if found.count == before, let planned = numbers.results?.lowerBound, contents.results < planned {
        add(.result, item, planned, contents.results)
      }
    }
    return found
  }

  // MARK: - More

  private func surpluses(
    _ index: Int, _ laboratory: String, _ own: [(item: Item, contents: ReceivedNumbers.Contents)],
    _ numbers: PlannedNumbers
  ) -> [Departure] {
    var found: [Departure] = []
    func add(
      _ counted: Departure.Counted, _ sample: String?, _ level: ExactDecimal?, _ planned: Int, _ count: Int,
      run: String? = nil, of unit: Departure.Counted = .run, names: [String] = []
    ) {
      found.append(
        Departure(
          laboratory: laboratory, counted: counted, sample: sample, level: level, run: run, unit: unit,
          planned: planned,
          received: count, names: names))
    }
    /// Distinct units, of the laboratory or, where samples have their own, of each sample.
    func count(
      _ counted: Departure.Counted, _ planned: Int, _ key: (ReceivedNumbers.Contents) -> [Int32: Int],
      _ name: (Int32, Int) -> String?
    ) {
      var sets = InOrder<String?, Set<Int32>>()
      for (item, contents) in own {
        let sample = numbers.isPerSample ? item.sample : nil
        sets[sample, default: []].formUnion(key(contents).keys)
      }
      for (sample, units) in sets where units.count > planned {
        let names = found.count < Self.most ? alike(units.sorted().compactMap { name($0, index) }) : []
        add(counted, sample, nil, planned, units.count, names: names)
      }
    }
    if let unit, let planned = numbers.units { count(unit, planned, { $0.units }, name(ofUnit:_:)) }
    if found.isEmpty, unit != .run, let planned = numbers.declaredRuns {
      count(.run, planned, { $0.runs }, name(ofRun:_:))
    }
    guard found.isEmpty else { return found }
    for (item, contents) in own {
      if let most = numbers.results?.upperBound, contents.results > most {
        add(.result, item.sample, item.level, most, contents.results)
      } else if let replicates = numbers.replicates, numbers.countsInRuns {
        for (run, count) in contents.runs.sorted(on: { $0.key }) where count > replicates {
          add(.replicate, item.sample, item.level, replicates, count, run: name(ofRun: run, index))
        }
      } else if let replicates = numbers.resultsOfUnit {
        for (code, count) in contents.units.sorted(on: { $0.key }) where count > replicates {
          add(.replicate, item.sample, item.level, replicates, count, run: name(ofUnit: code, index), of: unit ?? .run)
        }
      }
    }
    return found
  }

  /// The first names that may be one, written in two ways: R02 and R2, r1 and R1.
  private func alike(_ names: [String]) -> [String] {
    func plain(_ name: String) -> String {
      var text = ""
      var atNumber = true
      for character in name.lowercased() where character.isLetter || character.isNumber {
        if character == "0", atNumber { continue }
        atNumber = !character.isNumber
        text.append(character)
      }
      return text
    }
    var seen: [String: String] = [:]
    for name in names {
      if let twin = seen[plain(name)] { return [twin, name] }
      seen[plain(name)] = name
    }
    return []
  }

  // MARK: - Analysts and days

  /// Analysts and days that are no units of replication: fewer are missing, more are said.
  private mutating func people(_ index: Int, _ laboratory: String, _ numbers: PlannedNumbers) {
    for (counted, planned, found) in [
      (Departure.Counted.analyst, numbers.analysts, received.analysts[index].count),
      (.day, numbers.days, received.days[index].count),
    ] {
      guard counted != unit, let planned, found > 0, found != planned else { continue }
      let departure = Departure(
        laboratory: laboratory, counted: counted, sample: nil, level: nil, run: nil, unit: .run, planned: planned,
        received: found,
        names: [])
      if found < planned { shortages.append(departure) } else { further.append(departure) }
    }
  }

  private func unverified(_ transferProtocol: TransferProtocol) -> [Unverified] {
    guard let design = attribute.design else { return [] }
    let numbers: [(Departure.Counted, Role, Attribute.Design.Count?)] = [
      (.run, .run, design.runs), (.analyst, .analyst, design.analysts), (.day, .day, design.days),
    ]
    return numbers.compactMap { counted, role, count in
      guard let count else { return nil }
      guard data.factors[role] != nil else {
        return Unverified(counted: counted, planned: count.largest, laboratories: [])
      }
      let blank = transferProtocol.laboratories.enumerated().filter { index, _ in
        guard received.hasResults[index] else { return false }
        switch counted {
        case .run: return received.rowOfRun[index].isEmpty
        case .analyst: return received.analysts[index].isEmpty
        default: return received.days[index].isEmpty
        }
      }.map({ $0.element })
      guard !blank.isEmpty else { return nil }
      return Unverified(
        counted: counted, planned: blank.map { count.at($0) }.max() ?? count.largest, laboratories: blank)
    }
  }
}
