internal import AssayData
internal import Notation

/// The usable results of one attribute, counted by laboratory, sample, level, unit and run.
struct ReceivedNumbers {
  struct Cell: Hashable {
    let laboratory: Int32
    let sample: Int32
    let level: Int32
  }

  /// Results of one cell in one unit and run.
  private struct Place: Hashable {
    let cell: Cell
    let unit: Int32
    let run: Int32
  }

  /// What a laboratory gave of one sample at one level.
  struct Contents {
    var results = 0
    /// Rows that may not be used; a masked well is none of them.
    var lost = 0
    /// With the number of results in each.
    var units: [Int32: Int] = [:]
    var runs: [Int32: Int] = [:]
  }

  private(set) var cells: [Cell: Contents] = [:]
  /// In the order of the data.
  private(set) var order: [Cell] = []
  /// A row of each unit and of each run, by laboratory, for its name.
  private(set) var rowOfUnit: [[Int32: StudyRow]]
  private(set) var rowOfRun: [[Int32: StudyRow]]
  /// By laboratory, of what is planned.
  private(set) var analysts: [Set<Int32>]
  private(set) var days: [Set<Int32>]
  /// Whether a laboratory has a usable result at all.
  private(set) var hasResults: [Bool]

  init(_ study: StudyRows, _ items: StudyItems, laboratories: Int) {
    rowOfUnit = .init(repeating: [:], count: laboratories)
    rowOfRun = .init(repeating: [:], count: laboratories)
    analysts = .init(repeating: [], count: laboratories)
    days = .init(repeating: [], count: laboratories)
    hasResults = .init(repeating: false, count: laboratories)
    let hasUnits = study.attribute.unitOfReplication != .result
    var indices: [Place: Int] = [:]
    var places: [(place: Place, row: Int, count: Int)] = []
    // Neighbours in a file are mostly of one place, analyst and day.
    var last: (index: Int, analyst: Int32, day: Int32)?
    for (index, row) in study.rows.enumerated() {
      let place = Place(
        cell: Cell(laboratory: row.laboratory, sample: row.sample, level: row.level), unit: hasUnits ? row.unit : -1,
        run: row.run)
      if let last, places[last.index].place == place, last.analyst == row.analyst, last.day == row.day {
        places[last.index].count += 1
        continue
      }
      let found = indices[place] ?? places.count
      if found == places.count {
        indices[place] = found
        places.append((place, index, 0))
      }
      places[found].count += 1
      last = (found, row.analyst, row.day)
      guard items.isPlanned(row) else { continue }
      if row.analyst >= 0 { analysts[Int(row.laboratory)].insert(row.analyst) }
      if row.day >= 0 { days[Int(row.laboratory)].insert(row.day) }
    }
    for (place, index, count) in places {
      let row = study.rows[index]
      let laboratory = Int(place.cell.laboratory)
      hasResults[laboratory] = true
      if cells[place.cell] == nil { order.append(place.cell) }
      cells[place.cell, default: Contents()].results += count
      if place.unit >= 0 {
        cells[place.cell]?.units[place.unit, default: 0] += count
        if rowOfUnit[laboratory][place.unit] == nil { rowOfUnit[laboratory][place.unit] = row }
      }
      if place.run >= 0 {
        cells[place.cell]?.runs[place.run, default: 0] += count
        if rowOfRun[laboratory][place.run] == nil { rowOfRun[laboratory][place.run] = row }
      }
    }
    for row in study.lost where !row.isReading {
      let cell = Cell(laboratory: row.laboratory, sample: row.sample, level: row.level)
      if cells[cell] == nil { order.append(cell) }
      cells[cell, default: Contents()].lost += 1
    }
  }
}
