internal import AssayData
internal import Notation

/// How potencies come from dose-response readings, and the criteria that rest on it.
extension Reader {
  private static let doseResponseKeys = [
    "model", "reference", "transform", "weights", "zeroDose", "fit", "plates", "curve", "interval", "standardErrors",
    "level", requireSimilarKey, "columns",
  ]

  mutating func doseResponse(_ node: YAMLNode, _ name: String) -> DoseResponse? {
    guard let section = section(node, name, keys: Self.doseResponseKeys) else { return nil }
    let model: DoseResponse.Model? = required("model", section) { $0.word($1, $2) }
    let references = required("reference", section) { $0.plateReferences($1, $2) }
    let transform: DoseResponse.Transform? = optional("transform", section) { $0.word($1, $2) }
    let weights: DoseResponse.Weights? = optional("weights", section) { $0.word($1, $2) }
    let zeroDose: DoseResponse.ZeroDose? = optional("zeroDose", section) { $0.word($1, $2) }
    let fit: DoseResponse.Fit? = optional("fit", section) { $0.word($1, $2) }
    let plates: DoseResponse.PlatesOfRun? = optional("plates", section) { $0.word($1, $2) }
    let curve: DoseResponse.Curve? = optional("curve", section) { $0.word($1, $2) }
    let interval: DoseResponse.Interval? = optional("interval", section) { $0.word($1, $2) }
    let errors: DoseResponse.StandardErrors? = optional("standardErrors", section) { $0.word($1, $2) }
    let level = optional("level", section) { $0.confidenceLevel($1, $2) }
    let columns = required("columns", section) { $0.plateColumns($1, $2, model) }
    var isGood = true
    func refuse(_ key: String, _ message: String, when isWrong: Bool) {
      guard isWrong, let entry = section[key] else { return }
      error("E_DOSE_RESPONSE", at: entry.value.place, message)
      isGood = false
    }
    let isLine = model == .parallelLine || model == .slopeRatio
    let lines = "the model \(model?.rawValue ?? "") fits straight lines"
    refuse(
      "weights",
      "\(lines), which this version does not weight; leave weights out, or declare a transform under which "
        + "variances are alike", when: isLine && weights != DoseResponse.Weights.none)
    refuse(
      "standardErrors", "\(lines), whose standard errors are one thing; leave standardErrors out", when: isLine)
    refuse(
      "interval", "\(lines), whose exact interval is Fieller's; write interval: fieller or delta",
      when: isLine && interval == .profile)
    refuse(
      "fit", "\(lines), which all preparations of a run share; leave fit out, or write fit: common",
      when: isLine && fit == .pairs)
    refuse(
      "plates", "each plate of a run is fitted by itself only where a column names it; add plate to columns",
      when: plates == .each && columns != nil && columns?[.plate] == nil)
    refuse(
      "zeroDose", "lines over ln dose have no place for a dose of zero; write zeroDose: refuse, or leave it out",
      when: model == .parallelLine && zeroDose == .asymptote)
    for key in ["transform", "weights", "zeroDose", "fit", "plates", "curve", "interval", "standardErrors", "level"]
    where section[key] != nil {
      let wasRead: Bool =
        switch key {
        case "transform": transform != nil
        case "weights": weights != nil
        case "zeroDose": zeroDose != nil
        case "fit": fit != nil
        case "plates": plates != nil
        case "curve": curve != nil
        case "interval": interval != nil
        case "standardErrors": errors != nil
        default: level != nil
        }
      isGood = isGood && wasRead
    }
    guard isGood, let model, let references, let reference = references.first?.preparation, let columns else {
      return nil
    }
    return DoseResponse(
      model: model, reference: reference, transform: transform ?? .none, weights: weights ?? .none,
      zeroDose: zeroDose ?? .refuse, fit: fit, platesOfRun: plates ?? .refuse, curve: curve,
      interval: interval, standardErrors: errors ?? .expected,
      level: level ?? 0.95, columns: columns, references: references)
  }

  private mutating func confidenceLevel(_ node: YAMLNode, _ name: String) -> Double? {
    guard let level = number(node, name) else { return nil }
    guard level > ExactDecimal(significand: 5, exponent: -1), Probability.isLevel(level.double) else {
      error(
        "E_RANGE", at: node.place,
        "\(name) is \(node.scalar ?? ""), expected the level of a two-sided interval, \(Probability.levelWords)")
      return nil
    }
    return level.double
  }

  /// The columns of readings by role; the response is ``Role/value``.
  private mutating func plateColumns(
    _ node: YAMLNode, _ name: String, _ model: DoseResponse.Model?
  ) -> [Role: String]? {
    let others = Role.allCases.filter {
      ![.attribute, .sample, .value, .unit, .qualifier, .preparation, .dose].contains($0)
    }
    let words = ["preparation", "dose", "response"] + others.map(\.rawValue)
    guard let section = section(node, name, keys: words) else { return nil }
    var columns: [Role: String] = [:]
    var taken: [String: String] = [:]
    var isGood = true
    for entry in section.entries {
      guard let header = fileText(entry.value, "the header for \(entry.key)") else {
        isGood = false
        continue
      }
      if let other = taken[header] {
        error(
          "E_COLUMN", at: entry.value.place,
          "the column \(quoted(header)) is given to \(entry.key) and to \(other); a column has one meaning")
        isGood = false
      }
      taken[header] = entry.key
      if let role = entry.key == "response" ? .value : Role(rawValue: entry.key) { columns[role] = header }
    }
    let groupings = [Role.block, .row, .column].filter { columns[$0] != nil }
    if let first = groupings.first, let entry = section[first.rawValue] {
      if let model, model != .parallelLine, model != .slopeRatio {
        error(
          "E_DOSE_RESPONSE", at: entry.keyPlace,
          "\(first.rawValue) belongs to the design of straight lines; a curve of the model \(model.rawValue) has no blocks"
        )
        isGood = false
      } else if groupings != [.block], groupings != [.row, .column] {
        error(
          "E_DOSE_RESPONSE", at: entry.keyPlace,
          "a design has one block (randomised blocks) or row and column (a Latin square); here are "
            + Spelling.list(groupings.map(\.rawValue), "and"))
        isGood = false
      }
    }
    for key in ["preparation", "dose", "response"] where section[key] == nil {
      // A source may name its own.
      missing(key, in: section)
      isGood = false
    }
    return isGood ? columns : nil
  }

  // MARK: - Criteria

  mutating func similarity(
    _ section: Section, _ context: CriterionContext, _ scope: Criterion.Scope?
  ) -> Similarity? {
    if !context.isFromReadings, let entry = section["kind"] {
      error(
        "E_DOSE_RESPONSE", at: entry.value.place,
        "similarity is of the curves of a run, and this attribute has no doseResponse from which they could be fitted")
    }
    refuseLevels(section, scope, "similarity is judged run by run; write scope: pooled or each-sample")
    let parameter: Similarity.Parameter? = required("parameter", section) { $0.word($1, $2) }
    let mayFail =
      section["mayFail"] == nil ? 0 : optional("mayFail", section) { $0.integer($1, $2, from: 0, to: 10_000) }
    guard let parameter else { return nil }
    if let model = context.model, let reason = Self.lacks(parameter, model), let entry = section["parameter"] {
      error("E_DOSE_RESPONSE", at: entry.value.place, "\(reason); judge another parameter")
      return nil
    }
    let isOneSided = parameter == .nonparallelism
    let (own, foreign) = isOneSided ? ("limit", "limits") : ("limits", "limit")
    if let entry = section[foreign] {
      error(
        "E_KEY_UNKNOWN", at: entry.keyPlace,
        isOneSided
          ? "the sum of squares of non-parallelism has an upper limit only; write limit: and one number"
          : "a ratio has two limits; write limits: [lower, upper]")
      return nil
    }
    if isOneSided {
      guard
        let limit = required(own, section, { $0.upperLimit($1, $2, of: "a sum of squares") }), let mayFail
      else { return nil }
      return Similarity(parameter: parameter, lower: nil, upper: limit, mayFail: mayFail)
    }
    guard let limits = required(own, section, { $0.limitsOfRatio($1, $2) }), let mayFail else { return nil }
    return Similarity(parameter: parameter, lower: limits.lower, upper: limits.upper, mayFail: mayFail)
  }

  private static func lacks(_ parameter: Similarity.Parameter, _ model: DoseResponse.Model) -> String? {
    switch (model, parameter) {
    case (.parallelLine, .lowerAsymptote), (.parallelLine, .upperAsymptote), (.slopeRatio, .lowerAsymptote),
      (.slopeRatio, .upperAsymptote):
      "straight lines have no asymptotes"
    case (.slopeRatio, .slope): "the ratio of slopes is the potency itself in a slope-ratio assay"
    case (.slopeRatio, .nonparallelism): "the lines of a slope-ratio assay are not parallel"
    default: nil
    }
  }

  mutating func dilutionLinearity(
    _ section: Section, _ context: CriterionContext, _ scope: Criterion.Scope?
  ) -> DilutionLinearityLimits? {
    if context.scale == .linear, let entry = section["kind"] {
      error(
        "E_SCALE", at: entry.value.place,
        "dilution-linearity is the slope of ln measured on ln nominal and belongs to the log scale; write scale: log")
    }
    refuseLevels(section, scope, "dilution-linearity is one slope over all levels; write scope: pooled or each-sample")
    if scope == .eachSample, let entry = section["scope"] {
      error(
        "E_SCOPE", at: entry.value.place, "dilution-linearity is one slope over all levels; write scope: pooled")
    }
    return required("limits", section) { $0.limitsOfRatio($1, $2) }.map { DilutionLinearityLimits(limits: $0) }
  }

  private mutating func refuseLevels(_ section: Section, _ scope: Criterion.Scope?, _ message: String) {
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

// MARK: - Files of readings

extension Reader {
  /// The mapping of a file of an attribute's readings: what `data` says with the columns of `doseResponse`.
  ///
  /// - Parameter own: roles whose columns the source names itself.
  mutating func plateMapping(
    _ base: Mapping, _ doseResponse: DoseResponse, own: [Role], at place: SourceLocation
  ) -> Mapping {
    var mapping = base
    if base.layout != .long {
      error("E_LAYOUT", at: place, "a file of dose-response readings has the layout long: one row a well")
    }
    // The preparation is the sample, the response the value, and potencies are in the attribute's unit.
    for role in [Role.sample, .value, .unit] where !own.contains(role) { mapping.columns[role] = nil }
    for (role, header) in doseResponse.columns where !own.contains(role) { mapping.columns[role] = header }
    for role in Role.allCases {
      guard let header = mapping.columns[role],
        let twin = Role.allCases.first(where: { $0.index(before: role) && mapping.columns[$0] == header })
      else { continue }
      error(
        "E_COLUMN", at: place,
        "the column \(quoted(header)) is given to \(twin.rawValue) and, with the columns of doseResponse, to "
          + "\(role.rawValue); a column has one meaning")
    }
    mapping.plates = doseResponse.plates
    return mapping
  }
}

extension Role {
  /// Whether it stands before another in the order of roles.
  fileprivate func index(before other: Role) -> Bool {
    guard let a = Role.allCases.firstIndex(of: self), let b = Role.allCases.firstIndex(of: other) else { return false }
    return a < b
  }
}
