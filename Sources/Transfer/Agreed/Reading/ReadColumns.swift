internal import AssayData
internal import Notation

/// Columns and the roles they hold, and other names for what stands in them.
extension Reader {
  mutating func columns(
    _ node: YAMLNode, _ name: String, _ layout: Layout?, _ names: Names
  ) -> [Role: ColumnContent]? {
    let words = Role.allCases.map { $0.rawValue }
    guard let section = section(node, name, keys: words) else { return nil }
    var columns: [Role: ColumnContent] = [:]
    // Headers that are taken, and by what.
    var taken: [String: String] = [:]
    for column in layout?.valueColumns ?? [] { taken[column.header] = "values" }
    var isGood = true
    for entry in section.entries {
      guard let role = Role(rawValue: entry.key),
        let contents = columnContents(entry.value, of: role, called: entry.key, names)
      else {
        isGood = false
        continue
      }
      let reasons = contents.keys.sorted { $0.rawValue < $1.rawValue }.compactMap { contradiction($0, layout) }
      if let reason = reasons.first {
        error("E_COLUMN", at: entry.keyPlace, reason)
        isGood = false
        for header in contents.values.flatMap({ $0.headers }) { taken[header] = entry.key }
        for (role, content) in contents { columns[role] = content }
      } else if !keep(contents, of: entry.key, at: entry, in: &columns, &taken) {
        isGood = false
      }
    }
    return isGood ? columns : nil
  }

  /// Roles that the columns of a wide table take themselves.
  static func roles(takenBy layout: String?) -> [Role] {
    layout.flatMap { Layout.Wide(rawValue: $0) }.map { [.value, $0.role] } ?? []
  }

  private func contradiction(_ role: Role, _ layout: Layout?) -> String? {
    guard let layout, let wide = layout.wide else { return nil }
    let word = wide.rawValue
    if wide == .byAttribute, role == .unit {
      return
        "in the layout \(word) a row has results of several attributes, and a unit says something of one; units may stand in a line under the header (headerLines)"
    }
    if role == .qualifier {
      return
        "in the layout \(word) a row has several results, and a qualifier says something of one; put it into the cells (<0.05), or give a row to each result"
    }
    guard layout.roles.contains(role) else { return nil }
    return
      "in the layout \(word) the columns under values say the \(role.rawValue); leave \(role.rawValue) out of columns"
  }

  mutating func aliases(_ node: YAMLNode, _ name: String, _ names: Names) -> [Role: [String: String]]? {
    let words = Role.allCases.filter { $0 != .value }.map { $0.rawValue }
    guard let section = section(node, name, keys: words) else { return nil }
    var aliases: [Role: [String: String]] = [:]
    var isGood = true
    for entry in section.entries {
      guard let role = Role(rawValue: entry.key) else { continue }
      guard case .mapping(let pairs) = entry.value.content else {
        error(
          "E_TYPE", at: entry.value.place,
          "aliases of \(entry.key) is \(entry.value.described), expected a mapping from the file's name to the study's")
        isGood = false
        continue
      }
      for pair in pairs {
        guard let target = self.name(pair.value, "alias"), let known = known(target, role, at: pair.value.place, names)
        else {
          isGood = false
          continue
        }
        aliases[role, default: [:]][pair.key] = known
      }
    }
    return isGood ? aliases : nil
  }

  private mutating func known(_ target: String, _ role: Role, at place: SourceLocation, _ names: Names) -> String? {
    switch role {
    case .laboratory: laboratory(target, at: place, names)
    case .attribute: attribute(target, at: place, names)
    default: target
    }
  }
}
