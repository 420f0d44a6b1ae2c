import AssayData
import Notation
import Transfer

/// A bridging study in memory, to be read and judged as the command does.
struct BridgingSource: Sendable {
  /// `[laboratory, analyst, day, run, standard, result]`
  var rows: [[String]] = []
  var laboratories = ["A"]
  var rule = "equivalence"
  var consensus = ""
  var unit = "ratio"
  var reference = ""
  var replication = "run"
  var standards = "{id: S1, value: 1.0}"
  var criteria = [
    "kind: mean-ratio, limits: [0.8, 1.25]", "kind: assigned-value, uncertainty: ratio, limit: 10, required: false",
  ]
  var source = "specification"
  var rules = ""
  var design = ""

  /// Runs of one laboratory: the results of the current standard S1 and of the candidate S2, parted by blanks.
  mutating func add(_ laboratory: String, _ runs: [(current: String, candidate: String)], analysts: [String] = []) {
    for (index, run) in runs.enumerated() {
      for (standard, results) in [("S1", run.current), ("S2", run.candidate)] {
        for result in results.split(separator: " ") {
          rows.append([
            laboratory, analysts.isEmpty ? "a" : analysts[index], "d\(index / 2)", "\(laboratory)\(index)", standard,
            String(result),
          ])
        }
      }
    }
  }

  static func one(_ runs: [(current: String, candidate: String)]) -> BridgingSource {
    var study = BridgingSource()
    study.add("A", runs)
    return study
  }

  var results: String {
    "lab,analyst,day,run,standard,result\n" + rows.map { $0.joined(separator: ",") + "\n" }.joined()
  }

  var plan: String {
    let lines = criteria.enumerated().map { index, criterion in
      "      - {id: BC-\(index + 1), \(criterion)\(criterion.contains("alpha:") ? "" : ", alpha: 0.05"), justification: {source: \(source), text: T}}\n"
    }
    return """
      schema: methodtransfer/protocol/1
      study: {id: B-1, title: B, kind: bridging}
      laboratories: [\(laboratories.joined(separator: ", "))]
      standards: [\(standards)]
      comparison: {current: S1, candidate: S2, rule: \(rule)\(consensus.isEmpty ? "" : ", consensus: \(consensus)")}
      \(rules.isEmpty ? "" : "rules: {\(rules)}")
      data:
        delimiter: ","
        decimal: "."
        missing: [NA]
        columns: {laboratory: lab, analyst: analyst, day: day, run: run, sample: standard, value: result}
      attributes:
        - id: strength
          title: T
          unit: "\(unit)"
          scale: log
          \(reference.isEmpty ? "" : "reference: \(reference)")
          unitOfReplication: \(replication)
          \(design.isEmpty ? "" : "design: {\(design)}")
          criteria:
      \(lines.joined())
      """
  }

  func study() throws -> JudgedStandards { try bridge(plan: plan, results: results) }
}

func bridge(plan text: String, results: String) throws -> JudgedStandards {
  let transferProtocol = try TransferProtocol(yaml: text, file: "protocol.yaml")
  let data = try AssayData(
    reading: [
      .init(
        name: "results.csv", bytes: Array(results.utf8), mapping: try transferProtocol.mapping(forFile: "results.csv"))
    ],
    for: transferProtocol.vocabulary)
  let assessment = try Assessment(of: data, against: transferProtocol)
  guard let study = assessment.bridging else { throw Missing(what: "a study of two standards") }
  return JudgedStandards(assessment: assessment, study: study)
}

/// What was judged, and what it has besides as a study of two standards: members of both are its own.
@dynamicMemberLookup
struct JudgedStandards {
  let assessment: Assessment
  let study: BridgingStudy

  subscript<Value>(dynamicMember path: KeyPath<Assessment, Value>) -> Value { assessment[keyPath: path] }
  subscript<Value>(dynamicMember path: KeyPath<BridgingStudy, Value>) -> Value { study[keyPath: path] }

  func finding(_ id: String) throws -> Finding {
    guard let found = assessment.findings.first(where: { $0.criterion.id == id }) else { throw Missing(what: id) }
    return found
  }
}
