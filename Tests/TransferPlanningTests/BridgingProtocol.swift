import Testing
import TransferPlanning
import Transfer

/// Protocols of bridging studies, in memory.
struct BridgingProtocol: Sendable, CustomTestStringConvertible {
  var laboratories = ["A"]
  var consensus = ""
  var rule = "equivalence"
  var standards = "{id: S1, value: 1.0}"
  var unit = "run"
  var design = "runs: 6, replicates: 2"
  var criteria = [BridgingProtocol.ratio]
  var truth = "bias: 0, runSD: 0.04, repeatabilitySD: 0.02"
  var offset = "0.02"
  var simulations = 20_000
  var name = ""

  var testDescription: String { name.isEmpty ? criteria.joined() : name }

  static let ratio = "kind: mean-ratio, limits: [0.95, 1.05]"
  static let halfWidth = "kind: assigned-value, uncertainty: ratio, limit: 5"
  static let ofChain = "kind: assigned-value, uncertainty: chain, limit: 5"
  static let drift = "kind: drift, limits: [0.95, 1.05]"

  /// S1 over a primary: value 1, ratio 1, so that it has not drifted, with this uncertainty.
  static func chain(_ uncertainty: Double, _ degreesOfFreedom: String = "11", ratio: String = "1.0") -> String {
    "{id: P, value: 1.0}, {id: S1, comparator: P, value: 1.0, rule: equivalence, ratio: \(ratio), standardUncertainty: \(uncertainty), degreesOfFreedom: \(degreesOfFreedom)}"
  }

  static func several(
    _ count: Int, _ consensus: String, rule: String = "equivalence", criteria: [String] = [ratio], truth: String,
    design: String = "runs: 6, replicates: 2", name: String = ""
  ) -> BridgingProtocol {
    BridgingProtocol(
      laboratories: (1...count).map { "L\($0)" }, consensus: consensus, rule: rule, design: design, criteria: criteria,
      truth: truth, name: name)
  }

  var text: String {
    """
    schema: methodtransfer/protocol/1
    study: {id: B-1, title: A plan, kind: bridging}
    laboratories: [\(laboratories.joined(separator: ", "))]
    standards: [\(standards)]
    comparison: {current: S1, candidate: S2, rule: \(rule)\(consensus.isEmpty ? "" : ", consensus: \(consensus)")}
    planning: {truth: {\(truth)}, offset: \(offset), power: 0.9, simulations: \(simulations), seed: 5}
    data:
      delimiter: ","
      decimal: "."
      missing: [NA]
      columns: {laboratory: lab, analyst: analyst, day: day, run: run, sample: standard, replicate: replicate, value: result}
    attributes:
      - id: strength
        title: Strength
        unit: ratio
        scale: log
        unitOfReplication: \(unit)
        design: {\(design)}
        criteria:
    \(criteria.enumerated().map { "      - {id: BC-\($0 + 1), \($1)\($1.contains("alpha:") ? "" : ", alpha: 0.05"), justification: {source: capability, text: of a test}}" }.joined(separator: "\n"))
    """
  }

  func read() throws -> TransferProtocol { try TransferProtocol(yaml: text, file: "protocol.yaml") }

  func request(_ simulations: Int, threads: Int = 2, _ parts: PlanRequest.Parts = []) throws -> PlanRequest {
    var request = try PlanRequest(read(), threads: threads)
    request.simulations = simulations
    request.halfWidth = 1e-9
    request.parts = parts
    return request
  }

  func plan(
    _ simulations: Int, threads: Int = 2, _ parts: PlanRequest.Parts = [],
    _ change: (inout PlanRequest) -> Void = { _ in }
  ) throws -> StudyPlan {
    var request = try request(simulations, threads: threads, parts)
    change(&request)
    return try StudyPlan(read(), request)
  }
}

extension StudyPlan {
  /// What the plan of a bridging study has besides.
  func standards() throws -> StandardsPlan { try #require(attributes.first?.standards) }
}
