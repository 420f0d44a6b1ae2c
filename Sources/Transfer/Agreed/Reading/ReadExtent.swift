internal import AssayData
internal import Notation

/// Which lines of a file are the table, and marks in its numbers.
extension Reader {
  static let lastLine = 100_000_000

  mutating func extent(_ section: Section) -> TableExtent? {
    let headerLine = optional("headerLine", section) { $0.integer($1, $2, from: 1, to: Self.lastLine) }
    let lines = optional("headerLines", section) { $0.headerLines($1, $2) }
    let end = optional("endsAt", section) { $0.tableEnd($1, $2) }
    let comment = optional("comment", section) { reader, node, name -> String? in
      guard let text = reader.fileText(node, name) else { return nil }
      guard !text.isEmpty, text.utf8.first.map({ $0 < 0x30 || $0 > 0x39 }) == true else {
        reader.error(
          "E_TYPE", at: node.place,
          "\(name) is \(quoted(text)), with which a row may begin; expected a mark such as \"#\"")
        return nil
      }
      return text
    }
    if let entry = section["headerLine"], section["headerLines"] != nil {
      error(
        "E_HEADER", at: entry.keyPlace,
        "headerLine and headerLines both say where the header stands; leave one of the two out")
      return nil
    }
    guard section["headerLine"] == nil || headerLine != nil, section["headerLines"] == nil || lines != nil,
      section["endsAt"] == nil || end != nil, section["comment"] == nil || comment != nil
    else { return nil }
    let extent = TableExtent(
      headerLine: lines?.names ?? headerLine, unitsLine: lines?.units, end: end, comment: comment)
    if case .line(let last) = end, last <= extent.unitsLine ?? extent.headerLine ?? 1, let entry = section["endsAt"] {
      error("E_END", at: entry.value.place, "endsAt is line \(last), which stands above the first row of the table")
      return nil
    }
    return extent
  }

  /// `{names: 12, units: 13}`.
  private mutating func headerLines(_ node: YAMLNode, _ name: String) -> (names: Int, units: Int)? {
    guard let section = section(node, name, keys: ["names", "units"]) else { return nil }
    let names = required("names", section) { $0.integer($1, $2, from: 1, to: Self.lastLine) }
    let units = required("units", section) { $0.integer($1, $2, from: 1, to: Self.lastLine) }
    guard let names, let units else { return nil }
    guard units > names else {
      error(
        "E_HEADER", at: section.place,
        "the units stand on line \(units) and the names on line \(names); the units must stand below")
      return nil
    }
    return (names, units)
  }

  /// `blank`, `{text: Mean}`, `{line: 52}`.
  private mutating func tableEnd(_ node: YAMLNode, _ name: String) -> TableExtent.End? {
    if node.scalar != nil { return word(node, name, among: ["blank"]).map { _ in .blank } }
    guard let section = section(node, name, keys: ["text", "line"]) else { return nil }
    guard section.entries.count == 1 else {
      error(
        "E_END", at: section.place,
        "\(name) has \(section.entries.count) keys, expected one: text, with which the first line below opens, or line, the last of the table"
      )
      return nil
    }
    if section["text"] != nil { return optional("text", section) { $0.fileText($1, $2) }.map { .text($0) } }
    return optional("line", section) { $0.integer($1, $2, from: 2, to: Self.lastLine) }.map { .line($0) }
  }

  /// `sheet: Results`, `range: A5:H52`, and what a percentage means, under `numbers`.
  mutating func sheet(_ section: Section) -> SheetChoice? {
    let name = optional("sheet", section) { $0.fileText($1, $2) }
    let range = optional("range", section) { reader, node, name -> CellRange? in
      guard let text = reader.fileText(node, name) else { return nil }
      guard let range = CellRange(text) else {
        reader.error(
          "E_SHEET", at: node.place,
          "\(name) is \(quoted(text)), expected the first and the last cell, such as A5:H52, or columns, such as A:H")
        return nil
      }
      return range
    }
    var percent: SheetChoice.Percent?
    if case .mapping(let entries)? = section["numbers"]?.value.content,
      let entry = entries.first(where: { $0.key == "percent" })
    {
      percent = word(entry.value, "percent")
      if percent == nil { return nil }
    }
    guard section["sheet"] == nil || name != nil, section["range"] == nil || range != nil else { return nil }
    return SheetChoice(name: name, range: range, percent: percent)
  }

  /// `{thousands: "'", padding: trim, percent: shown}`.
  mutating func marks(_ node: YAMLNode, _ name: String, decimal: String?) -> NumberGrammar? {
    guard let section = section(node, name, keys: ["thousands", "padding", "percent"]) else { return nil }
    let mark: NumberGrammar.ThousandsMark? = optional("thousands", section) { reader, node, name in
      let known = NumberGrammar.ThousandsMark.allCases
      guard let text = reader.fileText(node, name), let mark = known.first(where: { $0.rawValue == text }) else {
        reader.error(
          "E_ENUM", at: node.place,
          "\(name) is \(node.described), expected one of \",\" \".\" \"'\" \"\u{2019}\" or a blank (U+0020, U+00A0, U+202F), in quotes"
        )
        return nil
      }
      return mark
    }
    let padding = optional("padding", section) { $0.word($1, $2, among: ["trim"]) }
    guard section["thousands"] == nil || mark != nil, section["padding"] == nil || padding != nil, let decimal else {
      return nil
    }
    if let mark, mark.rawValue == decimal, let entry = section["thousands"] {
      error(
        "E_ENUM", at: entry.value.place,
        "thousands and decimal are both \(quoted(decimal)), so that no number of four digits could be told from a fraction"
      )
      return nil
    }
    return NumberGrammar(
      decimalMark: decimal == "," ? UInt8(ascii: ",") : UInt8(ascii: "."), thousandsMark: mark,
      trimsPadding: padding != nil)
  }

  /// `others` is what the study does not name: of a column that holds no such names it needs the words that are used.
  mutating func checkOthers(_ rows: RowRules, _ columns: [Role: ColumnContent], _ section: Section) {
    for header in rows.ignoresOthers.sorted() {
      let isNamed = [Role.laboratory, .attribute].contains { columns[$0]?.plainHeader == header }
      guard !isNamed, rows.use[header] == nil, let entry = section["rows"] else { continue }
      error(
        "E_ROW", at: entry.value.place,
        "rows.ignore of \(quoted(header)) is others, but the column holds neither \(words.groups) nor attributes; list under rows.use the words "
          + "of rows that are used")
    }
  }
}
