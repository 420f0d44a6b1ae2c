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
  ) -> [Role: ColumnContent]? {
    let others = Role.allCases.filter {
      ![.attribute, .sample, .value, .unit, .qualifier, .preparation, .dose].contains($0)
    }
    let words = ["preparation", "dose", "response"] + others.map { $0.rawValue }
    guard let section = section(node, name, keys: words) else { return nil }
    var columns: [Role: ColumnContent] = [:]
    var taken: [String: String] = [:]
    var isGood = true
    for entry in section.entries {
      guard let role = entry.key == "response" ? .value : Role(rawValue: entry.key),
        let contents = columnContents(entry.value, of: role, called: entry.key, Names(laboratories: [], attributes: []))
      else {
        isGood = false
        continue
      }
      if !keep(contents, of: entry.key, at: entry, in: &columns, &taken) { isGood = false }
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
            + Spelling.list(groupings.map { $0.rawValue }, "and"))
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
    for (role, content) in doseResponse.columns where !own.contains(role) { mapping.columns[role] = content }
    for role in Role.allCases {
      guard let header = mapping.columns[role]?.plainHeader,
        let twin = Role.allCases.first(where: { $0.index(before: role) && mapping.columns[$0]?.plainHeader == header })
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
