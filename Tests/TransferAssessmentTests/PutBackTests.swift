import Notation
import Statistics
import Testing
import Transfer

/// What was excluded is put back, one exclusion after another, and the verdict with it is told.
struct PutBackTests {
  static let difference = "kind: mean-difference, limits: [-1, 1]"
  static let sending = ["50.1", "50.3", "49.9", "50.2", "50.0"]
  static let receiving = ["50.2", "50.0", "50.4", "50.1"]

  /// The runs S5 (50.2, like the others) and R4 (47.0) are invalid.
  static func rows(_ lost: String = "47.0") -> [Row] {
    (Row.runs("S", sending + ["50.2"]) + Row.runs("R", receiving + [lost])).map { row in
      changed(row) { if $0.run == "S5" || $0.run == "R4" { $0.valid = "invalid" } }
    }
  }

  private func isClose(_ a: Double?, _ b: Double) -> Bool { a.map { abs($0 - b) < 1e-9 } ?? false }

  /// scipy, Welch: without them 0.075 (-0.1386 to 0.2886), pass; with R4 -0.56 (-1.9200 to 0.8000), inconclusive; with S5 a pass.
  @Test func `each exclusion is put back by itself, then all together`() throws {
    let assessment = try Study(Plan(Self.difference), Self.rows()).assessment()
    #expect(assessment.verdict == .pass)
    #expect(assessment.exclusions.map(\.name) == ["run S5", "run R4", nil])
    #expect(assessment.exclusions.map(\.laboratory) == ["S", "R", nil])
    #expect(assessment.exclusions.map(\.verdict) == [.pass, .inconclusive, .inconclusive])
    let moved = try #require(assessment.exclusions[1].outcomes.first)
    #expect(moved.before == .pass && moved.alternative.verdict == .inconclusive && moved.isChanged)
    #expect(isClose(moved.alternative.evidence?.estimate, -0.56))
    #expect(isClose(moved.alternative.evidence?.judged.lower, Self.withR4.lower))
    #expect(isClose(assessment.exclusions[2].outcomes.first?.alternative.evidence?.judged.lower, Self.withBoth.lower))
    // The same stands with the finding, for its section.
    let sensitivity = try #require(assessment.sensitivities.first)
    #expect(sensitivity.putBack.map(\.scenario.factor) == [.exclusion, .exclusion, .exclusions])
  }

  static let withR4 = (lower: -1.920003158755394, upper: 0.8000031587553895)
  static let withBoth = (lower: -1.93691383282201, upper: 0.7835804994886739)

  @Test(arguments: [("n.a.", "would be refused"), ("NA", "count as missing")])
  func `what has no number is not put back, and is told`(cell: String, consequence: String) throws {
    let assessment = try Study(Plan(Self.difference), Self.rows(cell)).assessment()
    let lost = try #require(assessment.exclusions.first { $0.name == "run R4" })
    #expect(lost.putBack == 0 && lost.results == 1 && lost.outcomes.isEmpty && lost.verdict == nil)
    #expect(lost.obstacle?.contains(cell) == true && lost.obstacle?.contains(consequence) == true)
    // The only other one is told once, not as all together too.
    #expect(assessment.exclusions.map(\.name) == ["run S5", "run R4"])
  }

  @Test func `a result below a limit is put back as a stand-in`() throws {
    let plan = Plan(Self.difference).with { $0.missing = "[NA]\n  censored: half-limit" }
    let assessment = try Study(plan, Self.rows("<50")).assessment()
    let lost = try #require(assessment.exclusions.first { $0.name == "run R4" })
    #expect(lost.putBack == 1 && lost.obstacle == nil)
    #expect(lost.outcomes.first?.alternative.verdict == .inconclusive)
  }

  @Test func `a number without a logarithm cannot be put back on the log scale`() throws {
    let plan = Plan("kind: mean-ratio, limits: [0.9, 1.1]").with { $0.scale = "log" }
    let lost = try #require(
      try Study(plan, Self.rows("0")).assessment().exclusions.first { $0.name == "run R4" })
    #expect(lost.putBack == 0 && lost.obstacle?.contains("0") == true)
  }

  @Test func `a study refused for its exclusions says what it would be without them`() throws {
    let plan = Plan(Self.difference).with { $0.rules = "invalidRuns: refuse" }
    let assessment = try Study(plan, Self.rows("50.3")).assessment()
    #expect(assessment.findings[0].verdict == .notEvaluated)
    // With one of them put back the other one still stands in the way.
    #expect(assessment.exclusions.map(\.verdict) == [.inconclusive, .inconclusive, .pass])
    #expect(assessment.exclusions[0].outcomes.first?.alternative.verdict == .notEvaluated)
  }

  @Test func `where what is missing refuses all, each finding is told with the missing put back`() throws {
    let other = Row.runs("S", Self.sending, sample: "Y") + Row.runs("R", Self.receiving, sample: "Y")
    let plan = Plan(
      "kind: mean-difference, scope: each-sample, limits: [-1, 1]",
      "kind: intermediate-precision, laboratory: sending, measure: sd, sources: [run], limit: 9"
    )
    .with {
      $0.rules = "missingUnits: refuse"
      $0.design = "samples: [X, Y], runs: 5"
    }
    // One run of the receiver is invalid in one sample; nothing of the sender's.
    let rows =
      (Row.runs("S", Self.sending) + Row.runs("R", Self.receiving + ["50.3"]) + other
      + Row.runs("R", ["50.2"], sample: "Y").map { row in changed(row) { $0.run = "R4" } }).map { row in
        changed(row) { if $0.run == "R4" && $0.sample == "X" { $0.valid = "invalid" } }
      }
    let assessment = try Study(plan, rows).assessment()
    #expect(assessment.findings.allSatisfy { $0.verdict == .notEvaluated })
    let put = try #require(assessment.exclusions.first)
    #expect(put.verdict == .pass && put.outcomes.count == assessment.findings.count)
    #expect(put.outcomes.allSatisfy { $0.alternative.verdict == .pass && $0.isChanged })
  }

  @Test func `a receiver without a usable result is told with its results put back, whatever is judged`() throws {
    let plan = Plan("kind: intermediate-precision, laboratory: sending, measure: sd, sources: [run], limit: 9")
    let rows = Self.rows("50.3").map { row in changed(row) { if $0.lab == "R" { $0.valid = "invalid" } } }
    let assessment = try Study(plan, rows).assessment()
    #expect(assessment.findings[0].verdict == .notEvaluated)
    let all = try #require(assessment.exclusions.last)
    #expect(all.verdict == .pass && all.outcomes.contains { $0.alternative.verdict == .pass })
  }

  @Test func `an exclusion moves the findings of its sample and laboratory alone`() throws {
    let other = Row.runs("S", Self.sending, sample: "Y") + Row.runs("R", Self.receiving, sample: "Y")
    let plan = Plan(
      "kind: mean-difference, scope: each-sample, limits: [-1, 1]",
      "kind: recovery, scope: each-sample, limits: [1, 99]")
    let assessment = try Study(plan, Self.rows() + other).assessment()
    #expect(assessment.findings.map { $0.item.name } == ["X", "Y", "X", "Y"])
    #expect(assessment.exclusions[0].outcomes.map { "\($0.criterion) \($0.item.name ?? "")" } == ["AC-1 X"])
    #expect(
      assessment.exclusions[1].outcomes.map { "\($0.criterion) \($0.item.name ?? "")" } == ["AC-1 X", "AC-2 X"])
  }

  @Test func `results without runs are put back one by one`() throws {
    let plan = Plan(Self.difference).with {
      $0.unit = "result"
      $0.without = ["run"]
    }
    let rows = Self.rows("46.0").enumerated().map { index, row in changed(row) { $0.replicate = index + 1 } }
    let assessment = try Study(plan, rows).assessment()
    #expect(
      assessment.exclusions.compactMap(\.name) == ["the result at results.csv:7:10", "the result at results.csv:12:10"])
  }

  @Test func `nothing excluded is nothing to put back`() throws {
    let assessment = try Study(Plan(Self.difference), Row.runs("S", Self.sending) + Row.runs("R", Self.receiving))
      .assessment()
    #expect(assessment.exclusions.isEmpty && assessment.sensitivities.first?.putBack.isEmpty == true)
  }
}
