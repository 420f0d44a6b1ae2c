internal import AssayData
internal import Notation

/// Which columns of a table hold results, and of what.
extension Reader {
  mutating func layout(_ section: Section, _ names: Names) -> Layout? {
    let words = ["long"] + Layout.Wide.allCases.map { $0.rawValue }
    let word = section["layout"] == nil ? "long" : optional("layout", section) { $0.word($1, $2, among: words) }
    guard let word else { return nil }
    guard let wide = Layout.Wide(rawValue: word) else {
      guard let values = section["values"] else { return .long }
      error(
        "E_LAYOUT", at: values.keyPlace,
        "values lists the columns of a wide table, but the layout is long; declare layout, or name the column under columns: value"
      )
      return nil
    }
    switch wide {
    case .byReplicate:
      return required("values", section) { $0.replicateColumns($1, $2) }.map { .wideByReplicate(columns: $0) }
    case .byLaboratory, .bySample, .byAttribute:
      return required("values", section) { $0.valueColumns($1, $2, wide, names) }.map { .wide(wide, columns: $0) }
    }
  }

  private mutating func replicateColumns(_ node: YAMLNode, _ name: String) -> [String]? {
    guard let nodes = list(node, name, of: "the headers that hold results"),
      let headers = each(nodes, { $0.fileText($1, "header") })
    else { return nil }
    return areDistinct(headers, at: nodes, "E_COLUMN") { "the column \(quoted($0)) is listed twice" } ? headers : nil
  }

  /// A mapping from names to the headers of their columns.
  private mutating func valueColumns(
    _ node: YAMLNode, _ name: String, _ wide: Layout.Wide, _ names: Names
  ) -> [Layout.ValueColumn]? {
    let (one, several) =
      wide == .byLaboratory ? (words.group, words.groups) : (wide.role.rawValue, "\(wide.role.rawValue)s")
    guard case .mapping(let entries) = node.content else {
      error(
        "E_TYPE", at: node.place,
        "\(name) is \(node.described), expected a mapping from each \(one) to the header of its column")
      return nil
    }
    var columns: [Layout.ValueColumn] = []
    var isGood = !entries.isEmpty
    if entries.isEmpty {
      error("E_EMPTY", at: node.place, "\(name) names no columns; write each \(one) and the header of its column")
    }
    var found: [String] = []
    // Headers by what they are given to.
    var taken: [String: String] = [:]
    for entry in entries {
      guard let own = self.headers(entry, wide) else {
        isGood = false
        continue
      }
      guard let known = self.named(entry, wide, names, among: found) else {
        isGood = false
        continue
      }
      for (index, (header, place)) in own.enumerated() {
        if let other = taken[header] {
          let twice = other == known ? "is listed twice" : "is given to two \(several)"
          error("E_COLUMN", at: place, "the column \(quoted(header)) \(twice)")
          isGood = false
        }
        taken[header] = known
        var names: [Role: String] = [wide.role: known]
        if case .list = entry.value.content { names[.replicate] = String(index + 1) }
        columns.append(Layout.ValueColumn(header, names))
      }
      found.append(known)
    }
    if isGood, wide == .byLaboratory {
      let absent = names.laboratories.filter { !found.contains($0) }
      if !absent.isEmpty {
        error(
          "E_LABS", at: node.place,
          "\(name) has no column for \(absent.map { quoted($0) }.joined(separator: ", ")); every \(words.group) of the study needs one"
        )
        isGood = false
      }
    }
    return isGood ? columns : nil
  }

  /// The header of an entry; of an attribute one for each of its replicates, where they are listed.
  private mutating func headers(
    _ entry: YAMLNode.Entry, _ wide: Layout.Wide
  ) -> [(header: String, place: SourceLocation)]? {
    let what = "the header for \(quoted(entry.key))"
    if wide == .byAttribute, case .list = entry.value.content {
      guard let nodes = list(entry.value, "values of \(quoted(entry.key))", of: "the headers of its replicates"),
        let headers = each(nodes, { $0.fileText($1, what) })
      else { return nil }
      return zip(headers, nodes).map { ($0, $1.place) }
    }
    return fileText(entry.value, what).map { [($0, entry.value.place)] }
  }

  /// What an entry is of, in the study's spelling.
  ///
  /// - Parameter others: the names before it.
  private mutating func named(
    _ entry: YAMLNode.Entry, _ wide: Layout.Wide, _ names: Names, among others: [String]
  ) -> String? {
    switch wide {
    case .byReplicate: return entry.key
    case .byLaboratory: return laboratory(entry.key, at: entry.keyPlace, names)
    case .byAttribute: return attribute(entry.key, at: entry.keyPlace, names)
    case .bySample:
      guard let sample = self.name(YAMLNode(place: entry.keyPlace, content: .quoted(entry.key)), "sample") else {
        return nil
      }
      guard let twin = others.first(where: { likeness($0) == likeness(sample) }) else { return sample }
      error(
        "E_REPEATED", at: entry.keyPlace,
        "the sample \(quoted(sample)) differs only by case or blanks from \(quoted(twin)); name them so that nobody confuses them"
      )
      return nil
    }
  }
}
