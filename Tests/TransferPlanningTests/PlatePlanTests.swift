import Notation
import Statistics
import TestSupport
import Testing
import Transfer
import TransferPlanning

/// Plans of studies of plates, whose curves are judged too.
struct PlatePlanTests {
  private static func text(
    requireSimilar: String = "", plates: String = plates, model: String = "4pl", mayFail: Int = 1,
    limits: String = "[0.8, 1.25]", rules: String = "", samples: String = "[T]", runs: Int = 4
  ) -> String {
    """
    schema: methodtransfer/protocol/1
    study: {id: P-1, title: A plan, kind: transfer}
    sending: A
    receiving: B
    planning: {truth: {bias: 0, runSD: 0.1, repeatabilitySD: 0, sdRatio: 1\(plates)}, power: 0.9, simulations: 2000, seed: 5}
    \(rules)
    data: {delimiter: ",", decimal: ".", columns: {laboratory: lab}}
    attributes:
      - id: activity
        title: Activity
        unit: ratio
        scale: log
        unitOfReplication: run
        design: {samples: \(samples), runs: \(runs), replicates: 1}
        doseResponse:
          model: \(model)
          reference: REF
    \(requireSimilar)
          columns: {preparation: p, dose: d, response: y, run: r}
        criteria:
          - {id: AC-1, kind: mean-ratio, limits: [0.8, 1.25], alpha: 0.05, justification: {source: capability, text: T}}
          - {id: AC-2, kind: similarity, parameter: slope, limits: \(limits), mayFail: \(mayFail), alpha: 0.05, justification: {source: historical, text: T}}

    """
  }

  private static let plates =
    ", plates: {doses: [0.3, 1, 3, 10, 30, 100], replicates: 2, lower: 0.1, upper: 2.2, ec50: 6, slope: 1.2, residualSD: 0.025}"

  private static func plan(_ text: String, threads: Int = 2) throws -> StudyPlan {
    let transferProtocol = try TransferProtocol(yaml: text, file: "protocol.yaml")
    var request = try PlanRequest(transferProtocol, threads: threads)
    request.halfWidth = 1e-6
    request.parts = []
    request.plateRuns = 40
    return try StudyPlan(transferProtocol, request)
  }

  private static func chance(_ plan: StudyPlan, _ id: String) throws -> Chance {
    try #require(plan.attributes[0].criteria.first { $0.criterion.id == id }?.power)
  }

  /// One test in each of eight independent runs: the count that is not shown similar is binomial, with the share that other
  /// runs than the plan's, fitted by the same code, give.
  @Test func `the chance of similarity is that of a binomial count of runs`() throws {
    let text = Self.text()
    let attribute = try TransferProtocol(yaml: text, file: "p").attributes[0]
    let plates = try #require(
      try PlannedPlates(attribute, truth: try TransferProtocol(yaml: text, file: "p").planning?.truth.plates))
    var failed = 0
    let runs = 500
    for number in 0..<runs {
      var random = CounterRandom(seed: 77, stream: UInt64(number))
      if plates.run(noise: 1, { random.normal() })[0][0] != .similar { failed += 1 }
    }
    let p = Double(failed) / Double(runs)
    #expect(p > 0.02 && p < 0.6, "\(p)")
    func binomial(_ p: Double) -> Double {
      var none = 1.0
      for _ in 0..<8 { none *= 1 - p }
      return none + 8 * p * none / (1 - p)
    }
    let plan = try Self.plan(text)
    let found = try #require(try Self.chance(plan, "AC-2").simulated)
    // Both are simulated: three and a half errors of each.
    let error = (p * (1 - p) / Double(runs)).squareRoot()
    let margin = 3.5 * (found.monteCarloError + (binomial(p - error) - binomial(p + error)).magnitude / 2)
    #expect((found.estimate - binomial(p)).magnitude < margin, "\(found.estimate) \(binomial(p)) \(margin)")
    // Runs are shared by studies, so that the chance is worth fewer of them, and its error says so.
    #expect(found.independent < found.of)
    #expect(plan.notSimulated.isEmpty && plan.all != nil)
  }

  @Test func `potencies that need similarity are lost in the plan as they are in the study`() throws {
    let required = "      requireSimilar: [AC-2]"
    let (without, with) = (
      try Self.plan(Self.text(mayFail: 8)), try Self.plan(Self.text(requireSimilar: required, mayFail: 8))
    )
    let (free, lost) = (try Self.chance(without, "AC-1"), try Self.chance(with, "AC-1"))
    #expect(free.exact != nil && lost.exact == nil)
    #expect(lost.estimate < free.estimate - 0.01, "\(lost.estimate) \(free.estimate)")
    #expect(try Self.chance(without, "AC-2").estimate == Self.chance(with, "AC-2").estimate)
    let refused = try Self.plan(
      Self.text(requireSimilar: required, mayFail: 8, rules: "rules: {missingUnits: refuse}"))
    #expect(try Self.chance(refused, "AC-1").estimate < lost.estimate - 0.05)
    // Limits that all runs meet lose nothing: the plan is that of potencies alone, simulated.
    let wide = try Self.plan(Self.text(requireSimilar: required, limits: "[0.01, 100]"))
    #expect(try (Self.chance(wide, "AC-1").estimate - (free.exact ?? 0)).magnitude < 0.03)
    #expect(try Self.chance(wide, "AC-2").estimate == 1)
  }

  @Test func `one thread and three give the same plan`() throws {
    let text = Self.text(requireSimilar: "      requireSimilar: [AC-2]", samples: "[T, U]", runs: 3)
    let (one, three) = (try Self.plan(text, threads: 1), try Self.plan(text, threads: 3))
    #expect(one.all?.simulated == three.all?.simulated)
    #expect(one.attributes[0].criteria.map(\.power?.estimate) == three.attributes[0].criteria.map(\.power?.estimate))
  }

  @Test func `more noise and more spread between runs make similarity rarer, and lines are planned too`() throws {
    func power(_ plates: String, model: String = "4pl") throws -> Double {
      try Self.chance(try Self.plan(Self.text(plates: plates, model: model)), "AC-2").estimate
    }
    let usual = try power(Self.plates)
    #expect(try power(Self.plates.replacing("residualSD: 0.025", with: "residualSD: 0.032")) < usual - 0.05)
    #expect(
      try power(Self.plates.replacing("residualSD: 0.025", with: "residualSD: 0.025, slopeSD: 0.15")) < usual
        - 0.05
    )
    let line = ", plates: {doses: [1, 2, 4, 8], replicates: 3, intercept: 1, slope: 0.5, residualSD: 0.03}"
    #expect(try power(line, model: "parallel-line") > 0.5)
  }

  @Test func `what is assumed of plates must be of the model, and without it the criterion is left out as it was`()
    throws
  {
    let none = try Self.plan(Self.text(plates: ""))
    #expect(none.notSimulated == ["AC-2"])
    #expect(throws: PlanningObstacle.self) { try Self.plan(Self.text(model: "parallel-line")) }
    for (change, code) in [
      ("ec50: 6, ", "E_KEY_MISSING"), ("residualSD: 0.025", "E_KEY_MISSING"), ("replicates: 2, ", "E_KEY_MISSING"),
    ] {
      let found = #expect(throws: Rejection.self) {
        try TransferProtocol(
          yaml: Self.text(plates: Self.plates.replacing(change, with: "").replacing(", }", with: "}")), file: "p")
      }
      #expect(found?.problems.first?.code == code, "\(found?.problems ?? [])")
    }
    let found = #expect(throws: Rejection.self) {
      try TransferProtocol(
        yaml: Self.text(plates: Self.plates.replacing("lower: 0.1", with: "intercept: 1, lower: 0.1")), file: "p")
    }
    #expect(found?.problems.first?.code == "E_KEY_UNKNOWN")
  }
}
