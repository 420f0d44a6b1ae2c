internal import CGSL

extension Cumulative {
  /// Student's t distribution.
  public struct StudentT: Sendable, Equatable {
    /// May be fractional.
    public let degreesOfFreedom: Double

    /// - Precondition: degrees of freedom are above zero and finite.
    public init(degreesOfFreedom: Double) {
      precondition(degreesOfFreedom > 0 && degreesOfFreedom.isFinite, "degrees of freedom are above zero and finite")
      Runtime.ready
      self.degreesOfFreedom = degreesOfFreedom
    }

    /// P(X ≤ t), by `gsl_cdf_tdist_P`.
    public func lowerTail(_ t: Double) -> Double { gsl_cdf_tdist_P(t, degreesOfFreedom) }

    /// P(X > t), by `gsl_cdf_tdist_Q`.
    public func upperTail(_ t: Double) -> Double { gsl_cdf_tdist_Q(t, degreesOfFreedom) }

    /// The t with P(X ≤ t) = `probability`, by `gsl_cdf_tdist_Pinv`.
    ///
    /// - Throws: ``GSLError`` unless the probability lies strictly between 0 and 1 and the routine finds a number.
    public func lowerQuantile(_ probability: Double) throws(GSLError) -> Double {
      try Cumulative.quantile(probability, "gsl_cdf_tdist_Pinv") { gsl_cdf_tdist_Pinv($0, degreesOfFreedom) }
    }

    /// The t with P(X > t) = `probability`, by `gsl_cdf_tdist_Qinv`.
    ///
    /// - Throws: ``GSLError`` unless the probability lies strictly between 0 and 1 and the routine finds a number.
    public func upperQuantile(_ probability: Double) throws(GSLError) -> Double {
      try Cumulative.quantile(probability, "gsl_cdf_tdist_Qinv") { gsl_cdf_tdist_Qinv($0, degreesOfFreedom) }
    }
  }
}
