internal import Notation

/// A node of the protocol file with the place that it stands at, free of everything YAML would resolve by itself.
struct YAMLNode: Sendable {
  /// A key and its value.
  struct Entry: Sendable {
    let key: String
    let keyPlace: SourceLocation
    let value: YAMLNode
  }

  enum Content: Sendable {
    /// A scalar without quotes, in the characters it was written with.
    case plain(String)
    /// A scalar in quotes or in a block: always text.
    case quoted(String)
    case list([YAMLNode])
    case mapping([Entry])
  }

  let place: SourceLocation
  let content: Content

  /// What a message calls this node when something else was expected.
  var described: String {
    switch content {
    case .plain(""): "empty"
    case .plain(let text): quoted(text)
    case .quoted(let text): "the text \(quoted(text))"
    case .list: "a list"
    case .mapping: "a mapping"
    }
  }

  /// The value of a key of a mapping; `nil` where there is none.
  subscript(key: String) -> YAMLNode? {
    guard case .mapping(let entries) = content else { return nil }
    return entries.first { $0.key == key }?.value
  }

  /// The nodes of a list; none of anything else.
  var items: [YAMLNode] {
    guard case .list(let nodes) = content else { return [] }
    return nodes
  }

  /// The characters of a scalar, or `nil`.
  var scalar: String? {
    switch content {
    case .plain(let text), .quoted(let text): text
    case .list, .mapping: nil
    }
  }
}
