/// Reads a file of explanations. Its format is that of `docs/prose.md`: strict, so that a slip of the pen is a fault with
/// its line and never a paragraph that is missing.
struct ExplanationReader {
  private let file: String
  private let lines: [Substring]
  private var next = 0

  /// The entries of a file in their order, each with the line that it begins on.
  static func entries(_ text: String, file: String) throws(ProseFault) -> [(line: Int, entry: Explanation)] {
    var reader = ExplanationReader(text, file: file)
    try reader.checkLines()
    var entries: [(line: Int, entry: Explanation)] = []
    repeat {
      let line = reader.next + 1
      entries.append((line, try reader.entry()))
    } while reader.line != nil
    return entries
  }

  private init(_ text: String, file: String) {
    self.file = file
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    self.lines = lines
  }

  // MARK: - Lines

  private var line: Substring? { next < lines.count ? lines[next] : nil }

  private func fault(_ message: String) -> ProseFault { ProseFault(file: file, line: next + 1, message) }

  private func checkLines() throws(ProseFault) {
    for (index, line) in lines.enumerated() {
      if line.last == " " {
        throw ProseFault(file: file, line: index + 1, "the line ends in a blank")
      }
      if line.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
        throw ProseFault(file: file, line: index + 1, "the line holds a tab or another control character")
      }
    }
  }

  private mutating func blank(after what: String) throws(ProseFault) {
    guard line?.isEmpty == true else { throw fault("expected an empty line after \(what)") }
    while line?.isEmpty == true { next += 1 }
  }

  // MARK: - An entry

  /// The sections that may follow the text, in their order.
  private enum Section: String, CaseIterable {
    case formula = "Formula"
    case source = "Source"
    case misread = "How it is misread"
    case why = "Why"
    case mend = "How to mend it"
    case example = "Example"

    /// Whether it is set as it stands, between lines of three backticks.
    var isVerbatim: Bool { self == .formula || self == .example }
  }

  private mutating func entry() throws(ProseFault) -> Explanation {
    guard let heading = line, heading.hasPrefix("# ") else { throw fault("expected \"# \" and a term") }
    let term = String(heading.dropFirst(2))
    guard term.utf8.allSatisfy(Self.isOfTerm), !term.isEmpty else {
      throw fault("a term is of small letters, digits and hyphens, or the code of a message")
    }
    next += 1
    try blank(after: "the term")
    let head = try head()
    try blank(after: "title, also and see")
    let text = try paragraphs(of: "the text")
    var verbatim: [Section: String] = [:]
    var prose: [Section: [String]] = [:]
    var last: Section?
    while let line, line.hasPrefix("## ") {
      guard let section = Section(rawValue: String(line.dropFirst(3))) else {
        throw fault("the sections are \(Section.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      let order = Section.allCases
      if let last, let here = order.firstIndex(of: section), let before = order.firstIndex(of: last), here <= before {
        throw fault("\(section.rawValue) stands before \(last.rawValue), and once")
      }
      last = section
      next += 1
      try blank(after: "the head of a section")
      if section.isVerbatim {
        verbatim[section] = try block(of: section.rawValue)
      } else {
        prose[section] = try paragraphs(of: section.rawValue)
      }
    }
    let needed: [Section] = Explanations.isCode(term) ? [.why, .mend] : [.source, .misread]
    guard Set(prose.keys) == Set(needed) else {
      let names = needed.map(\.rawValue).joined(separator: " and ")
      throw fault("\(term) needs the sections \(names), and no other beside Formula and Example")
    }
    return Explanation(
      term: term, title: head.title, synonyms: head.also, related: head.see, paragraphs: text,
      formula: verbatim[.formula], source: prose[.source] ?? [], misread: prose[.misread] ?? [], why: prose[.why] ?? [],
      mend: prose[.mend] ?? [], example: verbatim[.example])
  }

  private static func isOfTerm(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
    default: false
    }
  }

  /// `title:`, which must stand, then `also:` and `see:`, which may.
  private mutating func head() throws(ProseFault) -> (title: String, also: [String], see: [String]) {
    guard let title = value(of: "title") else { throw fault("expected \"title: \" and a line for the list") }
    let also = try words(of: "also")
    let see = try words(of: "see")
    return (title, also, see)
  }

  private mutating func words(of key: String) throws(ProseFault) -> [String] {
    guard let text = value(of: key) else { return [] }
    let words = text.split(separator: ",", omittingEmptySubsequences: false).map { $0.drop { $0 == " " } }
    if words.contains(where: \.isEmpty) {
      next -= 1
      throw fault("a word is missing between commas")
    }
    return words.map(String.init)
  }

  private mutating func value(of key: String) -> String? {
    guard let line, line.hasPrefix("\(key): ") else { return nil }
    next += 1
    return String(line.dropFirst(key.count + 2))
  }

  /// Up to the next head, the lines of each joined by blanks.
  private mutating func paragraphs(of what: String) throws(ProseFault) -> [String] {
    var paragraphs: [String] = []
    while let line, !line.hasPrefix("#") {
      guard !line.hasPrefix("```") else { throw fault("only Formula and Example are set as they stand") }
      guard line.first != " " else { throw fault("a line of \(what) begins with a blank") }
      var words: [Substring] = []
      while let line = self.line, !line.isEmpty, !line.hasPrefix("#") {
        words += line.split(separator: " ")
        next += 1
      }
      paragraphs.append(words.joined(separator: " "))
      while self.line?.isEmpty == true { next += 1 }
    }
    guard !paragraphs.isEmpty else { throw fault("\(what) is empty") }
    guard lines[next - 1].isEmpty || line == nil else { throw fault("expected an empty line before a head") }
    return paragraphs
  }

  /// What stands between two lines of three backticks.
  private mutating func block(of what: String) throws(ProseFault) -> String {
    guard line == "```" else { throw fault("\(what) is set between two lines of three backticks") }
    next += 1
    let start = next
    while let line, line != "```" {
      if line.count > 78 { throw fault("a line of \(what) is longer than 78 characters") }
      next += 1
    }
    guard line != nil, next > start else { throw fault("\(what) is empty, or its backticks are not closed") }
    let text = lines[start..<next].joined(separator: "\n")
    next += 1
    if line != nil { try blank(after: what) }
    return text
  }
}
