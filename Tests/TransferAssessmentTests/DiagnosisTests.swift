import Notation
import Statistics
import TestSupport
import Testing
import Transfer

/// Bias, imprecision or size; what drives it; what it would take.
struct DiagnosisTests {
  static let calm = ["99.8 100.2", "100 100.4", "99.6 100", "99.9 100.1", "100.2 100.3", "99.7 100.1"]
  static let difference = "kind: mean-difference, limits: [-2, 2]"

  static func shifted(_ runs: [String], by shift: Double, times factor: Double = 1) -> [String] {
    runs.map { run in
      run.split(separator: " ").map { "\(100 + shift + factor * ((Double($0) ?? 0) - 100))" }.joined(separator: " ")
    }
  }

  @Test(arguments: [
    ("precise and wrong", shifted(calm, by: 4), Diagnosis.Cause.bias),
    ("observed too near the limit", shifted(calm, by: 1.9), .bias),
    ("observed beyond the limit", shifted(calm, by: 2.05), .bias),
    ("one laboratory varies more", shifted(calm, by: 0.2, times: 30), .imprecision),
  ])
  func `the cause is told apart`(name: String, receiving: [String], cause: Diagnosis.Cause) throws {
    let rows = Row.runs("S", Self.calm) + Row.runs("R", receiving)
    let assessment = try Study(Plan(Self.difference), rows).assessment()
    #expect(assessment.diagnoses.map(\.cause) == [cause])
  }

  @Test func `laboratories alike that vary too much for so few runs need more of them`() throws {
    let rows =
      Row.runs("S", Self.shifted(Self.calm, by: 0, times: 12))
      + Row.runs("R", Self.shifted(Self.calm, by: 0.2, times: 12))
    let assessment = try Study(Plan(Self.difference), rows).assessment()
    #expect(assessment.diagnoses.map(\.cause) == [.size])
    #expect((assessment.findings[0].unitsNeeded?.atZero?.power80 ?? 0) > 6)
  }

  /// Three samples in runs of their own: four runs each are twelve runs, and a size is said in runs a laboratory too.
  @Test func `a size is in units a laboratory, also where every sample has its own`() throws {
    func lab(_ name: String) -> [Row] {
      ["X", "Y", "Z"].flatMap { Row.runs(name, ["94", "106", "97", "103"], sample: $0, prefix: $0) }
    }
    let plan = Plan("kind: mean-difference, limits: [-3.5, 3.5]")
    let finding = try Study(plan, lab("S") + lab("R")).finding()
    #expect(finding.sendingUnits == 12)
    let needed = try #require(finding.unitsNeeded?.atZero?.power80)
    #expect(needed % 3 == 0)
    // SE² of a difference with n runs a sample: 2 · s²/(3 n), s² = 30; df = 6 (n - 1).
    func power(_ n: Int) -> Double {
      EquivalencePower.power(
        truth: 0, standardError: (20 / Double(n)).squareRoot(), degreesOfFreedom: 6 * Double(n - 1), lower: -3.5,
        upper: 3.5, alpha: 0.05)
    }
    #expect(power(needed / 3) >= 0.8 && power(needed / 3 - 1) < 0.8)
    let cause = try Study(plan, lab("S") + lab("R")).assessment().diagnoses.first?.cause
    #expect(cause == .size)
  }

  /// Identical laboratories, 20 %CV between runs, limits 0.80 to 1.25: 6 runs are not enough, 18 a laboratory are for 90 %.
  @Test func `six runs at 20 percent CV show little and eighteen would do`() throws {
    // ln-normal scores of six runs with an SD of ln of sqrt(ln 1.04), to the digits of a file.
    let results = ["77.80", "88.13", "96.02", "104.14", "113.47", "128.54"]
    // Times 1.2 without rounding: of the same SD, and not shown to agree, since of a pass no size is told.
    let higher = ["93.36", "105.756", "115.224", "124.968", "136.164", "154.248"]
    let rows = Row.runs("S", results) + Row.runs("R", higher)
    let plan = Plan("kind: mean-ratio, limits: [0.80, 1.25], variances: pooled").with { $0.scale = "log" }
    let finding = try Study(plan, rows).finding()
    let sd = try #require(finding.evidence?.laboratories[0].standardDeviation)
    #expect(abs(100 * (ExponentOf.square(sd) - 1).squareRoot() - 20) < 2, "the %CV of the example is \(sd)")
    func power(_ n: Int, variance: Double) -> Double {
      EquivalencePower.power(
        truth: 0, standardError: (2 * variance / Double(n)).squareRoot(), degreesOfFreedom: Double(2 * n - 2),
        lower: -0.223_143_551, upper: 0.223_143_551, alpha: 0.05)
    }
    let needed = try #require(finding.unitsNeeded?.atZero?.power90)
    #expect(power(needed, variance: sd * sd) >= 0.9 && power(needed - 1, variance: sd * sd) < 0.9)
    func exact(_ n: Int) -> Double { power(n, variance: 0.039_220_713) }
    #expect(exact(18) >= 0.9 && exact(17) < 0.9 && abs(exact(6) - 0.20) < 0.01)
  }

  @Test(arguments: [(0.0, "atZero"), (0.2, "atObserved")])
  func `units needed are those of the exact power`(truth: Double, which: String) throws {
    let rows = Row.runs("S", ["98", "102", "99", "101"]) + Row.runs("R", ["98.2", "102.2", "99.2", "101.2"])
    let finding = try Study(Plan("kind: mean-difference, limits: [-1.5, 1.5], variances: pooled"), rows).finding()
    let sizes = try #require(which == "atZero" ? finding.unitsNeeded?.atZero : finding.unitsNeeded?.atObserved)
    for (found, target) in [(sizes.power80, 0.8), (sizes.power90, 0.9)] {
      let n = try #require(found)
      // s² = 10/3 in both.
      func power(_ n: Int) -> Double {
        EquivalencePower.power(
          truth: truth, standardError: (2 * 10.0 / 3 / Double(n)).squareRoot(), degreesOfFreedom: Double(2 * n - 2),
          lower: -1.5, upper: 1.5, alpha: 0.05)
      }
      #expect(power(n) >= target && power(n - 1) < target)
    }
  }

  /// Separate variances, s² = 10/3 and 30: the power of Welch's test over both sample variances, also with one limit.
  @Test(arguments: ["", ", direction: lower"])
  func `units needed by Welch's test are those of the double integral`(direction: String) throws {
    let rows = Row.runs("S", ["98", "102", "99", "101"]) + Row.runs("R", ["94", "106", "97", "103"])
    let finding = try Study(Plan("kind: mean-difference, limits: [-4, 4]" + direction), rows).finding()
    let sizes = try #require(finding.unitsNeeded?.atZero)
    let zone: EquivalenceZone = direction.isEmpty ? .inside(try Margin(lower: -4, upper: 4)) : .above(-4)
    func power(_ n: Int) throws -> Double {
      let spread = PlannedComparison.Spread.separate(test: 30.0.squareRoot(), reference: (10.0 / 3).squareRoot())
      return try PlannedComparison(spread, test: n).power(truth: 0, zone: zone, alpha: 0.05)
    }
    for (found, target) in [(sizes.power80, 0.8), (sizes.power90, 0.9)] {
      let n = try #require(found)
      #expect(try power(n) >= target && power(n - 1) < target)
    }
  }

  /// Repeatability has as many degrees of freedom a run as it had: 12 of 6 runs are 24 of 12.
  @Test func `units needed for repeatability`() throws {
    let rows = Row.runs("S", ["1 2", "2 3"]) + Row.runs("R", ["1 2 3", "4 5 6", "2 3 4", "5 6 7", "3 4 5", "1 2 3"])
    let finding = try Study(Plan("kind: repeatability, laboratory: receiving, measure: sd, limit: 1.3"), rows).finding()
    let n = try #require(finding.unitsNeeded?.atObserved.power80)
    func power(_ n: Int) -> Double {
      let chiSquare = ChiSquare(degreesOfFreedom: Double(2 * n))
      return chiSquare.lowerTail(chiSquare.lowerQuantile(0.05) * 1.69)
    }
    #expect(power(n) >= 0.8 && power(n - 1) < 0.8)
  }

  @Test func `leaving out finds the run that deviates`() throws {
    var receiving = Self.calm
    receiving[3] = "108 108.4"
    let rows = Row.runs("S", Self.calm) + Row.runs("R", receiving)
    let diagnosis = try #require(
      try Study(Plan("kind: mean-difference, limits: [-1, 1]"), rows).assessment().diagnoses.first)
    #expect(
      diagnosis.driver?.scenario.name == "R3" && diagnosis.driver?.scenario.laboratory == "R"
        && diagnosis.driver?.verdict == .pass)
    #expect(diagnosis.wouldPass == 1)
    #expect(diagnosis.leftOut.count { $0.scenario.factor == .run } == 12)
  }

  @Test func `a pass says what it depends on`() throws {
    let rows = Row.runs("S", Self.calm) + Row.runs("R", Self.calm)
    let firm = try Study(Plan(Self.difference), rows).assessment()
    #expect(firm.diagnoses.isEmpty && firm.sensitivities.map(\.cause) == [.met])
    #expect(firm.sensitivities.first?.leftOut.count == 12 && firm.sensitivities.first?.wouldNotPass == 0)
    // By hand: the interval ends at ±0.180, and without any one run one end lies beyond 0.211.
    let fragile = try Study(Plan("kind: mean-difference, limits: [-0.2, 0.2]"), rows).assessment()
    #expect(fragile.findings.map(\.verdict) == [.pass])
    #expect(fragile.sensitivities.first?.wouldNotPass == 12)
  }

  /// Four runs of one level and two of another that is 4 higher: without the four the mean is 8/3 higher, without any
  /// one run less than 0.8 away.
  @Test(arguments: ["analyst", "day"])
  func `the driver may be an analyst or a day`(factor: String) throws {
    let receiving = Array(Self.calm.prefix(4)) + Self.shifted(Array(Self.calm.suffix(2)), by: 4)
    let rows =
      Row.runs("S", Self.calm)
      + Row.runs("R", receiving).map { row in
        let level = row.run == "R4" || row.run == "R5" ? "b" : "a"
        return changed(row) { if factor == "analyst" { $0.analyst = level } else { $0.day = level } }
      }
    let assessment = try Study(Plan("kind: mean-difference, limits: [-9, 9]"), rows).assessment()
    let driver = try #require(assessment.sensitivities.first?.driver)
    #expect(
      driver.scenario.factor.rawValue == factor && driver.scenario.name == "a" && driver.scenario.laboratory == "R")
  }

  @Test(arguments: [difference, "kind: mean-ratio, limits: [0.999, 1.001]", "kind: recovery, limits: [99.9, 100.1]"])
  func `the tipping limits are the interval, and limits just wider pass`(criterion: String) throws {
    let rows = Row.runs("S", Self.calm) + Row.runs("R", Self.shifted(Self.calm, by: 1.9))
    let finding = try Study(Plan(criterion), rows).finding()
    let tipping = try #require(finding.tippingLimit)
    #expect(tipping == finding.evidence?.judged)
    let (lower, upper) = (try #require(tipping.lower), try #require(tipping.upper))
    let kind = criterion.prefix { $0 != "[" }
    func verdict(_ widen: Double) throws -> Verdict {
      let width = upper - lower
      return try Study(Plan("\(kind)[\(lower - widen * width), \(upper + widen * width)]"), rows).finding().verdict
    }
    #expect(try verdict(1e-6) == .pass)
    #expect(try verdict(-1e-6) != .pass)
  }
}

/// exp(x²) without another import: the series, as x is small here.
enum ExponentOf {
  static func square(_ x: Double) -> Double {
    var (term, sum) = (1.0, 1.0)
    for i in 1..<30 {
      term *= x * x / Double(i)
      sum += term
    }
    return sum
  }
}
