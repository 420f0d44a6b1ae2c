/// The robust mean and standard deviation of Algorithm A.
///
/// Model: values normal about one mean, but for a share that may lie anywhere. From x\* the median and s\* = 1.483
/// times the median of |x - x\*|, values beyond x\* ± 1.5 s\* are moved to that limit; x\* becomes the mean of what
/// results and s\* is 1.134 times its standard deviation (n - 1); and so on. ISO 13528 stops where the third
/// significant figure of both no longer changes. Here it goes on until neither changes by more than 1e-14 of s\*, which
/// the same values reach in whatever order, so that no digit depends on where it stopped; a figure that was stopped
/// early differs in its third digit.
///
/// No value is taken out: each keeps its weight with its place limited. Up to about a quarter of the values may be
/// wrong; for fewer than ten or so the standard deviation is itself imprecise.
///
/// ISO 13528:2015, C.3.1; also known as Huber's proposal 2 (H15): Analytical Methods Committee (1989), *Analyst* 114,
/// 1693-1697.
public struct RobustMean: Sendable, Equatable {
  public let count: Int
  /// x\*.
  public let mean: Double
  /// s\*.
  public let standardDeviation: Double
  public let median: Double
  /// How many values lie beyond x\* ± 1.5 s\* and count as if they lay there.
  public let limitedCount: Int

  /// 1.25 s\*/√n, which allows for the lesser efficiency of robust means: ISO 13528:2015, 7.7.3. It has no degrees of
  /// freedom of its own.
  public var standardUncertainty: Double { 1.25 * standardDeviation / Double(count).squareRoot() }

  /// - Parameter values: at least three, finite, in any order.
  /// - Throws: ``RobustError/tooFew(needed:found:)``, ``RobustError/notFinite(index:)``,
  ///   ``RobustError/halfTheSame``, ``RobustError/notConverged``.
  public init(_ values: [Double]) throws(RobustError) {
    let sorted = try RobustError.sorted(values, atLeast: 3)
    let median = Statistics.median(ofSorted: sorted)
    let centred = sorted.map { $0 - median }
    let start = 1.483 * Statistics.median(ofSorted: centred.map { $0.magnitude }.sorted())
    guard start > 0 else { throw .halfTheSame }
    // In units of the first spread, so that no square leaves the range of doubles.
    let scaled = centred.map { $0 / start }
    guard let found = RobustMean.settled(scaled) else { throw .notConverged }
    count = values.count
    self.median = median
    mean = median + found.mean * start
    standardDeviation = found.spread * start
    let limit = RobustMean.reach * found.spread
    limitedCount = scaled.count { ($0 - found.mean).magnitude > limit }
  }

  private static let reach = 1.5

  /// From a mean of 0 and a spread of 1, with values in rising order.
  private static func settled(_ values: [Double]) -> (mean: Double, spread: Double)? {
    var (mean, spread) = (0.0, 1.0)
    let n = Double(values.count)
    for _ in 0..<10_000 {
      let (low, high) = (mean - reach * spread, mean + reach * spread)
      var sum = CompensatedSum()
      for value in values { sum.add(min(max(value, low), high)) }
      let next = sum.value / n
      var squares = CompensatedSum()
      for value in values {
        let deviation = min(max(value, low), high) - next
        squares.add(deviation * deviation)
      }
      let wide = 1.134 * (squares.value / (n - 1)).squareRoot()
      guard wide > 1e-12 else { return nil }
      let isSettled = (next - mean).magnitude <= 1e-14 * wide && (wide - spread).magnitude <= 1e-14 * wide
      (mean, spread) = (next, wide)
      if isSettled { return (mean, spread) }
    }
    return nil
  }
}
