/// A sum of squared deviations over its degrees of freedom, named after what it varies with.
public struct MeanSquare: Sendable, Equatable {
  public let name: String
  public let value: Double
  public let degreesOfFreedom: Double

  public init(name: String, value: Double, degreesOfFreedom: Double) {
    self.name = name
    self.value = value
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The variance of values within groups, pooled over groups: Σ Σ (y - ȳ)² / Σ (n - 1).
  ///
  /// Exact for groups of unequal size too. `nil` when no group has two values.
  ///
  /// - Throws: ``SampleError/notFinite(index:)``.
  public static func within(_ groups: [[Double]], name: String) throws(SampleError) -> MeanSquare? {
    var ranges: [Range<Int>] = []
    var start = 0
    for group in groups {
      ranges.append(start..<start + group.count)
      start += group.count
    }
    return try within(groups.flatMap { $0 }, groups: ranges, name: name)
  }

  /// The same with the values in one list, and the range of each group in it.
  public static func within(_ values: [Double], groups: [Range<Int>], name: String) throws(SampleError) -> MeanSquare? {
    if let bad = values.firstIndex(where: { !$0.isFinite }) { throw .notFinite(index: bad) }
    var squares: [Double] = []
    squares.reserveCapacity(groups.count)
    var degreesOfFreedom = 0
    for group in groups where group.count > 1 {
      degreesOfFreedom += group.count - 1
      if group.count == 2 {
        let difference = values[group.lowerBound] - values[group.lowerBound + 1]
        squares.append(difference * difference / 2)
        continue
      }
      // About a value of the group, so that a large offset costs no digits.
      let sorted = SortedValues(values[group])
      let pivot = sorted[group.count / 2]
      let mean = sorted.sum(less: pivot) / Double(group.count)
      squares.append(sorted.squares(about: mean, less: pivot))
    }
    guard degreesOfFreedom > 0 else { return nil }
    return MeanSquare(
      name: name, value: SortedValues(squares[...]).sum() / Double(degreesOfFreedom),
      degreesOfFreedom: Double(degreesOfFreedom))
  }
}
