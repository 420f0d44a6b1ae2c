internal import AssayData
internal import Notation

/// How results files are to be read.
extension Reader {
  static let dataKeys = [
    "sheet", "range", "layout", "values", "encoding", "headerLine", "headerLines", "endsAt", "comment", "delimiter",
    "decimal", "numbers", "missing", "notTested", "columns", "aliases", "censored",
    "censoredWords", "validityWords", "statusWords", "runsWithin", "rows", "scaleCheck",
    "copyCheck",
  ]

  /// The names that a mapping may refer to.
  struct Names {
    /// The sender first; empty when they could not be read.
    let laboratories: [String]
    /// Empty when they could not be read.
    let attributes: [String]
  }

  mutating func dataSection(_ node: YAMLNode, _ name: String) -> Section? {
    section(node, name, keys: Self.dataKeys)
  }

  mutating func mapping(_ section: Section, _ names: Names) -> Mapping? {
    let layout = layout(section, names)
    let encoding: TextEncoding? = optional("encoding", section) { $0.word($1, $2) }
    let extent = extent(section)
    let sheet = sheet(section)
    // A workbook has neither; where it is the only kind of file nothing need be said of them.
    let isSheet = section["sheet"] != nil || section["range"] != nil
    let delimiter =
      isSheet && section["delimiter"] == nil
      ? UInt8(ascii: ",") : required("delimiter", section) { $0.delimiter($1, $2) }
    let decimal =
      isSheet && section["decimal"] == nil ? "." : required("decimal", section) { $0.word($1, $2, among: [".", ","]) }
    if delimiter == UInt8(ascii: ","), decimal == ",", let entry = section["decimal"] {
      warn(
        "W_DELIMITER", at: entry.value.place,
        "decimal and delimiter are both a comma, so every number with a fraction must stand in quotes in the file")
    }
    let missing = optional("missing", section) { $0.cellTexts($1, $2, "missing code") }
    let notTested = notTested(section, layout, missing ?? [])
    let numbers = section["numbers"] == nil ? nil : optional("numbers", section) { $0.marks($1, $2, decimal: decimal) }
    let columns = required("columns", section) { $0.columns($1, $2, layout, names) }
    let aliases = optional("aliases", section) { $0.aliases($1, $2, names) }
    let censored = optional("censored", section) { $0.censoring($1, $2) }
    let censoredWords = optional("censoredWords", section) { $0.censoredWords($1, $2, missing ?? []) }
    let validity = optional("validityWords", section) { $0.standingWords($1, $2, .validity) }
    let status = optional("statusWords", section) { $0.standingWords($1, $2, .status) }
    let runsWithin = optional("runsWithin", section) { $0.roles($1, $2, among: [.day, .analyst]) }
    let scaleCheck = optional("scaleCheck", section) { $0.word($1, $2, among: ["on", "off"]) }
    let rows = optional("rows", section) { $0.rowRules($1, $2) }
    let copyCheck = optional("copyCheck", section) { $0.word($1, $2, among: ["on", "off"]) }
    guard let layout, let delimiter, let decimal, let columns, let extent, section["numbers"] == nil || numbers != nil,
      !isSheet && section["numbers"] == nil || sheet != nil, section["notTested"] == nil || notTested != nil
    else { return nil }
    if let rows { checkOthers(rows, columns, section) }
    return Mapping(
      layout: layout, encoding: encoding ?? .utf8, extent: extent,
      sheet: isSheet || sheet?.percent != nil ? sheet : nil,
      delimiter: delimiter,
      numbers: numbers ?? (decimal == "," ? .comma : .point), missing: missing ?? [],
      notTested: notTested ?? [], columns: columns,
      aliases: aliases ?? [:],
      censored: censored ?? .refuse, censoredWords: censoredWords ?? [:], validityWords: validity ?? .validity,
      statusWords: status ?? .status,
      runsWithin: runsWithin ?? [], rows: rows ?? RowRules(), scaleCheck: scaleCheck != "off",
      copyCheck: copyCheck != "off")
  }

  /// The laboratory of the study that `text` names, in the study's spelling.
  mutating func laboratory(_ text: String, at place: SourceLocation, _ names: Names) -> String? {
    // Where the study's own could not be read, that is the fault to mend.
    guard !names.laboratories.isEmpty else { return text }
    if let found = names.laboratories.first(where: { $0 == text }) { return found }
    let known = names.laboratories.map { quoted($0) }
    error(
      "E_LABS", at: place,
      "\(quoted(text)) is no \(words.group) of this study; its \(words.groups) are \(Spelling.list(known, "and"))"
        + Spelling.hint(text, among: names.laboratories))
    return nil
  }

  /// The attribute of the study that `text` names.
  mutating func attribute(_ text: String, at place: SourceLocation, _ names: Names) -> String? {
    guard !names.attributes.isEmpty else { return text }
    if let found = names.attributes.first(where: { $0 == text }) { return found }
    let known = names.attributes.map { quoted($0) }
    error(
      "E_ATTRIBUTE", at: place,
      "\(quoted(text)) is no attribute of this study; the attributes are \(Spelling.list(known, "and"))"
        + Spelling.hint(text, among: names.attributes))
    return nil
  }

  // MARK: - Grammar and words

  /// Distinct texts that a cell may hold, of which one may be empty.
  private mutating func cellTexts(_ node: YAMLNode, _ name: String, _ what: String) -> [String]? {
    guard let nodes = list(node, name, of: "texts", mayBeEmpty: true),
      let texts = each(nodes, { $0.fileText($1, what, mayBeEmpty: true) })
    else { return nil }
    return areDistinct(texts, at: nodes, "E_REPEATED") { "the \(what) \(quoted($0)) is listed twice" } ? texts : nil
  }

  /// What says in a table by attributes that one was not tested.
  private mutating func notTested(_ section: Section, _ layout: Layout?, _ missing: [String]) -> [String]? {
    guard let entry = section["notTested"] else { return nil }
    if let layout, layout.wide != .byAttribute {
      error(
        "E_LAYOUT", at: entry.keyPlace,
        "notTested goes with the layout wide-by-attribute, where a row need not have a result of every attribute; elsewhere a cell without a result is a missing one (missing)"
      )
      return nil
    }
    guard let texts = optional("notTested", section, { $0.cellTexts($1, $2, "word for not tested") }) else {
      return nil
    }
    if let both = texts.first(where: missing.contains) {
      error(
        "E_REPEATED", at: entry.value.place,
        "\(quoted(both)) cannot mean both a missing result (missing) and none that was to be had (notTested)")
      return nil
    }
    return texts
  }

  private mutating func delimiter(_ node: YAMLNode, _ name: String) -> UInt8? {
    switch node.scalar {
    case ",": return UInt8(ascii: ",")
    case ";": return UInt8(ascii: ";")
    case "|": return UInt8(ascii: "|")
    case "\t", "tab": return UInt8(ascii: "\t")
    default:
      error(
        "E_ENUM", at: node.place,
        "\(name) is \(node.scalar == "" ? "empty" : node.described), expected one of \",\" \";\" \"|\" or tab, in quotes"
      )
      return nil
    }
  }

  private mutating func standingWords(_ node: YAMLNode, _ name: String, _ usual: StandingWords) -> StandingWords? {
    guard let section = section(node, name, keys: ["use", "exclude"]) else { return nil }
    func words(_ reader: inout Reader, _ node: YAMLNode, _ name: String) -> [String]? {
      guard let nodes = reader.list(node, name, of: "words", mayBeEmpty: true) else { return nil }
      return reader.each(nodes) { $0.fileText($1, "word of \(name)") }
    }
    let use = section["use"] == nil ? usual.use : optional("use", section, words)
    let exclude = section["exclude"] == nil ? usual.exclude : optional("exclude", section, words)
    guard let use, let exclude else { return nil }
    let excluded = Set(exclude.map { $0.lowercased() })
    if let word = use.first(where: { excluded.contains($0.lowercased()) }) {
      error(
        "E_REPEATED", at: section.place,
        "the word \(quoted(word)) of \(name) both uses and excludes a row; give use and exclude different words")
      return nil
    }
    return StandingWords(use: use, exclude: exclude)
  }

  /// A list of distinct roles out of `allowed`.
  mutating func roles(_ node: YAMLNode, _ name: String, among allowed: [Role]) -> [Role]? {
    guard let nodes = list(node, name, of: "roles"),
      let roles = each(
        nodes,
        { reader, node in
          reader.word(node, "a role of \(name)", among: allowed.map({ $0.rawValue })).flatMap { Role(rawValue: $0) }
        })
    else { return nil }
    return areDistinct(roles, at: nodes, "E_REPEATED") { "\($0.rawValue) is listed twice in \(name)" } ? roles : nil
  }
}
