internal import AssayData
internal import Notation

/// What was measured.
extension Reader {
  private static let attributeKeys = [
    "id", "title", "unit", "scale", "digits", "specification", "reference", "otherReferences", "unitOfReplication",
    "design",
    "planning", "doseResponse", "criteria",
  ]

  mutating func attributes(_ node: YAMLNode, _ name: String) -> [Attribute]? {
    guard let nodes = list(node, name, of: "attributes") else { return nil }
    let attributes = each(nodes) { $0.attribute($1) }
    reportRepeatedIdentifiers(nodes, "attribute")
    let criteria = nodes.flatMap { node -> [YAMLNode] in
      guard case .mapping(let entries) = node.content,
        case .list(let criteria)? = entries.first(where: { $0.key == "criteria" })?.value.content
      else { return [] }
      return criteria
    }
    reportRepeatedIdentifiers(criteria, "criterion")
    return attributes
  }

  /// Also those of entries that have other faults.
  private mutating func reportRepeatedIdentifiers(_ nodes: [YAMLNode], _ what: String) {
    var seen: [String: Int] = [:]
    for node in nodes {
      guard case .mapping(let entries) = node.content,
        let value = entries.first(where: { $0.key == "id" })?.value, let id = value.scalar
      else { continue }
      if let line = seen[id] {
        error(
          "E_ID", at: value.place, "the id \(quoted(id)) names the \(what) on line \(line) already; give each its own")
      } else {
        seen[id] = value.place.line ?? 0
      }
    }
  }

  /// A name alone declares nothing: it is only warned of.
  private static func speaksOfPotency(_ node: YAMLNode) -> Bool {
    let text = node.scalar?.lowercased() ?? ""
    return ["potency", "potenz", "potencia", "potenza", "puissance", "wirkstärke"].contains { text.holds($0) }
  }

  private mutating func attribute(_ node: YAMLNode) -> Attribute? {
    let (own, rangeKeys) = withKeysOfKind(node)
    guard let section = section(own, "attribute", keys: Self.attributeKeys + rangeKeys) else { return nil }
    let id = title("id", section, isName: true)
    let title = title("title", section, isName: false)
    let unit = required("unit", section) { $0.name($1, $2) }
    let scale: Attribute.Scale? = required("scale", section) { $0.word($1, $2) }
    let digits = optional("digits", section) { $0.integer($1, $2, from: 0, to: 12) }
    let specification = optional("specification", section) { $0.specification($1, $2) }
    let reference = optional("reference", section) { $0.name($1, $2) }
    let others: Attribute.OtherReferences? =
      section["otherReferences"] == nil ? .refuse : optional("otherReferences", section) { $0.word($1, $2) }
    // Where both standards are measured, what they are relative to cancels in their ratio.
    if !isBridging, section["reference"] == nil, section["doseResponse"] == nil,
      let entry = ["id", "title"].lazy.compactMap({ section[$0] }).first(where: { Self.speaksOfPotency($0.value) })
    {
      warn(
        "W_REFERENCE", at: entry.value.place,
        "\(quoted(entry.value.scalar ?? "")) speaks of a potency, and no reference is declared: a potency is relative to a reference lot, "
          + "and both \(words.groups) must use the same; name it under reference if it is one")
    }
    let replication: Attribute.UnitOfReplication? = required("unitOfReplication", section) { $0.word($1, $2) }
    let design = optional("design", section) { $0.design($1, $2) }
    let planning = optional("planning", section) { $0.attributePlanning($1, $2) }
    let settings = optional("doseResponse", section) { $0.doseResponse($1, $2) }
    if unit == "%", let settings, settings.columns[.assumedPotency] == nil, let entry = section["unit"] {
      warn(
        "W_DOSE_RESPONSE", at: entry.value.place,
        "potencies come out as ratios, 1 where test and reference are equal, and the unit is %; name a column of "
          + "assumedPotency, which holds 100 then, or write unit: ratio")
    }
    let qualityRange = optional("qualityRange", section) { $0.qualityRange($1, $2) }
    let context = CriterionContext(
      scale: scale, unitOfReplication: replication, samples: design?.samples.count ?? 0,
      model: settings?.model, isFromReadings: section["doseResponse"] != nil)
    let criteria = required("criteria", section) { reader, node, name -> [Criterion]? in
      guard let nodes = reader.list(node, name, of: "criteria") else { return nil }
      return reader.each(nodes) { $0.criterion($1, context) }
    }
    let doseResponse = settings.flatMap {
      withRequiredSimilarity($0, section["doseResponse"]?.value, criteria)
    }
    guard let id, let title, let unit, let scale, let replication, let criteria, let others,
      section["doseResponse"] == nil || doseResponse != nil, section["reference"] == nil || reference != nil,
      section["qualityRange"] == nil || qualityRange != nil
    else { return nil }
    return Attribute(
      id: id, title: title, unitOfMeasurement: unit, scale: scale, digits: digits, specification: specification,
      reference: reference, otherReferences: others, unitOfReplication: replication, design: design, planning: planning,
      doseResponse: doseResponse, criteria: criteria, qualityRange: qualityRange)
  }

  private mutating func specification(_ node: YAMLNode, _ name: String) -> Attribute.Specification? {
    guard let section = section(node, name, keys: ["lower", "upper"]) else { return nil }
    guard section["lower"] != nil || section["upper"] != nil else {
      missing("lower or upper", in: section, ": give one of them, or leave specification out")
      return nil
    }
    let lower = optional("lower", section) { $0.number($1, $2) }
    let upper = optional("upper", section) { $0.number($1, $2) }
    if let lower, let upper, lower >= upper, let entry = section["lower"] {
      error("E_RANGE", at: entry.value.place, "lower is \(lower), which is not below upper, \(upper)")
      return nil
    }
    return Attribute.Specification(lower: lower, upper: upper)
  }
}
