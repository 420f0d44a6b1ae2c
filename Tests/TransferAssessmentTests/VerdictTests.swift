import Notation
import Statistics
import Testing
import Transfer

/// The four verdicts of a criterion and the overall rule.
struct VerdictTests {
  static let sending = Row.runs("S", ["99.5 100.5", "100 101", "99 100"])
  static let equal = sending + Row.runs("R", ["99.6 100.4", "100 101", "99 100.2"])
  static let biased = sending + Row.runs("R", ["109 110", "110 111", "109 109.5"])
  static let pass = "kind: mean-difference, limits: [-5, 5]"
  static let fail = "kind: mean-difference, limits: [5, 9]"
  static let open = "kind: mean-difference, limits: [-0.1, 0.1]"
  static let none = "kind: repeatability, laboratory: receiving, measure: sd, limit: 1"

  @Test(arguments: [
    (pass, equal, Verdict.pass), (pass, biased, .fail), (open, equal, .inconclusive),
    ("kind: mean-difference, limits: [-5, 5], direction: lower", biased, .pass),
    ("kind: mean-difference, limits: [-5, 5], direction: upper", biased, .fail),
    ("kind: mean-difference, limits: [12, 15], direction: lower", biased, .fail),
    ("kind: mean-difference, limits: [-5, 9.9], direction: upper", biased, .inconclusive),
    ("kind: mean-ratio, limits: [0.95, 1.05]", equal, .pass), ("kind: mean-ratio, limits: [0.95, 1.05]", biased, .fail),
    ("kind: mean-difference, relative: true, limits: [-5, 5]", biased, .fail),
    ("kind: recovery, limits: [95, 105]", equal, .pass), ("kind: recovery, limits: [95, 105]", biased, .fail),
    ("kind: recovery, limits: [99.9, 100.1]", equal, .inconclusive),
    ("kind: repeatability, laboratory: receiving, measure: sd, limit: 9", equal, .pass),
    ("kind: repeatability, laboratory: receiving, measure: sd, limit: 0.01", equal, .fail),
    ("kind: repeatability, laboratory: receiving, measure: sd, limit: 0.8", equal, .inconclusive),
    ("kind: precision-ratio, of: repeatability, limit: 50", equal, .pass),
    ("kind: precision-ratio, of: repeatability, limit: 0.01", equal, .fail),
    ("kind: precision-ratio, of: intermediate, sources: [run], limit: 1", equal, .inconclusive),
  ])
  func `a criterion passes, fails or stays open`(criterion: String, rows: [Row], verdict: Verdict) throws {
    let finding = try Study(Plan(criterion), rows).finding()
    #expect(finding.verdict == verdict, "\(finding.reason)")
  }

  /// The difference is 4 and lies between 3.66 and 4.34 at 90 %, each end a bound at 95 %; the SD of either laboratory is
  /// 0.245 and lies between 0.15 and 0.72.
  @Test(arguments: [
    ("kind: mean-difference, limits: [3, 5]", "the interval lies inside the limits"),
    ("kind: mean-difference, limits: [-3, 3]", "the interval lies wholly beyond the upper limit"),
    ("kind: mean-difference, limits: [5, 9]", "the interval lies wholly beyond the lower limit"),
    ("kind: mean-difference, limits: [3, 4.1]", "the interval crosses the upper limit: not shown, and not refuted"),
    ("kind: mean-difference, limits: [3.9, 5]", "the interval crosses the lower limit: not shown, and not refuted"),
    ("kind: mean-difference, limits: [3.9, 4.1]", "the interval crosses both limits: not shown, and not refuted"),
    ("kind: mean-difference, direction: lower, limits: [3, 9]", "the lower bound lies above the lower limit"),
    ("kind: mean-difference, direction: lower, limits: [5, 9]", "even the upper bound lies below the lower limit"),
    (
      "kind: mean-difference, direction: lower, limits: [3.9, 9]",
      "the lower bound lies below the lower limit while the upper one does not: not shown, and not refuted"
    ),
    ("kind: mean-difference, direction: upper, limits: [0, 5]", "the upper bound lies below the upper limit"),
    ("kind: mean-difference, direction: upper, limits: [0, 3]", "even the lower bound lies above the upper limit"),
    (
      "kind: mean-difference, direction: upper, limits: [0, 4.1]",
      "the upper bound lies above the upper limit while the lower one does not: not shown, and not refuted"
    ),
    (
      "kind: intermediate-precision, laboratory: receiving, measure: sd, sources: [run], limit: 2",
      "the upper bound lies inside the limit"
    ),
    (
      "kind: intermediate-precision, laboratory: receiving, measure: sd, sources: [run], limit: 0.1",
      "even the lower bound lies beyond the limit"
    ),
    (
      "kind: intermediate-precision, laboratory: receiving, measure: sd, sources: [run], limit: 0.5",
      "the upper bound lies beyond the limit while the lower one does not: not shown, and not refuted"
    ),
  ])
  func `a verdict says what its interval or bound does`(criterion: String, reason: String) throws {
    let rows = Row.runs("S", ["10", "10.3", "9.7", "10"]) + Row.runs("R", ["14", "14.3", "13.7", "14"])
    #expect(try Study(Plan(criterion), rows).finding().reason == reason)
  }

  /// Study of criteria with what stands in the way of a pass, and what must come out.
  struct Overall: Sendable, CustomTestStringConvertible {
    let name: String
    let plan: Plan
    var rows = VerdictTests.equal
    let verdict: Verdict
    var obstacle: String? = nil
    var testDescription: String { name }
  }

  @Test(arguments: [
    Overall(name: "all pass", plan: Plan(pass, pass), verdict: .pass),
    Overall(name: "one fails", plan: Plan(pass, fail, open), verdict: .fail),
    Overall(name: "one is open", plan: Plan(pass, open), verdict: .inconclusive),
    Overall(
      name: "one is not evaluated", plan: Plan(pass, none), rows: equal.filter { $0.replicate == 1 },
      verdict: .inconclusive),
    Overall(
      name: "a failure decides over what is not evaluated", plan: Plan(fail, none),
      rows: equal.filter { $0.replicate == 1 }, verdict: .fail),
    Overall(name: "an informational failure", plan: Plan(pass, fail + ", required: false"), verdict: .pass),
    Overall(
      name: "only informational criteria", plan: Plan(pass + ", required: false"), verdict: .inconclusive,
      obstacle: "no criterion is required"),
    Overall(
      name: "a readiness item is open",
      plan: Plan(pass).with { $0.readiness = "{item: Analysts trained, owner: R, done: false}" },
      verdict: .inconclusive,
      obstacle: "Analysts trained"),
    Overall(
      name: "readiness is complete",
      plan: Plan(pass).with { $0.readiness = "{item: Analysts trained, owner: R, done: true}" },
      verdict: .pass),
    Overall(
      name: "an open item does not hide a failure",
      plan: Plan(fail).with { $0.readiness = "{item: Analysts trained, owner: R, done: false}" }, verdict: .fail),
    Overall(
      name: "a draft", plan: Plan(pass).with { $0.source = "example" }, verdict: .inconclusive, obstacle: "draft"),
    Overall(
      name: "several receivers all pass", plan: Plan(pass).with { $0.receiving = ["R", "Q"] },
      rows: equal + equal.filter { $0.lab == "R" }.map { row in changed(row) { $0.lab = "Q" } }, verdict: .pass),
    Overall(
      name: "one of several receivers fails", plan: Plan(pass).with { $0.receiving = ["R", "Q"] },
      rows: equal + biased.filter { $0.lab == "R" }.map { row in changed(row) { $0.lab = "Q" } }, verdict: .fail),
    Overall(
      name: "an attribute of the panel without data",
      plan: Plan(pass).with {
        $0.more = """
            - id: purity
              title: P
              unit: mg
              scale: linear
              unitOfReplication: run
              criteria:
                - {id: AC-9, kind: mean-difference, limits: [-1, 1], alpha: 0.05, justification: {source: specification, text: T}}

          """
      }, verdict: .inconclusive),
  ])
  func `the study's verdict follows from its criteria`(overall: Overall) throws {
    let assessment = try Study(overall.plan, overall.rows).assessment()
    #expect(assessment.verdict == overall.verdict, "\(assessment.findings.map(\.reason))")
    #expect(assessment.failedChecks == [])
    if let obstacle = overall.obstacle { #expect(assessment.obstacles.joined().contains(obstacle)) }
    #expect(assessment.diagnoses.count == assessment.findings.count { $0.verdict != .pass })
    #expect(assessment.sensitivities.count == assessment.findings.count { $0.verdict == .pass })
  }

  @Test func `one laboratory without variation is judged and said`() throws {
    let rows = Self.sending + Row.runs("R", ["100", "100", "100"])
    let assessment = try Study(Plan(Self.pass), rows).assessment()
    #expect(assessment.verdict == .pass)
    #expect(assessment.findings[0].evidence?.degreesOfFreedom == 2)
    #expect(assessment.findings[0].remarks.contains { $0.contains("do not vary") })
    #expect(assessment.warnings.contains { $0.code == "W_ZERO_VARIANCE" })
  }

  /// Fieller: a sender's mean of which zero is not excluded leaves no two-ended set, and nothing is shown.
  @Test(arguments: [
    "kind: mean-ratio, limits: [0.01, 1000]", "kind: mean-ratio, limits: [0.01, 1000], direction: upper",
    "kind: mean-ratio, limits: [0.0001, 10], direction: lower",
    "kind: mean-difference, relative: true, limits: [-99, 1000000]",
  ])
  func `a set without two ends shows nothing`(criterion: String) throws {
    let rows = Row.runs("S", ["0.1", "9", "1"]) + Row.runs("R", ["3", "3.1", "3.2"])
    let finding = try Study(Plan(criterion), rows).finding()
    #expect(finding.verdict == .inconclusive)
    if case .bounded = finding.evidence?.judged { Issue.record("the set is bounded") }
  }
}
