internal import Notation
internal import Statistics
internal import Transfer
internal import TransferPlanning

/// The sizes that a bridging study would need: runs, laboratories, and what a half-width takes.
struct BridgingSizeTables {
  let context: BridgingPlanContext

  private var plan: BridgingPlan { context.plan }
  private var unitHead: String { Self.capitalised(context.unitsEach()) }

  private static func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }

  /// The fewest runs that reach the target, by number of replicates.
  func runs() -> Table {
    let best = plan.smallest
    return Table(
      "sizes",
      caption: "The fewest \(context.unitsEach()) that reach \(ChanceText.percent(plan.request.power))",
      columns: [
        .init("Replicates", .right), .init(unitHead, .right),
        .init("Pairs of results\(context.severalLaboratories ? " a laboratory" : "")", .right),
        .init("Chance of passing", .right), .init(""),
      ],
      rows: plan.sizes.map { option in
        let isBest = option.units != nil && option.replicates == best?.replicates
        let emphasis: Cell.Emphasis = isBest ? .strong : .none
        return Table.Row([
          Cell(option.replicates, emphasis), option.units.map { Cell($0, emphasis) } ?? Cell("none"),
          option.results.map { Cell($0, emphasis) } ?? .missing,
          option.units == nil && option.power == nil
            ? .missing : .chance(option.power, against: plan.request.power, emphasis),
          note(
            option.obstacle, option.units, most: "\(BridgingPlan.mostUnits)",
            isBest && option.replicates == plan.study.replicates ? "← as replicated in the plan" : ""),
        ])
      },
      note: RichText(
        ([
          "\(context.severalLaboratories ? "The laboratories and other" : "Other") counts of the design stay as planned. A simulated size is searched for as far as it takes to tell on which side of the target it is, and then simulated afresh, with at most \(StudyPlan.mostStudiesOfSize) studies each; where its interval holds the target it is known to within one."
        ]
          + plan.sizes.compactMap { option in
            option.obstacle.map { "With \(Wording.count(option.replicates, "replicate")): \(visible($0))." }
          }).joined(separator: " ")))
  }

  /// The fewest laboratories that reach it, by runs.
  func laboratories() -> Table? {
    guard !plan.laboratorySizes.isEmpty else { return nil }
    let best = plan.fewestLaboratories
    return Table(
      "laboratory-sizes", caption: "The fewest laboratories that reach \(ChanceText.percent(plan.request.power))",
      columns: [
        .init(Self.capitalised("\(context.unit.plural) a laboratory"), .right), .init("Laboratories", .right),
        .init("Runs in all", .right), .init("Chance of passing", .right), .init(""),
      ],
      rows: plan.laboratorySizes.map { option in
        let isPlanned = option.units == plan.study.unitsEach
        let emphasis: Cell.Emphasis = option.laboratories != nil && option.units == best?.units ? .strong : .none
        return Table.Row([
          Cell(option.units, emphasis), option.laboratories.map { Cell($0, emphasis) } ?? Cell("none"),
          option.laboratories.map { Cell($0 * option.runs, emphasis) } ?? .missing,
          option.laboratories == nil && option.power == nil
            ? .missing : .chance(option.power, against: plan.request.power, emphasis),
          note(
            option.obstacle, option.laboratories, most: "\(BridgingPlan.mostLaboratories)",
            isPlanned ? "← as planned" : ""),
        ])
      },
      note: RichText(
        ([
          plan.study.holdsBeyondTheseLaboratories
            ? "Laboratories are taken as a sample of others, so that their number decides more than that of runs."
            : "Laboratories are fixed: more of them average out what each does, and more runs do not."
        ]
          + plan.laboratorySizes.compactMap { option in
            option.obstacle.map { "With \(Wording.count(option.units, context.unit.rawValue)): \(visible($0))." }
          }).joined(separator: " ")))
  }

  private func note(_ obstacle: String?, _ size: Int?, most: String, _ otherwise: String) -> Cell {
    Cell(RichText(obstacle != nil ? "no verdict" : size == nil ? "not reached with \(most)" : otherwise))
  }

  /// What a half-width of the value takes, over runs or over laboratories.
  func halfWidths(_ sizes: HalfWidthSizes) -> Table {
    let isOfUnits = sizes.counted == .units
    let counted = isOfUnits ? unitHead : "Laboratories"
    let held =
      isOfUnits
      ? (context.severalLaboratories ? " at \(context.laboratories(sizes.held))" : "")
      : " with \(Wording.count(sizes.held, context.unit.rawValue)) each"
    func cell(_ count: Int?, _ row: HalfWidthSizes.Row) -> Cell {
      count.map { Cell($0, row.isOfProtocol ? .strong : .none) } ?? Cell("none")
    }
    func percent(_ percent: Double) -> String { "\(Numbers.shortest(percent))\u{A0}%" }
    let simulated = sizes.rows.contains { !$0.isExact }
    return Table(
      isOfUnits ? "half-widths" : "half-widths-laboratories",
      caption: RichText(
        "\(counted)\(held) for a half-width of the value, with \(Wording.count(plan.study.replicates, "replicate"))"),
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
        "Expected: where the SDs of a study come out as they are on average; about half of studies then have a wider interval. Assured: with so many, at least that share of studies has one no wider. \(simulated ? "The other columns are simulated, with at most \(BridgingPlan.mostStudiesOfHalfWidth) studies a size, and known to within one or two." : "Every figure is exact.")\(sizes.rows.contains { $0.uncertainty == .chain } ? " What the chain brings stays as the ledger has it." : "")"
      ))
  }
}
