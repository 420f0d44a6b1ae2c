import AssayData
import Foundation
import Notation
import Statistics
import TestSupport
import Testing
import Transfer

/// `doseResponse.requireSimilar`: a preparation of a run that is not shown similar has no potency there.
struct RequireSimilarTests {
  private static let criteria = """
          - {id: AC-1, kind: mean-ratio, scope: each-sample, limits: [0.8, 1.25], alpha: 0.05, justification: {source: specification, text: x}}
          - {id: AC-4, kind: similarity, parameter: upper-asymptote, limits: [0.8, 1.25], mayFail: 1, alpha: 0.05, justification: {source: historical, text: x}}
          - {id: AC-5, kind: similarity, parameter: slope, limits: [0.6, 1.6], mayFail: 36, alpha: 0.05, justification: {source: historical, text: x}}

    """

  /// Six runs of three dilutions at two laboratories; in run R4 of Site B `L-200` reaches 0.6 of the upper asymptote.
  private static func study(lost runs: Set<String> = ["R4"]) -> PlateStudyTests.PlateStudy {
    var study = PlateStudyTests.PlateStudy()
    study.criteria = criteria
    for run in runs {
      study.change("Site B", run) { row in
        if row[3] == "L-200", let value = Double(row[6]) { row[6] = "\((value * 6000).rounded() / 10000)" }
      }
    }
    return study
  }

  private static func judged(
    _ study: PlateStudyTests.PlateStudy, required: String = "[AC-4, AC-5]", rules: String = ""
  ) throws -> Assessment {
    var plan = study.plan
    if !required.isEmpty {
      plan = plan.replacing("      reference: REF\n", with: "      reference: REF\n      requireSimilar: \(required)\n")
    }
    if !rules.isEmpty {
      plan = plan.replacing("rules: {", with: "rules: {\(rules), ")
        .replacing(
          "    unitOfReplication: run\n",
          with: "    unitOfReplication: run\n    design: {samples: [L-50, L-100, L-200], runs: 6, replicates: 1}\n")
    }
    return try assess(protocolText: plan, results: study.text)
  }

  @Test func `what is not shown similar has no potency in its run, and still counts in the criterion`() throws {
    let study = Self.study()
    let (without, with) = (try Self.judged(study, required: ""), try Self.judged(study))
    // The figures that the fits gave are the same; one of them is not used, and can be put back.
    #expect(with.data.values == without.data.values)
    let row = try #require(with.data.exceptions.keys.first)
    #expect(with.data.exceptions.count == 1)
    #expect(with.data.exceptions[row] == .notSimilar(criteria: ["AC-4"]))
    #expect(!with.data.isUsable(row) && with.data.hasResult(row) && with.data.values[row].isPositive)
    #expect(with.data.name(.run, of: row) == "R4" && with.data.name(.sample, of: row) == "L-200")
    let found = with.findings.filter { $0.criterion.id == "AC-1" }
    #expect(found.map(\.sendingUnits) == [6, 6, 6] && found.map(\.receivingUnits) == [6, 6, 5])
    #expect(found.map(\.verdict) == [.pass, .pass, .pass])
    // By hand: ln of the ratio of geometric means over the rows that are left.
    func mean(_ laboratory: String) -> Double {
      let logs = (0..<with.data.count).filter {
        $0 != row && with.data.name(.laboratory, of: $0) == laboratory && with.data.name(.sample, of: $0) == "L-200"
      }.map { log(with.data.values[$0].double) }
      return logs.reduce(0, +) / Double(logs.count)
    }
    let estimate = try #require(found[2].evidence?.estimate)
    #expect(agree(estimate, exp(mean("Site B") - mean("Site A")), digits: 12))
    #expect(without.findings[2].verdict != .pass && without.findings[2].receivingUnits == 6)
    // The criteria on curves see the same runs with the rule and without it.
    for id in ["AC-4", "AC-5"] {
      let (a, b) = (without.findings.first { $0.criterion.id == id }, with.findings.first { $0.criterion.id == id })
      #expect(a?.evidence == b?.evidence && a?.verdict == b?.verdict)
      #expect(b?.evidence?.laboratories.map(\.results) == [18, 18])
    }
    #expect(with.selfChecks.allSatisfy { $0.passed })
    #expect(
      with.warnings.map(\.code) == ["W_NOT_SIMILAR"]
        && with.warnings[0].message.contains("run \"R4\" of \"Site B\": L-200 is not shown similar by AC-4"))
    #expect(with.completeness[0].excluded.map(\.reason) == ["not shown similar by AC-4"])
    // Leaving a run out leaves out its curves that are not alike too.
    let leftOut = with.sensitivities.first { $0.criterion.id == "AC-4" }?.leftOut
    #expect(leftOut?.first { $0.scenario.name == "R4" && $0.scenario.laboratory == "Site B" }?.evidence?.estimate == 0)
    #expect(leftOut?.first { $0.scenario.name == "R3" && $0.scenario.laboratory == "Site B" }?.evidence?.estimate == 1)
  }

  @Test func `it is missing for missingUnits, and invalidRuns refuses it`() throws {
    let study = Self.study()
    let gap = try Self.judged(study, rules: "missingUnits: refuse")
    #expect(gap.completeness[0].isShort)
    #expect(gap.findings.contains { $0.verdict == .notEvaluated && $0.reason.contains("planned results are missing") })
    #expect(try Self.judged(Self.study(lost: []), rules: "missingUnits: refuse").verdict == .pass)
    var strict = study
    strict.invalidRuns = "refuse"
    let refused = try Self.judged(strict)
    #expect(refused.findings.allSatisfy { $0.verdict == .notEvaluated })
    #expect(refused.findings[0].reason.contains("R4") && refused.findings[0].reason.contains("AC-4"))
  }

  @Test func `a laboratory none of whose runs is similar has no potency to be judged, but curves that are`() throws {
    let assessment = try Self.judged(Self.study(lost: ["R1", "R2", "R3", "R4", "R5", "R6"]))
    let last = try #require(assessment.findings.first { $0.item == .sample("L-200") })
    #expect(last.verdict == .notEvaluated && last.reason.contains("not shown similar by AC-4"))
    let curves = try #require(assessment.findings.first { $0.criterion.id == "AC-4" })
    #expect(curves.verdict == .fail && curves.evidence?.estimate == 6 && curves.receivingUnits == 6)
    #expect(assessment.verdict == .fail)
  }

  @Test func `a candidate that is not similar in a run gives no ratio there, and page one says by which criterion`()
    throws
  {
    var results = "lab,run,prep,dose,od\n"
    for run in 0..<5 {
      let plate = Plate(potencies: ["NEW": exp(0.02 * Double(run - 2))], seed: UInt64(run + 1))
      for well in plate.wells {
        let factor = run == 3 && well.preparation == "NEW" ? 0.6 : 1
        results += "A,\(run),\(well.preparation),\(well.dose),\((well.response * factor * 1e6).rounded() / 1e6)\n"
      }
    }
    func study(_ required: String) throws -> JudgedStandards {
      try bridge(
        plan: """
          schema: methodtransfer/protocol/1
          study: {id: B, title: B, kind: bridging}
          laboratories: A
          standards: [{id: REF, value: 1.0}]
          comparison: {current: REF, candidate: NEW, rule: equivalence}
          data: {delimiter: ",", decimal: ".", columns: {laboratory: lab}}
          attributes:
            - id: potency
              title: T
              unit: ratio
              scale: log
              reference: REF
              unitOfReplication: run
              doseResponse: {model: 4pl, reference: REF\(required), columns: {preparation: prep, dose: dose, response: od, run: run}}
              criteria:
                - {id: BC-1, kind: mean-ratio, limits: [0.8, 1.25], alpha: 0.05, justification: {source: specification, text: T}}
                - {id: BC-2, kind: similarity, parameter: upper-asymptote, limits: [0.8, 1.25], mayFail: 1, alpha: 0.05, justification: {source: historical, text: T}}
          """, results: results)
    }
    let (without, with) = (try study(""), try study(", requireSimilar: [BC-2]"))
    #expect(without.pairs.used.count == 5 && with.pairs.used.count == 4)
    #expect(with.pairs.unused.map(\.run) == ["3"])
    #expect(with.pairs.unused.first?.reason == "NEW is not shown similar by BC-2")
    #expect(try without.finding("BC-2").evidence == with.finding("BC-2").evidence)
    #expect(try with.finding("BC-2").evidence?.estimate == 1 && with.finding("BC-2").sendingUnits == 5)
    #expect(try with.finding("BC-1").verdict == .pass)
  }
}
