/// How likely the interval of an estimate is to be no wider than was asked for, where its estimated variance is chi-square on its own
/// degrees of freedom.
///
/// That is one group, several with one common variance, and the scatter of group means; see ``BridgingSize`` for one group in percent.
public enum HalfWidthChance {
  /// P(t s ≤ `halfWidth`) = P(χ²_ν ≤ ν (h/(t SE))²), where ν s²/SE² is χ²_ν: exact.
  ///
  /// - Parameters:
  ///   - halfWidth: of the two-sided interval, on the scale of the estimate.
  ///   - standardError: the root of what the estimated variance is on average.
  /// - Precondition: `level` lies strictly between 0 and 1; the others are above zero, `degreesOfFreedom` finite.
  public static func chance(
    halfWidth: Double, standardError: Double, degreesOfFreedom: Double, level: Double
  ) -> Double {
    precondition(level > 0 && level < 1, "a level lies between 0 and 1, not \(level)")
    precondition(
      halfWidth > 0 && standardError > 0 && degreesOfFreedom > 0 && degreesOfFreedom.isFinite,
      "half-width \(halfWidth), standard error \(standardError) and degrees of freedom \(degreesOfFreedom) are above zero"
    )
    let ratio =
      halfWidth / (StudentT(degreesOfFreedom: degreesOfFreedom).upperQuantile((1 - level) / 2) * standardError)
    let square = degreesOfFreedom * ratio * ratio
    guard square.isFinite else { return 1 }
    return square > 0 ? ChiSquare(degreesOfFreedom: degreesOfFreedom).lowerTail(square) : 0
  }
}
