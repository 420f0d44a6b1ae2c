internal import Notation
internal import Plotting
internal import Statistics
internal import Transfer
public import TransferPlanning

extension Report {
  /// The page of a plan: whether the design reaches its target, and what would.
  public init(_ plan: StudyPlan, _ provenance: PlanProvenance) {
    let context = PlanContext(plan, provenance)
    var sections: [Section] = [.planDecision(context)]
    if context.severalAttributes {
      sections += plan.attributes.enumerated().map { index, attribute in
        Section(
          "attribute-\(attribute.attribute.id)", title: visible(attribute.attribute.title), startsPage: index > 0,
          blocks: Section.planParts(context, index).flatMap { [.heading(RichText($0.title))] + $0.blocks })
      }
    } else if !plan.attributes.isEmpty {
      sections += Section.planParts(context, 0).map {
        Section($0.name, title: $0.title, startsPage: $0.name == "characteristics", blocks: $0.blocks)
      }
    }
    sections.append(.planMethod(context))
    self.init(context.cover, sections: sections)
  }

  /// What is printed on a terminal: the answer first, then all but the operating characteristics and the method.
  public func planText(ansi: Bool) -> String {
    markdown(
      only: sections.map { $0.name }.filter { $0 != "characteristics" && $0 != "method" }, ansi: ansi,
      verdictFirst: true)
  }
}

extension PlanContext {
  /// Who or what is compared, at the head of the page.
  fileprivate var cover: Cover {
    if let comparison = standards?.comparison {
      let laboratories = transferProtocol.laboratories.joined(separator: ", ")
      var parties = [
        Report.Fact("Current → candidate", "\(comparison.current) → \(comparison.candidate)"),
        Report.Fact("Laboratories", laboratories), Report.Fact("Rule that decides", comparison.rule.rawValue),
      ]
      if let consensus = comparison.consensus { parties.append(Report.Fact("Consensus", consensus.rawValue)) }
      return Cover(
        planned: transferProtocol, provenance, parties: parties,
        heading: "\(comparison.current) to \(comparison.candidate) at \(laboratories)")
    }
    let receivers = transferProtocol.receiving.joined(separator: ", ")
    return Cover(
      planned: transferProtocol, provenance,
      parties: [
        Report.Fact(words.groupsHeading, words.lettered(sending: transferProtocol.sending, receiving: receivers))
      ],
      heading: words.runningHead(sending: transferProtocol.sending, receiving: receivers))
  }
}

extension Section {
  /// A part of what is said of one attribute.
  fileprivate typealias Part = (name: String, title: String, blocks: [Block])

  /// What is said of one attribute, in its order.
  fileprivate static func planParts(_ context: PlanContext, _ index: Int) -> [Part] {
    let attribute = context.plan.attributes[index]
    var parts: [Part] = [
      ("assumptions", "Assumptions", assumptions(context, index)), ("size", "Size", size(context, attribute)),
      ("risks", "Risks", risks(context, attribute)),
    ]
    let figures = PlanFigures(context: context).characteristics(attribute)
    if !figures.isEmpty {
      parts.append(("characteristics", "Operating characteristics", figures.map { .figure($0) }))
    }
    return parts
  }

  private static func assumptions(_ context: PlanContext, _ index: Int) -> [Block] {
    let attribute = context.plan.attributes[index]
    let tables = PlanTables(context: context)
    let provenance = context.provenance
    let given = index < provenance.givenOfAttributes.count ? provenance.givenOfAttributes[index] : []
    let pilot = index < provenance.pilotWords.count ? provenance.pilotWords[index] : []
    var blocks: [Block] = [
      .paragraph(RichText("Design: \(visible(tables.design(attribute))).")),
      .table(tables.assumptions(attribute, given, hasPilot: !pilot.isEmpty)),
    ]
    if !pilot.isEmpty {
      blocks.append(.paragraph("\(strong: "Pilot results"): \(pilot.map(visible).joined(separator: " "))"))
    }
    if let standards = attribute.standards {
      let tables = StandardsTables(context: context, attribute: attribute, standards: standards)
      blocks.append(.table(tables.chain()))
      if let alone = tables.chainAlone() { blocks.append(.table(alone)) }
    }
    return blocks
  }

  private static func size(_ context: PlanContext, _ attribute: AttributePlan) -> [Block] {
    var blocks: [Block] = []
    if attribute.sizes.isEmpty {
      let isImpossible = attribute.criteria.contains { $0.criterion.required && $0.impossibility != nil }
      blocks.append(.paragraph(RichText(isImpossible ? context.texts.noSize : context.texts.nothingRequired)))
    } else {
      blocks.append(.table(PlanTables(context: context).sizes(attribute)))
    }
    if let standards = attribute.standards {
      let tables = StandardsTables(context: context, attribute: attribute, standards: standards)
      if let laboratories = tables.laboratories() { blocks.append(.table(laboratories)) }
      blocks += standards.halfWidths.map { .table(tables.halfWidths($0)) }
    }
    return blocks
  }

  private static func risks(_ context: PlanContext, _ attribute: AttributePlan) -> [Block] {
    let tables = PlanTables(context: context)
    var blocks: [Block] = []
    if !attribute.consumersRisks.isEmpty { blocks.append(.table(tables.consumersRisk(attribute))) }
    blocks.append(.paragraph(producersRisk(context, attribute)))
    blocks.append(.table(tables.endings(attribute)))
    return blocks
  }

  private static func producersRisk(_ context: PlanContext, _ attribute: AttributePlan) -> RichText {
    guard let risk = attribute.producersRisk else {
      return attribute.assumption.offset == nil
        ? "No offset is stated, so no producer's risk is given."
        : "No study of this design has a verdict, so no risk is given."
    }
    let isLog = attribute.attribute.scale == .log
    let ratio = isLog ? Numbers.estimate(AnalysisScale.log.reported(risk.offset), decimals: 3) : ""
    let offset = Numbers.shortest(risk.offset)
    let (truth, asGood): (String, String) =
      if let standards = attribute.standards {
        (
          "a true ratio \(standards.ratioName) of \(ratio) or its reciprocal (\(offset) of ln)",
          "the candidate is as good as it will be"
        )
      } else {
        (
          "a true offset of \(isLog ? "\(offset) of ln (a ratio of \(ratio))" : "\(offset) \(visible(attribute.attribute.unitOfMeasurement))") either way",
          context.words.asGood
        )
      }
    return
      "\(strong: "Producer's risk"): with \(truth), the worse of the two, \(ChanceText.ofStudies(risk.chance, against: nil)) would not pass though \(asGood)."
  }

  /// The last section.
  fileprivate static func planMethod(_ context: PlanContext) -> Section {
    let plan = context.plan
    return Section(
      "method", title: "Method and record",
      blocks: [
        .paragraph(context.texts.study),
        .paragraph(
          "The random numbers of a study depend on the seed and on its number alone, so the answer is the same on any number of threads, and chances at two truths are compared on the same studies. Simulation stops when every chance of the design is known to the precision asked, or at the greatest number of studies."
        ), .paragraph(context.texts.theory),
        .table(context.provenance.settings(plan.request, simulations: plan.simulations)),
        CrossCheckTable(
          plan.criteria.grouped { $0.criterion.id }.map { id, own in
            CrossCheckTable.Group(
              name: "chances of \(visible(id))", places: own.map { $0.crossChecks })
          }
            + plan.attributes.map { attribute in
              CrossCheckTable.Group(
                name: "sizes of \(visible(attribute.attribute.id))",
                places: attribute.sizes.map { $0.crossChecks })
            }
        ).table.map { .table($0) },
      ].compactMap { $0 })
  }
}
