import Statistics
import Testing
import TransferPlanning
import Transfer

/// Where theory and simulation both give a chance, the simulation is that of studies judged by the assessment itself: it ties
/// the planner, the power functions and the criteria to each other.
struct ExactChanceTests {
  static let designs: [PlannedProtocol] = [
    PlannedProtocol(criteria: [PlannedProtocol.ratio], name: "Welch on runs that hold two samples"),
    PlannedProtocol(
      design: "samples: [L1], runs: 4, replicates: 2",
      criteria: ["id: AC-1, kind: mean-ratio, scope: pooled, limits: [0.70, 1.43], variances: pooled"],
      truth: "bias: -0.05, runSD: 0.2, repeatabilitySD: 0.1, sdRatio: 1", name: "one common variance"),
    PlannedProtocol(
      design: "samples: [L1], runs: 8, replicates: 2",
      criteria: ["id: AC-1, kind: mean-ratio, scope: pooled, limits: [0.80, 1.25], direction: lower"],
      name: "not less than"),
    PlannedProtocol(
      unit: "sample", design: "samples: [L1, L2, L3, L4, L5, L6], runs: 1, samplesPerRun: 1, replicates: 2",
      criteria: [PlannedProtocol.ratio], truth: "bias: 0.02, runSD: 0.08, repeatabilitySD: 0.05, sdRatio: 1.5",
      name: "matched lots, each in a run of its own"),
    PlannedProtocol(
      scale: "linear", unit: "day", design: "samples: [L1], days: 5, runs: 10, replicates: 2",
      criteria: ["id: AC-1, kind: mean-difference, scope: pooled, limits: [-2, 2]"],
      truth: "bias: 0.3, runSD: 0.8, repeatabilitySD: 0.5, sdRatio: 1, daySD: 0.9",
      name: "days of two runs, on the linear scale"),
    PlannedProtocol(
      scale: "linear", design: "levels: [50, 100], runs: 6, samplesPerRun: all, replicates: 2",
      criteria: ["id: AC-1, kind: recovery, scope: pooled, limits: [97, 103]"],
      truth: "bias: 0.5, runSD: 1.5, repeatabilitySD: 1, sdRatio: 1", name: "recovery at two levels in common runs"),
    PlannedProtocol(
      design: "levels: [100], runs: 6, replicates: 2",
      criteria: ["id: AC-1, kind: recovery, scope: each-level, limits: [90, 111]"],
      truth: "bias: 0.01, runSD: 0.08, repeatabilitySD: 0.03, sdRatio: 1", name: "recovery on ln at one level"),
    PlannedProtocol(
      design: "samples: [L1, L2], runs: 6, samplesPerRun: all, replicates: 3",
      criteria: ["id: AC-1, kind: repeatability, laboratory: receiving, measure: sd, scope: pooled, limit: 0.08"],
      name: "repeatability"),
    PlannedProtocol(
      design: "samples: [L1], runs: 12",
      criteria: [
        "id: AC-1, kind: intermediate-precision, laboratory: sending, measure: gcv, sources: [run], scope: pooled, limit: 28"
      ], name: "intermediate precision of single results"),
    PlannedProtocol(
      design: "samples: [L1], runs: 10",
      criteria: ["id: AC-1, kind: precision-ratio, of: intermediate, sources: [run], scope: pooled, limit: 2.5"],
      name: "the ratio of SDs of single results"),
    PlannedProtocol(
      design: "samples: [L1], runs: {A: 9, B: 5}, replicates: {A: 1, B: 3}", criteria: [PlannedProtocol.ratio],
      truth: "bias: 0.02, runSD: 0.12, repeatabilitySD: 0.06, sdRatio: 1.2", name: "numbers by laboratory"),
    PlannedProtocol(
      unit: "result", design: "samples: [L1], replicates: 7", criteria: [PlannedProtocol.ratio],
      truth: "bias: 0.02, runSD: 0, repeatabilitySD: 0.12, sdRatio: 1.3", name: "single results"),
  ]

  /// Band: 3.29 Monte Carlo standard errors of 1,500 studies; `docs/verification.md` has the same with 100,000.
  @Test(arguments: designs)
  func `the simulated chance is the exact one within its Monte Carlo error`(_ planned: PlannedProtocol) throws {
    let transferProtocol = try planned.read()
    var request = try PlanRequest(transferProtocol, threads: 2)
    request.halfWidth = 1e-9
    request.simulations = 1_500
    let found = try StudyPlan.design(transferProtocol, request)
    let power = try #require(found.first?.power)
    let exact = try #require(power.exact, "theory has a chance of \(planned.name)")
    let simulated = try #require(power.simulated)
    #expect(simulated.of == 1_500)
    let error = (exact * (1 - exact) / Double(simulated.of)).squareRoot()
    #expect((simulated.estimate - exact).magnitude <= 3.29 * error, "\(simulated.estimate) for \(exact)")
    // A chance near 0 or 1 would hold whatever was computed.
    #expect(exact > 0.1 && exact < 0.98, "\(exact)")
  }

  @Test(arguments: designs)
  func `both engines give the same exact chance, as planned and at the size that is found`(
    _ planned: PlannedProtocol
  ) throws {
    let plan = try planned.read()
    var request = try PlanRequest(plan, threads: 2)
    request.simulations = 200
    request.parts = [.sizes]
    let found = try StudyPlan(plan, request)
    let criterion = try #require(found.criteria.first)
    #expect(criterion.crossChecks.count == 2, "\(criterion.crossChecks)")
    #expect(criterion.crossChecks.first?.first == criterion.power?.exact)
    for check in found.crossChecks.flatMap({ $0.checks }) {
      #expect(!check.disagrees && !check.isNotCrossChecked, "\(planned.name): \(check)")
    }
    // A size is held beside the next smaller one, which falls short.
    for size in found.attributes.flatMap({ $0.sizes }) where size.power?.exact != nil && (size.units ?? 0) > 2 {
      #expect(size.crossChecks.count == 2, "\(size.crossChecks)")
      #expect(size.crossChecks[0].first == size.power?.exact)
      #expect((size.crossChecks[1].second ?? 1) < found.attributes[0].target)
    }
  }

  static let simulatedOnly: [PlannedProtocol] = [
    PlannedProtocol(
      criteria: ["id: AC-1, kind: mean-ratio, scope: pooled, limits: [0.80, 1.25], variances: pooled"],
      name: "a common variance in the test that the truth does not have"),
    PlannedProtocol(criteria: [PlannedProtocol.precision], name: "a sum of mean squares"),
    PlannedProtocol(
      criteria: ["id: AC-1, kind: mean-ratio, scope: each-sample, limits: [0.80, 1.25]"],
      name: "two samples that must both pass"),
    PlannedProtocol(
      design: "samples: [L1, L2], analysts: 2, runs: 6, samplesPerRun: all, replicates: 3",
      criteria: [PlannedProtocol.ratio],
      truth: "bias: 0, runSD: 0.15, repeatabilitySD: 0.05, sdRatio: 1, analystSD: 0.1",
      name: "runs that share their analyst's deviation"),
    PlannedProtocol(
      scale: "linear", criteria: [PlannedProtocol.ratio],
      truth: "bias: 0, runSD: 5, repeatabilitySD: 2, sdRatio: 1, mean: 100", name: "the ratio of arithmetic means"),
  ]

  @Test(arguments: simulatedOnly)
  func `theory is not claimed where it does not reach`(_ planned: PlannedProtocol) throws {
    let transferProtocol = try planned.read()
    var request = try PlanRequest(transferProtocol)
    request.simulations = 100
    let power = try #require(try StudyPlan.design(transferProtocol, request).first?.power)
    #expect(power.exact == nil && power.simulated?.of == 100 && power.estimate > 0)
    request.parts = []
    #expect(try StudyPlan(transferProtocol, request).criteria.allSatisfy { $0.crossChecks.isEmpty })
  }

  /// From the definition, with scipy (normal chances over both chi-squares by quadrature, good to 1e-6): Welch's two one-sided tests
  /// with 9 runs of one result at A and 5 of three at B, s_A² = 0.12² + 0.06², s_B² = 1.2² (0.12² + 0.06²/3).
  @Test func `numbers by laboratory are planned so`() throws {
    let transferProtocol = try Self.designs.first { $0.name == "numbers by laboratory" }?.read()
    let found = try StudyPlan.design(
      try #require(transferProtocol), try PlanRequest(try #require(transferProtocol), threads: 2))
    let exact = try #require(found.first?.power?.exact)
    #expect((exact - 0.598737).magnitude < 3e-6, "\(exact)")
  }
}
