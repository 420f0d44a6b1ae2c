public import Notation

/// Which rows of a file are part of the study, and words that look like no name and are one, by column.
public struct RowRules: Sendable, Hashable {
  /// Words by the header of their column: a row that has one of them there is passed over.
  public let ignore: [String: [String]]
  /// Columns of which every word is passed over that the study does not name, or ``use`` where the column has no role of names.
  public let ignoresOthers: Set<String>
  /// Words by the header of their column that are names there, although they also name a statistic or qualify a result. Where words of
  /// the column are passed over too, a word that is in neither list is an error.
  public let use: [String: [String]]

  public init(ignore: [String: [String]] = [:], ignoresOthers: Set<String> = [], use: [String: [String]] = [:]) {
    self.ignore = ignore
    self.ignoresOthers = ignoresOthers
    self.use = use
  }

  /// Whether nothing is declared.
  public var isEmpty: Bool { ignore.isEmpty && use.isEmpty && ignoresOthers.isEmpty }

  /// Whether a rule looks at the column.
  func looks(at header: String) -> Bool {
    let name = folded(header)
    return headers.contains { folded($0) == name }
  }

  /// The columns that a rule looks at.
  var headers: Set<String> { Set(ignore.keys).union(use.keys).union(ignoresOthers) }

  /// The words that are names in the column, folded.
  func names(in header: String) -> Set<String> { Set(words(use, of: header).map(folded)) }

  /// The words of a column in one of the lists.
  func words(_ list: [String: [String]], of header: String) -> [String] {
    list.filter { folded($0.key) == folded(header) }.sorted { $0.key < $1.key }.flatMap { $0.value }
  }
}

/// Rows that were passed over because of a word in one of their columns: they are not part of the study.
public struct IgnoredRows: Sendable, Hashable {
  public let header: String
  public let word: String
  public let rows: Int
  /// The first of them.
  public let location: SourceLocation
}
