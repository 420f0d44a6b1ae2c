internal import CGSL

extension Cumulative {
  /// The chi-square distribution.
  public struct ChiSquare: Sendable, Equatable {
    /// May be fractional.
    public let degreesOfFreedom: Double

    /// - Precondition: degrees of freedom are above zero and finite.
    public init(degreesOfFreedom: Double) {
      precondition(degreesOfFreedom > 0 && degreesOfFreedom.isFinite, "degrees of freedom are above zero and finite")
      Runtime.ready
      self.degreesOfFreedom = degreesOfFreedom
    }

    /// P(X ≤ x), by `gsl_cdf_chisq_P`.
    public func lowerTail(_ x: Double) -> Double { gsl_cdf_chisq_P(x, degreesOfFreedom) }

    /// P(X > x), by `gsl_cdf_chisq_Q`.
    public func upperTail(_ x: Double) -> Double { gsl_cdf_chisq_Q(x, degreesOfFreedom) }

    /// The x with P(X ≤ x) = `probability`, by `gsl_cdf_chisq_Pinv`.
    ///
    /// - Throws: ``GSLError`` unless the probability lies strictly between 0 and 1 and the routine finds a number.
    public func lowerQuantile(_ probability: Double) throws(GSLError) -> Double {
      try Cumulative.check(probability, "gsl_cdf_chisq_Pinv")
      return try Cumulative.found(gsl_cdf_chisq_Pinv(probability, degreesOfFreedom), "gsl_cdf_chisq_Pinv")
    }

    /// The x with P(X > x) = `probability`, by `gsl_cdf_chisq_Qinv`.
    ///
    /// - Throws: ``GSLError`` unless the probability lies strictly between 0 and 1 and the routine finds a number.
    public func upperQuantile(_ probability: Double) throws(GSLError) -> Double {
      try Cumulative.check(probability, "gsl_cdf_chisq_Qinv")
      return try Cumulative.found(gsl_cdf_chisq_Qinv(probability, degreesOfFreedom), "gsl_cdf_chisq_Qinv")
    }
  }
}
