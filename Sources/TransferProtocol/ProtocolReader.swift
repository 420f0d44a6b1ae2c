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
  /// - Throws: ``Rejection`` with every fault that was found and every warning, each located by line and column, by place.
  public init(yaml text: String, file: String) throws(Rejection) {
    let (root, problems) = try YAMLComposition.read(text, file: file)
    var reader = Reader()
    reader.take(problems)
    let read = reader.whole(root)
    let found = reader.sortedProblems
    guard !reader.hasErrors, let read else { throw Rejection(found) }
    self.init(
      study: read.study, sending: read.sending, receiving: read.receiving, readiness: read.readiness,
      planning: read.planning, data: read.data, sources: read.sources, rules: read.rules, attributes: read.attributes,
      warnings: found)
  }
}

/// The whole of a protocol.
extension Reader {
  private static let rootKeys = [
    "schema", "study", "sending", "receiving", "readiness", "planning", "data", "sources", "rules", "attributes",
  ]

  private static let refusedRootKeys = ["standards", "comparison", "doseResponse"].map { key in
    (key: key, message: "\(key) is not evaluated by this version; remove it or use a version that does")
  }

  mutating func whole(_ root: YAMLNode) -> TransferProtocol? {
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
    let laboratories = laboratories(section)
    let readiness = section["readiness"] == nil ? [] : optional("readiness", section) { $0.readiness($1, $2) }
    let planning = optional("planning", section) { $0.planning($1, $2) }
    let usual = Rules(missingUnits: .report, invalidRuns: .report)
    let rules = section["rules"] == nil ? usual : optional("rules", section) { $0.rules($1, $2) }
    let attributes = required("attributes", section) { $0.attributes($1, $2) }
    let names = Names(
      laboratories: laboratories.map { [$0.sending] + $0.receiving } ?? [], attributes: attributes?.map(\.id) ?? [])
    let dataSection = required("data", section) { $0.dataSection($1, $2) }
    let data = dataSection.flatMap { mapping($0, names) }
    let sources =
      section["sources"] == nil ? [] : optional("sources", section) { $0.sources($1, $2, base: dataSection, names) }
    if let attributes, let sources {
      checkRoles(data, dataSection, sources, attributes)
    }
    guard let study, let laboratories, let readiness, let rules, let attributes, let data, let sources else {
      return nil
    }
    return TransferProtocol(
      study: study, sending: laboratories.sending, receiving: laboratories.receiving, readiness: readiness,
      planning: planning, data: data, sources: sources.map(\.source), rules: rules, attributes: attributes, warnings: []
    )
  }

  /// Every file must tell what the criteria rest on. Where there are sources, the base need not: it is completed by them.
  private mutating func checkRoles(
    _ data: Mapping?, _ section: Section?, _ sources: [PlacedSource], _ attributes: [Attribute]
  ) {
    // A dose-response attribute has columns of its own.
    guard !problems.contains(where: { $0.code == "E_UNSUPPORTED" }) else { return }
    if sources.isEmpty, let data, let section {
      check(data, at: section["columns"]?.value.place ?? section.place, attributes)
    }
    for source in sources { check(source.source.mapping, at: source.place, attributes) }
  }

  private mutating func check(_ mapping: Mapping, at place: SourceLocation, _ attributes: [Attribute]) {
    for lack in mapping.lacks(for: attributes) {
      let role = lack.role.rawValue
      error(
        "E_KEY_MISSING", at: place,
        "columns names no column for \(role), \(lack.reason); add \(role): and the header of that column")
    }
  }
}
