internal import GSL

extension SecondEngine {
  /// Measures of similarity between free curves, from the second engine's own fits of each preparation.
  public struct Similarity: Sendable {
    /// One preparation's curve in the unit of responses.
    private struct Free {
      let lower: Double
      let upper: Double
      let slope: Double
      let asymmetry: Double
      /// Of the lower and the upper asymptote, the slope and ln g, for a response variance of one.
      let covariance: DenseMatrix
      let squares: Double
      let degreesOfFreedom: Double
      let tolerance: Double
    }

    private let curves: [Free]
    private let variance: Double
    private let degreesOfFreedom: Double

    /// - Parameters:
    ///   - preparations: the reference first.
    ///   - fits: the first engine's free fits, near which the second searches.
    /// - Throws: ``CrossCheck/Reason``.
    public init(
      _ preparations: [CurvePreparation], settings: CurveSettings, near fits: [SigmoidFit],
      information: CurveInformation
    ) throws(CrossCheck.Reason) {
      guard preparations.count == fits.count, !fits.isEmpty else { throw .noRoute }
      var curves: [Free] = []
      for (preparation, fit) in zip(preparations, fits) {
        let found = try Curves([preparation], settings: settings).freeCurve(near: fit, information)
        curves.append(
          Free(
            lower: found.values[0], upper: found.values[1], slope: found.values[2],
            asymmetry: exponential(found.values[3]), covariance: found.covariance, squares: found.squares,
            degreesOfFreedom: found.degreesOfFreedom, tolerance: found.tolerance))
      }
      let freedom = curves.reduce(0) { $0 + $1.degreesOfFreedom }
      self.curves = curves
      degreesOfFreedom = freedom
      variance = curves.reduce(0) { $0 + $1.squares } / freedom
    }

    private func ratio(_ measure: SimilarityMeasure, _ test: Int) -> FiellerTest {
      let (r, t) = (curves[0], curves[test])
      let (vr, vt) = (r.covariance, t.covariance)
      func of(
        _ numerator: Double, _ denominator: Double, _ above: Double, _ below: Double, _ covariance: Double = 0
      ) -> FiellerTest {
        FiellerTest(
          numerator: numerator, denominator: denominator, numeratorVariance: variance * above,
          covariance: variance * covariance, denominatorVariance: variance * below, degreesOfFreedom: degreesOfFreedom)
      }
      func range(_ v: DenseMatrix) -> Double { v[0, 0] + v[1, 1] - 2 * v[0, 1] }
      let height = r.upper - r.lower
      switch measure {
      case .slopeRatio: return of(t.slope, r.slope, vt[2, 2], vr[2, 2])
      case .lowerAsymptoteRatio: return of(t.lower, r.lower, vt[0, 0], vr[0, 0])
      case .upperAsymptoteRatio: return of(t.upper, r.upper, vt[1, 1], vr[1, 1])
      case .asymptoteRangeRatio: return of(t.upper - t.lower, height, range(vt), range(vr))
      case .lowerAsymptoteShift:
        return of(t.lower - r.lower, height, vt[0, 0] + vr[0, 0], range(vr), vr[0, 0] - vr[0, 1])
      case .upperAsymptoteShift:
        return of(t.upper - r.upper, height, vt[1, 1] + vr[1, 1], range(vr), vr[0, 1] - vr[1, 1])
      case .asymmetryRatio:
        return of(
          t.asymmetry, r.asymmetry, vt[3, 3] * t.asymmetry * t.asymmetry, vr[3, 3] * r.asymmetry * r.asymmetry)
      }
    }

    /// A measure of the first engine with Fieller's set at `level` held against this.
    ///
    /// - Parameter test: its place among the preparations, from one.
    public func checks(of first: SimilarityEstimate, test: Int, level: Double) -> [CrossCheck] {
      let own = ratio(first.measure, test)
      let loose = max(curves[0].tolerance, curves[test].tolerance)
      let error = own.numeratorVariance.squareRoot() / own.denominator.magnitude
      var checks: [CrossCheck] = []
      if let estimate = first.estimate {
        checks.append(
          CrossCheck(
            .curve, "\(first.measure)", first: estimate,
            second: .found(own.numerator / own.denominator, tolerance: 1e-7, scale: error)))
      }
      return checks
        + own.checks(of: first.ratio.confidenceSet(level: level), level: level, kind: .curve).map { $0.held(to: loose) }
    }
  }
}
