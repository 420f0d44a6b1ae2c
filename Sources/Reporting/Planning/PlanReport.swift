internal import Notation
internal import Plotting
internal import Statistics
internal import Transfer
public import TransferPlanning

extension Report {
  /// The page of a plan: whether the design reaches its target, and what would.
  public init(_ plan: StudyPlan, _ provenance: PlanProvenance) {
    let context = PlanContext(plan, provenance)
    let study = plan.plan
    let receivers = study.receiving.joined(separator: ", ")
    let status = study.isDraft ? "DRAFT" : "NOT LOCKED"
    var facts: [Fact] = [Fact("Study", study.study.id)]
    if let product = study.study.product { facts.append(Fact("Product", product)) }
    if let method = study.study.method { facts.append(Fact("Method", method)) }
    facts += [
      Fact(
        context.words.groupsHeading, context.words.lettered(sending: study.sending, receiving: receivers)),
      Fact(
        "Protocol",
        "\(provenance.protocolFile.name), SHA-256 \(provenance.protocolFile.sha256.prefix(8))…, \(status.lowercased())"),
      Fact("Record", provenance.shortHash), Fact("Program", "methodtransfer \(provenance.version)"),
    ]
    var sections: [Section] = [.planDecision(context)]
    if context.severalAttributes {
      sections += plan.attributes.indices.map { .planAttribute(context, $0) }
    } else if !plan.attributes.isEmpty {
      sections += Section.planParts(context, 0).map {
        Section($0.name, title: $0.title, startsPage: $0.name == "characteristics", blocks: $0.blocks)
      }
    }
    sections.append(.planMethod(context))
    self.init(
      kind: "Study plan", title: study.study.title, stamp: study.isDraft ? "DRAFT" : nil, facts: facts,
      running: RunningHeads(
        document: study.study.id, laboratories: context.words.runningHead(sending: study.sending, receiving: receivers),
        subject: [study.study.product, study.study.method].compactMap { $0 }.joined(separator: " · "), status: status,
        hash: provenance.shortHash), sections: sections)
  }

  /// What is printed on a terminal: the answer first, then all but the operating characteristics and the method.
  public func planText(ansi: Bool) -> String {
    markdown(
      only: sections.map(\.name).filter { $0 != "characteristics" && $0 != "method" }, ansi: ansi, verdictFirst: true)
  }
}

extension Section {
  /// Page one: the answer, the chances, the picture, and what a reader must know.
  fileprivate static func planDecision(_ context: PlanContext) -> Section {
    let plan = context.plan
    var counts: [RichText] = ["target \(strong: ChanceText.stated(plan.request.power))"]
    if context.severalAttributes {
      counts.append("\(strong: "\(plan.attributes.count)") attributes")
    } else if let attribute = plan.attributes.first {
      counts.append(
        "planned: \(context.atMost(attribute))\(strong: context.size(attribute, units: attribute.units, replicates: attribute.replicates))"
      )
    }
    var blocks: [Block] = [
      .verdict(VerdictBar(context.label, sentence: RichText(context.answer), counts: counts)),
      .table(PlanTables(context: context).criteria()),
    ]
    if let figure = PlanFigures(context: context).power() { blocks.append(.figure(figure)) }
    blocks.append(.box("What a reader must know", planBox(context)))
    return Section(
      "decision", title: "Decision", isDecision: true,
      endsPage: PageOne.holds(blocks, title: context.study.study.title), blocks: blocks)
  }

  /// What different reference lots do to the plan.
  private static func references(_ attribute: AttributePlan, _ context: PlanContext) -> [Entry] {
    guard attribute.attribute.otherReferences == .bridge else { return [] }
    let name = context.severalAttributes ? "\(visible(attribute.attribute.title)): " : ""
    guard attribute.attribute.doseResponse != nil else {
      return [
        Entry(
          "Reference",
          RichText(
            "\(name)the protocol lets results on other reference lots be brought over and does not say who uses which; it is planned as though all used one. With a laboratory on another lot a study passes less often."
          ))
      ]
    }
    return attribute.bridged.map { one in
      Entry(
        "Reference",
        RichText(
          "\(name)results of \(visible(one.laboratory)), relative to \(visible(one.lot)), are brought beside those relative to \(visible(one.sendersLot)) by the measured ratio of the two. Its standard uncertainty, \(Numbers.estimate(one.standardUncertainty, decimals: Numbers.decimals(standardError: one.standardUncertainty))) on ln, is in every comparison of means: its error is drawn anew for each study, and no number of \(attribute.attribute.unitOfReplication.plural) removes it."
        ))
    }
  }

  private static func planBox(_ context: PlanContext) -> [Entry] {
    let plan = context.plan
    var entries: [Entry] = []
    let reasons = plan.impossibilities
    if !reasons.isEmpty {
      entries.append(
        Entry("Cannot pass", RichText(reasons.map { visible($0) + "." }.joined(separator: " "))))
    }
    if context.study.isDraft {
      entries.append(
        Entry(
          "Limits",
          "A limit has the source class example. A study under this protocol is a draft and cannot pass; the chances are those of its criteria."
        ))
    }
    let open = context.study.readiness.filter { !$0.done }
    if !open.isEmpty {
      entries.append(
        Entry(
          "Readiness",
          RichText(
            "Open: \(open.map { visible($0.item) }.joined(separator: ", ")). Until an open item is done the verdict is no pass; the chances are those of the criteria."
          )))
    }
    for attribute in plan.attributes {
      for criterion in attribute.criteria where criterion.power != nil && criterion.excluded == nil {
        if let obstacle = criterion.obstacle, (criterion.shares?.notEvaluated ?? 0) > 0 {
          entries.append(
            Entry("No verdict", "Some studies leave \(context.label(criterion)) not evaluated: \(visible(obstacle))."))
        }
      }
    }
    let reaches = PrecisionGroundsText(
      plan.attributes.flatMap(\.criteria).filter { !$0.reaches.isEmpty }.map {
        .init(
          criterion: $0.criterion,
          grounds: PrecisionGrounds(level: 1 - $0.criterion.alpha, these: [], reaches: $0.reaches))
      }
    ).reaches
    if let first = reaches.first {
      entries.append(Entry("Precision", reaches.dropFirst().reduce(first) { "\($0) \($1)" }))
    }
    for attribute in plan.attributes { entries += references(attribute, context) }
    if !plan.notSimulated.isEmpty {
      entries.append(
        Entry(
          "Not planned",
          RichText(
            "\(plan.notSimulated.map { visible($0) }.joined(separator: ", ")) \(plan.notSimulated.count == 1 ? "hangs" : "hang") on readings of doses and \(plan.notSimulated.count == 1 ? "is" : "are") not simulated, for planning.truth.plates does not say what plates look like: every chance here is that of the other required criteria, with a potency from every run, and the whole study passes less often."
          )))
    }
    if let agreeing = plan.agreeing, !plan.cannotPass {
      entries.append(
        Entry(
          "Agreement",
          RichText(
            "\(plan.attributes.allSatisfy { $0.assumption.truth == $0.assumption.truth.agreeing } ? "The \(context.words.groups) are taken to agree in everything, and" : "If the \(context.words.groups) agreed in everything,") \(ChanceText.ofStudies(agreeing, against: nil)) would pass.\(agreeing.estimate < plan.request.power ? " Better agreement does not bring this design to its target: only more units or less variability do." : "")"
          )))
    }
    entries.append(
      Entry(
        "Assumptions",
        "The chances hold for what is taken as true, for normal results\(plan.attributes.contains { $0.attribute.scale == .log } ? " (of ln on the log scale)" : "")\(context.severalAttributes ? ", and for attributes that err independently" : ""). Variability that was estimated from few results is itself uncertain: see the curve over variability."
      ))
    return entries
  }

  // MARK: - An attribute

  /// What is said of one attribute, in its order.
  fileprivate static func planParts(_ context: PlanContext, _ index: Int)
    -> [(name: String, title: String, blocks: [Block])]
  {
    let attribute = context.plan.attributes[index]
    let tables = PlanTables(context: context)
    let given =
      index < context.provenance.givenOfAttributes.count ? context.provenance.givenOfAttributes[index] : []
    let pilot = index < context.provenance.pilotWords.count ? context.provenance.pilotWords[index] : []
    var parts: [(name: String, title: String, blocks: [Block])] = [
      (
        "assumptions", "Assumptions",
        [
          .paragraph(RichText("Design: \(tables.design(attribute)).")),
          .table(tables.assumptions(attribute, given, hasPilot: !pilot.isEmpty)),
        ]
      )
    ]
    if !pilot.isEmpty {
      let words = pilot.map(visible).joined(separator: " ")
      parts[0].blocks.append(.paragraph("\(strong: "Pilot results"): \(words)"))
    }
    if attribute.sizes.isEmpty {
      let excluded = attribute.criteria.contains { $0.criterion.required && $0.excluded != nil }
      parts.append(
        (
          "size", "Size",
          [
            .paragraph(
              excluded
                ? "No size is given: what is taken as true lies beyond a limit, and no size can show what is not so."
                : "No size is given: no criterion is required.")
          ]
        ))
    } else {
      parts.append(("size", "Size", [.table(tables.sizes(attribute))]))
    }
    parts.append(("risks", "Risks", risks(context, attribute, tables)))
    let figures = PlanFigures(context: context).characteristics(attribute)
    if !figures.isEmpty {
      parts.append(("characteristics", "Operating characteristics", figures.map { .figure($0) }))
    }
    return parts
  }

  private static func risks(_ context: PlanContext, _ attribute: AttributePlan, _ tables: PlanTables) -> [Block] {
    var blocks: [Block] = []
    if !attribute.consumersRisks.isEmpty { blocks.append(.table(tables.consumersRisk(attribute))) }
    if let risk = attribute.producersRisk {
      let isLog = attribute.attribute.scale == .log
      let offset =
        isLog
        ? "\(Numbers.shortest(risk.offset)) of ln (a ratio of \(Numbers.estimate(AnalysisScale.log.reported(risk.offset), decimals: 3)))"
        : "\(Numbers.shortest(risk.offset)) \(visible(attribute.attribute.unit))"
      blocks.append(
        .paragraph(
          "\(strong: "Producer's risk"): with a true offset of \(offset) either way, the worse of the two, \(ChanceText.ofStudies(risk.chance, against: nil)) would not pass though \(context.words.asGood)."
        ))
    } else if attribute.assumption.offset == nil {
      blocks.append(.paragraph("No offset is stated, so no producer's risk is given."))
    } else {
      blocks.append(.paragraph("No study of this design has a verdict, so no risk is given."))
    }
    blocks.append(.table(tables.endings(attribute)))
    return blocks
  }

  fileprivate static func planAttribute(_ context: PlanContext, _ index: Int) -> Section {
    let attribute = context.plan.attributes[index].attribute
    return Section(
      "attribute-\(attribute.id)", title: visible(attribute.title), startsPage: index > 0,
      blocks: planParts(context, index).flatMap { part in [.heading(RichText(part.title))] + part.blocks })
  }

  // MARK: - Method

  fileprivate static func planMethod(_ context: PlanContext) -> Section {
    let isPanel = context.severalAttributes
    return Section(
      "method", title: "Method and record",
      blocks: [
        .paragraph(
          "Each simulated study has the planned design. A result is the level of its sample, at a \(context.words.receivingGroup) the true bias, and normal deviations of analyst, day, run, sample within run, and the result itself. Every study is judged by the same lines of the program that judge measured results; a study passes when every required criterion does."
        ),
        .paragraph(
          "The random numbers of a study depend on the seed and on its number alone, so the answer is the same on any number of threads, and chances at two truths are compared on the same studies. Simulation stops when every chance of the design is known to the precision asked, or at the greatest number of studies."
        ),
        .paragraph(
          isPanel
            ? "Attributes are taken as independent: for all to reach the target, each has to reach its root. Where attributes share runs or analysts they are not, and the chance of all together is then rather higher."
            : "A chance that theory gives for normal results is exact and stands without an error; it is simulated beside as a check."
        ), .table(context.provenance.settings(context.plan.request, simulations: context.plan.simulations)),
      ])
  }
}
