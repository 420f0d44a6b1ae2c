internal import Notation
internal import Transfer

/// What every report says of itself before its sections: kind and title, the stamps, the lines of the header, and what runs at the
/// head and foot of each page.
struct Cover {
  let kind: String
  let title: String
  /// Beside the kind and in the running head: DRAFT, PROVISIONAL REFERENCE.
  var stamps: [String] = []
  let facts: [Report.Fact]
  let running: Report.RunningHeads

  /// Of a study with a protocol.
  ///
  /// - Parameters:
  ///   - agreed: the line of the protocol; its hash and whether it is locked follow.
  ///   - parties: who or what is compared, as lines of the header.
  ///   - heading: the same in the running head.
  ///   - stamps: what else than DRAFT a reader may not miss.
  ///   - isEvaluated: whether results were judged, at a time that the manifest tells.
  init(
    _ kind: String, _ transferProtocol: TransferProtocol, agreed: Report.Fact, _ protocolFile: Provenance.Input,
    parties: [Report.Fact], heading: String, stamps: [String], hash: String, version: String, isEvaluated: Bool
  ) {
    let status = transferProtocol.isDraft ? "DRAFT" : "NOT LOCKED"
    let (product, method) = (transferProtocol.study.product, transferProtocol.study.method)
    var facts = [Report.Fact("Study", transferProtocol.study.id)]
    if let product { facts.append(Report.Fact("Product", product)) }
    if let method { facts.append(Report.Fact("Method", method)) }
    facts += parties
    facts += [
      Report.Fact(
        agreed.label, "\(agreed.value), SHA-256 \(protocolFile.sha256.prefix(8))…, \(status.lowercased())"),
      Report.Fact("Record", hash), Report.Fact("Program", "methodtransfer \(version)"),
    ]
    if isEvaluated { facts.append(Report.Fact("Evaluated at", "see manifest.json")) }
    self.kind = kind
    title = transferProtocol.study.title
    self.stamps = (transferProtocol.isDraft ? ["DRAFT"] : []) + stamps
    self.facts = facts
    running = Report.RunningHeads(
      document: transferProtocol.study.id, laboratories: heading,
      subject: [product, method].compactMap { $0 }.joined(separator: " · "),
      status: ([status] + stamps).joined(separator: " · "), hash: hash)
  }

  /// Of a judged study.
  init(
    judged kind: String, _ transferProtocol: TransferProtocol, _ provenance: Provenance, parties: [Report.Fact],
    heading: String,
    stamps: [String]
  ) {
    self.init(
      kind, transferProtocol, agreed: Report.Fact("Protocol version", transferProtocol.study.id),
      provenance.protocolFile, parties: parties,
      heading: heading, stamps: stamps, hash: provenance.shortHash, version: provenance.version, isEvaluated: true)
  }

  /// Of a planned study.
  init(
    planned transferProtocol: TransferProtocol, _ provenance: PlanProvenance, parties: [Report.Fact], heading: String
  ) {
    self.init(
      "Study plan", transferProtocol, agreed: Report.Fact("Protocol", provenance.protocolFile.name),
      provenance.protocolFile,
      parties: parties, heading: heading, stamps: [], hash: provenance.shortHash, version: provenance.version,
      isEvaluated: false)
  }

  /// Of a table without a protocol.
  init(
    _ kind: String, title: String, stamps: [String] = [], facts: [Report.Fact], laboratories: String, subject: String,
    _ provenance: TableProvenance
  ) {
    (self.kind, self.title, self.stamps, self.facts) = (kind, title, stamps, facts)
    running = Report.RunningHeads(
      document: provenance.input.name, laboratories: laboratories, subject: subject,
      status: stamps.joined(separator: " · "), hash: provenance.shortHash)
  }
}

extension Report {
  init(_ cover: Cover, sections: [Section]) {
    self.init(
      kind: cover.kind, title: cover.title,
      stamp: cover.stamps.isEmpty ? nil : cover.stamps.joined(separator: " · "), facts: cover.facts,
      running: cover.running, sections: sections)
  }
}
