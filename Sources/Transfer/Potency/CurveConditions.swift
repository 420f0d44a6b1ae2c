internal import Notation
internal import Statistics

/// The conditions of a valid assay, of one fit of curves.
struct CurveConditions {
  private let fits: CurveGroup.Fits
  private let batch: AssayBatch

  init(_ fits: CurveGroup.Fits, _ batch: AssayBatch) {
    self.fits = fits
    self.batch = batch
  }

  var conditions: [PotencyAssay.Condition] {
    let parallel = fits.parallel
    let comparison = try? CurveComparison(free: fits.free, parallel: .converged(parallel), of: fits.data)
    var found: [PotencyAssay.Condition] = []
    found.append(
      test("regression", mustBeSignificant: true, "the response follows the dose (F of the parallel curves)") {
        () throws(CurveError) in try parallel.regression()
      })
    if let comparison {
      found.append(
        test(
          "non-parallelism", mustBeSignificant: false,
          "what free curves fit better than parallel ones (extra sum of squares, F); it finds fault with precise assays first"
        ) { () throws(CurveError) in try comparison.parallelismTest() })
    } else {
      let reason = fits.free.compactMap { $0.reason }.first.map { ": \($0)" } ?? ""
      found.append(
        PotencyAssay.Condition(
          name: "non-parallelism", value: nil, pValue: nil, outcome: .notTested,
          words: "a preparation has no curve of its own\(reason)"))
    }
    found.append(
      parallel.isExact
        ? PotencyAssay.Condition(
          name: "lack of fit", value: nil, pValue: nil, outcome: .notTested,
          words: "the readings lie on the curves exactly, so what is left is rounding")
        : test("lack of fit", mustBeSignificant: false, "dose means against the parallel curves, by replicates (F)") {
          () throws(CurveError) in try parallel.lackOfFit()
        })
    for (place, k) in fits.kept.enumerated() {
      let name = visible(batch.names[k])
      let curve = parallel.curves[place]
      if let window = curve.window(doses: batch.doses(of: k)) {
        found.append(
          PotencyAssay.Condition(
            name: "EC50 window", value: curve.ec50, pValue: nil, outcome: window.isInside ? .met : .notMet,
            words: "\(name): the EC50 lies \(window.isInside ? "among" : "outside of") the doses, with "
              + "\(window.dosesBelow) below and \(window.dosesAbove) above it", preparation: batch.names[k]))
      }
    }
    found.append(
      PotencyAssay.Condition(
        name: "asymptote range", value: parallel.curves[0].asymptoteRange, pValue: nil, outcome: .information,
        words: "upper less lower asymptote of the parallel curves"))
    if let ratio = parallel.curves[0].asymptoteRatio {
      found.append(
        PotencyAssay.Condition(
          name: "asymptote ratio", value: ratio, pValue: nil, outcome: .information,
          words: "upper over lower asymptote of the parallel curves"))
    }
    found.append(
      PotencyAssay.Condition(
        name: "coefficient of determination", value: parallel.coefficientOfDetermination, pValue: nil,
        outcome: .information, words: "share of squares that the parallel curves explain; it says little about a curve")
    )
    return found
  }

  private func test(
    _ name: String, mustBeSignificant: Bool, _ words: String, _ make: () throws(CurveError) -> CurveFTest
  ) -> PotencyAssay.Condition {
    do throws(CurveError) {
      let found = try make()
      let isMet = (found.pValue < PotencyAssay.conventionalAlpha) == mustBeSignificant
      return PotencyAssay.Condition(
        name: name, value: found.statistic, pValue: found.pValue, outcome: isMet ? .met : .notMet, words: words,
        failsByChance: !mustBeSignificant)
    } catch {
      return PotencyAssay.Condition(name: name, value: nil, pValue: nil, outcome: .notTested, words: "\(error)")
    }
  }
}
