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

/// A laboratory's mean apart from its cells, which are copied often and mostly have none.
final class KnownMean: Sendable {
  let mean: LaboratoryMean
  init(_ mean: LaboratoryMean) { self.mean = mean }
}

/// One laboratory's centred results in their layout.
struct LaboratoryCells: Sendable {
  let layout: CellLayout
  /// In the order of the layout.
  let values: [Double]
  /// The mean of each cell.
  let means: [Double]
  /// The laboratory's mean, where it was worked out before from these values.
  var knownMean: KnownMean? = nil

  /// - Parameter values: one centred value for each of the rows that the layout was made of, in their order.
  init(_ layout: CellLayout, values: [Double]) { self.init(ordered: layout.order.map { values[$0] }, layout) }

  /// - Parameter values: in the order of the layout already.
  init(ordered values: [Double], _ layout: CellLayout) {
    self.layout = layout
    self.values = values
    means = layout.resultsOfCells.map { orderFreeMean(values[$0]) }
  }

  init(_ rows: [StudyRow], values: [Double]) { self.init(CellLayout(rows), values: values) }

  var resultCount: Int { values.count }
  var unitCount: Int { layout.unitCount }
  var unitsAreNestedInGroups: Bool { layout.unitsAreNestedInGroups }
  var unitsHoldAllGroups: Bool { layout.unitsHoldAllGroups }
  var structure: CellLayout.Structure { layout.structure }

  /// The means over groups of each unit, where every unit holds every group.
  var meansOfUnits: [Double] {
    guard let count = layout.groups.first?.count else { return [] }
    let k = layout.groups.count
    if k == 1 { return means }
    return (0..<count).map { unit in orderFreeMean((0..<k).map { means[$0 * count + unit] }) }
  }

  /// Independent unit means of a balanced design: one list where units are common to all groups, one a group where they
  /// are not; `nil` for an unbalanced one.
  var unitMeans: [[Double]]? {
    switch structure {
    case .common: [meansOfUnits]
    case .separate: layout.groups.map { Array(means[$0]) }
    case .unbalanced: nil
    }
  }

  /// The mean of each group over its cells, then over groups.
  var equallyWeightedMean: Double { orderFreeMean(layout.groups.map { orderFreeMean(means[$0]) }) }

  /// Results of one group in one unit about their mean; `nil` without replicates.
  ///
  /// - Throws: ``DesignObstacle``.
  func withinUnits() throws(DesignObstacle) -> MeanSquare? {
    do throws(SampleError) {
      return try MeanSquare.within(values, groups: layout.resultsOfCells, name: "repeatability")
    } catch {
      throw DesignObstacle("a result is too large to be computed with")
    }
  }

  /// Results as one list, with the group and the unit of each as small numbers, and the row that each came from.
  var flat: (values: [Double], groups: [Int], units: [Int], rows: [StudyRow]) {
    (values, layout.rows.map { Int($0.group) }, layout.rows.map { Int($0.unit) }, layout.rows)
  }
}
