internal import CGSL

extension Cumulative {
  /// Fisher's F distribution.
  public struct F: Sendable, Equatable {
    /// Degrees of freedom above the line.
    public let numerator: Double
    /// Degrees of freedom below the line.
    public let denominator: Double

    /// - Precondition: degrees of freedom are above zero and finite.
    public init(_ numerator: Double, _ denominator: Double) {
      precondition(
        numerator > 0 && numerator.isFinite && denominator > 0 && denominator.isFinite,
        "degrees of freedom are above zero and finite")
      Runtime.ready
      self.numerator = numerator
      self.denominator = denominator
    }

    /// P(X ≤ f), by `gsl_cdf_fdist_P`.
    public func lowerTail(_ f: Double) -> Double { gsl_cdf_fdist_P(f, numerator, denominator) }

    /// P(X > f), by `gsl_cdf_fdist_Q`.
    public func upperTail(_ f: Double) -> Double { gsl_cdf_fdist_Q(f, numerator, denominator) }

    /// The f with P(X ≤ f) = `probability`, by `gsl_cdf_fdist_Pinv`.
    ///
    /// - Throws: ``GSLError`` unless the probability lies strictly between 0 and 1 and the routine finds a number.
    public func lowerQuantile(_ probability: Double) throws(GSLError) -> Double {
      try Cumulative.quantile(probability, "gsl_cdf_fdist_Pinv") { gsl_cdf_fdist_Pinv($0, numerator, denominator) }
    }

    /// The f with P(X > f) = `probability`, by `gsl_cdf_fdist_Qinv`.
    ///
    /// - Throws: ``GSLError`` unless the probability lies strictly between 0 and 1 and the routine finds a number.
    public func upperQuantile(_ probability: Double) throws(GSLError) -> Double {
      try Cumulative.quantile(probability, "gsl_cdf_fdist_Qinv") { gsl_cdf_fdist_Qinv($0, numerator, denominator) }
    }
  }
}
