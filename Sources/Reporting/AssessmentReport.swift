public import Transfer

extension ReportContext {
  /// Kind and title, who or what was compared, and what else than DRAFT a reader may not miss.
  fileprivate var cover: Cover {
    guard let study = assessment.bridging else {
      let receivers = transferProtocol.receiving.joined(separator: ", ")
      return Cover(
        judged: words.reportKind, transferProtocol, provenance,
        parties: [
          Report.Fact(words.groupsHeading, words.lettered(sending: transferProtocol.sending, receiving: receivers))
        ],
        heading: words.runningHead(sending: transferProtocol.sending, receiving: receivers),
        stamps: assessment.references.stamp.map { [$0] } ?? [])
    }
    let laboratories = transferProtocol.laboratories.joined(separator: ", ")
    let (current, candidate) = (study.comparison.current, study.comparison.candidate)
    return Cover(
      judged: words.reportKind, transferProtocol, provenance,
      parties: [
        Report.Fact("Current → candidate", "\(current) → \(candidate)"), Report.Fact("Laboratories", laboratories),
        Report.Fact("Rule that decides", study.comparison.rule.rawValue),
      ], heading: "\(current) to \(candidate) at \(laboratories)",
      stamps: study.restsOnProvisional.isEmpty ? [] : [ReferenceText.stamp])
  }
}

extension Report {
  /// The report of a judged study. A section that has nothing to say of it stays away.
  ///
  /// - Parameter promise: the chance of passing that was planned, to stand beside the verdict.
  public init(_ assessment: Assessment, _ provenance: Provenance, promise: PlannedPromise? = nil) {
    let context = ReportContext(assessment, provenance, promise: promise)
    self.init(
      context.cover,
      sections: [
        .decision(context), .diagnosis(context), .protocolOfRecord(context), .dataOfRecord(context), .results(context),
        .ratio(context), .chain(context), .qualityRange(context), .sensitivity(context), .deviations(context),
        .ledgerEntry(context), .conclusion(context), .appendix(context),
      ].compactMap { $0 })
  }
}

extension Section {
  /// Of what is printed on a terminal.
  public static let onTerminal = ["decision", "diagnosis", "chain"]
}
