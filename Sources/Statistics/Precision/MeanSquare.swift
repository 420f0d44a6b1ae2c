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
  public static func within(_ groups: [[Double]], name: String) throws(SampleError) -> MeanSquare? {
    var squares: [Double] = []
    var degreesOfFreedom = 0
    for group in groups where group.count > 1 {
      let moments = try Moments(group)
      squares.append(moments.variance * Double(group.count - 1))
      degreesOfFreedom += group.count - 1
    }
    guard degreesOfFreedom > 0 else { return nil }
    var sum = CompensatedSum()
    for square in squares.sorted() { sum.add(square) }
    return MeanSquare(
      name: name, value: sum.value / Double(degreesOfFreedom), degreesOfFreedom: Double(degreesOfFreedom))
  }
}
