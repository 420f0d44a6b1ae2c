internal import AssayData
internal import Notation

/// Rows that are not part of the study, and words that are names.
extension Reader {
  mutating func rowRules(_ node: YAMLNode, _ name: String) -> RowRules? {
    guard let section = section(node, name, keys: ["ignore", "use"]) else { return nil }
    var others: Set<String> = []
    let ignore =
      section["ignore"] == nil ? [:] : optional("ignore", section) { $0.wordsByColumn($1, $2, others: &others) }
    var none: Set<String> = []
    let use = section["use"] == nil ? [:] : optional("use", section) { $0.wordsByColumn($1, $2, others: &none) }
    guard let ignore, let use else { return nil }
    if let header = none.sorted().first {
      error(
        "E_TYPE", at: section.place,
        "use of \(quoted(header)) is others, which only ignore can be; list the words")
      return nil
    }
    for (header, words) in ignore {
      let names = Set((use[header] ?? []).map { $0.lowercased() })
      guard let word = words.first(where: { names.contains($0.lowercased()) }) else { continue }
      error(
        "E_REPEATED", at: section.place,
        "the word \(quoted(word)) of the column \(quoted(header)) is both to ignore and to use; a row cannot be both")
      return nil
    }
    return RowRules(ignore: ignore, ignoresOthers: others, use: use)
  }

  /// `{aggregation: [mean, SD]}`: words as they stand in the file, by the header of their column. An empty one is an empty cell.
  ///
  /// - Parameter others: takes the headers that have the word `others` in place of a list.
  private mutating func wordsByColumn(
    _ node: YAMLNode, _ name: String, others: inout Set<String>
  ) -> [String: [String]]? {
    guard case .mapping(let entries) = node.content else {
      error(
        "E_TYPE", at: node.place,
        "\(name) is \(node.described), expected a mapping from the header of a column to a list of words, such as {aggregation: [mean]}"
      )
      return nil
    }
    var columns: [String: [String]] = [:]
    var isGood = true
    for entry in entries {
      if entry.value.scalar == "others" {
        others.insert(entry.key)
        continue
      }
      guard let nodes = list(entry.value, "\(name) of \(quoted(entry.key))", of: "words"),
        let words = each(nodes, { $0.fileText($1, "word of \(name)", mayBeEmpty: true) })
      else {
        isGood = false
        continue
      }
      columns[entry.key] = words
    }
    return isGood ? columns : nil
  }
}
