/// The chance that a bound on an SD, or on a ratio of two, meets its limit, and the size that it takes.
///
/// Exact where each variance is one mean square: repeatability, the SD of a simple sample.
public enum PrecisionPower {
  /// P(upper bound of the SD < limit) = P(χ²_ν ≤ χ²(α; ν) limit²/σ²), χ²(α; ν) the lower quantile.
  ///
  /// - Parameter ratio: the limit over the true SD; both on the scale on which the SD is formed.
  /// - Precondition: `ratio` and the degrees of freedom are above zero, `alpha` lies strictly between 0 and 1.
  public static func ofBound(limitOverTrue ratio: Double, degreesOfFreedom: Double, alpha: Double) -> Double {
    let chiSquare = ChiSquare(degreesOfFreedom: degreesOfFreedom)
    return chiSquare.lowerTail(chiSquare.lowerQuantile(alpha) * ratio * ratio)
  }

  /// P(lower bound of the SD > limit): the chance to fail.
  ///
  /// - Precondition: as for ``ofBound(limitOverTrue:degreesOfFreedom:alpha:)``.
  public static func failingBound(limitOverTrue ratio: Double, degreesOfFreedom: Double, alpha: Double) -> Double {
    let chiSquare = ChiSquare(degreesOfFreedom: degreesOfFreedom)
    return chiSquare.upperTail(chiSquare.upperQuantile(alpha) * ratio * ratio)
  }

  /// P(upper bound of σ_R/σ_S < limit) = P(F ≤ F(α) limit²/ratio²), F on ν_R and ν_S degrees of freedom.
  ///
  /// - Parameter ratio: the limit of the ratio of SDs over its true value.
  /// - Precondition: as for ``ofBound(limitOverTrue:degreesOfFreedom:alpha:)``.
  public static func ofRatioBound(limitOverTrue ratio: Double, test: Double, reference: Double, alpha: Double)
    -> Double
  {
    let f = FDistribution(test, reference)
    return f.lowerTail(f.lowerQuantile(alpha) * ratio * ratio)
  }

  /// P(lower bound of σ_R/σ_S > limit): the chance to fail.
  ///
  /// - Precondition: as for ``ofBound(limitOverTrue:degreesOfFreedom:alpha:)``.
  public static func failingRatioBound(limitOverTrue ratio: Double, test: Double, reference: Double, alpha: Double)
    -> Double
  {
    let f = FDistribution(test, reference)
    return f.upperTail(f.upperQuantile(alpha) * ratio * ratio)
  }

  /// The smallest count of units at which a bound on an SD meets its limit with a chance of at least `target`.
  ///
  /// - Parameter degreesOfFreedom: of a count; one less than it unless said. A count without any is passed over.
  /// - Returns: `nil` where the true SD does not lie below the limit, and above `limit` units.
  public static func smallest(
    limitOverTrue ratio: Double, alpha: Double, target: Double, limit: Int = 10_000,
    degreesOfFreedom: (Int) -> Double = { Double($0 - 1) }
  ) -> Int? {
    guard ratio > 1 else { return nil }
    return EquivalencePower.smallest(reaching: target, limit: limit) { n in
      let v = degreesOfFreedom(n)
      return v > 0 ? ofBound(limitOverTrue: ratio, degreesOfFreedom: v, alpha: alpha) : 0
    }
  }

  /// The smallest count of units on each side at which a bound on a ratio of SDs meets its limit with a chance of at least
  /// `target`.
  ///
  /// - Returns: `nil` where the true ratio does not lie below the limit, and above `limit` units.
  public static func smallestForRatio(
    limitOverTrue ratio: Double, alpha: Double, target: Double, limit: Int = 10_000,
    test: (Int) -> Double = { Double($0 - 1) }, reference: (Int) -> Double = { Double($0 - 1) }
  ) -> Int? {
    guard ratio > 1 else { return nil }
    return EquivalencePower.smallest(reaching: target, limit: limit) { n in
      let (a, b) = (test(n), reference(n))
      return a > 0 && b > 0 ? ofRatioBound(limitOverTrue: ratio, test: a, reference: b, alpha: alpha) : 0
    }
  }
}
