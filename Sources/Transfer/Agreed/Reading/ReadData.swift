internal import AssayData
internal import Notation

/// How results files are to be read.
extension Reader {
  static let dataKeys = [
    "sheet", "range", "layout", "values", "encoding", "headerLine", "headerLines", "endsAt", "comment", "delimiter",
    "decimal", "numbers",
    "missing", "columns", "aliases", "censored",
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
    let missing = optional("missing", section) { reader, node, name -> [String]? in
      guard let nodes = reader.list(node, name, of: "texts", mayBeEmpty: true),
        let codes = reader.each(nodes, { $0.fileText($1, "missing code", mayBeEmpty: true) })
      else { return nil }
      return reader.areDistinct(codes, at: nodes, "E_REPEATED") { "the missing code \(quoted($0)) is listed twice" }
        ? codes : nil
    }
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
      !isSheet && section["numbers"] == nil || sheet != nil
    else { return nil }
    if let rows { checkOthers(rows, columns, section) }
    return Mapping(
      layout: layout, encoding: encoding ?? .utf8, extent: extent,
      sheet: isSheet || sheet?.percent != nil ? sheet : nil,
      delimiter: delimiter,
      numbers: numbers ?? (decimal == "," ? .comma : .point), missing: missing ?? [], columns: columns,
      aliases: aliases ?? [:],
      censored: censored ?? .refuse, censoredWords: censoredWords ?? [:], validityWords: validity ?? .validity,
      statusWords: status ?? .status,
      runsWithin: runsWithin ?? [], rows: rows ?? RowRules(), scaleCheck: scaleCheck != "off",
      copyCheck: copyCheck != "off")
  }

  // MARK: - Layout

  private mutating func layout(_ section: Section, _ names: Names) -> Layout? {
    let words = ["long", "wide-by-replicate", "wide-by-laboratory", "wide-by-sample"]
    let word = section["layout"] == nil ? "long" : optional("layout", section) { $0.word($1, $2, among: words) }
    switch word {
    case "wide-by-replicate":
      return required("values", section) { $0.replicateColumns($1, $2) }.map { .wideByReplicate(columns: $0) }
    case "wide-by-laboratory":
      return required("values", section) { $0.laboratoryColumns($1, $2, names) }
        .map { .wideByLaboratory(columns: $0) }
    case "wide-by-sample":
      return required("values", section) { $0.sampleColumns($1, $2) }.map { .wideBySample(columns: $0) }
    case "long":
      guard let values = section["values"] else { return .long }
      error(
        "E_LAYOUT", at: values.keyPlace,
        "values lists the columns of a wide table, but the layout is long; declare layout, or name the column under columns: value"
      )
      return nil
    default: return nil
    }
  }

  private mutating func replicateColumns(_ node: YAMLNode, _ name: String) -> [String]? {
    guard let nodes = list(node, name, of: "the headers that hold results"),
      let headers = each(nodes, { $0.fileText($1, "header") })
    else { return nil }
    return areDistinct(headers, at: nodes, "E_COLUMN") { "the column \(quoted($0)) is listed twice" } ? headers : nil
  }

  private mutating func laboratoryColumns(_ node: YAMLNode, _ name: String, _ names: Names)
    -> [Layout.LaboratoryColumn]?
  {
    guard case .mapping(let entries) = node.content else {
      error(
        "E_TYPE", at: node.place,
        "\(name) is \(node.described), expected a mapping from each \(words.group) to the header of its column")
      return nil
    }
    var columns: [Layout.LaboratoryColumn] = []
    var seen: Set<String> = []
    var isGood = true
    for entry in entries {
      guard let header = fileText(entry.value, "the header for \(quoted(entry.key))") else {
        isGood = false
        continue
      }
      guard let laboratory = laboratory(entry.key, at: entry.keyPlace, names) else {
        isGood = false
        continue
      }
      if !seen.insert(header).inserted {
        error("E_COLUMN", at: entry.value.place, "the column \(quoted(header)) is given to two \(words.groups)")
        isGood = false
      }
      columns.append(Layout.LaboratoryColumn(laboratory: laboratory, column: header))
    }
    let absent = names.laboratories.filter { name in !columns.contains { $0.laboratory == name } }
    if isGood, !absent.isEmpty {
      error(
        "E_LABS", at: node.place,
        "\(name) has no column for \(absent.map { quoted($0) }.joined(separator: ", ")); every \(words.group) of the study needs one"
      )
      isGood = false
    }
    return isGood ? columns : nil
  }

  private mutating func sampleColumns(_ node: YAMLNode, _ name: String) -> [Layout.SampleColumn]? {
    guard case .mapping(let entries) = node.content else {
      error(
        "E_TYPE", at: node.place,
        "\(name) is \(node.described), expected a mapping from each sample to the header of its column")
      return nil
    }
    var columns: [Layout.SampleColumn] = []
    var isGood = !entries.isEmpty
    if entries.isEmpty {
      error("E_EMPTY", at: node.place, "\(name) names no columns; write each sample and the header of its column")
    }
    var samples: [String: String] = [:]
    var headers: Set<String> = []
    for entry in entries {
      let sample = self.name(YAMLNode(place: entry.keyPlace, content: .quoted(entry.key)), "sample")
      guard let header = fileText(entry.value, "the header for \(quoted(entry.key))"), let sample else {
        isGood = false
        continue
      }
      if let twin = samples[likeness(sample)] {
        error(
          "E_REPEATED", at: entry.keyPlace,
          "the sample \(quoted(sample)) differs only by case or blanks from \(quoted(twin)); name them so that nobody confuses them"
        )
        isGood = false
      }
      if !headers.insert(header).inserted {
        error("E_COLUMN", at: entry.value.place, "the column \(quoted(header)) is given to two samples")
        isGood = false
      }
      samples[likeness(sample)] = sample
      columns.append(Layout.SampleColumn(sample: sample, column: header))
    }
    return isGood ? columns : nil
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
