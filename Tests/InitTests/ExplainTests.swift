import Foundation
import Testing

@testable import methodtransfer

private struct Entry: Decodable {
  let term: String
  let title: String
  let text: String
  let formula: String?
  let source: String?
  let misread: String?
  let why: String?
  let mend: String?
  let example: String?

  static func all() throws -> [Entry] {
    let result = try Command(["explain", "--json"], in: try Folder())
    return try JSONDecoder().decode([Entry].self, from: Data(result.output.utf8))
  }

  /// The kinds that the protocol reader names when it meets one that it does not know.
  static func criterionKinds() throws -> [String] {
    let folder = try Folder()
    _ = try Command(["init", "assay", "--out", "."], in: folder)
    try folder.write(
      try folder.read("protocol.yaml").replacing("kind: repeatability", with: "kind: nonsense"), to: "protocol.yaml")
    let result = try Command(["check", "results.csv", "--protocol", "protocol.yaml"], in: folder)
    let line = try #require(result.messages.split(whereSeparator: \.isNewline).first { $0.contains("nonsense") })
    let words = line.split { !($0.isLetter || $0 == "-") }.map(String.init)
    return words.filter {
      ["drift", "recovery", "repeatability", "similarity"].contains($0) || $0.contains("-")
    }
  }
}

@Suite struct ExplainTests {
  @Test func `every criterion kind that the protocol accepts is explained`() throws {
    let kinds = try Entry.criterionKinds()
    #expect(kinds.count >= 10, "\(kinds)")
    let explained = try Entry.all()
    for kind in kinds {
      let found = explained.first { $0.term == kind }
      #expect(found?.formula != nil && found?.example != nil, "\(kind)")
    }
  }

  @Test func `an example of each criterion kind is accepted in a protocol`() throws {
    // Those of potency and of standards have a study of their own, below.
    let kinds = try Entry.criterionKinds().filter {
      !["similarity", "dilution-linearity", "assigned-value", "drift"].contains($0)
    }
    var criteria = ""
    for (index, kind) in kinds.enumerated() {
      let example = try #require(try Entry.all().first { $0.term == kind }?.example)
      #expect(example.contains("kind: \(kind)"))
      criteria += example.split(whereSeparator: \.isNewline).map { "      \($0)\n" }.joined()
        .replacing(/id: AC-\d/, with: "id: AC-\(index + 1)")
    }
    let folder = try Folder()
    try folder.write(protocolHead + criteria, to: "protocol.yaml")
    var rows = "lab,run,level,rep,result\n"
    for laboratory in ["A", "B"] {
      for run in 1...3 {
        for replicate in 1...2 { rows += "\(laboratory),R\(run),100,\(replicate),\(100 + run).\(replicate)\n" }
      }
    }
    try folder.write(rows, to: "results.csv")
    let result = try Command(["check", "results.csv", "--protocol", "protocol.yaml"], in: folder)
    #expect(result.status == 0, "\(result.messages)")
  }

  @Test func `the examples of criteria on potency are accepted where potencies come from plates`() throws {
    var criteria = ""
    for kind in ["similarity", "dilution-linearity"] {
      let example = try #require(try Entry.all().first { $0.term == kind }?.example)
      criteria += example.split(whereSeparator: \.isNewline).map { "      \($0)\n" }.joined()
    }
    let section = """
      scale: log
          doseResponse:
            model: 4pl
            reference: RS
            columns: {preparation: prep, dose: dose, response: od}
      """
    let folder = try Folder()
    try folder.write(
      protocolHead.replacing("scale: linear", with: section).replacing(", value: result", with: "") + criteria,
      to: "protocol.yaml")
    var rows = "lab,run,level,rep,prep,dose,od\n"
    for laboratory in ["A", "B"] {
      for (preparation, level) in [("RS", 1), ("T", 1), ("T2", 2)] {
        for (dose, response) in [(1, 0.1), (2, 0.3), (4, 0.9), (8, 1.4), (16, 1.6)] {
          rows += "\(laboratory),R1,\(level),1,\(preparation),\(dose * level),\(response)\n"
        }
      }
    }
    try folder.write(rows, to: "plates.csv")
    let result = try Command(["check", "plates.csv", "--protocol", "protocol.yaml"], in: folder)
    #expect(result.status == 0, "\(result.messages)")
  }

  @Test func `the examples of bridging are accepted in a study of two standards`() throws {
    let all = try Entry.all()
    func example(_ term: String) throws -> String { try #require(all.first { $0.term == term }?.example) }
    var criteria = ""
    for (index, kind) in ["assigned-value", "drift", "mean-ratio"].enumerated() {
      criteria += try example(kind).split(whereSeparator: \.isNewline).map { "      \($0)\n" }.joined()
        .replacing(/id: [AB]C-\d/, with: "id: BC-\(index + 1)")
    }
    for (comparison, laboratories) in [("bridging", "[A]"), ("consensus", "[A, B]")] {
      let plan =
        protocolHead.replacing("kind: transfer", with: "kind: bridging")
        .replacing("sending: A\nreceiving: B\n", with: "laboratories: \(laboratories)\n")
        .replacing("level: level", with: "sample: level").replacing("scale: linear", with: "scale: log")
        .replacing(
          "attributes:",
          with: try example("chain-of-standards")
            + "\n  - {id: RS-03, comparator: RS-02, value: 1.02, rule: equivalence, ratio: 0.99, standardUncertainty: 0.01, degreesOfFreedom: 11}\n"
            + (try example(comparison)) + "\nattributes:") + criteria
      var rows = "lab,run,level,rep,result\n"
      for laboratory in laboratories == "[A]" ? ["A"] : ["A", "B"] {
        for run in 1...3 {
          for (place, standard) in ["RS-03", "RS-04"].enumerated() {
            rows += "\(laboratory),R\(run),\(standard),1,\(99 + run).\(place * 5)\n"
          }
        }
      }
      let folder = try Folder()
      try folder.write(plan, to: "protocol.yaml")
      try folder.write(rows, to: "results.csv")
      for command in ["check", "bridge"] {
        let result = try Command([command, "results.csv", "--protocol", "protocol.yaml"], in: folder)
        #expect(result.status == 0 || command == "bridge" && result.status == 2, "\(result.messages)")
      }
    }
  }

  @Test func `every word says what it is taken for, and every code how what it names is mended`() throws {
    let all = try Entry.all()
    #expect(Set(all.map(\.term)).count == all.count)
    for explanation in all {
      let isCode = explanation.term.contains("_")
      let parts = isCode ? [explanation.why, explanation.mend] : [explanation.source, explanation.misread]
      let others = isCode ? [explanation.source, explanation.misread] : [explanation.why, explanation.mend]
      for part in [explanation.title, explanation.text] + parts {
        #expect(part?.isEmpty == false, "\(explanation.term)")
      }
      #expect(others == [nil, nil], "\(explanation.term)")
    }
  }

  @Test func `no line is longer than 80 characters`() throws {
    let folder = try Folder()
    let list = try Command(["explain"], in: folder).output
    var lines = list.split(whereSeparator: \.isNewline)
    // The setting of lines is one; a few terms are asked of the command, the others of the entries.
    for term in ["alpha", "E_ALPHA", "mls"] {
      lines += try Command(["explain", term], in: folder).output.split(whereSeparator: \.isNewline)
    }
    for entry in try Explanations.carried().all { lines += entry.plainText.split(whereSeparator: \.isNewline) }
    let long = lines.filter { $0.count > 80 }
    #expect(long.isEmpty)
  }

  @Test func `the terms that a report uses are among them`() throws {
    let terms = Set(try Entry.all().map(\.term))
    let wanted = [
      "unit-of-replication", "verdict", "inconclusive", "alpha", "limits", "tost", "welch", "fieller",
      "equivalence-interval", "gcv", "satterthwaite", "mls", "matched-lots", "pooled", "each-sample", "each-level",
      "units-needed", "tipping-limit", "quality-range", "bridging", "chain-of-standards", "consensus", "back-test",
      "draft", "readiness", "scale", "missing", "validity", "justification",
    ]
    #expect(wanted.filter { !terms.contains($0) } == [])
  }

  @Test(arguments: [
    ["unitOfReplication"], ["unit of replication"], ["Unit", "of", "replication"], ["unit_of_replication"],
    ["UNIT-OF-REPLICATION"], ["Units", "of", "replication"],
  ])
  func `a term is found however it is written`(words: [String]) throws {
    let result = try Command(["explain"] + words, in: try Folder())
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("unit-of-replication\n"))
  }

  @Test func `one term as JSON is one object`() throws {
    let result = try Command(["explain", "gcv", "--json"], in: try Folder())
    #expect(try JSONDecoder().decode(Entry.self, from: Data(result.output.utf8)).term == "gcv")
  }

  @Test(arguments: [
    ("toste", "did you mean tost?"), ("mean-diference", "did you mean mean-difference?"), ("xyzzy", "lists"),
    ("repetability", "did you mean repeatability?"), ("confidense interval", "did you mean confidence-interval?"),
    ("E_DECIMAL_COMA", "did you mean E_DECIMAL_COMMA?"), ("%", "lists"),
  ])
  func `an unknown term is exit 64 with a suggestion`(term: String, hint: String) throws {
    let result = try Command(["explain", term], in: try Folder())
    #expect(result.status == 64)
    #expect(result.messages.contains(hint))
    #expect(result.output.isEmpty)
  }
}

private let protocolHead = """
  schema: methodtransfer/protocol/1
  study: {id: T-1, title: Examples, kind: transfer}
  sending: A
  receiving: B
  data:
    delimiter: ","
    decimal: "."
    columns: {laboratory: lab, run: run, level: level, replicate: rep, value: result}
  attributes:
    - id: assay
      title: Assay
      unit: "%"
      scale: linear
      unitOfReplication: run
      criteria:

  """
