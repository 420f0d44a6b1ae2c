internal import Notation

/// `doseResponse.requireSimilar`, which names criteria of its own attribute and is read after them.
extension Reader {
  /// The settings with the rules that a preparation must meet in a run to have a potency there.
  ///
  /// - Parameter criteria: of the attribute; `nil` where they could not be read.
  /// - Returns: `nil` where a name is faulty, which has been reported.
  mutating func withRequiredSimilarity(
    _ settings: DoseResponse, _ section: YAMLNode?, _ criteria: [Criterion]?
  ) -> DoseResponse? {
    let key = Self.requireSimilarKey
    guard let node = section?[key] else { return settings }
    guard let nodes = list(node, key, of: "ids of similarity criteria"),
      let names = each(nodes, { $0.name($1, "an id of \(key)") }),
      areDistinct(names, at: nodes, "E_REPEATED", { "the criterion \(quoted($0)) is listed twice" })
    else { return nil }
    guard let criteria else { return settings }
    let known = criteria.compactMap { $0.similarityRule }
    let list = known.map { quoted($0.criterion) }
    let those =
      list.isEmpty
      ? "this attribute has none: give it a criterion of the kind similarity, or leave \(key) out"
      : "those of this attribute are \(Spelling.list(list, "and"))"
    var rules: [SimilarityRule] = []
    for (name, node) in zip(names, nodes) {
      if let rule = known.first(where: { $0.criterion == name }) {
        rules.append(rule)
        continue
      }
      let what =
        criteria.first { $0.id == name }.map { "is a criterion of the kind \($0.kindName)" }
        ?? "is no criterion of this attribute"
      error(
        "E_DOSE_RESPONSE", at: node.place,
        "\(quoted(name)) \(what), and \(key) names similarity criteria; \(those)")
    }
    return rules.count == names.count ? settings.requiring(rules) : nil
  }

  static let requireSimilarKey = "requireSimilar"
}
