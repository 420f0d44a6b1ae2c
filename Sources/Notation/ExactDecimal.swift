/// A number exactly as it was written: `significand` × 10^`exponent`.
///
/// Two that are worth the same are equal however they were written (1.50 and 1.5), but each remembers its
/// own digits, so that a value can be shown as the laboratory reported it.
public struct ExactDecimal: Sendable, CustomStringConvertible {
  public let significand: Int128
  public let exponent: Int32
  /// Whether a minus sign stood before it, which a zero's significand cannot say.
  public let isNegativeZero: Bool

  public init(significand: Int128, exponent: Int, isNegativeZero: Bool = false) {
    self.significand = significand
    self.exponent = Int32(clamping: exponent)
    self.isNegativeZero = isNegativeZero && significand == 0
  }

  public init(_ integer: Int) { self.init(significand: Int128(integer), exponent: 0) }

  /// The exact decimal value nearest to what `value`'s shortest round-trip text says, or `nil` when not finite.
  public init?(shortest value: Double) {
    guard value.isFinite, let read = try? NumberGrammar.point.read("\(value)") else { return nil }
    self = read
  }

  /// The nearest double, rounded once. An infinity where the value is beyond the range.
  public var double: Double {
    // Both factors are exact up to 2^53 and 10^22, so one operation rounds once (Clinger 1990).
    if significand.magnitude <= 1 << 53, exponent >= -22, exponent <= 22 {
      let whole = Double(Int64(significand))
      return exponent < 0 ? whole / powersOfTen[Int(-exponent)] : whole * powersOfTen[Int(exponent)]
    }
    return Double("\(significand)e\(exponent)") ?? (significand < 0 ? -.infinity : .infinity)
  }

  /// This value less `other`, computed in decimal and rounded to double once.
  public func subtracting(_ other: ExactDecimal) -> Double {
    if let difference = exactly(minus: other) { return difference.double }
    // More than 10^38 apart in size, or beyond the digits that are held: the smaller one is below the rounding of the larger.
    return double - other.double
  }

  /// The exact difference, or `nil` where its digits do not fit.
  public func exactly(minus other: ExactDecimal) -> ExactDecimal? {
    let common = min(exponent, other.exponent)
    guard let a = scaled(to: common), let b = other.scaled(to: common) else { return nil }
    let (difference, overflow) = a.subtractingReportingOverflow(b)
    return overflow ? nil : ExactDecimal(significand: difference, exponent: Int(common))
  }

  public func negated() -> ExactDecimal { ExactDecimal(significand: -significand, exponent: Int(exponent)) }

  /// Half of this value, exactly.
  public var half: ExactDecimal { ExactDecimal(significand: significand * 5, exponent: Int(exponent) - 1) }

  public var isZero: Bool { significand == 0 }
  public var isPositive: Bool { significand > 0 }

  /// How many digits stand after the decimal point as written.
  public var fractionDigits: Int { max(0, Int(-exponent)) }

  /// As written, with a point: `99.80`. Very large or small values carry an exponent.
  public var description: String {
    let digits = String(significand.magnitude)
    let sign = significand < 0 ? "-" : ""
    if exponent >= 0 {
      guard exponent <= 20 else { return "\(sign)\(digits)e\(exponent)" }
      return sign + digits + (significand == 0 ? "" : String(repeating: "0", count: Int(exponent)))
    }
    let places = Int(-exponent)
    guard places <= 40 else { return "\(sign)\(digits)e\(exponent)" }
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    return sign + padded.dropLast(places) + "." + padded.suffix(places)
  }

  /// The significand at a smaller exponent, or `nil` where it does not fit.
  private func scaled(to lower: Int32) -> Int128? {
    var value = significand
    guard value != 0 else { return 0 }
    guard exponent - lower <= 38 else { return nil }
    for _ in 0..<(exponent - lower) {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      if overflow { return nil }
      value = product
    }
    return value
  }

  /// Without trailing zeros, so that equal values have one form.
  private var reduced: (significand: Int128, exponent: Int32) {
    guard significand != 0 else { return (0, 0) }
    var (s, e) = (significand, exponent)
    while s % 10 == 0 { (s, e) = (s / 10, e + 1) }
    return (s, e)
  }
}

extension ExactDecimal: Hashable, Comparable {
  public static func == (a: Self, b: Self) -> Bool {
    a.exponent == b.exponent ? a.significand == b.significand : a.reduced == b.reduced
  }

  public func hash(into hasher: inout Hasher) {
    let form = reduced
    hasher.combine(form.significand)
    hasher.combine(form.exponent)
  }

  public static func < (a: Self, b: Self) -> Bool {
    if a.exponent == b.exponent { return a.significand < b.significand }
    let common = min(a.exponent, b.exponent)
    if let x = a.scaled(to: common), let y = b.scaled(to: common) { return x < y }
    return a.double < b.double
  }
}

private let powersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
]
