import Notation
import Statistics
import TestSupport
import Testing
import Transfer

/// What would change a verdict: other units of replication, the other convention for variances, a sample left out.
struct AlternativeTests {
  static let difference = "kind: mean-difference, limits: [-1, 1]"
  /// Three runs of four results a laboratory, that differ far more between runs than within.
  static let sending = ["49.1 49.2 49.0 49.3", "50.9 51.0 51.1 50.8", "50.0 50.1 49.9 50.2"]
  static let receiving = ["50.3 50.2 50.4 50.1", "48.9 49.0 49.2 48.8", "51.2 51.1 51.3 51.0"]

  static func rows(_ analysts: [String] = [], day: (Row) -> String = { _ in "D" }) -> [Row] {
    (Row.runs("S", sending, analysts: analysts) + Row.runs("R", receiving, analysts: analysts)).map { row in
      changed(row) { $0.day = day(row) }
    }
  }

  private func isClose(_ a: Double?, _ b: Double, _ tolerance: Double) -> Bool {
    a.map { abs($0 - b) <= tolerance } ?? false
  }

  private static func sensitivity(_ plan: Plan, _ rows: [Row]) throws -> Diagnosis {
    let assessment = try Study(plan, rows).assessment()
    return try #require((assessment.sensitivities + assessment.diagnoses).first)
  }

  /// scipy: Welch on 12 results a side 0.075 (-0.5307134 to 0.6807134), on 3 run means (-1.6861246 to 1.8361246).
  @Test func `results taken as units are tried by run, and the run changes the verdict`() throws {
    let found = try Self.sensitivity(Plan(Self.difference).with { $0.unit = "result" }, Self.rows())
    #expect(found.verdict == .pass)
    let run = try #require(found.otherUnits.first { $0.scenario.name == "run" })
    #expect(
      run.verdict == .inconclusive && !run.scenario.isCoarse && found.changes.contains { $0.scenario.name == "run" })
    let evidence = try #require(run.evidence)
    #expect(isClose(evidence.estimate, 0.075, 1e-9))
    #expect(isClose(evidence.judged.lower, -1.686_124_593_917, 1e-9))
    #expect(isClose(evidence.judged.upper, 1.836_124_593_917, 1e-9))
    // A run left out is tried as well, though it is not the unit.
    #expect(
      found.leftOut.count { $0.scenario.factor == .run } == 6
        && found.leftOut.count { $0.scenario.factor == .result } == 24)
  }

  @Test(arguments: [
    ("run", ["day", "analyst"]), ("day", ["run", "analyst"]), ("analyst", ["run", "day"]),
    ("result", ["run", "day", "analyst"]),
  ])
  func `every other role that results name is tried as the unit`(unit: String, others: [String]) throws {
    let plan = Plan("kind: mean-difference, limits: [-9, 9]").with { $0.unit = unit }
    let found = try Self.sensitivity(plan, Self.rows(["a", "a", "b"]) { $0.run.hasSuffix("0") ? "x" : "y" })
    #expect(found.otherUnits.map(\.scenario.name).filter { $0 != "sample" } == others)
    #expect(
      found.otherUnits.allSatisfy { $0.scenario.isCoarse == ($0.scenario.name != "run") },
      "two analysts and two days are few")
  }

  @Test func `a role that is not in the file is not tried, nor another unit for a precision`() throws {
    let plan = Plan(Self.difference).with {
      $0.unit = "result"
      $0.without = ["day", "analyst"]
    }
    #expect(
      try Self.sensitivity(plan, Self.rows()).otherUnits.map(\.scenario.name).filter { $0 != "sample" } == ["run"])
    let precision = Plan("kind: repeatability, laboratory: receiving, measure: sd, limit: 9")
    let tried = try Self.sensitivity(precision, Self.rows(["a", "a", "b"])).otherUnits
    #expect(tried.isEmpty)
    let recovery = Plan("kind: recovery, limits: [40, 60]")
    #expect(
      try Self.sensitivity(recovery, Self.rows(["a", "a", "b"])).otherUnits.map(\.scenario.name) == ["day", "analyst"])
  }

  /// scipy: 8 results with SD 0.08 and 3 with 0.75; common variance -0.2503165 to 0.6503165, Welch -1.0682041 to 1.4682041.
  @Test(arguments: [("pooled", "separate", -1.068_204_056_008), ("separate", "pooled", -0.250_316_503_490)])
  func `the other convention for variances is tried`(declared: String, other: String, lower: Double) throws {
    let rows =
      Row.runs("S", ["10.0", "10.1", "9.9", "10.05", "9.95", "10.0", "10.1", "9.9"])
      + Row.runs("R", ["9.4", "10.9", "10.3"])
    let found = try Self.sensitivity(Plan(Self.difference + ", variances: \(declared)"), rows)
    let tried = try #require(found.otherVariances.first)
    #expect(found.otherVariances.count == 1 && tried.scenario.name == other)
    #expect(isClose(tried.evidence?.judged.lower, lower, 1e-9))
    #expect(found.verdict == (declared == "pooled" ? .pass : .inconclusive))
    #expect(tried.verdict == (declared == "pooled" ? .inconclusive : .pass))
    #expect(found.changes.contains { $0.scenario.factor == .variances })
  }

  /// Without X the sender's runs have the means 20.5 and 21.5 and the receiver's 20.7 and 21.3: by hand a difference of 0.
  @Test func `leaving a planned sample out takes it out of the plan`() throws {
    func lab(_ name: String, _ x: [String], _ y: [String], _ z: [String]) -> [Row] {
      Row.runs(name, x, sample: "X") + Row.runs(name, y, sample: "Y") + Row.runs(name, z, sample: "Z")
    }
    let rows =
      lab("S", ["10", "11"], ["20", "21"], ["21", "22"])
      + lab("R", ["10.4", "11.2"], ["20.2", "20.8"], ["21.2", "21.8"])
    let plan = Plan("kind: mean-difference, limits: [-9, 9]").with { $0.design = "samples: [X, Y, Z], runs: 2" }
    let found = try Self.sensitivity(plan, rows)
    let samples = found.leftOut.filter { $0.scenario.factor == .sample }
    #expect(samples.map(\.scenario.name) == ["X", "Y", "Z"] && samples.allSatisfy { $0.evidence != nil })
    #expect(isClose(samples.first?.evidence?.estimate, 0, 1e-12))
    // A third of the results is no more than a third; one of two samples would be.
    #expect(samples.allSatisfy { !$0.scenario.isCoarse })
    let two = Plan("kind: mean-difference, limits: [-9, 9]")
    let fewer = try Self.sensitivity(two, rows.filter { $0.sample != "Z" }).leftOut.filter {
      $0.scenario.factor == .sample
    }
    #expect(fewer.count == 2 && fewer.allSatisfy(\.scenario.isCoarse))
  }

  @Test func `what holds more than a third of a laboratory is coarse`() throws {
    let runs = ["1 2", "2 3", "3 2", "2 1", "1 3", "2 2"]
    let rows = Row.runs("S", runs, analysts: ["a", "a", "b", "b", "c", "c"]) + Row.runs("R", runs)
    let found = try Self.sensitivity(Plan("kind: mean-difference, limits: [-9, 9]"), rows)
    #expect(found.leftOut.count { $0.scenario.factor == .analyst } == 3)
    #expect(found.leftOut.allSatisfy { !$0.scenario.isCoarse })
    let two = Row.runs("S", runs, analysts: ["a", "a", "a", "b", "b", "b"]) + Row.runs("R", runs)
    let halves = try Self.sensitivity(Plan("kind: mean-difference, limits: [-9, 9]"), two)
    #expect(halves.leftOut.filter { $0.scenario.factor == .analyst }.allSatisfy { $0.scenario.isCoarse })
    #expect(halves.leftOut.filter { $0.scenario.factor == .run }.allSatisfy { !$0.scenario.isCoarse })
  }

  @Test(arguments: [
    ("kind: mean-difference, limits: [-9, 9]", ["S", "R"]), ("kind: recovery, limits: [1, 199]", ["R"]),
    ("kind: repeatability, laboratory: sending, measure: sd, limit: 9", ["S"]),
    ("kind: precision-ratio, of: repeatability, limit: 99", ["S", "R"]),
  ])
  func `two units are told of any criterion and laboratory`(criterion: String, laboratories: [String]) throws {
    let rows = Row.runs("S", ["99.5 100.5", "100 101"]) + Row.runs("R", ["99.6 100.4", "100 101.5"])
    let finding = try Study(Plan(criterion), rows).finding()
    #expect(finding.evidence != nil, "\(finding.reason)")
    #expect(finding.laboratoriesOfTwo.map(\.laboratory) == laboratories)
    let more = rows + Row.runs("R", ["99.9 100.2"], prefix: "more") + Row.runs("S", ["99.9 100.2"], prefix: "more")
    #expect(try Study(Plan(criterion), more).finding().laboratoriesOfTwo.isEmpty)
  }
}
