import AssayData
import Notation
import Testing
import Transfer

/// Rows that may not be used are never used and never dropped silently.
struct CompletenessTests {
  static let plan = Plan("kind: mean-difference, limits: [-50, 50]").with {
    $0.design = "samples: [X], runs: 3, replicates: 2"
  }
  static let rows = Row.runs("S", ["1 3", "3 5", "4 8"]) + Row.runs("R", ["2 4", "6 8", "3 4"])

  @Test(arguments: [("NA", "valid", "missing"), ("", "valid", "missing"), ("99999", "invalid", "invalid")])
  func `a row that may not be used is listed with its place`(result: String, valid: String, reason: String) throws {
    let extra = ["R", "S"].map { Row(lab: $0, run: "\($0)9", result: result, valid: valid) }
    let clean = try Study(Self.plan, Self.rows).assessment()
    let assessment = try Study(Self.plan, [extra[0]] + Self.rows + [extra[1]]).assessment()
    #expect(assessment.findings[0].evidence == clean.findings[0].evidence)
    let excluded = assessment.completeness[0].excluded
    #expect(excluded.map { assessment.data.location(of: $0.row).line } == [2, Self.rows.count + 3])
    #expect(excluded.filter { $0.reason.hasPrefix(reason) }.count == 2)
    for entry in assessment.completeness[0].entries {
      #expect(
        entry.receivedResults == 7 && entry.usedResults == 6 && entry.receivedUnits == 3 && entry.plannedResults == 6)
      #expect(!entry.isShort)
    }
  }

  @Test func `a planned unit that is missing is reported and the rest is judged`() throws {
    let assessment = try Study(Self.plan, Self.rows.filter { $0.run != "R1" }).assessment()
    #expect(assessment.findings[0].verdict != .notEvaluated)
    #expect(assessment.completeness[0].isShort)
    #expect(assessment.completeness[0].entries.map(\.receivedUnits) == [3, 2])
    #expect(assessment.completeness[0].entries.map(\.isShort) == [false, true])
  }

  @Test func `with the day as unit the plan counts its days`() throws {
    let plan = Plan("kind: mean-difference, limits: [-50, 50]").with {
      $0.unit = "day"; $0.design = "days: 3, replicates: 2"
    }
    let rows = Self.rows.map { row in changed(row) { $0.day = $0.run } }
    let entries = try Study(plan, rows).assessment().completeness[0].entries
    #expect(entries.map(\.plannedResults) == [6, 6] && entries.map(\.plannedUnits) == [3, 3])
    #expect(entries.map(\.isShort) == [false, false])
  }

  @Test func `a sample outside the design is warned of and not judged`() throws {
    let more = Row.runs("S", ["900", "901", "902"], sample: "Z") + Row.runs("R", ["1", "2", "3"], sample: "Z")
    let assessment = try Study(Self.plan, Self.rows + more).assessment()
    #expect(assessment.findings[0].evidence == (try Study(Self.plan, Self.rows).finding().evidence))
    #expect(assessment.warnings.contains { $0.code == "W_UNPLANNED" && $0.location?.line == Self.rows.count + 2 })
  }
}
