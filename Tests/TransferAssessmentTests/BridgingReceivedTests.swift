import Notation
import Testing
import Transfer

/// Planned against received in a bridging study: runs of both standards, and names that are neither.
struct BridgingReceivedTests {
  private static func source(
    _ design: String = "samples: [S1, S2], runs: 6, replicates: 1", _ rules: String = "",
    _ change: (inout BridgingSource) -> Void = { _ in }
  ) -> BridgingSource {
    var source = BridgingSource.one(BridgingTests.six)
    (source.design, source.rules) = (design, rules)
    change(&source)
    return source
  }

  private static func codes(_ study: JudgedStandards) -> [String] { study.assessment.warnings.map(\.code) }

  @Test func `a study as planned says nothing of missing, surplus or unknown names`() throws {
    for design in ["samples: [S1, S2], runs: 6, replicates: 1", "samples: [S2], runs: 6", "runs: 6"] {
      let study = try Self.source(design, "missingUnits: refuse").study()
      #expect(study.verdict == .pass && !study.assessment.completeness[0].isShort)
      #expect(!Self.codes(study).contains { ["W_UNPLANNED", "W_SURPLUS", "W_UNVERIFIED"].contains($0) })
    }
  }

  @Test func `a run that is missing is counted for each standard, and refused where the rule says so`() throws {
    let lost = { (source: inout BridgingSource) in source.rows.removeAll { $0[3] == "A3" } }
    let study = try Self.source("samples: [S1, S2], runs: 6", "", lost).study()
    #expect(study.verdict == .pass)
    #expect(
      study.assessment.completeness[0].shortages.map(\.asShortage) == [
        "A (\"S1\"): 5 of 6 runs", "A (\"S2\"): 5 of 6 runs",
      ])
    let refused = try Self.source("runs: 6", "missingUnits: refuse", lost).study()
    #expect(refused.verdict == .inconclusive)
    #expect(refused.findings.allSatisfy { $0.reason.contains("A (\"S1\"): 5 of 6 runs") })
  }

  @Test func `more runs than planned are not evaluated unless they are to be reported`() throws {
    let more = { (source: inout BridgingSource) in
      source.rows += [["A", "a", "d9", "A03", "S1", "1.0"], ["A", "a", "d9", "A03", "S2", "1.03"]]
    }
    let refused = try Self.source("samples: [S1, S2], runs: 6", "", more).study()
    #expect(refused.verdict == .inconclusive)
    #expect(
      refused.findings.allSatisfy {
        $0.verdict == .notEvaluated
          && $0.reason.hasPrefix("A has 7 runs where 6 were planned (are \"A3\" and \"A03\" one?)")
      }, "\(refused.findings.map(\.reason))")
    let reported = try Self.source("runs: 6", "surplusUnits: report", more).study()
    #expect(reported.verdict == .pass && Self.codes(reported).contains("W_SURPLUS"))
  }

  @Test func `a misspelt standard is warned of by name, and the primary is not`() throws {
    let study = try Self.source {
      $0.standards =
        "{id: P, lot: P-7, value: 1.0}, {id: S1, comparator: P, value: 1.0, rule: equivalence, ratio: 1.0, standardUncertainty: 0.001, degreesOfFreedom: 11}"
      $0.rows += [["A", "a", "d0", "A0", "P", "1.01"], ["A", "a", "d0", "A1", "P-7", "1.01"]]
      $0.rows += [["A", "a", "d0", "A0", "S-2", "1.3"]]
    }.study()
    let warnings = study.assessment.warnings.filter { $0.code == "W_UNPLANNED" }
    #expect(warnings.map { $0.location?.line } == [16])
    #expect(warnings[0].message.hasPrefix("sample \"S-2\" is neither one of the two standards compared"))
    #expect(study.assessment.unplannedRows == [14])
    #expect(study.verdict == .pass)
  }
}
