import AssayData
import Notation
import Testing
import Transfer

/// Planned against received, unit by unit and replicate by replicate: less is said or refused, more is refused or said.
struct PlannedAndReceivedTests {
  static let difference = "kind: mean-difference, limits: [-90, 90]"
  static let complete = KnownItemsTests.x

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let design: String
    var unit = "run"
    var without: Set<String> = []
    let rows: [Row]
    /// What is said of the departure; `nil` where there is none.
    let words: String?

    init(
      _ name: String, _ design: String, unit: String = "run", without: Set<String> = [], _ rows: [Row],
      _ words: String?
    ) {
      (testDescription, self.design, self.unit, self.without) = (name, design, unit, without)
      (self.rows, self.words) = (rows, words)
    }

    func plan(_ rules: String) -> Plan {
      Plan(difference).with {
        $0.design = design; $0.unit = unit; $0.without = without; $0.rules = rules
      }
    }
  }

  static let design = "samples: [X], runs: 3, replicates: 2"
  /// Days by run, so that each run is a day.
  static let daily = complete.map { row in changed(row) { $0.day = "D\($0.run)" } }
  static let runless = complete.map { row in
    changed(row) { $0.replicate += 2 * (Int($0.run.suffix(1)) ?? 0) }
  }

  static let more: [Case] = [
    Case("as planned", design, complete, nil),
    Case(
      "each injection a run", design,
      complete.map { row in
        changed(row) {
          $0.run += "-\($0.replicate)"; $0.replicate = 1
        }
      },
      "S has 6 runs where 3 were planned"),
    Case(
      "a run's name in two ways", "samples: [X], runs: 3",
      complete.map { row in changed(row) { if $0.run == "R1", $0.replicate == 2 { $0.run = "r01" } } },
      "R has 4 runs where 3 were planned (are \"R1\" and \"r01\" one?)"),
    Case(
      "runs of a sample of their own, with as many each as planned", "samples: [X, Y], runs: 3, replicates: 2",
      complete + KnownItemsTests.y.map { row in changed(row) { $0.run += "y" } }, "S has 6 runs where 3 were planned"),
    Case(
      "the same where each run holds one sample", "samples: [X, Y], runs: 3, samplesPerRun: 1, replicates: 2",
      complete + KnownItemsTests.y.map { row in changed(row) { $0.run += "y" } }, nil),
    Case(
      "one sample in a run more, where each run holds one", "samples: [X, Y], runs: 3, samplesPerRun: 1, replicates: 2",
      complete + KnownItemsTests.y.map { row in changed(row) { $0.run += "y" } }
        + Row.runs("R", ["4 4"], sample: "Y", prefix: "z"), "R (\"Y\") has 4 runs where 3 were planned"),
    Case(
      "a replicate more in one run", design, complete + [changed(complete[0]) { $0.replicate = 3 }],
      "S (\"X\", level 100) has 7 results where 6 were planned"),
    Case(
      "a replicate from one run in another", design,
      complete.map { row in changed(row) { if $0.run == "S0", $0.replicate == 2 { $0.run = "S1"; $0.replicate = 3 } } },
      "S (\"X\", level 100, run \"S1\") has 3 replicates where 2 were planned"),
    Case(
      "results as units", "samples: [X], replicates: 5", unit: "result", without: ["run"], runless,
      "S (\"X\", level 100) has 6 results where 5 were planned"),
    Case(
      "results as units in runs", "samples: [X], runs: 2, replicates: 3", unit: "result", complete,
      "S has 3 runs where 2 were planned"),
    Case(
      "days as units", "samples: [X], days: 2, replicates: 3", unit: "day", daily, "S has 3 days where 2 were planned"),
    Case(
      "analysts as units", "samples: [X], analysts: 2, runs: 3, replicates: 2", unit: "analyst",
      complete.map { row in changed(row) { $0.analyst = "A\($0.run)" } }, "S has 3 analysts where 2 were planned"),
    Case(
      "lots as units, one measured twice", "samples: [X, Y, Z], runs: 1, samplesPerRun: 1, replicates: 1",
      unit: "sample",
      ["S", "R", "R"].enumerated().flatMap { index, lab in
        ["X", "Y", "Z"].enumerated().map {
          Row(lab: lab, run: "\(lab)\($1)", result: "\($0 * $0 + index * ($0 + 1))", sample: $1, replicate: index + 1)
        }
      }, "R (\"X\", level 100) has 2 results where 1 was planned"),
    Case(
      "numbers by laboratory", "samples: [X], runs: {S: 3, R: 2}, replicates: 2", complete,
      "R has 3 runs where 2 were planned"),
    Case(
      "numbers by laboratory as planned", "samples: [X], runs: {S: 3, R: 3}, replicates: {S: 2, R: 2}", complete, nil),
    Case(
      "an invalid run repeated", design,
      complete.map { row in changed(row) { if $0.run == "R1" { $0.valid = "invalid" } } }
        + Row.runs("R", ["5 6"], prefix: "again"), nil),
    Case(
      "a missing replicate repeated", design,
      complete.map { row in changed(row) { if $0.run == "R1", $0.replicate == 2 { $0.result = "NA" } } }
        + [Row(lab: "R", run: "R1", result: "5", replicate: 3)], nil),
    Case(
      "days and analysts planned, and no runs", "samples: [X], days: 3, analysts: 2, replicates: 1", unit: "day",
      daily.map { row in
        changed(row) {
          $0.analyst = "A\($0.replicate)"; $0.run += "-\($0.replicate)"; $0.replicate = 1
        }
      },
      nil),
  ]

  @Test(arguments: more)
  func `more than planned is not evaluated unless it is to be reported`(more: Case) throws {
    let refused = try Study(more.plan(""), more.rows).assessment()
    let reported = try Study(more.plan("surplusUnits: report"), more.rows).assessment()
    let warnings = { (assessment: Assessment) in assessment.warnings.filter { $0.code == "W_SURPLUS" }.map(\.message) }
    #expect(reported.findings[0].verdict != .notEvaluated, "\(reported.findings[0].reason)")
    guard let words = more.words else {
      #expect(refused.findings[0].verdict != .notEvaluated, "\(refused.findings[0].reason)")
      #expect(refused.completeness[0].surpluses.isEmpty && warnings(refused).isEmpty)
      return
    }
    #expect(refused.findings[0].verdict == .notEvaluated && refused.verdict == .inconclusive)
    #expect(refused.findings[0].reason.contains(words), "\(refused.findings[0].reason)")
    #expect(warnings(reported).contains { $0.contains(words) && $0.contains("surplusUnits: report") })
    // The protocol that asks what would be with exclusions put back.
    let transferProtocol = try TransferProtocol(yaml: more.plan("").text, file: "protocol.yaml")
    #expect(
      try Assessment(of: refused.data, against: transferProtocol.reportingSurplus).findings[0].verdict != .notEvaluated)
  }

  @Test func `a surplus of one receiver leaves the other's findings, one of the sender none`() throws {
    let third = Self.complete.filter { $0.lab == "R" }.map { row in
      changed(row) {
        $0.lab = "Q"; $0.run = "Q" + $0.run
      }
    }
    let plan = Plan(Self.difference).with {
      $0.receiving = ["R", "Q"]; $0.design = Self.design
    }
    func verdicts(_ extra: [Row]) throws -> [Verdict] {
      try Study(plan, Self.complete + third + extra).assessment().findings.map(\.verdict)
    }
    #expect(try verdicts([]) == [.pass, .pass])
    #expect(try verdicts(Row.runs("Q", ["2 3"], prefix: "x")) == [.pass, .notEvaluated])
    #expect(try verdicts(Row.runs("S", ["2 3"], prefix: "x")) == [.notEvaluated, .notEvaluated])
  }

  @Test func `more analysts and days than planned are said and judged`() throws {
    let rows = Self.daily.map { row in changed(row) { $0.analyst = "A\($0.run)" } }
    let plan = Plan(Self.difference).with { $0.design = "samples: [X], analysts: 2, days: 2, runs: 3, replicates: 2" }
    let assessment = try Study(plan, rows).assessment()
    #expect(assessment.verdict == .pass && assessment.completeness[0].surpluses.isEmpty)
    #expect(
      assessment.completeness[0].further.map(\.asSurplus) == [
        "S has 3 analysts where 2 were planned", "S has 3 days where 2 were planned",
        "R has 3 analysts where 2 were planned", "R has 3 days where 2 were planned",
      ])
    #expect(assessment.warnings.contains { $0.code == "W_SURPLUS" && $0.message.contains("judged with the others") })
  }

  // MARK: - Less

  static let less: [Case] = [
    Case("as planned", design, complete, nil),
    Case(
      "a run lost", design, complete.filter { $0.run != "R1" }, "R (\"X\", level 100): 2 of 3 runs"),
    Case(
      "a level lost in a run", "levels: [4, 8], runs: 3, replicates: 2",
      KnownItemsTests.at("4") + KnownItemsTests.at("8").filter { $0.run != "R2" },
      "R (\"X\", level 8): 2 of 3 runs (not in \"R2\")"),
    Case(
      "a replicate lost", design, complete.filter { !($0.run == "R2" && $0.replicate == 2) },
      "R (\"X\", level 100, run \"R2\"): 1 of 2 replicates"),
    Case(
      "one analyst of two", "samples: [X], analysts: 2, runs: 3, replicates: 2",
      complete.map { row in changed(row) { if $0.lab == "S", $0.run != "S0" { $0.analyst = "B" } } },
      "R: 1 of 2 analysts"),
    Case(
      "one day of two", "samples: [X], days: 2, runs: 3, replicates: 2",
      complete.map { row in changed(row) { if $0.lab == "S", $0.run != "S0" { $0.day = "E" } } }, "R: 1 of 2 days"),
    Case(
      "runs that are no units", "samples: [X], days: 3, runs: 6", unit: "day", daily,
      "S (\"X\", level 100): 3 of 6 runs"),
    Case(
      "analysts that no column names", "samples: [X], analysts: 2, runs: 3, replicates: 2", without: ["analyst"],
      complete,
      "2 analysts are planned, and no column of analysts is mapped"),
    Case(
      "days that one laboratory does not name", "samples: [X], days: 3, runs: 3, replicates: 2",
      daily.map { row in changed(row) { if $0.lab == "R" { $0.day = "" } } },
      "3 days are planned, and the results of R name no days"),
    Case(
      "numbers by laboratory", "samples: [X], runs: {S: 3, R: 4}, replicates: 2", complete,
      "R (\"X\", level 100): 3 of 4 runs"),
  ]

  @Test(arguments: less)
  func `less than planned is said, and refused where the rule is to refuse`(less: Case) throws {
    let reported = try Study(less.plan(""), less.rows).assessment()
    let refused = try Study(less.plan("missingUnits: refuse"), less.rows).assessment()
    #expect(reported.findings[0].verdict == .pass, "\(reported.findings[0].reason)")
    let completeness = reported.completeness[0]
    let said = completeness.shortages.map(\.asShortage) + completeness.unverified.map(\.words)
    guard let words = less.words else {
      #expect(refused.findings[0].verdict == .pass && said.isEmpty)
      return
    }
    #expect(said.contains { $0.hasPrefix(words) }, "\(said)")
    #expect(refused.findings[0].verdict == .notEvaluated)
    #expect(refused.findings[0].reason.contains(words), "\(refused.findings[0].reason)")
    let isUnverified = !completeness.unverified.isEmpty
    #expect(reported.warnings.contains { $0.code == "W_UNVERIFIED" } == isUnverified)
    let transferProtocol = try TransferProtocol(yaml: less.plan("missingUnits: refuse").text, file: "protocol.yaml")
    let received = try ReceivedResults(of: refused.data, against: transferProtocol)
    #expect(
      received.warnings.contains { $0.code == "W_UNVERIFIED" && $0.message.contains("map the column") } == isUnverified)
  }
}
