internal import Notation
public import Transfer

extension StudyPlan {
  /// Works out a plan: the chance of passing of each criterion and of all together, risks, curves and sizes; where two
  /// standards are compared, of both rules for the candidate's value too.
  ///
  /// The same protocol and request give the same plan on any number of threads.
  ///
  /// - Parameter progress: is told of the work done.
  /// - Throws: ``PlanningObstacle`` for a protocol or a request that no simulation can follow, in words.
  public init(
    _ transferProtocol: TransferProtocol, _ request: PlanRequest,
    progress: @escaping @Sendable (PlanProgress) -> Void = { _ in }
  ) throws(PlanningObstacle) {
    var planners = try AttributePlanner.all(transferProtocol, request)
    for index in planners.indices { planners[index].fillBank() }
    let meter = Meter(expected: planners.reduce(2) { $0 + $1.expectedWork }, progress)
    let target =
      transferProtocol.attributes.count == 1 ? request.power : rootOf(request.power, transferProtocol.attributes.count)
    var attributes: [AttributePlan] = []
    for planner in planners { attributes.append(planner.plan(target: target, meter)) }
    self.transferProtocol = transferProtocol
    self.request = request
    self.attributes = attributes
    guard planners.count > 1 else {
      all = attributes.first?.all
      agreeing = attributes.first?.agreeing
      simulations = all?.simulated?.of ?? 0
      return
    }
    func together(_ truths: [Truth], _ stage: String) -> Chance? {
      let panel = Panel(planners.map { $0.study }, truths: truths, banks: planners.map { $0.bank })
      guard panel.hasRequired, !panel.studies.contains(where: { $0.isBlocked }) else { return nil }
      let tally = meter.run(
        Simulation(
          studies: panel, seed: request.seed,
          stopping: Stopping(maximum: request.simulations, halfWidth: request.halfWidth)), request.threads, stage)
      return Chance(exact: nil, simulated: tally.allPassed)
    }
    all = together(planners.map { $0.truth }, "all attributes together")
    agreeing = together(planners.map { $0.truth.agreeing }, "\(transferProtocol.words.groups) that agree")
    simulations = all?.simulated?.of ?? 0
  }
}

extension StudyPlan {
  /// The design alone at the assumed truth, without risks, curves and sizes: each criterion's chance.
  ///
  /// - Throws: ``PlanningObstacle``.
  public static func design(_ transferProtocol: TransferProtocol, _ request: PlanRequest) throws(PlanningObstacle)
    -> [CriterionPlan]
  {
    var criteria: [CriterionPlan] = []
    for var planner in try AttributePlanner.all(transferProtocol, request) {
      planner.fillBank()
      criteria += planner.design(Meter(expected: 2) { _ in }).criteria
    }
    return criteria
  }
}

/// The k-th root of a probability, by bisection: no other power is needed here.
private func rootOf(_ probability: Double, _ k: Int) -> Double {
  var (low, high) = (probability, 1.0)
  for _ in 0..<60 {
    let middle = (low + high) / 2
    if (0..<k).reduce(1.0, { product, _ in product * middle }) < probability { low = middle } else { high = middle }
  }
  return high
}
