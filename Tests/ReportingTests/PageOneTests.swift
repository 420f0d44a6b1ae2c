import AssayData
import Notation
import Plotting
import Testing
import Transfer

@testable import Reporting

/// Page one of a judgement: what decides, by name, once, and briefly.
@Suite struct PageOneTests {
  /// One attribute at several receivers: `rows` are "laboratory,run,sample,result".
  private static func report(
    _ criteria: [String], receiving: [String] = ["R"], attribute: String = "unit: mg", scale: String = "linear",
    _ rows: [String]
  ) throws -> (report: Report, assessment: Assessment) {
    let transferProtocol = try TransferProtocol(
      yaml: """
        schema: methodtransfer/protocol/1
        study: {id: T-9, title: T, kind: transfer}
        sending: S
        receiving: [\(receiving.joined(separator: ", "))]
        data:
          delimiter: ","
          decimal: "."
          scaleCheck: off
          copyCheck: off
          validityWords: {use: [ok], exclude: [void]}
          columns: {laboratory: lab, run: run, sample: lot, value: result, validity: valid}
        attributes:
          - id: content
            title: Content
            scale: \(scale)
            unitOfReplication: run
            \(attribute)
            criteria:
        \(criteria.enumerated().map { "      - {id: AC-\($0.offset + 1), \($0.element), alpha: 0.05, justification: {source: capability, text: T}}" }.joined(separator: "\n"))

        """, file: "protocol.yaml")
    let text = (["lab,run,lot,result,valid"] + rows.map { $0.filter { $0 == "," }.count == 3 ? $0 + ",ok" : $0 }).map {
      $0 + "\n"
    }.joined()
    let data = try AssayData(
      reading: [
        .init(
          name: "results.csv", bytes: Array(text.utf8), mapping: try transferProtocol.mapping(forFile: "results.csv"))
      ], for: transferProtocol.vocabulary)
    let assessment = try Assessment(of: data, against: transferProtocol)
    return (Report(assessment, StudyFixture.provenance), assessment)
  }

  /// Four runs of each lot, whose results differ by hundredths of `spread`.
  private static func rows(_ lab: String, _ lots: [(String, Double)], spread: Int = 10) -> [String] {
    lots.enumerated().flatMap { index, lot in
      (0..<4).map { run in
        let offset = [3, -2, 1, -4, 2, 0][(run * 2 + index + lab.utf8.count) % 6] * spread
        let hundredths = Int((lot.1 * 100).rounded()) + offset
        return "\(lab),\(lab)\(run),\(lot.0),\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
      }
    }
  }

  private static func decision(_ report: Report) -> String { report.markdown(only: ["decision"]) }

  private static func words(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  @Test func `a criterion of several items is called met once, and not while one is inconclusive`() throws {
    let lots = [("P1", 100.0), ("P2", 100), ("P3", 100)]
    let each = "kind: mean-difference, scope: each-sample, limits: [-1, 1]"
    let met = try Self.report([each], Self.rows("S", lots) + Self.rows("R", lots)).report
    let said = Self.words(Self.decision(met))
    #expect(said.ranges(of: "is met").count == 1)
    #expect(said.contains("Criterion *AC-1* is met: all 3 of its findings pass."))
    #expect(met.html.ranges(of: "is met").count == 2)
    let open = try Self.report(
      [each], Self.rows("S", lots) + Self.rows("R", [("P1", 100.9), ("P2", 100), ("P3", 100)])
    )
    .report
    #expect(!open.html.contains("is met") && !Self.decision(open).contains("is met"))
    #expect(
      Self.words(Self.decision(open)).contains(
        "Criterion *AC-1* is neither shown to hold nor refuted: of its 3 findings 1 is inconclusive (P1)."))
    let two = try Self.report(
      [each], Self.rows("S", lots) + Self.rows("R", [("P1", 100.9), ("P2", 100), ("P3", 99.1)])
    ).report
    #expect(
      Self.words(Self.decision(two)).contains(
        "Criterion *AC-1* is neither shown to hold nor refuted: of its 3 findings 2 are inconclusive (P1, P3)."))
  }

  @Test(arguments: [(6, ""), (7, " and 1 more"), (8, " and 2 more")])
  func `a criterion whose findings fail is not met, names six of them and counts the others`(lots: Int, more: String)
    throws
  {
    let sent = (1...lots).map { ("P\($0)", 100.0) }
    let report = try Self.report(
      ["kind: mean-difference, scope: each-sample, limits: [-1, 1]"],
      Self.rows("S", sent) + Self.rows("R", sent.map { ($0.0, 105.0) })
    ).report
    let said =
      "Criterion <i>AC-1</i> is not met: of its \(lots) findings \(lots) fail (P1, P2, P3, P4, P5, P6\(more))."
    #expect(report.html.contains(said))
  }

  @Test func `a criterion of one finding is called met with it`() throws {
    let lots = [("P1", 100.0)]
    let report = try Self.report(
      ["kind: mean-difference, limits: [-1, 1]"], Self.rows("S", lots) + Self.rows("R", lots)
    ).report
    #expect(Self.words(Self.decision(report)).contains("criterion *AC-1* is met."))
  }

  @Test func `each receiving laboratory has a verdict of its own`() throws {
    let lots = [("P1", 100.0), ("P2", 100)]
    let (report, assessment) = try Self.report(
      ["kind: mean-difference, limits: [-1, 1]"], receiving: ["Boston", "Pune"],
      Self.rows("S", lots) + Self.rows("Boston", lots) + Self.rows("Pune", [("P1", 100.9), ("P2", 100.9)]))
    #expect(assessment.verdict == .inconclusive)
    #expect(assessment.verdict(at: "Boston") == .pass && assessment.verdict(at: "Pune") == .inconclusive)
    let said = Self.words(Self.decision(report))
    #expect(said.contains("- **Boston** **● PASS** 1 of 1 required findings met."))
    #expect(said.contains("- **Pune** **◐ INCONCLUSIVE** 0 of 1 required findings met; inconclusive: AC-1."))
    let record = assessment.record(StudyFixture.provenance).text
    #expect(
      Self.words(record).contains(
        #""receivers": [ { "receiving": "Boston", "verdict": "pass" }, { "receiving": "Pune", "verdict": "inconclusive" } ]"#
      ) || record.contains(#"{"receiving": "Pune", "verdict": "inconclusive"}"#))
  }

  @Test func `lots that cancel are named with their values, and those that agree are not`() throws {
    let apart = try Self.report(
      ["kind: mean-difference, limits: [-2, 2]"],
      Self.rows("S", [("J", 100), ("K", 100)]) + Self.rows("R", [("J", 108), ("K", 92)])
    ).report
    let said = Self.words(Self.decision(apart))
    #expect(said.contains("- **Items** Would not pass alone: J (8.0") && said.contains("and K (-8.0"))
    #expect(said.contains("beyond a limit"))
    let lots = [("J", 100.0), ("K", 100)]
    let alike = try Self.report(
      ["kind: mean-difference, limits: [-2, 2]"], Self.rows("S", lots) + Self.rows("R", lots)
    ).report
    #expect(!Self.decision(alike).contains("**Items**"))
  }

  @Test func `the figure shows the finding furthest from a pass first, with lot and laboratory`() throws {
    let lots = [("P1", 100.0), ("P2", 100), ("P3", 100)]
    let (report, _) = try Self.report(
      [
        "kind: mean-difference, scope: each-sample, limits: [-5, 5]",
        "kind: mean-difference, scope: each-sample, limits: [-1, 1]",
        "kind: recovery, scope: pooled, limits: [1, 900], required: false",
      ].dropLast(), receiving: ["Boston", "Pune"],
      Self.rows("S", lots) + Self.rows("Boston", lots)
        + Self.rows("Pune", [("P1", 100), ("P2", 103.9), ("P3", 100.9)]))
    let figure = try #require(report.shownFigures.first)
    #expect(figure.name == "decision-figure" && figure.drawings.count == 2)
    #expect(figure.drawings[0].title.hasPrefix("AC-2"))
    let rows = figure.drawings[0].lines.map { $0.prefix(10) }
    #expect(rows[0] == "P2 at Pune" && rows[1] == "P3 at Pune")
    #expect(figure.drawings[1].title.hasPrefix("AC-1") && figure.drawings[1].lines[0].hasPrefix("P2 at Pune"))
  }

  // MARK: - Outside the specification

  private static let specified = "unit: mg\n    specification: {lower: 95.0, upper: 105.0}"

  private static func specification(_ rows: [String]) throws -> String? {
    let lots = [("L1", 100.0), ("L2", 100)]
    let report = try report(
      ["kind: mean-difference, limits: [-9, 9]"], attribute: specified,
      Self.rows("S", lots) + Self.rows("R", lots) + rows
    ).report
    let said = words(decision(report))
    guard let start = said.firstRange(of: "- **Specification** ") else { return nil }
    return String(said[start.upperBound...].prefix { $0 != "*" })
  }

  @Test func `a result outside the specification is named with its place`() throws {
    #expect(
      try Self.specification(["R,R9,L1,109.4", "R,R9,L2,100.2"])
        == "1 result outside the specification (95.0 to 105.0 mg): 109.4 at R, run R9, L1 (results.csv:18:4). Judged with the others. - "
    )
    #expect(try Self.specification(["R,R9,L1,105.0", "R,R9,L2,95.0"]) == nil)
  }

  @Test func `many are counted, and one that was marked is said to be not used`() throws {
    let many = try #require(try Self.specification((0..<12).map { "R,R9\($0),L1,\(110 + $0).0" }))
    #expect(many.hasPrefix("12 results outside the specification") && many.contains("; and 10 more."))
    let void = try #require(try Self.specification(["R,R9,L1,90.1,void", "R,R9,L2,90.2"]))
    #expect(void.contains("90.1 at R, run R9, L1 (results.csv:18:4), not used;"))
    #expect(void.contains("1 of them judged with the others."))
  }

  // MARK: - Digits

  @Test(
    arguments: [
      (["2.47e13", "2.21e13", "2.4e13"], ["2.47×10¹³", "2.21×10¹³", "2.40×10¹³"]),
      (["124.863132928028", "99.5", "0.125"], ["124.863", "99.500", "0.125"]),
      (["99.8333333333333", "100.1"], ["99.833", "100.100"].map { String($0.dropLast()) }),
      (["99.8", "100.10", "0"], ["99.8", "100.10", "0"]),
      (["0.000000000125", "0.00000000025"], ["1.25×10⁻¹⁰", "2.50×10⁻¹⁰"]),
      (["500000000", "24700000000000"], ["5.00×10⁸", "2.47×10¹³"]),
    ])
  func `a column of results is printed by one rule`(written: [String], shown: [String]) throws {
    let values = try written.map { try NumberGrammar.point.read($0) }
    let digits = ResultDigits(values)
    #expect(values.map { digits.text($0) } == shown)
  }

  @Test func `no number of a report has more digits than a reader takes in`() throws {
    let titres = ["2.47", "2.21", "2.46", "2.58", "2.33", "2.09", "2.71"]
    let rows = ["S", "R"].flatMap { lab in
      (0..<14).map { "\(lab),\(lab)\($0 / 2),L\($0 % 2),\(titres[($0 * 3 + lab.utf8.count) % 7])e+13" }
    }
    for (criterion, scale) in [
      ("kind: mean-ratio, limits: [0.5, 2]", "log"), ("kind: mean-difference, limits: [-2e12, 2e12]", "linear"),
      ("kind: intermediate-precision, laboratory: receiving, measure: sd, sources: [run], limit: 9e12", "linear"),
    ] {
      let report = try Self.report([criterion], scale: scale, rows).report
      for text in [report.html, report.markdown()] + report.figures.map(\.svg) {
        #expect(!text.contains(#/[^0-9A-Za-z.]([1-9][0-9]*\.[0-9]{8,}|0\.0*[1-9][0-9]{8,})/#), "\(criterion)")
      }
    }
  }
}
