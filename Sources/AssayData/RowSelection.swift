internal import Notation

/// Tells of each record whether it is part of the study, by ``RowRules``.
struct RowSelection {
  private struct Rule {
    let field: Int
    let header: String
    /// The words as they are declared, by their folded form.
    let ignored: [String: String]
    let used: Set<String>
    /// What takes everything else for not part of the study: the keys of the names that are, by which one that is merely spelt
    /// otherwise is known, so that it is refused by its column and not passed over.
    let others: Set<String>?
    /// Whether a word that is in neither list is an error.
    let isClosed: Bool
    let lists: String
    /// What each distinct cell is; most cells repeat.
    var cells = Interner()
    var decisions: [Decision] = []
  }

  /// How many words of "others" are counted each by itself.
  private static let wordLimit = 200

  enum Decision: Equatable {
    case used
    /// The word as the protocol or, of others, the file has it.
    case ignored(word: String)
    case unknown
  }

  struct Count {
    let header: String
    let word: String
    var rows: Int
    let place: Place
  }

  /// What a record is.
  enum Outcome {
    case used
    /// Passed over: it is a row of the study nevertheless if its names are those of the design.
    case ignored(count: Int)
    /// In a column with both lists its word is in neither.
    case unknown(word: String, header: String, lists: String, place: Place)
  }

  private var rules: [Rule]
  private let file: Int
  private(set) var counts: [Count] = []

  /// - Parameter names: what a column's role knows as the study's, where it has such a role.
  init(_ rules: RowRules, headers: [String], file: Int, names: (String) -> Set<String>? = { _ in nil }) {
    self.file = file
    let keys = headers.map(folded)
    self.rules = rules.headers.sorted().compactMap { header in
      guard let field = headers.firstIndex(of: header) ?? keys.firstIndex(of: folded(header)) else { return nil }
      let (ignored, used) = (rules.words(rules.ignore, of: header), rules.words(rules.use, of: header))
      let passesOthers = rules.ignoresOthers.contains { folded($0) == folded(header) }
      guard !ignored.isEmpty || passesOthers else { return nil }
      var declared: [String: String] = [:]
      for word in ignored.reversed() { declared[folded(word)] = word }
      func list(_ words: [String]) -> String { words.map { quoted($0) }.joined(separator: ", ") }
      return Rule(
        field: field, header: headers[field],
        ignored: declared, used: Set(used.map(folded)),
        others: passesOthers ? Set((names(headers[field]) ?? Set(used)).map(alikeKey)) : nil,
        isClosed: !passesOthers && !used.isEmpty,
        lists: "use: \(list(used)); ignore: \(list(ignored))")
    }
  }

  /// Whether the record at hand is passed over, without regard to case and outer blanks; if so it is counted.
  mutating func examine(_ records: RecordReader) -> Outcome {
    for index in rules.indices {
      guard rules[index].field < records.fieldCount else { continue }
      let field = records.field(rules[index].field)
      let cell = rules[index].cells.intern(field, of: records)
      if cell == rules[index].decisions.count {
        rules[index].decisions.append(Self.decide(records.text(field), rules[index]))
      }
      let place = Place(file: file, line: records.recordLine, column: rules[index].field + 1)
      switch rules[index].decisions[cell] {
      case .used: continue
      case .unknown:
        return .unknown(
          word: records.text(field), header: rules[index].header, lists: rules[index].lists, place: place)
      case .ignored(let word): return .ignored(count: note(word, rules[index].header, place))
      }
    }
    return .used
  }

  private static func decide(_ cell: String, _ rule: Rule) -> Decision {
    let key = folded(cell)
    if let word = rule.ignored[key] { return .ignored(word: word) }
    if rule.used.contains(key) { return .used }
    if let others = rule.others { return others.contains(alikeKey(cell)) ? .used : .ignored(word: cell) }
    return rule.isClosed ? .unknown : .used
  }

  private mutating func note(_ word: String, _ header: String, _ place: Place) -> Int {
    let key = folded(word)
    if let index = counts.firstIndex(where: { $0.header == header && folded($0.word) == key }) {
      counts[index].rows += 1
      return index
    }
    let isLast = counts.count >= Self.wordLimit
    if isLast, let index = counts.firstIndex(where: { $0.header == header && $0.word == "others" }) {
      counts[index].rows += 1
      return index
    }
    counts.append(Count(header: header, word: isLast ? "others" : word, rows: 1, place: place))
    return counts.count - 1
  }

  /// Takes a row back that turned out to be one of the study.
  mutating func uncount(_ index: Int) { counts[index].rows -= 1 }
}
