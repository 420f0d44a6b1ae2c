internal import GSL

extension SecondEngine {
  /// A test of the ratio of two means by Sasabuchi's statistic, and Fieller's ends as the roots of its p-value.
  public struct RatioOfMeans: Sendable, Hashable {
    public let test: Mean
    public let reference: Mean
    /// Of one common variance; `nil` where each mean has its own.
    public let commonDegreesOfFreedom: Double?

    /// - Throws: ``CrossCheck/Reason/noRoute`` where neither mean varies, or one is not above zero.
    public init(test: Mean, reference: Mean, commonDegreesOfFreedom: Double? = nil) throws(CrossCheck.Reason) {
      guard test.value > 0, reference.value > 0, test.variance + reference.variance > 0 else { throw .noRoute }
      self.test = test
      self.reference = reference
      self.commonDegreesOfFreedom = commonDegreesOfFreedom
    }

    /// Evidence that the ratio lies above `limit`.
    public func pValue(above limit: Double) -> SecondValue { tail(at: limit, side: 1) }
    /// Evidence that the ratio lies below `limit`.
    public func pValue(below limit: Double) -> SecondValue { tail(at: limit, side: -1) }

    private func tail(at ratio: Double, side: Double) -> SecondValue {
      .of(scale: SecondEngine.leastProbability) { () throws(CrossCheck.Reason) in try p(ratio, side) }
    }

    private func p(_ ratio: Double, _ side: Double) throws(CrossCheck.Reason) -> Double {
      let own = ratio * ratio * reference.variance
      let sum = test.variance + own
      let freedom =
        commonDegreesOfFreedom
        ?? SecondEngine.degreesOfFreedom(
          [(test.variance, test.degreesOfFreedom), (own, reference.degreesOfFreedom)], of: sum)
      return try SecondTails.t(above: side * (test.value - ratio * reference.value) / sum.squareRoot(), freedom)
    }

    /// The two-sided set at `level`.
    func accepted(level: Double) throws(CrossCheck.Reason) -> AcceptedRatios {
      let ratio = test.value / reference.value
      let step = (test.variance + ratio * ratio * reference.variance).squareRoot() / reference.value
      let farP =
        reference.variance > 0
        ? try SecondTails.t(
          above: reference.value / reference.variance.squareRoot(),
          commonDegreesOfFreedom ?? reference.degreesOfFreedom) : 0
      return try AcceptedRatios(
        alpha: (1 - level) / 2, centre: ratio, extreme: 0, step: step, farP: farP
      ) { (ratio) throws(CrossCheck.Reason) in min(try p(ratio, 1), try p(ratio, -1)) }
    }

    /// A test of the first engine, with its set at `level`, held against this.
    public func checks(of first: RatioTest, level: Double) -> [CrossCheck] {
      Self.checks(of: first, level: level, against: .success(self))
    }

    /// The same against a test that the second engine may have no route to.
    public static func checks(
      of first: RatioTest, level: Double, against second: Result<RatioOfMeans, CrossCheck.Reason>
    ) -> [CrossCheck] {
      let own = [
        CrossCheck(
          .ratioTest, "ratio", first: first.ratio,
          second: .of(second) {
            .found($0.test.value / $0.reference.value, tolerance: SecondValue.closedForm, scale: 0)
          }),
        CrossCheck(
          .ratioTest, "p above the lower limit", first: first.lowerPValue,
          second: .of(second) { $0.pValue(above: first.margin.lower) }),
        CrossCheck(
          .ratioTest, "p below the upper limit", first: first.upperPValue,
          second: .of(second) { $0.pValue(below: first.margin.upper) }),
      ]
      return own
        + SecondEngine.checks(.ratioTest, of: first.confidenceSet(level: level)) { () throws(CrossCheck.Reason) in
          try second.get().accepted(level: level)
        }
    }
  }

  /// The ratio of two estimates with a common error, and Fieller's ends as the roots of the t test.
  public struct FiellerTest: Sendable, Hashable {
    public let numerator: Double
    public let denominator: Double
    public let numeratorVariance: Double
    public let covariance: Double
    public let denominatorVariance: Double
    public let degreesOfFreedom: Double

    public init(
      numerator: Double, denominator: Double, numeratorVariance: Double, covariance: Double,
      denominatorVariance: Double, degreesOfFreedom: Double
    ) {
      self.numerator = numerator
      self.denominator = denominator
      self.numeratorVariance = numeratorVariance
      self.covariance = covariance
      self.denominatorVariance = denominatorVariance
      self.degreesOfFreedom = degreesOfFreedom
    }

    /// The two-sided set at `level`.
    func accepted(level: Double) throws(CrossCheck.Reason) -> AcceptedRatios {
      guard denominator != 0, degreesOfFreedom > 0 else { throw .illConditioned }
      let centre = numerator / denominator
      func variance(_ ratio: Double) -> Double {
        numeratorVariance - 2 * ratio * covariance + ratio * ratio * denominatorVariance
      }
      func p(_ ratio: Double) throws(CrossCheck.Reason) -> Double {
        let t = (numerator - ratio * denominator).magnitude / max(0, variance(ratio)).squareRoot()
        return try SecondTails.t(above: t.isNaN ? 0 : t, degreesOfFreedom)
      }
      let step = max(0, variance(centre)).squareRoot() / denominator.magnitude
      guard step > 0 else { throw .illConditioned }
      // T² is greatest in the direction V⁻¹(n, d).
      let above = covariance * numerator - numeratorVariance * denominator
      let below = denominatorVariance * numerator - covariance * denominator
      let farP =
        denominatorVariance > 0
        ? try SecondTails.t(above: denominator.magnitude / denominatorVariance.squareRoot(), degreesOfFreedom) : 0
      return try AcceptedRatios(
        alpha: (1 - level) / 2, centre: centre, extreme: above / below, step: step, farP: farP, p)
    }

    /// A set of the first engine at `level` held against this.
    public func checks(of first: ConfidenceSet, level: Double, kind: CrossCheck.Kind = .potency) -> [CrossCheck] {
      SecondEngine.checks(kind, of: first) { () throws(CrossCheck.Reason) in try accepted(level: level) }
    }
  }

  private static func checks(
    _ kind: CrossCheck.Kind, of first: ConfidenceSet, _ second: () throws(CrossCheck.Reason) -> AcceptedRatios
  ) -> [CrossCheck] {
    AcceptedRatios.checks(kind, of: first, against: .init(catching: second))
  }
}
