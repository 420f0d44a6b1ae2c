/// Confidence bounds of a coefficient of variation of normal data, s/x̄, by Vangel's modified McKay method.
///
/// κ(u) = K ((u + 2)/(ν + 1) - 1) K² + u/ν)^(-1/2) with u a chi-square quantile with ν degrees of freedom; the bound
/// increases as u falls. Vangel (1996), *Am. Stat.* 50, 21-26. Good for K up to about 1/3.
public struct CoefficientOfVariation: Sendable, Equatable {
  /// As a fraction.
  public let estimate: Double
  public let degreesOfFreedom: Double

  /// - Throws: ``SampleError/meanNotPositive``.
  public init(standardDeviation: Double, mean: Double, degreesOfFreedom: Double) throws(SampleError) {
    guard mean > 0 else { throw .meanNotPositive }
    estimate = standardDeviation / mean
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// One-sided, or infinite where the data cannot bound it.
  public func upperBound(level: Double) -> Double {
    bound(ChiSquare(degreesOfFreedom: degreesOfFreedom).lowerQuantile(1 - level))
  }

  /// One-sided.
  public func lowerBound(level: Double) -> Double {
    bound(ChiSquare(degreesOfFreedom: degreesOfFreedom).upperQuantile(1 - level))
  }

  private func bound(_ u: Double) -> Double {
    let (k, v) = (estimate, degreesOfFreedom)
    let radicand = ((u + 2) / (v + 1) - 1) * k * k + u / v
    return radicand > 0 ? k / radicand.squareRoot() : .infinity
  }
}
