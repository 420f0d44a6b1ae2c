internal import Notation
public import Transfer

extension StudyPlan {
  /// Works out a plan: the chance of passing of each criterion and of all together, risks, curves and sizes.
  ///
  /// The same protocol and request give the same plan on any number of threads.
  ///
  /// - Parameter progress: is told of the work done, from any thread.
  /// - Throws: ``PlanningFault`` for a request that no simulation can follow, in words.
  public init(
    _ plan: TransferProtocol, _ request: PlanRequest,
    progress: @escaping @Sendable (PlanProgress) -> Void = { _ in }
  ) async throws(PlanningFault) {
    guard plan.study.kind != .bridging else {
      throw PlanningFault("this study holds two standards against each other, which BridgingPlan plans")
    }
    try request.check(plan)
    var planners: [AttributePlanner] = []
    for (attribute, assumption) in zip(plan.attributes, request.assumptions) {
      var planner = try AttributePlanner(attribute, assumption, plan, request)
      await planner.fillBank()
      planners.append(planner)
    }
    let meter = Meter(expected: planners.reduce(2) { $0 + $1.expectedWork }, progress)
    let target = plan.attributes.count == 1 ? request.power : rootOf(request.power, plan.attributes.count)
    var attributes: [AttributePlan] = []
    for planner in planners { attributes.append(await planner.plan(target: target, meter)) }
    self.plan = plan
    self.request = request
    self.attributes = attributes
    guard planners.count > 1 else {
      all = attributes.first?.all
      agreeing = attributes.first?.agreeing
      simulations = all?.simulated?.of ?? 0
      return
    }
    func together(_ truths: [Truth], _ stage: String) async -> Chance? {
      let panel = Panel(planners.map(\.study), truths: truths, banks: planners.map(\.bank))
      guard panel.hasRequired, !panel.studies.contains(where: { $0.items.contains(where: \.blocks) }) else {
        return nil
      }
      let tally = await meter.run(
        Simulation(
          studies: panel, seed: request.seed,
          stopping: Stopping(maximum: request.simulations, halfWidth: request.halfWidth)), request.threads, stage)
      return Chance(exact: nil, simulated: tally.allPassed)
    }
    all = await together(planners.map(\.truth), "all attributes together")
    agreeing = await together(planners.map(\.truth.agreeing), "\(plan.words.groups) that agree")
    simulations = all?.simulated?.of ?? 0
  }
}

extension StudyPlan {
  /// The design alone at the assumed truth, without risks, curves and sizes: each criterion's chance.
  ///
  /// - Throws: ``PlanningFault``.
  public static func design(_ plan: TransferProtocol, _ request: PlanRequest) async throws(PlanningFault)
    -> [CriterionPlan]
  {
    try request.check(plan)
    var criteria: [CriterionPlan] = []
    for (attribute, assumption) in zip(plan.attributes, request.assumptions) {
      var planner = try AttributePlanner(attribute, assumption, plan, request)
      await planner.fillBank()
      criteria += await planner.design(Meter(expected: 2) { _ in }).criteria
    }
    return criteria
  }
}

extension PlanRequest {
  func check(_ plan: TransferProtocol) throws(PlanningFault) {
    guard assumptions.count == plan.attributes.count else {
      throw PlanningFault("\(assumptions.count) assumptions for \(plan.attributes.count) attributes")
    }
    guard power > 0, power < 1 else {
      throw PlanningFault("the power to reach is \(power), but it is a probability between 0 and 1, such as 0.9")
    }
    guard simulations >= 1, simulations <= Self.mostSimulations else {
      throw PlanningFault("\(simulations) simulations; from 1 to 100000000 (1e8) are possible")
    }
    guard halfWidth > 0, halfWidth < 1 else {
      throw PlanningFault("a precision of \(halfWidth); it is the half-width of an interval of a chance, such as 0.005")
    }
    guard threads >= 1, threads <= 1_024 else { throw PlanningFault("\(threads) threads; give from 1 to 1024") }
    for (attribute, assumption) in zip(plan.attributes, assumptions) {
      try attribute.checkPlannedSize(laboratories: 1 + plan.receiving.count)
      let truth = assumption.truth
      if truth.isConstant {
        throw PlanningFault(
          "\(attribute.id): every assumed standard deviation is 0; results that never vary plan nothing: give a runSD or a repeatabilitySD"
        )
      }
      guard
        [
          truth.runSD, truth.repeatabilitySD, truth.analystSD, truth.daySD, truth.runBySampleSD, truth.laboratorySD,
          truth.bias.magnitude,
        ].allSatisfy({ $0 < 1e100 })
      else {
        throw PlanningFault(
          "\(attribute.id): a bias or a standard deviation is too large to be computed with (1e100 or more)")
      }
      let sds = [
        truth.runSD, truth.repeatabilitySD, truth.analystSD, truth.daySD, truth.runBySampleSD, truth.laboratorySD,
      ]
      guard sds.allSatisfy({ $0 >= 0 && $0.isFinite && $0 < 1e100 }), truth.bias.isFinite,
        truth.bias.magnitude < 1e100
      else {
        throw PlanningFault("\(attribute.id): a standard deviation is not below 0, and a bias is a number")
      }
      guard truth.sdRatio > 0, truth.sdRatio < 1e6 else {
        throw PlanningFault("\(attribute.id): the SD ratio is \(truth.sdRatio), expected a number above 0")
      }
      if attribute.scale == .log, max(truth.bias.magnitude, sds.max() ?? 0) > 50 {
        throw PlanningFault(
          "\(attribute.id): on the log scale bias and SDs are those of ln results (0.198 for 20 %CV, 0.182 for 20 %GCV); a figure above 50 cannot be meant"
        )
      }
      for criterion in attribute.criteria where criterion.alpha >= 0.5 {
        throw PlanningFault("\(criterion.id): alpha is \(criterion.alpha), but it lies below 0.5")
      }
    }
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

extension PlannedStudy.Item {
  /// Whether a required criterion has no verdict at all.
  var blocks: Bool { criterion.required && isSimulated && obstacle != nil }
}

/// Tells how far the work has come.
final class Meter: Sendable {
  private let expected: Int
  private let report: @Sendable (PlanProgress) -> Void
  private let done = Counter()

  init(expected: Int, _ report: @escaping @Sendable (PlanProgress) -> Void) {
    self.expected = max(1, expected)
    self.report = report
  }

  /// Runs one simulation as one part of the work.
  func run(_ simulation: Simulation<some SimulatedStudies>, _ threads: Int, _ stage: String) async -> Tally {
    let before = await done.value
    let tally = await simulation.run(threads: threads) { studies in
      let part = Double(studies) / Double(simulation.stopping.maximum)
      self.report(
        PlanProgress(fraction: min(0.999, (Double(before) + min(1, part)) / Double(self.expected)), stage: stage))
    }
    await done.add(1)
    return tally
  }

  /// Work that turned out not to be needed.
  func skip(_ count: Int) async { await done.add(count) }

  private actor Counter {
    var value = 0
    func add(_ count: Int) { value += count }
  }
}
