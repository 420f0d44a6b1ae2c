internal import GSL

/// A ratio of two estimates that are about normal, with their variances and covariance.
public struct EstimatedRatio: Sendable, Equatable {
  public let numerator: Double
  public let denominator: Double
  public let numeratorVariance: Double
  public let denominatorVariance: Double
  public let covariance: Double
  /// Of the variances.
  public let degreesOfFreedom: Double

  /// How an interval of the ratio is formed.
  public enum Method: Sendable, Equatable {
    /// Every ratio ρ at which numerator - ρ denominator is not significant; may be unbounded.
    case fieller
    /// ln ratio ± t times its standard error; both estimates of the same sign.
    case deltaOnLn
    /// Ratio ± t times its standard error.
    case deltaOnRatio
  }

  public init(
    numerator: Double, denominator: Double, numeratorVariance: Double, denominatorVariance: Double,
    covariance: Double = 0, degreesOfFreedom: Double
  ) {
    self.numerator = numerator
    self.denominator = denominator
    self.numeratorVariance = numeratorVariance
    self.denominatorVariance = denominatorVariance
    self.covariance = covariance
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// `nil` where the denominator is zero.
  public var estimate: Double? { denominator == 0 ? nil : numerator / denominator }

  /// Fieller's g = t² V_D/D²: one or more where a denominator of zero cannot be excluded, and the set is not bounded.
  public func fiellerG(level: Double) -> Double? {
    guard denominator != 0 else { return nil }
    let t = quantile(level)
    return t * t * denominatorVariance / (denominator * denominator)
  }

  /// The two-sided confidence set; `nil` where the method is not defined for these estimates.
  public func confidenceSet(level: Double, method: Method) -> ConfidenceSet? {
    let t = quantile(level)
    switch method {
    case .fieller: return fieller(t)
    case .deltaOnLn:
      guard let ratio = estimate, ratio > 0 else { return nil }
      let variance =
        numeratorVariance / (numerator * numerator) + denominatorVariance / (denominator * denominator)
        - 2 * covariance / (numerator * denominator)
      let half = t * max(0, variance).squareRoot()
      return .bounded(lower: ratio * exponential(-half), upper: finiteEnd(ratio * exponential(half)))
    case .deltaOnRatio:
      guard let ratio = estimate else { return nil }
      let variance = numeratorVariance - 2 * ratio * covariance + ratio * ratio * denominatorVariance
      let half = t * max(0, variance).squareRoot() / denominator.magnitude
      return .bounded(lower: ratio - half, upper: ratio + half)
    }
  }

  private func quantile(_ level: Double) -> Double {
    precondition(level > 0 && level < 1, "a level lies between 0 and 1, not \(level)")
    return StudentT(degreesOfFreedom: degreesOfFreedom).upperQuantile((1 - level) / 2)
  }

  /// (D² - t² V_D) ρ² - 2 (N D - t² C) ρ + (N² - t² V_N) ≤ 0.
  func fieller(_ t: Double) -> ConfidenceSet {
    let square = t * t
    let a = denominator * denominator - square * denominatorVariance
    let b = numerator * denominator - square * covariance
    let c = numerator * numerator - square * numeratorVariance
    // b² - a c, in terms that do not cancel where the variances are small.
    let cross = numerator * denominatorVariance - denominator * covariance
    let free = numeratorVariance * denominatorVariance - covariance * covariance
    let discriminant: Double
    if denominatorVariance > 0 {
      discriminant = square * (cross * cross + a * free) / denominatorVariance
    } else {
      discriminant = square * denominator * denominator * numeratorVariance
    }
    guard a != 0 else {
      if b == 0 { return .unbounded }
      return b > 0 ? .bounded(lower: c / (2 * b), upper: nil) : .bounded(lower: nil, upper: c / (2 * b))
    }
    guard discriminant > 0 else { return a > 0 ? .bounded(lower: b / a, upper: b / a) : .unbounded }
    let root = discriminant.squareRoot()
    // The root of larger size directly, the other by the product of both, c/a.
    let far = b >= 0 ? (b + root) / a : (b - root) / a
    let near = far == 0 ? 0 : c / a / far
    let (low, high) = (min(far, near), max(far, near))
    return a > 0 ? .bounded(lower: low, upper: high) : .exclusive(below: low, above: high)
  }
}

extension ConfidenceSet {
  /// The set of the values times a factor above zero: an assumed potency, a dilution.
  public func multiplied(by factor: Double) -> ConfidenceSet {
    precondition(factor > 0 && factor.isFinite, "a factor must be above zero, not \(factor)")
    switch self {
    case .bounded(let lower, let upper):
      return .bounded(lower: lower.map { $0 * factor }, upper: upper.map { $0 * factor })
    case .unbounded: return .unbounded
    case .exclusive(let below, let above): return .exclusive(below: below * factor, above: above * factor)
    }
  }
}

/// An end of an interval, absent where it is greater than any double.
func finiteEnd(_ end: Double) -> Double? { end.isFinite ? end : nil }
