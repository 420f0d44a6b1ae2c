internal import Elementary

/// The potency of a test preparation relative to the reference, from parallel curves: EC50 of the reference over EC50 of the
/// test, above one when the test is stronger.
public struct CurvePotency: Sendable, Equatable {
  public let reference: String
  public let test: String
  /// ln EC50 of the reference less that of the test.
  public let lnEstimate: Double
  public let information: CurveInformation
  /// Of each ln EC50 and between them.
  public let referenceVariance: Double
  public let testVariance: Double
  public let covariance: Double
  /// N - p.
  public let degreesOfFreedom: Int

  /// The relative potency.
  public var estimate: Double { exponential(lnEstimate) }

  /// Of the ln estimate.
  public var standardError: Double { max(0, referenceVariance + testVariance - 2 * covariance).squareRoot() }

  /// How an interval of the potency is formed. An end that no double can hold is absent.
  ///
  /// Profile likelihood is ``CurveData/potencyProfile(of:from:level:)``.
  public enum IntervalMethod: Sendable, Equatable {
    /// ln potency ± t times its standard error, transformed back.
    case deltaOnLn
    /// Potency ± t times its standard error.
    case deltaOnRatio
    /// Fieller's theorem on the two EC50s, as though each were normal; unbounded where the EC50 of the test is so uncertain
    /// that it may be zero.
    case fieller
  }

  /// The two-sided confidence set of the relative potency.
  public func confidenceSet(level: Double, method: IntervalMethod) -> ConfidenceSet {
    precondition(level > 0 && level < 1, "a level lies between 0 and 1, not \(level)")
    let t = StudentT(degreesOfFreedom: Double(degreesOfFreedom)).upperQuantile((1 - level) / 2)
    return confidenceSet(t: t, method: method)
  }

  /// The set for a quantile of Student's t at ``degreesOfFreedom`` that is known, as in many runs of one design.
  public func confidenceSet(t: Double, method: IntervalMethod) -> ConfidenceSet {
    switch method {
    case .deltaOnLn:
      let half = t * standardError
      return .bounded(
        lower: exponential(lnEstimate - half), upper: finiteEnd(exponential(lnEstimate + half)))
    case .deltaOnRatio:
      guard estimate.isFinite else { return .unbounded }
      let half = t * standardError * estimate
      return .bounded(lower: estimate - half, upper: estimate + half)
    case .fieller: return estimate > 0 && estimate < 1e150 ? ec50Ratio.confidenceSet(t: t) : .unbounded
    }
  }

  /// t² times the squared relative standard error of the test's EC50: one or more where Fieller's set is not bounded.
  public func fiellerG(level: Double) -> Double { ec50Ratio.g(level: level) }

  /// In units of the test's EC50, so that the unit of doses plays no part.
  private var ec50Ratio: FiellerRatio {
    let ratio = estimate
    return FiellerRatio(
      numerator: ratio, denominator: 1, numeratorVariance: ratio * ratio * referenceVariance,
      covariance: ratio * covariance, denominatorVariance: testVariance, degreesOfFreedom: Double(degreesOfFreedom))
  }
}

extension SigmoidFit {
  /// The potency of a test preparation relative to the first, from parallel curves.
  ///
  /// - Parameter test: its place among ``preparations``, from one.
  public func potency(of test: Int, information: CurveInformation) -> CurvePotency {
    precondition(test > 0 && test < preparations.count, "there is no test preparation \(test)")
    let k = responseAtZero.count
    let first = lnEC50Index(0) - 2
    let (r, t) = (first, first + test)
    let inverse = information == .expected ? expectedInverse : observedInverse
    let factor = residualVariance / unit
    return CurvePotency(
      reference: preparations[0], test: preparations[test], lnEstimate: curves[0].lnMidpoint - curves[test].lnMidpoint,
      information: information, referenceVariance: inverse[r * k + r] * factor,
      testVariance: inverse[t * k + t] * factor, covariance: inverse[r * k + t] * factor,
      degreesOfFreedom: degreesOfFreedom)
  }
}

/// What turns a relative potency into the potency of the sample: the potency that was assumed for the test preparation when its
/// doses were calculated, and a dilution that they do not account for.
public struct PotencyScaling: Sendable, Equatable {
  /// In the unit of the potency, above zero.
  public let assumedPotency: Double
  /// The volume after over the volume before, above zero; one where the doses account for it.
  public let dilution: Double

  public init(assumedPotency: Double, dilution: Double = 1) {
    precondition(
      assumedPotency > 0 && assumedPotency.isFinite && dilution > 0 && dilution.isFinite,
      "an assumed potency and a dilution must be above zero, not \(assumedPotency) and \(dilution)")
    self.assumedPotency = assumedPotency
    self.dilution = dilution
  }

  public func potency(_ relative: Double) -> Double { relative * assumedPotency * dilution }
  public func potency(_ relative: ConfidenceSet) -> ConfidenceSet {
    relative.multiplied(by: assumedPotency * dilution)
  }
}
