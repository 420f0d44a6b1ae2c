public import Notation

extension Attribute {
  /// The range about the reference condition's units that a comparability study shows for information.
  public struct QualityRange: Sendable, Hashable {
    /// Its half-width in SDs of the reference condition's units; it has no default.
    public let multiplier: ExactDecimal
    /// The percentage of a test condition's units that is wished inside; `nil` where none is.
    public let share: ExactDecimal?
  }
}

extension Reader {
  private static let mostMultiplier = ExactDecimal(100)

  /// An attribute without what its study's kind does not take, and the keys that it takes besides.
  mutating func withKeysOfKind(_ node: YAMLNode) -> (node: YAMLNode, keys: [String]) {
    let key = "qualityRange"
    guard let studyKind, studyKind != .comparability else { return (node, [key]) }
    guard case .mapping(let entries) = node.content, let entry = entries.first(where: { $0.key == key }) else {
      return (node, [])
    }
    error(
      "E_KIND", at: entry.keyPlace,
      "\(key) is shown, for information, in a study of the kind comparability, and this one is of the kind \(studyKind.rawValue): a range that widens with the scatter of the \(words.sendingGroup) says nothing of how its \(words.groups) agree; remove it, or write kind: comparability where that is the question"
    )
    return (YAMLNode(place: node.place, content: .mapping(entries.filter { $0.key != key })), [])
  }

  mutating func qualityRange(_ node: YAMLNode, _ name: String) -> Attribute.QualityRange? {
    guard let section = section(node, name, keys: ["multiplier", "share"]) else { return nil }
    if section["multiplier"] == nil {
      missing(
        "multiplier", in: section, ", which has no default: say how many SDs the range reaches either way, such as 3")
    }
    let multiplier = optional("multiplier", section) { reader, node, name -> ExactDecimal? in
      guard let value = reader.positive(node, name) else { return nil }
      guard value <= Self.mostMultiplier else {
        reader.error("E_LIMIT", at: node.place, "\(name) is \(value), beyond the limit of \(Self.mostMultiplier)")
        return nil
      }
      return value
    }
    let share = optional("share", section) { $0.share($1, $2) }
    guard let multiplier, section["share"] == nil || share != nil else { return nil }
    return Attribute.QualityRange(multiplier: multiplier, share: share)
  }

  private mutating func share(_ node: YAMLNode, _ name: String) -> ExactDecimal? {
    guard let value = number(node, name) else { return nil }
    guard value > ExactDecimal(1), value <= ExactDecimal(100) else {
      let meant = value.isPositive && value <= ExactDecimal(1)
      let percent = ExactDecimal(significand: value.significand, exponent: Int(value.exponent) + 2)
      error(
        "E_RANGE", at: node.place,
        "\(name) is \(node.scalar ?? ""), expected a percentage of units above 1 and up to 100, such as 90"
          + (meant ? "; for the fraction \(value) write \(percent)" : ""))
      return nil
    }
    return value
  }
}
