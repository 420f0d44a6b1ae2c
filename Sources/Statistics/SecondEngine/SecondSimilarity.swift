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
    }

    private let curves: [Result<Free, CrossCheck.Reason>]
    /// Of the standard errors of each.
    private let tolerances: [Double]

    /// - Parameter free: curves of one preparation each, the reference first.
    public init(free: [Curves.Fitted]) {
      tolerances = free.map { $0.tolerance }
      curves = free.map { fitted in
        Result { () throws(CrossCheck.Reason) -> Free in
          let found = try fitted.freeCurve()
          return Free(
            lower: found.values[0], upper: found.values[1], slope: found.values[2],
            asymmetry: exponential(found.values[3]), covariance: found.covariance, squares: found.squares,
            degreesOfFreedom: found.degreesOfFreedom)
        }
      }
    }

    /// - Parameters:
    ///   - preparations: the reference first.
    ///   - fits: the first engine's free fits, near which the second searches.
    /// - Throws: ``CrossCheck/Reason/noRoute`` where a preparation has no fit.
    public init(
      _ preparations: [CurvePreparation], settings: CurveSettings, near fits: [SigmoidFit],
      information: CurveInformation
    ) throws(CrossCheck.Reason) {
      guard preparations.count == fits.count, !fits.isEmpty else { throw .noRoute }
      var free: [Curves.Fitted] = []
      for (preparation, fit) in zip(preparations, fits) {
        free.append(try Curves([preparation], settings: settings).fitted(near: fit, information: information))
      }
      self.init(free: free)
    }

    private func ratio(_ measure: SimilarityMeasure, _ test: Int) throws(CrossCheck.Reason) -> FiellerTest {
      var found: [Free] = []
      for curve in curves { found.append(try curve.get()) }
      let degreesOfFreedom = found.reduce(0) { $0 + $1.degreesOfFreedom }
      let variance = found.reduce(0) { $0 + $1.squares } / degreesOfFreedom
      let (r, t) = (found[0], found[test])
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
      checks(of: first.ratio, first.measure, name: "\(first.measure)", test: test, level: level)
    }

    /// The same of a ratio that is named otherwise.
    public func checks(
      of first: FiellerRatio, _ measure: SimilarityMeasure, name: String, test: Int, level: Double
    ) -> [CrossCheck] {
      let own = Result { () throws(CrossCheck.Reason) in try ratio(measure, test) }
      let loose = max(tolerances[0], tolerances[test])
      var checks: [CrossCheck] = []
      if let estimate = first.quotient {
        checks.append(
          CrossCheck(
            .curve, name, first: estimate,
            second: .of(own) {
              .found(
                $0.numerator / $0.denominator, tolerance: Curves.toleranceOfParameters,
                scale: $0.numeratorVariance.squareRoot() / $0.denominator.magnitude)
            }, tolerance: Curves.toleranceOfParameters))
      }
      let set = Result { () throws(CrossCheck.Reason) in try own.get().accepted(level: level) }
      return checks
        + AcceptedRatios.checks(.curve, name, of: first.confidenceSet(level: level), against: set)
        .map { $0.held(to: loose) }
    }

    /// What parallel curves leave over more than free ones.
    ///
    /// - Parameter parallel: curves of the same two preparations.
    public func check(ofNonparallelism first: Double, _ parallel: Curves.Fitted) -> CrossCheck {
      let unit = parallel.curves.unit
      let second = Result { () throws(CrossCheck.Reason) -> SecondValue in
        var free = 0.0
        for curve in curves { free += try curve.get().squares }
        let common = try parallel.minimum.get().squares * unit * unit
        return .found(max(0, common - free), tolerance: SecondValue.closedForm, scale: common)
      }
      return CrossCheck(.curve, "non-parallelism", first: first, second: .of(second) { $0 })
    }
  }
}
