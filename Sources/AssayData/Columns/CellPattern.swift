internal import Notation

/// How several names stand in one cell: literal text and roles in braces, `{sample}-P{samplePreparation}`.
///
/// There are no regular expressions: each role takes at least one character, literal text stands as it is written, and a cell that
/// fits in two ways has no answer.
public struct CellPattern: Sendable, Hashable, CustomStringConvertible {
  /// A piece of the pattern, from left to right.
  enum Piece: Sendable, Hashable {
    case text([UInt8])
    /// `nil` is `{_}`: text that belongs to no role.
    case role(Role?)
  }

  /// As it is declared.
  public let description: String
  let pieces: [Piece]

  /// The roles that it takes out of a cell.
  public var roles: [Role] {
    pieces.compactMap { piece in if case .role(let role) = piece { role } else { nil } }
  }

  /// Why a text is no pattern.
  public enum Fault: Error, Sendable, Hashable {
    case noRole
    case unclosedBrace
    case unknownRole(String)
    case repeatedRole(String)
    /// Two names with nothing between them: no cell says where one ends.
    case nothingBetween(String, String)
  }

  /// - Parameter allowed: the roles that may be named.
  public init(_ text: String, among allowed: [Role]) throws(Fault) {
    description = text
    var pieces: [Piece] = []
    var literal: [UInt8] = []
    var names: [String] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.first {
      rest = rest.dropFirst()
      guard byte == UInt8(ascii: "{") else {
        literal.append(byte)
        continue
      }
      guard let end = rest.firstIndex(of: UInt8(ascii: "}")) else { throw .unclosedBrace }
      let name = String(decoding: rest[..<end], as: UTF8.self)
      rest = rest[(end + 1)...]
      let role = allowed.first { $0.rawValue == name }
      guard role != nil || name == "_" else { throw .unknownRole(name) }
      if role != nil, names.contains(name) { throw .repeatedRole(name) }
      if literal.isEmpty, let before = names.last { throw .nothingBetween(before, name) }
      if !literal.isEmpty { pieces.append(.text(literal)) }
      literal = []
      pieces.append(.role(role))
      names.append(name)
    }
    if !literal.isEmpty { pieces.append(.text(literal)) }
    guard names.contains(where: { $0 != "_" }) else { throw .noRole }
    self.pieces = pieces
  }

  /// What comes of a cell.
  enum Match: Equatable {
    case one([Role: [UInt8]])
    case none
    /// Two of the ways in which it fits.
    case several([Role: [UInt8]], [Role: [UInt8]])
  }

  func match(_ cell: [UInt8]) -> Match {
    // Numbers of steps grow with the places at which literal text occurs; a long cell of one repeated mark is no name.
    var ways: [[Role: [UInt8]]] = []
    var steps = 0
    func follow(_ piece: Int, _ at: Int, _ found: [Role: [UInt8]]) {
      steps += 1
      guard ways.count < 2, steps < 20_000 else { return }
      guard piece < pieces.count else {
        if at == cell.count, !ways.contains(found) { ways.append(found) }
        return
      }
      switch pieces[piece] {
      case .text(let text):
        guard cell.count - at >= text.count, cell[at..<(at + text.count)].elementsEqual(text) else { return }
        follow(piece + 1, at + text.count, found)
      case .role(let role):
        guard at < cell.count else { return }
        let isLast = piece == pieces.count - 1
        for end in isLast ? cell.count...cell.count : (at + 1)...cell.count {
          // A name ends between characters.
          guard end == cell.count || cell[end] & 0xC0 != 0x80 else { continue }
          // Only where the literal text that follows stands is anything gained.
          if !isLast, case .text(let text) = pieces[piece + 1] {
            guard cell.count - end >= text.count, cell[end..<(end + text.count)].elementsEqual(text) else { continue }
          }
          var next = found
          if let role { next[role] = Array(cell[at..<end]) }
          follow(piece + 1, end, next)
        }
      }
    }
    follow(0, 0, [:])
    if steps >= 20_000 { return .none }
    return ways.count == 2 ? .several(ways[0], ways[1]) : ways.first.map { .one($0) } ?? .none
  }
}
