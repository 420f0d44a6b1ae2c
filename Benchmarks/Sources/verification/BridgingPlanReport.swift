internal import Foundation
internal import TransferPlanning
internal import Transfer

/// Plans of bridging studies: simulated chances beside exact ones, and how long studies and whole plans take.
struct BridgingPlanReport {
  let studies: Int

  private struct Design {
    let name: String
    var unit = "run"
    var laboratories = "[A]"
    var consensus = ""
    var rule = "equivalence"
    var standards = "{id: S1, value: 1.0}"
    let design: String
    let criteria: [String]
    let truth: String
  }

  private static let ratio = "kind: mean-ratio, limits: [0.95, 1.05]"
  private static let halfWidth = "kind: assigned-value, uncertainty: ratio, limit: 5"

  private static let designs = [
    Design(
      name: "ratio, one laboratory of 8 runs", design: "runs: 8, replicates: 2", criteria: [ratio],
      truth: "bias: 0.01, runSD: 0.04, repeatabilitySD: 0.02"),
    Design(
      name: "the same, not less than 0.95", rule: "offset", design: "runs: 8, replicates: 2",
      criteria: ["\(ratio), direction: lower", halfWidth], truth: "bias: -0.02, runSD: 0.04, repeatabilitySD: 0.02"),
    Design(
      name: "ratio, 6 days of two runs", unit: "day", design: "days: 6, runs: 12, replicates: 3", criteria: [ratio],
      truth: "bias: 0, runSD: 0.03, repeatabilitySD: 0.03, daySD: 0.03"),
    Design(
      name: "half-width 5 %, one laboratory of 6 runs", rule: "offset", design: "runs: 6, replicates: 2",
      criteria: [halfWidth], truth: "bias: 0.1, runSD: 0.04, repeatabilitySD: 0.03"),
    Design(
      name: "half-width of the value, the primary exact", rule: "offset", design: "runs: 6, replicates: 2",
      criteria: ["kind: assigned-value, uncertainty: chain, limit: 5"],
      truth: "bias: 0.1, runSD: 0.04, repeatabilitySD: 0.03"),
    Design(
      name: "ratio, three laboratories of 4 runs, one variance", laboratories: "[A, B, C]", consensus: "pooled-within",
      design: "runs: 4, replicates: 1", criteria: [ratio], truth: "bias: 0.01, runSD: 0.06, repeatabilitySD: 0.02"),
    Design(
      name: "half-width 5 %, the same, laboratories that differ", laboratories: "[A, B, C]",
      consensus: "pooled-within", rule: "offset", design: "runs: 4, replicates: 1", criteria: [halfWidth],
      truth: "bias: 0, runSD: 0.06, repeatabilitySD: 0.03, laboratorySD: 0.05"),
    Design(
      name: "ratio, five laboratory means", laboratories: "[A, B, C, D, E]", consensus: "laboratory-means",
      design: "runs: 3, analysts: 2, replicates: 2", criteria: [ratio],
      truth: "bias: 0.01, runSD: 0.04, repeatabilitySD: 0.02, analystSD: 0.02, laboratorySD: 0.02"),
    Design(
      name: "half-width 5 %, five laboratory means", laboratories: "[A, B, C, D, E]", consensus: "laboratory-means",
      rule: "offset", design: "runs: 3, analysts: 2, replicates: 2", criteria: [halfWidth],
      truth: "bias: 0.01, runSD: 0.04, repeatabilitySD: 0.02, analystSD: 0.02, laboratorySD: 0.03"),
    Design(
      name: "drift against an exact primary", design: "runs: 8, replicates: 2",
      criteria: ["kind: drift, limits: [0.95, 1.06]", ratio],
      truth: "bias: 0.02, runSD: 0.04, repeatabilitySD: 0.02"),
  ]

  private static func timed(_ consensus: String) -> Design {
    Design(
      name: "3 laboratories × 6 runs × 2 replicates, three criteria judged, \(consensus)", laboratories: "[A, B, C]",
      consensus: consensus,
      standards:
        "{id: P, value: 1.0}, {id: S1, comparator: P, value: 1.0, rule: equivalence, ratio: 1.0, standardUncertainty: 0.01, degreesOfFreedom: 11}",
      design: "runs: 6, replicates: 2",
      criteria: [ratio, "kind: assigned-value, uncertainty: chain, limit: 5", "kind: drift, limits: [0.94, 1.06]"],
      truth: "bias: 0.01, runSD: 0.04, repeatabilitySD: 0.02, laboratorySD: 0.01")
  }

  func print() throws {
    Swift.print("\n### Bridging studies\n")
    Swift.print(
      "The same of candidate standards, \(studies.formatted(.number.locale(Locale(identifier: "en_GB")))) studies each.\n"
    )
    Swift.print("| design | exact | simulated | difference, SE |\n|---|---|---|---|")
    for index in Self.designs.indices { Swift.print(try row(index)) }
  }

  private func row(_ index: Int) throws -> String {
    Self.row(Self.designs[index].name, try chance(index))
  }

  private static func row(_ name: String, _ power: Chance) -> String {
    guard let exact = power.exact, let simulated = power.simulated else { return "| \(name) | none | | |" }
    let error = (exact * (1 - exact) / Double(simulated.of)).squareRoot()
    let figures = [String(format: "%.5f", exact), String(format: "%.5f", simulated.estimate)]
    return
      "| \(name) | \(figures.joined(separator: " | ")) | \(String(format: "%+.2f", (simulated.estimate - exact) / error)) |"
  }

  /// Studies of each way to combine laboratories, a whole plan, and the promise that stands beside a verdict.
  static func times() throws {
    let report = BridgingPlanReport(studies: 100_000)
    let clock = ContinuousClock()
    func row(_ job: String, _ threads: Int, _ start: ContinuousClock.Instant) {
      Swift.print("| \(job) | \(threads) | \(String(format: "%.2f", (clock.now - start) / .seconds(1))) |")
    }
    for consensus in Comparison.Consensus.allCases {
      let design = timed(consensus.rawValue)
      let start = clock.now
      try report.simulate(design)
      row("100,000 bridging studies: \(design.name)", 1, start)
    }
    for consensus in [Comparison.Consensus.equalWeights, .randomEffects] {
      let design = timed(consensus.rawValue)
      var start = clock.now
      _ = try PlannedPower(report.transferProtocol(design))
      row("the promise beside a verdict of `bridge`, \(consensus.rawValue)", 1, start)
      start = clock.now
      try report.whole(design)
      row("a whole `plan` of it, \(consensus.rawValue)", 2, start)
    }
  }

  private func chance(_ index: Int) throws -> Chance {
    var asked = try asked(Self.designs[index], threads: 2)
    // Studies of their own, so that one draw does not speak for all designs.
    asked.request.seed += UInt64(index)
    let found = try StudyPlan.design(asked.transferProtocol, asked.request)
    guard let chance = found.first?.power else { throw PlanningObstacle("the design has no chance") }
    return chance
  }

  /// The studies of one truth, on one task. At a true ratio of 1 the standards that agree are the same studies, and are not
  /// simulated again.
  private func simulate(_ design: Design) throws {
    var asked = try asked(design, threads: 1)
    asked.request.assumptions[0].truth.bias = 0
    _ = try StudyPlan.design(asked.transferProtocol, asked.request)
  }

  /// A whole plan, as the command makes it.
  private func whole(_ design: Design) throws {
    var asked = try asked(design, threads: 2)
    asked.request.halfWidth = PlanRequest.defaultHalfWidth
    _ = try StudyPlan(asked.transferProtocol, asked.request)
  }

  @inline(never)
  private func asked(_ design: Design, threads: Int) throws -> (
    transferProtocol: TransferProtocol, request: PlanRequest
  ) {
    let transferProtocol = try transferProtocol(design)
    var request = try PlanRequest(transferProtocol, threads: threads)
    request.halfWidth = 1e-9
    return (transferProtocol, request)
  }

  private func transferProtocol(_ design: Design) throws -> TransferProtocol {
    let criteria = design.criteria.enumerated().map { index, criterion in
      "      - {id: BC-\(index + 1), \(criterion), alpha: 0.05, justification: {source: capability, text: of a table}}"
    }
    return try TransferProtocol(
      yaml: """
        schema: methodtransfer/protocol/1
        study: {id: B-1, title: A plan, kind: bridging}
        laboratories: \(design.laboratories)
        standards: [\(design.standards)]
        comparison: {current: S1, candidate: S2, rule: \(design.rule)\(design.consensus.isEmpty ? "" : ", consensus: \(design.consensus)")}
        planning: {truth: {\(design.truth)}, offset: 0.02, power: 0.9, simulations: \(studies), seed: 20261123}
        data:
          delimiter: ","
          decimal: "."
          columns: {laboratory: lab, analyst: analyst, day: day, run: run, sample: standard, replicate: replicate, value: result}
        attributes:
          - id: strength
            title: Strength
            unit: ratio
            scale: log
            unitOfReplication: \(design.unit)
            design: {\(design.design)}
            criteria:
        \(criteria.joined(separator: "\n"))
        """, file: "protocol.yaml")
  }
}
