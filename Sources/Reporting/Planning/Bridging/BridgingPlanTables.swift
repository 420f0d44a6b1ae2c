internal import Notation
internal import Plotting
internal import Statistics
internal import Transfer
internal import TransferPlanning

/// The tables of a bridging study's plan: chances, rules, assumptions, risks.
struct BridgingPlanTables {
  let context: BridgingPlanContext

  private var plan: BridgingPlan { context.plan }

  // MARK: - Page one

  func criteria() -> Table {
    var rows = plan.criteria.map { criterion in
      let quantity = criterion.criterion.quantity(
        context.attribute, in: context.study.words, receiving: plan.comparison.candidate,
        sending: plan.comparison.current)
      return Table.Row([
        Cell("\(strong: visible(criterion.criterion.id))", note: criterion.criterion.required ? nil : "informational"),
        Cell(RichText(visible(quantity))), Cell(RichText(context.limits(criterion.criterion))),
        Cell(RichText(Numbers.shortest(criterion.criterion.alpha))),
        !criterion.criterion.facts.isSimulatedInBridging
          ? Cell("not simulated")
          : criterion.excluded == nil ? .chance(criterion.power, .strong) : Cell("cannot pass", .strong),
        criterion.criterion.facts.isSimulatedInBridging ? .chance(criterion.agreeing) : .empty,
      ])
    }
    if plan.criteria.count(where: \.criterion.required) > 1 {
      rows.append(
        Table.Row([
          Cell("\(strong: "All required")"), .empty, .empty, .empty,
          .chance(plan.all, against: plan.request.power, .strong), .chance(plan.agreeing),
        ]))
    }
    return Table(
      "power", caption: "The chance of passing, of each criterion and of all that is required together",
      style: .criteria,
      columns: [
        .init("Criterion"), .init("Quantity"), .init("Limits", .right), .init("α", .right),
        .init("Chance of passing", .right), .init("If the standards agreed", .right),
      ], rows: rows,
      note:
        "± is the half-width of a 95 % interval of the simulation; a figure without it is exact. Agreed: a true ratio of 1, all SDs as assumed."
    )
  }

  func rules() -> Table {
    Table(
      "rules", caption: "Both rules: what each goes by, and how often that would be met",
      columns: [
        .init("Rule"), .init("Goes by"), .init("Chance", .right), .init("If the standards agreed", .right),
        .init("Decides"),
      ],
      rows: plan.rules.map { rule in
        Table.Row([
          Cell(
            "\(strong: rule.rule.rawValue)",
            note: rule.rule == .equivalence ? "current value carried over" : "value as measured"),
          Cell(
            rule.criteria.isEmpty
              ? "no criterion in the protocol"
              : RichText(
                rule.criteria.map { "\(visible($0.id)) (\(context.limits($0)))" }.joined(separator: ", "))),
          rule.criteria.isEmpty ? .missing : .chance(rule.chance),
          rule.criteria.isEmpty ? .missing : .chance(rule.agreeing),
          Cell(rule.isDeciding ? "\(strong: "yes")" : "no"),
        ])
      },
      note:
        "Equivalence: the ratio would be shown to lie inside its limits. Offset: the interval of the value would be as narrow as was asked for."
    )
  }

  // MARK: - Assumptions

  /// The planned design in words.
  func design() -> String {
    let study = plan.study
    var parts: [String] = []
    if let design = context.attribute.design {
      if let count = design.analysts { parts.append(Wording.planned(count, "analyst", context.study.laboratories)) }
      if let count = design.days { parts.append(Wording.planned(count, "day", context.study.laboratories)) }
    }
    let isByLaboratory = context.attribute.design?.isByLaboratory == true
    let runs =
      context.attribute.design?.runs.flatMap { runs in
        isByLaboratory ? Wording.planned(runs, "run", context.study.laboratories) : nil
      } ?? Wording.count(study.runsEach, "run")
    let units = study.unitsOfAll
    return
      "\(runs)\(context.severalLaboratories && !isByLaboratory ? " at each of \(study.laboratories) laboratories" : "")\(parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"), \(Wording.count(study.replicates, "result")) of each standard in a run; \(Wording.count(units, context.unit.rawValue)) \(units == 1 ? "counts" : "count") as independent. The ratio is judged by: \(study.method)"
  }

  /// - Parameter hasPilot: whether the SDs come from pilot results.
  func assumptions(_ given: [String], hasPilot: Bool) -> Table {
    let truth = context.truth
    let text = TruthText(context.attribute)
    func source(_ key: String) -> Cell {
      if given.contains(key) { return "the command line" }
      // A pilot says nothing of the bias, and one laboratory nothing of how laboratories differ.
      let planned = context.attribute.planning?.truth ?? context.study.planning?.truth
      let isKept =
        key == "bias" || key == "offset" || key == "laboratorySD" && truth.laboratorySD == planned?.laboratorySD
      if hasPilot, isKept {
        return planned == nil ? "taken so, beside the pilot results" : "the protocol's planning section"
      }
      return Cell(RichText(visible(plan.assumption.source)))
    }
    func row(_ key: String, _ what: String, _ value: String, _ number: Double) -> Table.Row {
      Table.Row([Cell(RichText(what)), Cell(RichText(value), raw: Numbers.shortest(number)), source(key)])
    }
    var rows = [
      row(
        "bias", "True ratio \(context.ratioName)", truth.bias == 0 ? "1: the standards agree" : text.shift(truth.bias),
        truth.bias)
    ]
    let sds: [(key: String, what: String, value: Double)] = [
      ("runSD", "between runs", truth.runSD),
      ("repeatabilitySD", "of one result of each standard in a run", truth.repeatabilitySD),
      ("laboratorySD", "between laboratories", truth.laboratorySD), ("analystSD", "between analysts", truth.analystSD),
      ("daySD", "between days", truth.daySD),
    ]
    rows += sds.filter { $0.value != 0 }.map { row($0.key, "SD \($0.what)", text.spread($0.value), $0.value) }
    let zero = sds.filter { $0.value == 0 }
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
    rows.append(
      plan.assumption.offset.map {
        row("offset", "A realistic true offset, for the producer's risk", text.shift($0), $0)
      } ?? Table.Row(["A realistic true offset", "none stated", ""]))
    return Table(
      "assumptions", caption: "What is taken as true",
      columns: [.init("Quantity"), .init("Taken as"), .init("Source")], rows: rows,
      note:
        "Every SD is that of the ln ratio of candidate over current: what a run does to both standards cancels in it."
    )
  }

  /// The current standard as the ledger has it.
  func chain() -> Table {
    let generations = plan.study.chain.generations
    /// Digits that the widest interval of a column leaves.
    func decimals(_ estimate: (ReferenceChain.Generation) -> ReferenceChain.Estimate) -> Int? {
      let widest = generations.map { estimate($0).upper - estimate($0).lower }.max() ?? 0
      return widest > 0 ? min(8, Numbers.decimals(intervalWidth: widest) + 1) : nil
    }
    let digits = context.attribute.isInUnitOfStandards ? context.attribute.digits ?? 0 : 3
    let (ofValues, ofDrift) = (max(digits, decimals(\.measured) ?? digits), decimals(\.drift) ?? 3)
    let level = "\(Numbers.shortest(100 * plan.study.chain.level))\u{A0}%"
    func percent(_ ln: Double) -> String {
      ln == 0 ? "0\u{A0}%" : Numbers.percent(100 * ln, decimals: max(0, Numbers.decimals(standardError: 100 * ln)))
    }
    return Table(
      "chain", caption: "The chain before the study, as the ledger has it",
      columns: [
        .init("Standard"), .init("Value", .right), .init("By all ratios", .right, note: "measured value"),
        .init("Standard uncertainty", .right), .init("df", .right), .init("Drift", .right, note: "measured / value"),
        .init("Its interval", .right, note: level), .init("Standing"),
      ],
      rows: generations.map { one in
        let width = one.drift.upper - one.drift.lower
        return Table.Row([
          Cell("\(strong: visible(one.id))", note: one.comparator == nil ? "primary" : one.rule?.rawValue),
          Cell(Numbers.estimate(one.value, decimals: ofValues), value: one.value),
          Cell(Numbers.estimate(one.measured.value, decimals: ofValues), value: one.measured.value),
          Cell(percent(one.measured.standardUncertainty), value: one.measured.standardUncertainty),
          Cell(
            RichText(
              one.measured.degreesOfFreedom.isFinite
                ? Numbers.degreesOfFreedom(one.measured.degreesOfFreedom) : "known")),
          Cell(Numbers.estimate(one.drift.value, decimals: ofDrift), value: one.drift.value),
          width > 0 ? Cell(RichText(Numbers.interval(one.drift.lower, one.drift.upper, decimals: ofDrift))) : .missing,
          Cell(one.provisional ? "provisional" : ""),
        ])
      },
      note:
        "These figures are not drawn again in simulated studies: the study will be decided with them, so its chances are those given them."
    )
  }

  /// What would be left if the study's own ratio were known exactly; `nil` where no criterion hangs on the chain.
  func chainAlone() -> Table? {
    guard !plan.chainAlone.isEmpty else { return nil }
    return Table(
      "chain-alone", caption: "What the chain leaves, however many runs are made",
      columns: [
        .init("Criterion"), .init("Left by the chain"), .init("Limits", .right), .init("With endless runs"),
      ],
      rows: plan.chainAlone.map { one in
        let left: String
        if let percent = one.percent {
          let decimals = max(1, Numbers.decimals(standardError: percent))
          left = "half-width \(Numbers.upperBound(percent, decimals: decimals))\u{A0}%"
        } else if let interval = one.interval {
          left =
            "drift \(Numbers.interval(interval.lower, interval.upper, decimals: max(3, min(6, Numbers.decimals(intervalWidth: interval.upper - interval.lower)))))"
        } else {
          left = ""
        }
        return Table.Row([
          Cell("\(strong: visible(one.criterion.id))", note: one.criterion.required ? nil : "informational"),
          Cell(RichText(left)), Cell(RichText(context.limits(one.criterion))),
          one.isInside ? Cell("met") : Cell("not met", .flagged),
        ])
      })
  }

  // MARK: - Risks

  func consumersRisk() -> Table {
    let isDrawn = plan.consumersRisks.contains {
      $0.criterion.facts.ofStandard == .drift && plan.study.driftBefore.variance > 0
    }
    return Table(
      "consumers-risk",
      caption: "Consumer's risk: the chance that a criterion passes though the truth lies on its limit",
      columns: ConsumersRisk.columns,
      rows: ConsumersRisk.rows(plan.consumersRisks) { "\(strong: visible($0.criterion.id))" },
      note: RichText(
        "At most α where the method holds its level. Far below it, the design can hardly show anything.\(isDrawn ? " For the drift the chain's own error is drawn too, with the uncertainty that the ledger states: α is a rate over chains, not over studies of one chain." : "")"
      ))
  }

  func endings() -> Table {
    Table(
      "endings", caption: "How simulated studies end", columns: CriterionPlan.endingColumns,
      rows: plan.criteria.filter { $0.criterion.facts.isSimulatedInBridging }.map {
        $0.endings(visible($0.criterion.id))
      })
  }
}
