import AssayData
import Foundation
import Notation
import Plotting
import Statistics
import Testing
import Transfer

@testable import Reporting

/// What the report of a judgement says, looked up in its blocks.
@Suite struct AssessmentReportTests {
  let report: Report

  init() throws { report = try StudyFixture.report() }

  private func blocks(_ section: String) -> [Block] { report.sections.first { $0.name == section }?.blocks ?? [] }

  private func tables(_ section: String) -> [Table] {
    blocks(section).compactMap { if case .table(let table) = $0 { table } else { nil } }
  }

  private func rows(_ table: String) -> [[String]] {
    let found = report.sections.flatMap { tables($0.name) }.first { $0.name == table }
    return found?.rows.map { $0.cells.map(\.text.plain) } ?? []
  }

  private var statements: [Entry] {
    blocks("decision").flatMap { block -> [Entry] in if case .statements(let entries) = block { entries } else { [] } }
  }

  private func box(_ label: String) -> String? {
    blocks("decision").lazy.compactMap { block -> String? in
      guard case .box(_, let entries) = block else { return nil }
      return entries.first { $0.label == label }?.text.plain
    }.first
  }

  @Test func `names in files stand beside the names that were judged`() {
    #expect(
      rows("aliases") == [
        ["F1", "analyst", "B. Muster", "→ BM"], ["F2", "sample", "Charge 7", "→ LOT7"],
        ["F2", "sample", "Charge 8", "→ LOT8"], ["F3", "analyst", "B. Muster", "→ BM"],
      ])
    #expect(rows("columns").contains(["F2", "4", "lot", "sample"]))
    #expect(tables("appendix").contains { $0.name == "columns" })
  }

  @Test func `files have keys, and their hashes stand in full`() {
    #expect(rows("files").map { $0[0] } == ["F1", "F2", "F3"])
    #expect(rows("files").map { $0[1] } == StudyFixture.files)
    #expect(rows("hashes").map { $0[1].count } == [64, 64, 64, 64])
    #expect(rows("values").first?.last == "F1:2:6")
    #expect(FileKeys.shortened(StudyFixture.files[0]) == "Basel_2026-…final_v2.csv")
    #expect(FileKeys.shortened("results.csv") == "results.csv")
  }

  @Test func `mean squares with their coefficients give the SD that was judged`() throws {
    var seen = 0
    for finding in try StudyFixture.assessment().findings {
      for figures in finding.evidence?.laboratories ?? [] where !figures.meanSquares.isEmpty {
        let variance = figures.meanSquares.reduce(0) { $0 + $1.coefficient * $1.square.value }
        let sd = try #require(figures.standardDeviation)
        #expect((variance.squareRoot() / sd - 1).magnitude < 1e-9)
        seen += 1
      }
    }
    #expect(seen == 8)
    #expect(rows("mean-squares-ac-2-k-ln").map { [$0[2], $0[4], $0[5]] }.first == ["run", "5", "0.250000"])
    #expect(rows("mean-squares-ac-5-lyon").map { $0[5] } == ["0.250000"])
  }

  @Test func `page one names what was excluded by laboratory, run, samples and analyst`() throws {
    let said = try #require(box("Exclusion"))
    #expect(
      said.hasPrefix(
        "4 results of potency marked and not used: Lyon run R-2-3, samples LOT7, LOT8, analyst A2, 4 results: invalid"))
    #expect(report.danglingReferences.isEmpty)
  }

  @Test func `coverage is said attribute by attribute`() throws {
    let said = try #require(box("Coverage"))
    #expect(said.ranges(of: "Relative potency: ").count == 1 && said.ranges(of: "Impurity A: ").count == 1)
  }

  @Test func `what is only for information comes last and says so`() throws {
    let criteria = rows("criteria").map { $0[0] }
    let last = try #require(criteria.lastIndex { $0 != "AC-0" })
    let first = try #require(criteria.firstIndex(of: "AC-0"))
    #expect(last < first)
    let sentences = blocks("results").compactMap { if case .paragraph(let text) = $0 { text.plain } else { nil } }
    #expect(
      sentences.count {
        $0.hasPrefix(
          "For information, relative potency: the 90 % confidence interval".replacing("90 %", with: "90\u{A0}%"))
      } == 4)
    #expect(report.html.contains("class=\"verdict informational\""))
  }

  @Test func `sentences name their attribute, and a laboratory once`() {
    #expect(!statements.isEmpty)
    for entry in statements where entry.label.hasPrefix("AC") {
      #expect(entry.text.plain.contains("elative potency: the ") || entry.text.plain.contains("mpurity A: the "))
    }
    let quantities =
      rows("criteria").map { $0[1] }
      + blocks("results").compactMap { if case .heading(let text) = $0 { text.plain } else { nil } }
    for text in quantities {
      #expect(text.ranges(of: "Köln").count <= 1 && text.ranges(of: "Lyon").count <= 1, "\(text)")
    }
  }

  @Test func `the decision table says how its bounds are rounded`() {
    let note = tables("decision").first?.note?.plain
    #expect(note == "Bounds are rounded outward (lower down, upper up); judged unrounded.")
  }

  @Test func `the sign-off names versions and all who sign`() throws {
    #expect(report.facts.contains(.init("Program", "methodtransfer 0.1.0")))
    #expect(report.facts.contains(.init("Evaluated at", "see manifest.json")))
    #expect(
      rows("record").first == ["Protocol version", "TP-0200, SHA-256 \(StudyFixture.provenance.protocolFile.sha256)"])
    let roles = blocks("conclusion").flatMap { block -> [String] in
      if case .signatures(let signatures) = block { signatures.map(\.role) } else { [] }
    }
    #expect(
      roles == [
        "Author (analyst or statistician)", "Technical reviewer", "Sending: Basel", "Receiving: Köln",
        "Receiving: Lyon", "Quality assurance",
      ])
    guard case .paragraph(let conclusion)? = blocks("conclusion").first else {
      Issue.record("no conclusion")
      return
    }
    #expect(
      conclusion.plain.hasSuffix("was judged by the criteria of the protocol of record: the transfer has not passed."))
  }

  @Test func `one-sided figures head a bound, and count the units of the laboratory that has part in them`() {
    let text = report.figures.map(\.svg).joined()
    #expect(text.contains(">upper 95\u{A0}% bound<") && text.contains(">lower 95\u{A0}% bound<"))
    #expect(!text.contains("95\u{A0}% interval") && !text.contains("– /"))
    #expect(text.contains("n = 6 runs at Köln"))
  }

  @Test func `a specification with one side has its sign`() {
    #expect(rows("design-impurity").contains(["Specification", "≤ 0.5\u{A0}%"]))
    #expect(rows("design-potency").contains(["Specification", "60 to 160\u{A0}%"]))
  }

  @Test func `size beside a difference within chance says that bias cannot be told apart`() throws {
    let context = ReportContext(try StudyFixture.assessment(), StudyFixture.provenance)
    let sized = context.diagnosed.filter { $0.diagnosis.cause == .size && $0.text.criterion.id == "AC-1" }
    #expect(!sized.isEmpty)
    let cards = blocks("diagnosis").flatMap { block -> [Card] in
      if case .diagnosis(let cards) = block { cards } else { [] }
    }
    #expect(cards.contains { $0.text.plain.hasSuffix("A bias cannot be told apart from chance at this size.") })
  }

  @Test func `sensitivity shows what did not pass and starts no page`() throws {
    let section = try #require(report.sections.first { $0.name == "sensitivity" })
    #expect(!section.startsPage)
    #expect(try #require(box("Sensitivity")).contains("of a finding that did not pass would pass"))
  }

  @Test func `rows to fill in are high enough to write in`() {
    #expect(tables("deviations").first?.style == .form)
    #expect(report.html.contains(".form td{height:10mm"))
  }

  /// Three replicates of one run whose %CV may be anything: Vangel's upper bound does not exist.
  @Test func `an unbounded end has no bound in the record`() throws {
    let transferProtocol = try TransferProtocol(
      yaml: """
        schema: methodtransfer/protocol/1
        study: {id: T, title: T, kind: transfer}
        sending: S
        receiving: R
        data: {delimiter: ",", decimal: ".", scaleCheck: off, columns: {laboratory: lab, sample: sample, run: run, replicate: replicate, value: result}}
        attributes:
          - id: content
            title: T
            unit: mg
            scale: linear
            unitOfReplication: run
            criteria:
              - {id: A, kind: repeatability, laboratory: receiving, measure: cv, scope: each-sample, limit: 200, alpha: 0.05, justification: {source: specification, text: T}}

        """, file: "p.yaml")
    let rows = "lab,sample,run,replicate,result\nS,X,1,1,1\nS,X,2,1,30\nR,X,3,1,1\nR,X,3,2,2\nR,X,3,3,90\n"
    let input = AssayData.Input(
      name: "r.csv", bytes: Array(rows.utf8), mapping: try transferProtocol.mapping(forFile: "r.csv"))
    let assessment = try Assessment(
      of: AssayData(reading: [input], for: transferProtocol.vocabulary), against: transferProtocol)
    let upper = try #require(assessment.findings.first?.evidence?.judged.upper)
    #expect(upper == .infinity)
    struct Record: Decodable {
      struct Finding: Decodable {
        struct Bounds: Decodable {
          let set: String?
          let lower: Double?
          let upper: Double?
        }
        let interval: Bounds?
        let tippingLimit: Bounds?
      }
      let findings: [Finding]
    }
    let text = assessment.record(StudyFixture.provenance).text
    #expect(!text.contains(#/"(upper|lower)": null/#))
    let finding = try #require(try JSONDecoder().decode(Record.self, from: Data(text.utf8)).findings.first)
    #expect(finding.interval?.set == "unbounded" && finding.interval?.upper == nil)
    #expect(finding.tippingLimit == nil)
  }
}
