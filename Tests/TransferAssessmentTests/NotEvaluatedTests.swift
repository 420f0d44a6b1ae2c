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
    Case("S has 1 independent run where", Plan(difference), Row.runs("S", ["1 2 3 4"]) + r),
    Case("R has 1 independent run where", Plan(difference), s + Row.runs("R", ["1 2 3 4"])),
    Case(
      "neither laboratory's results vary", Plan(difference), Row.runs("S", ["1", "1"]) + Row.runs("R", ["2", "2"])),
    Case(
      "neither laboratory's results vary", Plan(difference + ", variances: pooled"),
      Row.runs("S", ["1", "1"]) + Row.runs("R", ["2", "2"])),
    Case(
      "neither laboratory's results vary", Plan("kind: mean-ratio, limits: [0.5, 2]"),
      Row.runs("S", ["1", "1"]) + Row.runs("R", ["2", "2"])),
    Case("only one laboratory tested", Plan(difference), s + r + Row.runs("R", ["1", "2"], sample: "Y", prefix: "y")),
    Case(
      "only R has results of", Plan(difference + ", scope: each-sample").with { $0.design = "samples: [Y]" },
      s + r + Row.runs("R", ["1", "2"], sample: "Y", prefix: "y")),
    Case("R has no results", Plan(difference), s + r.map { row in changed(row) { $0.result = "NA" } }),
    Case(
      "no results were received", Plan(difference + ", scope: each-sample").with { $0.design = "samples: [Z]" }, s + r),
    Case(
      "one common variance is evaluated for balanced replication only",
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
      "lots share runs", Plan(difference).with { $0.unit = "sample" }, lots("S") { _ in "1" } + lots("R") { _ in "2" }),
    Case(
      "nothing says whether each lot",
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
      "do not vary from lot to lot", Plan(difference).with { $0.unit = "sample" },
      lots("S") { "s\($0)" } + lots("R") { "r\($0)" }),
    Case(
      "planned results are missing",
      Plan(difference).with {
        $0.rules = "missingUnits: refuse"; $0.design = "runs: 4, replicates: 2"
      },
      s + r),
    Case(
      "planned results are missing",
      Plan(difference).with {
        $0.rules = "missingUnits: refuse"; $0.design = "samples: [X, Y], runs: 3, replicates: 2"
      }, s + r),
    Case(
      "planned results are missing",
      Plan(difference).with {
        $0.unit = "day"; $0.rules = "missingUnits: refuse"; $0.design = "days: 3, replicates: 2"
      },
      (s + r).filter { $0.replicate == 1 }.map { row in changed(row) { $0.day = "D\($0.run)" } }),
    Case(
      "marked invalid or cancelled", Plan(difference).with { $0.rules = "invalidRuns: refuse" },
      s + r + Row.runs("R", ["5 6"], prefix: "x").map { row in changed(row) { $0.valid = "invalid" } }),
    Case(
      "per sample", Plan("kind: repeatability, laboratory: receiving, measure: cv, limit: 9"),
      s + r + Row.runs("S", ["1 2", "2 3", "4 5"], sample: "Y") + Row.runs("R", ["1 2", "2 3", "1 2"], sample: "Y")),
    Case(
      "%CV needs a mean above zero", Plan("kind: repeatability, laboratory: receiving, measure: cv, limit: 9"),
      s + Row.runs("R", ["-2 -4", "-6 -8"])),
    Case(
      "no replicate results", Plan("kind: repeatability, laboratory: receiving, measure: sd, limit: 9"),
      s + Row.runs("R", ["1", "2", "3"])),
    Case(
      "R do not vary", Plan("kind: repeatability, laboratory: receiving, measure: sd, limit: 9"),
      s + Row.runs("R", ["1 1", "2 2"])),
    Case(
      "S do not vary", Plan("kind: precision-ratio, of: repeatability, limit: 9"), Row.runs("S", ["1 1", "2 2"]) + r),
    Case(
      "R do not vary", Plan("kind: precision-ratio, of: repeatability, limit: 9"), s + Row.runs("R", ["1 1", "2 2"])),
    Case("analyst has a single level", Plan("\(intermediate): [analyst, run]"), s + r),
    Case(
      "the least that would do is a second analyst", Plan("\(intermediate): [analyst, run]"), s + r),
    Case(
      "each run holds a sample of its own", Plan("\(intermediate): [run]"),
      s + Row.runs("S", ["1 2", "2 3"], sample: "Y", prefix: "y") + Row.runs("R", ["1 2"])
        + Row.runs("R", ["2 3"], sample: "Y", prefix: "y")),
    // Three analysts on five days of whom no two days tie two analysts more than once.
    Case(
      "run cannot be told from analyst and day together; the least that would do is one more day",
      Plan("\(intermediate): [analyst, day, run]"),
      s
        + days(
          Row.runs(
            "R", ["1 2", "2 3", "4 3", "2 2", "5 1", "3 3", "2 4"], analysts: ["a", "a", "a", "b", "b", "b", "c"]),
          [1, 2, 3, 3, 4, 5, 5])),
    Case(
      "analyst and another source, or the run, cannot be told apart",
      Plan("\(intermediate): [analyst, run], fixedSource: analyst"),
      s + Row.runs("R", ["1 2", "2 3", "4 3"], analysts: ["a", "b", "c"])),
    Case(
      "one of the two has more than 3 times the runs", Plan("\(intermediate): [analyst, run], fixedSource: analyst"),
      s + Row.runs("R", ["1 2", "2 3", "4 3", "1 1", "2 5"], analysts: ["a", "a", "a", "a", "b"])),
    Case(
      "nothing varies within the levels of analyst", Plan("\(intermediate): [analyst, run], fixedSource: analyst"),
      s + Row.runs("R", ["1 1", "1 1", "2 2", "2 2"], analysts: ["a", "a", "b", "b"])),
    Case("one is not", Plan("kind: mean-ratio, limits: [0.5, 2]"), s + Row.runs("R", ["-2", "-4", "1"])),
    Case(
      "ratio of arithmetic means of matched lots",
      Plan("kind: mean-ratio, limits: [0.5, 2]").with { $0.unit = "sample" },
      lots("S") { "s\($0)" } + lots("R") { "r\($0)" }),
    Case("runs of R do not vary", Plan("kind: recovery, limits: [90, 110]"), s + Row.runs("R", ["1", "1"])),
    Case("R has 1 independent run where", Plan("kind: recovery, limits: [90, 110]"), s + Row.runs("R", ["1 2"])),
  ]

  @Test(arguments: cases)
  func `what cannot be computed says why`(missing: Case) throws {
    let assessment = try Study(missing.plan, missing.rows).assessment()
    let finding = try #require(assessment.findings.first)
    #expect(finding.verdict == .notEvaluated && finding.evidence == nil)
    #expect(finding.reason.contains(missing.reason), "\(finding.reason)")
    #expect(assessment.verdict == .inconclusive && assessment.verdict.exitCode == 2)
    #expect(assessment.diagnoses.map(\.cause) == [.notEvaluated])
  }
}
