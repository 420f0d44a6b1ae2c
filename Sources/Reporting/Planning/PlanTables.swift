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
            [
              Cell("\(strong: context.label(criterion))", note: criterion.criterion.required ? nil : "informational"),
              Cell(
                RichText(visible(quantity)), note: criterion.items > 1 ? "each of \(criterion.items) items" : nil),
              Cell(RichText("\(criterion.criterion.limitsText)\(unit.isEmpty ? "" : " \(visible(unit))")")),
              Cell(RichText(Numbers.shortest(criterion.criterion.alpha))),
              criterion.excluded == nil ? .chance(criterion.power, .strong) : Cell("cannot pass", .strong),
              .chance(criterion.agreeing),
            ], heading: context.severalAttributes && index == 0 ? visible(attribute.attribute.title) : nil))
      }
      if context.severalAttributes || attribute.criteria.count(where: \.criterion.required) > 1 {
        rows.append(
          Table.Row([
            Cell("\(strong: "All required")"), Cell(RichText(context.severalAttributes ? "of this attribute" : "")),
            .empty, .empty, .chance(attribute.all, against: attribute.target, .strong),
            .chance(attribute.agreeing),
          ]))
      }
    }
    if context.severalAttributes {
      rows.append(
        Table.Row(
          [
            Cell("\(strong: "All required")"), "of every attribute", .empty, .empty,
            .chance(plan.all, against: plan.request.power, .strong), .chance(plan.agreeing),
          ], startsGroup: true, heading: "Together"))
    }
    return Table(
      "power", caption: "The chance of passing, of each criterion and of all that is required together",
      style: .criteria,
      columns: [
        .init("Criterion"), .init("Quantity"), .init("Limits", .right), .init("α", .right),
        .init("Chance of passing", .right), .init("If the \(context.words.groups) agreed", .right),
      ], rows: rows,
      note:
        "± is the half-width of a 95 % interval of the simulation; a figure without it is exact. Agreed: the same true mean and the same SDs at \(context.words.everyGroup); what is missing to 100 % then is owed to the size of the study and to the spread of results alone."
    )
  }

  // MARK: - Assumptions

  /// - Parameter hasPilot: whether the variances come from pilot results.
  func assumptions(_ attribute: AttributePlan, _ given: [String], hasPilot: Bool = false) -> Table {
    let truth = attribute.assumption.truth
    let text = TruthText(attribute.attribute)
    let (isLog, unit) = (text.isLog, text.unit)
    func source(_ key: String) -> Cell {
      if given.contains(key) { return "the command line" }
      if hasPilot, key == "bias" || key == "sdRatio" { return "taken so, beside the pilot results" }
      if hasPilot, key == "offset" || key == "mean" { return "the protocol's planning section" }
      return Cell(RichText(visible(attribute.assumption.source)))
    }
    func row(_ key: String, _ what: String, _ value: String, _ number: Double) -> Table.Row {
      Table.Row([Cell(RichText(what)), Cell(RichText(value), raw: Numbers.shortest(number)), source(key)])
    }
    var rows = [
      row(
        "bias", "True bias, \(context.words.receiving.lowercased()) less \(context.words.sending.lowercased())",
        truth.bias == 0 ? "0: the means agree" : text.shift(truth.bias), truth.bias)
    ]
    let sds: [(key: String, what: String, value: Double)] = [
      ("runSD", "between runs", truth.runSD),
      ("repeatabilitySD", "between results of one sample in one run", truth.repeatabilitySD),
      ("analystSD", "between analysts", truth.analystSD), ("daySD", "between days", truth.daySD),
      ("runBySampleSD", "of a sample in a run about its run", truth.runBySampleSD),
    ]
    rows += sds.filter { $0.value != 0 }.map { row($0.key, "SD \($0.what)", text.spread($0.value), $0.value) }
    let zero = sds.filter { $0.value == 0 }
    rows.append(
      row(
        "sdRatio", "SDs, \(context.words.receiving.lowercased()) over \(context.words.sending.lowercased())",
        truth.sdRatio == 1 ? "1: the SDs agree" : Numbers.shortest(truth.sdRatio), truth.sdRatio))
    if !zero.isEmpty {
      rows.append(
        Table.Row([
          "Taken as zero", Cell(RichText(zero.map { "SD \($0.what)" }.joined(separator: "; ")), raw: "0"),
          Cell(
            RichText(
              zero.contains { given.contains($0.key) }
                ? "the command line"
                : hasPilot ? "not told apart in the pilot results, or 0" : "not stated, or stated as 0")),
        ]))
    }
    if let mean = truth.mean, !isLog {
      rows.append(
        Table.Row([
          "Level of results", Cell(RichText("\(mean.description)\(unit)"), raw: mean.description), source("mean"),
        ]))
    }
    rows.append(
      attribute.assumption.offset.map {
        row("offset", "A realistic true offset, for the producer's risk", text.shift($0), $0)
      } ?? Table.Row(["A realistic true offset", "none stated", ""]))
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
    Table(
      name("consumers-risk", attribute),
      caption:
        "Consumer's risk: the chance that a criterion passes though the truth lies on its limit\(RichText(of(attribute)))",
      columns: ConsumersRisk.columns,
      rows: ConsumersRisk.rows(attribute.consumersRisks) { risk in
        "\(strong: visible(risk.criterion.id))\(context.severalReceivers ? " at \(visible(risk.receiving))" : "")"
      },
      note: "At most α where the method holds its level. Far below it, the design can hardly show anything.")
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
