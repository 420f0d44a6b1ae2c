import Statistics
import TestSupport
import Testing

struct RatioTestTests {
  /// Fieller's interval with a common variance on the NCSS yield data: closed form, recomputed at high precision.
  @Test func `the pooled interval is Fieller's closed form`() throws {
    let (a, b) = (try Moments(Yield.a), try Moments(Yield.b))
    let found = try RatioTest(pooled: a, b, margin: Margin(lower: 0.8, upper: 1.25))
    #expect(agree(found.ratio, 0.985443256295, digits: 11))
    let set = found.confidenceSet(level: 0.9)
    #expect(agree(try #require(set.lower), 0.839949969931, digits: 11))
    #expect(agree(try #require(set.upper), 1.15272127555, digits: 11))
  }

  @Test func `separate variances with equal n and equal SDs equal the pooled test at a ratio of one`() throws {
    let (a, b) = (try Moments([9, 10, 11]), try Moments([10, 11, 12]))
    let margin = try Margin(lower: 0.5, upper: 1.0)
    let separate = try RatioTest(test: MeanEstimate(a), reference: MeanEstimate(b), margin: margin)
    let pooled = try RatioTest(pooled: a, b, margin: margin)
    #expect(agree(separate.upperPValue, pooled.upperPValue, digits: 13))
  }

  @Test func `a sender's mean that may be zero leaves an unbounded or an exclusive set`() throws {
    let margin = try Margin(lower: 0.8, upper: 1.25)
    let vague = MeanEstimate(centred: 1, variance: 1, degreesOfFreedom: 5, units: 6)
    let sharp = MeanEstimate(centred: 10, variance: 0.01, degreesOfFreedom: 5, units: 6)
    #expect(try RatioTest(test: vague, reference: vague, margin: margin).confidenceSet(level: 0.9) == .unbounded)
    let outside = try RatioTest(test: sharp, reference: vague, margin: margin).confidenceSet(level: 0.9)
    guard case .exclusive(let below, let above) = outside else {
      Issue.record("expected an exclusive set, found \(outside)")
      return
    }
    // Closed form for these: θ solves (10 - θ)² = t² (0.01 + θ²), t the 95 % point with Satterthwaite's df at that θ.
    #expect(below < 0 && above > 0)
    #expect(throws: SampleError.meanNotPositive) {
      try RatioTest(
        test: sharp, reference: MeanEstimate(centred: -1, variance: 1, degreesOfFreedom: 3, units: 4), margin: margin
      )
    }
  }

  @Test func `the interval lies inside the limits exactly when the larger p is below alpha`() throws {
    var random = SplitMix(seed: 99)
    for _ in 0..<2_000 {
      let receiving = try MeanEstimate(Moments((0..<6).map { _ in 10 + random.normal() * 1.5 }))
      let sending = try MeanEstimate(Moments((0..<5).map { _ in 10 + random.normal() }))
      let margin = try Margin(lower: 0.8 + 0.1 * random.uniform(), upper: 1.1 + 0.2 * random.uniform())
      let found = try RatioTest(test: receiving, reference: sending, margin: margin)
      guard case .bounded(let lower?, let upper?) = found.confidenceSet(level: 0.9) else { continue }
      #expect(
        (found.pValue < 0.05) == (lower > margin.lower && upper < margin.upper) || abs(found.pValue - 0.05) < 1e-10)
    }
  }

  @Test func `a known sender reduces the ratio to a one-sample test`() throws {
    let receiving = try MeanEstimate(Moments([9.1, 10.2, 10.9, 9.8]))
    let known = MeanEstimate(centred: 10, variance: 0, degreesOfFreedom: 1, units: 1)
    let ratio = try RatioTest(test: receiving, reference: known, margin: Margin(lower: 0.9, upper: 1.1))
    let mean = try EquivalenceTest.oneMean(receiving, margin: Margin(lower: 9, upper: 11))
    #expect(agree(ratio.lowerPValue, mean.lowerPValue, digits: 12))
    #expect(agree(ratio.upperPValue, mean.upperPValue, digits: 12))
  }
}
