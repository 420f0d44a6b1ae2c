internal import AssayData
internal import Notation

/// Criteria on precision: one upper limit.
extension Reader {
  mutating func precisionLimit(
    _ section: Section, _ context: CriterionContext, _ scope: Criterion.Scope?, isRepeatability: Bool
  ) -> PrecisionLimit? {
    let limit = required("limit", section) { $0.upperLimit($1, $2) }
    let laboratory: PrecisionLimit.Laboratory? = required("laboratory", section) { $0.word($1, $2) }
    let measure: PrecisionMeasure? = required("measure", section) { $0.word($1, $2) }
    if let measure, let entry = section["measure"] {
      check(measure, at: entry.value.place, context, scope, scopePlace: section["scope"]?.value.place)
    }
    let sources = isRepeatability ? [] : required("sources", section) { $0.sources($1, $2, context) }
    let reportable = optional("reportable", section) { reader, node, name -> Reportable? in
      guard let section = reader.section(node, name, keys: ["runs", "replicates"]) else { return nil }
      let runs = reader.required("runs", section) { $0.count($1, $2) }
      let replicates = reader.required("replicates", section) { $0.count($1, $2) }
      guard let runs, let replicates else { return nil }
      return Reportable(runs: runs, replicates: replicates)
    }
    let fixedSource = optional("fixedSource", section) { $0.fixedSource($1, $2, sources) }
    guard let limit, let laboratory, let measure, let sources else { return nil }
    return PrecisionLimit(
      limit: limit, laboratory: laboratory, measure: measure, sources: sources, fixedSource: fixedSource,
      reportable: reportable)
  }

  /// The source that stands for the levels that took part alone, which is one of the sources.
  mutating func fixedSource(_ node: YAMLNode, _ name: String, _ sources: [Role]?) -> Role? {
    guard let word = word(node, name, among: [Role.analyst.rawValue]), let role = Role(rawValue: word) else {
      return nil
    }
    if let sources, !sources.contains(role) {
      error(
        "E_SOURCES", at: node.place,
        "\(name) is \(word), which is not among the sources; name it there too, since its variation is part of what is judged"
      )
      return nil
    }
    return role
  }

  mutating func upperLimit(_ node: YAMLNode, _ name: String, of what: String = "a precision") -> ExactDecimal? {
    if case .list = node.content {
      error("E_TYPE", at: node.place, "\(name) is a list, expected one number: \(what) has an upper limit only")
      return nil
    }
    guard let value = number(node, name) else { return nil }
    guard value.isPositive else {
      error("E_MARGIN", at: node.place, "\(name) is \(value), but the limit of \(what) is above 0")
      return nil
    }
    return value
  }

  private mutating func check(
    _ measure: PrecisionMeasure, at place: SourceLocation, _ context: CriterionContext, _ scope: Criterion.Scope?,
    scopePlace: SourceLocation?
  ) {
    switch (measure, context.scale) {
    case (.cv, .log):
      error(
        "E_SCALE", at: place,
        "the measure cv belongs to the linear scale; on the log scale write gcv, or sd for the SD of ln")
    case (.gcv, .linear):
      error("E_SCALE", at: place, "the measure gcv belongs to the log scale; on the linear scale write cv or sd")
    case (.cv, .linear) where scope == .pooled && context.samples > 1:
      error(
        "E_SCOPE", at: scopePlace ?? place,
        "a cv on the linear scale is of one sample's mean, and \(context.samples) samples are planned; write scope: each-sample, or measure: sd"
      )
    default: break
    }
  }

  mutating func sources(_ node: YAMLNode, _ name: String, _ context: CriterionContext) -> [Role]? {
    guard let roles = roles(node, name, among: [.analyst, .day, .run]) else { return nil }
    let unit: Role? =
      switch context.unitOfReplication {
      case .run: .run
      case .day: .day
      case .analyst: .analyst
      case .sample, .result, nil: nil
      }
    if let unit, !roles.contains(unit) {
      error(
        "E_SOURCES", at: node.place,
        "sources lack \(unit.rawValue), the unit of replication, whose variation is part of any intermediate precision; add it"
      )
      return nil
    }
    return roles
  }
}
