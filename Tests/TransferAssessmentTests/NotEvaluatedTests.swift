import Notation
import Testing
import Transfer

/// What cannot be computed is not evaluated, with its reason, and is never a pass.
struct NotEvaluatedTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let reason: String
    let plan: Plan
    let rows: [Row]
    var testDescription: String { reason }
    init(_ reason: String, _ plan: Plan, _ rows: [Row]) { (self.reason, self.plan, self.rows) = (reason, plan, rows) }
  }

  static let difference = "kind: mean-difference, limits: [-5, 5]"
  static let s = Row.runs("S", ["1 3", "3 5", "4 8"])
  static let r = Row.runs("R", ["2 4", "6 8", "3 4"])
  static let intermediate = "kind: intermediate-precision, laboratory: receiving, measure: sd, limit: 9, sources"

  static func lots(_ lab: String, run: (Int) -> String) -> [Row] {
    (0..<4).map { Row(lab: lab, run: run($0), result: "\(10 + $0 * $0)", sample: "L\($0)") }
  }

  static func days(_ rows: [Row], _ ofRuns: [Int]) -> [Row] {
    rows.map { row in
      changed(row) {
        $0.day = "d\(ofRuns[Int(row.run.dropFirst()) ?? 0])"
      }
    }
  }

  static let cases: [Case] = [
    Case(
      "S has 1 independent run where a standard error needs at least 2", Plan(difference),
      Row.runs("S", ["1 2 3 4"]) + r),
    Case(
      "R has 1 independent run where a standard error needs at least 2", Plan(difference),
      s + Row.runs("R", ["1 2 3 4"])),
    Case(
      "neither laboratory's results vary, so there is no standard error: were averages typed in?", Plan(difference),
      Row.runs("S", ["1", "1"]) + Row.runs("R", ["2", "2"])),
    Case(
      "neither laboratory's results vary, so there is no standard error: were averages typed in?",
      Plan(difference + ", variances: pooled"),
      Row.runs("S", ["1", "1"]) + Row.runs("R", ["2", "2"])),
    Case(
      "neither laboratory's results vary, so there is no standard error: were averages typed in?",
      Plan("kind: mean-ratio, limits: [0.5, 2]"),
      Row.runs("S", ["1", "1"]) + Row.runs("R", ["2", "2"])),
    Case(
      "only one laboratory tested \"Y at 100\": unlike samples cannot be compared", Plan(difference),
      s + r + Row.runs("R", ["1", "2"], sample: "Y", prefix: "y")),
    Case(
      "only R has results of \"Y\"; S has none (it has \"X\", which is not planned: renamed? then declare data.aliases)",
      Plan(difference + ", scope: each-sample").with { $0.design = "samples: [Y]" },
      s + r + Row.runs("R", ["1", "2"], sample: "Y", prefix: "y")),
    Case("R has no results", Plan(difference), s + r.map { row in changed(row) { $0.result = "NA" } }),
    Case(
      "no results were received (S has \"X\", which is not planned: renamed? then declare data.aliases) (R has \"X\", which is not planned: renamed? then declare data.aliases)",
      Plan(difference + ", scope: each-sample").with { $0.design = "samples: [Z]" }, s + r),
    Case(
      "replication is unbalanced, and a ratio of arithmetic means with one common variance is evaluated for balanced replication only; separate variances (variances: separate) are evaluated",
      Plan("kind: mean-ratio, limits: [0.5, 2], variances: pooled"), Row.runs("S", ["1 3", "3 5", "4"]) + r),
    Case(
      "S has no usable results of the planned \"Y\"", Plan(difference).with { $0.design = "samples: [X, Y]" },
      s + r + Row.runs("R", ["1 2", "2 3", "2 4"], sample: "Y")),
    Case(
      "R has no usable results of the planned \"Y\" (it has \"Y2\", which is not planned: renamed? then declare data.aliases)",
      Plan(difference).with {
        $0.design = "samples: [X, Y]"; $0.rules = "missingUnits: report"
      },
      s + r + Row.runs("S", ["1 2", "2 3", "2 4"], sample: "Y")
        + Row.runs("R", ["1 2", "2 3", "2 4"], sample: "Y2")),
    Case(
      "S has no usable results of the planned \"Y\"; R has no usable results of the planned \"Y\"",
      Plan("kind: precision-ratio, of: repeatability, limit: 9").with { $0.design = "samples: [X, Y]" }, s + r),
    Case(
      "lots share runs, so their differences are not independent; that needs the run as a random effect, which this version does not evaluate",
      Plan(difference).with { $0.unit = "sample" }, lots("S") { _ in "1" } + lots("R") { _ in "2" }),
    Case(
      "nothing says whether each lot was measured in a run of its own: map a run column, or declare samplesPerRun: 1 in the design",
      Plan(difference).with {
        $0.unit = "sample"; $0.without = ["run"]
      },
      lots("S") { _ in "" } + lots("R") { _ in "" }),
    Case(
      "lots were measured at different numbers of levels; that is not evaluated by this version",
      Plan(difference).with { $0.unit = "sample" },
      ["S", "R"].flatMap { lab in
        [("L1", "4"), ("L1", "8"), ("L2", "4"), ("L3", "4"), ("L3", "8")].enumerated().map { index, lot in
          Row(lab: lab, run: "\(lab)\(lot.0)", result: "\(10 + index * index)", sample: lot.0, nominal: lot.1)
        }
      }),
    Case(
      "the differences between the laboratories do not vary from lot to lot: were averages or copies typed in?",
      Plan(difference).with { $0.unit = "sample" },
      lots("S") { "s\($0)" } + lots("R") { "r\($0)" }),
    Case(
      "planned results are missing, and the protocol's rule for that is to refuse: S (\"X\", level 100): 3 of 4 runs; R (\"X\", level 100): 3 of 4 runs",
      Plan(difference).with {
        $0.rules = "missingUnits: refuse"; $0.design = "runs: 4, replicates: 2"
      },
      s + r),
    Case(
      "planned results are missing, and the protocol's rule for that is to refuse: S (\"Y\"): none of 3 runs; R (\"Y\"): none of 3 runs",
      Plan(difference).with {
        $0.rules = "missingUnits: refuse"; $0.design = "samples: [X, Y], runs: 3, replicates: 2"
      }, s + r),
    Case(
      "planned results are missing, and the protocol's rule for that is to refuse: S (\"X\", level 100, day \"DS0\"): 1 of 2 replicates; S (\"X\", level 100, day \"DS1\"): 1 of 2 replicates; S (\"X\", level 100, day \"DS2\"): 1 of 2 replicates; and 3 more",
      Plan(difference).with {
        $0.unit = "day"; $0.rules = "missingUnits: refuse"; $0.design = "days: 3, replicates: 2"
      },
      (s + r).filter { $0.replicate == 1 }.map { row in changed(row) { $0.day = "D\($0.run)" } }),
    Case(
      "results were marked invalid or cancelled, and the protocol's rule for that is to refuse",
      Plan(difference).with { $0.rules = "invalidRuns: refuse" },
      s + r + Row.runs("R", ["5 6"], prefix: "x").map { row in changed(row) { $0.valid = "invalid" } }),
    Case(
      "a linear %CV is per sample; judge it at each sample, or judge the SD",
      Plan("kind: repeatability, laboratory: receiving, measure: cv, limit: 9"),
      s + r + Row.runs("S", ["1 2", "2 3", "4 5"], sample: "Y") + Row.runs("R", ["1 2", "2 3", "1 2"], sample: "Y")),
    Case(
      "a %CV needs a mean above zero", Plan("kind: repeatability, laboratory: receiving, measure: cv, limit: 9"),
      s + Row.runs("R", ["-2 -4", "-6 -8"])),
    Case(
      "R has no replicate results in a unit of replication, so repeatability has no estimate",
      Plan("kind: repeatability, laboratory: receiving, measure: sd, limit: 9"),
      s + Row.runs("R", ["1", "2", "3"])),
    Case(
      "the results of R do not vary where they should: were averages or copies typed in?",
      Plan("kind: repeatability, laboratory: receiving, measure: sd, limit: 9"),
      s + Row.runs("R", ["1 1", "2 2"])),
    Case(
      "the results of S do not vary, so no ratio exists: were averages typed in?",
      Plan("kind: precision-ratio, of: repeatability, limit: 9"), Row.runs("S", ["1 1", "2 2"]) + r),
    Case(
      "the results of R do not vary where they should: were averages or copies typed in?",
      Plan("kind: precision-ratio, of: repeatability, limit: 9"), s + Row.runs("R", ["1 1", "2 2"])),
    Case(
      "at R analyst has a single level, so its variation has no estimate; the least that would do is a second analyst",
      Plan("\(intermediate): [analyst, run]"), s + r),
    Case(
      "at R analyst has a single level, so its variation has no estimate; the least that would do is a second analyst",
      Plan("\(intermediate): [analyst, run]"), s + r),
    Case(
      "at R each run holds a sample of its own, so the variation of runs has no estimate; the least that would do is a second run of one sample",
      Plan("\(intermediate): [run]"),
      s + Row.runs("S", ["1 2", "2 3"], sample: "Y", prefix: "y") + Row.runs("R", ["1 2"])
        + Row.runs("R", ["2 3"], sample: "Y", prefix: "y")),
    // Three analysts on five days of whom no two days tie two analysts more than once.
    Case(
      "at R run cannot be told from analyst and day together; the least that would do is one more day that two levels of analyst share, or a second run in one combination of them",
      Plan("\(intermediate): [analyst, day, run]"),
      s
        + days(
          Row.runs(
            "R", ["1 2", "2 3", "4 3", "2 2", "5 1", "3 3", "2 4"], analysts: ["a", "a", "a", "b", "b", "b", "c"]),
          [1, 2, 3, 3, 4, 5, 5])),
    Case(
      "these analysts cannot be judged for themselves at R: analyst and another source, or the run, cannot be told apart; the least that would do is a second run of one analyst",
      Plan("\(intermediate): [analyst, run], fixedSource: analyst"),
      s + Row.runs("R", ["1 2", "2 3", "4 3"], analysts: ["a", "b", "c"])),
    Case(
      "these analysts cannot be judged for themselves at R: one of the two has more than 3 times the runs of the other",
      Plan("\(intermediate): [analyst, run], fixedSource: analyst"),
      s + Row.runs("R", ["1 2", "2 3", "4 3", "1 1", "2 5"], analysts: ["a", "a", "a", "a", "b"])),
    Case(
      "at R nothing varies within the levels of analyst, so they cannot be held against it",
      Plan("\(intermediate): [analyst, run], fixedSource: analyst"),
      s + Row.runs("R", ["1 1", "1 1", "2 2", "2 2"], analysts: ["a", "a", "b", "b"])),
    Case(
      "a ratio needs both laboratories' means above zero, and one is not", Plan("kind: mean-ratio, limits: [0.5, 2]"),
      s + Row.runs("R", ["-2", "-4", "1"])),
    Case(
      "the ratio of arithmetic means of matched lots has no evaluation here: judge lots on the log scale, or their difference in the unit",
      Plan("kind: mean-ratio, limits: [0.5, 2]").with { $0.unit = "sample" },
      lots("S") { "s\($0)" } + lots("R") { "r\($0)" }),
    Case(
      "the runs of R do not vary: were averages typed in?", Plan("kind: recovery, limits: [90, 110]"),
      s + Row.runs("R", ["1", "1"])),
    Case(
      "R has 1 independent run where a standard error needs at least 2", Plan("kind: recovery, limits: [90, 110]"),
      s + Row.runs("R", ["1 2"])),
  ]

  @Test(arguments: cases)
  func `what cannot be computed says why`(missing: Case) throws {
    let assessment = try Study(missing.plan, missing.rows).assessment()
    let finding = try #require(assessment.findings.first)
    #expect(finding.verdict == .notEvaluated && finding.evidence == nil)
    #expect(finding.reason == missing.reason)
    #expect(assessment.verdict == .inconclusive && assessment.verdict.exitCode == 2)
    #expect(assessment.diagnoses.map(\.cause) == [.notEvaluated])
  }
}
