internal import AssayData
internal import Notation

/// What holds the names of a role, in each of the ways in which a protocol may say it.
extension Reader {
  /// Roles of which a cell says something of its row alone, so that a column of their own has to hold them.
  private static let wholeCells: [Role] = [.value, .qualifier, .validity, .status, .reason, .deviation]

  /// `Sample`, `{column: Name, pattern: "{sample}-P{replicate}"}`, `{column: Acquired, take: date, format: "MM/dd/yyyy"}`,
  /// `[Analyst, Day]`, `{value: Site B}`.
  ///
  /// - Parameters:
  ///   - role: that stands before the colon.
  ///   - names: of the study, against which a laboratory or attribute is held.
  /// - Returns: the role, and further ones where a pattern names them.
  mutating func columnContents(_ node: YAMLNode, of role: Role, called key: String, _ names: Names) -> [Role:
    ColumnContent]?
  {
    switch node.content {
    case .list(let nodes):
      guard isSeveral(nodes, role, key, at: node),
        let headers = each(nodes, { $0.fileText($1, "a header of \(key)") }),
        areDistinct(headers, at: nodes, "E_COLUMN", { "the column \(quoted($0)) stands twice in \(key)" })
      else { return nil }
      return [role: .composed(headers)]
    case .mapping:
      guard let section = section(node, key, keys: ["column", "pattern", "take", "format", "value"]) else { return nil }
      if section["value"] != nil { return constant(section, role, key, names).map { [role: $0] } }
      guard
        let header = required("column", section, { reader, node, _ in reader.fileText(node, "the header for \(key)") })
      else { return nil }
      if section["pattern"] != nil { return parts(section, of: header, role, key) }
      if section["take"] != nil || section["format"] != nil {
        return date(section, in: header, role, key).map { [role: $0] }
      }
      return [role: .column(header)]
    default: return fileText(node, "the header for \(key)").map { [role: .column($0)] }
    }
  }

  private mutating func isSeveral(_ nodes: [YAMLNode], _ role: Role, _ key: String, at node: YAMLNode) -> Bool {
    guard nodes.count > 1 else {
      error(
        "E_COLUMN", at: node.place,
        "\(key) lists \(nodes.count == 1 ? "one column; write its header without brackets" : "no column")")
      return false
    }
    guard [.run, .day, .analyst, .sample, .plate, .block, .lot].contains(role) else {
      error(
        "E_COLUMN", at: node.place,
        "\(key) lists several columns, and only run, day, analyst, sample, plate, block and lot can be composed of several; name one"
      )
      return false
    }
    return true
  }

  private mutating func constant(_ section: Section, _ role: Role, _ key: String, _ names: Names) -> ColumnContent? {
    for other in ["column", "pattern", "take", "format"] {
      guard let entry = section[other] else { continue }
      error(
        "E_COLUMN", at: entry.keyPlace,
        "\(key) has value, one name for the whole file, and \(other); leave one of the two out")
      return nil
    }
    guard !Self.wholeCells.contains(role), role != .replicate, !role.isNumeric else {
      error("E_COLUMN", at: section.place, "\(key) differs from row to row; name the column that holds it, not a value")
      return nil
    }
    return optional("value", section) { reader, node, _ in
      guard let name = reader.name(node, "the value for \(key)") else { return nil }
      switch role {
      case .laboratory: return reader.laboratory(name, at: node.place, names)
      case .attribute: return reader.attribute(name, at: node.place, names)
      default: return name
      }
    }.map { .constant($0) }
  }

  private mutating func parts(_ section: Section, of header: String, _ role: Role, _ key: String) -> [Role:
    ColumnContent]?
  {
    for other in ["take", "format"] {
      guard let entry = section[other] else { continue }
      error("E_COLUMN", at: entry.keyPlace, "\(key) has a pattern and \(other); a cell is read in one way")
      return nil
    }
    guard let entry = section["pattern"], let text = fileText(entry.value, "the pattern of \(key)") else { return nil }
    let allowed = Role.allCases.filter { !Self.wholeCells.contains($0) }
    let pattern: CellPattern
    do throws(CellPattern.Fault) { pattern = try CellPattern(text, among: allowed) } catch {
      self.error(
        "E_PATTERN", at: entry.value.place, "the pattern \(quoted(text)) of \(key) \(Self.words(error, allowed))")
      return nil
    }
    guard pattern.roles.contains(role) else {
      error(
        "E_PATTERN", at: entry.value.place,
        "the pattern \(quoted(text)) of \(key) does not name {\(role.rawValue)}, which it is to hold")
      return nil
    }
    return Dictionary(uniqueKeysWithValues: pattern.roles.map { ($0, .part(of: header, pattern: pattern)) })
  }

  private static func words(_ fault: CellPattern.Fault, _ allowed: [Role]) -> String {
    switch fault {
    case .noRole: "names no role in braces, such as {sample}"
    case .unclosedBrace: "has a { without a }; no other braces can stand in a pattern"
    case .unknownRole(let name):
      "names {\(name)}, which is no role; the roles are \(Spelling.list(allowed.map { $0.rawValue }, "and")), and {_} is text of no role"
        + Spelling.hint(name, among: allowed.map { $0.rawValue })
    case .repeatedRole(let name): "names {\(name)} twice"
    case .nothingBetween(let one, let other):
      "has nothing between {\(one)} and {\(other)}, so that no cell says where one ends; take them from columns of their own"
    }
  }

  private mutating func date(_ section: Section, in header: String, _ role: Role, _ key: String) -> ColumnContent? {
    guard role == .day || role == .date else {
      error("E_COLUMN", at: section.place, "\(key) takes a date out of a cell, which only day and date can be")
      return nil
    }
    guard required("take", section, { $0.word($1, $2, among: ["date"]) }) != nil,
      required("format", section, { reader, node, _ in reader.fileText(node, "the format of \(key)") }) != nil,
      let entry = section["format"], let text = entry.value.scalar
    else { return nil }
    do throws(DateFormat.Fault) { return .date(in: header, format: try DateFormat(text)) } catch {
      let why =
        switch error {
        case .unknown(let letters):
          "holds \(quoted(letters)), which means nothing here; a format is made of yyyy or yy, MM, M or MMM, dd or d, HH, H, hh or h, mm, ss, a"
        case .notOneDate: "must hold one year, one month and one day, such as MM/dd/yyyy"
        case .nothingBetween:
          "has a number of one or two digits right before another number; write MM, dd, HH, which have two"
        }
      self.error("E_PATTERN", at: entry.value.place, "the format \(quoted(text)) of \(key) \(why)")
      return nil
    }
  }

  // MARK: - One meaning for a column

  /// Keeps what was read of one key, and tells what contradicts it: a column has one meaning, but for the parts of composed names.
  ///
  /// - Parameter taken: headers that have a meaning, and which.
  mutating func keep(
    _ contents: [Role: ColumnContent], of key: String, at entry: YAMLNode.Entry,
    in columns: inout [Role: ColumnContent],
    _ taken: inout [String: String]
  ) -> Bool {
    var isGood = true
    for (role, content) in contents.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      if columns[role] != nil {
        error("E_COLUMN", at: entry.keyPlace, "\(role.rawValue) is given twice, by itself and by a pattern")
        isGood = false
      }
      columns[role] = content
    }
    for header in Set(
      contents.values.flatMap { content -> [String] in
        if case .composed = content { return [] }
        return content.headers
      }
    ).sorted() {
      if let other = taken[header] {
        error(
          "E_COLUMN", at: entry.value.place,
          "the column \(quoted(header)) is given to \(key) and to \(other); a column has one meaning")
        isGood = false
      }
      taken[header] = key
    }
    return isGood
  }
}
