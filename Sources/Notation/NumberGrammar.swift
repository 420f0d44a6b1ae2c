/// How numbers are written: an optional sign, digits with at most one decimal mark between digits, an optional exponent.
///
/// Nothing else is a number: no `inf` or `nan`, no hexadecimal, no unit, no footnote mark, no digits of other scripts; no marks
/// between thousands and no blanks about it but where they are declared. No mark is ever guessed.
public struct NumberGrammar: Sendable, Hashable {
  /// The character between whole and fraction, as a byte: `.` or `,`.
  public let decimalMark: UInt8
  /// What may stand between groups of three digits of the whole part; `nil` where nothing may.
  public let thousandsMark: ThousandsMark?
  /// Whether blanks before and behind a number are passed over.
  public let trimsPadding: Bool

  /// A mark between groups of three digits.
  public enum ThousandsMark: String, CaseIterable, Sendable, Hashable {
    case comma = ","
    case point = "."
    case apostrophe = "'"
    /// Also U+2019, as Swiss spreadsheets write it.
    case typographicApostrophe = "\u{2019}"
    case space = " "
    case noBreakSpace = "\u{A0}"
    case narrowNoBreakSpace = "\u{202F}"
  }

  public init(decimalMark: UInt8, thousandsMark: ThousandsMark? = nil, trimsPadding: Bool = false) {
    self.decimalMark = decimalMark
    self.thousandsMark = thousandsMark
    self.trimsPadding = trimsPadding
  }

  public static let point = NumberGrammar(decimalMark: UInt8(ascii: "."))
  public static let comma = NumberGrammar(decimalMark: UInt8(ascii: ","))

  /// The most significant digits that are held exactly; more are refused rather than cut.
  public static let digitLimit = 34

  /// Why a text is not a number here.
  public enum Fault: Error, Sendable, Hashable {
    case empty
    /// It would be a number if the other mark, `.` or `,`, were the decimal mark.
    case otherDecimalMark
    /// It reads as groups of three digits: 1,234 or 1.234,5 or 1'234.
    case thousandsSeparator
    /// It opens with `<` or `>`, or `≤` or `≥`.
    case censored
    case tooManyDigits
    /// Beyond what a double can hold, or so small that it would become zero.
    case outOfRange
    case notANumber
  }

  /// Reads the whole of `text`.
  public func read(_ text: String) throws(Fault) -> ExactDecimal { try read(Array(text.utf8)[...]) }

  /// Reads the whole of `bytes`, UTF-8.
  public func read(_ bytes: ArraySlice<UInt8>) throws(Fault) -> ExactDecimal {
    guard thousandsMark != nil || trimsPadding else { return try readPlain(bytes) }
    var bytes = bytes
    if trimsPadding { bytes = Self.trimmed(bytes) }
    guard let thousandsMark,
      let plain = Self.ungrouped(bytes, mark: Array(thousandsMark.rawValue.utf8), decimal: decimalMark)
    else {
      return try readPlain(bytes)
    }
    return try readPlain(plain[...])
  }

  /// Without blanks, tabs and no-break spaces about it.
  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var bytes = bytes
    while true {
      if let first = bytes.first, first == 0x20 || first == 0x09 {
        bytes = bytes.dropFirst()
      } else if let last = bytes.last, last == 0x20 || last == 0x09 {
        bytes = bytes.dropLast()
      } else if bytes.starts(with: [0xC2, 0xA0]) {
        bytes = bytes.dropFirst(2)
      } else if bytes.suffix(2).elementsEqual([0xC2, 0xA0]) {
        bytes = bytes.dropLast(2)
      } else {
        return bytes
      }
    }
  }

  /// The number without its marks between thousands; `nil` where it has none, or not between whole groups of three digits.
  private static func ungrouped(_ bytes: ArraySlice<UInt8>, mark: [UInt8], decimal: UInt8) -> [UInt8]? {
    var groups: [Int] = [0]
    var out: [UInt8] = []
    var i = bytes.startIndex
    if let first = bytes.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
      out.append(first)
      i += 1
    }
    while i < bytes.endIndex {
      if bytes[i] >= 0x30, bytes[i] <= 0x39 {
        groups[groups.count - 1] += 1
        out.append(bytes[i])
        i += 1
      } else if bytes[i...].starts(with: mark) {
        groups.append(0)
        i += mark.count
      } else {
        break
      }
    }
    guard groups.count > 1, (1...3).contains(groups[0]), groups.dropFirst().allSatisfy({ $0 == 3 }),
      // No group of thousands is zero or begins with one: 0,123 is a fraction with another mark.
      out.first(where: { $0 >= 0x30 && $0 <= 0x39 }) != 0x30,
      i == bytes.endIndex || bytes[i] == decimal || bytes[i] | 0x20 == UInt8(ascii: "e")
    else { return nil }
    return out + bytes[i...]
  }

  private func readPlain(_ bytes: ArraySlice<UInt8>) throws(Fault) -> ExactDecimal {
    guard !bytes.isEmpty else { throw .empty }
    var i = bytes.startIndex
    let end = bytes.endIndex
    var negative = false
    if bytes[i] == UInt8(ascii: "-") || bytes[i] == UInt8(ascii: "+") {
      negative = bytes[i] == UInt8(ascii: "-")
      i += 1
    }
    // Up to 18 digits fit a machine word, which is nearly every result; the rest is widened.
    var short: UInt64 = 0
    var wide: Int128 = 0
    var significant = 0
    var exponent = 0
    var whole = 0
    var fraction = 0
    var inFraction = false
    var tooMany = false
    while i < end {
      let byte = bytes[i]
      if byte >= 0x30, byte <= 0x39 {
        let digit = byte - 0x30
        if significant > 0 || digit != 0 { significant += 1 }
        if significant <= 18 {
          short = short &* 10 &+ UInt64(digit)
        } else if significant <= Self.digitLimit {
          if significant == 19 { wide = Int128(short) }
          wide = wide * 10 + Int128(digit)
        } else {
          tooMany = true
        }
        if inFraction {
          fraction += 1
          exponent -= 1
        } else {
          whole += 1
        }
        i += 1
      } else if byte == decimalMark, !inFraction, whole > 0 {
        inFraction = true
        i += 1
      } else {
        break
      }
    }
    guard whole > 0, !inFraction || fraction > 0 else { throw fault(of: bytes) }
    if i < end, bytes[i] == UInt8(ascii: "e") || bytes[i] == UInt8(ascii: "E") {
      i += 1
      var negativeExponent = false
      if i < end, bytes[i] == UInt8(ascii: "-") || bytes[i] == UInt8(ascii: "+") {
        negativeExponent = bytes[i] == UInt8(ascii: "-")
        i += 1
      }
      let first = i
      var power = 0
      while i < end, bytes[i] >= 0x30, bytes[i] <= 0x39 {
        power = min(power * 10 + Int(bytes[i] - 0x30), 1_000_000)
        i += 1
      }
      guard i > first else { throw fault(of: bytes) }
      exponent += negativeExponent ? -power : power
    }
    guard i == end else { throw fault(of: bytes) }
    guard !tooMany else { throw .tooManyDigits }
    let magnitude = significant <= 18 ? Int128(short) : wide
    let value = ExactDecimal(
      significand: negative ? -magnitude : magnitude, exponent: magnitude == 0 ? max(exponent, -40) : exponent,
      isNegativeZero: negative)
    if significant + exponent > 300 || significant + exponent < -290 {
      let size = value.double.magnitude
      guard size.isFinite, size > 0 || magnitude == 0 else { throw .outOfRange }
    }
    return value
  }

  /// What kind of non-number this is, so that the message can say how to mend it.
  private func fault(of bytes: ArraySlice<UInt8>) -> Fault {
    let text = String(decoding: bytes.prefix(200), as: UTF8.self)
    if let first = text.first, "<>≤≥".contains(first) { return .censored }
    var body = Array(bytes)
    if body.first == UInt8(ascii: "-") || body.first == UInt8(ascii: "+") { body.removeFirst() }
    let other = decimalMark == UInt8(ascii: ".") ? UInt8(ascii: ",") : UInt8(ascii: ".")
    for separator in [other, decimalMark, UInt8(ascii: "'"), UInt8(ascii: " ")]
    where body.contains(separator) && isGrouped(body, by: separator) { return .thousandsSeparator }
    let swapped = NumberGrammar(decimalMark: other)
    if bytes.contains(other), !bytes.contains(decimalMark), (try? swapped.read(digitsOnly(bytes))) != nil {
      return .otherDecimalMark
    }
    return .notANumber
  }

  /// `bytes` when it holds only what a number may hold, so that reading with the other mark cannot recurse without end.
  private func digitsOnly(_ bytes: ArraySlice<UInt8>) throws(Fault) -> ArraySlice<UInt8> {
    let marks = bytes.count { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ".") }
    guard marks == 1, bytes.last != UInt8(ascii: ","), bytes.first.map({ $0 != UInt8(ascii: ",") }) == true,
      bytes.allSatisfy({ byte in byte >= 0x30 && byte <= 0x39 || ",.+-eE".utf8.contains(byte) })
    else { throw .notANumber }
    return bytes
  }

  private func isGrouped(_ body: [UInt8], by separator: UInt8) -> Bool {
    let groups = body.split(separator: separator, omittingEmptySubsequences: false)
    guard groups.count >= 2, let first = groups.first, let last = groups.last else { return false }
    func isDigits(_ slice: ArraySlice<UInt8>) -> Bool { slice.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }
    let tail = last.prefix { $0 >= 0x30 && $0 <= 0x39 }
    let rest = last.dropFirst(tail.count)
    // A group of thousands never begins with a zero: 0,997 is no number of hundreds.
    return (1...3).contains(first.count) && isDigits(first) && first.first != 0x30
      && groups.dropFirst().dropLast().allSatisfy { $0.count == 3 && isDigits($0) }
      && tail.count == 3
      && (rest.isEmpty || (rest.first != separator && [UInt8(ascii: "."), UInt8(ascii: ",")].contains(rest.first!)))
  }
}
