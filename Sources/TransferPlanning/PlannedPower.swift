public import Transfer

/// What the plan promised, to be shown beside a verdict: the chance of passing at the assumed truth, quickly worked out.
public struct PlannedPower: Sendable {
  public struct Entry: Sendable {
    public let attribute: String
    public let criterion: String
    public let receiving: String
    /// `nil` where the design cannot be judged.
    public let power: Chance?
  }

  /// In the order of the protocol's attributes and criteria, then of its receiving laboratories.
  public let entries: [Entry]
  /// Every required criterion together.
  public let all: Chance?
  public let target: Double

  /// Studies simulated where theory gives no answer: a percent and a half of Monte Carlo error at most.
  public static let studies = 1_024

  /// - Throws: ``PlanningObstacle`` where the protocol has no planning section or its design says too little; then nothing was
  ///   promised.
  public init(_ transferProtocol: TransferProtocol) throws(PlanningObstacle) {
    let request = try PlanRequest(transferProtocol)
    let planners = try AttributePlanner.all(transferProtocol, request)
    let panel = Panel(
      planners.map { $0.study }, truths: planners.map { $0.truth }, banks: planners.map { $0.quickBank() })
    let exact = planners.flatMap { $0.exactChances }
    let required = panel.required
    let isBlocked = panel.studies.contains { $0.isBlocked }
    let isKnown = exact.allSatisfy { $0 != nil } && required.count == 1
    let tally: Tally? =
      isKnown
      ? nil
      : Simulation(
        studies: panel, seed: request.seed,
        stopping: Stopping(maximum: min(request.simulations, Self.studies), halfWidth: 1e-9)
      ).run()
    entries = panel.entries.enumerated().map { index, entry in
      let planner = planners[entry.attribute]
      let hasObstacle = planner.obstacle(of: entry.criterion, receiver: entry.receiver) != nil
      return Entry(
        attribute: planner.attribute.id, criterion: entry.criterion.id,
        receiving: planner.study.receivers[entry.receiver],
        power: hasObstacle
          ? nil
          : Chance(
            exact: exact[index],
            simulated: tally.map { $0.passed(index) }))
    }
    all =
      required.isEmpty || isBlocked
      ? nil
      : Chance(
        exact: required.count == 1 ? exact[required[0]] : nil,
        simulated: tally.map { $0.allPassed })
    target = request.power
  }
}
