internal import Notation

/// Measured results in the order unit, cell, file: a unit is a run of a laboratory, a cell what two results must share to be
/// comparable (attribute, sample, level, preparation and dose).
struct ComparedResults {
  struct Entry {
    let unit: Int32
    let cell: Int32
    let value: Double
    let row: Int32
  }

  private(set) var entries: [Entry] = []
  /// Where each unit begins in `entries`, and behind them where the last one ends.
  private(set) var starts: [Int] = [0]
  /// Of each unit its first row and its laboratory, by the index of its name.
  private(set) var firstRows: [Int32] = []
  private(set) var laboratories: [Int32] = []
  /// The attribute of each cell.
  private(set) var attributes: [Int32] = []
  /// The roles whose names tell a run.
  let runRoles: [Role]

  var unitCount: Int { firstRows.count }
  func range(_ unit: Int) -> Range<Int> { starts[unit]..<starts[unit + 1] }

  init(_ checks: StudyChecks) {
    let store = checks.store
    // A stand-in was not measured; what is excluded is not judged.
    var includes = checks.usable
    for row in store.exceptions.keys { includes[row] = false }
    let laboratory = store.columns[Role.laboratory.index].codes
    let attribute = store.columns[Role.attribute.index].codes
    func isPresent(_ role: Role) -> Bool { store.columns[role.index].isPresent }

    let within = Role.allCases.filter { role in checks.inputs.contains { $0.mapping.runsWithin.contains(role) } }
    var roles = (within + [.run, .plate]).filter(isPresent)
    if !roles.contains(.run), !roles.contains(.plate) { roles = [.day, .analyst].filter(isPresent) }
    var cellRoles: [Role] = [.attribute, .sample, .level, .preparation, .dose]
    if isPresent(.sample), Self.areSamplesApart(store.columns[Role.sample.index].codes, laboratory, includes) {
      // Lots that one side alone has are units: any may be the copy of any.
      roles = [.sample] + roles
      cellRoles.removeAll { $0 == .sample }
    }
    runRoles = roles
    let units = Grouping(checks.codes([.laboratory] + roles), count: store.count, includes: includes)
    let cells = Grouping(checks.codes(cellRoles), count: store.count, includes: includes)
    firstRows = units.firstRows
    laboratories = units.firstRows.map { laboratory[Int($0)] }
    attributes = cells.firstRows.map { attribute[Int($0)] }
    let byCell = Self.sorted(
      (0..<store.count).filter { includes[$0] }.map { Int32($0) }, by: cells.ids, cells.firstRows.count)
    let order = Self.sorted(byCell, by: units.ids, units.firstRows.count)
    let attributeCount = store.columns[Role.attribute.index].levels.count
    func series(_ row: Int32) -> Int { Int(laboratory[Int(row)]) * attributeCount + Int(attribute[Int(row)]) }
    let values = store.values.map { $0.double }
    let ends = Self.ends(
      order, units, series, attributeCount * store.columns[Role.laboratory.index].levels.count, values)
    starts = [0]
    starts.reserveCapacity(units.firstRows.count + 1)
    entries.reserveCapacity(order.count)
    var unit: Int32 = 0
    for row in order {
      while units.ids[Int(row)] > unit {
        starts.append(entries.count)
        unit += 1
      }
      let cell = cells.ids[Int(row)]
      let value = values[Int(row)]
      if !value.isFinite || ends[series(row)].isStuck(value) { continue }
      entries.append(Entry(unit: unit, cell: cell, value: value, row: row))
    }
    while starts.count <= units.firstRows.count { starts.append(entries.count) }
  }

  /// The entries of each laboratory, by the index of its name: by cell, in each in the order of the files.
  var byLaboratory: [[Entry]] {
    var entryOfRow = [Int32](repeating: -1, count: Int(entries.lazy.map { $0.row }.max() ?? -1) + 1)
    for (index, entry) in entries.enumerated() { entryOfRow[Int(entry.row)] = Int32(index) }
    let order = Self.sorted(entryOfRow.filter { $0 >= 0 }, by: entries.map { $0.cell }, attributes.count)
    var found = [[Entry]](repeating: [], count: Int(laboratories.max() ?? -1) + 1)
    for index in order {
      let entry = entries[Int(index)]
      found[Int(laboratories[Int(entry.unit)])].append(entry)
    }
    return found
  }

  /// Whether there are samples of more than one laboratory, and each is of one alone.
  private static func areSamplesApart(_ samples: [Int32], _ laboratories: [Int32], _ includes: [Bool]) -> Bool {
    var home = [Int32](repeating: -1, count: Int(samples.max() ?? -1) + 1)
    var first: Int32 = -1
    var several = false
    for (row, sample) in samples.enumerated() where includes[row] && sample >= 0 {
      if home[Int(sample)] >= 0, home[Int(sample)] != laboratories[row] { return false }
      home[Int(sample)] = laboratories[row]
      if first < 0 { first = laboratories[row] } else if first != laboratories[row] { several = true }
    }
    return several
  }

  /// Stably, in linear time.
  private static func sorted(_ rows: [Int32], by keys: [Int32], _ count: Int) -> [Int32] {
    var next = [Int](repeating: 0, count: count + 1)
    for row in rows { next[Int(keys[Int(row)]) + 1] += 1 }
    for index in next.indices.dropFirst() { next[index] += next[index - 1] }
    var out = [Int32](repeating: 0, count: rows.count)
    for row in rows {
      let key = Int(keys[Int(row)])
      out[next[key]] = row
      next[key] += 1
    }
    return out
  }

  // MARK: - Saturated readings

  /// Of the results of one laboratory and attribute: the least and the greatest.
  private struct Ends {
    var least = Double.infinity
    var most = -Double.infinity
    /// How many results there are, and how many at each end.
    var count = 0
    var atLow = 0
    var atHigh = 0
    /// The run in which each was met last, and whether one had it twice, or more than a third of all results are there: an end that
    /// readings stop at, such as 0, 100 % or a reader's last number.
    var lastLow: Int32 = -1
    var lastHigh: Int32 = -1
    var isLowStuck = false
    var isHighStuck = false

    func isStuck(_ value: Double) -> Bool {
      (value == least && (isLowStuck || isMany(atLow))) || (value == most && (isHighStuck || isMany(atHigh)))
    }

    private func isMany(_ results: Int) -> Bool { results > 1 && results * 3 > count }
  }

  /// By the number of each series.
  private static func ends(
    _ order: [Int32], _ units: Grouping, _ series: (Int32) -> Int, _ count: Int, _ values: [Double]
  )
    -> [Ends]
  {
    var all = [Ends](repeating: Ends(), count: count)
    for row in order {
      let (value, one) = (values[Int(row)], series(row))
      all[one].count += 1
      all[one].least = min(all[one].least, value)
      all[one].most = max(all[one].most, value)
    }
    for row in order {
      let (value, unit, one) = (values[Int(row)], units.ids[Int(row)], series(row))
      if value == all[one].least {
        all[one].atLow += 1
        if all[one].lastLow == unit { all[one].isLowStuck = true }
        all[one].lastLow = unit
      }
      if value == all[one].most {
        all[one].atHigh += 1
        if all[one].lastHigh == unit { all[one].isHighStuck = true }
        all[one].lastHigh = unit
      }
    }
    return all
  }
}
