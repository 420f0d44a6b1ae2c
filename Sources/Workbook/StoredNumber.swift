internal import Notation

/// A number as a part of a workbook stores it: a decimal text, mostly of the 17 digits that give a double back.
struct StoredNumber {
  /// Not rounded, but for digits beyond the thirtieth.
  let significand: Int128
  let exponent: Int

  private static let digitLimit = 30

  /// As XML Schema writes a double: `99.8`, `1E-3`, `.5`, `+7`; `nil` for anything else, NaN and INF with it.
  init?(_ text: [UInt8]) {
    let text = text.span
    var i = 0
    var isNegative = false
    if text.count > 0, text[0] == UInt8(ascii: "-") || text[0] == UInt8(ascii: "+") {
      isNegative = text[0] == UInt8(ascii: "-")
      i = 1
    }
    // Up to 18 digits fit a machine word, which is nearly every number; the rest is widened.
    var short: UInt64 = 0
    var wide: Int128 = 0
    var (exponent, significant, digits) = (0, 0, 0)
    var inFraction = false
    while i < text.count {
      let byte = text[i]
      if byte &- 0x30 <= 9 {
        digits += 1
        if significant > 0 || byte != 0x30 { significant += 1 }
        if significant <= 18 {
          short = short &* 10 &+ UInt64(byte &- 0x30)
        } else if significant <= Self.digitLimit {
          if significant == 19 { wide = Int128(short) }
          wide = wide * 10 + Int128(byte &- 0x30)
        }
        if significant <= Self.digitLimit {
          if inFraction { exponent -= 1 }
        } else if !inFraction {
          exponent += 1
        }
      } else if byte == UInt8(ascii: "."), !inFraction {
        inFraction = true
      } else {
        break
      }
      i += 1
    }
    guard digits > 0 else { return nil }
    if i < text.count, text[i] | 0x20 == UInt8(ascii: "e") {
      i += 1
      var power = 0
      var isNegativePower = false
      if i < text.count, text[i] == UInt8(ascii: "-") || text[i] == UInt8(ascii: "+") {
        isNegativePower = text[i] == UInt8(ascii: "-")
        i += 1
      }
      guard i < text.count else { return nil }
      while i < text.count, text[i] &- 0x30 <= 9 {
        power = min(power * 10 + Int(text[i] &- 0x30), 100_000)
        i += 1
      }
      exponent += isNegativePower ? -power : power
    }
    let value = significant <= 18 ? Int128(short) : wide
    // A double ends at 1.8e308; what is smaller than any of them is no result.
    let size = min(significant, Self.digitLimit) + exponent
    guard i == text.count, value == 0 || size <= 309 && size > -330 else { return nil }
    significand = isNegative ? -value : value
    self.exponent = value == 0 ? 0 : exponent
  }

  /// To the 15 significant digits that a spreadsheet shows and keeps, half away from zero, without trailing zeros.
  ///
  /// A double holds 15 digits of any decimal number; what is stored behind them is how it was rounded to binary.
  var shown: ExactDecimal {
    let magnitude = significand.magnitude
    guard magnitude != 0 else { return ExactDecimal(significand: 0, exponent: 0) }
    let rounded: (digits: UInt128, exponent: Int)
    if let short = UInt64(exactly: magnitude) {
      let found = Self.rounded(short, exponent)
      rounded = (UInt128(found.digits), found.exponent)
    } else {
      rounded = Self.rounded(magnitude, exponent)
    }
    var digits = Int128(rounded.digits)
    var power = rounded.exponent
    // Whole numbers are written out.
    if power > 0, power <= 20 {
      while power > 0 {
        digits *= 10
        power -= 1
      }
    }
    return ExactDecimal(significand: significand < 0 ? -digits : digits, exponent: power)
  }

  private static func rounded<Word: FixedWidthInteger & UnsignedInteger>(
    _ magnitude: Word, _ exponent: Int
  ) -> (digits: Word, exponent: Int) {
    var (digits, exponent) = (magnitude, exponent)
    let limit = Word(1_000_000_000_000_000 as UInt64)
    var divisor = Word(1)
    while digits / divisor >= limit {
      divisor *= 10
      exponent += 1
    }
    if divisor > 1 { digits = (digits + divisor / 2) / divisor }
    while digits % 10 == 0 {
      digits /= 10
      exponent += 1
    }
    return (digits, exponent)
  }

  /// Appends the text of a stored number to 15 significant digits, as ``ExactDecimal`` writes it.
  ///
  /// - Returns: whether it is a number.
  static func append(_ stored: [UInt8], to texts: inout [UInt8]) -> Bool {
    if isShown(stored) {
      texts.append(contentsOf: stored)
      return true
    }
    guard let number = StoredNumber(stored) else { return false }
    let shown = number.shown
    // Most numbers that have to be rounded have a fraction of some ten digits, and are written out here at less cost.
    guard (-25 ... -1).contains(shown.exponent), var rest = UInt64(exactly: shown.significand.magnitude) else {
      texts.append(contentsOf: shown.description.utf8)
      return true
    }
    if shown.significand < 0 { texts.append(UInt8(ascii: "-")) }
    let start = texts.count
    var places = Int(-shown.exponent)
    while rest > 0 || places >= 0 {
      if places == 0 { texts.append(UInt8(ascii: ".")) }
      texts.append(0x30 + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
      places -= 1
    }
    texts[start...].reverse()
    return true
  }

  /// Whether it is written already as it would be shown, which most numbers are.
  private static func isShown(_ text: [UInt8]) -> Bool {
    let text = text.span
    guard text.count > 0, text.count <= 17 else { return false }
    let start = text[0] == UInt8(ascii: "-") ? 1 : 0
    var point = -1
    for i in start..<text.count {
      let byte = text[i]
      if byte &- 0x30 <= 9 { continue }
      guard byte == UInt8(ascii: "."), point < 0 else { return false }
      point = i
    }
    let digits = text.count - start - (point < 0 ? 0 : 1)
    guard (1...15).contains(digits) else { return false }
    // No zeros before another digit, none at the end of a fraction, and no minus zero.
    if text[start] == 0x30, point != start + 1 { return digits == 1 && start == 0 }
    return point < 0 || point > start && point < text.count - 1 && text[text.count - 1] != 0x30
  }
}
