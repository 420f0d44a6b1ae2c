public import Notation

extension StandardsLedger {
  /// The only schema of a ledger that this version reads.
  static let schema = "methodtransfer/standards/1"

  /// Reads a ledger of standards that is a file of its own, in YAML: `schema` and `standards`.
  ///
  /// - Throws: ``Rejection`` with every fault that was found and every warning, each located by line and column.
  public init(yaml text: String, file: String) throws(Rejection) {
    let (root, problems) = try YAMLComposition.read(text, file: file, what: "the ledger of standards")
    var reader = Reader()
    reader.take(problems)
    let read = reader.ledger(root)
    let found = reader.sortedProblems
    guard !reader.hasErrors, let read else { throw Rejection(found) }
    self.init(standards: read, file: file, warnings: found)
  }
}

/// Standards, each with the one that it was measured against.
extension Reader {
  private static let standardKeys = [
    "id", "lot", "comparator", "value", "unit", "rule", "ratio", "standardUncertainty", "degreesOfFreedom", "date",
    "provisional", "correlations",
  ]

  mutating func ledger(_ root: YAMLNode) -> [Standard]? {
    guard let section = section(root, "the ledger of standards", keys: ["schema", "standards"]) else { return nil }
    _ = required("schema", section) { reader, node, name -> Bool? in
      guard node.scalar != StandardsLedger.schema else { return true }
      reader.error(
        "E_SCHEMA", at: node.place,
        "\(name) is \(node.described), expected \(StandardsLedger.schema), which this version reads")
      return nil
    }
    return required("standards", section) { $0.standards($1, $2) }
  }

  mutating func standards(_ node: YAMLNode, _ name: String) -> [Standard]? {
    guard let nodes = list(node, name, of: "standards"), let placed = each(nodes, { $0.standard($1) }) else {
      return nil
    }
    return agree(placed) ? placed.map { $0.standard } : nil
  }

  /// A standard and the keys that it was read from, for messages.
  struct PlacedStandard {
    let standard: Standard
    let section: Section

    /// Where `key` is said, or the whole entry.
    func place(_ key: String) -> SourceLocation { section[key]?.value.place ?? section.place }
  }

  private mutating func standard(_ node: YAMLNode) -> PlacedStandard? {
    guard let unnamed = section(node, "standard", keys: Self.standardKeys) else { return nil }
    let id = title("id", unnamed, isName: true)
    let section = Section(
      name: id.map { "the standard \(quoted($0))" } ?? unnamed.name, place: unnamed.place, entries: unnamed.entries)
    let lot = optional("lot", section) { $0.name($1, $2) }
    let comparator = optional("comparator", section) { $0.name($1, $2) }
    let value = required("value", section) {
      $0.sizeOfStandard($1, $2, "give the values of the chain in another unit")
    }
    let unit = optional("unit", section) { $0.name($1, $2) }
    let isPrimary = section["comparator"] == nil
    let origin = isPrimary ? Origin() : origin(section)
    let uncertainty = standardUncertainty(section, isPrimary: isPrimary)
    let freedom = degreesOfFreedom(section, isPrimary: isPrimary)
    let date = optional("date", section) { $0.calendarDate($1, $2) }
    let provisional = section["provisional"] == nil ? false : optional("provisional", section) { $0.flag($1, $2) }
    let correlations =
      section["correlations"] == nil ? [] : optional("correlations", section) { $0.correlations($1, $2) }
    for key in ["rule", "ratio"] where isPrimary {
      guard let entry = section[key] else { continue }
      error(
        "E_STANDARD", at: entry.keyPlace,
        "\(section.name) has a \(key) but no comparator; name the standard that it was measured against, or leave "
          + "\(key) out for a primary, whose value defines the unit")
    }
    guard let id, let value, let origin, let uncertainty, let freedom, let provisional, let correlations,
      section["lot"] == nil || lot != nil, section["unit"] == nil || unit != nil,
      section["date"] == nil || date != nil, isPrimary || comparator != nil
    else { return nil }
    return PlacedStandard(
      standard: Standard(
        id: id, lot: lot, comparator: comparator, value: value, unit: unit, rule: origin.rule, ratio: origin.ratio,
        standardUncertainty: uncertainty, degreesOfFreedom: freedom, date: date, provisional: provisional,
        correlations: correlations, location: section.place),
      section: section)
  }

  /// How a value follows from the comparison; nothing for a primary.
  private struct Origin {
    var rule: Standard.Rule?
    var ratio: ExactDecimal?
  }

  /// A value or a ratio. Beyond these sizes the ends of an interval, or a product along a chain, would leave the range of
  /// numbers.
  private mutating func sizeOfStandard(_ node: YAMLNode, _ name: String, _ mend: String) -> ExactDecimal? {
    guard let value = positive(node, name) else { return nil }
    guard (1e-60...1e60).contains(value.double) else {
      error(
        "E_RANGE", at: node.place,
        "\(name) is \(node.scalar ?? ""), expected a number between 1e-60 and 1e60; \(mend)")
      return nil
    }
    return value
  }

  private mutating func origin(_ section: Section) -> Origin? {
    let ratio = optional("ratio", section) {
      $0.sizeOfStandard($1, $2, "it is that of this standard to its comparator, and mostly near 1")
    }
    guard section["rule"] != nil else {
      missing(
        "rule", in: section,
        ": how its value follows from its comparator's has no default; write equivalence (the value was carried over) or "
          + "offset (it was given the value that was measured)")
      return nil
    }
    guard let rule: Standard.Rule = optional("rule", section, { $0.word($1, $2) }) else { return nil }
    if rule == .equivalence, section["ratio"] == nil {
      missing(
        "ratio", in: section,
        ": under the rule equivalence the comparator's value was carried over, but the measured ratio enters the drift; "
          + "write the ratio that was measured, this standard over its comparator")
      return nil
    }
    guard section["ratio"] == nil || ratio != nil else { return nil }
    return Origin(rule: rule, ratio: ratio)
  }

  private mutating func standardUncertainty(_ section: Section, isPrimary: Bool) -> Double? {
    let key = "standardUncertainty"
    guard section[key] != nil else {
      // It defines the unit.
      if isPrimary { return 0 }
      missing(
        key, in: section,
        ": it is the standard uncertainty of the ln of the measured ratio (0.01 is 1 %), which the chain carries on")
      return nil
    }
    return optional(key, section) { reader, node, name -> Double? in
      guard let value = reader.number(node, name) else { return nil }
      guard value.isPositive || value.isZero && isPrimary else {
        reader.error(
          "E_RANGE", at: node.place,
          "\(name) is \(node.scalar ?? ""), expected a number "
            + (isPrimary
              ? "from 0 (0 where it defines the unit)" : "above 0: a measured ratio is never without uncertainty"))
        return nil
      }
      guard value < ExactDecimal(1) else {
        reader.error(
          "E_RANGE", at: node.place,
          "\(name) is \(node.scalar ?? ""), but it is that of \(isPrimary ? "ln value" : "ln ratio"), so 1 % is 0.01; one "
            + "of 100 % or more cannot be meant")
        return nil
      }
      return value.double
    }
  }

  private mutating func degreesOfFreedom(_ section: Section, isPrimary: Bool) -> Double? {
    let key = "degreesOfFreedom"
    guard section[key] != nil else {
      if isPrimary { return .infinity }
      missing(
        key, in: section,
        ": those of the standard uncertainty (runs less one, in a simple study), or the word infinite where it is taken "
          + "as known")
      return nil
    }
    return optional(key, section) { reader, node, name -> Double? in
      if node.scalar == "infinite" { return .infinity }
      guard let value = reader.number(node, name) else { return nil }
      guard value >= ExactDecimal(1) else {
        reader.error(
          "E_RANGE", at: node.place, "\(name) is \(node.scalar ?? ""), expected a number from 1, or the word infinite")
        return nil
      }
      return value.double
    }
  }

  private mutating func correlations(_ node: YAMLNode, _ name: String) -> [Standard.Correlation]? {
    guard case .mapping(let entries) = node.content else {
      error(
        "E_TYPE", at: node.place,
        "\(name) is \(node.described), expected a mapping from another standard to the correlation of the two errors, "
          + "such as {RS-02: -0.5}")
      return nil
    }
    var found: [Standard.Correlation] = []
    for entry in entries {
      guard let value = number(entry.value, "the correlation with \(quoted(entry.key))") else { continue }
      guard value.double > -1, value.double < 1 else {
        error(
          "E_RANGE", at: entry.value.place,
          "the correlation with \(quoted(entry.key)) is \(entry.value.scalar ?? ""), expected a number between -1 and 1"
        )
        continue
      }
      found.append(Standard.Correlation(other: entry.key, value: value.double))
    }
    return found.count == entries.count ? found : nil
  }

  /// A day of the calendar, as 2026-01-05.
  private mutating func calendarDate(_ node: YAMLNode, _ name: String) -> String? {
    let text = node.scalar ?? ""
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    let isDigits = text.utf8.allSatisfy { $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) }
    let numbers = parts.compactMap { Int($0) }
    let days = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard isDigits, parts.map({ $0.utf8.count }) == [4, 2, 2], numbers.count == 3, numbers[0] > 0,
      (1...12).contains(numbers[1]), (1...days[numbers[1] - 1]).contains(numbers[2]),
      numbers[1] != 2 || numbers[2] < 29 || numbers[0] % 4 == 0 && (numbers[0] % 100 != 0 || numbers[0] % 400 == 0)
    else {
      error("E_TYPE", at: node.place, "\(name) is \(node.described), expected a day such as 2026-01-05")
      return nil
    }
    return text
  }
}
