/// A number above zero whose exponent does not leave the range.
struct Scaled {
  private var mantissa: Double
  private var exponent = 0

  init(_ value: Double) {
    mantissa = value.significand
    exponent = Int(value.exponent)
  }

  mutating func multiply(by factor: Double) {
    let product = mantissa * factor
    mantissa = product.significand
    exponent += Int(product.exponent)
  }

  mutating func multiply(by other: Scaled) {
    multiply(by: other.mantissa)
    exponent += other.exponent
  }

  mutating func divide(by other: Scaled) {
    multiply(by: 1 / other.mantissa)
    exponent -= other.exponent
  }

  /// At most one, and never below the least double above zero.
  var chance: Double {
    if exponent >= 0 { return 1 }
    return exponent < -1_000 ? .leastNormalMagnitude : Double(sign: .plus, exponent: exponent, significand: mantissa)
  }
}
