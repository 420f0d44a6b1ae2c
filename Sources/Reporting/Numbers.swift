public import Notation

/// The one place where a number becomes text.
///
/// A double is taken at its shortest decimal form, the one that `result.json` prints, so that what is rounded here is
/// what a reader can look up there; halves are rounded away from zero (USP General Notices 7.20). Distinct doubles have
/// distinct shortest forms in the same order, so no comparison with a limit is changed by it.
public enum Numbers {
  /// Between a number and its unit.
  static let noBreakSpace = "\u{A0}"

  /// The way a number is made shorter.
  private enum Direction {
    case nearest
    case down
    case up
  }

  // MARK: - Estimates and reported values

  /// `value` with `decimals` digits after the point, rounded to nearest.
  ///
  /// From 10⁹ on, and below 0.0001 with more than 8 decimals, in powers of ten with 8 digits at most: 1.235×10¹². There
  /// negative `decimals` leave out digits before the point; elsewhere whole numbers are kept whole.
  public static func estimate(_ value: Double, decimals: Int) -> String {
    guard let exact = ExactDecimal(shortest: value) else { return unusual(value) }
    return estimate(exact, decimals: decimals)
  }

  /// A value as it was written, rounded to nearest from its own digits.
  public static func estimate(_ value: ExactDecimal, decimals: Int) -> String {
    text(value, readable(value, decimals), .nearest)
  }

  /// A result that stands alone, by the rule of a column: see ``ResultDigits``.
  static func result(_ value: ExactDecimal) -> String { ResultDigits(CollectionOfOne(value)).text(value) }

  /// 2.47×10¹³, whatever its size, with so many digits; zero is 0.
  static func powerOfTen(_ value: ExactDecimal, digits: Int) -> String {
    guard !value.isZero else { return "0" }
    return powers(round(value, digits - 1 - leadingPower(value), .nearest))
  }

  /// An estimate that has to be on the same side of each limit as the value is; it gets more digits until it is.
  public static func estimate(_ value: Double, decimals: Int, limits: [ExactDecimal]) -> String {
    faithful(value, decimals, .nearest, limits)
  }

  /// In the fewest digits from which the same double is read again.
  public static func shortest(_ value: Double) -> String {
    guard let exact = ExactDecimal(shortest: value) else { return unusual(value) }
    return exact.isZero ? "0" : text(exact, -Int(exact.exponent) - trailingZeros(exact), .nearest)
  }

  // MARK: - Bounds, rounded outward

  /// A lower bound, rounded down; with more digits where it would otherwise reach or leave the side of a limit it is on.
  ///
  /// - Parameter limits: every limit that it is compared with, as written in the protocol.
  public static func lowerBound(_ value: Double, decimals: Int, limits: [ExactDecimal] = []) -> String {
    faithful(value, decimals, .down, limits)
  }

  /// An upper bound, rounded up; with more digits where it would otherwise reach or leave the side of a limit it is on.
  public static func upperBound(_ value: Double, decimals: Int, limits: [ExactDecimal] = []) -> String {
    faithful(value, decimals, .up, limits)
  }

  /// `1.101 to 1.276`: both ends outward, both with as many digits as the one that needs more.
  public static func interval(_ lower: Double, _ upper: Double, decimals: Int, limits: [ExactDecimal] = []) -> String {
    let needed = max(
      faithfulDecimals(lower, decimals, .down, limits), faithfulDecimals(upper, decimals, .up, limits))
    return text(lower, needed, .down) + " to " + text(upper, needed, .up)
  }

  // MARK: - How many digits

  /// Decimals that leave two significant digits of the standard error.
  public static func decimals(standardError: Double) -> Int {
    guard let exact = ExactDecimal(shortest: standardError), !exact.isZero else { return 3 }
    return min(max(1 - leadingPower(exact), -15), 15)
  }

  /// Decimals for the ends of an interval: two significant digits of a quarter of its width, which is about its standard
  /// error.
  public static func decimals(intervalWidth width: Double) -> Int { decimals(standardError: width / 4) }

  // MARK: - Probabilities, degrees of freedom, percentages

  /// A p-value with 4 digits, `< 0.0001` below; with more digits where it would otherwise show as alpha or beyond it.
  public static func pValue(_ value: Double, alpha: ExactDecimal? = nil) -> String {
    guard value.isFinite else { return unusual(value) }
    let space = noBreakSpace
    if value < 0.0001 { return "<\(space)0.0001" }
    if value > 0.9999 { return ">\(space)0.9999" }
    return faithful(value, 4, .nearest, alpha.map { [$0] } ?? [])
  }

  /// What stands behind "p": `= 0.0213`, `< 0.0001`, `> 0.9999`.
  public static func pValueBehindP(_ value: Double, alpha: ExactDecimal? = nil) -> String {
    let shown = pValue(value, alpha: alpha)
    return value < 0.0001 || value > 0.9999 ? shown : "= \(shown)"
  }

  /// A probability in percent. What is not certain is never 0 % or 100 %.
  public static func probability(_ value: Double) -> String {
    guard value.isFinite else { return unusual(value) }
    let percent = value * 100
    let space = noBreakSpace
    if percent < 0.001 { return "<\(space)0.001\(space)%" }
    if percent < 0.995 { return Self.percent(percent, decimals: percent < 0.0995 ? 3 : 2) }
    if percent < 98.5 { return Self.percent(percent, decimals: 0) }
    return percent < 99.95 ? Self.percent(percent, decimals: 1) : ">\(space)99.9\(space)%"
  }

  /// Degrees of freedom: 10, 9.61, 131.2.
  public static func degreesOfFreedom(_ value: Double) -> String {
    // A whole number but for what rounding leaves of a sum.
    if (value - value.rounded()).magnitude <= 1e-12 * value.magnitude, value.magnitude < 1e9 {
      return text(value, 0, .nearest)
    }
    return text(value, value.magnitude < 100 ? 2 : 1, .nearest)
  }

  /// A number that is in percent already: `12.3 %`.
  public static func percent(_ value: Double, decimals: Int) -> String {
    quantity(text(value, decimals, .nearest), unit: "%")
  }

  /// A number, already text, with its unit; no unit, no space.
  public static func quantity(_ number: String, unit: String) -> String {
    unit.isEmpty ? number : number + noBreakSpace + unit
  }

  // MARK: - Rounding

  /// A bound that does not exist, or a number that is none: words, never a number.
  private static func unusual(_ value: Double) -> String { value.isNaN ? "undefined" : "unbounded" }

  private static func text(_ value: Double, _ decimals: Int, _ direction: Direction) -> String {
    guard let exact = ExactDecimal(shortest: value) else { return unusual(value) }
    return text(exact, decimals, direction)
  }

  private static func text(_ value: ExactDecimal, _ decimals: Int, _ direction: Direction) -> String {
    if !isLong(value, decimals) {
      let rounded = round(value, max(decimals, 0), direction)
      // Nothing is written as -0.0.
      return ExactDecimal(significand: rounded.significand, exponent: Int(rounded.exponent)).description
    }
    // Two digits at least, 17 at most: a double has no more.
    let power = leadingPower(value)
    return powers(round(value, min(max(decimals, 1 - power), 16 - power), direction))
  }

  /// Of `decimals` those that a reader takes in where a number is written in powers of ten.
  private static func readable(_ value: ExactDecimal, _ decimals: Int) -> Int {
    isLong(value, decimals) ? min(decimals, 7 - leadingPower(value)) : decimals
  }

  /// All digits of a rounded number, one before the point.
  private static func powers(_ short: ExactDecimal) -> String {
    let digits = String(short.significand.magnitude)
    let raised = Int(short.exponent) + digits.count - 1
    let mantissa = digits.count == 1 ? digits : "\(digits.prefix(1)).\(digits.dropFirst())"
    return "\(short.significand < 0 ? "-" : "")\(mantissa)×10\(superscript(raised))"
  }

  /// Whether plain digits would be too many to read.
  private static func isLong(_ value: ExactDecimal, _ decimals: Int) -> Bool {
    guard !value.isZero else { return false }
    return leadingPower(value) >= 9 || decimals > 8 && leadingPower(value) < -4
  }

  private static func superscript(_ power: Int) -> String {
    let digits: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    return (power < 0 ? "⁻" : "") + String(String(power.magnitude).utf8.map { digits[Int($0 - 0x30)] })
  }

  /// The digits of a number without zeros at its end: 2 for 0.120, 3 for 2.47e13.
  static func carriedDigits(_ value: ExactDecimal) -> Int {
    String(value.significand.magnitude).count - trailingZeros(value)
  }

  /// The power of ten of the first digit: 2 for 123.4.
  static func leadingPower(_ value: ExactDecimal) -> Int {
    Int(value.exponent) + String(value.significand.magnitude).count - 1
  }

  private static func trailingZeros(_ value: ExactDecimal) -> Int {
    String(value.significand.magnitude).reversed().prefix { $0 == "0" }.count
  }

  /// `value` at a multiple of 10^-`decimals`; the exponent of the answer is -`decimals`, or 0 where that is smaller.
  private static func round(_ value: ExactDecimal, _ decimals: Int, _ direction: Direction) -> ExactDecimal {
    let target = -decimals
    var significand = value.significand
    var exponent = Int(value.exponent)
    if significand == 0 { return ExactDecimal(significand: 0, exponent: min(target, 0)) }
    if exponent > target {
      // Zeros are only appended where they fit; what is larger than that is shown in powers of ten.
      while exponent > target {
        let (product, overflow) = significand.multipliedReportingOverflow(by: 10)
        if overflow { break }
        (significand, exponent) = (product, exponent - 1)
      }
      return ExactDecimal(significand: significand, exponent: exponent)
    }
    let cut = target - exponent
    var divisor: Int128 = 1
    for _ in 0..<min(cut, 38) { divisor *= 10 }
    var quotient: Int128 = 0
    var remainder = significand.magnitude
    if cut <= 38 {
      quotient = significand / divisor
      remainder = (significand % divisor).magnitude
    }
    if remainder != 0 {
      let isNegative = significand < 0
      switch direction {
      case .down: quotient -= isNegative ? 1 : 0
      case .up: quotient += isNegative ? 0 : 1
      case .nearest:
        let isHalfOrMore = cut <= 38 && remainder >= divisor.magnitude - remainder
        if isHalfOrMore { quotient += isNegative ? -1 : 1 }
      }
    }
    return ExactDecimal(significand: quotient, exponent: target)
  }

  // MARK: - Keeping to the side of a limit

  private static func faithful(
    _ value: Double, _ decimals: Int, _ direction: Direction, _ limits: [ExactDecimal]
  ) -> String {
    text(value, faithfulDecimals(value, decimals, direction, limits), direction)
  }

  /// The fewest decimals, from `decimals` on, at which the rounded value is below, at, or above each limit as the value is.
  private static func faithfulDecimals(
    _ value: Double, _ decimals: Int, _ direction: Direction, _ limits: [ExactDecimal]
  ) -> Int {
    guard let exact = ExactDecimal(shortest: value) else { return decimals }
    guard !limits.isEmpty else { return readable(exact, decimals) }
    var tried = isLong(exact, decimals) ? max(readable(exact, decimals), 1 - leadingPower(exact)) : max(decimals, 0)
    // At its own last digit the value is not rounded at all.
    while tried < exact.fractionDigits {
      let shown = round(exact, tried, direction)
      if limits.allSatisfy({ side(shown, $0) == side(exact, $0) }) { return tried }
      tried += 1
    }
    return tried
  }

  private static func side(_ value: ExactDecimal, _ limit: ExactDecimal) -> Int {
    value < limit ? -1 : limit < value ? 1 : 0
  }
}
