internal import Notation
public import Transfer
public import TransferPlanning

/// What was promised before the study, where its protocol has a planning section; the verdict never depends on it.
public enum PlannedPromise: Sendable {
  case power(PlannedPower)
  /// Why no chance of passing can be given.
  case none(PlanningObstacle)

  /// - Returns: `nil` where the protocol has no planning section.
  public init?(_ transferProtocol: TransferProtocol) {
    guard transferProtocol.planning != nil else { return nil }
    do throws(PlanningObstacle) {
      self = .power(try PlannedPower(transferProtocol))
    } catch {
      self = .none(error)
    }
  }

  /// The promise of one criterion at one receiving laboratory.
  func chance(_ criterion: String, attribute: String, receiving: String) -> Chance? {
    guard case .power(let planned) = self else { return nil }
    return planned.entries.first {
      $0.criterion == criterion && $0.attribute == attribute && $0.receiving == receiving
    }?.power
  }

  /// For the line beside the verdict: "planned chance of passing 36.0 % ± 3.0 %".
  var short: RichText {
    switch self {
    case .power(let planned):
      planned.all.map { "planned chance of passing \(strong: ChanceText.short($0, against: planned.target))" }
        ?? "planned chance of passing: \(strong: "none")"
    case .none: "no chance of passing was planned"
    }
  }

  /// For what a reviewer must know.
  var sentence: String {
    switch self {
    case .none(let obstacle): return "No chance of passing was promised: \(visible(obstacle.description))."
    case .power(let planned):
      guard let all = planned.all else {
        return
          "At what the protocol takes as true, no study of the planned design has a verdict on all that is required."
      }
      return
        "At what the protocol takes as true, the planned design passes in \(ChanceText.ofStudies(all, against: planned.target)); the target was \(ChanceText.stated(planned.target)): \(all.estimate >= planned.target ? "reached" : "not reached")."
    }
  }

  /// Overall, for the record.
  var record: JSON {
    switch self {
    case .none(let obstacle): .members(["obstacle": .string(obstacle.description)])
    case .power(let planned):
      JSON.members(["target": .number(planned.target)]).with(Chance.record(planned.all))
    }
  }

  /// Every criterion's promise.
  func table(_ transferProtocol: TransferProtocol) -> Table? {
    guard case .power(let planned) = self else { return nil }
    func cell(_ chance: Chance?, _ limit: Double? = nil) -> Cell {
      chance.map { Cell(ChanceText.short($0, against: limit), value: $0.estimate) } ?? Cell("no verdict")
    }
    // In a bridging study laboratories take part alike, and there is one attribute.
    let isOfLaboratories = transferProtocol.comparison == nil
    func row(_ first: Cell, _ places: [Cell], _ last: Cell, startsGroup: Bool = false) -> Table.Row {
      Table.Row([first] + (isOfLaboratories ? places : []) + [last], startsGroup: startsGroup)
    }
    var rows = planned.entries.map { entry in
      row(
        Cell("\(strong: visible(entry.criterion))"),
        [Cell(RichText(visible(entry.attribute))), Cell(RichText(visible(entry.receiving)))], cell(entry.power))
    }
    rows.append(
      row(Cell("\(strong: "All required")"), [.empty, .empty], cell(planned.all, planned.target), startsGroup: true))
    return Table(
      "planned-power", caption: "The chance of passing as planned, at what the protocol takes as true",
      columns: [.init("Criterion")] + (isOfLaboratories ? [.init("Attribute"), .init("At")] : [])
        + [.init("Chance of passing", .right)], rows: rows,
      note: RichText(
        "Target \(ChanceText.stated(planned.target)). ± is the half-width of a 95 % interval of \(PlannedPower.studies) simulated studies at most; a figure without it is exact. It has no part in the verdict."
      ))
  }
}
