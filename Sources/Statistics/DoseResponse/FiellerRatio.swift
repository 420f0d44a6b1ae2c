/// The ratio of two normal estimates with a common error, and Fieller's exact confidence set of it.
///
/// Every ratio ρ that the t test of numerator - ρ denominator = 0 does not reject: n² - t²v₁₁ - 2ρ(nd - t²v₁₂) +
/// ρ²(d² - t²v₂₂) ≤ 0. It is an interval when the denominator is significant (g < 1), otherwise everything but an interval,
/// or everything.
///
/// Fieller (1954), *J. R. Stat. Soc. B* 16, 175-185.
public struct FiellerRatio: Sendable, Equatable {
  public let numerator: Double
  public let denominator: Double
  public let numeratorVariance: Double
  public let covariance: Double
  public let denominatorVariance: Double
  /// Of the error variance in all three.
  public let degreesOfFreedom: Double

  /// - Precondition: a denominator other than zero, variances that are not negative, positive degrees of freedom.
  public init(
    numerator: Double, denominator: Double, numeratorVariance: Double, covariance: Double, denominatorVariance: Double,
    degreesOfFreedom: Double
  ) {
    precondition(
      denominator != 0 && numeratorVariance >= 0 && denominatorVariance >= 0 && degreesOfFreedom > 0,
      "a ratio needs a denominator, variances and degrees of freedom")
    self.numerator = numerator
    self.denominator = denominator
    self.numeratorVariance = numeratorVariance
    self.covariance = covariance
    self.denominatorVariance = denominatorVariance
    self.degreesOfFreedom = degreesOfFreedom
  }

  public var estimate: Double { numerator / denominator }

  /// By the delta method: the root of (v₁₁ - 2ρv₁₂ + ρ²v₂₂)/d².
  public var standardError: Double { variance(at: estimate).squareRoot() / denominator.magnitude }

  /// Fieller's g = t² v₂₂/d²: one or more when the denominator is not significant at 1 - `level`.
  public func g(level: Double) -> Double {
    let t = quantile(level)
    return t * t * denominatorVariance / (denominator * denominator)
  }

  /// Every ratio that is not rejected at 1 - `level`, two-sided.
  public func confidenceSet(level: Double) -> ConfidenceSet {
    checkLevel(level)
    let t = quantile(level)
    let square = t * t
    let leading = denominator * denominator - square * denominatorVariance
    let centre = estimate
    if leading > 0 {
      // About the estimate: leading δ² - 2 half δ - spread ≤ 0, in which nothing cancels.
      let half = square * (denominatorVariance * centre - covariance)
      let spread = square * variance(at: centre)
      let root = (half * half + leading * spread).squareRoot()
      let outer = half + (half < 0 ? -root : root)
      if outer == 0 { return .bounded(lower: centre, upper: centre) }
      let (one, other) = (outer / leading, -spread / outer)
      return .bounded(lower: centre + min(one, other), upper: centre + max(one, other))
    }
    let middle = numerator * denominator - square * covariance
    let constant = numerator * numerator - square * numeratorVariance
    if leading == 0 {
      // -2 ρ middle + constant ≤ 0.
      if middle == 0 { return .unbounded }
      let end = constant / (2 * middle)
      return middle > 0 ? .bounded(lower: end, upper: nil) : .bounded(lower: nil, upper: end)
    }
    let discriminant =
      square
      * (numerator * numerator * denominatorVariance - 2 * numerator * denominator * covariance
        + denominator * denominator * numeratorVariance
        - square * (numeratorVariance * denominatorVariance - covariance * covariance))
    guard discriminant > 0 else { return .unbounded }
    let root = discriminant.squareRoot()
    let outer = middle + (middle < 0 ? -root : root)
    let (one, other) = (outer / leading, constant / outer)
    return .exclusive(below: min(one, other), above: max(one, other))
  }

  private func quantile(_ level: Double) -> Double {
    StudentT(degreesOfFreedom: degreesOfFreedom).upperQuantile((1 - level) / 2)
  }

  /// Of numerator - ρ denominator.
  private func variance(at ratio: Double) -> Double {
    max(0, numeratorVariance - 2 * ratio * covariance + ratio * ratio * denominatorVariance)
  }
}
