internal import Elementary

/// A standard deviation of natural logarithms said in percent: two ways that both circulate and differ.
public enum GeometricVariation {
  /// %GCV = 100 (exp(s) - 1): how far one standard deviation up is from the geometric mean.
  public static func percentGCV(_ standardDeviation: Double) -> Double {
    100 * exponentialMinus1(standardDeviation)
  }

  /// Log-normal %CV = 100 sqrt(exp(s²) - 1): the standard deviation of the values over their arithmetic mean.
  public static func percentLogNormalCV(_ standardDeviation: Double) -> Double {
    100 * exponentialMinus1(standardDeviation * standardDeviation).squareRoot()
  }

  /// The standard deviation of ln that has this %GCV.
  ///
  /// - Precondition: `percent` is above -100.
  public static func standardDeviation(percentGCV percent: Double) -> Double {
    precondition(percent > -100, "a %GCV is above -100, not \(percent)")
    return ln1p(percent / 100)
  }

  /// The standard deviation of ln that has this log-normal %CV: sqrt(ln(1 + CV²)).
  ///
  /// - Precondition: `percent` is not negative.
  public static func standardDeviation(percentLogNormalCV percent: Double) -> Double {
    precondition(percent >= 0, "a %CV is not negative, as \(percent) is")
    return ln1p(percent / 100 * (percent / 100)).squareRoot()
  }
}
