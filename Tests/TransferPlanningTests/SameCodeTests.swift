import AssayData
import Notation
import Testing
import Transfer

@testable import TransferPlanning
@testable import Statistics

/// A simulated study written to a results file and judged as any file is must come to the verdicts that the plan counted.
struct SameCodeTests {
  static let protocols: [PlannedProtocol] = [
    PlannedProtocol(
      criteria: [PlannedProtocol.ratio, PlannedProtocol.precision, PlannedProtocol.precisionRatio],
      name: "three criteria"
    ),
    PlannedProtocol(
      design: "samples: [L1, L2], runs: 4, samplesPerRun: all, replicates: 2",
      criteria: [
        "id: AC-1, kind: mean-ratio, scope: each-sample, limits: [0.80, 1.25]",
        "id: AC-2, kind: repeatability, laboratory: receiving, measure: sd, scope: pooled, limit: 0.07",
      ], receiving: "[B, C]", name: "two receivers, each sample"),
    PlannedProtocol(
      scale: "linear", design: "samples: [L1], runs: 5, replicates: 2",
      criteria: [
        "id: AC-1, kind: mean-ratio, scope: pooled, limits: [0.97, 1.03]",
        "id: AC-2, kind: intermediate-precision, laboratory: receiving, measure: cv, sources: [run], scope: pooled, limit: 4",
        "id: AC-3, kind: mean-difference, scope: pooled, relative: true, limits: [-3, 3]",
      ], truth: "bias: 0.4, runSD: 1.5, repeatabilitySD: 0.5, sdRatio: 1.2, mean: 100", name: "ratios and %CV"),
    PlannedProtocol(
      scale: "linear", design: "levels: [50, 100], runs: 5, samplesPerRun: all, replicates: 2",
      criteria: ["id: AC-1, kind: recovery, scope: each-level, limits: [97, 103]"],
      truth: "bias: 0.4, runSD: 1.5, repeatabilitySD: 0.5, sdRatio: 1.2", name: "recovery"),
    PlannedProtocol(
      design: "samples: [L1], analysts: 2, days: 3, runs: 6, replicates: 2",
      criteria: [
        "id: AC-1, kind: intermediate-precision, laboratory: receiving, measure: gcv, sources: [analyst, day, run], scope: pooled, limit: 30"
      ], truth: "bias: 0, runSD: 0.1, repeatabilitySD: 0.05, sdRatio: 1, analystSD: 0.05, daySD: 0.05",
      name: "crossed sources, by a mixed model"),
    PlannedProtocol(
      unit: "sample", design: "samples: [L1, L2, L3, L4], runs: 1, samplesPerRun: 1, replicates: 2",
      criteria: [PlannedProtocol.ratio], name: "matched lots"),
  ]

  @Test(arguments: protocols)
  func `a simulated study judged from a file has the verdicts that the plan counted`(_ planned: PlannedProtocol) throws
  {
    let transferProtocol = try planned.read()
    let attribute = transferProtocol.attributes[0]
    let truth = try #require(transferProtocol.planning).truth
    let study = try PlannedStudy(attribute, of: transferProtocol, centre: truth.mean)
    let simulated = SimulatedStudy(study, truth: truth)
    for number in 0..<6 {
      var random = CounterRandom(seed: 11, stream: UInt64(number))
      let deviations = simulated.values(&random)
      let verdicts = study.verdicts(deviations)
      let data = try data(study, deviations, attribute, transferProtocol, truth)
      let assessment = try Assessment(of: data, against: transferProtocol)
      #expect(assessment.findings.map(\.verdict) == verdicts)
      #expect(assessment.findings.map(\.criterion.id) == study.items.map(\.criterion.id))
    }
  }

  private func data(
    _ study: PlannedStudy, _ deviations: [Double], _ attribute: Attribute, _ transferProtocol: TransferProtocol,
    _ truth: Truth
  ) throws -> AssayData {
    let laboratories = [transferProtocol.sending] + transferProtocol.receiving
    let design = try #require(attribute.design)
    var lines = ["lab,sample,nominal,analyst,day,run,replicate,result"]
    var replicates: [String: Int] = [:]
    for (place, deviation) in zip(study.places, deviations) {
      let level = place.level >= 0 ? design.levels[place.level].double : truth.mean?.double ?? 100
      let result = attribute.scale == .log ? level * exponential(deviation) : level + deviation
      let sample = design.samples.isEmpty ? "S" : design.samples[place.sample]
      let key = [
        laboratories[place.laboratory], sample, place.level >= 0 ? "\(design.levels[place.level])" : "100",
        "A\(place.analyst)", "D\(place.day)", "R\(place.run)",
      ].joined(separator: ",")
      replicates[key, default: 0] += 1
      lines.append("\(key),\(replicates[key] ?? 0),\((result * 1e10).rounded() / 1e10)")
    }
    return try AssayData(
      reading: [
        .init(
          name: "results.csv", bytes: Array(lines.joined(separator: "\n").utf8),
          mapping: try transferProtocol.mapping(forFile: "results.csv"))
      ], for: transferProtocol.vocabulary)
  }

  private func exponential(_ x: Double) -> Double { AnalysisScale.log.reported(x) }
}
