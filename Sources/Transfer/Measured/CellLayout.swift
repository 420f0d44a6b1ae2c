internal import Statistics

/// How one laboratory's results of one item meet: which sample at which level (a group), which unit, how many results in
/// each. The values stand apart, so that a layout worked out once serves every study of the same shape.
final class CellLayout: Sendable {
  /// The results of one group in one unit.
  struct Cell: Sendable {
    let group: Int
    let unit: Int32
    /// Its results in the order of the layout.
    let results: Range<Int>
    /// The row of the study that stands for the unit's higher factors.
    let row: StudyRow
  }

  /// How units and groups meet.
  enum Structure: Sendable, Equatable {
    /// Every unit holds every group: unit means over groups are independent.
    case common
    /// Every unit holds one group: the groups are independent samples.
    case separate
    /// The number of results in a unit differs, or some units hold groups that others lack. In words.
    case unbalanced(String)
  }

  /// The rows by group, then unit, then their place in the data.
  let rows: [StudyRow]
  /// For each of them its position in the rows that were given.
  let order: [Int]
  let cells: [Cell]
  /// The results of each cell.
  let resultsOfCells: [Range<Int>]
  /// For each group its cells.
  let groups: [Range<Int>]
  let groupCodes: [Int32]
  /// Units that are independent of each other: distinct runs, for instance.
  let unitCount: Int
  /// Whether each unit holds one group only.
  let unitsAreNestedInGroups: Bool
  /// Whether every unit holds every group, in whatever number of results.
  let unitsHoldAllGroups: Bool
  let structure: Structure

  init(_ given: [StudyRow]) {
    let order = Self.order(of: given)
    let rows = order.map { given[$0] }
    var cells: [Cell] = []
    var groups: [Range<Int>] = []
    var codes: [Int32] = []
    var i = 0
    while i < rows.count {
      let first = rows[i]
      let start = i
      while i < rows.count, rows[i].group == first.group, rows[i].unit == first.unit { i += 1 }
      if codes.last != first.group {
        codes.append(first.group)
        groups.append(cells.count..<cells.count)
      }
      cells.append(Cell(group: codes.count - 1, unit: first.unit, results: start..<i, row: first))
      groups[groups.count - 1] = groups[groups.count - 1].lowerBound..<cells.count
    }
    self.rows = rows
    self.order = order
    self.cells = cells
    resultsOfCells = cells.map { $0.results }
    self.groups = groups
    groupCodes = codes
    unitCount = Set(cells.map { $0.unit }).count
    unitsAreNestedInGroups = cells.count == unitCount
    let units = groups.first.map { cells[$0].map { $0.unit } } ?? []
    unitsHoldAllGroups = !groups.isEmpty && groups.allSatisfy { cells[$0].map { $0.unit } == units }
    if !unitsHoldAllGroups && !unitsAreNestedInGroups {
      structure = .unbalanced("some units hold samples that others lack")
    } else if groups.contains(where: { Set(cells[$0].map({ $0.results.count })).count > 1 }) {
      structure = .unbalanced("the number of results in a unit differs")
    } else {
      structure = unitsHoldAllGroups ? .common : .separate
    }
  }

  /// By group, then unit, then place in the data: of large rows only what they are sorted by is moved.
  private static func order(of rows: [StudyRow]) -> [Int] {
    struct Key {
      let group: Int32
      let unit: Int32
      let index: Int
      let place: Int
    }
    var keys = rows.enumerated().map { Key(group: $1.group, unit: $1.unit, index: $1.index, place: $0) }
    keys.sort { a, b in
      if a.group != b.group { return a.group < b.group }
      return a.unit != b.unit ? a.unit < b.unit : a.index < b.index
    }
    return keys.map { $0.place }
  }

  /// Whether some cell holds more than one result.
  var hasReplicates: Bool { cells.contains { $0.results.count > 1 } }
}
