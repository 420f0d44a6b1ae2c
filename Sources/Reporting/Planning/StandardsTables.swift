internal import Notation
internal import Statistics
internal import Transfer
internal import TransferPlanning

/// The tables that a plan has besides where two standards are compared: rules, the chain, laboratories, and what a half-width
/// takes.
struct StandardsTables {
  let context: PlanContext
  let attribute: AttributePlan
  let standards: StandardsPlan

  private var study: PlannedBridging { standards.study }
  private var unit: Attribute.UnitOfReplication { attribute.attribute.unitOfReplication }

  private func limits(_ criterion: Criterion) -> String { context.limits(criterion, attribute.attribute) }

  private static func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

  func rules() -> Table {
    Table(
      "rules", caption: "Both rules: what each goes by, and how often that would be met",
      columns: [
        .init("Rule"), .init("Goes by"), .init("Chance", .right), .init("If the standards agreed", .right),
        .init("Decides"),
      ],
      rows: standards.rules.map { rule in
        Table.Row([
          Cell(
            "\(strong: rule.rule.rawValue)",
            note: rule.rule == .equivalence ? "current value carried over" : "value as measured"),
          Cell(
            rule.criteria.isEmpty
              ? "no criterion in the protocol"
              : RichText(
                rule.criteria.map { "\(visible($0.id)) (\(limits($0)))" }.joined(separator: ", "))),
          rule.criteria.isEmpty ? .missing : .chance(rule.chance),
          rule.criteria.isEmpty ? .missing : .chance(rule.agreeing),
          Cell(rule.isDeciding ? "\(strong: "yes")" : "no"),
        ])
      },
      note:
        "Equivalence: the ratio would be shown to lie inside its limits. Offset: the interval of the value would be as narrow as was asked for."
    )
  }

  /// The planned design in words.
  func design() -> String {
    var parts: [String] = []
    if let design = attribute.attribute.design {
      if let count = design.analysts {
        parts.append(Wording.planned(count, "analyst", context.transferProtocol.laboratories))
      }
      if let count = design.days { parts.append(Wording.planned(count, "day", context.transferProtocol.laboratories)) }
    }
    let isByLaboratory = attribute.attribute.design?.isByLaboratory == true
    let runs =
      attribute.attribute.design?.runs.flatMap { runs in
        isByLaboratory ? Wording.planned(runs, "run", context.transferProtocol.laboratories) : nil
      } ?? Wording.count(study.runsEach, "run")
    let units = study.unitsOfAll
    return
      "\(runs)\(standards.isOfSeveral && !isByLaboratory ? " at each of \(study.laboratories) laboratories" : "")\(parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"), \(Wording.count(attribute.replicates, "result")) of each standard in a run; \(Wording.count(units, unit.rawValue)) \(units == 1 ? "counts" : "count") as independent. The ratio is judged by: \(study.method)"
  }

  /// The current standard as the ledger has it.
  func chain() -> Table {
    let generations = study.chain.generations
    /// Digits that the widest interval of a column leaves.
    func decimals(_ estimate: (ReferenceChain.Generation) -> ReferenceChain.Estimate) -> Int? {
      let widest = generations.map { estimate($0).upper - estimate($0).lower }.max() ?? 0
      return widest > 0 ? min(8, Numbers.decimals(intervalWidth: widest) + 1) : nil
    }
    let digits = attribute.attribute.isInUnitOfStandards ? attribute.attribute.digits ?? 0 : 3
    let (ofValues, ofDrift) = (max(digits, decimals { $0.measured } ?? digits), decimals { $0.drift } ?? 3)
    let level = "\(Numbers.shortest(100 * study.chain.level))\u{A0}%"
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
    guard !standards.chainAlone.isEmpty else { return nil }
    return Table(
      "chain-alone", caption: "What the chain leaves, however many runs are made",
      columns: [
        .init("Criterion"), .init("Left by the chain"), .init("Limits", .right), .init("With endless runs"),
      ],
      rows: standards.chainAlone.map { one in
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
          Cell(RichText(left)), Cell(RichText(limits(one.criterion))),
          one.isInside ? Cell("met") : Cell("not met", .flagged),
        ])
      })
  }

  // MARK: - Sizes

  /// The fewest laboratories that reach it, by runs.
  func laboratories() -> Table? {
    guard !standards.laboratorySizes.isEmpty else { return nil }
    let best = standards.fewestLaboratories
    return Table(
      "laboratory-sizes", caption: "The fewest laboratories that reach \(ChanceText.percent(attribute.target))",
      columns: [
        .init(Self.capitalised("\(unit.plural) a laboratory"), .right), .init("Laboratories", .right),
        .init("Runs in all", .right), .init("Chance of passing", .right), .init(""),
      ],
      rows: standards.laboratorySizes.map { option in
        let isPlanned = option.units == attribute.units
        let emphasis: Cell.Emphasis = option.laboratories != nil && option.units == best?.units ? .strong : .none
        return Table.Row([
          Cell(option.units, emphasis), option.laboratories.map { Cell($0, emphasis) } ?? Cell("none"),
          option.laboratories.map { Cell($0 * option.runs, emphasis) } ?? .missing,
          .size(option.power, found: option.laboratories, against: attribute.target, emphasis),
          option.laboratories != nil && isPlanned
            ? Cell("← as planned")
            : .size(found: option.laboratories, option.obstacle, most: StandardsPlan.mostLaboratories),
        ])
      },
      note: RichText(
        ([
          study.holdsBeyondTheseLaboratories
            ? "Laboratories are taken as a sample of others, so that their number decides more than that of runs."
            : "Laboratories are fixed: more of them average out what each does, and more runs do not."
        ]
          + standards.laboratorySizes.compactMap { option in
            option.obstacle.map { "With \(Wording.count(option.units, unit.rawValue)): \(visible($0))." }
          }).joined(separator: " ")))
  }

  /// What a half-width of the value takes, over runs or over laboratories.
  func halfWidths(_ sizes: HalfWidthSizes) -> Table {
    let isOfUnits = sizes.counted == .units
    let counted = isOfUnits ? Self.capitalised(context.unitsEach(attribute)) : "Laboratories"
    let held =
      isOfUnits
      ? (standards.isOfSeveral ? " at \(StandardsPlan.laboratories(sizes.held))" : "")
      : " with \(Wording.count(sizes.held, unit.rawValue)) each"
    func cell(_ count: Int?, _ row: HalfWidthSizes.Row) -> Cell {
      count.map { Cell($0, row.isOfProtocol ? .strong : .none) } ?? Cell("none")
    }
    func percent(_ percent: Double) -> String { "\(Numbers.shortest(percent))\u{A0}%" }
    let simulated = sizes.rows.contains { !$0.isExact }
    return Table(
      isOfUnits ? "half-widths" : "half-widths-laboratories",
      caption: RichText(
        "\(counted)\(held) for a half-width of the value, with \(Wording.count(attribute.replicates, "replicate"))"),
      columns: [.init("Half-width", .right), .init("Of"), .init("Level", .right), .init("Expected", .right)]
        + sizes.assurances.map { .init(ChanceText.stated($0), .right, group: "Assured") } + [.init("")],
      rows: sizes.rows.map { row in
        Table.Row(
          [
            Cell(percent(row.percent), value: row.percent, note: row.isOfProtocol ? visible(row.criterion.id) : nil),
            Cell(row.uncertainty == .ratio ? "the ratio" : "the value, whole chain"),
            Cell(RichText(percent(100 * row.level))), cell(row.expected, row),
          ] + row.assured.map { cell($0, row) } + [
            Cell(RichText(row.expected == nil || row.assured.contains(nil) ? "none: not with \(row.most)" : ""))
          ])
      },
      note: RichText(
        "Expected: where the SDs of a study come out as they are on average; about half of studies then have a wider interval. Assured: with so many, at least that share of studies has one no wider. \(simulated ? "The other columns are simulated, with at most \(StandardsPlan.mostStudiesOfHalfWidth) studies a size, and known to within one or two." : "Every figure is exact.")\(sizes.rows.contains { $0.uncertainty == .chain } ? " What the chain brings stays as the ledger has it." : "")"
      ))
  }
}
