/// A sentence with places that are filled where it is printed: text, and slots that can be no others than these.
///
/// A literal makes it short to write: `"The \(.level) confidence interval of the \(.quantity) (\(.interval)) crosses …"`. What
/// fills a slot is rounded and escaped by Reporting alone.
public struct Template: Sendable, Hashable, ExpressibleByStringInterpolation {
  /// What a place is filled with.
  public enum Slot: Sendable, Hashable {
    /// Names, as the protocol writes them.
    case receiving, sending
    /// The quantity within a sentence, with its item and unit.
    case quantity
    case estimate
    /// What was judged: `1.101 to 1.276`.
    case interval
    /// The bound that was judged, and the one on the other side, which decides a failure.
    case lowerBound, upperBound, opposite
    /// `90 %`.
    case level
    /// The one limit, or both, as stated; without a unit.
    case limit, limits
    /// The unit after a blank; nothing where there is none.
    case unit
    /// The limit that the estimate lies beyond, and those that the interval crosses.
    case beyond, crossed
    /// The groups as the subject of a sentence on how they differ.
    case subject
    /// What a new study would need.
    case sizes
    /// An end that says whether the criterion is met; a full stop where there are further findings.
    case isMet, isNotMet
  }

  /// A run of text, or a place.
  public enum Piece: Sendable, Hashable {
    case text(String)
    case slot(Slot)
  }

  public let pieces: [Piece]

  public init(_ pieces: [Piece]) { self.pieces = pieces }
  public init(stringLiteral text: String) { pieces = text.isEmpty ? [] : [.text(text)] }
  public init(stringInterpolation parts: Interpolation) { pieces = parts.pieces }

  /// The parts of a literal as the compiler hands them over.
  public struct Interpolation: StringInterpolationProtocol, Sendable {
    fileprivate var pieces: [Piece] = []

    public init(literalCapacity: Int, interpolationCount: Int) {}
    public mutating func appendLiteral(_ literal: String) { if !literal.isEmpty { pieces.append(.text(literal)) } }
    public mutating func appendInterpolation(_ slot: Slot) { pieces.append(.slot(slot)) }
    public mutating func appendInterpolation(_ words: String) { appendLiteral(words) }
    public mutating func appendInterpolation(_ template: Template) { pieces += template.pieces }
  }

  /// The text with each place filled.
  public func filled(_ fill: (Slot) -> String) -> String {
    pieces.map { piece in
      switch piece {
      case .text(let text): text
      case .slot(let slot): fill(slot)
      }
    }.joined()
  }
}
