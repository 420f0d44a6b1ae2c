import Statistics
import TestSupport
import Testing

struct PrecisionPowerTests {
  /// With 2 df both tails are exponential: χ²(α) = -2 ln(1 - α), P(χ² ≤ x) = 1 - e^(-x/2) = 1 - (1 - α)^(limit²/σ²).
  @Test(arguments: [1.0, 1.5, 4, 10])
  func `a bound on an SD with two degrees of freedom has a power in closed form`(square: Double) {
    let power = PrecisionPower.ofBound(limitOverTrue: square.squareRoot(), degreesOfFreedom: 2, alpha: 0.05)
    var expected = 1.0
    for _ in 0..<Int(2 * square) { expected *= 0.95.squareRoot() }
    #expect(abs(power - (1 - expected)) < 1e-14)
    let failing = PrecisionPower.failingBound(limitOverTrue: square.squareRoot(), degreesOfFreedom: 2, alpha: 0.05)
    var chance = 1.0
    for _ in 0..<Int(2 * square) { chance *= 0.05.squareRoot() }
    #expect(abs(failing - chance) < 1e-15)
  }

  /// F with 2 and 2 df: P(F ≤ f) = f/(1 + f), F(α) = α/(1 - α).
  @Test func `a bound on a ratio with two and two degrees of freedom has a power in closed form`() {
    let f = 0.05 / 0.95 * 9
    let power = PrecisionPower.ofRatioBound(limitOverTrue: 3, test: 2, reference: 2, alpha: 0.05)
    #expect(abs(power - f / (1 + f)) < 1e-15)
    let g = 19.0 * 9
    let failing = PrecisionPower.failingRatioBound(limitOverTrue: 3, test: 2, reference: 2, alpha: 0.05)
    #expect(abs(failing - 1 / (1 + g)) < 1e-15)
  }

  /// USP <1010>, appendix D: at a variance ratio of 1.8 against 4 the bound is 3.90 with 20 units and 4.47 with 15, so with an
  /// observed ratio at its true value the smallest passing size lies between.
  @Test func `the power is that of simulated bounds`() throws {
    var random = SplitMix(seed: 1_010)
    let (n, studies) = (8, 4_000)
    var (below, ratioBelow) = (0, 0)
    let chiSquare = ChiSquare(degreesOfFreedom: 7).lowerQuantile(0.05)
    let f = FDistribution(7, 7).lowerQuantile(0.05)
    for _ in 0..<studies {
      let r = try Moments((0..<n).map { _ in random.normal() }).variance
      let s = try Moments((0..<n).map { _ in random.normal() }).variance
      if r * 7 / chiSquare < 2.2 * 2.2 { below += 1 }
      if r / s / f < 3 * 3 { ratioBelow += 1 }
    }
    let power = PrecisionPower.ofBound(limitOverTrue: 2.2, degreesOfFreedom: 7, alpha: 0.05)
    let ratioPower = PrecisionPower.ofRatioBound(limitOverTrue: 3, test: 7, reference: 7, alpha: 0.05)
    for (count, chance) in [(below, power), (ratioBelow, ratioPower)] {
      let error = (chance * (1 - chance) / Double(studies)).squareRoot()
      #expect(abs(Double(count) / Double(studies) - chance) < 3.29 * error)
    }
  }

  @Test(arguments: [1.2, 1.5, 2, 4], [0.8, 0.9])
  func `a size reaches its target and one fewer does not; at the limit there is none`(ratio: Double, target: Double)
    throws
  {
    let n = try #require(PrecisionPower.smallest(limitOverTrue: ratio, alpha: 0.05, target: target))
    func power(_ n: Int) -> Double {
      PrecisionPower.ofBound(limitOverTrue: ratio, degreesOfFreedom: Double(n - 1), alpha: 0.05)
    }
    #expect(power(n) >= target && (n == 2 || power(n - 1) < target))
    let m = try #require(PrecisionPower.smallestForRatio(limitOverTrue: ratio, alpha: 0.05, target: target))
    func ratioPower(_ n: Int) -> Double {
      PrecisionPower.ofRatioBound(
        limitOverTrue: ratio, test: Double(n - 1), reference: Double(n - 1), alpha: 0.05)
    }
    #expect(ratioPower(m) >= target && (m == 2 || ratioPower(m - 1) < target) && m >= n)
    #expect(PrecisionPower.smallest(limitOverTrue: 1, alpha: 0.05, target: target) == nil)
    #expect(PrecisionPower.smallestForRatio(limitOverTrue: 0.9, alpha: 0.05, target: target) == nil)
    #expect(abs(PrecisionPower.ofBound(limitOverTrue: 1, degreesOfFreedom: 9, alpha: 0.05) - 0.05) < 1e-14)
  }

  @Test func `an SD of ln and its two percentages go back and forth`() {
    for percent in [1e-6, 2, 20, 150.0] {
      let s = GeometricVariation.standardDeviation(percentLogNormalCV: percent)
      #expect(agree(GeometricVariation.percentLogNormalCV(s), percent, digits: 13))
    }
    #expect(agree(GeometricVariation.standardDeviation(percentLogNormalCV: 20), 0.19804220043536502, digits: 14))
  }
}
