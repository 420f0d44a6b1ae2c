internal import Notation
internal import Plotting
internal import Transfer
internal import TransferPlanning

/// What the tables and figures of all plans have in common.
extension Table {
  /// The chance of passing, criterion by criterion.
  ///
  /// - Parameters:
  ///   - agreed: who or what would have agreed.
  ///   - meaning: what that is, after "Agreed: ".
  static func chances(_ rows: [Row], agreed: String, meaning: String) -> Table {
    Table(
      "power", caption: "The chance of passing, of each criterion and of all that is required together",
      style: .criteria,
      columns: [
        .init("Criterion"), .init("Quantity"), .init("Limits", .right), .init("α", .right),
        .init("Chance of passing", .right), .init("If the \(agreed) agreed", .right),
      ], rows: rows,
      note: RichText(
        "± is the half-width of a 95 % interval of the simulation; a figure without it is exact. Agreed: \(meaning)"))
  }

  /// The chance that everything required passes, as a row of it.
  static func together(_ all: Chance?, _ agreeing: Chance?, target: Double, of what: Cell = .empty) -> [Cell] {
    [
      Cell("\(strong: "All required")"), what, .empty, .empty, .chance(all, against: target, .strong),
      .chance(agreeing),
    ]
  }

  static func consumersRisk(
    _ name: String, of attribute: String = "", _ risks: [ConsumersRisk], note: String = "",
    label: (ConsumersRisk) -> RichText
  ) -> Table {
    Table(
      name,
      caption:
        "Consumer's risk: the chance that a criterion passes though the truth lies on its limit\(RichText(attribute))",
      columns: ConsumersRisk.columns, rows: ConsumersRisk.rows(risks, label),
      note: RichText(
        "At most α where the method holds its level. Far below it, the design can hardly show anything.\(note)"))
  }
}

extension CriterionPlan {
  func chances(label: String, quantity: String, limits: RichText) -> [Cell] {
    [
      Cell("\(strong: label)", note: criterion.required ? nil : "informational"),
      Cell(RichText(visible(quantity)), note: items > 1 ? "each of \(items) items" : nil), Cell(limits),
      Cell(RichText(Numbers.shortest(criterion.alpha))),
      !isSimulated
        ? Cell("not simulated") : excluded == nil ? .chance(power, .strong) : Cell("cannot pass", .strong),
      isSimulated ? .chance(agreeing) : .empty,
    ]
  }
}

/// What is taken as true, row by row.
struct AssumptionRows {
  let text: TruthText
  /// Keys that the command line gave.
  let given: [String]
  let hasPilot: Bool
  /// Where a figure that the command line did not give comes from.
  let source: (String) -> Cell

  func source(of key: String) -> Cell { given.contains(key) ? "the command line" : source(key) }

  func row(_ key: String, _ what: String, _ value: String, _ number: Double) -> Table.Row {
    Table.Row([Cell(RichText(what)), Cell(RichText(value), raw: Numbers.shortest(number)), source(of: key)])
  }

  /// Standard deviations that are not zero.
  func spreads(_ sds: [(key: String, what: String, value: Double)]) -> [Table.Row] {
    sds.filter { $0.value != 0 }.map { row($0.key, "SD \($0.what)", text.spread($0.value), $0.value) }
  }

  /// Those that are, in one row.
  func zeros(_ sds: [(key: String, what: String, value: Double)]) -> [Table.Row] {
    let zero = sds.filter { $0.value == 0 }
    if zero.isEmpty { return [] }
    return [
      Table.Row([
        "Taken as zero", Cell(RichText(zero.map { "SD \($0.what)" }.joined(separator: "; ")), raw: "0"),
        Cell(
          RichText(
            zero.contains { given.contains($0.key) }
              ? "the command line"
              : hasPilot ? "not told apart in the pilot results, or 0" : "not stated, or stated as 0")
        ),
      ])
    ]
  }

  func offset(_ offset: Double?) -> Table.Row {
    offset.map { row("offset", "A realistic true offset, for the producer's risk", text.shift($0), $0) }
      ?? Table.Row(["A realistic true offset", "none stated", ""])
  }
}

extension PowerCurve {
  /// The planned number, and the fewest that reach the target where that is another one.
  static func marks(planned: Int, enough: Int?) -> [Mark] {
    [Mark(Double(planned), "planned: \(planned)", isFilled: true)]
      + (enough.flatMap { $0 == planned ? nil : [Mark(Double($0), "reaches it: \($0)", isFilled: false)] } ?? [])
  }

  static func target(_ chance: Double) -> Limit {
    let text = ChanceText.stated(chance)
    return Limit(chance, "target \(text.count > 7 ? ChanceText.percent(chance) : text)")
  }

  /// α, where all required criteria have one.
  static func risk(_ criteria: [Criterion]) -> Limit? {
    let alphas = Set(criteria.filter(\.required).map(\.alpha))
    return alphas.count == 1 ? alphas.first.map { Limit($0, "α \(Numbers.shortest($0))") } : nil
  }
}
