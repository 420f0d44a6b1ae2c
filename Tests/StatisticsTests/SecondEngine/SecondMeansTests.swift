import Notation
import Statistics
import TestSupport
import Testing

struct SecondMeansTests {
  /// Values of independent units with an offset, a spread and a size that vary by many powers of ten.
  private func sample(_ random: inout SplitMix, offset: Double, spread: Double) -> [Double] {
    (0..<(2 + Int(random.uniform() * 10))).map { _ in offset + spread * random.normal() }
  }

  private func study(_ random: inout SplitMix) -> (test: [Double], reference: [Double], margin: Margin?) {
    let unit = [1e-6, 1, 1, 100, 1e5][Int(random.uniform() * 5)]
    let offset = [0.0, 100, 1e4][Int(random.uniform() * 3)] * unit
    let shift = 0.5 * unit * random.normal()
    let test = sample(&random, offset: offset + shift, spread: unit * (0.2 + 2 * random.uniform()))
    let reference = sample(&random, offset: offset, spread: unit * (0.2 + 2 * random.uniform()))
    let margin = try? Margin(lower: -unit * (0.5 + 2 * random.uniform()), upper: unit * (0.5 + 2 * random.uniform()))
    return (test, reference, margin)
  }

  private func separate(_ test: [[Double]], _ reference: [[Double]]) throws -> SecondEngine.MeanTest {
    try SecondEngine.MeanTest(
      test: SecondEngine.Mean(samples: test), reference: SecondEngine.Mean(samples: reference))
  }

  @Test func `both engines agree on t tests of 2,000 random studies`() throws {
    var tally = Tally()
    var random = SplitMix(seed: 20_261_201)
    for _ in 0..<2_000 {
      let (test, reference, margin) = study(&random)
      guard let margin else { continue }
      let level = [0.8, 0.9, 0.95, 0.99][Int(random.uniform() * 4)]
      let (r, s) = (try Moments(test), try Moments(reference))
      tally.add(
        try separate([test], [reference]).checks(
          of: EquivalenceTest(test: MeanEstimate(r), reference: MeanEstimate(s), margin: margin), level: level))
      tally.add(
        try SecondEngine.MeanTest(pooled: [test], reference: [reference]).checks(
          of: .pooled(test: r, reference: s, margin: margin), level: level))
      let own = try Margin(lower: margin.lower + r.mean, upper: margin.upper + r.mean)
      tally.add(
        try SecondEngine.MeanTest(SecondEngine.Mean(samples: [test])).checks(
          of: .oneSample(r, margin: own), level: level))
      let n = min(test.count, reference.count)
      let (a, b) = (Array(test.prefix(n)), Array(reference.prefix(n)))
      tally.add(
        try SecondEngine.MeanTest(paired: a, reference: b).checks(
          of: .paired(test: a, reference: b, margin: margin), level: level))
      // Several samples a side, each with units of its own.
      let more = sample(&random, offset: reference[0], spread: margin.upper)
      func centred(_ values: [Double]) throws -> MeanEstimate {
        try MeanEstimate(Moments(centred: values.map { $0 - test[0] }, pivot: test[0]))
      }
      let averaged = try EquivalenceTest(
        test: .average([centred(test), centred(reference)]), reference: centred(more), margin: margin)
      tally.add(try separate([test, reference], [more]).checks(of: averaged, level: level))
      // With the ratio of two reference lots added.
      let step = SecondEngine.Mean(0.3 * margin.upper, variance: margin.upper * margin.upper, degreesOfFreedom: 7.5)
      let bridged = try EquivalenceTest(
        test: MeanEstimate(r).adding(LnEstimate(step.value, standardError: margin.upper, degreesOfFreedom: 7.5)),
        reference: MeanEstimate(s), margin: margin)
      tally.add(
        try SecondEngine.MeanTest(
          test: SecondEngine.Mean(samples: [test]).adding(step), reference: SecondEngine.Mean(samples: [reference])
        ).checks(of: bridged, level: level))
    }
    tally.expectAgreement()
  }

  /// The 37 shapes of the golden file, offsets of 1e8 and samples that hardly vary included, as far as they are linear.
  @Test(arguments: Golden.load("tost", as: [Golden.Test].self))
  func `the second engine meets high-precision answers`(g: Golden.Test) throws {
    let log = g.scale == "log_ratio"
    let scale: AnalysisScale = log ? .log : .linear
    func position(_ values: [Double]) -> [Double] {
      log ? values.map { scale.position(of: $0 / g.x[0]) } : values.map { $0 - g.x[0] }
    }
    let shift = log ? scale.position(of: g.x[0]) : g.x[0]
    let (low, high) = (scale.position(of: g.low), scale.position(of: g.high))
    let found: SecondEngine.MeanTest
    var moved = 0.0
    switch (g.design, g.y) {
    case ("paired", let y?):
      found = try SecondEngine.MeanTest(paired: position(g.x), reference: position(y))
    case ("two_sample_pooled", let y?):
      found = try SecondEngine.MeanTest(pooled: [position(g.x)], reference: [position(y)])
    case ("two_sample_welch", let y?): found = try separate([position(g.x)], [position(y)])
    default:
      found = try SecondEngine.MeanTest(SecondEngine.Mean(samples: [position(g.x)]))
      moved = shift
    }
    let size = max(abs(g.estimate), g.standardError)
    #expect(abs(found.estimate + moved - g.estimate) <= 1e-11 * size)
    #expect(agree(found.standardError, g.standardError, digits: 10))
    #expect(agree(found.degreesOfFreedom, g.degreesOfFreedom, digits: 10))
    #expect(agree(try #require(found.pValue(above: low - moved).value), g.lowerP, digits: 9))
    #expect(agree(try #require(found.pValue(below: high - moved).value), g.upperP, digits: 9))
    let interval = found.interval(level: 1 - 2 * g.alpha)
    #expect(abs(try #require(interval.lower.value) + moved - g.lower) <= 1e-10 * max(abs(g.lower), g.standardError))
    #expect(abs(try #require(interval.upper.value) + moved - g.upper) <= 1e-10 * max(abs(g.upper), g.standardError))
  }

  /// NIST's univariate sets from exact decimals about a value of the data, as the program reads them.
  @Test(arguments: Golden.load("nist-univariate", as: Golden.Univariate.self).sets)
  func `certified means and standard deviations are met`(set: Golden.Univariate.Set) throws {
    let values = try set.data.split(separator: " ").map { try NumberGrammar.point.read(String($0)) }
    let pivot = try #require(AnalysisScale.pivot(of: values))
    let mean = try SecondEngine.Mean(samples: [AnalysisScale.linear.centred(values, on: pivot)])
    #expect(correctDigits(pivot.double + mean.value, try #require(Double(set.mean))) >= 14)
    let deviation = (mean.variance * Double(values.count)).squareRoot()
    #expect(correctDigits(deviation, try #require(Double(set.sd))) >= 13)
  }

  @Test func `both engines agree on 2,000 random ratios of means`() throws {
    var tally = Tally()
    var random = SplitMix(seed: 77)
    for k in 0..<2_000 {
      let spread = [0.02, 0.1, 0.3, 0.8][Int(random.uniform() * 4)]
      let (test, reference) = (
        sample(&random, offset: 1.1, spread: spread), sample(&random, offset: 1, spread: spread)
      )
      let (r, s) = (try Moments(test), try Moments(reference))
      guard r.mean > 0, s.mean > 0 else { continue }
      let margin = try Margin(lower: 0.8, upper: 1.25)
      let level = [0.8, 0.9, 0.95][Int(random.uniform() * 3)]
      let (a, b) = (try SecondEngine.Mean(samples: [test]), try SecondEngine.Mean(samples: [reference]))
      if k % 2 == 0 {
        tally.add(
          try SecondEngine.RatioOfMeans(test: a, reference: b).checks(
            of: RatioTest(test: MeanEstimate(r), reference: MeanEstimate(s), margin: margin), level: level))
      }
      let common = try SecondEngine.MeanTest(pooled: [test], reference: [reference])
      let factor = 1 / Double(test.count) + 1 / Double(reference.count)
      let variance = common.standardError * common.standardError / factor
      let v = common.degreesOfFreedom
      if k % 2 == 1 {
        tally.add(
          try SecondEngine.RatioOfMeans(
            test: SecondEngine.Mean(a.value, variance: variance / Double(test.count), degreesOfFreedom: v),
            reference: SecondEngine.Mean(b.value, variance: variance / Double(reference.count), degreesOfFreedom: v),
            commonDegreesOfFreedom: v
          ).checks(of: RatioTest(pooled: r, s, margin: margin), level: level))
      }
      // Fieller's set of two correlated estimates.
      let correlation = 1.6 * random.uniform() - 0.8
      let (n, d) = (1 + random.normal(), 1 + 0.5 * random.normal())
      let covariance = correlation * spread * spread
      let first = FiellerRatio(
        numerator: n, denominator: d, numeratorVariance: spread * spread, covariance: covariance,
        denominatorVariance: spread * spread, degreesOfFreedom: v)
      let second = SecondEngine.FiellerTest(
        numerator: n, denominator: d, numeratorVariance: spread * spread, covariance: covariance,
        denominatorVariance: spread * spread, degreesOfFreedom: v)
      tally.add(second.checks(of: first.confidenceSet(level: level), level: level))
    }
    tally.expectAgreement()
  }

  @Test func `faults put into a t test or a ratio are found`() throws {
    var faults = FaultTally()
    var random = SplitMix(seed: 99)
    for _ in 0..<100 {
      let (test, reference, margin) = study(&random)
      guard let margin else { continue }
      let second = try separate([test], [reference])
      let first = try EquivalenceTest(
        test: MeanEstimate(Moments(test)), reference: MeanEstimate(Moments(reference)), margin: margin)
      func wrong(estimate: Double? = nil, error: Double? = nil, df: Double? = nil) -> EquivalenceTest {
        EquivalenceTest(
          estimate: estimate ?? first.estimate, standardError: error ?? first.standardError,
          degreesOfFreedom: df ?? first.degreesOfFreedom, margin: margin)
      }
      faults.add("t: sign of the difference", second.checks(of: wrong(estimate: -first.estimate), level: 0.9))
      faults.add("t: one degree of freedom more", second.checks(of: wrong(df: first.degreesOfFreedom + 1), level: 0.9))
      let pooled = Double(test.count + reference.count - 2)
      faults.add("t: pooled degrees of freedom for Welch's", second.checks(of: wrong(df: pooled), level: 0.9))
      // Only the p-value is wrong: the other tail, both tails, and a divisor of n in the variance.
      faults.add(
        "t: the other tail",
        [CrossCheck(.meanTest, "p", first: 1 - first.lowerPValue, second: second.pValue(above: margin.lower))])
      faults.add(
        "t: both tails",
        [CrossCheck(.meanTest, "p", first: 2 * first.lowerPValue, second: second.pValue(above: margin.lower))])
      let n = Double(test.count)
      let small = first.standardError * ((n - 1) / n).squareRoot()
      faults.add("t: n in place of n - 1", second.checks(of: wrong(error: small), level: 0.9))
      faults.add(
        "t: the interval of another level",
        [
          CrossCheck(
            .meanTest, "lower end", first: first.confidenceInterval(level: 0.95).lower,
            second: second.interval(level: 0.9).lower)
        ])
    }
    for _ in 0..<100 {
      let (test, reference) = (
        sample(&random, offset: 1.1, spread: 0.1), sample(&random, offset: 1, spread: 0.1)
      )
      let margin = try Margin(lower: 0.8, upper: 1.25)
      let second = try SecondEngine.RatioOfMeans(
        test: SecondEngine.Mean(samples: [test]), reference: SecondEngine.Mean(samples: [reference]))
      let (r, s) = (try MeanEstimate(Moments(test)), try MeanEstimate(Moments(reference)))
      let exchanged = try RatioTest(test: s, reference: r, margin: margin)
      faults.add("ratio: exchanged", second.checks(of: exchanged, level: 0.9))
      let common = r.degreesOfFreedom + s.degreesOfFreedom
      let pooled = try RatioTest(test: r, reference: s, margin: margin, commonDegreesOfFreedom: common)
      faults.add("ratio: degrees of freedom added up", second.checks(of: pooled, level: 0.9))
      let right = try RatioTest(test: r, reference: s, margin: margin)
      faults.add(
        "ratio: the other tail",
        [CrossCheck(.ratioTest, "p", first: 1 - right.lowerPValue, second: second.pValue(above: margin.lower))])
      // The delta method in place of Fieller's.
      let set = FiellerRatio(
        numerator: r.mean, denominator: s.mean, numeratorVariance: r.variance, denominatorVariance: s.variance,
        degreesOfFreedom: 9)
      let own = SecondEngine.FiellerTest(
        numerator: r.mean, denominator: s.mean, numeratorVariance: r.variance, covariance: 0,
        denominatorVariance: s.variance, degreesOfFreedom: 9)
      if let delta = set.confidenceSet(level: 0.9, method: .deltaOnLn) {
        faults.add("ratio: the delta method for Fieller's", own.checks(of: delta, level: 0.9))
      }
      faults.add("ratio: the level of one side", own.checks(of: set.confidenceSet(level: 0.95), level: 0.9))
    }
    faults.expectFound()
  }
}
