internal import Statistics

/// Why a laboratory's results cannot be used by the closed forms.
struct DesignObstacle: Error {
  let reason: String
  init(_ reason: String) { self.reason = reason }
}

/// One laboratory's centred results by group (a sample at a level) and unit.
struct LaboratoryCells {
  struct Cell {
    let unit: Int32
    let values: [Double]
    let rows: [StudyRow]
    /// The row of the study that stands for the unit's higher factors.
    var row: StudyRow { rows[0] }
  }
  struct Group {
    let code: Int32
    let cells: [Cell]
  }

  let groups: [Group]
  let resultCount: Int
  /// Units that are independent of each other: distinct runs, for instance.
  let unitCount: Int

  /// - Parameter values: one centred value for each row.
  init(_ rows: [StudyRow], values: [Double]) {
    let order = rows.indices.sorted {
      let (a, b) = (rows[$0], rows[$1])
      return (a.group, a.unit, a.index) < (b.group, b.unit, b.index)
    }
    var groups: [Group] = []
    var cells: [Cell] = []
    var i = 0
    while i < order.count {
      let first = rows[order[i]]
      var inCell: [Double] = []
      let start = i
      while i < order.count, rows[order[i]].group == first.group, rows[order[i]].unit == first.unit {
        inCell.append(values[order[i]])
        i += 1
      }
      cells.append(Cell(unit: first.unit, values: inCell, rows: order[start..<i].map { rows[$0] }))
      if i == order.count || rows[order[i]].group != first.group {
        groups.append(Group(code: first.group, cells: cells))
        cells = []
      }
    }
    self.groups = groups
    resultCount = rows.count
    unitCount = Set(rows.map(\.unit)).count
  }

  /// How units and groups meet.
  enum Structure {
    /// Every unit holds every group: unit means over groups are independent.
    case common(units: Int)
    /// Every unit holds one group: the groups are independent samples.
    case separate
  }

  /// - Throws: ``DesignObstacle`` where replication is unbalanced or units hold some groups and not others.
  func structure() throws(DesignObstacle) -> Structure {
    for group in groups where Set(group.cells.map(\.values.count)).count > 1 {
      throw DesignObstacle(
        "the number of results in a unit of replication differs; unbalanced replication is not evaluated by this version, and an approximation is not put in its place"
      )
    }
    guard let first = groups.first else { throw DesignObstacle("there are no results") }
    let units = first.cells.map(\.unit)
    if groups.allSatisfy({ $0.cells.map(\.unit) == units }) { return .common(units: units.count) }
    let total = groups.reduce(0) { $0 + $1.cells.count }
    if total == unitCount { return .separate }
    throw DesignObstacle(
      "some units of replication hold all samples and others only some; such an unbalanced design is not evaluated by this version, and an approximation is not put in its place"
    )
  }

  /// Independent unit means: one list where units are common to all groups, one a group where they are not.
  func unitMeans() throws(DesignObstacle) -> [[Double]] {
    switch try structure() {
    case .common:
      let cellMeans = groups.map { $0.cells.map { orderFreeMean($0.values) } }
      return [(0..<(cellMeans.first?.count ?? 0)).map { unit in orderFreeMean(cellMeans.map { $0[unit] }) }]
    case .separate:
      return groups.map { group in group.cells.map { orderFreeMean($0.values) } }
    }
  }
}
