internal import Notation
internal import Plotting
internal import Transfer
internal import TransferPlanning

/// What is taken as true, row by row.
struct AssumptionRows {
  typealias Spread = (key: String, what: String, value: Double)

  let text: TruthText
  private let attribute: AttributePlan
  /// Keys that the command line gave.
  private let given: [String]
  private let hasPilot: Bool
  /// What the protocol's planning section takes as true of the attribute; `nil` without one.
  private let planned: Truth?

  init(_ attribute: AttributePlan, given: [String], hasPilot: Bool, transferProtocol: TransferProtocol) {
    text = TruthText(attribute.attribute)
    self.attribute = attribute
    self.given = given
    self.hasPilot = hasPilot
    planned = attribute.attribute.planning?.truth ?? transferProtocol.planning?.truth
  }

  func source(of key: String) -> Cell {
    if given.contains(key) { return "the command line" }
    let section: Cell = "the protocol's planning section"
    if hasPilot, attribute.standards != nil {
      // A pilot says nothing of the bias, and one laboratory nothing of how laboratories differ.
      let isKept =
        key == "bias" || key == "offset"
        || key == "laboratorySD" && attribute.assumption.truth.laboratorySD == planned?.laboratorySD
      if isKept { return planned == nil ? "taken so, beside the pilot results" : section }
    } else if hasPilot {
      if key == "bias" || key == "sdRatio" { return "taken so, beside the pilot results" }
      if key == "offset" || key == "mean" { return section }
    }
    return Cell(RichText(visible(attribute.assumption.source)))
  }

  func row(_ key: String, _ what: String, _ value: String, _ number: Double) -> Table.Row {
    Table.Row([Cell(RichText(what)), Cell(RichText(value), raw: Numbers.shortest(number)), source(of: key)])
  }

  /// Standard deviations that are not zero.
  func spreads(_ sds: [Spread]) -> [Table.Row] {
    sds.filter { $0.value != 0 }.map { row($0.key, "SD \($0.what)", text.spread($0.value), $0.value) }
  }

  /// Those that are, in one row.
  func zeros(_ sds: [Spread]) -> [Table.Row] {
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
