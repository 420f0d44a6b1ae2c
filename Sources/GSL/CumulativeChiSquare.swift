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
      try Cumulative.quantile(probability, "gsl_cdf_chisq_Pinv") { gsl_cdf_chisq_Pinv($0, degreesOfFreedom) }
    }

    /// The x with P(X > x) = `probability`, by `gsl_cdf_chisq_Qinv`.
    ///
    /// - Throws: ``GSLError`` unless the probability lies strictly between 0 and 1 and the routine finds a number.
    public func upperQuantile(_ probability: Double) throws(GSLError) -> Double {
      try Cumulative.quantile(probability, "gsl_cdf_chisq_Qinv") { gsl_cdf_chisq_Qinv($0, degreesOfFreedom) }
    }
  }
}
