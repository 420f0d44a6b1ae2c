internal import Notation

/// The study, its laboratories, its readiness, what it was planned with, and its rules.
extension Reader {
  mutating func study(_ node: YAMLNode) -> Study? {
    guard let section = section(node, "study", keys: ["id", "title", "kind", "product", "method"]) else { return nil }
    let id = title("id", section, isName: true)
    let title = title("title", section, isName: false)
    let kind: Study.Kind? = required("kind", section) { $0.word($1, $2) }
    studyKind = kind
    let product = optional("product", section) { $0.name($1, $2) }
    let method = optional("method", section) { $0.name($1, $2) }
    guard let id, let title, let kind else { return nil }
    return Study(id: id, title: title, kind: kind, product: product, method: method)
  }

  /// The most laboratories that a study may have, the sender among them.
  static let laboratoryLimit = 50

  /// The sending laboratory and the receiving ones, all distinct.
  mutating func laboratories(_ root: Section) -> (sending: String, receiving: [String])? {
    let sending = required("sending", root) { $0.name($1, $2) }
    let receiving = required("receiving", root) { reader, node, name -> [String]? in
      var nodes = [node]
      if case .list = node.content {
        guard let items = reader.list(node, name, of: reader.words.groups) else { return nil }
        nodes = items
      }
      guard nodes.count < Self.laboratoryLimit else {
        reader.error(
          "E_LIMIT", at: node.place,
          "receiving names \(nodes.count) \(reader.words.groups), beyond the limit of \(Self.laboratoryLimit - 1)")
        return nil
      }
      var seen = sending.map { [($0, "sending")] } ?? []
      return reader.each(nodes) { reader, node in
        guard let laboratory = reader.name(node, reader.words.receivingGroup) else { return nil }
        defer { seen.append((laboratory, "receiving")) }
        guard let (twin, role) = seen.first(where: { likeness($0.0) == likeness(laboratory) }) else {
          return laboratory
        }
        reader.error(
          "E_LABS", at: node.place,
          twin == laboratory
            ? "the \(reader.words.group) \(quoted(laboratory)) is named as \(role) already; \(reader.words.each) has one part in a study"
            : "the \(reader.words.group) \(quoted(laboratory)) differs only by case or blanks from \(quoted(twin)) (\(role)); name them so that nobody confuses them"
        )
        return nil
      }
    }
    guard let sending, let receiving else { return nil }
    return (sending, receiving)
  }

  mutating func readiness(_ node: YAMLNode, _ name: String) -> [ReadinessItem]? {
    guard let nodes = list(node, name, of: "items", mayBeEmpty: true) else { return nil }
    return each(nodes) { reader, node in
      let keys = ["item", "owner", "done", "evidence"]
      guard let section = reader.section(node, "readiness item", keys: keys) else { return nil }
      let item = reader.required("item", section) { $0.text($1, $2) }
      let owner = reader.required("owner", section) { $0.name($1, $2) }
      let done = reader.required("done", section) { $0.flag($1, $2) }
      let evidence = reader.optional("evidence", section) { $0.text($1, $2) }
      guard let item, let owner, let done else { return nil }
      return ReadinessItem(item: item, owner: owner, done: done, evidence: evidence)
    }
  }

  mutating func planning(_ node: YAMLNode, _ name: String) -> Planning? {
    guard let section = section(node, name, keys: ["truth", "offset", "power", "simulations", "seed"]) else {
      return nil
    }
    let truth = required("truth", section) { $0.truth($1, $2) }
    let offset = optional("offset", section) { $0.number($1, $2) }
    let power = required("power", section) { reader, node, name -> Double? in
      guard let power = reader.number(node, name) else { return nil }
      guard Probability.isChance(power.double) else {
        reader.error(
          "E_RANGE", at: node.place,
          "power is \(node.scalar ?? ""), but it is a probability \(Probability.chanceWords)")
        return nil
      }
      return power.double
    }
    let simulations = required("simulations", section) { $0.integer($1, $2, from: 1, to: 100_000_000) }
    let seed = required("seed", section) { $0.seed($1, $2) }
    guard let truth, let power, let simulations, let seed else { return nil }
    return Planning(truth: truth, offset: offset?.double, power: power, simulations: simulations, seed: seed)
  }

  /// What one attribute assumes in place of the study's.
  mutating func attributePlanning(_ node: YAMLNode, _ name: String) -> Attribute.Planning? {
    guard let section = section(node, name, keys: ["truth", "offset"]) else { return nil }
    let truth = required("truth", section) { $0.truth($1, $2) }
    let offset = optional("offset", section) { $0.number($1, $2) }
    return truth.map { Attribute.Planning(truth: $0, offset: offset?.double) }
  }

  private mutating func truth(_ node: YAMLNode, _ name: String) -> Truth? {
    let keys = [
      "bias", "runSD", "repeatabilitySD", "sdRatio", "analystSD", "daySD", "runBySampleSD", "mean", "laboratorySD",
      "plates",
    ]
    guard let section = section(node, name, keys: keys) else { return nil }
    checkTruthKeys(section)
    let bias = required("bias", section) { $0.number($1, $2) }
    let runSD = required("runSD", section) { $0.standardDeviation($1, $2) }
    let repeatabilitySD = required("repeatabilitySD", section) { $0.standardDeviation($1, $2) }
    let sdRatio =
      isBridging && section["sdRatio"] == nil ? ExactDecimal(1) : required("sdRatio", section) { $0.positive($1, $2) }
    let analystSD = optional("analystSD", section) { $0.standardDeviation($1, $2) }
    let daySD = optional("daySD", section) { $0.standardDeviation($1, $2) }
    let runBySampleSD = optional("runBySampleSD", section) { $0.standardDeviation($1, $2) }
    let mean = optional("mean", section) { $0.positive($1, $2) }
    let laboratorySD = optional("laboratorySD", section) { $0.standardDeviation($1, $2) }
    let plates = optional("plates", section) { $0.plateTruth($1, $2) }
    guard let bias, let runSD, let repeatabilitySD, let sdRatio, section["plates"] == nil || plates != nil else {
      return nil
    }
    let truth = Truth(
      bias: bias.double, runSD: runSD.double, repeatabilitySD: repeatabilitySD.double, sdRatio: sdRatio.double,
      analystSD: analystSD?.double ?? 0, daySD: daySD?.double ?? 0, runBySampleSD: runBySampleSD?.double ?? 0,
      mean: mean, laboratorySD: laboratorySD?.double ?? 0, plates: plates)
    if truth.isConstant {
      error(
        "E_RANGE", at: section.place,
        "runSD and repeatabilitySD are both 0; results that never vary plan nothing: give at least one of them")
      return nil
    }
    return truth
  }

  /// In a bridging study every SD is that of the ln ratio of a pair, so that some keys have no meaning there; one has none
  /// elsewhere.
  private mutating func checkTruthKeys(_ section: Section) {
    if !isBridging, let entry = section["laboratorySD"] {
      error(
        "E_BRIDGING", at: entry.keyPlace,
        "laboratorySD is that of the true ratio of two standards between laboratories and belongs to a study of the kind bridging; "
          + "here the difference between two laboratories is bias")
    }
    guard isBridging else { return }
    for key in ["runBySampleSD", "mean", "plates"] {
      guard let entry = section[key] else { continue }
      error(
        "E_BRIDGING", at: entry.keyPlace,
        "in a bridging study every SD is that of the ln ratio of candidate over current, in which \(key) has no part; leave it out"
      )
    }
    if let entry = section["sdRatio"], let written = entry.value.scalar.flatMap({ Double($0) }), written != 1 {
      error(
        "E_BRIDGING", at: entry.value.place,
        "in a bridging study every SD is that of the ln ratio of candidate over current, so sdRatio is 1 or left out")
    }
  }

  mutating func standardDeviation(_ node: YAMLNode, _ name: String) -> ExactDecimal? {
    guard let value = number(node, name) else { return nil }
    guard value.isPositive || value.isZero else {
      error("E_RANGE", at: node.place, "\(name) is \(node.scalar ?? ""), but a standard deviation is not below 0")
      return nil
    }
    return value
  }

  mutating func positive(_ node: YAMLNode, _ name: String) -> ExactDecimal? {
    guard let value = number(node, name) else { return nil }
    guard value.isPositive else {
      error("E_RANGE", at: node.place, "\(name) is \(node.scalar ?? ""), expected a number above 0")
      return nil
    }
    return value
  }

  mutating func rules(_ node: YAMLNode, _ name: String) -> Rules? {
    let keys = ["rounding", "outliers", "repeats", "missingUnits", "surplusUnits", "invalidRuns"]
    guard let section = section(node, name, keys: keys) else { return nil }
    _ = optional("rounding", section) { $0.word($1, $2, among: ["judge-unrounded"]) }
    _ = optional("outliers", section) { $0.word($1, $2, among: ["report-only"]) }
    _ = optional("repeats", section) { $0.word($1, $2, among: ["refuse"]) }
    let missingUnits: Rules.OnGap? = optional("missingUnits", section) { $0.word($1, $2) }
    let invalidRuns: Rules.OnGap? = optional("invalidRuns", section) { $0.word($1, $2) }
    let surplusUnits: Rules.OnGap? = optional("surplusUnits", section) { $0.word($1, $2) }
    let usual = Rules.usual
    return Rules(
      missingUnits: missingUnits ?? usual.missingUnits, surplusUnits: surplusUnits ?? usual.surplusUnits,
      invalidRuns: invalidRuns ?? usual.invalidRuns)
  }
}

/// Names that a person would take for the same have the same likeness.
func likeness(_ name: String) -> String { name.lowercased().filter { !$0.isWhitespace } }
