internal import CGSL

extension Cumulative {
  /// The standard normal distribution.
  public enum Normal {
    /// P(X ≤ z), by `gsl_cdf_ugaussian_P`.
    public static func lowerTail(_ z: Double) -> Double { gsl_cdf_ugaussian_P(z) }

    /// P(X > z), by `gsl_cdf_ugaussian_Q`.
    public static func upperTail(_ z: Double) -> Double { gsl_cdf_ugaussian_Q(z) }

    /// The z with P(X ≤ z) = `probability`, by `gsl_cdf_ugaussian_Pinv`.
    ///
    /// - Throws: ``GSLError`` unless the probability lies strictly between 0 and 1 and the routine finds a number.
    public static func lowerQuantile(_ probability: Double) throws(GSLError) -> Double {
      Runtime.ready
      return try Cumulative.quantile(probability, "gsl_cdf_ugaussian_Pinv") { gsl_cdf_ugaussian_Pinv($0) }
    }

    /// The z with P(X > z) = `probability`, by `gsl_cdf_ugaussian_Qinv`.
    ///
    /// - Throws: ``GSLError`` unless the probability lies strictly between 0 and 1 and the routine finds a number.
    public static func upperQuantile(_ probability: Double) throws(GSLError) -> Double {
      Runtime.ready
      return try Cumulative.quantile(probability, "gsl_cdf_ugaussian_Qinv") { gsl_cdf_ugaussian_Qinv($0) }
    }
  }
}
