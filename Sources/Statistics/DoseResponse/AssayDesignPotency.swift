internal import Elementary

/// A relative potency from straight lines: above 1 when the test is stronger than its doses say.
public struct LinearPotency: Sendable, Equatable {
  /// What the estimated ratio is.
  public enum Form: Sendable, Equatable {
    /// ln of the potency is the ratio plus `shift`: parallel lines.
    case logarithm(shift: Double)
    /// The potency itself: a ratio of slopes.
    case direct
  }

  /// Of the test preparation.
  public let preparation: String
  public let form: Form
  /// Difference over common slope, or slope over slope, with its error.
  public let ratio: FiellerRatio

  /// - Precondition: a ratio of slopes is above zero.
  public init(preparation: String, form: Form, ratio: FiellerRatio) {
    precondition(form != .direct || ratio.estimate > 0, "a potency is above zero, not \(ratio.estimate)")
    self.preparation = preparation
    self.form = form
    self.ratio = ratio
  }

  /// The natural logarithm of the relative potency.
  public var lnEstimate: Double {
    switch form {
    case .logarithm(let shift): ratio.estimate + shift
    case .direct: ln(ratio.estimate)
    }
  }

  /// Of ``lnEstimate``, by the delta method; the limits are Fieller's and do not rest on it.
  public var lnStandardError: Double {
    switch form {
    case .logarithm: ratio.standardError
    case .direct: ratio.standardError / ratio.estimate
    }
  }

  public var estimate: Double {
    switch form {
    case .logarithm: exponential(lnEstimate)
    case .direct: ratio.estimate
    }
  }

  public var degreesOfFreedom: Double { ratio.degreesOfFreedom }

  /// Fieller's g: one or more when the slope (of the standard, in a slope ratio) is not significant.
  public func g(level: Double) -> Double { ratio.g(level: level) }

  /// Fieller's exact set of the relative potency.
  ///
  /// Of parallel lines, a side beyond what a double holds is absent. Of a slope ratio a lower end may be negative.
  public func confidenceSet(level: Double) -> ConfidenceSet { potency(assumed: 1, level: level).limits }

  /// Fieller's exact set of ln potency, or `nil` for a ratio of slopes, whose set need not be above zero.
  public func lnConfidenceSet(level: Double) -> ConfidenceSet? {
    guard case .logarithm(let shift) = form else { return nil }
    return ratio.confidenceSet(level: level).mapped { $0 + shift }
  }

  /// The potency in units: relative potency × assumed potency × dilution.
  ///
  /// - Parameters:
  ///   - assumed: the potency that the test's doses were computed from, or of the standard where doses are amounts.
  ///   - dilution: what is left to multiply by.
  /// - Precondition: both are above zero.
  public func potency(
    assumed: Double, dilution: Double = 1, level: Double
  ) -> (estimate: Double, limits: ConfidenceSet) {
    precondition(assumed > 0 && dilution > 0, "an assumed potency and a dilution are above zero")
    let factor = assumed * dilution
    let set = ratio.confidenceSet(level: level)
    switch form {
    case .direct: return (factor * estimate, set.mapped { factor * $0 })
    case .logarithm(let shift): return (factor * estimate, set.mapped { factor * exponential($0 + shift) })
    }
  }
}

extension LinearPotency: CustomStringConvertible {
  /// `relative potency of T: 1.08, 95 % interval [1.01, 1.16]`.
  public var description: String {
    "relative potency of \(preparation): \(shown(estimate)), 95 % interval \(confidenceSet(level: 0.95))"
  }
}

extension ConfidenceSet {
  /// The set under a rising transformation; an end that leaves the range of doubles is absent, or, of an exclusive set, at
  /// the end of that range.
  func mapped(_ transform: (Double) -> Double) -> ConfidenceSet {
    func end(_ value: Double) -> Double? {
      let image = transform(value)
      return image.isFinite ? image : nil
    }
    switch self {
    case .bounded(let lower, let upper):
      return .bounded(lower: lower.flatMap(end), upper: upper.flatMap(end))
    case .unbounded: return .unbounded
    case .exclusive(let below, let above):
      return .exclusive(
        below: end(below) ?? -Double.greatestFiniteMagnitude, above: end(above) ?? Double.greatestFiniteMagnitude)
    }
  }
}

/// An estimated slope, or a difference of slopes, with its t interval.
public struct LineSlope: Sendable, Equatable {
  /// In the unit of the response scale per unit of ln dose (parallel lines) or of dose (slope ratio).
  public let estimate: Double
  public let standardError: Double
  public let degreesOfFreedom: Double

  /// The two-sided interval at `level`.
  public func confidenceInterval(level: Double) -> (lower: Double, upper: Double) {
    checkLevel(level)
    let half = StudentT(degreesOfFreedom: degreesOfFreedom).upperQuantile((1 - level) / 2) * standardError
    return (estimate - half, estimate + half)
  }
}

/// The slope of a test preparation against that of the standard, each line fitted alone: similarity by equivalence.
public struct SlopeComparison: Sendable, Equatable {
  public let preparation: String
  public let errorTerm: AssayErrorTerm
  /// Test less standard.
  public let difference: LineSlope
  /// Test over standard, with Fieller's exact set.
  public let ratio: FiellerRatio

  /// Two one-sided tests of the difference; α is theirs.
  public func equivalence(within margin: Margin) -> EquivalenceTest {
    EquivalenceTest(
      estimate: difference.estimate, standardError: difference.standardError,
      degreesOfFreedom: difference.degreesOfFreedom, margin: margin)
  }

  /// Whether the 1 - 2α set of the ratio is an interval strictly inside the limits.
  public func isRatioEquivalent(within margin: Margin, alpha: Double) -> Bool {
    guard case .bounded(let lower?, let upper?) = ratio.confidenceSet(level: 1 - 2 * alpha) else { return false }
    return lower > margin.lower && upper < margin.upper
  }
}

/// Slopes of lines fitted to each preparation alone, with what the error variance is multiplied by.
struct SeparateSlopes: Sendable, Equatable {
  let estimates: [Double]
  let covariance: [[Double]]

  func slope(_ k: Int, error: MeanSquare) -> LineSlope {
    LineSlope(
      estimate: estimates[k], standardError: (error.value * covariance[k][k]).squareRoot(),
      degreesOfFreedom: error.degreesOfFreedom)
  }

  func comparison(
    of k: Int, name: String, error: MeanSquare, term: AssayErrorTerm
  ) throws(LinearAssayError) -> SlopeComparison {
    guard estimates[0] != 0 else { throw .flatSlope }
    let variance = covariance[k][k] - 2 * covariance[k][0] + covariance[0][0]
    return SlopeComparison(
      preparation: name, errorTerm: term,
      difference: LineSlope(
        estimate: estimates[k] - estimates[0], standardError: (error.value * variance).squareRoot(),
        degreesOfFreedom: error.degreesOfFreedom),
      ratio: FiellerRatio(
        numerator: estimates[k], denominator: estimates[0], numeratorVariance: error.value * covariance[k][k],
        covariance: error.value * covariance[k][0], denominatorVariance: error.value * covariance[0][0],
        degreesOfFreedom: error.degreesOfFreedom))
  }
}
