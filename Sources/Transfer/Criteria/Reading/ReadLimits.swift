internal import Notation

/// Two limits, and how means are compared.
extension Reader {
  /// How two means are compared.
  struct Sides {
    let variances: Variances
    let direction: Direction?
    let equivalenceInterval: Bool
    let degreesOfFreedom: ModelDegreesOfFreedom?
  }

  mutating func sides(_ section: Section) -> Sides? {
    let variances: Variances? =
      section["variances"] == nil ? .separate : optional("variances", section) { $0.word($1, $2) }
    let direction: Direction? = optional("direction", section) { $0.word($1, $2) }
    let interval =
      section["equivalenceInterval"] == nil ? false : optional("equivalenceInterval", section) { $0.flag($1, $2) }
    let rule: ModelDegreesOfFreedom? = optional("degreesOfFreedom", section) { $0.word($1, $2) }
    guard let variances, let interval, section["direction"] == nil || direction != nil,
      section["degreesOfFreedom"] == nil || rule != nil
    else { return nil }
    return Sides(variances: variances, direction: direction, equivalenceInterval: interval, degreesOfFreedom: rule)
  }

  /// Two numbers, the lower first.
  mutating func limits(_ node: YAMLNode, _ name: String) -> Limits? {
    guard case .list(let nodes) = node.content else {
      error(
        "E_TYPE", at: node.place,
        "\(name) is \(node.described), expected two numbers [lower, upper], such as [-2.0, 2.0]")
      return nil
    }
    guard nodes.count == 2 else {
      if let meant = decimalCommas(nodes) {
        error(
          "E_DECIMAL", at: node.place,
          "\(name) holds \(nodes.count) numbers, because a comma separates them; decimal commas were meant? write \(meant)"
        )
      } else {
        error(
          "E_MARGIN", at: node.place,
          "\(name) holds \(nodes.count == 1 ? "1 value" : "\(nodes.count) values"), expected two numbers [lower, upper]"
        )
      }
      return nil
    }
    guard let values = each(nodes, { $0.number($1, "a limit") }) else { return nil }
    guard values[0] < values[1] else {
      error(
        "E_MARGIN", at: node.place,
        "limits are [\(values[0]), \(values[1])], but the lower limit must be below the upper one"
          + (values[0] == values[1] ? "" : "; write [\(values[1]), \(values[0])]"))
      return nil
    }
    return Limits(lower: values[0], upper: values[1])
  }

  /// `[0,80, 1,25]` as it was meant, or `nil` where whole numbers do not pair up so.
  private func decimalCommas(_ nodes: [YAMLNode]) -> String? {
    let texts = nodes.compactMap { $0.scalar }
    guard texts.count == nodes.count, texts.count == 4 || texts.count == 3 else { return nil }
    func joined(_ whole: String, _ fraction: String) -> String? {
      guard !fraction.isEmpty, fraction.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        !whole.contains("."), (try? NumberGrammar.point.read("\(whole).\(fraction)")) != nil
      else { return nil }
      return "\(whole).\(fraction)"
    }
    if texts.count == 4, let lower = joined(texts[0], texts[1]), let upper = joined(texts[2], texts[3]) {
      return "[\(lower), \(upper)]"
    }
    // One of the two was written with a point, or whole.
    if texts.count == 3, let lower = joined(texts[0], texts[1]), texts[2].contains(".") {
      return "[\(lower), \(texts[2])]"
    }
    if texts.count == 3, let upper = joined(texts[1], texts[2]) { return "[\(texts[0]), \(upper)]" }
    return nil
  }

  /// Whether "no difference" lies within the limits, on the sides that are tested.
  mutating func warnUnless(
    contains neutral: ExactDecimal, _ limits: Limits, _ direction: Direction?, _ node: YAMLNode
  ) -> Bool {
    let isLowerGood = direction == .upper || limits.lower < neutral
    let isUpperGood = direction == .lower || limits.upper > neutral
    guard !(isLowerGood && isUpperGood) else { return true }
    warn(
      "W_MARGIN", at: node.place,
      "the limits \(limits.lower) to \(limits.upper) lie on one side of \(neutral): two \(words.groups) that agree exactly cannot pass"
    )
    return false
  }

  mutating func warnOfAsymmetry(_ limits: Limits, _ node: YAMLNode, _ centre: String) {
    warn(
      "W_MARGIN", at: node.place,
      "the limits \(limits.lower) to \(limits.upper) are asymmetric about \(centre); say why in the justification")
  }

  /// Notes that a criterion is not judged at each level.
  mutating func refuseLevels(_ section: Section, _ scope: Criterion.Scope?, _ message: String) {
    guard scope == .eachLevel, let entry = section["scope"] else { return }
    error("E_SCOPE", at: entry.value.place, message)
  }

  /// Two limits above zero, 1 between them or a warning.
  mutating func limitsOfRatio(_ node: YAMLNode, _ name: String) -> Limits? {
    guard let limits = limits(node, name) else { return nil }
    guard limits.lower.isPositive else {
      error("E_MARGIN", at: node.place, "limits begin at \(limits.lower), but what is judged is near 1 and above 0")
      return nil
    }
    let one = ExactDecimal(1)
    if !(limits.lower < one && limits.upper > one) {
      warn(
        "W_MARGIN", at: node.place,
        "the limits \(limits.lower) to \(limits.upper) lie on one side of 1: what is exactly alike cannot pass")
    }
    return limits
  }
}
