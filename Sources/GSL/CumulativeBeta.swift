internal import CGSL

extension Cumulative {
  /// The beta distribution on 0 ... 1.
  public struct Beta: Sendable, Equatable {
    /// The power of x, plus one.
    public let a: Double
    /// The power of 1 - x, plus one.
    public let b: Double

    /// - Precondition: both shapes are above zero and finite.
    public init(_ a: Double, _ b: Double) {
      precondition(a > 0 && a.isFinite && b > 0 && b.isFinite, "both shapes are above zero and finite")
      Runtime.ready
      self.a = a
      self.b = b
    }

    /// P(X ≤ x), by `gsl_cdf_beta_P`.
    public func lowerTail(_ x: Double) -> Double { gsl_cdf_beta_P(x, a, b) }

    /// P(X > x), by `gsl_cdf_beta_Q`.
    public func upperTail(_ x: Double) -> Double { gsl_cdf_beta_Q(x, a, b) }

    /// The x with P(X ≤ x) = `probability`, by `gsl_cdf_beta_Pinv`.
    ///
    /// - Throws: ``GSLError`` unless the probability lies strictly between 0 and 1 and the routine finds a number.
    public func lowerQuantile(_ probability: Double) throws(GSLError) -> Double {
      try Cumulative.quantile(probability, "gsl_cdf_beta_Pinv") { gsl_cdf_beta_Pinv($0, a, b) }
    }

    /// The x with P(X > x) = `probability`, by `gsl_cdf_beta_Qinv`.
    ///
    /// - Throws: ``GSLError`` unless the probability lies strictly between 0 and 1 and the routine finds a number.
    public func upperQuantile(_ probability: Double) throws(GSLError) -> Double {
      try Cumulative.quantile(probability, "gsl_cdf_beta_Qinv") { gsl_cdf_beta_Qinv($0, a, b) }
    }
  }
}
