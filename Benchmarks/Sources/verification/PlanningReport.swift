internal import Foundation
internal import Statistics
internal import TransferPlanning
internal import Transfer

/// Planning: simulated chances of passing beside exact ones, the exact size of Welch's test, and how long studies take.
struct PlanningReport {
  let studies: Int

  private struct Design {
    let name: String
    var scale = "log"
    var unit = "run"
    let design: String
    let criteria: [String]
    let truth: String
  }

  private static let three = [
    "id: AC-1, kind: mean-ratio, scope: pooled, limits: [0.80, 1.25]",
    "id: AC-2, kind: intermediate-precision, laboratory: receiving, measure: gcv, sources: [run], scope: pooled, limit: 40",
    "id: AC-3, kind: precision-ratio, of: intermediate, sources: [run], scope: pooled, limit: 3.0",
  ]

  private static let designs = [
    Design(
      name: "Welch, 6 runs of two samples in triplicate",
      design: "samples: [L1, L2], runs: 6, samplesPerRun: all, replicates: 3",
      criteria: [three[0]], truth: "bias: 0.02, runSD: 0.15, repeatabilitySD: 0.05, sdRatio: 1.2"),
    Design(
      name: "Welch, 3 runs, SD ratio 3", design: "samples: [L1], runs: 3, replicates: 2",
      criteria: ["id: AC-1, kind: mean-ratio, scope: pooled, limits: [0.70, 1.43]"],
      truth: "bias: 0, runSD: 0.05, repeatabilitySD: 0.05, sdRatio: 3"),
    Design(
      name: "one common variance, 4 runs", design: "samples: [L1], runs: 4, replicates: 2",
      criteria: ["id: AC-1, kind: mean-ratio, scope: pooled, limits: [0.70, 1.43], variances: pooled"],
      truth: "bias: -0.05, runSD: 0.2, repeatabilitySD: 0.1, sdRatio: 1"),
    Design(
      name: "not less than 80 %, 8 runs", design: "samples: [L1], runs: 8, replicates: 2",
      criteria: ["id: AC-1, kind: mean-ratio, scope: pooled, limits: [0.80, 1.25], direction: lower"],
      truth: "bias: 0.02, runSD: 0.15, repeatabilitySD: 0.05, sdRatio: 1.2"),
    Design(
      name: "six matched lots", unit: "sample",
      design: "samples: [L1, L2, L3, L4, L5, L6], runs: 1, samplesPerRun: 1, replicates: 2", criteria: [three[0]],
      truth: "bias: 0.02, runSD: 0.08, repeatabilitySD: 0.05, sdRatio: 1.5"),
    Design(
      name: "five days of two runs, linear", scale: "linear", unit: "day",
      design: "samples: [L1], days: 5, runs: 10, replicates: 2",
      criteria: ["id: AC-1, kind: mean-difference, scope: pooled, limits: [-2, 2]"],
      truth: "bias: 0.3, runSD: 0.8, repeatabilitySD: 0.5, sdRatio: 1, daySD: 0.9"),
    Design(
      name: "recovery at two levels", scale: "linear",
      design: "levels: [50, 100], runs: 6, samplesPerRun: all, replicates: 2",
      criteria: ["id: AC-1, kind: recovery, scope: pooled, limits: [97, 103]"],
      truth: "bias: 0.5, runSD: 1.5, repeatabilitySD: 1, sdRatio: 1"),
    Design(
      name: "repeatability", design: "samples: [L1, L2], runs: 6, samplesPerRun: all, replicates: 3",
      criteria: ["id: AC-1, kind: repeatability, laboratory: receiving, measure: sd, scope: pooled, limit: 0.08"],
      truth: "bias: 0.02, runSD: 0.15, repeatabilitySD: 0.05, sdRatio: 1.2"),
    Design(
      name: "intermediate precision of single results", design: "samples: [L1], runs: 12",
      criteria: [
        "id: AC-1, kind: intermediate-precision, laboratory: sending, measure: gcv, sources: [run], scope: pooled, limit: 28"
      ], truth: "bias: 0.02, runSD: 0.15, repeatabilitySD: 0.05, sdRatio: 1.2"),
    Design(
      name: "SD ratio of single results", design: "samples: [L1], runs: 10",
      criteria: ["id: AC-1, kind: precision-ratio, of: intermediate, sources: [run], scope: pooled, limit: 2.5"],
      truth: "bias: 0.02, runSD: 0.15, repeatabilitySD: 0.05, sdRatio: 1.2"),
  ]

  private static let timed = Design(
    name: "", design: "samples: [L1, L2], runs: 6, samplesPerRun: all, replicates: 3", criteria: three,
    truth: "bias: 0, runSD: 0.15, repeatabilitySD: 0.05, sdRatio: 1")

  func print() throws {
    Swift.print("## Planning\n")
    Swift.print(
      "Made by `swift run -c release --package-path Benchmarks verification planning`. The chance of passing by theory, and the share of \(studies.formatted(.number.locale(Locale(identifier: "en_GB")))) simulated studies that passed when the assessment of measured data judged them; the difference in Monte Carlo standard errors (3.29 is exceeded once in a thousand).\n"
    )
    Swift.print("| design | exact | simulated | difference, SE |\n|---|---|---|---|")
    for design in Self.designs {
      let power = try chance(design, threads: 2)
      guard let exact = power.exact, let simulated = power.simulated else { continue }
      let error = (exact * (1 - exact) / Double(simulated.of)).squareRoot()
      Swift.print(
        "| \(design.name) | \(String(format: "%.5f", exact)) | \(String(format: "%.5f", simulated.estimate)) | \(String(format: "%+.2f", (simulated.estimate - exact) / error)) |"
      )
    }
    try sizes()
    try BridgingPlanReport(studies: studies).print()
  }

  /// Exact, at one limit with the other out of reach, which is where it is largest.
  private func sizes() throws {
    Swift.print(
      "\nThe exact size of Welch's test at a limit, nominal 0.05: the least and the largest over 3 to 12 units at either laboratory.\n"
    )
    Swift.print("| SD, receiving : sending | least | largest | at units, receiving and sending |\n|---|---|---|---|")
    for (name, r, s) in [("1 : 1", 1.0, 1.0), ("1 : 2", 1, 2), ("1 : 4", 1, 4)] {
      var all: [(size: Double, n: Int, m: Int)] = []
      for n in 3...12 {
        for m in 3...12 {
          let plan = try PlannedComparison(.separate(test: r, reference: s), test: n, reference: m)
          all.append((plan.power(truth: 0, zone: .above(0), alpha: 0.05), n, m))
        }
      }
      guard let least = all.min(by: { $0.size < $1.size }), let most = all.max(by: { $0.size < $1.size }) else {
        continue
      }
      Swift.print(
        "| \(name) | \(String(format: "%.4f", least.size)) | \(String(format: "%.4f", most.size)) | \(most.n) and \(most.m) |"
      )
    }
  }

  /// The nested design of the speed goals, on one task and on two.
  static func times() throws {
    let report = PlanningReport(studies: 100_000)
    Swift.print("| job | tasks | s |\n|---|---|---|")
    for threads in [1, 2] {
      let clock = ContinuousClock()
      let start = clock.now
      _ = try report.chance(timed, threads: threads)
      Swift.print(
        "| 100,000 nested transfers (2 laboratories × 2 samples × 6 runs × 3 replicates), three criteria judged | \(threads) | \(String(format: "%.2f", (clock.now - start) / .seconds(1))) |"
      )
    }
    try BridgingPlanReport.times()
  }

  private func chance(_ design: Design, threads: Int) throws -> Chance {
    let text = """
      schema: methodtransfer/protocol/1
      study: {id: P-1, title: A plan, kind: transfer}
      sending: A
      receiving: [B]
      planning: {truth: {\(design.truth)}, power: 0.9, simulations: \(studies), seed: 20261123}
      data:
        layout: long
        delimiter: ","
        decimal: "."
        missing: [""]
        columns: {laboratory: lab, sample: sample, level: nominal, day: day, run: run, replicate: replicate, value: result}
      attributes:
        - id: activity
          title: Activity
          unit: "%"
          scale: \(design.scale)
          unitOfReplication: \(design.unit)
          design: {\(design.design)}
          criteria:
      \(design.criteria.map { "      - {\($0), alpha: 0.05, justification: {source: capability, text: of a table}}" }.joined(separator: "\n"))
      """
    let transferProtocol = try TransferProtocol(yaml: text, file: "protocol.yaml")
    var request = try PlanRequest(transferProtocol, threads: threads)
    request.halfWidth = 1e-9
    let found = try StudyPlan.design(transferProtocol, request)
    guard let chance = found.first?.power else { throw PlanningObstacle("the design has no chance") }
    return chance
  }
}
