import AssayData
import Foundation
import Notation
import Statistics
import TestSupport
import Testing
import Transfer

/// Studies of plates, read and judged as the command does.
struct PlateStudyTests {
  /// Two laboratories with six runs each of three dilutions.
  struct PlateStudy {
    var sending = "Site A"
    var bias = 1.02
    var invalidRuns = "report"
    var rows: [[String]] = []
    var criteria = Self.usual

    static let usual = """
            - {id: AC-1, kind: mean-ratio, limits: [0.8, 1.25], alpha: 0.05, justification: {source: specification, text: x}}
            - {id: AC-2, kind: similarity, parameter: slope, limits: [0.7, 1.43], mayFail: 1, alpha: 0.05, justification: {source: historical, text: x}}
            - {id: AC-3, kind: dilution-linearity, limits: [0.8, 1.25], alpha: 0.05, justification: {source: specification, text: x}}

      """

    init(runs: Int = 6, bias: Double = 1.02) {
      var random = SplitMix(seed: 20260301)
      for (laboratory, factor) in [("Site A", 1), ("Site B", bias)] {
        for run in 1...runs {
          let plate = Plate(
            potencies: [
              "L-50": 0.5 * factor * exp(0.04 * random.normal()), "L-100": factor * exp(0.04 * random.normal()),
              "L-200": 2 * factor * exp(0.04 * random.normal()),
            ], seed: UInt64(rows.count + 1), scale: 1 + 0.1 * random.normal())
          for well in plate.wells {
            let nominal = ["L-50": "0.5", "L-100": "1", "L-200": "2"][well.preparation] ?? "1"
            rows.append([
              laboratory, "R\(run)", "W\(well.row + 1)", well.preparation, nominal, "\(well.dose)",
              "\((well.response * 10000).rounded() / 10000)", "valid",
            ])
          }
        }
      }
    }

    var text: String {
      "lab,run,well,prep,nominal,dose,od,check\n" + rows.map { $0.joined(separator: ",") + "\n" }.joined()
    }

    var plan: String {
      """
      schema: methodtransfer/protocol/1
      study: {id: P, title: Plates, kind: transfer}
      sending: \(sending)
      receiving: \(sending == "Site A" ? "Site B" : "Site A")
      data: {delimiter: ",", decimal: ".", columns: {laboratory: lab, validity: check}}
      rules: {invalidRuns: \(invalidRuns)}
      attributes:
        - id: potency
          title: Relative potency
          unit: ratio
          scale: log
          reference: REF
          unitOfReplication: run
          doseResponse:
            model: 4pl
            reference: REF
            columns: {preparation: prep, dose: dose, response: od, run: run, well: well, level: nominal}
          criteria:

      """ + criteria
    }

    mutating func change(_ laboratory: String, _ run: String, _ change: (inout [String]) -> Void) {
      for i in rows.indices where rows[i][0] == laboratory && rows[i][1] == run { change(&rows[i]) }
    }

    /// Responses of the tests of a run upside down, or all of it flat.
    mutating func turn(_ laboratory: String, _ run: String) {
      change(laboratory, run) { row in
        if row[3] != "REF", let value = Double(row[6]) { row[6] = "\(3 - value)" }
      }
    }

    func judged() throws -> Assessment { try assess(protocolText: plan, results: text) }
  }

  /// The same plates with the reference of Site B under another name, that of a lot 3.1 % stronger.
  @Test
  func `plates against different reference lots are fitted each against its own, and compared through their ratio`()
    throws
  {
    var study = PlateStudy()
    let slope = "      - {id: AC-3"
    study.criteria = study.criteria.replacing(
      slope,
      with: "      - {id: AC-4, kind: recovery, limits: [90, 112], alpha: 0.05, "
        + "justification: {source: historical, text: x}}\n\(slope)")
    let plain = try study.judged()
    for i in study.rows.indices where study.rows[i][0] == "Site B" && study.rows[i][3] == "REF" {
      study.rows[i][3] = "NEW"
    }
    let standards =
      "standards:\n  - {id: REF, value: 1}\n  - {id: NEW, comparator: REF, value: 1.03, rule: offset, ratio: 1.031, standardUncertainty: 0.012, degreesOfFreedom: 11}\n"
    let plan = study.plan.replacing("attributes:", with: standards + "attributes:")
      .replacing("  reference: REF\n    unitOf", with: "  reference: REF\n    otherReferences: bridge\n    unitOf")
      .replacing("    reference: REF\n      columns", with: "    reference: {Site A: REF, Site B: NEW}\n      columns")
    let bridged = try assess(protocolText: plan, results: study.text)
    #expect(bridged.selfChecks.allSatisfy { $0.passed } && bridged.assays.count == 12 && bridged.warnings == [])
    // Every potency is the same number, being relative to the same wells.
    #expect(bridged.data.values == plain.data.values)
    let (a, b) = (try #require(plain.findings[0].evidence), try #require(bridged.findings[0].evidence))
    #expect(agree(b.estimate, a.estimate * 1.031, digits: 12))
    let (u, v) = (try #require(a.standardError), try #require(b.standardError))
    #expect(agree(v * v, u * u + 0.012 * 0.012, digits: 11))
    #expect(bridged.findings[1].evidence == plain.findings[1].evidence)
    #expect(bridged.findings[1].remarks.contains { $0.contains("against its own reference") && $0.contains("NEW") })
    let recoveries = bridged.findings.filter { $0.criterion.id == "AC-4" }
    #expect(!recoveries.isEmpty && recoveries.allSatisfy { $0.verdict == .notEvaluated && $0.reason.contains("NEW") })
    let last = try #require(bridged.findings.last)
    #expect(last.evidence == plain.findings.last?.evidence && last.remarks.contains { $0.contains("no slope of ln") })
    #expect(bridged.references.map(\.standard.id) == ["REF", "NEW"] && bridged.references[1].carried != nil)
    // A column that says otherwise contradicts the protocol.
    let rejection = #expect(throws: Rejection.self) {
      try assess(
        protocolText: plan.replacing("validity: check}", with: "validity: check, referenceLot: prepared}"),
        results: study.text.replacing("check\n", with: "check,prepared\n").replacing("valid\n", with: "valid,REF\n"))
    }
    #expect(rejection?.problems.map(\.code) == ["E_REFERENCE_LOT"])
    #expect(rejection?.problems.first?.message.contains("the protocol's reference there is \"NEW\"") == true)
  }

  @Test func `plates of two laboratories give the verdict, each potency with its place`() throws {
    let assessment = try PlateStudy().judged()
    #expect(assessment.verdict == .pass, "\(assessment.findings.map(\.reason))")
    #expect(assessment.assays.count == 12 && assessment.data.count == 36)
    #expect(assessment.selfChecks.allSatisfy { $0.passed })
    #expect(assessment.warnings == [])
    let first = assessment.data.location(of: 0)
    #expect(first.line == 18 && assessment.data.name(.sample, of: 0) == "L-50")
    #expect(assessment.data.name(.run, of: 35) == "R6" && assessment.data.name(.laboratory, of: 35) == "Site B")
    let potencies = assessment.assays.flatMap(\.potencies).map(\.potency)
    let judged = (0..<36).map { assessment.data.values[$0].double }
    #expect(Set(judged) == Set(potencies))
    let ratio = try #require(assessment.findings[0].evidence)
    #expect(abs(ratio.estimate / 1.02 - 1) < 0.06 && assessment.findings[0].receivingUnits == 6)
    let similarity = assessment.findings[1]
    #expect(similarity.evidence?.quantity == .runsNotSimilar && similarity.evidence?.upperLimit == 1)
    #expect(similarity.evidence?.laboratories.map(\.results) == [18, 18])
    let slope = try #require(assessment.findings[2].evidence)
    #expect(abs(slope.estimate - 1) < 0.1 && slope.method.contains("runs random"))
    #expect(assessment.findings[2].receivingUnits == 6 && assessment.findings[2].sendingUnits == nil)
  }

  @Test func `swapping the laboratories inverts the ratio`() throws {
    var swapped = PlateStudy()
    swapped.sending = "Site B"
    let (one, other) = (try PlateStudy().judged(), try swapped.judged())
    let (a, b) = (try #require(one.findings[0].evidence), try #require(other.findings[0].evidence))
    #expect(agree(a.estimate * b.estimate, 1, digits: 12))
    guard case .bounded(let lower?, let upper?) = a.judged, case .bounded(let low?, let high?) = b.judged else {
      Issue.record("not bounded")
      return
    }
    #expect(agree(lower * high, 1, digits: 11) && agree(upper * low, 1, digits: 11))
    #expect(one.findings[1].evidence?.estimate == other.findings[1].evidence?.estimate)
  }

  @Test func `the order of lines changes no bit of a finding`() throws {
    var turned = PlateStudy()
    turned.rows.reverse()
    let (one, other) = (try PlateStudy().judged(), try turned.judged())
    for (a, b) in zip(one.findings, other.findings) {
      #expect(a.verdict == b.verdict && a.evidence?.estimate == b.evidence?.estimate)
      #expect(a.evidence?.judged == b.evidence?.judged)
    }
  }

  @Test func `a run without a potency is named, counts as no unit, and was not shown to be similar`() throws {
    var study = PlateStudy()
    study.turn("Site B", "R4")
    let assessment = try study.judged()
    #expect(assessment.findings[0].receivingUnits == 5 && assessment.findings[0].verdict == .pass)
    #expect(
      assessment.warnings.contains {
        $0.code == "W_NO_POTENCY" && $0.message.contains("R4") && $0.message.contains("slope")
      })
    let excluded = assessment.completeness[0].excluded
    #expect(excluded.count == 3 && excluded.allSatisfy { $0.reason.contains("no potency (opposite slopes") })
    #expect(assessment.findings[1].verdict == .fail && assessment.findings[1].evidence?.opposite == 3)
    #expect(assessment.assays.count == 12 && assessment.assays[9].obstacle?.contains("slope") == true)
    study.invalidRuns = "refuse"
    let refused = try study.judged()
    #expect(refused.findings.allSatisfy { $0.verdict == .notEvaluated })
    #expect(refused.findings[0].reason.contains("R4") && refused.findings[0].reason.contains("refuse"))
  }

  @Test func `a laboratory whose runs all lack a potency is not evaluated, for the reason`() throws {
    var study = PlateStudy(runs: 2)
    for run in ["R1", "R2"] { study.change("Site B", run) { $0[6] = "1" } }
    let assessment = try study.judged()
    #expect(assessment.verdict == .inconclusive)
    #expect(assessment.findings.allSatisfy { $0.verdict == .notEvaluated && $0.reason.contains("flat") })
    #expect(assessment.findings[0].reason.contains("Site B has no potency to be judged"))
  }

  @Test func `wells that are marked are left out of the fit and told, and their response is no result`() throws {
    var study = PlateStudy()
    for i in study.rows.indices
    where study.rows[i][0] == "Site A" && study.rows[i][1] == "R1" && study.rows[i][2] == "W20" {
      study.rows[i][6] = "99"
      study.rows[i][7] = "invalid"
    }
    let assessment = try study.judged()
    #expect(assessment.assays[0].readings.count == 63 && assessment.verdict == .pass)
    let excluded = assessment.completeness[0].excluded
    #expect(excluded.map(\.reason) == ["well not used (invalid)"])
    #expect(!assessment.data.hasResult(excluded[0].row) && assessment.data.values[excluded[0].row].isZero)
    #expect(assessment.completeness[0].entries.allSatisfy { $0.usedResults == 6 && $0.receivedResults == 6 })
    study.invalidRuns = "refuse"
    #expect(try study.judged().findings[0].verdict == .notEvaluated)
  }

  @Test func `similarity passes, fails or is inconclusive by the count of runs`() throws {
    func verdict(_ limits: String, mayFail: Int, scope: String = "pooled", _ study: PlateStudy = PlateStudy()) throws
      -> [Finding]
    {
      var study = study
      study.criteria =
        "      - {id: S, kind: similarity, parameter: slope, limits: [\(limits)], mayFail: \(mayFail), scope: \(scope), alpha: 0.05, justification: {source: historical, text: x}}\n"
      return try study.judged().findings
    }
    #expect(try verdict("0.5, 2", mayFail: 0)[0].verdict == .pass)
    #expect(try verdict("0.999, 1.001", mayFail: 15)[0].verdict == .inconclusive)
    #expect(try verdict("1.5, 2", mayFail: 0)[0].verdict == .fail)
    #expect(try verdict("0.999, 1.001", mayFail: 36)[0].verdict == .pass)
    let each = try verdict("0.5, 2", mayFail: 0, scope: "each-sample")
    #expect(each.map(\.item) == [.sample("L-50"), .sample("L-100"), .sample("L-200")])
    #expect(each.allSatisfy { $0.evidence?.laboratories.map(\.results) == [6, 6] })
    // A wider limit never counts more, a smaller alpha never fewer.
    var last = 36.0
    for limits in ["0.95, 1.05", "0.9, 1.1", "0.8, 1.25", "0.7, 1.43"] {
      let count = try #require(try verdict(limits, mayFail: 0)[0].evidence?.estimate)
      #expect(count <= last)
      last = count
    }
  }

  @Test func `the sum of squares of non-parallelism is held against its limit, and asymptotes are ratios`() throws {
    var study = PlateStudy()
    study.criteria = """
            - {id: N, kind: similarity, parameter: nonparallelism, limit: 1, alpha: 0.05, justification: {source: historical, text: x}}
            - {id: M, kind: similarity, parameter: nonparallelism, limit: 1e-9, alpha: 0.05, justification: {source: historical, text: x}}
            - {id: U, kind: similarity, parameter: upper-asymptote, limits: [0.8, 1.25], alpha: 0.05, justification: {source: historical, text: x}}
            - {id: L, kind: similarity, parameter: lower-asymptote, limits: [0.1, 10], alpha: 0.05, justification: {source: historical, text: x}}

      """
    let findings = try study.judged().findings
    // A lower asymptote that may be zero has a ratio without bounds, which is inside no limits.
    #expect(findings.map(\.verdict) == [.pass, .fail, .pass, .inconclusive])
  }

  @Test func `dilution linearity fails where potencies do not follow the dilution`() throws {
    var study = PlateStudy()
    // Doses of the strongest dilution a third less than they are said to be.
    for i in study.rows.indices where study.rows[i][3] == "L-200" {
      study.rows[i][5] = "\((Double(study.rows[i][5]) ?? 0) * 1.8)"
    }
    let finding = try study.judged().findings[2]
    #expect(finding.verdict == .fail && (finding.evidence?.estimate ?? 1) < 0.8)
    #expect(try study.judged().diagnoses.contains { $0.criterion.id == "AC-3" && $0.cause == .bias })
  }

  @Test func `plates of one attribute and results of another are judged in one study`() throws {
    let study = PlateStudy(runs: 3)
    var text = study.plan.replacing(
      "data:",
      with:
        "sources: [{path: plates.csv, attribute: potency, data: {columns: {validity: check}}}, {path: hplc.csv, attribute: content}]\ndata:"
    )
    text = text.replacing(
      "columns: {laboratory: lab, validity: check}",
      with: "columns: {laboratory: lab, sample: lot, run: run, value: result}")
    text += """
        - id: content
          title: Content
          unit: mg/mL
          scale: linear
          unitOfReplication: run
          criteria:
            - {id: AC-9, kind: mean-difference, limits: [-2, 2], alpha: 0.05, justification: {source: specification, text: x}}

      """
    let transferProtocol = try TransferProtocol(yaml: text, file: "protocol.yaml")
    var results = "lab,lot,run,result\n"
    for (i, value) in ["99.8", "100.1", "100.4", "99.9", "100.2", "100.3"].enumerated() {
      results += "\(i < 3 ? "Site A" : "Site B"),X,H\(i % 3 + 1),\(value)\n"
    }
    let data = try AssayData(
      reading: [("plates.csv", study.text), ("hplc.csv", results)].map { name, text in
        .init(name: name, bytes: Array(text.utf8), mapping: try transferProtocol.mapping(forFile: name))
      }, for: transferProtocol.vocabulary)
    let assessment = try Assessment(of: data, against: transferProtocol)
    #expect(assessment.findings.map(\.criterion.id) == ["AC-1", "AC-2", "AC-3", "AC-9"])
    #expect(assessment.findings.allSatisfy { $0.evidence != nil }, "\(assessment.findings.map(\.reason))")
    #expect(assessment.data.count == 18 + 6 && assessment.completeness.map(\.entries.count) == [6, 2])
    #expect(assessment.selfChecks.allSatisfy { $0.passed })
  }

  @Test func `two nominal values of one preparation in a run are an obstacle that names the line`() throws {
    var study = PlateStudy(runs: 2)
    study.rows[40][4] = "7"
    let assessment = try study.judged()
    #expect(assessment.warnings.contains { $0.code == "W_NO_POTENCY" && $0.message.contains("two values of level") })
  }
}
