import Foundation
import Statistics
import TestSupport
import Testing

struct DilutionLinearityTests {
  private static func result(_ lnNominal: Double, _ recovery: Double, run: Int = 0) -> DilutionResult {
    DilutionResult(nominal: exp(lnNominal), measured: exp(lnNominal + recovery), run: run)
  }

  /// By hand: recoveries 0.1, -0.1, 0.3 at -1, 0, 1.
  @Test func `a regression through three points has this slope and error`() throws {
    let points = [(-1.0, 0.1), (0, -0.1), (1, 0.3)].map { DilutionLinearityTests.result($0.0, $0.1) }
    let found = try DilutionLinearity(points, method: .simpleRegression)
    #expect(agree(found.slope, 1.1, digits: 13) && agree(found.standardError, 0.03.squareRoot(), digits: 12))
    #expect(found.degreesOfFreedom == 1 && found.levels.count == 3)
    #expect(abs(found.meanLnNominal) < 1e-14 && abs(found.lnMeasuredAtMean - 0.1) < 1e-14)
    let interval = found.confidenceInterval(level: 0.9)
    #expect(agree(interval.upper - found.slope, 0.03.squareRoot() * 6.313751514675043, digits: 12))
    let test = found.equivalence(within: try Margin(lower: interval.lower - 1e-9, upper: interval.upper + 1e-9))
    #expect(test.pValue < 0.05 && test.pValue > 0.049999)
  }

  private static let series: [[Double]] = [
    [0.02, -0.05, 0.11], [0.14, 0.06, 0.19], [-0.12, -0.06, 0.04], [0.05, 0.01, 0.02], [-0.02, -0.11, 0.01],
  ]

  private static let complete = series.enumerated().flatMap { run, recoveries in
    zip([-1.0, 0, 1], recoveries).map { result($0, $1, run: run) }
  }

  /// Every run at every level: the analysis of variance of runs and levels, whose residual has (5 - 1)(3 - 1) degrees of freedom.
  @Test(arguments: [DegreesOfFreedomRule.satterthwaite, .kenwardRoger])
  func `complete runs give the slope of a two-way table`(rule: DegreesOfFreedomRule) throws {
    let table = DilutionLinearityTests.series
    let found = try DilutionLinearity(DilutionLinearityTests.complete, method: .randomRuns(rule))
    let runs = table.map { $0.reduce(0, +) / 3 }
    let levels = (0..<3).map { k in table.reduce(0) { $0 + $1[k] } / 5 }
    let grand = runs.reduce(0, +) / 5
    var residual = 0.0
    for (i, row) in table.enumerated() {
      for k in 0..<3 {
        let r = row[k] - runs[i] - levels[k] + grand
        residual += r * r
      }
    }
    #expect(agree(found.slope, 1 + (levels[2] - levels[0]) / 2, digits: 12))
    #expect(agree(found.standardError, (residual / 8 / 10).squareRoot(), digits: 7))
    #expect(agree(found.degreesOfFreedom, 8, digits: 6))
    let perRun = try DilutionLinearity(DilutionLinearityTests.complete, method: .slopePerRun)
    #expect(agree(perRun.slope, found.slope, digits: 12) && perRun.degreesOfFreedom == 4)
    let slopes = try Moments(table.map { ($0[2] - $0[0]) / 2 })
    #expect(agree(perRun.standardError, (slopes.variance / 5).squareRoot(), digits: 12))
    #expect(agree(perRun.lnMeasuredAtMean, found.lnMeasuredAtMean, digits: 10))
  }

  private static let incomplete = [
    (0, 1, 0.97), (0, 2, 2.11), (0, 4, 4.40), (1, 1, 1.12), (1, 2, 2.31), (2, 2, 1.88), (2, 4, 3.9), (2, 8, 7.7),
    (3, 1, 0.95), (3, 8, 8.6), (4, 4, 4.3), (4, 8, 8.9),
  ].map { (run: Int, nominal: Double, measured: Double) in
    DilutionResult(nominal: nominal, measured: measured, run: run)
  }

  /// R 4.2.2: lme4 1.1.31, lmerTest 3.1.3 (`contest1D` of the level means of `y ~ level + (1 | run)` with weights
  /// n(x - mean x)), pbkrtest 0.5.2; `lm`; and `lm` in each run.
  @Test(arguments: [
    (DilutionLinearityMethod.randomRuns(.satterthwaite), 1.054403720043, 0.00934011589423, 4.12969196726),
    (.randomRuns(.kenwardRoger), 1.054403720043, 0.00948880607271, 4.13258273973),
    (.simpleRegression, 1.01605942368, 0.0283966294653, 10.0),
    (.slopePerRun, 1.05221897407, 0.0119154572098, 4.0),
  ])
  func `incomplete runs agree with R`(
    method: DilutionLinearityMethod, slope: Double, standardError: Double, freedom: Double
  ) throws {
    let found = try DilutionLinearity(DilutionLinearityTests.incomplete, method: method)
    #expect(agree(found.slope, slope, digits: 8) && agree(found.standardError, standardError, digits: 6))
    #expect(agree(found.degreesOfFreedom, freedom, digits: 5))
    // Computed dilutions that differ in their last bits are one level.
    let computed = DilutionLinearityTests.incomplete.enumerated().map { i, result in
      DilutionResult(
        nominal: i % 3 == 0 ? result.nominal.nextUp.nextUp : result.nominal, measured: result.measured, run: result.run)
    }
    let other = try DilutionLinearity(computed, method: method)
    #expect(other.levels.count == 4 && agree(other.slope, found.slope, digits: 12))
  }

  @Test func `replicates within a run and level are not taken for runs`() throws {
    var random = SplitMix(seed: 3)
    // Two near copies of each result: the same slope, hardly more degrees of freedom.
    let doubled = DilutionLinearityTests.complete.flatMap { one in
      (0..<2).map { _ in
        DilutionResult(nominal: one.nominal, measured: one.measured * exp(1e-3 * random.normal()), run: one.run)
      }
    }
    let single = try DilutionLinearity(DilutionLinearityTests.complete, method: .randomRuns(.satterthwaite))
    let found = try DilutionLinearity(doubled, method: .randomRuns(.satterthwaite))
    #expect(abs(found.slope - single.slope) < 2e-3 && agree(found.standardError, single.standardError, digits: 1))
    #expect(found.degreesOfFreedom < 9)
    let naive = try DilutionLinearity(doubled, method: .simpleRegression)
    #expect(naive.degreesOfFreedom == 28)
  }

  @Test func `units and the order of results change nothing`() throws {
    let base = DilutionLinearityTests.complete
    let scaled = base.map { DilutionResult(nominal: 4 * $0.nominal, measured: 4 * $0.measured, run: $0.run) }
    for method in [DilutionLinearityMethod.simpleRegression, .slopePerRun, .randomRuns(.kenwardRoger)] {
      let one = try DilutionLinearity(base, method: method)
      #expect(try DilutionLinearity(base.reversed(), method: method) == one)
      let other = try DilutionLinearity(scaled, method: method)
      #expect(other.slope == one.slope && other.standardError == one.standardError)
    }
  }

  @Test func `what has no slope is refused in words`() throws {
    func refuse(_ error: PotencyValidationError, _ results: [DilutionResult], _ method: DilutionLinearityMethod) {
      #expect(throws: error) { try DilutionLinearity(results, method: method) }
      #expect(!error.description.isEmpty)
    }
    let result = DilutionLinearityTests.result
    refuse(.oneLevel, [result(0, 0.1, 0), result(0, 0.2, 1)], .simpleRegression)
    refuse(.notPositive(0), [DilutionResult(nominal: 1, measured: 0, run: 0)], .simpleRegression)
    refuse(.noResidualDegreesOfFreedom, [result(0, 0.1, 0), result(1, 0.2, 0)], .simpleRegression)
    refuse(.oneLevelInRun(2), [result(0, 0.1, 1), result(1, 0.2, 1), result(1, 0.3, 2)], .slopePerRun)
    refuse(
      .sample(.noVariation), [1.0, 2, 4].map { DilutionResult(nominal: $0, measured: 2 * $0, run: 0) },
      .simpleRegression)
    refuse(
      .model(.oneLevelPerRow(factor: "run")), [result(0, 0.1, 1), result(1, 0.2, 2), result(1, 0.3, 3)],
      .randomRuns(.satterthwaite))
  }

  /// By hand: ln recoveries 0.1 and 0.3 of two runs, and their replicates ± 0.05.
  @Test func `bias and precision at a level are those of run means and of single results`() throws {
    let simple = try PotencyLevelBias(nominal: 50, runs: [[50 * exp(0.1)], [50 * exp(0.3)]])
    #expect(agree(simple.relativeBias, 100 * (exp(0.2) - 1), digits: 12))
    #expect(agree(simple.percentGCV, 100 * (exp(0.02.squareRoot()) - 1), digits: 12))
    let t = StudentT(degreesOfFreedom: 1).upperQuantile(0.05)
    let interval = try simple.relativeBiasInterval(level: 0.9)
    #expect(agree(interval.lower, 100 * (exp(0.2 - 0.1 * t) - 1), digits: 12))
    #expect(agree(interval.upper, 100 * (exp(0.2 + 0.1 * t) - 1), digits: 12))
    let bound = (0.02 / ChiSquare(degreesOfFreedom: 1).lowerQuantile(0.05)).squareRoot()
    #expect(agree(simple.percentGCVUpperBound(level: 0.95), 100 * (exp(bound) - 1), digits: 11))
    let nested = try PotencyLevelBias(
      nominal: 50, runs: [[0.05, 0.15], [0.25, 0.35]].map { $0.map { 50 * exp($0) } })
    #expect(agree(nested.relativeBias, simple.relativeBias, digits: 12))
    // Run means s² = 0.02; within 0.005, half of which the means hold already.
    #expect(agree(nested.intermediateVariance.estimate, 0.0225, digits: 12))
    #expect(nested.percentGCVLowerBound(level: 0.95) < nested.percentGCV)
    #expect(nested.percentGCVUpperBound(level: 0.95) > nested.percentGCV)
    // Unequal runs: means 0.1 and 0.3 again, within 0.005 with one degree of freedom, n = 2/(1/2 + 1) = 4/3.
    let unequal = try PotencyLevelBias(nominal: 50, runs: [[0.05, 0.15], [0.3]].map { $0.map { 50 * exp($0) } })
    #expect(agree(unequal.intermediateVariance.estimate, 0.02 + 0.25 * 0.005, digits: 12))
    #expect(throws: PotencyValidationError.sample(.tooFew(needed: 2, found: 1))) {
      try PotencyLevelBias(nominal: 50, runs: [[50, 51], []])
    }
    #expect(throws: PotencyValidationError.notPositive(-1)) { try PotencyLevelBias(nominal: 50, runs: [[50], [-1]]) }
    #expect(throws: PotencyValidationError.sample(.noVariation)) {
      try PotencyLevelBias(nominal: 50, runs: [[50], [50]])
    }
  }

  @Test func `the share of results out of specification is a sum of normal tails`() throws {
    let z = 1.959963984540054
    let symmetric = try PotencyOutOfSpecification(
      lower: 100 * exp(-0.1 * z), upper: 100 * exp(0.1 * z), truePotency: 100, lnBias: 0, lnStandardDeviation: 0.1)
    #expect(agree(symmetric.probability, 0.05, digits: 12))
    #expect(agree(symmetric.probabilityBelow, symmetric.probabilityAbove, digits: 12))
    // A bias of two standard deviations; and a far tail, Q(20), which a difference from one would lose.
    let biased = try PotencyOutOfSpecification(
      lower: nil, upper: 100 * exp(0.1), truePotency: 100, lnBias: 0.2, lnStandardDeviation: 0.1)
    #expect(agree(biased.probability, 0.8413447460685429, digits: 12) && biased.probabilityBelow == 0)
    let far = try PotencyOutOfSpecification(
      lower: 100 * exp(-2), upper: nil, truePotency: 100, lnBias: 0, lnStandardDeviation: 0.1)
    #expect(agree(far.probability, 2.7536241186062337e-89, digits: 10))
    func refuse(_ error: PotencyValidationError, _ lower: Double?, _ upper: Double?, _ sd: Double) {
      #expect(throws: error) {
        try PotencyOutOfSpecification(
          lower: lower, upper: upper, truePotency: 100, lnBias: 0, lnStandardDeviation: sd)
      }
    }
    refuse(.noLimits, nil, nil, 0.1)
    refuse(.limits(lower: 120, upper: 80), 120, 80, 0.1)
    refuse(.noStandardDeviation(0), 80, 120, 0)
    refuse(.notPositive(-80), -80, 120, 0.1)
  }
}
