import Foundation
import Statistics
import TestSupport
import Testing

struct CurveSimilarityTests {
  /// Christensen et al. 2003, *S. alba*: glyphosate as reference; constrained and free fits by 40-digit Gauss-Newton.
  private func salba() throws -> CurveData {
    let set = try #require(Golden.curves.sets.first { $0.id == "f1-S.alba" })
    let preparations = ["Glyphosate", "Bentazone"].map { name in
      let rows = set.curve.indices.filter { set.curve[$0] == name }
      return CurvePreparation(name: name, doses: rows.map { set.dose[$0] }, responses: rows.map { set.y[$0] })
    }
    return try CurveData(
      reference: preparations[0], tests: [preparations[1]],
      settings: CurveSettings(model: .fourParameter, zeroDose: .asymptote))
  }

  @Test func `the published mustard example is met to each digit`() throws {
    let comparison = try CurveComparison(salba())
    let fit = comparison.parallel
    let (one, curve) = (fit.curves[0], fit.potency(of: 1, information: .expected))
    for (found, text) in [
      (one.slope, "3.8641906587"), (one.lowerAsymptote, "0.753659969857"), (one.upperAsymptote, "3.8248630274"),
      (one.ec50, "66.9564333058"), (curve.lnEstimate, "0.854730052156"), (curve.standardError, "0.0964576527443"),
      (curve.estimate, "2.3507397178"), (fit.residualSumOfSquares, "9.49457586342"),
      (comparison.freeResidualSumOfSquares, "8.34793391079"),
      (try comparison.parallelismTest().statistic, "2.74712752852"),
      (try comparison.parallelismTest().pValue, "0.0506565172297"),
      (comparison.nonParallelismSumOfSquares, "1.14664195263"),
    ] {
      #expect(prints(found, text), "\(found) for \(text)")
    }
    #expect(fit.degreesOfFreedom == 63 && comparison.freeDegreesOfFreedom == 60)
    let set = curve.confidenceSet(level: 0.95, method: .deltaOnLn)
    #expect(prints(try #require(set.lower), "1.93861696469"))
    #expect(prints(try #require(set.upper), "2.85047398298"))
    let free: [[(Double, String)]] = comparison.free.map { fit in
      let c = fit.curves[0]
      return [(c.slope, ""), (c.lowerAsymptote, ""), (c.upperAsymptote, ""), (c.ec50, "")]
    }
    let printed = [
      ["2.71614321653", "0.891832525043", "3.87586774118", "62.048043988"],
      ["5.12535937343", "0.681750384215", "3.80628377822", "29.2648162685"],
    ]
    for (found, texts) in zip(free, printed) {
      for (pair, text) in zip(found, texts) { #expect(prints(pair.0, text), "\(pair.0) for \(text)") }
    }
    let variance = comparison.freeResidualVariance
    let errors = [
      ["0.663580861206", "0.186509937672", "0.105195087398"], ["1.09993379727", "0.0949935788219", "0.110063541339"],
    ]
    for (fit, texts) in zip(comparison.free, errors) {
      let found = fit.standardErrors(.expected, variance: variance)
      // This response falls: infinite dose is the lower asymptote.
      for (value, text) in zip([found[2], found[1], found[0]], texts) {
        #expect(prints(value, text), "\(value) for \(text)")
      }
    }
    #expect(prints(62.048043988 * comparison.free[0].standardErrors(.expected, variance: variance)[3], "6.6256241344"))
  }

  /// Inderjit et al. 2002; estimates as r-causal.github.io/deli prints them, errors by 40-digit Gauss-Newton.
  @Test func `the published ryegrass example is met to each digit`() throws {
    let set = try #require(Golden.curves.sets.first { $0.id == "f1-ryegrass" })
    let fit = try set.data().freeFit(of: 0).get()
    let curve = fit.curves[0]
    let errors = fit.standardErrors(.expected)
    for (found, text) in [
      (curve.lowerAsymptote, "0.481410"), (curve.upperAsymptote, "7.792962"), (curve.ec50, "3.057955"),
      (curve.slope, "2.982229"), (curve.lowerAsymptote, "0.481409942939"), (curve.upperAsymptote, "7.79296232774"),
      (curve.ec50, "3.05795516934"), (curve.slope, "2.98222866622"), (errors[2], "0.458428817105"),
      (errors[1], "0.209506044029"), (errors[0], "0.189733260025"), (errors[3] * curve.ec50, "0.185828903335"),
      (fit.residualSumOfSquares, "5.40021462777"), (fit.residualVariance.squareRoot(), "0.519625568452"),
    ] {
      #expect(prints(found, text), "\(found) for \(text)")
    }
    // At dose zero the curve is its asymptote, exactly; at the EC50 it is half way.
    #expect(curve.response(at: 0) == curve.responseAtZeroDose)
    #expect(agree(curve.response(at: curve.ec50), (curve.lowerAsymptote + curve.upperAsymptote) / 2, digits: 12))
  }

  @Test func `the chi-square test divides the same squares by the known variance`() throws {
    let comparison = try CurveComparison(salba())
    let test = try comparison.parallelismTest(knownVariance: 0.15)
    #expect(agree(test.statistic, 1.14664195263 / 0.15, digits: 10) && test.degreesOfFreedom == 3)
    // P(χ²₃ > x) = erfc(√(x/2)) + √(2x/π) e^(-x/2).
    let x = test.statistic
    #expect(agree(test.pValue, erfc((x / 2).squareRoot()) + (2 * x / .pi).squareRoot() * exp(-x / 2), digits: 12))
    #expect(throws: CurveError.varianceNotPositive(0)) { try comparison.parallelismTest(knownVariance: 0) }
  }

  /// By hand from the printed estimates and errors: b_T/b_R with independent free curves.
  @Test func `ratios of free parameters have Fieller and delta intervals`() throws {
    let comparison = try CurveComparison(salba())
    let slope = try comparison.similarity(.slopeRatio, of: 1, information: .expected)
    #expect(agree(try #require(slope.estimate), 5.12535937343 / 2.71614321653, digits: 11))
    let t = StudentT(degreesOfFreedom: 60).upperQuantile(0.05)
    let (b, c) = (1.09993379727 / 5.12535937343, 0.663580861206 / 2.71614321653)
    let half = t * (b * b + c * c).squareRoot()
    let delta = try #require(slope.confidenceSet(level: 0.9, method: .deltaOnLn))
    #expect(agree(try #require(delta.upper), 5.12535937343 / 2.71614321653 * exp(half), digits: 10))
    let fieller = try #require(slope.confidenceSet(level: 0.9, method: .fieller))
    // Each limit solves (b_T - ρ b_R)² = t² (V_T + ρ² V_R).
    for limit in [try #require(fieller.lower), try #require(fieller.upper)] {
      let (left, right) = (
        pow(5.12535937343 - limit * 2.71614321653, 2), t * t * (pow(1.09993379727, 2) + pow(limit * 0.663580861206, 2))
      )
      #expect(agree(left, right, digits: 9))
    }
    // At 99.99 % the reference's slope may be zero and the test's may not: every ratio but an interval round zero.
    guard case .exclusive(let below, let above) = slope.confidenceSet(level: 0.9999, method: .fieller) else {
      Issue.record("g is \(slope.ratio.g(level: 0.9999))")
      return
    }
    #expect(below < 0 && above > 0)
    #expect(slope.ratio.g(level: 0.9999) > 1)
    // At a still higher level neither can be told from zero, nor both together, and nothing is excluded.
    #expect(slope.confidenceSet(level: 1 - 1e-9, method: .fieller) == .unbounded)
    let margin = try Margin(lower: 0.5, upper: 2)
    #expect(!slope.isEquivalent(within: margin, atLevel: 0.05, method: .fieller))
    let upper = try comparison.similarity(.upperAsymptoteRatio, of: 1, information: .expected)
    #expect(upper.isEquivalent(within: try Margin(lower: 0.9, upper: 1.1), atLevel: 0.05, method: .fieller))
    #expect(agree(try #require(upper.estimate), 3.80628377822 / 3.87586774118, digits: 11))
  }

  @Test func `shifts of asymptotes are relative to the reference's range, and change with no offset`() throws {
    var random = SplitMix(seed: 21)
    let plate = Plate(&random, potency: 1.2)
    let moved = Plate(
      doses: plate.doses, reference: plate.reference.map { $0 + 1024 }, test: plate.test.map { $0 + 1024 })
    let (one, other) = (try CurveComparison(plate.data()), try CurveComparison(moved.data()))
    let (r, t) = (one.free[0].curves[0], one.free[1].curves[0])
    for (measure, expected) in [
      (SimilarityMeasure.lowerAsymptoteShift, (t.lowerAsymptote - r.lowerAsymptote) / r.asymptoteRange),
      (.upperAsymptoteShift, (t.upperAsymptote - r.upperAsymptote) / r.asymptoteRange),
      (.asymptoteRangeRatio, t.asymptoteRange / r.asymptoteRange),
    ] {
      let (a, b) = (
        try one.similarity(measure, of: 1, information: .expected),
        try other.similarity(measure, of: 1, information: .expected)
      )
      #expect(agree(try #require(a.estimate), expected, digits: 10))
      #expect(abs((try #require(a.estimate)) - (try #require(b.estimate))) < 1e-9)
      let (p, q) = (
        try #require(a.confidenceSet(level: 0.9, method: .fieller)),
        try #require(b.confidenceSet(level: 0.9, method: .fieller))
      )
      #expect(abs((try #require(p.lower)) - (try #require(q.lower))) < 1e-8)
      #expect(abs((try #require(p.upper)) - (try #require(q.upper))) < 1e-8)
    }
    #expect(one.free[0].curves[0].asymptoteRatio != nil)
  }

  /// Upper shift and range share the reference's upper asymptote; by simulation its Fieller interval keeps its level.
  @Test func `intervals of shifts and slope ratios keep their level`() throws {
    var random = SplitMix(seed: 22)
    var covered: [SimilarityMeasure: Int] = [:]
    let measures: [(SimilarityMeasure, Double)] = [
      (.lowerAsymptoteShift, 0), (.upperAsymptoteShift, 0), (.slopeRatio, 1), (.asymptoteRangeRatio, 1),
    ]
    let count = 500
    for _ in 0..<count {
      let comparison = try CurveComparison(Plate(&random, noise: 0.03).data())
      for (measure, truth) in measures {
        let found = try comparison.similarity(measure, of: 1, information: .expected)
        guard case .bounded(let lower?, let upper?)? = found.confidenceSet(level: 0.9, method: .fieller) else {
          continue
        }
        if lower <= truth, truth <= upper { covered[measure, default: 0] += 1 }
      }
    }
    for (measure, _) in measures {
      #expect(abs(Double(covered[measure] ?? 0) / Double(count) - 0.9) < 0.045, "\(measure)")
    }
  }

  @Test func `lack of fit is what dose means leave over against pure error`() throws {
    var random = SplitMix(seed: 23)
    let plate = Plate(&random)
    let data = try plate.data()
    let fit = try data.parallelFit().get()
    var pure = 0.0
    for y in [plate.reference, plate.test] {
      for i in stride(from: 0, to: 16, by: 2) { pure += (y[i] - y[i + 1]) * (y[i] - y[i + 1]) / 2 }
    }
    #expect(agree(data.pureErrorSumOfSquares, pure, digits: 12) && data.pureErrorDegreesOfFreedom == 16)
    let test = try fit.lackOfFit()
    #expect(test.numeratorDegreesOfFreedom == 11 && test.denominatorDegreesOfFreedom == 16)
    #expect(agree(test.statistic, (fit.residualSumOfSquares - pure) / 11 / (pure / 16), digits: 10))
    #expect(try fit.regression().pValue < 1e-12 && fit.coefficientOfDetermination > 0.9)
    let alone = try CurveData(
      reference: CurvePreparation(
        name: "r", doses: [1, 2, 4, 8, 16], responses: [0.1, 0.3, 1, 1.6, 1.85]),
      settings: CurveSettings(model: .fourParameter, zeroDose: .refuse))
    #expect(throws: CurveError.noReplicates) { try alone.freeFit(of: 0).get().lackOfFit() }
  }

  @Test func `the EC50 is placed among the doses`() throws {
    let curve = try salba().freeFit(of: 0).get().curves[0]
    let window = try #require(curve.window(doses: [0, 10, 20, 40, 80, 160, 320]))
    #expect(window.dosesBelow == 3 && window.dosesAbove == 3 && window.isInside)
    #expect(agree(window.position, log(curve.ec50 / 10) / log(32), digits: 12))
    #expect(curve.window(doses: [0, 10, 10]) == nil)
    #expect(try #require(curve.window(doses: [100, 200])).isInside == false)
  }

  @Test func `a potency is scaled by what was assumed`() {
    let scaling = PotencyScaling(assumedPotency: 670, dilution: 2)
    #expect(scaling.potency(0.5) == 670)
    #expect(scaling.potency(.bounded(lower: 0.25, upper: nil)) == .bounded(lower: 335, upper: nil))
    #expect(scaling.potency(.exclusive(below: -1, above: 1)) == .exclusive(below: -1340, above: 1340))
    #expect(scaling.potency(.unbounded) == .unbounded)
  }
}
