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
  func name(_ stem: String, _ attribute: AttributePlan) -> String {
    context.severalAttributes ? "\(stem)-\(attribute.attribute.id)" : stem
  }

  private func of(_ attribute: AttributePlan) -> String {
    context.severalAttributes ? ": \(visible(attribute.attribute.title))" : ""
  }

  // MARK: - Page one

  func criteria() -> Table {
    var rows: [Table.Row] = []
    for attribute in plan.attributes {
      for (index, criterion) in attribute.criteria.enumerated() {
        let quantity = criterion.criterion.quantity(
          attribute.attribute, in: context.words, receiving: criterion.receiving, sending: context.study.sending)
        let unit = criterion.criterion.facts.unit(of: attribute.attribute)
        rows.append(
          Table.Row(
            criterion.chances(
              label: context.label(criterion), quantity: quantity,
              limits: RichText("\(criterion.criterion.limitsText)\(unit.isEmpty ? "" : " \(visible(unit))")")),
            heading: context.severalAttributes && index == 0 ? visible(attribute.attribute.title) : nil))
      }
      if context.severalAttributes || attribute.criteria.count(where: \.criterion.required) > 1 {
        rows.append(
          Table.Row(
            Table.together(
              attribute.all, attribute.agreeing, target: attribute.target,
              of: Cell(RichText(context.severalAttributes ? "of this attribute" : "")))))
      }
    }
    if context.severalAttributes {
      rows.append(
        Table.Row(
          Table.together(plan.all, plan.agreeing, target: plan.request.power, of: "of every attribute"),
          startsGroup: true, heading: "Together"))
    }
    return .chances(
      rows, agreed: context.words.groups,
      meaning:
        "the same true mean and the same SDs at \(context.words.everyGroup); what is missing to 100 % then is owed to the size of the study and to the spread of results alone."
    )
  }

  // MARK: - Assumptions

  /// - Parameter hasPilot: whether the variances come from pilot results.
  func assumptions(_ attribute: AttributePlan, _ given: [String], hasPilot: Bool = false) -> Table {
    let truth = attribute.assumption.truth
    let text = TruthText(attribute.attribute)
    let (isLog, unit) = (text.isLog, text.unit)
    let all = AssumptionRows(text: text, given: given, hasPilot: hasPilot) { key in
      if hasPilot, key == "bias" || key == "sdRatio" { return "taken so, beside the pilot results" }
      if hasPilot, key == "offset" || key == "mean" { return "the protocol's planning section" }
      return Cell(RichText(visible(attribute.assumption.source)))
    }
    var rows = [
      all.row(
        "bias", "True bias, \(context.words.receiving.lowercased()) less \(context.words.sending.lowercased())",
        truth.bias == 0 ? "0: the means agree" : text.shift(truth.bias), truth.bias)
    ]
    let sds: [(key: String, what: String, value: Double)] = [
      ("runSD", "between runs", truth.runSD),
      ("repeatabilitySD", "between results of one sample in one run", truth.repeatabilitySD),
      ("analystSD", "between analysts", truth.analystSD), ("daySD", "between days", truth.daySD),
      ("runBySampleSD", "of a sample in a run about its run", truth.runBySampleSD),
    ]
    rows += all.spreads(sds)
    rows.append(
      all.row(
        "sdRatio", "SDs, \(context.words.receiving.lowercased()) over \(context.words.sending.lowercased())",
        truth.sdRatio == 1 ? "1: the SDs agree" : Numbers.shortest(truth.sdRatio), truth.sdRatio))
    rows += all.zeros(sds)
    if let mean = truth.mean, !isLog {
      rows.append(
        Table.Row([
          "Level of results", Cell(RichText("\(mean.description)\(unit)"), raw: mean.description),
          all.source(of: "mean"),
        ]))
    }
    rows.append(all.offset(attribute.assumption.offset))
    return Table(
      name("assumptions", attribute), caption: "What is taken as true\(RichText(of(attribute)))",
      columns: [.init("Quantity"), .init("Taken as"), .init("Source")], rows: rows,
      note: isLog ? "On the natural logarithm of results, as they are judged." : nil)
  }

  /// The planned design in words.
  func design(_ attribute: AttributePlan) -> String {
    var parts: [String] = []
    if let design = attribute.attribute.design {
      if !design.samples.isEmpty { parts.append(Wording.count(design.samples.count, "sample")) }
      if !design.levels.isEmpty { parts.append(Wording.count(design.levels.count, "level")) }
      if let count = design.analysts { parts.append(Wording.planned(count, "analyst", context.study.laboratories)) }
      if let count = design.days { parts.append(Wording.planned(count, "day", context.study.laboratories)) }
      if let count = design.runs { parts.append(Wording.planned(count, "run", context.study.laboratories)) }
      if let count = design.replicates { parts.append(Wording.planned(count, "replicate", context.study.laboratories)) }
    }
    return
      "\(parts.joined(separator: ", ")): \(context.atMost(attribute))\(Wording.count(attribute.results, "result")) \(context.words.each), of which the \(attribute.attribute.unitOfReplication.plural) count as independent"
  }

  // MARK: - Sizes

  func sizes(_ attribute: AttributePlan) -> Table {
    let unit = context.unitsEach(attribute)
    let smallest = attribute.smallest
    let isResult = attribute.attribute.unitOfReplication == .result
    var columns: [Table.Column] = [
      .init(unit.prefix(1).uppercased() + unit.dropFirst(), .right), .init("Results \(context.words.each)", .right),
      .init("Chance of passing", .right), .init(""),
    ]
    if !isResult { columns.insert(.init("Replicates", .right), at: 0) }
    return Table(
      name("sizes", attribute),
      caption:
        "The fewest \(attribute.attribute.unitOfReplication.plural) that reach \(ChanceText.percent(attribute.target))\(RichText(of(attribute)))",
      columns: columns,
      rows: attribute.sizes.map { option in
        let isBest =
          option.units != nil && option.units == smallest?.units && option.replicates == smallest?.replicates
        let emphasis: Cell.Emphasis = isBest ? .strong : .none
        var cells = [
          option.units.map { Cell($0, emphasis) } ?? Cell("none"),
          option.results.map { Cell($0, emphasis) } ?? .missing,
          option.units == nil && option.power == nil
            ? .missing : .chance(option.power, against: attribute.target, emphasis),
          isBest
            ? Cell("\(strong: "← fewest results")")
            : Cell(
              RichText(
                option.obstacle != nil
                  ? "no verdict" : option.units == nil ? "not reached with \(attribute.mostUnits)" : "")),
        ]
        if !isResult { cells.insert(Cell(option.replicates, emphasis), at: 0) }
        return Table.Row(cells)
      },
      note:
        RichText(
          ([
            "The other counts of the design stay as planned. A simulated size is searched for as far as it takes to tell on which side of the target it is, and then simulated afresh, with at most \(StudyPlan.mostStudiesOfSize) studies each; where its interval holds the target it is known to within one."
          ]
            + attribute.sizes.compactMap { option in
              option.obstacle.map { "With \(Wording.count(option.replicates, "replicate")): \(visible($0))." }
            }).joined(separator: " "))
    )
  }

  // MARK: - Risks

  func consumersRisk(_ attribute: AttributePlan) -> Table {
    .consumersRisk(name("consumers-risk", attribute), of: of(attribute), attribute.consumersRisks) { risk in
      "\(strong: visible(risk.criterion.id))\(context.severalReceivers ? " at \(visible(risk.receiving))" : "")"
    }
  }

  /// How studies end that do not pass.
  func endings(_ attribute: AttributePlan) -> Table {
    Table(
      name("endings", attribute),
      caption: "How simulated studies end, at the item that passes least\(RichText(of(attribute)))",
      columns: CriterionPlan.endingColumns,
      rows: attribute.criteria.map { $0.endings(context.label($0)) })
  }
}
