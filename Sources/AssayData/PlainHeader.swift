internal import Notation

/// The header of a plain table, and the fields that were asked for.
struct PlainHeader {
  let texts: [String]
  let line: Int
  private(set) var valueFields: [Int] = []
  private(set) var labelFields: [Int] = []

  /// Finds each column by its exact name, else by its name without case and outer blanks, with a warning.
  ///
  /// - Parameter start: the reader as it stood before the header, to try other delimiters on.
  init?(
    _ texts: [String], line: Int, _ request: PlainTable.Request, start: RecordReader,
    _ problems: inout ProblemCollector
  ) {
    self.texts = texts
    self.line = line
    let wanted = request.values + request.labels
    let foldedTexts = texts.map(folded)
    let before = problems.errorCount
    var found: [Int?] = []
    for name in wanted {
      var matches = texts.indices.filter { texts[$0].utf8.elementsEqual(name.utf8) }
      let isExact = !matches.isEmpty
      if !isExact {
        let key = folded(name)
        matches = key.isEmpty ? [] : texts.indices.filter { foldedTexts[$0] == key }
      }
      found.append(matches.first)
      guard let field = matches.first else { continue }
      let before = problems.errorCount
      Header.tellTwins(
        of: name, matches, isExact, texts, declared: wanted, Place(file: 0, line: line), &problems)
      if problems.errorCount == before, !isExact {
        problems.warning(
          "W_HEADER", Place(file: 0, line: line, column: field + 1),
          "the header \(quoted(texts[field])) is taken for \(quoted(name)), from which it differs in case or blanks")
      }
    }
    let missing = wanted.indices.filter { found[$0] == nil }.map { wanted[$0] }
    if !missing.isEmpty { Self.tell(missing, of: wanted, texts, line: line, start, &problems) }
    for (index, field) in found.enumerated() {
      guard let field, let first = found.firstIndex(of: field), first < index else { continue }
      problems.error(
        "E_COLUMN_DUP", Place(file: 0, line: line, column: field + 1),
        "the column \(quoted(texts[field])) is asked for twice; each column can be one thing")
    }
    guard problems.errorCount == before else { return nil }
    let fields = found.compactMap { $0 }
    valueFields = Array(fields.prefix(request.values.count))
    labelFields = Array(fields.dropFirst(request.values.count))
  }

  private static func tell(
    _ missing: [String], of wanted: [String], _ texts: [String], line: Int, _ start: RecordReader,
    _ problems: inout ProblemCollector
  ) {
    func matches(_ texts: [String]) -> Int {
      let keys = texts.map(folded)
      return wanted.count { keys.contains(folded($0)) }
    }
    let place = Place(file: 0, line: line)
    let list = Header.list(texts)
    if missing.count == wanted.count, let hint = otherDelimiter(start, .commandLine, matches: matches) {
      problems.error("E_DELIMITER", place, "no header here: none of the columns asked for is among \(list)\(hint)")
      return
    }
    let names = missing.map { name in
      let alike = LookAlikes.hint(name, among: texts)
      guard alike.isEmpty else { return quoted(name) + alike }
      return quoted(name) + (Spelling.nearest(to: name, among: texts).map { " (did you mean \(quoted($0))?)" } ?? "")
    }
    problems.error(
      missing.count == wanted.count ? "E_HEADER" : "E_COLUMN_MISSING", place,
      "the header lacks \(names.joined(separator: ", ")); it has \(list)"
        + (missing.count == wanted.count ? "; the first row must be the header" : ""))
  }

  /// What each column was taken for.
  var columns: [AssayData.File.Column] {
    texts.enumerated().map { field, text in
      AssayData.File.Column(header: text, roles: valueFields.contains(field) ? [.value] : [])
    }
  }
}
