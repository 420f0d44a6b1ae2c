import Notation
import Testing
import Transfer

/// What is lost of a bridging study, and what is not there.
struct BridgingLossTests {
  @Test func `a run without its comparator is refused with its line`() throws {
    var study = BridgingSource.one(BridgingTests.six)
    study.rows.removeAll { $0[3] == "A2" && $0[4] == "S1" }
    let rejection = try #require(throws: Rejection.self) { try study.study() }
    let problem = try #require(rejection.problems.first)
    #expect(problem.code == "E_NO_COMPARATOR")
    #expect(problem.location?.line == 6)
    #expect(problem.message.contains("\"A2\" of \"A\""))
  }

  @Test func `a comparator that was lost leaves its run unpaired, and says so`() throws {
    var study = BridgingSource.one(BridgingTests.six)
    study.rows = study.rows.map { $0[3] == "A2" && $0[4] == "S1" ? Array($0[..<5]) + ["NA"] : $0 }
    let found = try study.study()
    #expect(found.pairs.used.count == 5)
    #expect(found.pairs.unused.map(\.run) == ["A2"])
    #expect(found.assessment.warnings.contains { $0.code == "W_UNPAIRED" && $0.location?.line == 7 })
    study.rules = "missingUnits: refuse"
    // Without a design nothing says what was planned, so nothing is short.
    #expect(try study.study().finding("BC-1").verdict == .pass)
  }

  @Test func `a run whose results are all missing is told as lost`() throws {
    var study = BridgingSource.one(BridgingTests.six)
    study.rows = study.rows.map { $0[3] == "A3" ? Array($0[..<5]) + ["NA"] : $0 }
    let found = try study.study()
    #expect(found.pairs.unused.map(\.run) == ["A3"])
    #expect(found.pairs.unused.first?.reason == "its results are missing")
  }

  @Test func `a candidate or a current standard that nobody measured is refused`() throws {
    var study = BridgingSource.one(BridgingTests.six)
    study.rows = study.rows.map { $0[4] == "S2" ? Array($0[..<4]) + ["S3", $0[5]] : $0 }
    #expect(try #require(throws: Rejection.self) { try study.study() }.problems.first?.code == "E_NO_CANDIDATE")
    study = BridgingSource.one(BridgingTests.six)
    study.rows.removeAll { $0[4] == "S1" }
    let problem = try #require(try #require(throws: Rejection.self) { try study.study() }.problems.first)
    #expect(problem.code == "E_NO_COMPARATOR")
    #expect(problem.message.contains("results are not relative to it"))
  }

  @Test func `one run, and runs that do not vary, are not evaluated`() throws {
    let one = try BridgingSource.one([("1", "1.02")]).study()
    #expect(try one.finding("BC-1").verdict == .notEvaluated)
    #expect(one.verdict == .inconclusive)
    #expect(one.assignment == nil)
    let constant = try BridgingSource.one([("1", "1.02"), ("1", "1.02"), ("1", "1.02")]).study()
    #expect(
      try constant.finding("BC-1").reason
        == "the ratios do not vary, so there is no standard error: were averages or copies typed in?")
  }
}
