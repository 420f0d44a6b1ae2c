internal import AssayData
internal import Notation
internal import Plotting
internal import Statistics
public import Transfer

extension Report {
  /// The report of a bridging study.
  ///
  /// - Parameter promise: the chance of passing that was planned, to stand beside the verdict.
  public init(_ study: BridgingStudy, _ provenance: Provenance, promise: PlannedPromise? = nil) {
    let context = BridgingContext(study, provenance, promise: promise)
    let plan = study.plan
    let laboratories = plan.laboratories.joined(separator: ", ")
    let provisional = study.restsOnProvisional.isEmpty ? [] : ["PROVISIONAL REFERENCE"]
    let status = ([plan.isDraft ? "DRAFT" : "NOT LOCKED"] + provisional).joined(separator: " · ")
    let stamps = (plan.isDraft ? ["DRAFT"] : []) + provisional
    var facts: [Fact] = [Fact("Study", plan.study.id)]
    if let product = plan.study.product { facts.append(Fact("Product", product)) }
    if let method = plan.study.method { facts.append(Fact("Method", method)) }
    facts += [
      Fact("Current → candidate", "\(study.comparison.current) → \(study.comparison.candidate)"),
      Fact("Laboratories", laboratories), Fact("Rule that decides", study.comparison.rule.rawValue),
      Fact(
        "Protocol version",
        "\(plan.study.id), SHA-256 \(provenance.protocolFile.sha256.prefix(8))…, \(plan.isDraft ? "draft" : "not locked")"
      ),
      Fact("Record", provenance.shortHash), Fact("Program", "methodtransfer \(provenance.version)"),
      Fact("Evaluated at", "see manifest.json"),
    ]
    let (tables, chain, figures) = (
      BridgingTables(context: context), ChainTables(context: context), BridgingFigures(context: context)
    )
    func section(_ name: String, _ title: String, _ blocks: [Block?]) -> Section? {
      let found = blocks.compactMap { $0 }
      return found.isEmpty ? nil : Section(name, title: title, blocks: found)
    }
    self.init(
      kind: context.base.words.reportKind, title: plan.study.title,
      stamp: stamps.isEmpty ? nil : stamps.joined(separator: " · "),
      facts: facts,
      running: RunningHeads(
        document: plan.study.id,
        laboratories: "\(study.comparison.current) to \(study.comparison.candidate) at \(laboratories)",
        subject: [plan.study.product, plan.study.method].compactMap { $0 }.joined(separator: " · "), status: status,
        hash: provenance.shortHash),
      sections: [
        .bridgingDecision(context),
        section(
          "ratio", "The ratio of the two standards",
          [
            figures.pairs.map { .figure($0) }, .table(tables.pairs), figures.forest.map { .figure($0) },
            tables.laboratories.map { .table($0) }, tables.variation.map { .table($0) },
            tables.consensus.map { .table($0) },
          ]),
        section(
          "chain", "The chain back to the primary",
          [
            figures.chain.map { .figure($0) }, .table(chain.generations), .table(chain.policies),
            chain.backTest.map { .table($0) },
          ]),
        section(
          "sensitivity", "Sensitivity",
          [
            Section.putBack(context.base).map { .table($0) }, tables.leftOut.map { .table($0) },
            tables.sizes.map { .table($0) },
          ]),
        .protocolOfRecord(context.base), .dataOfRecord(context.base), .deviations(context.base),
        section("entry", "The entry for the ledger", [study.ledgerEntry.map { .paragraph("\(code: $0.inline)") }]),
        .bridgingConclusion(context), .appendix(context.base),
      ].compactMap { $0 })
  }
}

extension Section {
  /// Of what is printed on a terminal.
  public static let ofBridgingOnTerminal = ["decision", "chain"]

  fileprivate static func bridgingConclusion(_ context: BridgingContext) -> Section {
    let study = context.study
    let words = context.base.words
    return Section(
      "conclusion", title: "Conclusion and approvals", staysTogether: true,
      blocks: [
        .paragraph(
          "\(verdict: study.verdict.label) Study \(visible(study.plan.study.id)) (\(visible(study.plan.study.title))), \(context.candidate) against \(context.current), was judged by the criteria of the protocol of record: \(Wording.lowercasedFirst(study.verdict == .pass ? words.passed : words.notPassed))"
        ),
        .signatures(
          [
            Signature(
              "Author (analyst or statistician)", meaning: "Evaluated by the protocol; this report is complete"),
            Signature("Technical reviewer", meaning: "Data, calculation, chain and conclusion checked"),
          ]
            + study.plan.laboratories.map {
              Signature(
                "Laboratory: \(visible($0))", meaning: "The results of this laboratory are complete and as reported")
            } + [
              Signature(
                "Owner of the reference standard", meaning: "The value is entered into the ledger of standards"),
              Signature("Quality assurance", meaning: "Report reviewed against protocol and data"),
            ]),
      ])
  }
}
