import Foundation
import TestSupport
import Testing

@testable import Statistics

/// Tails and quantiles as `calc` asks for them, far beyond what a study needs.
struct SecondDistributionTests {
  @Test func `both engines agree on 2,000 tails and quantiles of each distribution, however extreme`() throws {
    var tally = Tally()
    var random = SplitMix(seed: 20_261_215)
    /// From half a degree of freedom to a hundred thousand.
    func freedom() -> Double { 0.5 * pow(2e5, random.uniform()) }
    for k in 0..<2_000 {
      // Tails from nearly one to 1e-200.
      let p = k % 2 == 0 ? random.uniform() : pow(10, -200 * random.uniform())
      let (v, w) = (freedom(), freedom())
      let (t, c, f) = (StudentT(degreesOfFreedom: v), ChiSquare(degreesOfFreedom: v), FDistribution(v, w))
      let named:
        [(
          String, SecondEngine.Distribution, (Double) -> Double, (Double) -> Double, (Double) -> Double,
          (Double) -> Double
        )] = [
          (
            "normal", .normal, Normal.lowerTail, Normal.upperTail, Normal.lowerQuantile, Normal.upperQuantile
          ),
          ("t", .studentT(degreesOfFreedom: v), t.lowerTail, t.upperTail, t.lowerQuantile, t.upperQuantile),
          (
            "chi-square", .chiSquare(degreesOfFreedom: v), c.lowerTail, c.upperTail, c.lowerQuantile,
            c.upperQuantile
          ),
          ("F", .fisherF(v, w), f.lowerTail, f.upperTail, f.lowerQuantile, f.upperQuantile),
        ]
      for (name, second, lowerTail, upperTail, lowerQuantile, upperQuantile) in named {
        let (low, high) = (lowerQuantile(p), upperQuantile(p))
        func add(_ what: String, _ first: Double, _ found: SecondValue) {
          guard first.isFinite, low.isFinite, high.isFinite, low != 0, high != 0 else { return }
          tally.add([CrossCheck(.distribution, "\(name) \(what), \(v) \(w) \(p)", first: first, second: found)])
        }
        add("lower quantile", low, second.lowerQuantile(p))
        add("upper quantile", high, second.upperQuantile(p))
        add("lower tail", lowerTail(low), second.lowerTail(low))
        add("upper tail", upperTail(high), second.upperTail(high))
      }
    }
    tally.expectAgreement()
  }

  @Test func `both engines agree on 500 chances of bounds, ratios of bounds and half-widths`() {
    var tally = Tally()
    var random = SplitMix(seed: 9)
    for _ in 0..<500 {
      let (v, w) = (Double(1 + Int(40 * random.uniform())), Double(1 + Int(40 * random.uniform())))
      let (ratio, alpha) = (0.3 + 4 * random.uniform(), 0.01 + 0.2 * random.uniform())
      tally.add([
        CrossCheck(
          .power, "bound", first: PrecisionPower.ofBound(limitOverTrue: ratio, degreesOfFreedom: v, alpha: alpha),
          second: SecondEngine.Power.ofBound(limitOverTrue: ratio, degreesOfFreedom: v, alpha: alpha)),
        CrossCheck(
          .power, "ratio",
          first: PrecisionPower.ofRatioBound(limitOverTrue: ratio, test: v, reference: w, alpha: alpha),
          second: SecondEngine.Power.ofRatioBound(limitOverTrue: ratio, test: v, reference: w, alpha: alpha)),
        CrossCheck(
          .power, "half-width",
          first: HalfWidthChance.chance(halfWidth: ratio, standardError: 1, degreesOfFreedom: v, level: 0.95),
          second: SecondEngine.Power.ofHalfWidth(ratio, standardError: 1, degreesOfFreedom: v, level: 0.95)),
      ])
    }
    tally.expectAgreement()
  }

  @Test func `faults put into a tail or a chance are found`() {
    var faults = FaultTally()
    var random = SplitMix(seed: 10)
    for _ in 0..<100 {
      let (v, w) = (3 + 20 * random.uniform(), 3 + 20 * random.uniform())
      // No chance so near one that another degree of freedom leaves it there.
      let (p, ratio) = (0.001 + 0.4 * random.uniform(), 1.2 + 0.8 * random.uniform())
      let f = FDistribution(v, w)
      func check(_ fault: String, _ first: Double, _ second: SecondValue) {
        faults.add("distribution: \(fault)", [CrossCheck(.distribution, fault, first: first, second: second)])
      }
      let own = SecondEngine.Distribution.fisherF(v, w)
      check("the other tail", f.lowerTail(2), own.upperTail(2))
      check("degrees of freedom exchanged", FDistribution(w, v + 1).upperQuantile(p), own.upperQuantile(p))
      check("both tails", f.upperQuantile(p / 2), own.upperQuantile(p))
      check(
        "n in place of n - 1",
        PrecisionPower.ofBound(limitOverTrue: ratio, degreesOfFreedom: v + 1, alpha: 0.05),
        SecondEngine.Power.ofBound(limitOverTrue: ratio, degreesOfFreedom: v, alpha: 0.05))
      check(
        "the sides of a ratio exchanged",
        PrecisionPower.ofRatioBound(limitOverTrue: ratio, test: w, reference: v, alpha: 0.05),
        SecondEngine.Power.ofRatioBound(limitOverTrue: ratio, test: v, reference: w, alpha: 0.05))
    }
    faults.expectFound()
  }
}
