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

  /// - Throws: ``PlanningFault`` where the protocol has no planning section or its design says too little; then nothing was
  ///   promised.
  public init(_ plan: TransferProtocol) throws(PlanningFault) {
    let request = try PlanRequest(plan)
    guard plan.study.kind != .bridging else {
      self = try PlannedPower(bridging: plan, request)
      return
    }
    try request.check(plan)
    var planners: [AttributePlanner] = []
    for (attribute, assumption) in zip(plan.attributes, request.assumptions) {
      planners.append(try AttributePlanner(attribute, assumption, plan, request))
    }
    let panel = Panel(
      planners.map(\.study), truths: planners.map(\.truth), banks: planners.map { $0.quickBank() })
    let exact = planners.flatMap(\.exactChances)
    let required = panel.entries.indices.filter {
      panel.entries[$0].criterion.required && panel.entries[$0].isSimulated
    }
    let isBlocked = panel.studies.contains { $0.items.contains(where: \.blocks) }
    let isKnown = exact.allSatisfy { $0 != nil } && required.count == 1
    let tally: Tally? =
      isKnown
      ? nil
      : Simulation(
        studies: panel, seed: request.seed,
        stopping: Stopping(maximum: min(request.simulations, Self.studies), halfWidth: 1e-9)
      ).run()
    entries = panel.entries.enumerated().map { index, entry in
      let study = planners[entry.attribute]
      let hasObstacle = study.obstacle(of: entry.criterion, receiver: entry.receiver) != nil
      return Entry(
        attribute: study.attribute.id, criterion: entry.criterion.id, receiving: plan.receiving[entry.receiver],
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
        simulated: tally.map(\.allPassed))
    target = request.power
  }
}

extension PlannedPower {
  private init(bridging plan: TransferProtocol, _ request: PlanRequest) throws(PlanningFault) {
    let planner = try BridgingPlanner(plan, request)
    let (study, required) = (planner.study, planner.required)
    let exact = planner.exactChances(study, planner.truth)
    let isKnown = exact.allSatisfy { $0 != nil } && required.count == 1
    let tally: Tally? =
      isKnown
      ? nil
      : Simulation(
        studies: BridgingStudies(study, truth: planner.truth), seed: request.seed,
        stopping: Stopping(maximum: min(request.simulations, Self.studies), halfWidth: 1e-9)
      ).run()
    func chance(_ exact: Double?, _ count: (Tally) -> Int) -> Chance? {
      Chance(exact: exact, simulated: tally.map { Proportion(count: count($0), of: $0.studies) })
    }
    self.init(
      entries: study.items.enumerated().map { index, item in
        Entry(
          attribute: planner.attribute.id, criterion: item.criterion.id, receiving: study.comparison.candidate,
          power: item.obstacle != nil ? nil : chance(exact[index]) { $0.criteria[index] })
      },
      all: required.isEmpty || planner.isBlocked(study)
        ? nil : chance(required.count == 1 ? exact[required[0]] : nil) { $0.all }, target: request.power)
  }

  private init(entries: [Entry], all: Chance?, target: Double) {
    self.entries = entries
    self.all = all
    self.target = target
  }
}
