import Notation
import Statistics
import Testing
import Transfer

/// Results below a limit: what may be judged with something in their place, and what may not.
struct StandInTests {
  static let sending = ["0.30 0.32", "0.28 0.31", "0.33 0.29", "0.31 0.30"]
  static let receiving = ["0.31 <0.2", "0.30 0.33", "0.29 0.30", "<0.2 0.32"]
  static let plain = ["0.31 0.30", "0.30 0.33", "0.29 0.30", "0.29 0.32"]

  static func plan(_ criterion: String, scale: String = "linear") -> Plan {
    Plan(criterion).with {
      $0.scale = scale
      $0.missing = "[NA]\n  censored: half-limit"
    }
  }

  static func study(
    _ criterion: String, scale: String = "linear", _ sending: [String] = sending, _ receiving: [String] = receiving
  ) -> Study { Study(plan(criterion, scale: scale), Row.runs("S", sending) + Row.runs("R", receiving)) }

  private func isClose(_ a: Double?, _ b: Double) -> Bool { a.map { abs($0 - b) < 1e-9 } ?? false }

  /// scipy, Welch on run means: at 0 -0.1742341 to 0.0267341, at half -0.1154227 to 0.0179227, at the limit -0.0570368 to
  /// 0.0095368; the widest of the four mixtures ends at -0.1742341 and 0.0348109.
  @Test(arguments: [(0.18, Verdict.pass), (0.15, .inconclusive), (0.11, .inconclusive)])
  func `a mean passes where it passes at every mixture of 0 and the limit`(limit: Double, verdict: Verdict) throws {
    let assessment = try Self.study("kind: mean-difference, limits: [-\(limit), \(limit)]").assessment()
    let finding = assessment.findings[0]
    #expect(finding.verdict == verdict && assessment.failedChecks.isEmpty)
    let standIns = try #require(finding.standIns)
    #expect(standIns.counts.map { "\($0.laboratory) \($0.count) of \($0.of)" } == ["R 2 of 8"])
    #expect(standIns.mixtures == 4 && standIns.areAll)
    #expect(standIns.verdictAtHalf == (limit > 0.12 ? .pass : .inconclusive))
    #expect(isClose(finding.evidence?.judged.lower, -0.115_422_691_345_630_57))
    #expect(isClose(standIns.atZero.evidence?.judged.lower, -0.174_234_111_510_088_55))
    #expect(isClose(standIns.atLimit.evidence?.judged.upper, 0.009_536_758_403_480_651))
    #expect((standIns.against != nil) == (limit == 0.15))
    if limit == 0.15 {
      #expect(assessment.diagnoses.map(\.cause) == [.standIns])
      // Neither a size of a new study nor a wider limit is told from values that nobody measured.
      #expect(finding.unitsNeeded == nil && finding.tippingLimit == nil)
    }
    #expect(assessment.belowLimit.first?.counts.map(\.count) == [0, 2])
  }

  /// With half of the limit every run of the receiver has the mean 10, and 10.15 below the sender is shown; with a mixture of
  /// 0 and 20 nothing is.
  @Test func `a failure does not rest on what stands for a result either`() throws {
    let receiving = ["<20 <20", "<20 <20", "<20 <20", "10.1 9.9"]
    let open = try Self.study(
      "kind: mean-difference, limits: [-5, 5]", ["20.1 20.3", "19.9 20.2", "20 20.4"], receiving
    )
    .finding()
    #expect(open.verdict == .inconclusive && open.standIns?.verdictAtHalf == .fail)
    let failing = try Self.study(
      "kind: mean-difference, limits: [-0.05, 0.05]", ["9.1 9.3", "9.2 9.2"],
      [
        "<0.2 <0.2", "0.3 <0.2", "0.25 0.3",
      ]
    ).finding()
    #expect(failing.verdict == .fail && failing.standIns?.against == nil)
  }

  @Test(arguments: [
    "kind: repeatability, laboratory: receiving, measure: sd, limit: 9",
    "kind: intermediate-precision, laboratory: receiving, measure: sd, sources: [run], limit: 9",
    "kind: precision-ratio, of: repeatability, limit: 99",
    "kind: precision-ratio, of: intermediate, sources: [run], limit: 99",
  ])
  func `no precision is judged from stand-ins, at the laboratory that it is of`(criterion: String) throws {
    let finding = try Self.study(criterion).finding()
    #expect(finding.verdict == .notEvaluated && finding.reason.contains("2 of 8 results of R are below a limit"))
    if !criterion.contains("ratio") {
      let other = criterion.replacing("receiving", with: "sending")
      #expect(try Self.study(other).finding().verdict == .pass, "the sender's results are all measured")
    }
    #expect(try Self.study(criterion, Self.sending, Self.plain).finding().verdict == .pass)
  }

  @Test(arguments: ["kind: mean-ratio, limits: [0.01, 99]", "kind: recovery, limits: [0.0001, 9999]"])
  func `on the log scale nothing is judged from stand-ins`(criterion: String) throws {
    let finding = try Self.study(criterion, scale: "log").finding()
    #expect(finding.verdict == .notEvaluated && finding.reason.contains("logarithm"), "\(finding.reason)")
    #expect(try Self.study(criterion, scale: "log", Self.sending, Self.plain).finding().verdict == .pass)
  }

  @Test(arguments: [
    ("kind: mean-ratio, limits: [0.4, 2]", Verdict.pass), ("kind: mean-ratio, limits: [0.5, 2]", .inconclusive),
    ("kind: mean-difference, relative: true, limits: [-60, 90]", .pass),
    ("kind: mean-difference, relative: true, limits: [-50, 90]", .inconclusive),
    ("kind: recovery, limits: [0.1, 0.5]", .pass), ("kind: recovery, limits: [0.15, 0.5]", .inconclusive),
  ])
  /// scipy: p at a ratio of 0.5 is 0.018 at half and 0.081 at 0, at 0.4 it is 0.042 at 0; recovery from 0.1893 and 0.1306.
  func `the same of ratios of means and of recovery`(criterion: String, verdict: Verdict) throws {
    let assessment = try Self.study(criterion).assessment()
    #expect(assessment.findings[0].verdict == verdict, "\(assessment.findings[0].reason)")
    #expect(assessment.findings[0].standIns?.verdictAtHalf == .pass && assessment.failedChecks.isEmpty)
  }

  /// 14 of each laboratory are 2^28 mixtures: those in order are (15 + 15 - 2)² with the first and last of both in common.
  @Test func `many stand-ins are tried in order, unit after unit and across units`() throws {
    let runs = (0..<14).map { _ in "<0.2 0.3" }
    let across = (0..<7).map { _ in "<0.2 <0.2 0.31" } + ["0.3 0.3 0.32"]
    let finding = try Self.study("kind: mean-difference, limits: [-1, 1]", runs, across).finding()
    let standIns = try #require(finding.standIns)
    #expect(!standIns.areAll && standIns.mixtures == 15 * 30)
    #expect(finding.verdict == .pass)
    // By hand: run means 0.15 to 0.25 where half of the units is at the limit, so that ±0.02 is not shown though both
    // laboratories are alike at half of the limit, at 0 and at the limit.
    let tight = try Self.study("kind: mean-difference, limits: [-0.02, 0.02]", runs + ["0.2 0.31"], runs + ["0.2 0.3"])
      .finding()
    #expect(tight.standIns?.verdictAtHalf == .pass && tight.verdict == .inconclusive)
    #expect(tight.standIns?.atZero.verdict == .pass || tight.standIns?.against != nil)
  }

  @Test func `an unbalanced design is judged at its mixtures too`() throws {
    let receiving = ["0.31 <0.2 0.3", "0.30 0.33", "0.29 0.30", "<0.2 0.32"]
    let finding = try Self.study("kind: mean-difference, limits: [-0.3, 0.3]", Self.sending, receiving).finding()
    #expect(finding.verdict == .pass && finding.standIns?.mixtures == 4, "\(finding.reason)")
  }
}
