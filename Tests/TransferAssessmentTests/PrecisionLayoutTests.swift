import Statistics
import TestSupport
import Statistics
import Testing
import Transfer

/// Intermediate precision in layouts that are uneven, crossed or incomplete, as a study is judged.
struct PrecisionLayoutTests {
  static let ten = ["10.1 10.4", "9.8 9.9", "10.6 10.3", "10.0 10.2", "11.0 10.7", "10.5 10.9"]
  static let s = Row.runs("S", ["1 3", "3 5", "4 8"])

  static func criterion(_ sources: String, _ limit: Double, _ more: String = "") -> String {
    "kind: intermediate-precision, laboratory: receiving, measure: sd, sources: [\(sources)], limit: \(limit)\(more)"
  }

  static var analysts: [Row] {
    s + Row.runs("R", ten, analysts: ["M1", "M1", "M1", "M1", "M2", "M2"])
  }

  /// Variance 47.7558219665 of four and two runs: see `UnweightedBoundsTests`.
  @Test func `two analysts with four and two runs are judged by the bound of any layout`() throws {
    let findings = try Study(Plan(Self.criterion("analyst, run", 8), Self.criterion("analyst, run", 6)), Self.analysts)
      .assessment().findings
    #expect(findings.map(\.verdict) == [.pass, .inconclusive])
    let evidence = try #require(findings[0].evidence)
    #expect(agree(evidence.judged.upper ?? 0, 47.7558219665.squareRoot(), digits: 11))
    #expect(agree(evidence.opposite ?? 0, 0.09240394.squareRoot(), digits: 7))
    #expect(evidence.upperPValue == nil && evidence.degreesOfFreedom == nil)
    let reach = try #require(evidence.precision?.reaches.first)
    #expect(reach.source == "analyst" && reach.levels == 2 && reach.degreesOfFreedom == 1 && reach.canBeFixed)
    #expect(prints(reach.factor, "15.95") && prints(reach.greatest, "0.502") && prints(reach.seen ?? 0, "0.433"))
    #expect(reach.alternatives.map(\.levels) == [4, 6])
    #expect(prints(reach.alternatives[0].factor, "2.92") && prints(reach.alternatives[1].factor, "2.09"))
  }

  @Test func `these analysts are bounded for themselves, and that is told`() throws {
    let findings = try Study(
      Plan(
        Self.criterion("analyst, run", 0.7, ", fixedSource: analyst"),
        Self.criterion("analyst, run", 0.6, ", fixedSource: analyst")), Self.analysts
    ).assessment().findings
    #expect(findings.map(\.verdict) == [.pass, .inconclusive])
    let evidence = try #require(findings[0].evidence)
    #expect(agree(evidence.judged.upper ?? 0, 0.43396435.squareRoot(), digits: 7))
    let these = try #require(evidence.precision?.these.first)
    #expect(these.source == "analyst" && these.levels == 2 && these.laboratory == "R")
    #expect(evidence.precision?.reaches.isEmpty == true)
    #expect(evidence.method.contains("noncentral F"))
  }

  /// The order in which sources are named makes no difference, nor whether the run is named.
  @Test func `sources in another order are the same question`() throws {
    let rows = NotEvaluatedTests.days(Self.analysts, [1, 2, 3, 1, 2, 3])
    let bounds = try ["analyst, day, run", "day, analyst, run"].map { sources in
      try #require(try Study(Plan(Self.criterion(sources, 9)), rows).finding().evidence?.judged.upper)
    }
    #expect(agree(bounds[0], bounds[1], digits: 10))
  }

  @Test func `sources that the results cannot tell apart are bounded together`() throws {
    let finding = try Study(
      Plan(Self.criterion("analyst, run", 90)),
      Self.s + Row.runs("R", ["1 2", "2 3", "4 3"], analysts: ["a", "b", "c"])
    ).finding()
    #expect(finding.verdict != .notEvaluated)
    #expect(finding.remarks.contains { $0.contains("analyst and run cannot be told apart") })
    let alone = try Study(Plan(Self.criterion("run", 90)), Self.s + Row.runs("R", ["1 2", "2 3", "4 3"])).finding()
    #expect(finding.evidence?.judged == alone.evidence?.judged)
  }

  /// Coverage of the whole design and of the one that lost a run are the same, and so nearly are the bounds.
  @Test func `a lost run does not narrow the bound`() throws {
    let analysts = ["a", "a", "a", "b", "b", "b"]
    let runs = ["100.61 101.50", "101.57 101.77", "101.77 101.05", "100.65 100.85", "99.84 99.95", "98.89 99.40"]
    func upper(_ count: Int) throws -> Double {
      try #require(
        try Study(
          Plan(Self.criterion("analyst, run", 3)),
          Self.s + Row.runs("R", Array(runs.prefix(count)), analysts: Array(analysts.prefix(count)))
        ).finding().evidence?.judged.upper)
    }
    let (whole, lost) = (try upper(6), try upper(5))
    #expect(lost > 0.7 * whole && lost < 1.3 * whole, "\(whole) \(lost)")
  }

  @Test func `a ratio of three sums of squares says the level it was computed at`() throws {
    let rows =
      Row.runs("S", Self.ten, analysts: ["a", "a", "a", "b", "b", "b"]) + Self.analysts.filter { $0.lab == "R" }
    let finding = try Study(
      Plan("kind: precision-ratio, of: intermediate, sources: [analyst, run], limit: 9"), rows
    ).finding()
    let evidence = try #require(finding.evidence)
    #expect(evidence.method.contains("at 95.5 %") && evidence.method.contains("0.9 alpha"))
    #expect(evidence.level == 0.95 && evidence.upperPValue == nil)
    #expect(evidence.precision?.reaches.first?.over == "S")
    let two = try Study(Plan("kind: precision-ratio, of: intermediate, sources: [run], limit: 9"), rows).finding()
    #expect(two.evidence?.method.contains("at 95 %") == true)
  }

  /// S 1.0/3 and 0.30 of four runs of three; limit 1.5. A million simulated studies pass with 0.78 at 6 runs, 0.87 at 7, 0.93 at 8.
  @Test func `units needed are those of the bound that judges`() throws {
    // Run means ± d about 100 with S = 1/3, and within runs ± e with s² = 0.3.
    let d = (1.0 / 3 * 3 / 4).squareRoot()
    let e = 0.3.squareRoot()
    let runs = [d, -d, d, -d].map { shift in
      [-e, 0, e].map { "\(100 + shift + $0)" }.joined(separator: " ")
    }
    let finding = try Study(Plan(Self.criterion("run", 1.5)), Self.s + Row.runs("R", runs)).finding()
    #expect(finding.verdict == .inconclusive)
    #expect(finding.unitsNeeded?.atObserved.power80 == 7 && finding.unitsNeeded?.atObserved.power90 == 8)
  }

  @Test func `two analysts are never enough, and no number of runs is said to be`() throws {
    let finding = try Study(Plan(Self.criterion("analyst, run", 2)), Self.analysts).finding()
    #expect(finding.verdict == .inconclusive)
    #expect(finding.unitsNeeded?.atObserved.power80 == nil)
  }
}
