import AssayData
import Notation
import Statistics
import TestSupport
@testable import Transfer

/// A study drawn at random, with a seed, of a design that the program evaluates.
struct RandomStudy: Sendable {
  let seed: UInt64
  var plan: Plan
  var rows: [Row]
  /// The limits of the criterion on means, to be mirrored or scaled.
  let limits: (lower: Double, upper: Double)
  let separate: Bool

  init(seed: UInt64) {
    self.seed = seed
    var random = SplitMix(seed: seed &* 7_919 &+ 11)
    func pick(_ range: ClosedRange<Int>) -> Int { range.lowerBound + Int(random.next() % UInt64(range.count)) }
    let samples = pick(1...3)
    separate = pick(0...1) == 1
    let sdRuns = [0.1, 0.6, 2][pick(0...2)]
    let bias = [0, 0.5, 3][pick(0...2)]
    limits = [(-2, 2), (-1, 3), (-0.5, 0.5)][pick(0...2)]
    var rows: [Row] = []
    for lab in ["S", "R"] {
      let runs = pick(3...5)
      let replicates = pick(1...3)
      for sample in 0..<samples {
        for run in 0..<runs {
          var shifts = SplitMix(seed: seed &+ UInt64(run + 1) &* 1_000_003 &+ (separate ? UInt64(sample) &* 31 : 0))
          let shift = sdRuns * shifts.normal() + (lab == "R" ? bias : 0)
          for replicate in 1...replicates {
            let hundredths = (100 * (100 + shift + 0.4 * random.normal())).rounded() / 100
            rows.append(
              Row(
                lab: lab, run: separate ? "\(lab)\(sample)\(run)" : "\(lab)\(run)", result: Self.text(hundredths),
                sample: "X\(sample)", replicate: replicate))
          }
        }
      }
    }
    self.rows = rows
    let (l, u) = limits
    let variances = pick(0...1) == 1 ? ", variances: pooled" : ""
    // Fieller's ends take most of the time of all, so only some studies have them.
    let ratio = "kind: mean-ratio, limits: [\(1 + l / 100), \(1 + u / 100)]\(variances)"
    plan = Plan(
      "kind: mean-difference, limits: [\(l), \(u)]\(variances)",
      "kind: mean-difference, limits: [\(l), \(u)], scope: each-sample",
      "kind: recovery, scope: pooled, limits: [\(100 + l), \(100 + u)]",
      "kind: repeatability, laboratory: receiving, measure: sd, limit: \(u)",
      "kind: intermediate-precision, laboratory: receiving, measure: sd, sources: [run], limit: \(u)",
      "kind: precision-ratio, of: intermediate, sources: [run], limit: \(u)")
    if seed % 8 == 0 { plan.criteria.append(ratio) }
  }

  /// Two digits after the point, whatever the language of the machine.
  static func text(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let tail = abs(hundredths) % 100
    return "\(hundredths < 0 ? "-" : "")\(abs(hundredths) / 100).\(tail < 10 ? "0" : "")\(tail)"
  }

  func findings() throws -> [Finding] { try judged(protocolText: plan.text, results: Study(plan, rows).results) }
}

/// The findings alone, without the sizes and the leaving-out that an assessment adds and that take most of its time.
func judged(protocolText: String, results: String) throws -> [Finding] {
  let transferProtocol = try TransferProtocol(yaml: protocolText, file: "protocol.yaml")
  let data = try AssayData(
    reading: [
      .init(
        name: "results.csv", bytes: Array(results.utf8), mapping: try transferProtocol.mapping(forFile: "results.csv"))
    ],
    for: transferProtocol.vocabulary)
  return transferProtocol.attributes.flatMap { attribute in
    let evaluator = Evaluator(attribute, transferProtocol: transferProtocol, data: data)
    var names: [String] = []
    for row in evaluator.study.rows where row.sample >= 0 {
      let name = evaluator.study.sampleNames[Int(row.sample)]
      if names.last != name, !names.contains(name) { names.append(name) }
    }
    return attribute.criteria.flatMap { criterion in
      let items: [Finding.Item] = criterion.scope == .eachSample ? names.map { .sample($0) } : [.pooled]
      return items.map { item in
        let judgement = evaluator.judge(criterion, item, receiver: 0, rows: evaluator.study.rows)
        let details = judgement.details?()
        return Finding(
          criterion: criterion, attribute: attribute, item: item, receiving: transferProtocol.receiving[0],
          verdict: judgement.verdict,
          reason: judgement.reason, evidence: details?.evidence, sendingUnits: details?.sendingUnits,
          receivingUnits: details?.receivingUnits, unitsNeeded: nil, remarks: details?.remarks ?? [])
      }
    }
  }
}

/// Every number and word of a finding that the data decide, to the last bit; names as `rename` puts them.
func bits(_ finding: Finding, rename: (String) -> String = { $0 }) -> String {
  func set(_ set: ConfidenceSet?) -> String {
    switch set {
    case nil: "-"
    case .bounded(let lower, let upper): "[\(bit(lower)) \(bit(upper))]"
    case .unbounded: "unbounded"
    case .exclusive(let below, let above): "]\(bit(below)) \(bit(above))["
    }
  }
  func bit(_ value: Double?) -> String { value.map { String($0.bitPattern, radix: 16) } ?? "-" }
  let evidence = finding.evidence.map { evidence in
    [
      bit(evidence.estimate), bit(evidence.standardError), bit(evidence.degreesOfFreedom), set(evidence.judged),
      set(evidence.wide), bit(evidence.opposite), bit(evidence.lowerPValue), bit(evidence.upperPValue),
    ]
      + evidence.laboratories.map { laboratory in
        "\(bit(laboratory.mean)) \(bit(laboratory.standardDeviation)) \(bit(laboratory.degreesOfFreedom)) \(laboratory.units) "
          + laboratory.meanSquares.map { "\($0.square.name) \(bit($0.square.value))" }.joined(separator: " ")
      }
  }
  let item = finding.item.name.map(rename) ?? "pooled"
  return "\(finding.criterion.id) \(item) \(finding.verdict) \(evidence?.joined(separator: " ") ?? finding.reason)"
}

/// All findings, in an order that names decide.
func bits(_ findings: [Finding], rename: (String) -> String = { $0 }) -> [String] {
  findings.map { bits($0, rename: rename) }.sorted()
}
