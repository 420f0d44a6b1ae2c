public import Notation

/// Rows of a file that are not part of the study, and words that look like no name and are one, by column.
public struct RowRules: Sendable, Hashable {
  /// Words by the header of their column: a row that has one of them there is not read.
  public let ignore: [String: [String]]
  /// Words by the header of their column that are names there, although they also name a statistic or qualify a result.
  public let use: [String: [String]]

  public init(ignore: [String: [String]] = [:], use: [String: [String]] = [:]) {
    self.ignore = ignore
    self.use = use
  }

  /// Whether nothing is declared.
  public var isEmpty: Bool { ignore.isEmpty && use.isEmpty }

  /// Whether a rule looks at the column.
  func looks(at header: String) -> Bool {
    let name = folded(header)
    return ignore.keys.contains { folded($0) == name } || use.keys.contains { folded($0) == name }
  }

  /// The words that are names in the column, folded.
  func names(in header: String) -> Set<String> {
    Set(use.filter { folded($0.key) == folded(header) }.values.joined().map(folded))
  }
}

/// Rows that were left out because a word of ``RowRules/ignore`` stands in them.
public struct IgnoredRows: Sendable, Hashable {
  public let header: String
  public let word: String
  public let rows: Int
  /// The first of them.
  public let location: SourceLocation
}

/// Looks for rows that are not part of the study.
struct IgnoredRowFilter {
  private struct Rule {
    let field: Int
    let header: String
    let words: [(text: String, bytes: [UInt8])]
  }
  struct Count {
    let header: String
    let word: String
    var rows: Int
    let place: Place
  }

  private let rules: [Rule]
  private let file: Int
  private(set) var counts: [Count] = []

  init(_ rules: RowRules, headers: [String], file: Int) {
    self.file = file
    let keys = headers.map(folded)
    self.rules = rules.ignore.sorted(on: { $0.key }).compactMap { header, words in
      guard let field = headers.firstIndex(of: header) ?? keys.firstIndex(of: folded(header)) else { return nil }
      return Rule(field: field, header: headers[field], words: words.map { ($0, Array(folded($0).utf8)) })
    }
  }

  /// Whether the record at hand is one to leave out, without regard to case and outer blanks; it is counted.
  mutating func ignores(_ records: RecordReader) -> Bool {
    for rule in rules {
      guard rule.field < records.fieldCount else { continue }
      let bytes = records.slice(records.field(rule.field))
      guard let word = rule.words.first(where: { Self.matches(bytes, $0.bytes) }) else { continue }
      if let index = counts.firstIndex(where: { $0.header == rule.header && $0.word == word.text }) {
        counts[index].rows += 1
      } else {
        let place = Place(file: file, line: records.recordLine, column: rule.field + 1)
        counts.append(Count(header: rule.header, word: word.text, rows: 1, place: place))
      }
      return true
    }
    return false
  }

  private static func matches(_ cell: ArraySlice<UInt8>, _ word: [UInt8]) -> Bool {
    if cell.elementsEqual(word) { return true }
    // Only a cell that could fold to the word is folded.
    guard cell.count >= word.count, cell.count <= word.count * 2 + 8,
      let first = cell.first, let own = word.first, first | 0x20 == own | 0x20 || first >= 0x80 || first <= 0x20
    else { return false }
    return folded(String(decoding: cell, as: UTF8.self)).utf8.elementsEqual(word)
  }
}
