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
      return Table.Row(
        criterion.chances(
          label: visible(criterion.criterion.id), quantity: quantity,
          limits: RichText(context.limits(criterion.criterion))))
    }
    if plan.criteria.count(where: \.criterion.required) > 1 {
      rows.append(Table.Row(Table.together(plan.all, plan.agreeing, target: plan.request.power)))
    }
    return .chances(rows, agreed: "standards", meaning: "a true ratio of 1, all SDs as assumed.")
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
    // A pilot says nothing of the bias, and one laboratory nothing of how laboratories differ.
    let planned = context.attribute.planning?.truth ?? context.study.planning?.truth
    let all = AssumptionRows(text: text, given: given, hasPilot: hasPilot) { key in
      let isKept =
        key == "bias" || key == "offset" || key == "laboratorySD" && truth.laboratorySD == planned?.laboratorySD
      if hasPilot, isKept {
        return planned == nil ? "taken so, beside the pilot results" : "the protocol's planning section"
      }
      return Cell(RichText(visible(plan.assumption.source)))
    }
    var rows = [
      all.row(
        "bias", "True ratio \(context.ratioName)", truth.bias == 0 ? "1: the standards agree" : text.shift(truth.bias),
        truth.bias)
    ]
    let sds: [(key: String, what: String, value: Double)] = [
      ("runSD", "between runs", truth.runSD),
      ("repeatabilitySD", "of one result of each standard in a run", truth.repeatabilitySD),
      ("laboratorySD", "between laboratories", truth.laboratorySD), ("analystSD", "between analysts", truth.analystSD),
      ("daySD", "between days", truth.daySD),
    ]
    rows += all.spreads(sds) + all.zeros(sds)
    rows.append(all.offset(plan.assumption.offset))
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

  /// What would be left if the study's own ratio were known exactly; `nil` where no criterion depends on the chain.
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
    return .consumersRisk(
      "consumers-risk", plan.consumersRisks,
      note: isDrawn
        ? " For the drift the chain's own error is drawn too, with the uncertainty that the ledger states: α is a rate over chains, not over studies of one chain."
        : ""
    ) { "\(strong: visible($0.criterion.id))" }
  }

  func endings() -> Table {
    Table(
      "endings", caption: "How simulated studies end", columns: CriterionPlan.endingColumns,
      rows: plan.criteria.filter { $0.criterion.facts.isSimulatedInBridging }.map {
        $0.endings(visible($0.criterion.id))
      })
  }
}
