import Testing
import TransferPlanning
import Transfer

/// The protocols of these tests, in memory.
struct PlannedProtocol: Sendable, CustomTestStringConvertible {
  var scale = "log"
  var unit = "run"
  var design = "samples: [L1, L2], runs: 6, samplesPerRun: all, replicates: 3"
  var criteria: [String]
  var truth = "bias: 0.02, runSD: 0.15, repeatabilitySD: 0.05, sdRatio: 1.2"
  var receiving = "[B]"
  var name = ""

  var testDescription: String { name.isEmpty ? criteria.joined() : name }

  var text: String {
    """
    schema: methodtransfer/protocol/1
    study: {id: P-1, title: A plan, kind: transfer}
    sending: A
    receiving: \(receiving)
    planning: {truth: {\(truth)}, offset: 0.05, power: 0.9, simulations: 20000, seed: 5}
    data:
      layout: long
      delimiter: ","
      decimal: "."
      missing: [""]
      columns: {laboratory: lab, sample: sample, level: nominal, analyst: analyst, day: day, run: run, replicate: replicate, value: result}
    attributes:
      - id: activity
        title: Activity
        unit: "%"
        scale: \(scale)
        unitOfReplication: \(unit)
        design: {\(design)}
        criteria:
    \(criteria.map { "      - {\($0), alpha: 0.05, justification: {source: capability, text: of a test}}" }.joined(separator: "\n"))
    """
  }

  func read() throws -> TransferProtocol { try TransferProtocol(yaml: text, file: "protocol.yaml") }

  static let ratio = "id: AC-1, kind: mean-ratio, scope: pooled, limits: [0.80, 1.25]"
  static let precision =
    "id: AC-2, kind: intermediate-precision, laboratory: receiving, measure: gcv, sources: [run], scope: pooled, limit: 40"
  static let precisionRatio =
    "id: AC-3, kind: precision-ratio, of: intermediate, sources: [run], scope: pooled, limit: 3.0"
}
