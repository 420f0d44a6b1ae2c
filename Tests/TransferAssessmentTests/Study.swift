import AssayData
import Notation
import Transfer

/// A study in memory: a protocol's text and a results file's text, to be read and judged as the command does.
struct Study: Sendable {
  var plan: Plan
  var rows: [Row]

  init(_ plan: Plan, _ rows: [Row]) {
    self.plan = plan
    self.rows = rows
  }

  func assessment() throws -> Assessment { try assess(protocolText: plan.text, results: results) }

  /// The first finding of a study that has one.
  func finding() throws -> Finding {
    let findings = try assessment().findings
    guard let first = findings.first else { throw Missing(what: "a finding") }
    return first
  }

  var results: String { Self.table(rows) }

  static func table(_ rows: [Row], columns: [Column] = Column.allCases, lineEnding: String = "\n") -> String {
    let lines = [columns.map(\.rawValue)] + rows.map { row in columns.map { row[$0] } }
    return lines.map { $0.joined(separator: ",") + lineEnding }.joined()
  }
}

struct Missing: Error { let what: String }

func assess(protocolText: String, results: String) throws -> Assessment {
  let transferProtocol = try TransferProtocol(yaml: protocolText, file: "protocol.yaml")
  let data = try AssayData(
    reading: [
      .init(
        name: "results.csv", bytes: Array(results.utf8), mapping: try transferProtocol.mapping(forFile: "results.csv"))
    ],
    for: transferProtocol.vocabulary)
  return try Assessment(of: data, against: transferProtocol)
}

/// The columns of a results file in these tests.
enum Column: String, CaseIterable, Sendable {
  case lab, test, sample, nominal, analyst, day, run, replicate, valid, result
}

/// One row of a results file, as text.
struct Row: Sendable, Hashable {
  var lab: String
  var run: String
  var result: String
  var sample = "X"
  var replicate = 1
  var analyst = "A"
  var day = "D"
  var nominal = "100"
  var test = "content"
  var valid = "valid"

  subscript(column: Column) -> String {
    switch column {
    case .lab: lab
    case .test: test
    case .sample: sample
    case .nominal: nominal
    case .analyst: analyst
    case .day: day
    case .run: run
    case .replicate: "\(replicate)"
    case .valid: valid
    case .result: result
    }
  }

  /// Results of one laboratory by run: `["1 2", "3 4"]` are two runs of two replicates.
  static func runs(_ lab: String, _ runs: [String], sample: String = "X", analysts: [String] = [], prefix: String = "")
    -> [Row]
  {
    runs.enumerated().flatMap { index, run in
      run.split(separator: " ").enumerated().map { replicate, value in
        Row(
          lab: lab, run: "\(lab)\(prefix)\(index)", result: String(value), sample: sample, replicate: replicate + 1,
          analyst: analysts.isEmpty ? "A" : analysts[index])
      }
    }
  }
}

/// A protocol of one attribute, written as YAML.
struct Plan: Sendable {
  var criteria: [String]
  var receiving = ["R"]
  var scale = "linear"
  var unit = "run"
  var design = ""
  var rules = ""
  var readiness = ""
  var source = "specification"
  var missing = "[\"\", NA]"
  var runsWithin = ""
  var kind = "transfer"
  /// The inside of the attribute's `qualityRange`.
  var range = ""
  /// Whole further attributes, indented by two.
  var more = ""
  /// Columns that are left unmapped.
  var without: Set<String> = []

  init(_ criteria: String...) { self.criteria = criteria }

  func with(_ change: (inout Plan) -> Void) -> Plan {
    var copy = self
    change(&copy)
    return copy
  }

  var text: String {
    let roles: [(String, String)] = [
      ("laboratory", "lab"), ("attribute", "test"), ("sample", "sample"), ("level", "nominal"), ("analyst", "analyst"),
      ("day", "day"), ("run", "run"), ("replicate", "replicate"), ("validity", "valid"), ("value", "result"),
    ]
    let columns = roles.filter { !without.contains($0.0) }.map { "\($0.0): \($0.1)" }.joined(separator: ", ")
    let lines = criteria.enumerated().map { index, criterion in
      let alpha = criterion.contains("alpha:") ? "" : ", alpha: 0.05"
      return "      - {id: AC-\(index + 1), \(criterion)\(alpha), justification: {source: \(source), text: T}}\n"
    }
    return """
      schema: methodtransfer/protocol/1
      study: {id: T-1, title: T, kind: \(kind)}
      sending: S
      receiving: [\(receiving.joined(separator: ", "))]
      \(readiness.isEmpty ? "" : "readiness: [\(readiness)]")
      \(rules.isEmpty ? "" : "rules: {\(rules)}")
      data:
        delimiter: ","
        decimal: "."
        missing: \(missing)
        scaleCheck: off
        copyCheck: off
        \(runsWithin.isEmpty ? "" : "runsWithin: [\(runsWithin)]")
        columns: {\(columns)}
      attributes:
        - id: content
          title: T
          unit: mg
          scale: \(scale)
          unitOfReplication: \(unit)
          \(design.isEmpty ? "" : "design: {\(design)}")
          \(range.isEmpty ? "" : "qualityRange: {\(range)}")
          criteria:
      \(lines.joined())
      """ + more
  }
}

extension Assessment {
  /// The self-checks that did not pass.
  var failedChecks: [String] { selfChecks.filter { !$0.passed }.map(\.name) }
}
