import AssayData
import Notation
import Testing
@testable import Transfer

@testable import Statistics
@testable import TransferPlanning

/// A simulated bridging study written to a results file and judged as any file is must come to the verdicts that the plan
/// counted.
struct BridgingSameCodeTests {
  static let three = [
    BridgingProtocol.ratio, BridgingProtocol.halfWidth, "\(BridgingProtocol.ofChain), required: false",
    "kind: drift, limits: [0.95, 1.06]",
  ]

  static let protocols: [BridgingProtocol] = [
    BridgingProtocol(
      standards: BridgingProtocol.chain(0.008), criteria: three,
      truth: "bias: 0.01, runSD: 0.03, repeatabilitySD: 0.02",
      name: "one laboratory"),
    BridgingProtocol(
      rule: "offset", standards: BridgingProtocol.chain(0.008, ratio: "1.01"), unit: "day",
      design: "analysts: 2, days: 4, runs: 8, replicates: 2", criteria: three,
      truth: "bias: 0.05, runSD: 0.03, repeatabilitySD: 0.02, daySD: 0.02, analystSD: 0.01", name: "days of two runs"),
    .several(
      3, "equal-weights", criteria: three,
      truth: "bias: 0.01, runSD: 0.03, repeatabilitySD: 0.02, laboratorySD: 0.01", design: "runs: 4, replicates: 1",
      name: "three laboratories, weights alike"),
    .several(
      3, "mandel-paule", criteria: three,
      truth: "bias: 0.01, runSD: 0.03, repeatabilitySD: 0.02, laboratorySD: 0.01", design: "runs: 4, replicates: 1",
      name: "three laboratories as a sample of others"),
  ]

  @Test(arguments: protocols)
  func `a simulated study judged from a file has the verdicts that the plan counted`(_ planned: BridgingProtocol) throws
  {
    let transferProtocol = try planned.read()
    let truth = try #require(transferProtocol.planning).truth
    let study = try PlannedStudy(transferProtocol.attributes[0], of: transferProtocol)
    let simulated = SimulatedStudy(study, truth: truth)
    for number in 0..<6 {
      var random = CounterRandom(seed: 11, stream: UInt64(number))
      let lnRatios = simulated.values(&random)
      var lines = ["lab,analyst,day,run,standard,replicate,result"]
      for (index, (run, lnRatio)) in zip(study.places, lnRatios).enumerated() {
        let place =
          "\(transferProtocol.laboratories[run.laboratory]),A\(max(0, run.analyst)),D\(max(0, run.day)),R\(index)"
        // What a run does to both standards cancels.
        let level = 1 + 0.01 * Double(index % 7)
        lines.append("\(place),S1,1,\(level)")
        lines.append("\(place),S2,1,\((level * AnalysisScale.log.reported(lnRatio) * 1e12).rounded() / 1e12)")
      }
      let data = try AssayData(
        reading: [
          .init(
            name: "results.csv", bytes: Array(lines.joined(separator: "\n").utf8),
            mapping: try transferProtocol.mapping(forFile: "results.csv"))
        ], for: transferProtocol.vocabulary)
      let judged = try Assessment(of: data, against: transferProtocol)
      #expect(judged.findings.map(\.verdict) == study.verdicts(lnRatios))
      #expect(judged.findings.map(\.criterion.id) == study.items.map(\.criterion.id))
    }
  }

  @Test func `what differs between runs, laboratories, days and analysts has the assumed variance`() throws {
    let planned = BridgingProtocol.several(
      2, "equal-weights",
      truth: "bias: 0.3, runSD: 0.3, repeatabilitySD: 0.4, laboratorySD: 0.5, daySD: 0.2, analystSD: 0.1",
      design: "analysts: 2, days: 2, runs: 4, replicates: 4")
    let transferProtocol = try planned.read()
    let study = try PlannedStudy(transferProtocol.attributes[0], of: transferProtocol)
    let truth = try #require(transferProtocol.planning).truth
    let simulated = SimulatedStudy(study, truth: truth)
    let n = 20_000
    var values: [[Double]] = []
    for number in 0..<n {
      var random = CounterRandom(seed: 3, stream: UInt64(number))
      values.append(simulated.values(&random))
    }
    func covariance(_ i: Int, _ j: Int) -> Double {
      values.reduce(0) { $0 + ($1[i] - 0.3) * ($1[j] - 0.3) } / Double(n)
    }
    // Runs 0 and 1 of a laboratory share the day, 0 and 2 the analyst; 4 is at the other laboratory.
    #expect(
      study.places.prefix(4).map(\.day) == [0, 0, 1, 1] && study.places.prefix(4).map(\.analyst) == [0, 1, 0, 1])
    let run = 0.09 + 0.16 / 4
    // The standard error of a mean of products of variance 0.43 is 0.43 √2/√n; four of them.
    let band = 4 * 0.43 * 1.4143 / Double(n).squareRoot()
    for (i, j, expected) in [
      (0, 0, 0.25 + 0.04 + 0.01 + run), (0, 1, 0.25 + 0.04), (0, 2, 0.25 + 0.01), (0, 3, 0.25), (0, 4, 0),
    ] {
      #expect((covariance(i, j) - expected).magnitude < band, "\(i) and \(j)")
    }
    #expect((values.reduce(0) { $0 + $1[0] } / Double(n) - 0.3).magnitude < 4 * (0.43 / Double(n)).squareRoot())
  }
}
