/// Something in an input that a person must know of: where it is, what was found, what was expected, how to mend it.
public struct Problem: Error, Sendable, Hashable, CustomStringConvertible {
  /// An error keeps the input from being judged; a warning travels into the report.
  public enum Severity: String, Sendable, Hashable {
    case error
    case warning
  }

  public let severity: Severity
  /// A stable name for programs, such as `E_NUMBER` or `W_UNIT`.
  public let code: String
  public let location: SourceLocation?
  /// One sentence or two for a person. Text from data in it is passed through ``quoted(_:)`` by whoever writes it.
  public let message: String

  public init(_ severity: Severity, _ code: String, at location: SourceLocation?, _ message: String) {
    self.severity = severity
    self.code = code
    self.location = location
    self.message = message
  }

  /// `results.csv:14:7: error: "99,8" is not a number here; …`, always one line.
  public var description: String {
    let place = location.map { visible($0.description) + ": " } ?? ""
    return "\(place)\(severity.rawValue): \(message) [\(code)]"
  }
}

/// Why an input was refused: every problem found, the first twenty of them worth printing.
public struct Rejection: Error, Sendable, Equatable {
  public let problems: [Problem]
  /// How many errors there were in all; more than `problems` holds when there were many.
  public let errorCount: Int
  /// What is said above the problems where one thing is behind several of them.
  public let headline: String?

  public init(_ problems: [Problem], errorCount: Int? = nil, headline: String? = nil) {
    self.problems = problems
    self.headline = headline
    self.errorCount = errorCount ?? problems.count { $0.severity == .error }
  }
}

/// Text from data as it may be shown in a message: control, format and line-breaking characters spelt out as `U+XXXX`,
/// long text cut to `limit` characters with its length said, in double quotes.
public func quoted(_ text: String, limit: Int = 60) -> String {
  let scalars = text.unicodeScalars
  if scalars.count > limit {
    return "\"\(visible(String(String.UnicodeScalarView(scalars.prefix(limit)))))…\" (\(scalars.count) characters)"
  }
  return "\"\(visible(text))\""
}

/// `text` with every character that could move a cursor, reorder a line or hide itself spelt out as `<U+XXXX>`.
public func visible(_ text: String) -> String {
  var out = ""
  for scalar in text.unicodeScalars {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
      out += "<\(codePoint(scalar))>"
    case .spaceSeparator where scalar != " ":
      out += "<\(codePoint(scalar))>"
    default:
      out.unicodeScalars.append(scalar)
    }
  }
  return out
}

/// The character's code point as people write it: U+00A0.
public func codePoint(_ scalar: Unicode.Scalar) -> String {
  let hex = String(scalar.value, radix: 16, uppercase: true)
  return "U+" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex
}
