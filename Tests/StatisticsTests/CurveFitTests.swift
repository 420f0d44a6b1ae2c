import Foundation
import Statistics
import TestSupport
import Testing

/// Parameters and errors as the certified figures list them: slope, lower, upper, ln EC50.
private func drcOrder(_ fit: SigmoidFit, variance: Double) -> [(value: Double, error: Double)] {
  let curve = fit.curves[0]
  let errors = fit.standardErrors(.expected, variance: variance)
  let (low, high) = curve.rises ? (0, 1) : (1, 0)
  return [
    (curve.rises ? -curve.slope : curve.slope, errors[2]), (curve.lowerAsymptote, errors[low]),
    (curve.upperAsymptote, errors[high]),
  ] + fit.curves.indices.map { (fit.curves[$0].lnEC50, errors[fit.lnEC50Index($0)]) }
}

struct CurveFitTests {
  /// To eight digits, as the certified figures are to be met; ln EC50s, which may be near zero, absolutely.
  private func meets(_ found: Double, _ certified: Double, isLogarithm: Bool = false) -> Bool {
    agree(found, certified, digits: 8) || (isLogarithm && abs(found - certified) < 1e-9)
  }

  @Test(arguments: Golden.curves.sets.filter { $0.free != nil })
  func `free fits meet the certified parameters, errors and sums of squares`(set: Golden.Curves.Set) throws {
    let certified = try #require(set.free)
    let data = try set.data()
    let fits = try data.freeFits().map { try $0.get() }
    let rss = fits.reduce(0) { $0 + $1.residualSumOfSquares }
    #expect(meets(rss, certified.rss))
    let count = fits.count
    for (i, fit) in fits.enumerated() {
      #expect(fit.gradient <= 1e-8 && fit.step <= 1e-9)
      for (k, found) in drcOrder(fit, variance: certified.rss / Double(certified.df)).enumerated() {
        #expect(meets(found.value, certified.par[k * count + i], isLogarithm: k == 3), "\(set.id) \(i) \(k)")
        #expect(agree(found.error, certified.se[k * count + i], digits: 7), "\(set.id) \(i) \(k)")
      }
    }
  }

  @Test(arguments: Golden.curves.sets.filter { $0.parallel != nil })
  func `parallel fits meet the certified parameters, errors and sums of squares`(set: Golden.Curves.Set) throws {
    let certified = try #require(set.parallel)
    let data = try set.data()
    let fit = try data.parallelFit().get()
    #expect(meets(fit.residualSumOfSquares, certified.rss) && fit.degreesOfFreedom == certified.df)
    for (k, found) in drcOrder(fit, variance: fit.residualVariance).enumerated() {
      #expect(meets(found.value, certified.par[k], isLogarithm: k >= 3), "\(set.id) \(k)")
      #expect(agree(found.error, certified.se[k], digits: 7), "\(set.id) \(k)")
    }
    if let f = set.f {
      let comparison = try CurveComparison(data)
      #expect(meets(try comparison.parallelismTest().statistic, f))
      #expect(comparison.freeResidualSumOfSquares <= fit.residualSumOfSquares)
    }
  }

  @Test(arguments: Golden.curves.sets.filter { $0.potencies != nil })
  func `potencies and their intervals meet the certified figures`(set: Golden.Curves.Set) throws {
    let fit = try set.data().parallelFit().get()
    let reference = fit.preparations[0]
    for potency in try #require(set.potencies) {
      let pair = potency.pair.split(separator: "/").map(String.init)
      guard pair[0] == reference, let test = fit.preparations.firstIndex(of: pair[1]) else { continue }
      let found = fit.potency(of: test, information: .expected)
      #expect(meets(found.estimate, potency.ratio) && agree(found.standardError, potency.se, digits: 8))
      #expect(agree(found.fiellerG(level: 0.95), potency.g, digits: 7))
      let onLn = found.confidenceSet(level: 0.95, method: .deltaOnLn)
      let onRatio = found.confidenceSet(level: 0.95, method: .deltaOnRatio)
      #expect(meets(try #require(onLn.lower), potency.onLn[0]))
      #expect(meets(try #require(onLn.upper), potency.onLn[1]))
      #expect(agree(try #require(onRatio.lower), potency.onRatio[0], digits: 7))
      #expect(agree(try #require(onRatio.upper), potency.onRatio[1], digits: 7))
      switch (found.confidenceSet(level: 0.95, method: .fieller), potency.fieller) {
      case (.bounded(let lower?, let upper?), let limits?):
        #expect(meets(lower, limits[0]) && meets(upper, limits[1]))
      case (.bounded, nil): Issue.record("\(set.id): a set with g of \(potency.g) should not be bounded")
      default: #expect(potency.g >= 1)
      }
    }
  }

  /// drc 3.0.1 stops early; what it prints is named here so that nobody takes it for right.
  @Test func `drc stops at nearly five times the squares on a large background, and lower nowhere`() throws {
    let set = try #require(Golden.curves.sets.first { $0.id == "f2-offset1e6" })
    let fit = try set.data().parallelFit().get()
    let drc = try #require(set.drcParallel)
    #expect(drc > fit.residualSumOfSquares * 4.7)
    for set in Golden.curves.sets {
      guard let theirs = set.drcParallel, let certified = set.parallel else { continue }
      #expect(certified.rss <= theirs * (1 + 1e-12), "\(set.id)")
    }
    let mecter = try #require(Golden.curves.sets.first { $0.id == "f1-mecter" })
    let potency = try mecter.data().parallelFit().get().potency(of: 1, information: .expected).lnEstimate
    #expect(abs((try #require(mecter.drcLnPotency)) / potency - 1) > 0.15)
  }

  /// drc takes errors from the observed Hessian, where it stopped: agreement is as near as it came to the minimum. On f1-mecter
  /// that is a fifth off in ln potency, so its errors belong to other curves.
  @Test(arguments: Golden.curves.sets.filter { $0.drcErrors != nil && $0.parallel != nil && $0.id != "f1-mecter" })
  func `errors by observed information are drc's`(set: Golden.Curves.Set) throws {
    let fit = try set.data().parallelFit().get()
    let found = fit.standardErrors(.observed)
    let theirs = try #require(set.drcErrors)
    let near = set.id == "f2-shallow" ? 0.02 : 0.01
    #expect(abs(found[2] / theirs[0] - 1) < near)
    for (level, error) in zip(try #require(set.drcLevels), theirs.dropFirst()) {
      let place = try #require(fit.preparations.firstIndex(of: level))
      #expect(abs(found[fit.lnEC50Index(place)] / error - 1) < near)
    }
  }

  /// The 5PL of drc is a local search that stops early: ours may be lower, and must not be higher.
  @Test(arguments: Golden.curves.sets.filter { $0.drcFive != nil && $0.id != "f2-flat" })
  func `five parameter curves leave no more than drc's, or say why there are none`(set: Golden.Curves.Set) throws {
    let data = try set.data(.fiveParameter(.either))
    let outcome = data.testCount > 0 ? data.parallelFit() : data.freeFit(of: 0)
    let four = try (data.testCount > 0 ? set.data().parallelFit() : set.data().freeFit(of: 0)).get()
    switch outcome {
    case .converged(let fit):
      #expect(fit.residualSumOfSquares <= (try #require(set.drcFive)) * (1 + 1e-9))
      #expect(fit.residualSumOfSquares <= four.residualSumOfSquares * (1 + 1e-12))
      #expect(fit.gradient <= 1e-8 && fit.step <= 1e-9)
    case .notConverged(let reason):
      // Below every inner minimum the squares still fall, towards a curve with a kink or without end in its exponent.
      guard case .asymmetryWithoutBound = reason else {
        Issue.record("\(set.id): \(reason)")
        return
      }
      #expect(set.id.hasPrefix("f1"))
    }
  }

  @Test(arguments: Golden.curves.weighted.indices)
  func `weights count squares, as minpack's do when residuals are multiplied by their root`(index: Int) throws {
    let set = Golden.curves.weighted[index]
    func fit(_ weights: [Double]) throws -> SigmoidFit {
      let preparations = ["REF", "T1"].map { name in
        let rows = set.curve.indices.filter { set.curve[$0] == name }
        return CurvePreparation(
          name: name, doses: rows.map { set.dose[$0] }, responses: rows.map { set.y[$0] },
          weights: rows.map { weights[$0] })
      }
      return try CurveData(
        reference: preparations[0], tests: [preparations[1]],
        settings: CurveSettings(model: .fourParameter, weighting: .given, zeroDose: .refuse)
      ).parallelFit().get()
    }
    for (weights, peer) in [(set.w, set.residualTimesRoot), (set.w.map { $0 * $0 }, set.residualTimesWeight)] {
      let found = try fit(weights)
      #expect(agree(found.residualSumOfSquares, peer.ss, digits: 10))
      // nlsLM stops at a relative change of 1e-8 in squares, which leaves four to six digits in parameters.
      for (own, theirs) in zip(drcOrder(found, variance: 1), peer.par) { #expect(abs(own.value - theirs) < 2e-4) }
      #expect(found.residualSumOfSquares <= peer.ss * (1 + 1e-13))
    }
  }
}
