internal import Statistics

/// Why a laboratory's results cannot be used by the closed forms.
struct DesignObstacle: Error {
  let reason: String
  /// Whether a mixed model can do what the closed form cannot.
  let hasModel: Bool

  init(_ reason: String, hasModel: Bool = false) {
    self.reason = reason
    self.hasModel = hasModel
  }
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
  enum Structure: Equatable {
    /// Every unit holds every group: unit means over groups are independent.
    case common
    /// Every unit holds one group: the groups are independent samples.
    case separate
    /// The number of results in a unit differs, or some units hold groups that others lack. In words.
    case unbalanced(String)
  }

  var structure: Structure {
    let isCommon = unitsHoldAllGroups
    guard isCommon || unitsAreNestedInGroups else { return .unbalanced("some units hold samples that others lack") }
    if groups.contains(where: { Set($0.cells.map(\.values.count)).count > 1 }) {
      return .unbalanced("the number of results in a unit differs")
    }
    return isCommon ? .common : .separate
  }

  /// Independent unit means of a balanced design: one list where units are common to all groups, one a group where they
  /// are not; `nil` for an unbalanced one.
  var unitMeans: [[Double]]? {
    switch structure {
    case .common:
      let cellMeans = groups.map { $0.cells.map { orderFreeMean($0.values) } }
      return [(0..<(cellMeans.first?.count ?? 0)).map { unit in orderFreeMean(cellMeans.map { $0[unit] }) }]
    case .separate: return groups.map { group in group.cells.map { orderFreeMean($0.values) } }
    case .unbalanced: return nil
    }
  }

  /// Whether each unit holds one group only.
  var unitsAreNestedInGroups: Bool { groups.reduce(0) { $0 + $1.cells.count } == unitCount }

  /// Whether every unit holds every group, in whatever number of results.
  var unitsHoldAllGroups: Bool {
    guard let units = groups.first?.cells.map(\.unit) else { return false }
    return groups.allSatisfy { $0.cells.map(\.unit) == units }
  }

  /// Results as one list, with the group and the unit of each as small numbers, and the row that each came from.
  var flat: (values: [Double], groups: [Int], units: [Int], rows: [StudyRow]) {
    var values: [Double] = []
    var (group, unit): ([Int], [Int]) = ([], [])
    var rows: [StudyRow] = []
    for entry in groups {
      for cell in entry.cells {
        values += cell.values
        group += cell.values.map { _ in Int(entry.code) }
        unit += cell.values.map { _ in Int(cell.unit) }
        rows += cell.rows
      }
    }
    return (values, group, unit, rows)
  }
}
