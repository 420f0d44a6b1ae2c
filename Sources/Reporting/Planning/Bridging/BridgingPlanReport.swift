internal import Notation
internal import Plotting
internal import Statistics
internal import Transfer
public import TransferPlanning

extension Report {
  /// The page of a bridging study's plan: whether the design reaches its target, by which rule, and what would.
  public init(_ plan: BridgingPlan, _ provenance: PlanProvenance) {
    let context = BridgingPlanContext(plan, provenance)
    let study = plan.plan
    let laboratories = study.laboratories.joined(separator: ", ")
    var parties = [
      Fact("Current → candidate", "\(plan.comparison.current) → \(plan.comparison.candidate)"),
      Fact("Laboratories", laboratories), Fact("Rule that decides", plan.comparison.rule.rawValue),
    ]
    if let consensus = plan.comparison.consensus { parties.append(Fact("Consensus", consensus.rawValue)) }
    let cover = Cover(
      planned: study, provenance, parties: parties,
      heading: "\(plan.comparison.current) to \(plan.comparison.candidate) at \(laboratories)")
    self.init(
      cover,
      sections: [
        .bridgingDecision(context), .assumptions(context), .sizes(context), .risks(context),
        .characteristics(context), .method(context),
      ].compactMap { $0 })
  }
}

extension Section {
  /// Page one: the answer, the chances by both rules, the picture, and what a reader must know.
  fileprivate static func bridgingDecision(_ context: BridgingPlanContext) -> Section {
    let plan = context.plan
    let tables = BridgingPlanTables(context: context)
    var counts: [RichText] = [
      "planned: \(context.attribute.design?.isByLaboratory == true ? "at most " : "")\(strong: context.size(units: plan.study.unitsEach, replicates: plan.study.replicates))"
    ]
    if context.severalLaboratories { counts.append("at \(strong: context.laboratories(plan.study.laboratories))") }
    return planDecision(
      plan, answer: context.answer, counts: counts, tables: [tables.criteria(), tables.rules()],
      figure: BridgingPlanFigures(context: context).power(), box: box(context))
  }

  private static func box(_ context: BridgingPlanContext) -> [Entry] {
    let plan = context.plan
    var entries = plan.boxOpening { visible($0.criterion.id) } + plan.leftOut()
    if let agreement = ofAgreement(context) { entries.append(Entry("Agreement", RichText(agreement))) }
    if let laboratories = ofLaboratories(context) { entries.append(Entry("Laboratories", RichText(laboratories))) }
    if let chain = ofChain(context) { entries.append(Entry("Chain", chain)) }
    entries.append(
      Entry(
        "Assumptions",
        "The chances hold for what is taken as true, and for normal ln ratios. Variability that was estimated from few runs is itself uncertain: see the curve over variability."
      ))
    return entries
  }

  /// What a candidate that agrees with the current standard would come to.
  private static func ofAgreement(_ context: BridgingPlanContext) -> String? {
    let plan = context.plan
    guard let agreeing = plan.agreeing, !plan.cannotPass else { return nil }
    // Where the value is given as measured, how large the ratio is may change nothing.
    let dependsOnRatio = plan.attribute.criteria.contains { criterion in
      guard criterion.required else { return false }
      switch criterion.facts.ofStandard {
      case .ratio: return true
      case .drift: return plan.comparison.rule == .equivalence
      case .value, nil: return false
      }
    }
    guard dependsOnRatio else {
      return "What is required does not depend on how large the ratio is, only on how well it is known."
    }
    let opening = context.truth.bias == 0 ? "The standards are taken to agree, and" : "If the standards agreed,"
    var rest = ""
    if agreeing.estimate < plan.request.power {
      rest =
        plan.reachesTarget
        ? " That is below the target."
        : " That is below the target as well: it takes more runs\(context.severalLaboratories ? ", more laboratories" : "") or less variability."
    }
    return "\(opening) \(ChanceText.ofStudies(agreeing, against: nil)) would pass.\(rest)"
  }

  /// What the consensus makes of laboratories that differ.
  private static func ofLaboratories(_ context: BridgingPlanContext) -> String? {
    guard context.severalLaboratories else { return nil }
    let isSpread = context.truth.laboratorySD > 0
    if context.plan.study.holdsBeyondTheseLaboratories {
      return isSpread
        ? nil
        : "The consensus takes laboratories as a sample of others, but they are taken not to differ: where they do, fewer studies pass. Give a laboratorySD."
    }
    return isSpread
      ? "The consensus holds for these laboratories: what they differ by moves the ratio but widens no interval, so the chance of passing at a limit may be above α. A consensus that takes them as a sample of others would count it."
      : "The consensus holds for these laboratories, which are taken not to differ."
  }

  /// How the chain enters, where anything depends on it.
  private static func ofChain(_ context: BridgingPlanContext) -> RichText? {
    let plan = context.plan
    let dependent = plan.attribute.criteria.filter(\.facts.dependsOnChain)
    guard !dependent.isEmpty else { return nil }
    let names = dependent.map { visible($0.id) }.joined(separator: ", ")
    guard plan.study.driftBefore.variance > 0 || plan.study.valueBefore.variance > 0 else {
      return "\(names): \(context.current) is the primary and exact, so nothing but this study is uncertain."
    }
    let missed = plan.chainAlone.filter { !$0.isInside }.map { visible($0.criterion.id) }
    return
      "\(names): judged with the ledger's figures, which simulated studies take as they are and do not draw again.\(missed.isEmpty ? "" : " For \(missed.joined(separator: ", ")) the chain by itself leaves too much: no number of runs is enough.")"
  }

  // MARK: - The rest

  fileprivate static func assumptions(_ context: BridgingPlanContext) -> Section {
    let tables = BridgingPlanTables(context: context)
    let given = context.provenance.givenOfAttributes.first ?? []
    let pilot = context.provenance.pilotWords.first ?? []
    var blocks: [Block] = [
      .paragraph(RichText("Design: \(visible(tables.design())).")),
      .table(tables.assumptions(given, hasPilot: !pilot.isEmpty)),
    ]
    if !pilot.isEmpty {
      blocks.append(.paragraph("\(strong: "Pilot results"): \(pilot.map(visible).joined(separator: " "))"))
    }
    blocks.append(.table(tables.chain()))
    if let alone = tables.chainAlone() { blocks.append(.table(alone)) }
    return Section("assumptions", title: "Assumptions", blocks: blocks)
  }

  fileprivate static func sizes(_ context: BridgingPlanContext) -> Section {
    let plan = context.plan
    let tables = BridgingSizeTables(context: context)
    var blocks: [Block] = []
    if plan.sizes.isEmpty {
      let isExcluded = plan.criteria.contains { $0.criterion.required && $0.excluded != nil }
      blocks.append(
        .paragraph(
          isExcluded
            ? "No size is given for the target: no number of runs can show what is asked for."
            : "No size is given for the target: no criterion is required."))
    } else {
      blocks.append(.table(tables.runs()))
      if let laboratories = tables.laboratories() { blocks.append(.table(laboratories)) }
    }
    blocks += plan.halfWidths.map { .table(tables.halfWidths($0)) }
    return Section("size", title: "Size", blocks: blocks)
  }

  fileprivate static func risks(_ context: BridgingPlanContext) -> Section {
    let plan = context.plan
    let tables = BridgingPlanTables(context: context)
    var blocks: [Block] = plan.consumersRisks.isEmpty ? [] : [.table(tables.consumersRisk())]
    blocks.append(
      producersRisk(plan.producersRisk, offset: plan.assumption.offset) { risk in
        let ratio = Numbers.estimate(AnalysisScale.log.reported(risk.offset), decimals: 3)
        return (
          "a true ratio \(context.ratioName) of \(ratio) or its reciprocal (\(Numbers.shortest(risk.offset)) of ln)",
          "the candidate is as good as it will be"
        )
      })
    blocks.append(.table(tables.endings()))
    return Section("risks", title: "Risks", blocks: blocks)
  }

  fileprivate static func characteristics(_ context: BridgingPlanContext) -> Section? {
    let figures = BridgingPlanFigures(context: context).characteristics()
    guard !figures.isEmpty else { return nil }
    return Section(
      "characteristics", title: "Operating characteristics", startsPage: true, blocks: figures.map { .figure($0) })
  }

  fileprivate static func method(_ context: BridgingPlanContext) -> Section {
    planMethod(
      context.plan, context.provenance, simulations: context.plan.simulations,
      study:
        "Each simulated study has the planned design. The ln ratio of a run is the true one and normal deviations of its laboratory, analyst, day, of the run itself and of the mean over its replicates; runs of one unit are averaged. Every study is judged by the same lines of the program that judge measured pairs; a study passes when every required criterion does.",
      theory:
        "A chance that theory gives for normal ln ratios is exact and stands without an error; it is simulated beside as a check. Theory gives it where one chi-square stands for the variance: one laboratory, a variance common to laboratories, the scatter of laboratory means."
    )
  }
}
