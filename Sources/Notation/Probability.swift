/// What an alpha, a confidence level and a chance may be where somebody writes one: the same in protocols and in options.
///
/// Below 1e-6 there is nothing that a study of results could show, and what is written there is mostly a slip; further out
/// quantiles stop being numbers. Bounds are compared as decimals and as the doubles that are computed with, so that 0.4999… with
/// twenty nines is not taken for less than 0.5.
public enum Probability {
  private static let least = ExactDecimal(significand: 1, exponent: -6)
  private static let most = ExactDecimal(significand: 999_999, exponent: -6)
  private static let half = ExactDecimal(significand: 5, exponent: -1)

  /// The error rate of a one-sided test: from 1e-6 to below 0.5.
  public static func isAlpha(_ value: ExactDecimal) -> Bool {
    value >= least && value < half && value.double < half.double
  }

  /// Whether a value that is no alpha would be one if it were larger.
  public static func isBelowAlphas(_ value: ExactDecimal) -> Bool { value.isPositive && value < least }

  /// The level of a two-sided interval: from 0.5 to 1 - 1e-6.
  public static func isLevel(_ value: Double) -> Bool { value >= half.double && value <= most.double }

  /// A chance that is to be reached: from 1e-6 to 1 - 1e-6.
  public static func isChance(_ value: Double) -> Bool { value >= least.double && value <= most.double }

  /// What ``isAlpha(_:)`` allows, as a message says it.
  public static let alphaWords = "from 0.000001 to below 0.5, such as 0.05"
  /// What ``isLevel(_:)`` allows.
  public static let levelWords = "from 0.5 to 0.999999, such as 0.95"
  /// What ``isChance(_:)`` allows.
  public static let chanceWords = "from 0.000001 to 0.999999, such as 0.9"
}
