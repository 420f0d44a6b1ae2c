public import Plotting

/// Text with what little emphasis a report needs; everything in it is escaped by each format.
///
/// A literal makes it short to write: `"The ratio is \(strong: "1.186"); see \(reference: "amendments")."`
public struct RichText: Sendable, Hashable, ExpressibleByStringInterpolation {
  public let runs: [Inline]

  public init(_ runs: [Inline]) { self.runs = runs }
  public init(_ text: String) { runs = text.isEmpty ? [] : [.text(text)] }
  public init(stringLiteral text: String) { self.init(text) }
  public init(stringInterpolation parts: Interpolation) { runs = parts.runs }

  public static func + (a: RichText, b: RichText) -> RichText { RichText(a.runs + b.runs) }

  public var isEmpty: Bool { runs.isEmpty }

  /// The words alone; a reference as its name.
  public var plain: String { runs.map { $0.plain }.joined() }

  /// The parts of a literal as the compiler hands them over.
  public struct Interpolation: StringInterpolationProtocol, Sendable {
    var runs: [Inline] = []

    public init(literalCapacity: Int, interpolationCount: Int) {}
    public mutating func appendLiteral(_ literal: String) { if !literal.isEmpty { runs.append(.text(literal)) } }
    public mutating func appendInterpolation(_ text: String) { appendLiteral(text) }
    public mutating func appendInterpolation(_ integer: Int) { runs.append(.text(String(integer))) }
    public mutating func appendInterpolation(_ text: RichText) { runs += text.runs }
    public mutating func appendInterpolation(strong text: String) { runs.append(.strong(text)) }
    public mutating func appendInterpolation(emphasis text: String) { runs.append(.emphasis(text)) }
    public mutating func appendInterpolation(code text: String) { runs.append(.code(text)) }
    public mutating func appendInterpolation(deleted text: String) { runs.append(.deleted(text)) }
    public mutating func appendInterpolation(inserted text: String) { runs.append(.inserted(text)) }
    public mutating func appendInterpolation(verdict: VerdictLabel) { runs.append(.verdict(verdict)) }
    /// "table 3", "figure 2" or "section 6", for the table, figure or section of that name.
    public mutating func appendInterpolation(reference name: String) { runs.append(.reference(name)) }
  }
}

/// A run of text of one kind.
public enum Inline: Sendable, Hashable {
  case text(String)
  /// What was judged, or changes a verdict.
  case strong(String)
  case emphasis(String)
  /// Hashes, names of files and keys.
  case code(String)
  /// What an amendment took away, and what it put in its place.
  case deleted(String)
  case inserted(String)
  /// Word, shape and tone.
  case verdict(VerdictLabel)
  /// A table, figure or section by its name, shown with its number.
  case reference(String)

  var plain: String {
    switch self {
    case .text(let text), .strong(let text), .emphasis(let text), .code(let text), .deleted(let text),
      .inserted(let text), .reference(let text):
      text
    case .verdict(let label): label.word
    }
  }
}
