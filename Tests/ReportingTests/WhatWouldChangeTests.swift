import AssayData
import Notation
import Testing
import Transfer

@testable import Reporting

/// What page one and the section on sensitivity say of what would change a verdict.
struct WhatWouldChangeTests {
  static func report(
    _ criteria: [String], unit: String = "run", data: String = "", _ rows: String
  ) throws -> (report: Report, assessment: Assessment) {
    let lines = criteria.enumerated().map { index, text in
      "      - {id: AC-\(index + 1), \(text), alpha: 0.05, justification: {source: specification, text: T}}\n"
    }
    let transferProtocol = try TransferProtocol(
      yaml: """
        schema: methodtransfer/protocol/1
        study: {id: T, title: T, kind: transfer}
        sending: S
        receiving: R
        data: {delimiter: ",", decimal: ".", scaleCheck: off, \(data)columns: {laboratory: lab, run: run, replicate: rep, value: y, validity: valid}}
        attributes:
          - id: content
            title: T
            unit: mg
            scale: linear
            unitOfReplication: \(unit)
            criteria:

        """ + lines.joined(), file: "p.yaml")
    let text = "lab,run,rep,y,valid\n" + rows
    let input = AssayData.Input(
      name: "r.csv", bytes: Array(text.utf8), mapping: try transferProtocol.mapping(forFile: "r.csv"))
    let assessment = try Assessment(
      of: AssayData(reading: [input], for: transferProtocol.vocabulary), against: transferProtocol)
    return (Report(assessment, StudyFixture.provenance), assessment)
  }

  /// Rows of one laboratory by run, each result valid unless its run is named.
  static func rows(_ laboratory: String, _ runs: [[String]], invalid: Int? = nil) -> String {
    runs.enumerated().map { run, results in
      results.enumerated().map { replicate, result in
        "\(laboratory),R0\(run + 1),\(replicate + 1),\(result),\(run + 1 == invalid ? "invalid" : "valid")\n"
      }.joined()
    }.joined()
  }

  private func box(_ report: Report, _ label: String) -> String? {
    let blocks = report.sections.first { $0.name == "decision" }?.blocks ?? []
    return blocks.lazy.compactMap { block -> String? in
      guard case .box(_, let entries) = block else { return nil }
      return entries.first { $0.label == label }?.text.plain
    }.first
  }

  private func table(_ report: Report, _ name: String) -> [[String]] {
    let blocks = report.sections.first { $0.name == "sensitivity" }?.blocks ?? []
    return blocks.lazy.compactMap { block -> [[String]]? in
      guard case .table(let table) = block, table.name == name else { return nil }
      return table.rows.map { $0.cells.map(\.text.plain) }
    }.first ?? []
  }

  static let difference = "kind: mean-difference, limits: [-1, 1]"
  static let five = [["50.1"], ["50.3"], ["49.9"], ["50.2"], ["50.0"]]
  static let four = [["50.2"], ["50.0"], ["50.4"], ["50.1"]]

  @Test func `an exclusion that would change the verdict is told with its figures`() throws {
    let (report, assessment) = try Self.report(
      [Self.difference], Self.rows("S", Self.five) + Self.rows("R", Self.four + [["47.0"]], invalid: 5))
    let said = try #require(box(report, "Exclusion"))
    #expect(
      said.contains(
        "With run R05 of R (no reason given) put back, AC-1 would be inconclusive: -0.56 (-1.93 to 0.81); the verdict would be INCONCLUSIVE."
      ))
    #expect(
      table(report, "put-back") == [["run R05 of R", "AC-1", "-0.56", "-1.93 to 0.81", "INCONCLUSIVE"]])
    #expect(report.danglingReferences.isEmpty)
    let record = assessment.record(StudyFixture.provenance).text.split(whereSeparator: \.isWhitespace)
      .joined(separator: " ")
    #expect(
      record.contains(#"{ "factor": "exclusion", "name": "run R05", "laboratory": "R", "verdict": "inconclusive""#))
  }

  @Test func `an exclusion that changes nothing, and one without a number, are told so`() throws {
    let (report, _) = try Self.report(
      [Self.difference],
      Self.rows("S", Self.five + [["50.2"]], invalid: 6) + Self.rows("R", Self.four + [["n.a."]], invalid: 5))
    let said = try #require(box(report, "Exclusion"))
    #expect(said.contains("With run R06 of S put back no verdict would change."))
    #expect(said.contains(#"Run R05 of R cannot be put back: no number that can be judged ("n.a.")"#))
  }

  /// The lower bound is -0.08, and -0.22, -0.20, -0.18 and -0.15 without one of four runs.
  @Test(arguments: [("0.14", 4), ("0.16", 3), ("0.20", 1)])
  func `four runs that would change a verdict are all named, and nothing is left to count`(limit: String, count: Int)
    throws
  {
    let (report, _) = try Self.report(
      ["kind: mean-difference, direction: lower, limits: [-\(limit), 5]"],
      Self.rows("S", [["9.88"], ["10.25"], ["10.00"], ["9.75"]])
        + Self.rows("R", [["10.22"], ["9.97"], ["10.35"], ["10.10"]]))
    let said = try #require(box(report, "Sensitivity"))
    #expect(said.ranges(of: "would be inconclusive").count == count)
    #expect(!said.contains("more in") && said.contains("Fragile: \(count) of 8 analyses"))
  }

  @Test func `what is coarse is counted and not named`() throws {
    // One of two runs a laboratory holds half of it.
    let rows =
      Self.rows("S", [["50.1", "50.2"], ["50.2", "50.1"]]) + Self.rows("R", [["50.1", "50.0"], ["50.6", "50.7"]])
    let (report, assessment) = try Self.report(["kind: mean-difference, limits: [-9, 9]"], rows)
    let alternatives = try #require(assessment.sensitivities.first).leftOut
    #expect(alternatives.count == 4 && alternatives.allSatisfy { $0.scenario.isCoarse })
    #expect(box(report, "Sensitivity")?.contains("A verdict would change") == false)
    let few = try #require(box(report, "Few units"))
    #expect(few.hasPrefix("AC-1 rests on two runs at S (1 degree of freedom); AC-1 rests on two runs at R (1 degree"))
  }

  @Test func `a common variance that hides what Welch shows is told, and results that run together`() throws {
    let ten = ["10.0", "10.1", "9.9", "10.05", "9.95", "10.0", "10.1", "9.9"].map { [$0] }
    let (pooled, _) = try Self.report(
      [Self.difference + ", variances: pooled"], Self.rows("S", ten) + Self.rows("R", [["9.4"], ["10.9"], ["10.3"]]))
    #expect(
      box(pooled, "Sensitivity")?.contains(
        "with each laboratory's own variance (Welch), AC-1 would be inconclusive: 0.20 (-1.07 to 1.47)") == true)
    let together =
      Self.rows(
        "S", [["49.1", "49.2", "49.0", "49.3"], ["50.9", "51.0", "51.1", "50.8"], ["50.0", "50.1", "49.9", "50.2"]])
      + Self.rows(
        "R", [["50.3", "50.2", "50.4", "50.1"], ["48.9", "49.0", "49.2", "48.8"], ["51.2", "51.1", "51.3", "51.0"]])
    let (results, _) = try Self.report([Self.difference], unit: "result", together)
    #expect(
      box(results, "Sensitivity")?.hasPrefix(
        "A verdict would change: with the run as the unit, AC-1 would be inconclusive: 0.08 (-1.69 to 1.84)") == true,
      "\(box(results, "Sensitivity") ?? "")")
    #expect(table(results, "other-conventions").map { $0[1] }.first == "with the run as the unit")
  }

  @Test func `stand-ins are counted, and a finding that depends on them says by what`() throws {
    let sending = [["0.30", "0.32"], ["0.28", "0.31"], ["0.33", "0.29"], ["0.31", "0.30"]]
    let receiving = [["0.31", "<0.2"], ["0.30", "0.33"], ["0.29", "0.30"], ["<0.2", "0.32"]]
    let (report, assessment) = try Self.report(
      ["kind: mean-difference, limits: [-0.15, 0.15]"], data: "censored: half-limit, ",
      Self.rows("S", sending) + Self.rows("R", receiving))
    #expect(
      box(report, "Below a limit")
        == "2 of 16 results of content are below a limit, and half of it stands for each (R 2 of 8). AC-1 depends on what stands for them, and is neither shown nor refuted."
    )
    let text = try #require(assessment.findings.first)
    let sentence = Wording.statement(
      FindingText(text, of: assessment.transferProtocol), words: assessment.transferProtocol.words
    ).plain
    #expect(sentence.contains("With 0 in their place it is -0.07"), "\(sentence)")
    #expect(report.danglingReferences.isEmpty)
  }
}
