/// Text that is already HTML or SVG; strings interpolated into it are escaped on the way in.
///
/// A literal is trusted, everything else is not: `"<b>\(label)</b>"` can hold any label. Building a page is linear in
/// its length: `append` copies only what is appended.
public struct Markup: Sendable, Hashable, ExpressibleByStringInterpolation, CustomStringConvertible {
  /// The markup itself.
  public private(set) var description: String

  /// No markup yet.
  public init() { description = "" }

  /// Trusted markup, written by a programmer and never by data.
  public init(stringLiteral literal: String) { description = literal }

  public init(stringInterpolation parts: Interpolation) { description = parts.text }

  /// Text from anywhere, escaped.
  public init(escaping text: String) {
    description = ""
    Self.escape(text, into: &description)
  }

  /// Adds to the end.
  public mutating func append(_ other: Markup) { description += other.description }

  public static func += (markup: inout Markup, other: Markup) { markup.append(other) }

  /// The parts of a `Markup` literal as the compiler hands them over.
  public struct Interpolation: StringInterpolationProtocol, Sendable {
    var text = ""

    public init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + 12 * interpolationCount)
    }

    public mutating func appendLiteral(_ literal: String) { text += literal }
    /// Markup goes in as it is.
    public mutating func appendInterpolation(_ markup: Markup) { text += markup.description }
    /// Text goes in escaped, with control and direction-changing characters spelt out.
    public mutating func appendInterpolation(_ string: String) { Markup.escape(string, into: &text) }
    public mutating func appendInterpolation(_ integer: Int) { text += String(integer) }
    /// A position or size on the drawing: at most two decimals, no exponent. It has to be finite.
    public mutating func appendInterpolation(_ coordinate: Double) { text += Markup.short(coordinate) }
  }

  /// `text` with every character that could move a cursor, reorder a line or hide itself written as `<U+XXXX>`.
  ///
  /// The no-break space stays: reports write it before units.
  public static func spelt(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    var out = ""
    for scalar in text.unicodeScalars {
      if isHidden(scalar) { out += "<\(codePoint(scalar))>" } else { out.unicodeScalars.append(scalar) }
    }
    return out
  }

  static func escape(_ text: String, into out: inout String) {
    if text.utf8.allSatisfy(isPlain) {
      out += text
      return
    }
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\"": out += "&quot;"
      case "'": out += "&#39;"
      default:
        if isHidden(scalar) { out += "&lt;\(codePoint(scalar))&gt;" } else { out.unicodeScalars.append(scalar) }
      }
    }
  }

  /// Printable ASCII that means nothing to HTML.
  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "&") && byte != UInt8(ascii: "<") && byte != UInt8(ascii: ">")
      && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "'")
  }

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return scalar.value < 0x20 || scalar.value == 0x7F }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: return true
    case .spaceSeparator: return scalar.value != 0xA0
    default: return false
    }
  }

  private static func codePoint(_ scalar: Unicode.Scalar) -> String {
    let hex = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex
  }

  /// A coordinate in the fewest characters: 12, 3.5, -0.25.
  static func short(_ value: Double) -> String {
    precondition(value.isFinite, "a coordinate is finite, not \(value)")
    let hundredths = Int((min(max(value, -1e9), 1e9) * 100).rounded())
    let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
    let sign = hundredths < 0 ? "-" : ""
    if rest == 0 { return "\(sign)\(whole)" }
    if rest % 10 == 0 { return "\(sign)\(whole).\(rest / 10)" }
    return "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }
}
