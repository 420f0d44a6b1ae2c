internal import AssayData
internal import Notation

/// What a bridging study has beside other studies: the comparison, its laboratories, and rules that its parts must agree in.
extension Reader {
  mutating func comparison(_ node: YAMLNode, _ name: String) -> Comparison? {
    let keys = ["current", "candidate", "rule", "consensus", "provisional"]
    guard let section = section(node, name, keys: keys) else { return nil }
    let current = required("current", section) { $0.name($1, $2) }
    let candidate = required("candidate", section) { $0.name($1, $2) }
    let rule: Standard.Rule?
    if section["rule"] == nil {
      missing(
        "rule", in: section,
        ": which rule decides the value of the candidate has no default; write equivalence (the current value is carried over "
          + "when the ratio is shown to lie inside limits) or offset (the candidate is given the value that is measured)"
      )
      rule = nil
    } else {
      rule = optional("rule", section) { $0.word($1, $2) }
    }
    let consensus: Comparison.Consensus? = optional("consensus", section) { $0.word($1, $2) }
    let provisional = section["provisional"] == nil ? false : optional("provisional", section) { $0.flag($1, $2) }
    guard let current, let candidate, let rule, let provisional, section["consensus"] == nil || consensus != nil else {
      return nil
    }
    guard current != candidate else {
      error(
        "E_STANDARD", at: section["candidate"]?.value.place ?? section.place,
        "current and candidate are both \(quoted(current)); a standard is not compared with itself")
      return nil
    }
    return Comparison(
      current: current, candidate: candidate, rule: rule, consensus: consensus, provisional: provisional,
      location: section.place)
  }

  /// `laboratories` of a bridging study, or `sending` and `receiving`, which are read as the same list.
  mutating func bridgingLaboratories(_ root: Section) -> (sending: String, receiving: [String])? {
    guard let entry = root["laboratories"] else {
      guard root["sending"] != nil || root["receiving"] != nil else {
        missing(
          "laboratories", in: root,
          ": name the laboratory or laboratories that compare the standards, such as laboratories: [Site A]")
        return nil
      }
      if root["receiving"] == nil {
        return required("sending", root) { $0.name($1, $2) }.map { ($0, []) }
      }
      return laboratories(root)
    }
    for key in ["sending", "receiving"] {
      guard let other = root[key] else { continue }
      error(
        "E_LABS", at: other.keyPlace,
        "\(key) stands beside laboratories, which names all that take part; leave one of the two out")
    }
    var nodes = [entry.value]
    if case .list = entry.value.content {
      guard let items = list(entry.value, "laboratories", of: "laboratories") else { return nil }
      nodes = items
    }
    guard nodes.count <= Self.laboratoryLimit else {
      error(
        "E_LIMIT", at: entry.value.place,
        "laboratories names \(nodes.count), beyond the limit of \(Self.laboratoryLimit)")
      return nil
    }
    var seen: [String] = []
    let names = each(nodes) { reader, node -> String? in
      guard let name = reader.name(node, "laboratory") else { return nil }
      defer { seen.append(name) }
      guard let twin = seen.first(where: { likeness($0) == likeness(name) }) else { return name }
      reader.error(
        "E_LABS", at: node.place,
        twin == name
          ? "the laboratory \(quoted(name)) is named twice"
          : "the laboratory \(quoted(name)) differs only by case or blanks from \(quoted(twin)); name them so that nobody confuses them"
      )
      return nil
    }
    guard let names, let first = names.first else { return nil }
    return (first, Array(names.dropFirst()))
  }

  /// What the parts of a protocol must agree in, bridging study or not, as far as they could be read.
  mutating func checkStandards(
    _ study: Study, laboratories: Int?, _ comparison: Comparison?, _ standards: StandardsLedger?,
    _ attributes: [Attribute], in root: Section
  ) {
    guard study.kind == .bridging else {
      for key in ["comparison", "laboratories"] {
        guard let entry = root[key] else { continue }
        error(
          "E_BRIDGING", at: entry.keyPlace,
          "\(key) belongs to a study of the kind bridging, and this one is \(study.kind.rawValue)"
            + (key == "laboratories" ? ", which names its laboratories under sending and receiving" : "; leave it out"))
      }
      for criterion in attributes.flatMap({ $0.criteria }) where criterion.facts.isOfBridging {
        error(
          "E_BRIDGING", at: criterion.location,
          "\(quoted(criterion.id)) is of the kind \(criterion.kindName), which judges the value of a standard in a study of the kind bridging"
        )
      }
      return
    }
    guard attributes.count == 1, let attribute = attributes.first else {
      error(
        "E_BRIDGING", at: root["attributes"]?.value.place ?? root.place,
        "a bridging study gives a standard one value, so it has one attribute, not \(attributes.count); make a protocol for each"
      )
      return
    }
    if let comparison {
      checkComparison(comparison, standards, attribute, laboratories: laboratories, in: root)
    } else if root["comparison"] == nil {
      missing(
        "comparison", in: root,
        ": say which standards are compared, such as comparison: {current: RS-03, candidate: RS-04, rule: offset}")
    }
    checkBridged(attribute, comparison, in: root)
  }

  private mutating func checkComparison(
    _ comparison: Comparison, _ standards: StandardsLedger?, _ attribute: Attribute, laboratories: Int?,
    in root: Section
  ) {
    let node = root["comparison"]?.value
    func place(_ key: String) -> SourceLocation { node?[key]?.place ?? comparison.location }
    guard let standards else {
      if root["standards"] == nil {
        missing(
          "standards", in: root,
          ": the value of the current standard and its chain back to the primary stand there (or in a ledger, --standards); a "
            + "current standard that is itself the primary is one entry: standards: [{id: \(comparison.current), value: 1.0}]"
        )
      }
      return
    }
    if standards[comparison.current] == nil {
      let byLot = standards.standard(named: comparison.current)?.id
      error(
        "E_STANDARD_UNKNOWN", at: place("current"),
        "the current standard \(quoted(comparison.current)) is not among the standards"
          + (byLot.map { "; that is the lot of \(quoted($0)): write current: \($0)" }
            ?? "; add it with its value, so that the candidate's can be carried back to the primary"
            + Spelling.hint(comparison.current, among: standards.standards.map { $0.id })))
    }
    if let known = standards.standard(named: comparison.candidate) {
      error(
        "E_STANDARD_TWICE", at: place("candidate"),
        "the candidate \(quoted(comparison.candidate)) is among the standards already"
          + "\(known.location.line.map { " (line \($0)\(standards.file.map { " of \($0)" } ?? ""))" } ?? ""), with the value \(known.value); a lot has "
          + "one value: name a lot that has none, or take the entry out if it was a plan")
    }
    if let current = standards[comparison.current], let unit = current.unit, attribute.isInUnitOfStandards,
      unit != attribute.unitOfMeasurement
    {
      error(
        "E_STANDARD_UNIT", at: root["attributes"]?.value.items.first?["unit"]?.place ?? comparison.location,
        "results are in \(quoted(attribute.unitOfMeasurement)), the value of \(quoted(current.id)) is in \(quoted(unit)); nothing is converted: "
          + "report in one unit, in %, or as a ratio")
    }
    // Where they could not be read, that is the fault to mend.
    guard let laboratories else { return }
    if laboratories > 1, comparison.consensus == nil {
      let words = Comparison.Consensus.allCases.map { $0.rawValue }
      error(
        "E_KEY_MISSING", at: comparison.location,
        "comparison has no consensus: how the ratios of several laboratories become one has no default; write one of "
          + Spelling.list(words))
    } else if laboratories == 1, comparison.consensus != nil {
      error(
        "E_BRIDGING", at: place("consensus"),
        "consensus says how the ratios of several laboratories become one, and one laboratory takes part; leave it out")
    }
  }

  /// What is judged from the ratio first, then what is judged from curves.
  private static let bridgingKinds =
    Criterion.Kind.doors.filter { $0.inBridging == .ratio }.map { $0.name }
    + Criterion.Kind.doors.filter { $0.inBridging == .curves }.map { $0.name }

  /// The attribute of a bridging study and its criteria.
  private mutating func checkBridged(_ attribute: Attribute, _ comparison: Comparison?, in root: Section) {
    let node = root["attributes"]?.value.items.first
    func place(_ key: String) -> SourceLocation { node?[key]?.place ?? node?.place ?? root.place }
    if attribute.scale != .log {
      error(
        "E_SCALE", at: place("scale"),
        "standards are compared by ln ratios, so the attribute of a bridging study has scale: log")
    }
    switch attribute.unitOfReplication {
    case .run, .day, .analyst: break
    case .sample, .result:
      error(
        "E_BRIDGING", at: place("unitOfReplication"),
        "the pairs of a bridging study are runs that hold both standards; unitOfReplication is run (or day or analyst), not \(attribute.unitOfReplication.rawValue)"
      )
    }
    for criterion in attribute.criteria {
      if !Self.bridgingKinds.contains(criterion.kindName) {
        error(
          "E_BRIDGING", at: criterion.location,
          "\(quoted(criterion.id)) is of the kind \(criterion.kindName), which compares laboratories; a bridging study has "
            + Spelling.list(Self.bridgingKinds))
      } else if criterion.scope != .pooled, !criterion.facts.isOfRuns {
        error(
          "E_SCOPE", at: criterion.location,
          "\(quoted(criterion.id)) has the scope \(criterion.scope.rawValue), but the candidate is one sample; write scope: pooled"
        )
      }
      let facts = criterion.facts
      if facts.ofStandard == .ratio, facts.variances == .pooled || facts.degreesOfFreedom != nil {
        error(
          "E_BRIDGING", at: criterion.location,
          "\(quoted(criterion.id)) names variances or degreesOfFreedom of two groups, but the standards are compared in pairs; leave them out"
        )
      }
    }
    guard let comparison else { return }
    let required = attribute.criteria.filter { $0.required }
    switch comparison.rule {
    case .equivalence:
      let ratios = required.filter { $0.facts.rule == .equivalence }
      if let first = ratios.first, ratios.allSatisfy({ $0.facts.isOneSided }) {
        error(
          "E_BRIDGING", at: first.location,
          "the rule equivalence carries a value over, so the ratio has to be shown to lie inside two limits; \(quoted(first.id)) has a direction, "
            + "which leaves one side open: leave direction out, or add a criterion with both")
      }
      guard ratios.isEmpty else { return }
      error(
        "E_BRIDGING", at: comparison.location,
        "the rule is equivalence, but no required criterion of the kind mean-ratio says inside which limits the ratio must be shown to lie; no limit is a default"
      )
    case .offset:
      guard !required.contains(where: { $0.facts.rule == .offset }) else { return }
      error(
        "E_BRIDGING", at: comparison.location,
        "the rule is offset, but no required criterion of the kind assigned-value says how well the value must be known; no limit is a default"
      )
    }
  }

}

extension Attribute {
  /// Whether its results are in the unit that values of standards are in: neither percent of a standard nor a ratio to it.
  public var isInUnitOfStandards: Bool {
    unitOfMeasurement != "%" && unitOfMeasurement != "ratio" && unitOfMeasurement != "1"
  }
}
