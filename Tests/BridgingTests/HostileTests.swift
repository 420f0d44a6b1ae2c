import Foundation
import TestSupport
import Testing

/// A small bridging study, and what becomes of it when something in it is wrong.
private enum Small {
  static let standards = """
    standards:
      - {id: P, lot: L0, value: 100, unit: U}
      - {id: S1, lot: L1, comparator: P, value: 100, unit: U, rule: equivalence, ratio: 0.99, standardUncertainty: 0.01, degreesOfFreedom: 9}

    """

  static let plan = """
    schema: methodtransfer/protocol/1
    study: {id: B-1, title: B, kind: bridging}
    laboratories: [A]
    \(standards)comparison: {current: S1, candidate: S2, rule: equivalence}
    data:
      delimiter: ","
      decimal: "."
      missing: [NA]
      columns: {laboratory: lab, run: run, sample: standard, value: result}
    attributes:
      - id: strength
        title: T
        unit: U
        scale: log
        unitOfReplication: run
        criteria:
          - {id: BC-1, kind: mean-ratio, limits: [0.8, 1.25], alpha: 0.05, justification: {source: specification, text: T}}

    """

  static let header = "lab,run,standard,result\n"
  static let rows = """
    \(header)A,R1,S1,100
    A,R1,S2,101
    A,R2,S1,98
    A,R2,S2,97.5
    A,R3,S1,103
    A,R3,S2,105

    """

  /// Runs of one laboratory with these results of both standards.
  static func runs(_ results: [(current: String, candidate: String)], _ laboratory: String = "A") -> String {
    results.enumerated().map { index, run in
      "\(laboratory),R\(index + 1),S1,\(run.current)\n\(laboratory),R\(index + 1),S2,\(run.candidate)\n"
    }.joined()
  }

  static func several(_ names: [String], _ consensus: String) -> String {
    plan.replacing("laboratories: [A]", with: "laboratories: [\(names.joined(separator: ", "))]")
      .replacing("rule: equivalence}\ndata", with: "rule: equivalence, consensus: \(consensus)}\ndata")
  }
}

/// The command on what cannot be bridged, and on what is odd and legal.
struct HostileTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    var plan = Small.plan
    var rows = Small.rows
    let words: [String]
    var testDescription: String { name }
  }

  // MARK: - Refused: exit 65, a place, what to write, nothing left behind

  static let refused: [Case] = [
    Case(
      name: "a run that holds the candidate alone", rows: Small.rows.replacing("A,R2,S1,98\n", with: ""),
      words: [
        "results.csv:4:4: error", "the run \"R2\" of \"A\"", "none of the current standard \"S1\"",
        "with a missing code where they were lost", "[E_NO_COMPARATOR]",
      ]),
    Case(
      name: "no run with the current standard",
      rows: Small.header + "A,R1,S2,101\nA,R2,S2,97.5\n",
      words: ["results.csv: error", "no result is of the current standard \"S1\"", "not named", "[E_NO_COMPARATOR]"]),
    Case(
      name: "no run with the candidate", rows: Small.header + "A,R1,S1,101\nA,R2,S1,97.5\n",
      words: ["no result is of the candidate \"S2\"", "the samples there are: \"S1\"", "aliases", "[E_NO_CANDIDATE]"]),
    Case(
      name: "a candidate that is misspelt", rows: Small.rows.replacing(",S2,", with: ",S-2,"),
      words: ["did you mean \"S-2\"?", "[E_NO_CANDIDATE]"]),
    Case(
      name: "a candidate of which all is missing",
      rows: Small.header + Small.runs([("100", "NA"), ("98", "NA"), ("103", "NA")]),
      words: ["no result of the candidate \"S2\" may be used", "missing", "[E_NO_CANDIDATE]"]),
    Case(
      name: "a gap in the chain", plan: Small.plan.replacing("comparator: P,", with: "comparator: P0,"),
      words: [
        "protocol.yaml:6:", "the chain has a gap", "\"P0\"", "back to the primary", "did you mean \"P\"?",
        "[E_STANDARD_GAP]",
      ]),
    Case(
      name: "a loop in the chain",
      plan: Small.plan.replacing(
        "{id: P, lot: L0, value: 100, unit: U}",
        with:
          "{id: P, comparator: S1, value: 100, unit: U, rule: equivalence, ratio: 1, standardUncertainty: 0.1, degreesOfFreedom: 3}"
      ),
      words: ["protocol.yaml:5:", "in a loop", "\"P\" was measured against \"S1\"", "[E_STANDARD_LOOP]"]),
    Case(
      name: "two values for one lot",
      plan: Small.plan.replacing("lot: L1", with: "lot: L0").replacing(
        "value: 100, unit: U}", with: "value: 99, unit: U}"
      )
      .replacing("rule: equivalence, ratio: 0.99", with: "rule: offset, ratio: 1.0101"),
      words: [
        "protocol.yaml:6:", "the lot \"L0\"", "value 99", "value 100", "a lot has one value", "[E_STANDARD_TWICE]",
      ]),
    Case(
      name: "two values for one standard",
      plan: Small.plan.replacing("comparison:", with: "  - {id: S1, value: 101, unit: U}\ncomparison:"),
      words: ["protocol.yaml:7:", "stands on line 6 already", "100", "101", "[E_STANDARD_TWICE]"]),
    Case(
      name: "mixed units in the chain",
      plan: Small.plan.replacing("comparator: P, value: 100, unit: U", with: "comparator: P, value: 100, unit: mg"),
      words: ["protocol.yaml:6:", "\"mg\"", "\"U\"", "nothing is converted", "[E_STANDARD_UNIT]"]),
    Case(
      name: "results in another unit than the values",
      plan: Small.plan.replacing("    unit: U\n", with: "    unit: mg\n"),
      words: ["protocol.yaml:16:", "results are in \"mg\"", "in %, or as a ratio", "[E_STANDARD_UNIT]"]),
    Case(
      name: "rows in two units",
      plan: Small.plan.replacing("value: result}", with: "value: result, unit: unit}"),
      rows: "lab,run,standard,result,unit\nA,R1,S1,100,U\nA,R1,S2,101,U\nA,R2,S1,98,mg\nA,R2,S2,97.5,U\n",
      words: ["results.csv:4:5", "\"mg\"", "[E_UNIT]"]),
    Case(
      name: "a reference lot that nobody knows",
      plan: Small.plan.replacing("value: result}", with: "value: result, referenceLot: ref}")
        .replacing("    scale: log\n", with: "    scale: log\n    reference: S1\n"),
      rows: "lab,run,standard,result,ref\nA,R1,S2,101,L1\nA,R2,S2,97.5,S1\nA,R3,S2,105,L9\n",
      words: ["results.csv:4:5", "\"L9\"", "\"S1\"", "[E_REFERENCE_LOT]"]),
    Case(
      name: "a reference that is not the current standard",
      plan: Small.plan.replacing("    scale: log\n", with: "    scale: log\n    reference: P\n"),
      rows: Small.header + "A,R1,S2,101\nA,R2,S2,97.5\n",
      words: ["reference is \"P\"", "[E_NO_COMPARATOR]"]),
    Case(
      name: "a reference that is not in the ledger",
      plan: Small.plan.replacing("    scale: log\n", with: "    scale: log\n    reference: S9\n"),
      words: ["\"S9\"", "is not among the standards", "[E_STANDARD_UNKNOWN]"]),
    Case(
      name: "a current standard that is not in the ledger",
      plan: Small.plan.replacing("current: S1", with: "current: S7"),
      words: ["protocol.yaml:7:", "\"S7\" is not among the standards", "did you mean \"S1\"?", "[E_STANDARD_UNKNOWN]"]),
    Case(
      name: "a candidate that the ledger has", plan: Small.plan.replacing("candidate: S2", with: "candidate: P"),
      words: ["protocol.yaml:7:", "\"P\" is among the standards already (line 5)", "100", "[E_STANDARD_TWICE]"]),
    Case(
      name: "a candidate that is a lot of the ledger",
      plan: Small.plan.replacing("candidate: S2", with: "candidate: L0"),
      words: ["\"L0\" is among the standards already (line 5)", "[E_STANDARD_TWICE]"]),
    Case(
      name: "a standard against itself", plan: Small.plan.replacing("candidate: S2", with: "candidate: S1"),
      words: ["not compared with itself", "[E_STANDARD]"]),
    Case(
      name: "a result of zero", rows: Small.rows.replacing("105", with: "0"),
      words: ["results.csv:7:4", "\"0\" has no logarithm", "data.censoredWords", "[E_LOG_DOMAIN]"]),
    Case(
      name: "a negative result", rows: Small.rows.replacing("105", with: "-3"),
      words: ["results.csv:7:4", "\"-3\"", "[E_LOG_DOMAIN]"]),
    Case(
      name: "a result that is no number", rows: Small.rows.replacing("105", with: "NaN"),
      words: ["results.csv:7:4", "NaN", "[E_MISSING]"]),
    Case(
      name: "a result beyond all numbers", rows: Small.rows.replacing("105", with: "1e400"),
      words: ["results.csv:7:4", "1e400", "[E_NUMBER_RANGE]"]),
    Case(
      name: "values beyond what can be multiplied", plan: Small.plan.replacing("value: 100", with: "value: 1e308"),
      words: ["protocol.yaml:5:", "protocol.yaml:6:", "1e308", "between 1e-60 and 1e60", "[E_RANGE]"]),
    Case(
      name: "ratios that multiply to no number",
      plan: Small.plan.replacing("ratio: 0.99", with: "ratio: 1e60").replacing(
        "comparison: {current: S1",
        with: (2...7).map {
          "  - {id: C\($0), comparator: \($0 == 2 ? "S1" : "C\($0 - 1)"), value: 100, unit: U, rule: equivalence, ratio: 1e60, standardUncertainty: 0.01, degreesOfFreedom: 9}\n"
        }.joined() + "comparison: {current: C7"),
      rows: Small.rows.replacing(",S1,", with: ",C7,"),
      words: ["protocol.yaml:11:", "the ratios from the primary to \"C6\"", "[E_STANDARD]"]),
    Case(
      name: "an uncertainty of nothing",
      plan: Small.plan.replacing("standardUncertainty: 0.01", with: "standardUncertainty: 0"),
      words: ["protocol.yaml:6:", "never without uncertainty", "[E_RANGE]"]),
    Case(
      name: "an uncertainty in percent",
      plan: Small.plan.replacing("standardUncertainty: 0.01", with: "standardUncertainty: 1.2"),
      words: ["protocol.yaml:6:", "1 % is 0.01", "[E_RANGE]"]),
    Case(
      name: "a laboratory that the protocol does not name", rows: Small.rows + "Z,R1,S1,100\nZ,R1,S2,100\n",
      words: ["results.csv:8:1", "\"Z\" is not in the protocol", "[E_LABS]"]),
    Case(
      name: "fifty-one laboratories", plan: Small.several((1...51).map { "L\($0)" }, "equal-weights"),
      words: ["protocol.yaml:3:", "51", "the limit of 50", "[E_LIMIT]"]),
    Case(
      name: "several laboratories and no consensus",
      plan: Small.plan.replacing("laboratories: [A]", with: "laboratories: [A, B]"),
      words: ["protocol.yaml:7:", "has no default", "laboratory-means", "[E_KEY_MISSING]"]),
    Case(
      name: "a rule that no criterion goes by",
      plan: Small.plan.replacing("rule: equivalence}\ndata", with: "rule: offset}\ndata"),
      words: ["protocol.yaml:7:", "assigned-value", "no limit is a default", "[E_BRIDGING]"]),
  ]

  @Test(arguments: refused)
  func `what cannot be bridged is refused at its place, and nothing is written`(case: Case) throws {
    let found = try BridgingRun(plan: `case`.plan, results: `case`.rows, ["--report", "r"])
    #expect(found.run.status == 65 && found.run.output.isEmpty, "\(found.run.status) \(found.run.errors)")
    #expect(!found.exists("r"))
    for word in `case`.words { #expect(found.run.errors.contains(word), "\(word): \(found.run.errors)") }
  }

  // MARK: - Not evaluated: exit 2, the reason in the finding, no value

  static let unevaluated: [Case] = [
    Case(
      name: "one run", rows: Small.header + Small.runs([("100", "101")]),
      words: ["A has 1 run with a ratio where a standard error needs at least 2"]),
    Case(
      name: "equal ratios", rows: Small.header + Small.runs([("100", "110"), ("100", "110"), ("100", "110")]),
      words: ["the ratios do not vary", "copies"]),
    Case(
      name: "ratios that are equal but for rounding",
      rows: Small.header + Small.runs([("100", "110"), ("200", "220"), ("300", "330"), ("0.7", "0.77")]),
      words: ["the ratios do not vary", "copies"]),
    Case(
      name: "laboratories whose means are equal but for rounding", plan: Small.several(["A", "B"], "laboratory-means"),
      rows: Small.header + Small.runs([("100", "110")]) + Small.runs([("300", "330")], "B"),
      words: ["the ratios do not vary"]),
    Case(
      name: "a laboratory with one run", plan: Small.several(["A", "B"], "equal-weights"),
      rows: Small.rows + "B,R1,S1,100\nB,R1,S2,103\n",
      words: ["B has 1 run with a ratio where a standard error needs at least 2"]),
    Case(
      name: "a laboratory without results", plan: Small.several(["A", "B"], "equal-weights"),
      words: ["B has no run with a ratio, and the protocol asks for the ratio of all that it names"]),
    Case(
      name: "a laboratory of which every run is lost", plan: Small.several(["A", "B"], "laboratory-means"),
      rows: Small.rows + "B,R1,S1,NA\nB,R1,S2,103\n", words: ["B has no run with a ratio"]),
    Case(
      name: "every run lost", rows: Small.header + Small.runs([("NA", "101"), ("NA", "102")]),
      words: ["no run gives a ratio of the two standards"]),
  ]

  @Test(arguments: unevaluated)
  func `what cannot be evaluated has not passed, says why, and gives no value`(case: Case) throws {
    let found = try BridgingRun(plan: `case`.plan, results: `case`.rows)
    let record = try found.record()
    #expect(found.run.status == 2 && record["verdict"].text == "inconclusive", "\(found.run.errors)")
    let finding = record["findings"].list[0]
    #expect(finding["verdict"].text == "notEvaluated" && !record["assigned"].exists)
    for word in `case`.words {
      #expect(finding["reason"].text?.contains(word) == true, "\(finding["reason"].text ?? "")")
    }
    let report = try BridgingRun(plan: `case`.plan, results: `case`.rows, ["--report", "r"])
    #expect(report.run.status == 2 && report.exists("r/report.html") && !report.exists("r/ledger-entry.yaml"))
  }

  // MARK: - Odd and legal

  @Test func `results of any size give the ratio that they have`() throws {
    let plain = try BridgingRun(plan: Small.plan, results: Small.rows).record()
    for power in ["e-300", "e300", "e-30", "e30"] {
      let rows = Small.rows.split(whereSeparator: \.isNewline).enumerated()
        .map { $0.offset == 0 ? String($0.element) : "\($0.element)\(power)" }.joined(separator: "\n")
      let found = try BridgingRun(plan: Small.plan, results: rows + "\n").record()
      #expect(found["ratio", "lnEstimate"].isNear(plain["ratio", "lnEstimate"], relative: 1e-11), "\(power)")
      #expect(found["ratio", "standardError"].isNear(plain["ratio", "standardError"], relative: 1e-11), "\(power)")
    }
  }

  @Test func `a column for each standard, or results relative to the current one, give the same ratio`() throws {
    let plain = try BridgingRun(plan: Small.plan, results: Small.rows).record()
    let wide = try BridgingRun(
      plan: Small.plan.replacing(
        "sample: standard, value: result}", with: "placeholder}"
      ).replacing(", placeholder}", with: "}")
        .replacing("data:\n", with: "data:\n  layout: wide-by-sample\n  values: {S1: current, S2: \"the next\"}\n"),
      results: "lab,run,current,the next\nA,R1,100,101\nA,R2,98,97.5\nA,R3,103,105\n")
    #expect(
      try wide.record()["ratio", "lnEstimate"].number == plain["ratio", "lnEstimate"].number, "\(wide.run.errors)")
    let rows = Small.header + "A,R1,S2,101\nA,R2,S2,97.5\nA,R3,S2,105\n"
    for (unit, words) in [("\"%\"", "relative"), ("U", "relative")] {
      let plan = Small.plan.replacing("    unit: U\n", with: "    unit: \(unit)\n    reference: L1\n")
      let found = try BridgingRun(plan: plan, results: rows)
      let record = try found.record()
      #expect(record["comparison", "pairs"].text?.contains(words) == true, "\(found.run.errors)")
      #expect(record["comparison", "unity"].number == 100)
      let sum = log(1.01) + log(0.975) + log(1.05)
      #expect(((record["ratio", "lnEstimate"].number ?? 0) - sum / 3).magnitude < 1e-12)
    }
  }

  @Test func `results that are worlds apart are judged, and the record stays JSON`() throws {
    let rows = Small.rows.replacing("105", with: "1e300").replacing("103", with: "1e-300")
    let found = try BridgingRun(plan: Small.plan, results: rows)
    let record = try found.record()
    #expect(found.run.status == 2 && record["verdict"].text == "inconclusive")
    #expect((record["ratio", "estimate"].number ?? 0) > 1e100 && !record["ratio", "interval", "upper"].exists)
    #expect(try BridgingRun(plan: Small.plan, results: rows, ["--report", "r"]).exists("r/report.html"))
  }

  @Test(arguments: ["equal-weights", "laboratory-means", "random-effects"])
  func `fifty laboratories are as many as there may be`(consensus: String) throws {
    let names = (1...50).map { "L\($0)" }
    var rows = Small.header
    for (index, name) in names.enumerated() {
      rows += Small.runs((0..<3).map { run in ("\(100 + run)", "\(101 + (index * 7 + run * 5) % 6)") }, name)
    }
    let found = try BridgingRun(plan: Small.several(names, consensus), results: rows, ["--json", "--report", "r"])
    let record = try found.record()
    #expect(found.run.status == 0 && record["laboratories"].list.count == 50, "\(found.run.errors)")
    #expect(record["leftOut"].list.filter { $0["factor"].text == "laboratory" }.count == 50)
    #expect(found.exists("r/report.html"))
  }

  @Test func `names with markup, quotes and letters of any script stay text wherever they go`() throws {
    let name = "<script>alert(1)</script> 標準 & \"é\""
    let yaml = "'\(name)'"
    let csv = "\"\(name.replacing("\"", with: "\"\""))\""
    let plan = Small.plan.replacing("candidate: S2", with: "candidate: \(yaml)")
      .replacing("laboratories: [A]", with: "laboratories: ['=cmd|A']")
    let rows = Small.rows.replacing(",S2,", with: ",\(csv),").replacing("A,R", with: "=cmd|A,R")
    let found = try BridgingRun(plan: plan, results: rows, ["--json", "--report", "r"])
    #expect(found.run.status == 0, "\(found.run.errors)")
    #expect(try found.record()["assigned", "standard"].text == name)
    let page = try found.scratch.read("r/report.html")
    #expect(!page.contains("<script") && page.contains("&lt;script&gt;"))
    #expect(try found.scratch.read("r/ledger-entry.yaml").contains("id: \"<script>alert(1)</script> 標準 & \\\"é\\\"\""))
    #expect(try found.scratch.read("r/tables/pairs.csv").contains("\n'=cmd|A,R1,"))
    for (file, bytes) in try found.scratch.contents("r") where file.hasSuffix(".svg") {
      #expect(!String(decoding: bytes, as: UTF8.self).contains("<script"), "\(file)")
    }
    let text = try BridgingRun(plan: plan, results: rows, []).run.output
    #expect(!text.contains("<script>") || text.contains("\\<script>"))
  }

  @Test func `a laboratory that is named in other letters is refused`() throws {
    let rows = Small.rows.replacing("A,R3", with: "a,R3")
    let found = try BridgingRun(plan: Small.plan, results: rows, ["--report", "r"])
    #expect(found.run.status == 65 && !found.exists("r"), "\(found.run.errors)")
  }

  @Test func `a study of laboratories is sent to judge, with the wrong use of 64`() throws {
    let plan = Small.plan.replacing("kind: bridging", with: "kind: transfer")
      .replacing("laboratories: [A]", with: "sending: A\nreceiving: B")
      .replacing("comparison: {current: S1, candidate: S2, rule: equivalence}\n", with: "")
    let rows = Small.rows + Small.runs([("100", "101"), ("98", "97.5")], "B")
    let found = try BridgingRun(plan: plan, results: rows, ["--report", "r"])
    #expect(found.run.status == 64 && found.run.errors.contains("methodtransfer judge") && !found.exists("r"))
  }

  @Test func `what is not there is exit 66, and a folder that holds an input is not written`() throws {
    let scratch = try Scratch()
    try scratch.write(Small.plan, "protocol.yaml")
    try scratch.write(Small.rows, "results.csv")
    let arguments = ["bridge", "results.csv", "--protocol", "protocol.yaml"]
    #expect(try Program.run(arguments + ["--standards", "no.yaml"], in: scratch.url).status == 66)
    #expect(try Program.run(["bridge", "no.csv", "--protocol", "protocol.yaml"], in: scratch.url).status == 66)
    let held = try Program.run(arguments + ["--report", "."], in: scratch.url)
    #expect(held.status == 73 && held.errors.contains("protocol.yaml"), "\(held.errors)")
  }

  @Test func `the same study gives the same bytes, whatever the order of its rows`() throws {
    func files(_ rows: String) throws -> [String: Data] {
      let run = try BridgingRun(plan: Small.plan, results: rows, ["--report", "r"])
      return try run.scratch.contents("r").filter { $0.key != "manifest.json" }
    }
    #expect(try files(Small.rows) == files(Small.rows))
    let lines = Small.rows.split(whereSeparator: \.isNewline).map(String.init)
    let shuffled = ([lines[0]] + lines.dropFirst().reversed()).joined(separator: "\n") + "\n"
    let one = try BridgingRun(plan: Small.plan, results: Small.rows).record()
    let other = try BridgingRun(plan: Small.plan, results: shuffled).record()
    for key in ["lnEstimate", "standardError"] { #expect(one["ratio", key].number == other["ratio", key].number) }
  }
}
