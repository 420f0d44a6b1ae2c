import Notation
import Statistics
import TestSupport
import Testing

struct EquivalenceTestTests {
  private func test(_ g: Golden.Test) throws -> EquivalenceTest {
    let log = g.scale == "log_ratio"
    let scale: AnalysisScale = log ? .log : .linear
    let margin = try Margin(lower: scale.position(of: g.low), upper: scale.position(of: g.high))
    // The golden figures are for exactly these doubles, so ratios are formed from them and not from decimals.
    func sample(_ values: [Double], _ pivot: Double) throws -> Moments {
      try Moments(
        centred: values.map { log ? scale.position(of: $0 / pivot) : $0 - pivot },
        pivot: log ? scale.position(of: pivot) : pivot)
    }
    let pivot = g.x[0]
    switch (g.design, g.y) {
    case ("paired", let y?):
      return log
        ? try .oneSample(Moments(zip(g.x, y).map { scale.position(of: $0 / $1) }), margin: margin)
        : try .paired(test: g.x, reference: y, margin: margin)
    case ("two_sample_pooled", let y?):
      return try .pooled(test: sample(g.x, pivot), reference: sample(y, pivot), margin: margin)
    case ("two_sample_welch", let y?):
      return try EquivalenceTest(
        test: MeanEstimate(sample(g.x, pivot)), reference: MeanEstimate(sample(y, pivot)), margin: margin)
    default: return try .oneSample(Moments(g.x), margin: margin)
    }
  }

  /// 37 shapes, offsets of 1e8 and near-constant samples included, evaluated at 60 digits (Golden/tost.py); R's t.test,
  /// TOSTER 0.8.6, equivalence 0.8.2 and statsmodels lose digits or refuse on several of them.
  @Test(arguments: Golden.load("tost", as: [Golden.Test].self))
  func `agrees with high-precision answers`(g: Golden.Test) throws {
    let found = try test(g)
    let interval = found.confidenceInterval(level: 1 - 2 * g.alpha)
    #expect(agree(found.estimate, g.estimate, digits: 12))
    #expect(agree(found.standardError, g.standardError, digits: 12))
    #expect(agree(found.degreesOfFreedom, g.degreesOfFreedom, digits: 12))
    #expect(agree(found.lowerPValue, g.lowerP, digits: 11))
    #expect(agree(found.upperPValue, g.upperP, digits: 11))
    #expect(abs(interval.lower - g.lower) <= 1e-12 * max(abs(g.lower), g.standardError))
    #expect(abs(interval.upper - g.upper) <= 1e-12 * max(abs(g.upper), g.standardError))
  }

  /// NCSS documentation, chapter 198, as printed there; data of the yield example.
  @Test func `agrees with NCSS, pooled and Welch, to every printed digit`() throws {
    let (a, b) = (try Moments(Yield.a), try Moments(Yield.b))
    let margin = try Margin(lower: -110, upper: 110)
    let pooled = try EquivalenceTest.pooled(test: a, reference: b, margin: margin)
    #expect(prints(pooled.estimate, "-8.1153846"))
    #expect(prints(pooled.standardError, "51.114285"))
    #expect(pooled.degreesOfFreedom == 27)
    #expect(prints(pooled.confidenceInterval(level: 0.95).lower, "-112.99323"))
    #expect(prints(pooled.confidenceInterval(level: 0.95).upper, "96.76246"))
    #expect(prints(pooled.lowerPValue, "0.02821"))
    #expect(prints(pooled.upperPValue, "0.01436"))
    let welch = try EquivalenceTest(test: MeanEstimate(a), reference: MeanEstimate(b), margin: margin)
    #expect(prints(welch.standardError, "53.618547"))
    #expect(prints(welch.degreesOfFreedom, "19.169"))
    #expect(prints(welch.confidenceInterval(level: 0.95).lower, "-120.27336"))
    #expect(prints(welch.confidenceInterval(level: 0.95).upper, "104.04259"))
    #expect(prints(welch.lowerPValue, "0.03628"))
    #expect(prints(welch.upperPValue, "0.02002"))
  }

  /// Minitab StatGuide, two-sample cat-food example from its printed difference, SE and (rounded down) df. The inputs have
  /// five digits, so the printed -0.48345 and 0.24101 hold to those.
  @Test func `agrees with Minitab's two-sample example and its equivalence interval`() throws {
    let found = EquivalenceTest(
      estimate: -0.12122, standardError: 0.20324, degreesOfFreedom: 12, margin: try Margin(lower: -0.5, upper: 0.5))
    let interval = found.equivalenceInterval(alpha: 0.05)
    #expect(prints(interval.lower, "-0.48345"))
    #expect(prints(interval.upper, "0.24101"))
    #expect(prints(found.lowerStatistic, "1.8637"))
    #expect(prints(found.upperStatistic, "-3.0566"))
    #expect(prints(found.lowerPValue, "0.044"))
    #expect(prints(found.upperPValue, "0.005"))
  }

  /// Minitab StatGuide, paired contact-lens example: D = -0.11929, SD 0.42324, n = 14.
  @Test func `agrees with Minitab's paired example`() throws {
    let found = try EquivalenceTest.oneSample(
      Moments(count: 14, mean: -0.11929, variance: 0.42324 * 0.42324), margin: Margin(lower: -0.5, upper: 0.5))
    #expect(prints(found.standardError, "0.11312"))
    let interval = found.equivalenceInterval(alpha: 0.05)
    #expect(prints(interval.lower, "-0.3196"))
    #expect(prints(interval.upper, "0.0810"))
  }

  /// TOSTER's known results (Lakens): mean 0.52 against 0.5, SD 0.5, n = 300, limits ±0.1.
  @Test func `agrees with TOSTER's one-sample example`() throws {
    let found = try EquivalenceTest.oneSample(
      Moments(count: 300, mean: 0.52 - 0.5, variance: 0.25), margin: Margin(lower: -0.1, upper: 0.1))
    #expect(prints(found.lowerStatistic, "4.156922"))
    #expect(prints(found.upperStatistic, "-2.771281"))
    #expect(prints(found.lowerPValue, "0.00002108451"))
    #expect(prints(found.upperPValue, "0.002966762"))
    #expect(prints(found.confidenceInterval(level: 0.9).lower, "-0.02763041"))
    #expect(prints(found.confidenceInterval(level: 0.9).upper, "0.06763041"))
  }

  @Test func `constant data have no test`() throws {
    let margin = try Margin(lower: -1, upper: 1)
    let constant = try MeanEstimate(Moments([5, 5, 5]))
    #expect(throws: SampleError.noVariation) {
      try EquivalenceTest(test: constant, reference: constant, margin: margin)
    }
    #expect(throws: SampleError.noVariation) { try EquivalenceTest.oneSample(Moments([5, 5, 5]), margin: margin) }
    // One constant laboratory leaves the other's standard error and degrees of freedom.
    let varying = try MeanEstimate(Moments([4, 5, 6]))
    #expect(try EquivalenceTest(test: varying, reference: constant, margin: margin).degreesOfFreedom == 2)
  }

  @Test(arguments: [0.01, 0.05, 0.1])
  func `the larger p is below alpha exactly when the interval lies inside the limits`(alpha: Double) throws {
    var random = SplitMix(seed: 20_260_301)
    for _ in 0..<3_000 {
      let n = 2 + Int(random.uniform() * 9)
      let m = 2 + Int(random.uniform() * 9)
      let receiving = try Moments((0..<n).map { _ in random.normal() * 2 + 0.3 })
      let sending = try Moments((0..<m).map { _ in random.normal() })
      let margin = try Margin(lower: -1 - 2 * random.uniform(), upper: 1 + 2 * random.uniform())
      for found in [
        try EquivalenceTest(test: MeanEstimate(receiving), reference: MeanEstimate(sending), margin: margin),
        try .pooled(test: receiving, reference: sending, margin: margin),
      ] {
        let (lower, upper) = found.confidenceInterval(level: 1 - 2 * alpha)
        let inside = lower > margin.lower && upper < margin.upper
        let tie = abs(found.pValue - alpha) < 1e-10
        #expect((found.pValue < alpha) == inside || tie)
      }
    }
  }

  @Test func `swapping the laboratories flips signs only`() throws {
    var random = SplitMix(seed: 7)
    for _ in 0..<500 {
      let a = try MeanEstimate(Moments((0..<6).map { _ in random.normal() }))
      let b = try MeanEstimate(Moments((0..<5).map { _ in random.normal() + 0.4 }))
      let one = try EquivalenceTest(test: a, reference: b, margin: Margin(lower: -1, upper: 2))
      let other = try EquivalenceTest(test: b, reference: a, margin: Margin(lower: -2, upper: 1))
      #expect(one.estimate == -other.estimate)
      #expect(one.standardError == other.standardError)
      #expect(one.degreesOfFreedom == other.degreesOfFreedom)
      #expect(one.lowerPValue == other.upperPValue)
      #expect(one.upperPValue == other.lowerPValue)
    }
  }

  @Test(arguments: [-40, -3, 5, 60])
  func `scaling data and limits by a power of two leaves p-values bit-identical`(exponent: Int) throws {
    let factor = Double(sign: .plus, exponent: exponent, significand: 1)
    func found(_ k: Double) throws -> EquivalenceTest {
      try EquivalenceTest(
        test: MeanEstimate(Moments([100.3, 99.1, 101.7, 100.9].map { $0 * k })),
        reference: MeanEstimate(Moments([99.8, 100.4, 99.2].map { $0 * k })),
        margin: Margin(lower: -2 * k, upper: 3 * k))
    }
    #expect(try found(factor).lowerPValue == found(1).lowerPValue)
    #expect(try found(factor).upperPValue == found(1).upperPValue)
  }

  @Test func `wider limits never raise p`() throws {
    let a = try MeanEstimate(Moments([1.2, 0.4, 0.9, 1.4]))
    let b = try MeanEstimate(Moments([0.7, 0.2, 0.5]))
    let p = try [0.5, 0.8, 1, 1.5, 3, 10].map {
      try EquivalenceTest(test: a, reference: b, margin: Margin(lower: -$0, upper: $0)).pValue
    }
    #expect(p == p.sorted(by: >))
  }
}
