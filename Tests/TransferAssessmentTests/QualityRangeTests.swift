import Notation
import Statistics
import Testing
import Transfer

/// Ranges about the units of a reference condition, on figures that can be worked out by hand.
struct QualityRangeTests {
  private static func plan(_ range: String, scale: String = "linear") -> Plan {
    Plan(scale == "log" ? "kind: mean-ratio, limits: [0.5, 2]" : "kind: mean-difference, limits: [-9, 9]").with {
      $0.kind = "comparability"
      $0.range = range
      $0.scale = scale
    }
  }

  private static func only(_ study: Study) throws -> QualityRange {
    let ranges = try study.assessment().qualityRanges
    try #require(ranges.count == 1)
    return ranges[0]
  }

  /// Unit means 1, 2, 3: mean 2, SD 1, so 2 SDs reach from 0 to 4. With two degrees of freedom P(|T| ≤ t) = t/√(2 + t²),
  /// and t = 2/√(1 + 1/3) = √3.
  @Test func `a linear range is of unit means, and its ends count as inside`() throws {
    let rows = Row.runs("S", ["0 2", "1 3", "2 4"]) + Row.runs("R", ["0 0", "4 4", "5 5", "2 3"])
    let range = try Self.only(Study(Self.plan("multiplier: 2"), rows))
    let figures = try #require(range.figures)
    #expect(figures.mean == 2 && figures.standardDeviation == 1 && figures.lower == 0 && figures.upper == 4)
    #expect(range.reference.map(\.value) == [1, 2, 3] && range.test.map(\.value) == [0, 4, 5, 2.5])
    #expect(
      range.test.map(\.isInside) == [true, true, false, true] && range.test.map(\.name) == ["R0", "R1", "R2", "R3"])
    #expect(range.inside == 3 && range.share == 75 && range.reachesShare == nil && range.obstacle == nil)
    #expect(abs(figures.expectedContent - (3.0 / 5).squareRoot()) < 1e-15)
    #expect(range.sample == "X" && range.level == ExactDecimal(100) && range.receiving == "R")
  }

  /// ln of 1, 10 and 100 have the mean ln 10 and the SD ln 10.
  @Test func `on the log scale mean and range are geometric`() throws {
    let rows = Row.runs("S", ["1", "10", "100"]) + Row.runs("R", ["0.99", "1.01", "99", "101"])
    let range = try Self.only(Study(Self.plan("multiplier: 1", scale: "log"), rows))
    let figures = try #require(range.figures)
    for (found, wanted) in [(figures.mean, 10.0), (figures.lower, 1), (figures.upper, 100)] {
      #expect(abs(found / wanted - 1) < 1e-14, "\(found) for \(wanted)")
    }
    #expect(abs(figures.standardDeviation - 2.302585092994046) < 1e-15)
    #expect(range.test.map(\.isInside) == [false, true, true, false])
    // Geometric within a unit, too.
    let pairs = Row.runs("S", ["1", "10", "100"]) + Row.runs("R", ["4 9"])
    #expect(abs(try Self.only(Study(Self.plan("multiplier: 1", scale: "log"), pairs)).test[0].value - 6) < 1e-14)
  }

  /// 2 of 3 are 66.6… %.
  @Test(arguments: [("66", true), ("66.6", true), ("66.7", false), ("100", false)])
  func `the share that was wished is held against the count, in decimal`(share: String, reached: Bool) throws {
    let rows = Row.runs("S", ["1", "2", "3"]) + Row.runs("R", ["2", "2", "9"])
    let range = try Self.only(Study(Self.plan("multiplier: 1, share: \(share)"), rows))
    #expect(range.inside == 2 && range.reachesShare == reached)
  }

  @Test func `each sample and level has its range, for each test condition; what is not planned has none`() throws {
    var plan = Self.plan("multiplier: 3")
    plan.receiving = ["R", "Q"]
    plan.design = "samples: [B, A, C]"
    var rows: [Row] = []
    for (lab, shift) in [("S", 0), ("R", 1), ("Q", 40)] {
      for sample in ["A", "B", "Z"] {
        rows += Row.runs(lab, ["\(10 + shift)", "\(12 + shift)", "\(14 + shift)"], sample: sample, prefix: sample)
      }
    }
    let ranges = try Study(plan, rows).assessment().qualityRanges
    #expect(ranges.map(\.receiving) == ["R", "R", "R", "Q", "Q", "Q"])
    #expect(ranges.map(\.sample) == ["B", "A", "C", "B", "A", "C"])
    #expect(ranges.map(\.inside) == [3, 3, 0, 0, 0, 0])
    #expect(ranges[2].figures == nil && ranges[2].obstacle == "S has 0 runs here, and an SD needs at least 2")
    #expect(ranges[2].share == nil && ranges[2].reachesShare == nil)
  }

  @Test func `where lots are the units the range is over lots`() throws {
    var plan = Self.plan("multiplier: 2")
    plan.unit = "sample"
    plan.design = "samplesPerRun: 1"
    plan.without = ["run"]
    var rows: [Row] = []
    for (index, lot) in ["L1", "L2", "L3"].enumerated() {
      rows += [
        Row(lab: "S", run: "", result: "\(index + 1)", sample: lot),
        Row(lab: "R", run: "", result: "\(index + 3)", sample: lot),
      ]
    }
    let range = try Self.only(Study(plan, rows))
    #expect(range.sample == nil && range.reference.map(\.name) == ["L1", "L2", "L3"])
    #expect(range.figures?.lower == 0 && range.figures?.upper == 4 && range.inside == 2)
  }

  @Test func `without an SD, without results or where the protocol refuses there is no range, and why is said`() throws
  {
    func obstacle(_ reference: [String], _ test: [String], rules: String = "") throws -> String? {
      var plan = Self.plan("multiplier: 3, share: 90")
      plan.rules = rules
      plan.design = "runs: 3, replicates: 1"
      let range = try Self.only(Study(plan, Row.runs("S", reference) + Row.runs("R", test)))
      #expect((range.figures == nil) == (range.obstacle != nil) && (range.share == nil) == (range.obstacle != nil))
      return range.obstacle
    }
    #expect(try obstacle(["1"], ["1", "2", "3"]) == "S has 1 run here, and an SD needs at least 2")
    #expect(try obstacle(["1", "2", "3"], []) == "R has no results here")
    #expect(
      try obstacle(["2", "2", "2"], ["1", "2", "3"])
        == "the runs of S do not vary: were they rounded, averaged or copied?")
    #expect(try obstacle(["1", "2"], ["1", "2", "3"], rules: "missingUnits: refuse")?.contains("to refuse") == true)
    #expect(try obstacle(["1", "2", "3"], ["1", "2", "3"], rules: "missingUnits: refuse") == nil)
  }

  @Test func `no verdict, figure or self-check depends on a range`() throws {
    let rows = Row.runs("S", ["1", "2", "3", "2"]) + Row.runs("R", ["2", "3", "9", "1"])
    let ranges = ["", "multiplier: 3", "multiplier: 0.001, share: 100"]
    let all = try ranges.map { try Study(Self.plan($0), rows).assessment() }
    #expect(all.map(\.qualityRanges.count) == [0, 1, 1] && all[2].qualityRanges[0].reachesShare == false)
    for assessment in all {
      #expect(assessment.verdict == all[0].verdict && assessment.verdict.exitCode == all[0].verdict.exitCode)
      #expect(assessment.findings.map(\.evidence) == all[0].findings.map(\.evidence))
      #expect(assessment.selfChecks.map(\.name) == all[0].selfChecks.map(\.name) && assessment.failedChecks == [])
      #expect(assessment.obstacles == all[0].obstacles)
    }
  }

  @Test func `the order of rows and a shift of all results move nothing but the figures`() throws {
    let rows = Row.runs("S", ["1.1", "2.3", "3.2"]) + Row.runs("R", ["0.4", "4.9", "2.2"])
    let range = try Self.only(Study(Self.plan("multiplier: 2"), rows))
    let turned = try Self.only(Study(Self.plan("multiplier: 2"), rows.reversed()))
    #expect(turned.figures == range.figures && Set(turned.test) == Set(range.test))
    let far = try Self.only(
      Study(
        Self.plan("multiplier: 2"),
        rows.map { row in
          var row = row
          row.result = "100000\(row.result)"
          return row
        }))
    #expect(far.figures?.standardDeviation == range.figures?.standardDeviation)
    #expect(far.test.map(\.isInside) == range.test.map(\.isInside))
  }
}
