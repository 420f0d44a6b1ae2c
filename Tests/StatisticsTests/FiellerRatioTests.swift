import Statistics
import TestSupport
import Testing

struct FiellerRatioTests {
  private static func ratio(
    _ n: Double, _ d: Double, _ v11: Double, _ v12: Double, _ v22: Double, _ freedom: Double
  ) -> FiellerRatio {
    FiellerRatio(
      numerator: n, denominator: d, numeratorVariance: v11, covariance: v12, denominatorVariance: v22,
      degreesOfFreedom: freedom)
  }

  /// By hand, with t² for one unit: n = 4, d = 2, no covariance, t²v = 1 for both: 3ρ² - 16ρ + 15 = 0.
  @Test func `a ratio of 4 to 2 with unit squared half widths has the roots of 3ρ² - 16ρ + 15`() throws {
    let t = StudentT(degreesOfFreedom: 7).upperQuantile(0.025)
    let unit = 1 / (t * t)
    let set = FiellerRatioTests.ratio(4, 2, unit, 0, unit, 7).confidenceSet(level: 0.95)
    #expect(agree(try #require(set.lower), (8 - 19.0.squareRoot()) / 3, digits: 14))
    #expect(agree(try #require(set.upper), (8 + 19.0.squareRoot()) / 3, digits: 14))
    // A denominator of half its half width: 4 - ... leaves everything outside the roots, or everything.
    let outside = FiellerRatioTests.ratio(4, 0.5, unit, 0, unit, 7).confidenceSet(level: 0.95)
    guard case .exclusive(let below, let above) = outside else {
      Issue.record("expected an exclusive set, found \(outside)")
      return
    }
    // -3/4 ρ² - 4ρ + 15 = 0.
    #expect(agree(below, (-8 - 244.0.squareRoot()) / 3, digits: 14))
    #expect(agree(above, (-8 + 244.0.squareRoot()) / 3, digits: 14))
    #expect(FiellerRatioTests.ratio(0.5, 0.5, unit, 0, unit, 7).confidenceSet(level: 0.95) == .unbounded)
  }

  @Test func `the set is what the t test does not reject, whatever its shape`() throws {
    var random = SplitMix(seed: 1954)
    var shapes = [0, 0, 0]
    for _ in 0..<3_000 {
      let (a, b) = (0.2 + random.uniform(), 0.2 + random.uniform())
      let r = 1.6 * random.uniform() - 0.8
      let fieller = FiellerRatioTests.ratio(
        4 * random.normal(), 2 * random.normal(), a * a, r * a * b, b * b, 3 + 20 * random.uniform())
      let t = StudentT(degreesOfFreedom: fieller.degreesOfFreedom).upperQuantile(0.025)
      let set = fieller.confidenceSet(level: 0.95)
      func isAccepted(_ ratio: Double) -> Bool {
        let difference = fieller.numerator - ratio * fieller.denominator
        let variance =
          fieller.numeratorVariance - 2 * ratio * fieller.covariance + ratio * ratio * fieller.denominatorVariance
        return difference * difference <= t * t * variance
      }
      func checkEnd(_ end: Double) {
        let step = 1e-7 * max(1, end.magnitude)
        #expect(isAccepted(end - step) != isAccepted(end + step), "\(end) of \(fieller)")
      }
      #expect((fieller.g(level: 0.95) < 1) == (set.lower != nil && set.upper != nil))
      switch set {
      case .bounded(let lower, let upper):
        shapes[0] += 1
        checkEnd(try #require(lower))
        checkEnd(try #require(upper))
        #expect(isAccepted(fieller.estimate))
      case .exclusive(let below, let above):
        shapes[1] += 1
        checkEnd(below)
        checkEnd(above)
        #expect(!isAccepted((below + above) / 2))
      case .unbounded:
        shapes[2] += 1
        for _ in 0..<5 { #expect(isAccepted(20 * random.normal())) }
      }
    }
    #expect(shapes.allSatisfy { $0 > 100 })
  }

  @Test func `with one variance the test of a ratio has Fieller's set`() throws {
    var random = SplitMix(seed: 1999)
    for _ in 0..<50 {
      let test = try Moments((0..<5).map { _ in 10 + random.normal() })
      let reference = try Moments((0..<7).map { _ in 9 + random.normal() })
      let common = try #require(PooledVariance([test, reference]))
      let set = try RatioTest(pooled: test, reference, margin: Margin(lower: 0.8, upper: 1.25)).confidenceSet(
        level: 0.9)
      let exact = FiellerRatio(
        numerator: test.mean, denominator: reference.mean, numeratorVariance: common.value / 5,
        denominatorVariance: common.value / 7, degreesOfFreedom: common.degreesOfFreedom
      ).confidenceSet(level: 0.9)
      #expect(agree(try #require(set.lower), try #require(exact.lower), digits: 11))
      #expect(agree(try #require(set.upper), try #require(exact.upper), digits: 11))
    }
  }

  @Test func `a denominator of zero has no quotient, and a set all the same`() {
    let none = FiellerRatioTests.ratio(4, 0, 1, 0, 1, 7)
    #expect(none.quotient == nil && none.estimate == .infinity && none.g(level: 0.95) == .infinity)
    #expect(none.confidenceSet(level: 0.95, method: .deltaOnRatio) == nil)
    #expect(none.confidenceSet(level: 0.95, method: .fieller) == none.confidenceSet(level: 0.95))
    #expect(none.confidenceSet(level: 0.95) != .unbounded)
    #expect(FiellerRatioTests.ratio(0, 0, 1, 0, 1, 7).confidenceSet(level: 0.95) == .unbounded)
  }
}
