/// A place in a text: lines and columns from 1, columns in characters of Unicode.
public struct YAMLMark: Sendable, Hashable {
  public let line: Int
  public let column: Int
}

/// A node of a YAML document as the parser met it: nothing is resolved, no key compared, no alias followed.
public struct YAMLTree: Sendable {
  public enum Content: Sendable {
    case scalar(String, YAMLScalarStyle)
    case sequence([YAMLTree])
    /// Keys and values in the order of the text; keys may be anything, and may stand twice.
    case mapping([Pair])
    /// A reference to an anchor, by name.
    case alias(String)
  }

  public struct Pair: Sendable {
    public let key: YAMLTree
    public let value: YAMLTree
  }

  /// Where it begins, its anchor and tag included.
  public let mark: YAMLMark
  /// As it is written out, resolved by the document's directives; `nil` where there is none.
  public let tag: String?
  public let anchor: String?
  public let content: Content
}

/// How a scalar was written.
public enum YAMLScalarStyle: Sendable, Hashable {
  case plain, singleQuoted, doubleQuoted
  /// After `|` or `>`.
  case block
}

/// Why a text is no single YAML document.
public enum YAMLFault: Error, Sendable, Equatable {
  /// What the parser said, where, and what it was about and where that began.
  case syntax(problem: String, at: YAMLMark, context: String?, contextAt: YAMLMark?)
  /// A second document begins.
  case secondDocument(at: YAMLMark)
  /// An alias of an anchor that was not set before.
  case undefinedAlias(at: YAMLMark)
  /// Nested beyond what is followed.
  case tooDeep(at: YAMLMark)
  /// The parser had no memory, or met what is not UTF-8.
  case unreadable
}
