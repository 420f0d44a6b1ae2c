internal import Notation
internal import Plotting
public import TransferAssessment
internal import TransferProtocol

/// What the sections of a judgement's report are written from.
struct ReportContext {
  let assessment: Assessment
  let provenance: Provenance
  let words: StudyWords

  var plan: TransferProtocol { assessment.plan }
  /// Every finding with its figures as text, in order.
  let findings: [FindingText]

  /// Whether receivers have to be told apart.
  var severalReceivers: Bool { plan.receiving.count > 1 }

  /// Data source and hash, for captions.
  var source: String { "record \(provenance.shortHash)" }

  init(_ assessment: Assessment, _ provenance: Provenance) {
    self.assessment = assessment
    self.provenance = provenance
    words = StudyWords(assessment.plan.study.kind)
    findings = assessment.findings.map { FindingText($0, sending: assessment.plan.sending) }
  }
}

extension Report {
  /// The report of a judgement.
  public init(_ assessment: Assessment, _ provenance: Provenance) {
    let context = ReportContext(assessment, provenance)
    let plan = assessment.plan
    let receivers = plan.receiving.joined(separator: ", ")
    let status = plan.isDraft ? "DRAFT" : "NOT LOCKED"
    var facts: [Fact] = [Fact("Study", plan.study.id)]
    if let product = plan.study.product { facts.append(Fact("Product", product)) }
    if let method = plan.study.method { facts.append(Fact("Method", method)) }
    facts.append(
      Fact(
        "\(context.words.sending) → \(context.words.receiving.lowercased())", "\(plan.sending) (S) → \(receivers) (R)"))
    facts.append(
      Fact("Protocol", "\(provenance.protocolName), \(provenance.protocolSHA256.prefix(8)), \(status.lowercased())"))
    facts.append(Fact("Record", provenance.shortHash))
    self.init(
      kind: context.words.reportKind, title: plan.study.title, stamp: plan.isDraft ? "DRAFT" : nil, facts: facts,
      running: RunningHeads(
        document: "\(plan.study.id) · \(plan.study.title)", laboratories: "\(plan.sending) (S) to \(receivers) (R)",
        subject: [plan.study.product, plan.study.method].compactMap { $0 }.joined(separator: " · "), status: status,
        hash: provenance.shortHash),
      sections: [
        .decision(context), .diagnosis(context), .protocolOfRecord(context), .dataOfRecord(context), .results(context),
        .sensitivity(context), .deviations(context), .conclusion(context), .appendix(context),
      ].compactMap { $0 })
  }
}
