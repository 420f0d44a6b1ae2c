import Notation
import Testing
import Transfer

@testable import Statistics
@testable import TransferPlanning

/// Plans of laboratories on different reference lots: the error of the ratio of the lots is one more, and no run removes it.
struct OtherReferencesTests {
  /// - Parameters:
  ///   - u: the standard uncertainty of ln of the ratio of RS-04 to RS-03.
  ///   - lots: what each laboratory used.
  static func transferProtocol(
    u: String = "0.06", lots: [String] = ["RS-03", "RS-04"], runs: Int = 4, limits: String = "[0.80, 1.25]",
    correlation: String = "", criteria: String = ""
  ) throws -> TransferProtocol {
    let names = ["A", "B", "C"].prefix(lots.count)
    let references = zip(names, lots).map { "\($0): \($1)" }.joined(separator: ", ")
    return try TransferProtocol(
      yaml: """
        schema: methodtransfer/protocol/1
        study: {id: P-1, title: A plan, kind: transfer}
        sending: A
        receiving: [\(names.dropFirst().joined(separator: ", "))]
        planning: {truth: {bias: 0, runSD: 0.1, repeatabilitySD: 0, sdRatio: 1}, power: 0.9, simulations: 20000, seed: 5}
        data: {delimiter: ",", decimal: ".", columns: {laboratory: lab}}
        standards:
          - {id: RS-03, value: 1}
          - {id: RS-04, comparator: RS-03, value: 1.05, rule: offset, ratio: 1.05, standardUncertainty: \(u), degreesOfFreedom: infinite}
          - {id: RS-05, comparator: RS-03, value: 1, rule: equivalence, ratio: 0.98, standardUncertainty: 0.05, degreesOfFreedom: 12\(correlation)}
        attributes:
          - id: potency
            title: Potency
            unit: ratio
            scale: log
            reference: RS-03
            otherReferences: bridge
            unitOfReplication: run
            design: {samples: [L1], runs: \(runs), samplesPerRun: all, replicates: 1}
            doseResponse:
              model: 4pl
              reference: {\(references)}
              columns: {preparation: prep, dose: dose, response: od, run: run}
            criteria:
              - {id: AC-1, kind: mean-ratio, limits: \(limits), alpha: 0.05, justification: {source: capability, text: T}}
        \(criteria)
        """, file: "p")
  }

  private func study(_ transferProtocol: TransferProtocol) throws -> PlannedStudy {
    try PlannedStudy(transferProtocol.attributes[0], of: transferProtocol, centre: nil)
  }

  @Test func `what is not known of the ratio is laid out, and what is known of it is not`() throws {
    let study = try study(try Self.transferProtocol())
    let bridged = try #require(study.bridged.first)
    #expect(
      study.bridged.count == 1 && bridged.laboratory == "B" && bridged.lot == "RS-04" && bridged.sendersLot == "RS-03")
    #expect((bridged.standardUncertainty - 0.06).magnitude < 1e-15)
    #expect(study.items.map(\.isBridged) == [true] && study.items[0].obstacle == nil)
    let rows = try #require(study.bridgeErrors)
    #expect(rows[0] == [0] && rows[1].count == 1 && (rows[1][0] - 0.06).magnitude < 1e-15)
    // A study without deviations agrees exactly, whatever the ratio of the lots.
    let none = [Double](repeating: 0, count: study.places.count)
    #expect(study.reason(0, none).hasPrefix("neither laboratory's results vary"))
  }

  @Test func `one lot, or the same other one, needs nothing`() throws {
    for lots in [["RS-03", "RS-03"], ["RS-04", "RS-04"]] {
      let study = try study(try Self.transferProtocol(lots: lots))
      #expect(study.bridged.isEmpty && study.items.map(\.isBridged) == [false] && study.bridgeErrors == nil)
      let truth = Truth(bias: 0, runSD: 0.1, repeatabilitySD: 0, sdRatio: 1)
      #expect(study.exactChance(0, truth) != nil)
    }
    let truth = Truth(bias: 0, runSD: 0.1, repeatabilitySD: 0, sdRatio: 1)
    let bridged = try study(try Self.transferProtocol())
    #expect(bridged.exactChance(0, truth) == nil)
  }

  @Test func `errors of several laboratories have the covariances of the chain`() throws {
    let study = try study(
      try Self.transferProtocol(lots: ["RS-03", "RS-04", "RS-05"], correlation: ", correlations: {RS-04: 0.6}"))
    let rows = try #require(study.bridgeErrors)
    func covariance(_ i: Int, _ j: Int) -> Double { zip(rows[i], rows[j]).reduce(0) { $0 + $1.0 * $1.1 } }
    #expect((covariance(1, 1) - 0.06 * 0.06).magnitude < 1e-15 && (covariance(2, 2) - 0.05 * 0.05).magnitude < 1e-15)
    #expect((covariance(1, 2) - 0.6 * 0.06 * 0.05).magnitude < 1e-15 && covariance(0, 1) == 0)
    // The sender on the newer lot: the receivers' errors share its own.
    let other = try #require(try self.study(try Self.transferProtocol(lots: ["RS-04", "RS-03", "RS-05"])).bridgeErrors)
    let shared = zip(other[1], other[2]).reduce(0) { $0 + $1.0 * $1.1 }
    #expect((shared - 0.06 * 0.06).magnitude < 1e-15)
  }

  /// At the limit a study may pass wrongly in 5 of 100. Where the ratio of the lots has an error, it does when that error is
  /// counted, and about twice as often when it is not.
  @Test(arguments: [-1.0, 1])
  func `the test holds its size at a limit when the bridge's error is counted, and not when it is ignored`(
    side: Double
  ) throws {
    let counted = try study(try Self.transferProtocol())
    let ignored = try study(try Self.transferProtocol(u: "0.0000001"))
    let limit = AnalysisScale.log.position(of: side < 0 ? 0.80 : 1.25)
    let drawn = SimulatedStudy(counted, truth: Truth(bias: limit, runSD: 0.1, repeatabilitySD: 0, sdRatio: 1))
    let studies = 20_000
    var (right, wrong) = (0, 0)
    for number in 0..<studies {
      var random = CounterRandom(seed: 20261, stream: UInt64(number))
      let results = drawn.values(&random)
      if counted.verdicts(results)[0] == .pass { right += 1 }
      if ignored.verdicts(results)[0] == .pass { wrong += 1 }
    }
    // Three Monte Carlo standard errors are 0.005.
    let size = Double(right) / Double(studies)
    #expect(size > 0.040 && size < 0.055, "\(size)")
    #expect(Double(wrong) / Double(studies) > 0.075, "\(Double(wrong) / Double(studies))")
  }

  @Test func `what a laboratory repeats most is no help against the error of the bridge`() throws {
    let truth = Truth(bias: 0, runSD: 0.1, repeatabilitySD: 0, sdRatio: 1)
    func power(_ runs: Int, _ u: String) throws -> Double {
      let transferProtocol = try Self.transferProtocol(u: u, runs: runs, limits: "[0.90, 1.1111]")
      let panel = Panel([try study(transferProtocol)], truths: [truth])
      let tally = panel.tally(0..<2_000, seed: 3)
      return Double(tally.all) / Double(tally.studies)
    }
    let (small, large) = (try power(10, "0.06"), try power(100, "0.06"))
    let without = try power(100, "0.0000001")
    #expect(without > 0.999 && large < 0.2 && large >= small)
  }

  @Test func `a plan of a laboratory on another lot says what the bridge costs`() throws {
    var transferProtocol = try Self.transferProtocol(u: "0.03", runs: 6)
    var request = try PlanRequest(transferProtocol)
    request.parts = []
    request.threads = 1
    let bridged = try StudyPlan(transferProtocol, request) { _ in }
    transferProtocol = try Self.transferProtocol(lots: ["RS-03", "RS-03"], runs: 6)
    let plain = try StudyPlan(transferProtocol, request) { _ in }
    #expect(bridged.attributes[0].bridged.map(\.laboratory) == ["B"] && plain.attributes[0].bridged.isEmpty)
    #expect(bridged.all?.exact == nil && plain.all?.exact != nil)
    #expect((bridged.all?.estimate ?? 1) < (plain.all?.estimate ?? 0) - 0.02)
  }

  @Test func `precision takes no part in it`() throws {
    let criteria =
      "      - {id: AC-2, kind: intermediate-precision, laboratory: receiving, measure: gcv, sources: [run], limit: 40, alpha: 0.05, justification: {source: capability, text: T}}"
    let (bridged, plain) = (
      try study(try Self.transferProtocol(criteria: criteria)),
      try study(try Self.transferProtocol(lots: ["RS-03", "RS-03"], criteria: criteria))
    )
    let truth = Truth(bias: 0, runSD: 0.1, repeatabilitySD: 0, sdRatio: 1)
    #expect(bridged.exactChance(1, truth) == plain.exactChance(1, truth))
    #expect(bridged.exactChance(1, truth) != nil)
    var (a, b) = (CounterRandom(seed: 1, stream: 1), CounterRandom(seed: 1, stream: 1))
    let (x, y) = (SimulatedStudy(bridged, truth: truth).values(&a), SimulatedStudy(plain, truth: truth).values(&b))
    #expect(bridged.verdicts(x)[1] == plain.verdicts(y)[1] && Array(x.prefix(4)) == Array(y.prefix(4)))
  }
}
