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
    let cover = Cover(
      planned: study, provenance,
      parties: [
        Fact(context.words.groupsHeading, context.words.lettered(sending: study.sending, receiving: receivers))
      ], heading: context.words.runningHead(sending: study.sending, receiving: receivers))
    var sections: [Section] = [.planDecision(context)]
    if context.severalAttributes {
      sections += plan.attributes.indices.map { .planAttribute(context, $0) }
    } else if !plan.attributes.isEmpty {
      sections += Section.planParts(context, 0).map {
        Section($0.name, title: $0.title, startsPage: $0.name == "characteristics", blocks: $0.blocks)
      }
    }
    sections.append(.planMethod(context))
    self.init(cover, sections: sections)
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
    var counts: [RichText] = []
    if context.severalAttributes {
      counts.append("\(strong: "\(plan.attributes.count)") attributes")
    } else if let attribute = plan.attributes.first {
      counts.append(
        "planned: \(context.atMost(attribute))\(strong: context.size(attribute, units: attribute.units, replicates: attribute.replicates))"
      )
    }
    return planDecision(
      plan, answer: context.answer, counts: counts, tables: [PlanTables(context: context).criteria()],
      figure: PlanFigures(context: context).power(), box: planBox(context))
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
            "\(name)the protocol lets results on other reference lots be converted and does not say who uses which; it is planned as though all used one. With a laboratory on another lot a study passes less often."
          ))
      ]
    }
    return attribute.bridged.map { one in
      Entry(
        "Reference",
        RichText(
          "\(name)results of \(visible(one.laboratory)), relative to \(visible(one.lot)), are converted to those relative to \(visible(one.sendersLot)) by the measured ratio of the two. Its standard uncertainty, \(Numbers.estimate(one.standardUncertainty, decimals: Numbers.decimals(standardError: one.standardUncertainty))) on ln, is in every comparison of means: its error is drawn anew for each study, and no number of \(attribute.attribute.unitOfReplication.plural) removes it."
        ))
    }
  }

  private static func planBox(_ context: PlanContext) -> [Entry] {
    let plan = context.plan
    var entries = plan.boxOpening(context.label)
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
    entries += plan.leftOut(
      why: ", for planning.truth.plates does not say what plates look like", with: ", with a potency from every run")
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
    blocks.append(
      producersRisk(attribute.producersRisk, offset: attribute.assumption.offset) { risk in
        let offset =
          attribute.attribute.scale == .log
          ? "\(Numbers.shortest(risk.offset)) of ln (a ratio of \(Numbers.estimate(AnalysisScale.log.reported(risk.offset), decimals: 3)))"
          : "\(Numbers.shortest(risk.offset)) \(visible(attribute.attribute.unit))"
        return ("a true offset of \(offset) either way", context.words.asGood)
      })
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
    planMethod(
      context.plan, context.provenance, simulations: context.plan.simulations,
      study:
        "Each simulated study has the planned design. A result is the level of its sample, at a \(context.words.receivingGroup) the true bias, and normal deviations of analyst, day, run, sample within run, and the result itself. Every study is judged by the same lines of the program that judge measured results; a study passes when every required criterion does.",
      theory: context.severalAttributes
        ? "Attributes are taken as independent: for all to reach the target, each has to reach its root. Where attributes share runs or analysts they are not, and the chance of all together is then rather higher."
        : "A chance that theory gives for normal results is exact and stands without an error; it is simulated beside as a check."
    )
  }
}
