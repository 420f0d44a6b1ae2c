internal import Notation
internal import Plotting
internal import Statistics
internal import Transfer
internal import TransferPlanning

/// The tables of a plan.
struct PlanTables {
  let context: PlanContext

  private var plan: StudyPlan { context.plan }

  /// `name`, followed by the attribute's where there are several.
  private func name(_ stem: String, _ attribute: AttributePlan) -> String {
    context.severalAttributes ? "\(stem)-\(attribute.attribute.id)" : stem
  }

  private func of(_ attribute: AttributePlan) -> String {
    context.severalAttributes ? ": \(visible(attribute.attribute.title))" : ""
  }

  // MARK: - Page one

  /// The chance of passing, criterion by criterion.
  func criteria() -> Table {
    var rows: [Table.Row] = []
    for attribute in plan.attributes {
      for (index, criterion) in attribute.criteria.enumerated() {
        rows.append(
          Table.Row(
            chances(criterion, attribute),
            heading: context.severalAttributes && index == 0 ? visible(attribute.attribute.title) : nil))
      }
      if context.severalAttributes || attribute.criteria.count(where: { $0.criterion.required }) > 1 {
        let what = context.severalAttributes ? "of this attribute" : ""
        rows.append(Table.Row(together(attribute.all, attribute.agreeing, target: attribute.target, what)))
      }
    }
    if context.severalAttributes {
      rows.append(
        Table.Row(
          together(plan.all, plan.agreeing, target: plan.request.power, "of every attribute"), startsGroup: true,
          heading: "Together"))
    }
    return Table(
      "power", caption: "The chance of passing, of each criterion and of all that is required together",
      style: .criteria,
      columns: [
        .init("Criterion"), .init("Quantity"), .init("Limits", .right), .init("α", .right),
        .init("Chance of passing", .right), .init("If the \(context.texts.agreed) agreed", .right),
      ], rows: rows,
      note: RichText(
        "± is the half-width of a 95 % interval of the simulation; a figure without it is exact. Agreed: \(context.texts.agreement)"
      ))
  }

  private func chances(_ plan: CriterionPlan, _ attribute: AttributePlan) -> [Cell] {
    let quantity = plan.criterion.quantity(
      attribute.attribute, in: context.words, receiving: plan.receiving,
      sending: context.transferProtocol.compared.sending)
    return [
      Cell("\(strong: context.label(plan))", note: plan.criterion.required ? nil : "informational"),
      Cell(RichText(visible(quantity)), note: plan.items > 1 ? "each of \(plan.items) items" : nil),
      Cell(RichText(context.limits(plan.criterion, attribute.attribute))),
      Cell(RichText(Numbers.shortest(plan.criterion.alpha))),
      !plan.isSimulated
        ? Cell("not simulated")
        : plan.impossibility == nil ? .chance(plan.power, .strong) : Cell("cannot pass", .strong),
      plan.isSimulated ? .chance(plan.agreeing) : .empty,
    ]
  }

  /// The chance that everything required passes.
  private func together(_ all: Chance?, _ agreeing: Chance?, target: Double, _ what: String) -> [Cell] {
    [
      Cell("\(strong: "All required")"), Cell(RichText(what)), .empty, .empty, .chance(all, against: target, .strong),
      .chance(agreeing),
    ]
  }

  // MARK: - Assumptions

  /// The planned design in words.
  func design(_ attribute: AttributePlan) -> String {
    if let standards = attribute.standards {
      return StandardsTables(context: context, attribute: attribute, standards: standards).design()
    }
    var parts: [String] = []
    if let design = attribute.attribute.design {
      if !design.samples.isEmpty { parts.append(Wording.count(design.samples.count, "sample")) }
      if !design.levels.isEmpty { parts.append(Wording.count(design.levels.count, "level")) }
      for (count, name) in [
        (design.analysts, "analyst"), (design.days, "day"), (design.runs, "run"), (design.replicates, "replicate"),
      ] {
        if let count { parts.append(Wording.planned(count, name, context.transferProtocol.laboratories)) }
      }
    }
    return
      "\(parts.joined(separator: ", ")): \(context.atMost(attribute))\(Wording.count(attribute.results, "result")) \(context.words.each), of which the \(attribute.attribute.unitOfReplication.plural) count as independent"
  }

  /// - Parameters:
  ///   - given: keys that the command line gave.
  ///   - hasPilot: whether the variances come from pilot results.
  func assumptions(_ attribute: AttributePlan, _ given: [String], hasPilot: Bool) -> Table {
    let truth = attribute.assumption.truth
    let rows = AssumptionRows(attribute, given: given, hasPilot: hasPilot, transferProtocol: context.transferProtocol)
    var all: [Table.Row]
    let note: RichText?
    if let standards = attribute.standards {
      let sds: [AssumptionRows.Spread] = [
        ("runSD", "between runs", truth.runSD),
        ("repeatabilitySD", "of one result of each standard in a run", truth.repeatabilitySD),
        ("laboratorySD", "between laboratories", truth.laboratorySD),
        ("analystSD", "between analysts", truth.analystSD), ("daySD", "between days", truth.daySD),
      ]
      all = [
        rows.row(
          "bias", "True ratio \(standards.ratioName)",
          truth.bias == 0 ? "1: the standards agree" : rows.text.shift(truth.bias), truth.bias)
      ]
      all += rows.spreads(sds) + rows.zeros(sds)
      note =
        "Every SD is that of the ln ratio of candidate over current: what a run does to both standards cancels in it."
    } else {
      let (receiving, sending) = (context.words.receiving.lowercased(), context.words.sending.lowercased())
      let sds: [AssumptionRows.Spread] = [
        ("runSD", "between runs", truth.runSD),
        ("repeatabilitySD", "between results of one sample in one run", truth.repeatabilitySD),
        ("analystSD", "between analysts", truth.analystSD), ("daySD", "between days", truth.daySD),
        ("runBySampleSD", "of a sample in a run about its run", truth.runBySampleSD),
      ]
      all = [
        rows.row(
          "bias", "True bias, \(receiving) less \(sending)",
          truth.bias == 0 ? "0: the means agree" : rows.text.shift(truth.bias), truth.bias)
      ]
      all += rows.spreads(sds)
      all.append(
        rows.row(
          "sdRatio", "SDs, \(receiving) over \(sending)",
          truth.sdRatio == 1 ? "1: the SDs agree" : Numbers.shortest(truth.sdRatio), truth.sdRatio))
      all += rows.zeros(sds)
      if let mean = truth.mean, !rows.text.isLog {
        all.append(
          Table.Row([
            "Level of results", Cell(RichText("\(mean.description)\(rows.text.unit)"), raw: mean.description),
            rows.source(of: "mean"),
          ]))
      }
      note = rows.text.isLog ? "On the natural logarithm of results, as they are judged." : nil
    }
    all.append(rows.offset(attribute.assumption.offset))
    return Table(
      name("assumptions", attribute), caption: "What is taken as true\(RichText(of(attribute)))",
      columns: [.init("Quantity"), .init("Taken as"), .init("Source")], rows: all, note: note)
  }

  // MARK: - Sizes

  func sizes(_ attribute: AttributePlan) -> Table {
    let standards = attribute.standards
    let unit = context.unitsEach(attribute)
    let smallest = attribute.smallest
    let isResult = attribute.attribute.unitOfReplication == .result
    let results =
      standards == nil
      ? "Results \(context.words.each)"
      : "Pairs of results\(standards?.isOfSeveral == true ? " \(context.words.each)" : "")"
    var columns: [Table.Column] = [
      .init(unit.prefix(1).uppercased() + unit.dropFirst(), .right), .init(results, .right),
      .init("Chance of passing", .right), .init(""),
    ]
    if !isResult { columns.insert(.init("Replicates", .right), at: 0) }
    return Table(
      name("sizes", attribute),
      caption: RichText(
        "The fewest \(unit) that reach \(ChanceText.percent(attribute.target))\(of(attribute))"
      ),
      columns: columns,
      rows: attribute.sizes.map { option in
        let isBest =
          option.units != nil && option.units == smallest?.units && option.replicates == smallest?.replicates
        let emphasis: Cell.Emphasis = isBest ? .strong : .none
        // Of ratios the planned replicates are called first, where they reach the target.
        let isAsPlanned = standards != nil && option.replicates == attribute.replicates
        let best = Cell("\(strong: isAsPlanned ? "← as replicated in the plan" : "← fewest results")")
        var cells = [
          option.units.map { Cell($0, emphasis) } ?? Cell("none"),
          option.results.map { Cell($0, emphasis) } ?? .missing,
          .size(option.power, found: option.units, against: attribute.target, emphasis),
          isBest ? best : .size(found: option.units, option.obstacle, most: attribute.mostUnits),
        ]
        if !isResult { cells.insert(Cell(option.replicates, emphasis), at: 0) }
        return Table.Row(cells)
      },
      note:
        RichText(
          ([
            "\(standards?.isOfSeveral == true ? "The laboratories and other" : "The other") counts of the design stay as planned. A simulated size is searched for as far as it takes to tell on which side of the target it is, and then simulated afresh, with at most \(StudyPlan.mostStudiesOfSize) studies each; where its interval holds the target it is known to within one."
          ]
            + attribute.sizes.compactMap { option in
              option.obstacle.map { "With \(Wording.count(option.replicates, "replicate")): \(visible($0))." }
            }).joined(separator: " "))
    )
  }

  // MARK: - Risks

  func consumersRisk(_ attribute: AttributePlan) -> Table {
    let standards = attribute.standards
    let isDrawn = attribute.consumersRisks.contains {
      $0.criterion.facts.ofStandard == .drift && (standards?.study.driftBefore.variance ?? 0) > 0
    }
    let chain =
      isDrawn
      ? " For the drift the chain's own error is drawn too, with the uncertainty that the ledger states: α is a rate over chains, not over studies of one chain."
      : ""
    return Table(
      name("consumers-risk", attribute),
      caption:
        "Consumer's risk: the chance that a criterion passes though the truth lies on its limit\(RichText(of(attribute)))",
      columns: ConsumersRisk.columns,
      rows: ConsumersRisk.rows(attribute.consumersRisks) { risk in
        "\(strong: visible(risk.criterion.id))\(context.severalReceivers ? " at \(visible(risk.receiving))" : "")"
      },
      note: RichText(
        "At most α where the method holds its level. Far below it, the design can hardly show anything.\(chain)"))
  }

  /// How studies end that do not pass.
  func endings(_ attribute: AttributePlan) -> Table {
    let item = attribute.criteria.contains { $0.items > 1 } ? ", at the item that passes least" : ""
    return Table(
      name("endings", attribute),
      caption: RichText("How simulated studies end\(item)\(of(attribute))"),
      columns: CriterionPlan.endingColumns,
      rows: attribute.criteria.map { $0.endings(context.label($0)) })
  }
}
