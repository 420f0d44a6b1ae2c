internal import AssayData
internal import Notation

/// Acceptance criteria: what is common to all kinds.
extension Reader {
  private static let commonKeys = ["id", "kind", "scope", "alpha", "required", "justification"]

  private static let unsupportedKinds = [
    "total-error", "oos-rate", "agreement", "dissolution-profile",
  ]

  mutating func criterion(_ node: YAMLNode, _ context: CriterionContext) -> Criterion? {
    guard case .mapping(let entries) = node.content else {
      error(
        "E_TYPE", at: node.place, "a criterion is \(node.described), expected a mapping with id, kind, alpha and so on")
      return nil
    }
    // The kind decides which other keys there may be.
    let kindEntry = entries.first { $0.key == "kind" }
    if let kindEntry, let kind = kindEntry.value.scalar, Self.unsupportedKinds.contains(kind) {
      error(
        "E_UNSUPPORTED", at: kindEntry.value.place,
        "a criterion of the kind \(kind) is not evaluated by this version; remove it or use a version that does")
      return nil
    }
    let doors = Criterion.Kind.doors
    let kind = kindEntry.flatMap { word($0.value, "kind", among: doors.map { $0.name }) }
    let door = doors.first { $0.name == kind }
    if let door { checkKeys(of: entries, door) }
    // Where the kind is unknown, a key of any kind may be right.
    let known = Self.commonKeys + (door?.keys ?? Self.allKindKeys)
    let foreign = door.map { own in Self.allKindKeys.filter { !own.keys.contains($0) } } ?? []
    let own = YAMLNode(place: node.place, content: .mapping(entries.filter { !foreign.contains($0.key) }))
    guard let section = section(own, "criterion", keys: known) else { return nil }

    let id = title("id", section, isName: true)
    if kindEntry == nil { missing("kind", in: section) }
    let scope: Criterion.Scope? =
      section["scope"] == nil ? door?.usualScope ?? .pooled : optional("scope", section) { $0.word($1, $2) }
    let alpha = required("alpha", section) { $0.alpha($1, $2) }
    let isRequired = section["required"] == nil ? true : optional("required", section) { $0.flag($1, $2) }
    let justification = required("justification", section) { $0.justification($1, $2) }
    guard let door else { return nil }
    let content = door.read(&self, section, context, scope)
    guard let id, let scope, let alpha, let isRequired, let justification, let content else { return nil }
    return Criterion(
      id: id, kind: content, scope: scope, alpha: alpha, required: isRequired, justification: justification,
      location: section.place)
  }

  private static var allKindKeys: [String] {
    var keys: [String] = []
    for key in Criterion.Kind.doors.flatMap({ $0.keys }) where !keys.contains(key) { keys.append(key) }
    return keys
  }

  /// A key of another kind is named with the kind, and what this kind has instead.
  private mutating func checkKeys(of entries: [YAMLNode.Entry], _ door: Door) {
    for entry in entries where Self.allKindKeys.contains(entry.key) && !door.keys.contains(entry.key) {
      if let known = door.foreign.first(where: { $0.key == entry.key }) {
        error(known.code, at: entry.keyPlace, known.message)
      } else {
        error(
          "E_KEY_UNKNOWN", at: entry.keyPlace,
          "\(entry.key) is not a key of the kind \(door.name), whose own keys are \(Spelling.list(door.keys, "and"))"
            + Spelling.hint(entry.key, among: door.keys))
      }
    }
  }

  // MARK: - Alpha and justification

  private mutating func alpha(_ node: YAMLNode, _ name: String) -> Double? {
    guard let alpha = number(node, name) else { return nil }
    let written = node.scalar ?? ""
    let half = ExactDecimal(significand: 5, exponent: -1)
    guard Probability.isAlpha(alpha) else {
      var message = "alpha is \(written), but it is a probability "
      if Probability.isBelowAlphas(alpha) {
        message += "\(Probability.alphaWords): no study shows anything at so small a one"
      } else if alpha == half {
        message += "below 0.5; at 0.5 everything whose estimate lies inside the limits would pass: write 0.05, say"
      } else if alpha.isPositive {
        message += "below 0.5"
        if alpha >= ExactDecimal(1), alpha < ExactDecimal(50) {
          message += "; for \(percent(alpha)) write \(hundredth(alpha))"
        }
      } else {
        message += "above 0 and below 0.5, such as 0.05"
      }
      error("E_ALPHA", at: node.place, message)
      return nil
    }
    if alpha > ExactDecimal(significand: 5, exponent: -2) {
      warn(
        "W_ALPHA", at: node.place,
        "alpha is \(written), more than the usual 0.05: the chance of \(words.wrongPass) is that high"
      )
    }
    return alpha.double
  }

  private func percent(_ value: ExactDecimal) -> String {
    let words = ["1": "one", "5": "five", "10": "ten"]
    let digits = value.description
    return "\(words[digits] ?? digits) percent"
  }

  /// `value` / 100 without trailing zeros.
  private func hundredth(_ value: ExactDecimal) -> String {
    var (significand, exponent) = (value.significand, Int(value.exponent) - 2)
    while significand % 10 == 0, significand != 0 { (significand, exponent) = (significand / 10, exponent + 1) }
    return ExactDecimal(significand: significand, exponent: exponent).description
  }

  private mutating func justification(_ node: YAMLNode, _ name: String) -> Justification? {
    guard let section = section(node, name, keys: ["source", "text"]) else { return nil }
    let source: Justification.SourceClass? = required("source", section) { $0.word($1, $2) }
    let text = required("text", section) { $0.text($1, $2) }
    if source == .example, let entry = section["source"] {
      warn(
        "W_EXAMPLE", at: entry.value.place,
        "this limit is only an example, so this study is a DRAFT and cannot pass; justify the limit before it is locked"
      )
    }
    guard let source, let text else { return nil }
    return Justification(source: source, text: text)
  }
}
