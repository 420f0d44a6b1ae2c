internal import Elementary

/// The ratio of two normal estimates with a common error, and its confidence sets, of which Fieller's is exact.
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

  /// How an interval of the ratio is formed.
  public enum Method: Sendable, Equatable {
    /// Every ratio at which numerator - ratio × denominator is not significant; may be unbounded.
    case fieller
    /// ln ratio ± t times its standard error; both estimates of the same sign.
    case deltaOnLn
    /// Ratio ± t times its standard error.
    case deltaOnRatio
  }

  /// - Precondition: positive degrees of freedom.
  public init(
    numerator: Double, denominator: Double, numeratorVariance: Double, covariance: Double = 0,
    denominatorVariance: Double, degreesOfFreedom: Double
  ) {
    precondition(degreesOfFreedom > 0, "a ratio needs degrees of freedom")
    self.numerator = numerator
    self.denominator = denominator
    self.numeratorVariance = numeratorVariance
    self.covariance = covariance
    self.denominatorVariance = denominatorVariance
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// `nil` where the denominator is zero.
  public var quotient: Double? { denominator == 0 ? nil : numerator / denominator }

  /// Infinite where the denominator is zero; ``quotient`` says so.
  public var estimate: Double { quotient ?? .infinity }

  /// By the delta method: the root of (v₁₁ - 2ρv₁₂ + ρ²v₂₂)/d².
  public var standardError: Double { variance(at: estimate).squareRoot() / denominator.magnitude }

  /// Fieller's g = t² v₂₂/d²: one or more when the denominator is not significant at 1 - `level`.
  public func g(level: Double) -> Double {
    guard denominator != 0 else { return .infinity }
    let t = quantile(level)
    return t * t * denominatorVariance / (denominator * denominator)
  }

  /// Every ratio that is not rejected at 1 - `level`, two-sided.
  public func confidenceSet(level: Double) -> ConfidenceSet {
    checkLevel(level)
    return confidenceSet(t: quantile(level))
  }

  /// The two-sided set by a method; `nil` where it is not defined for these estimates.
  public func confidenceSet(level: Double, method: Method) -> ConfidenceSet? {
    if method == .fieller { return confidenceSet(level: level) }
    checkLevel(level)
    guard let ratio = quotient else { return nil }
    let t = quantile(level)
    switch method {
    case .fieller: return confidenceSet(t: t)
    case .deltaOnLn:
      guard ratio > 0 else { return nil }
      let variance =
        numeratorVariance / (numerator * numerator) + denominatorVariance / (denominator * denominator)
        - 2 * covariance / (numerator * denominator)
      let half = t * max(0, variance).squareRoot()
      return .bounded(lower: ratio * exponential(-half), upper: finiteEnd(ratio * exponential(half)))
    case .deltaOnRatio:
      let half = t * standardError
      return .bounded(lower: ratio - half, upper: ratio + half)
    }
  }

  /// For a quantile of Student's t that is known.
  func confidenceSet(t: Double) -> ConfidenceSet {
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

extension FiellerRatio: CustomStringConvertible {
  /// `ratio 1.08, 95 % interval [1.01, 1.16]`.
  public var description: String { "ratio \(shown(estimate)), 95 % interval \(confidenceSet(level: 0.95))" }
}
