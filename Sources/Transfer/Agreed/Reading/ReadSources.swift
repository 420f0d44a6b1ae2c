internal import AssayData
internal import Notation

/// Files that are read in their own way.
extension Reader {
  /// A source, and where the roles that it lacks would be declared.
  struct PlacedSource {
    let source: Source
    let place: SourceLocation
    /// Roles whose columns it names itself.
    let own: [Role]
  }

  mutating func sources(_ node: YAMLNode, _ name: String, base: Section?, _ names: Names) -> [PlacedSource]? {
    guard let nodes = list(node, name, of: "files", mayBeEmpty: true),
      let sources = each(nodes, { $0.source($1, base: base, names) })
    else { return nil }
    let isGood = areDistinct(sources.map { $0.source.pattern }, at: nodes, "E_PATH") {
      "the path \(quoted($0)) stands in two sources, and only the first would be used"
    }
    return isGood ? sources : nil
  }

  private mutating func source(_ node: YAMLNode, base: Section?, _ names: Names) -> PlacedSource? {
    guard let section = section(node, "source", keys: ["path", "laboratory", "attribute", "data"]) else { return nil }
    let pattern = required("path", section) { $0.pattern($1, $2) }
    let laboratory = optional("laboratory", section) { reader, node, name in
      reader.name(node, name).flatMap { reader.laboratory($0, at: node.place, names) }
    }
    let attribute = optional("attribute", section) { reader, node, name in
      reader.name(node, name).flatMap { reader.attribute($0, at: node.place, names) }
    }
    let own = optional("data", section) { reader, node, _ in reader.dataSection(node, "data of a source") }
    guard section["data"] == nil || own != nil, let base else { return nil }
    let named =
      (section["laboratory"].map { _ in [Role.laboratory] } ?? [])
      + (section["attribute"].map { _ in [Role.attribute] } ?? [])
    let merged = merged(base, own, without: named)
    guard var mapping = mapping(merged, names) else { return nil }
    if mapping.layout.wide == .byLaboratory, let entry = section["laboratory"] {
      error(
        "E_LABS", at: entry.keyPlace,
        "the source names \(words.each), but its layout wide-by-laboratory has a column for each; leave one of the two out"
      )
      return nil
    }
    if mapping.layout.wide == .byAttribute, let entry = section["attribute"] {
      error(
        "E_ATTRIBUTE", at: entry.keyPlace,
        "the source names an attribute, but its layout wide-by-attribute has columns for several; leave one of the two out"
      )
      return nil
    }
    mapping.laboratory = laboratory
    mapping.attribute = attribute
    guard let pattern, section["laboratory"] == nil || laboratory != nil,
      section["attribute"] == nil || attribute != nil
    else { return nil }
    let place = own?["columns"]?.value.place ?? own?.place ?? section.place
    var ownRoles: [Role] = []
    if case .mapping(let entries)? = own?["columns"]?.value.content {
      ownRoles = entries.compactMap { Role(rawValue: $0.key) }
    }
    return PlacedSource(source: Source(pattern: pattern, mapping: mapping), place: place, own: ownRoles)
  }

  /// The base with what the source says in its place, key by key, and columns role by role. Columns of the base that the
  /// source makes superfluous, by naming a laboratory or by another layout, are left out.
  private func merged(_ base: Section, _ own: Section?, without named: [Role]) -> Section {
    let layout = (own?["layout"] ?? base["layout"])?.value.scalar
    let superfluous = (named + Self.roles(takenBy: layout)).map { $0.rawValue }
    var entries: [YAMLNode.Entry] = []
    for entry in base.entries {
      if entry.key == "columns", case .mapping(let inherited) = entry.value.content {
        var columns = inherited.filter { !superfluous.contains($0.key) }
        if let replacing = own?["columns"]?.value, case .mapping(let ownColumns) = replacing.content {
          columns.removeAll { column in ownColumns.contains { $0.key == column.key } }
          columns += ownColumns
        }
        let value = YAMLNode(place: entry.value.place, content: .mapping(columns))
        entries.append(YAMLNode.Entry(key: entry.key, keyPlace: entry.keyPlace, value: value))
      } else if entry.key == "headerLine" && own?["headerLines"] != nil
        || entry.key == "headerLines" && own?["headerLine"] != nil
      {
        continue
      } else if entry.key == "values", own?["layout"] != nil, own?["values"] == nil {
        continue
      } else {
        entries.append(own?[entry.key] ?? entry)
      }
    }
    for entry in own?.entries ?? [] where base[entry.key] == nil { entries.append(entry) }
    // Named and placed as the base, so that what is missing there is said once.
    return Section(name: base.name, place: base.place, entries: entries)
  }

  private mutating func pattern(_ node: YAMLNode, _ name: String) -> String? {
    guard let text = self.name(node, name) else { return nil }
    let isDrive = text.dropFirst().first == ":"
    guard !text.contains("/"), !text.contains("\\"), text != "..", !isDrive else {
      error(
        "E_PATH", at: node.place,
        "\(name) is \(quoted(text)), expected the name of a file without folders, such as \"RU_*.csv\"; folders are said on the command line"
      )
      return nil
    }
    return text
  }
}
