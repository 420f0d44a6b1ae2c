public import Notation

extension StandardsLedger {
  /// The only schema of a ledger that this version reads.
  static let schema = "methodtransfer/standards/1"

  /// Reads a ledger of standards that is a file of its own, in YAML: `schema` and `standards`.
  ///
  /// - Throws: ``Rejection`` with every fault that was found, each located by line and column.
  public init(yaml text: String, file: String) throws(Rejection) {
    let (root, problems) = try YAMLComposition.read(text, file: file)
    var reader = Reader()
    reader.take(problems)
    let read = reader.ledger(root, file: file)
    guard !reader.hasErrors, let read else { throw Rejection(reader.sortedProblems) }
    self = read
  }
}

/// Standards, each with the one that it was measured against.
extension Reader {
  private static let standardKeys = [
    "id", "lot", "comparator", "value", "unit", "rule", "ratio", "standardUncertainty", "degreesOfFreedom", "date",
    "provisional", "correlations",
  ]

  mutating func ledger(_ root: YAMLNode, file: String) -> StandardsLedger? {
    guard let section = section(root, "the ledger of standards", keys: ["schema", "standards"]) else { return nil }
    _ = required("schema", section) { reader, node, name -> Bool? in
      guard node.scalar != StandardsLedger.schema else { return true }
      reader.error(
        "E_SCHEMA", at: node.place,
        "\(name) is \(node.described), expected \(StandardsLedger.schema), which this version reads")
      return nil
    }
    return required("standards", section) { $0.standards($1, $2) }
      .map { StandardsLedger(standards: $0.standards, file: file) }
  }

  mutating func standards(_ node: YAMLNode, _ name: String) -> StandardsLedger? {
    guard let nodes = list(node, name, of: "standards"), let standards = each(nodes, { $0.standard($1) }) else {
      return nil
    }
    var isGood = standardsAreDistinct(standards)
    isGood = isGood && standardsAreLinked(standards)
    guard isGood else { return nil }
    let ledger = StandardsLedger(standards: standards, file: nil)
    for standard in standards { isGood = valueIsConsistent(standard, in: ledger) && isGood }
    return isGood ? ledger : nil
  }

  private mutating func standard(_ node: YAMLNode) -> Standard? {
    guard let section = section(node, "standard", keys: Self.standardKeys) else { return nil }
    let id = title("id", section, isName: true)
    let lot = optional("lot", section) { $0.name($1, $2) }
    let comparator = optional("comparator", section) { $0.name($1, $2) }
    let value = required("value", section) { $0.positive($1, $2) }
    let unit = optional("unit", section) { $0.name($1, $2) }
    let isPrimary = section["comparator"] == nil
    if isPrimary {
      for key in ["rule", "ratio"] {
        guard let entry = section[key] else { continue }
        error(
          "E_STANDARD", at: entry.keyPlace,
          "the standard \(id.map { quoted($0) } ?? "here") has a \(key) but no comparator; name the standard that it was "
            + "measured against, or leave \(key) out for a primary, whose value defines the unit")
      }
    }
    let rule: Standard.Rule? =
      isPrimary ? nil : required("rule", section) { $0.word($1, $2) }
    let ratio = isPrimary ? nil : optional("ratio", section) { $0.positive($1, $2) }
    if rule == .equivalence, section["ratio"] == nil {
      missing(
        "ratio", in: section,
        ": under the rule equivalence the comparator's value was carried over, but the measured ratio enters the drift; "
          + "write the ratio that was measured, this standard over its comparator")
    }
    let uncertainty: ExactDecimal?
    if isPrimary, section["standardUncertainty"] == nil {
      // It defines the unit.
      uncertainty = ExactDecimal(0)
    } else if section["standardUncertainty"] == nil {
      missing(
        "standardUncertainty", in: section,
        ": it is the standard uncertainty of the ln of the measured ratio (0.01 is 1 %), which the chain carries on")
      uncertainty = nil
    } else {
      uncertainty = optional("standardUncertainty", section) { $0.uncertainty($1, $2, mayBeZero: isPrimary) }
    }
    let freedom: Double?
    if section["degreesOfFreedom"] != nil {
      freedom = optional("degreesOfFreedom", section) { $0.freedom($1, $2) }
    } else if isPrimary {
      freedom = .infinity
    } else {
      missing(
        "degreesOfFreedom", in: section,
        ": those of the standard uncertainty (runs less one, in a simple study), or the word infinite where it is taken as known"
      )
      freedom = nil
    }
    let date = optional("date", section) { $0.calendarDate($1, $2) }
    let provisional = section["provisional"] == nil ? false : optional("provisional", section) { $0.flag($1, $2) }
    let correlations =
      section["correlations"] == nil ? [] : optional("correlations", section) { $0.correlations($1, $2) }
    guard let id, let value, let uncertainty, let freedom, let provisional, let correlations, isPrimary || rule != nil,
      section["comparator"] == nil || comparator != nil, section["ratio"] == nil || ratio != nil || isPrimary
    else { return nil }
    return Standard(
      id: id, lot: lot, comparator: comparator, value: value, unit: unit, rule: rule, ratio: ratio,
      standardUncertainty: uncertainty.double, degreesOfFreedom: freedom, date: date, provisional: provisional,
      correlations: correlations, location: section.place)
  }

  private mutating func uncertainty(_ node: YAMLNode, _ name: String, mayBeZero: Bool) -> ExactDecimal? {
    guard let value = number(node, name) else { return nil }
    guard value.isPositive || value.isZero && mayBeZero else {
      error(
        "E_RANGE", at: node.place,
        "\(name) is \(node.scalar ?? ""), expected a number above 0: a measured ratio is never without uncertainty")
      return nil
    }
    guard value < ExactDecimal(1) else {
      error(
        "E_RANGE", at: node.place,
        "\(name) is \(node.scalar ?? ""), but it is that of ln ratio, so 1 % is 0.01; one of 100 % or more cannot be meant"
      )
      return nil
    }
    return value
  }

  private mutating func freedom(_ node: YAMLNode, _ name: String) -> Double? {
    if node.scalar == "infinite" { return .infinity }
    return positive(node, name)?.double
  }

  private mutating func correlations(_ node: YAMLNode, _ name: String) -> [Standard.Correlation]? {
    guard case .mapping(let entries) = node.content else {
      error(
        "E_TYPE", at: node.place,
        "\(name) is \(node.described), expected a mapping from another standard to the correlation of the two errors, such as {RS-02: -0.5}"
      )
      return nil
    }
    var found: [Standard.Correlation] = []
    for entry in entries {
      guard let value = number(entry.value, "the correlation with \(quoted(entry.key))") else { return nil }
      guard value.double > -1, value.double < 1 else {
        error(
          "E_RANGE", at: entry.value.place,
          "the correlation with \(quoted(entry.key)) is \(entry.value.scalar ?? ""), expected a number between -1 and 1"
        )
        return nil
      }
      found.append(Standard.Correlation(other: entry.key, value: value.double))
    }
    return found
  }

  /// A day of the calendar, as 2026-01-05.
  private mutating func calendarDate(_ node: YAMLNode, _ name: String) -> String? {
    let text = node.scalar ?? ""
    let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
    let lengths = text.split(separator: "-", omittingEmptySubsequences: false).map(\.count)
    let days = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard lengths == [4, 2, 2], parts.count == 3, (1...12).contains(parts[1]),
      (1...days[max(0, parts[1] - 1)]).contains(parts[2]), parts[0] > 0,
      parts[1] != 2 || parts[2] < 29 || parts[0] % 4 == 0 && (parts[0] % 100 != 0 || parts[0] % 400 == 0)
    else {
      error("E_TYPE", at: node.place, "\(name) is \(node.described), expected a day such as 2026-01-05")
      return nil
    }
    return text
  }

  // MARK: - What the standards must agree in

  /// One id, one lot, one value.
  private mutating func standardsAreDistinct(_ standards: [Standard]) -> Bool {
    var isGood = true
    for (index, standard) in standards.enumerated() {
      let line = { (other: Standard) in other.location.line.map { "line \($0)" } ?? "another place" }
      if let twin = standards[..<index].first(where: { $0.id == standard.id }) {
        error(
          "E_STANDARD_TWICE", at: standard.location,
          "the standard \(quoted(standard.id)) stands on \(line(twin)) already, with the value \(twin.value) and here \(standard.value); "
            + "a standard has one value: keep the entry that holds")
        isGood = false
      } else if let lot = standard.lot, let twin = standards[..<index].first(where: { $0.lot == lot }) {
        error(
          "E_STANDARD_TWICE", at: standard.location,
          "the lot \(quoted(lot)) is that of \(quoted(twin.id)) (\(line(twin)), value \(twin.value)) and of \(quoted(standard.id)) "
            + "(value \(standard.value)); a lot has one value: keep the entry that holds")
        isGood = false
      } else if let twin = standards[..<index].first(where: { $0.lot == standard.id || $0.id == standard.lot }),
        standard.id != standard.lot
      {
        error(
          "E_STANDARD_TWICE", at: standard.location,
          "the name \(quoted(twin.lot == standard.id ? standard.id : twin.id)) is an id of one standard and the lot of another "
            + "(\(line(twin))); give them names that nobody confuses")
        isGood = false
      }
    }
    return isGood
  }

  /// No gap, no loop, one unit along each chain, and correlations with standards that are there.
  private mutating func standardsAreLinked(_ standards: [Standard]) -> Bool {
    var isGood = true
    let ids = standards.map(\.id)
    for standard in standards {
      guard let comparator = standard.comparator else { continue }
      if comparator == standard.id {
        error(
          "E_STANDARD_LOOP", at: standard.location,
          "the standard \(quoted(standard.id)) is its own comparator; name the standard that it was measured against")
        isGood = false
      } else if !ids.contains(comparator) {
        error(
          "E_STANDARD_GAP", at: standard.location,
          "the chain has a gap: \(quoted(standard.id)) was measured against \(quoted(comparator)), which is not among the standards"
            + "\(Spelling.hint(comparator, among: ids)); add it, with its own comparator, back to the primary")
        isGood = false
      }
    }
    guard isGood else { return false }
    var told: Set<String> = []
    for standard in standards where !told.contains(standard.id) {
      var walk = [standard.id]
      var next = standard.comparator
      while let id = next, !walk.contains(id) {
        walk.append(id)
        next = standards.first { $0.id == id }?.comparator
      }
      guard let back = next, let start = walk.firstIndex(of: back) else { continue }
      let loop = walk[start...] + [back]
      if told.isDisjoint(with: loop) {
        let place = standards.first { $0.id == back }?.location ?? standard.location
        error(
          "E_STANDARD_LOOP", at: place,
          "the chain runs in a loop: \(loop.map { quoted($0) }.joined(separator: " was measured against ")); one of them is a "
            + "primary, which has no comparator")
      }
      told.formUnion(loop)
      isGood = false
    }
    guard isGood else { return false }
    for standard in standards {
      if let comparator = standard.comparator, let other = standards.first(where: { $0.id == comparator }),
        let unit = standard.unit, let its = other.unit, unit != its
      {
        error(
          "E_STANDARD_UNIT", at: standard.location,
          "the value of \(quoted(standard.id)) is in \(quoted(unit)), that of its comparator \(quoted(other.id)) in \(quoted(its)); "
            + "nothing is converted: give all values of a chain in one unit")
        isGood = false
      }
      for correlation in standard.correlations {
        if correlation.other == standard.id || !ids.contains(correlation.other) {
          error(
            "E_STANDARD", at: standard.location,
            correlation.other == standard.id
              ? "the standard \(quoted(standard.id)) is correlated with itself; name another one"
              : "the correlation of \(quoted(standard.id)) is with \(quoted(correlation.other)), which is not among the standards"
                + Spelling.hint(correlation.other, among: ids))
          isGood = false
        } else if let back = standards.first(where: { $0.id == correlation.other })?.correlations
          .first(where: { $0.other == standard.id }), back.value != correlation.value
        {
          error(
            "E_STANDARD", at: standard.location,
            "the correlation of \(quoted(standard.id)) with \(quoted(correlation.other)) is \(correlation.value) here and \(back.value) there; "
              + "it is one figure: say it once")
          isGood = false
        }
      }
      if let date = standard.date, let comparator = standard.comparator,
        let before = standards.first(where: { $0.id == comparator })?.date, date < before
      {
        warn(
          "W_STANDARD_DATE", at: standard.location,
          "\(quoted(standard.id)) has the date \(date), before that of its comparator \(quoted(comparator)), \(before)")
      }
    }
    return isGood
  }

  /// The value is what the rule makes of the comparator's and of the ratio, as far as the digits go that are written.
  private mutating func valueIsConsistent(_ standard: Standard, in ledger: StandardsLedger) -> Bool {
    guard let comparator = standard.comparator.flatMap({ ledger[$0] }), let rule = standard.rule else { return true }
    switch rule {
    case .equivalence:
      guard standard.value != comparator.value else { return true }
      error(
        "E_STANDARD_VALUE", at: standard.location,
        "under the rule equivalence \(quoted(standard.id)) carries over the value of \(quoted(comparator.id)), \(comparator.value), "
          + "but its value is \(standard.value); write that value, or rule: offset")
      return false
    case .offset:
      guard let ratio = standard.ratio else { return true }
      let expected = comparator.value.double * ratio.double
      let room =
        standard.value.unitOfLastPlace / 2 + comparator.value.double * ratio.unitOfLastPlace / 2 + expected * 1e-12
      guard (standard.value.double - expected).magnitude > room else { return true }
      error(
        "E_STANDARD_VALUE", at: standard.location,
        "under the rule offset \(quoted(standard.id)) has its comparator's value times the ratio, \(comparator.value) × \(ratio) = \(expected), "
          + "but its value is \(standard.value); correct the figure that is wrong")
      return false
    }
  }
}

extension ExactDecimal {
  /// One in the last digit that is written.
  fileprivate var unitOfLastPlace: Double { ExactDecimal(significand: 1, exponent: Int(exponent)).double }
}
