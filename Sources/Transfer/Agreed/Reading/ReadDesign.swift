internal import Notation

/// What was planned of an attribute.
extension Reader {
  mutating func design(_ node: YAMLNode, _ name: String) -> Attribute.Design? {
    let keys = ["samples", "levels", "analysts", "days", "runs", "samplesPerRun", "replicates"]
    guard let section = section(node, name, keys: keys) else { return nil }
    let samples = optional("samples", section) { reader, node, name -> [String]? in
      guard let nodes = reader.list(node, name, of: "names"), let names = reader.each(nodes, { $0.name($1, "sample") })
      else { return nil }
      return reader.areDistinct(names, at: nodes, "E_REPEATED") { "the sample \(quoted($0)) is listed twice" }
        ? names : nil
    }
    let levels = optional("levels", section) { reader, node, name -> [ExactDecimal]? in
      guard let nodes = reader.list(node, name, of: "nominal values"),
        let levels = reader.each(nodes, { $0.positive($1, "level") })
      else { return nil }
      return reader.areDistinct(levels, at: nodes, "E_REPEATED") { "the level \($0) is listed twice" } ? levels : nil
    }
    let analysts = optional("analysts", section) { $0.plannedCount($1, $2) }
    let days = optional("days", section) { $0.plannedCount($1, $2) }
    let runs = optional("runs", section) { $0.plannedCount($1, $2) }
    let samplesPerRun = optional("samplesPerRun", section) { $0.word($1, $2, among: ["all", "1"]) }
    let replicates = optional("replicates", section) { $0.plannedCount($1, $2) }
    return Attribute.Design(
      samples: samples ?? [], levels: levels ?? [], analysts: analysts, days: days, runs: runs,
      samplesPerRun: samplesPerRun.map { $0 == "all" ? .all : .one }, replicates: replicates)
  }

  /// A whole number for all laboratories, or a mapping that has one for each: `{Site A: 8, Site B: 6}`.
  private mutating func plannedCount(_ node: YAMLNode, _ name: String) -> Attribute.Design.Count? {
    guard case .mapping(let entries) = node.content else { return count(node, name).map { .each($0) } }
    var counts: [String: Int] = [:]
    var isWhole = true
    for entry in entries {
      if let laboratories, !laboratories.contains(entry.key) {
        error(
          "E_LABS", at: entry.keyPlace,
          "\(name) names \(quoted(entry.key)), which is no \(words.group) of the study; they are "
            + "\(Spelling.list(laboratories.map { quoted($0) }, "and"))\(Spelling.hint(entry.key, among: laboratories))"
        )
        isWhole = false
      }
      guard let count = count(entry.value, "\(name) of \(entry.key)") else {
        isWhole = false
        continue
      }
      counts[entry.key] = count
    }
    let absent = (laboratories ?? []).filter { counts[$0] == nil }
    if isWhole, !absent.isEmpty {
      error(
        "E_KEY_MISSING", at: node.place,
        "\(name) says nothing of \(Spelling.list(absent.map { quoted($0) }, "and")); give each \(words.group) its number, "
          + "or one number for all")
      isWhole = false
    }
    return isWhole ? .byLaboratory(counts) : nil
  }
}
