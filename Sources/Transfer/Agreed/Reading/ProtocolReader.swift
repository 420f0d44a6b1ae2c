internal import AssayData
public import Notation

extension TransferProtocol {
  /// The only schema that this version reads.
  static let schema = "methodtransfer/protocol/1"

  /// Reads a protocol from YAML (or JSON, being YAML).
  ///
  /// - Parameters:
  ///   - text: the whole file, at most 1 MiB.
  ///   - file: its name without folders, for messages.
  ///   - standards: a ledger that is a file of its own, in place of the protocol's section; its warnings are passed on.
  /// - Throws: ``Rejection`` with every fault that was found and every warning, each located by line and column, by place.
  public init(yaml text: String, file: String, standards: StandardsLedger? = nil) throws(Rejection) {
    let (root, problems) = try YAMLComposition.read(text, file: file)
    var reader = Reader()
    reader.take(problems)
    let read = reader.whole(root, standards)
    let found = reader.sortedProblems
    guard !reader.hasErrors, let read else { throw Rejection(found) }
    self.init(
      study: read.study, sending: read.sending, receiving: read.receiving, readiness: read.readiness,
      planning: read.planning, standards: read.standards, comparison: read.comparison, data: read.data,
      sources: read.sources, rules: read.rules, attributes: read.attributes,
      warnings: (standards?.warnings ?? []) + found)
  }
}

/// The whole of a protocol.
extension Reader {
  private static let rootKeys = [
    "schema", "study", "sending", "receiving", "laboratories", "readiness", "planning", "standards", "comparison",
    "data", "sources", "rules", "attributes",
  ]

  private static let refusedRootKeys = [
    (
      key: "doseResponse",
      message: "doseResponse says how one attribute's potencies are computed; write it under that attribute"
    )
  ]

  mutating func whole(_ root: YAMLNode, _ ledger: StandardsLedger? = nil) -> TransferProtocol? {
    guard let section = section(root, "the protocol", keys: Self.rootKeys, refused: Self.refusedRootKeys) else {
      return nil
    }
    _ = required("schema", section) { reader, node, name -> Bool? in
      guard node.scalar != TransferProtocol.schema else { return true }
      reader.error(
        "E_SCHEMA", at: node.place,
        "\(name) is \(node.described), expected \(TransferProtocol.schema), which this version reads")
      return nil
    }
    let study = required("study", section) { reader, node, _ in reader.study(node) }
    let laboratories =
      isBridging || section["laboratories"] != nil && section["sending"] == nil
      ? bridgingLaboratories(section) : laboratories(section)
    self.laboratories = laboratories.map { [$0.sending] + $0.receiving }
    let readiness = section["readiness"] == nil ? [] : optional("readiness", section) { $0.readiness($1, $2) }
    let planning = optional("planning", section) { $0.planning($1, $2) }
    let ownStandards = optional("standards", section) { $0.standards($1, $2) }
      .map { StandardsLedger(standards: $0, file: nil) }
    if ledger != nil, let entry = section["standards"] {
      error(
        "E_STANDARD", at: entry.keyPlace,
        "the protocol has standards of its own, and a ledger is given beside it (--standards); keep one of the two")
    }
    let standards = ledger ?? ownStandards
    let comparison = optional("comparison", section) { $0.comparison($1, $2) }
    let rules = section["rules"] == nil ? .usual : optional("rules", section) { $0.rules($1, $2) }
    let attributes = required("attributes", section) { $0.attributes($1, $2) }
    let names = Names(
      laboratories: laboratories.map { [$0.sending] + $0.receiving } ?? [], attributes: attributes?.map { $0.id } ?? [])
    let dataSection = required("data", section) { $0.dataSection($1, $2) }
    var data = dataSection.flatMap { mapping($0, names) }
    var sources =
      section["sources"] == nil ? [] : optional("sources", section) { $0.sources($1, $2, base: dataSection, names) }
    if let attributes, let dataSection { assignPlates(&data, &sources, attributes, dataSection) }
    if let attributes, let sources {
      checkRoles(data, dataSection, sources, attributes)
    }
    if let study, let attributes {
      checkStandards(
        study, laboratories: laboratories.map { 1 + $0.receiving.count }, comparison, standards, attributes, in: section
      )
      checkReferences(
        study, laboratories.map { [$0.sending] + $0.receiving }, standards, attributes, in: section)
    }
    guard let study, let laboratories, let readiness, let rules, let attributes, let data, let sources,
      section["standards"] == nil || standards != nil
    else { return nil }
    return TransferProtocol(
      study: study, sending: laboratories.sending, receiving: laboratories.receiving, readiness: readiness,
      planning: planning, standards: standards, comparison: comparison, data: data, sources: sources.map { $0.source },
      rules: rules, attributes: attributes, warnings: []
    )
  }

  /// Files of an attribute with `doseResponse` hold its readings.
  private mutating func assignPlates(
    _ data: inout Mapping?, _ sources: inout [PlacedSource]?, _ attributes: [Attribute], _ section: Section
  ) {
    let place = section["columns"]?.value.place ?? section.place
    guard attributes.contains(where: { $0.doseResponse != nil }) else {
      for mapping in [data].compactMap({ $0 }) + (sources ?? []).map({ $0.source.mapping }) {
        guard let role = Role.ofPlates.first(where: { mapping.columns[$0] != nil }) else { continue }
        error(
          "E_DOSE_RESPONSE", at: place,
          "columns names \(role.rawValue), a role of dose-response readings, but no attribute has doseResponse")
        return
      }
      return
    }
    if attributes.count == 1, let doseResponse = attributes[0].doseResponse {
      if let base = data { data = plateMapping(base, doseResponse, own: [], at: place) }
      sources = sources?.map { source in
        PlacedSource(
          source: Source(
            pattern: source.source.pattern,
            mapping: plateMapping(source.source.mapping, doseResponse, own: source.own, at: source.place)),
          place: source.place, own: source.own)
      }
      return
    }
    sources = sources?.map { source in
      guard let doseResponse = attributes.first(where: { $0.id == source.source.mapping.attribute })?.doseResponse
      else {
        return source
      }
      return PlacedSource(
        source: Source(
          pattern: source.source.pattern,
          mapping: plateMapping(source.source.mapping, doseResponse, own: source.own, at: source.place)),
        place: source.place, own: source.own)
    }
    for attribute in attributes where attribute.doseResponse != nil {
      guard let sources, !sources.contains(where: { $0.source.mapping.attribute == attribute.id }) else { continue }
      error(
        "E_SOURCE", at: place,
        "the readings of \(quoted(attribute.id)) stand in files of their own, which no source names; add one with "
          + "attribute: \(attribute.id)")
    }
  }

  /// Every file must tell what the criteria rest on. Where there are sources, the base need not: it is completed by them.
  private mutating func checkRoles(
    _ data: Mapping?, _ section: Section?, _ sources: [PlacedSource], _ attributes: [Attribute]
  ) {
    guard !problems.contains(where: { $0.code == "E_UNSUPPORTED" }) else { return }
    if sources.isEmpty, let data, let section {
      check(data, at: section["columns"]?.value.place ?? section.place, attributes)
    }
    for source in sources { check(source.source.mapping, at: source.place, attributes) }
  }

  private mutating func check(_ mapping: Mapping, at place: SourceLocation, _ attributes: [Attribute]) {
    for lack in mapping.lacks(for: attributes, and: isBridging ? Mapping.standardOfResult : nil)
    // That otherReferences has no place in a bridging study is said where it stands.
    where !(isBridging && lack.role == .referenceLot) {
      let role = lack.role.rawValue
      error(
        "E_KEY_MISSING", at: place,
        "columns names no column for \(role), \(lack.reason); add \(role): and the header of that column")
    }
  }
}
