internal import Elementary

/// What is compared between the free curves of a test preparation and of the reference.
public enum SimilarityMeasure: Sendable, Equatable, CaseIterable {
  /// Slope of the test over that of the reference.
  case slopeRatio
  /// Lower asymptote of the test over that of the reference.
  case lowerAsymptoteRatio
  /// Upper asymptote of the test over that of the reference.
  case upperAsymptoteRatio
  /// Upper less lower asymptote of the test, over that of the reference.
  case asymptoteRangeRatio
  /// Difference of the lower asymptotes, test less reference, over the reference's upper less lower asymptote.
  case lowerAsymptoteShift
  /// Difference of the upper asymptotes likewise.
  case upperAsymptoteShift
  /// g of the test over that of the reference; five parameters only.
  case asymmetryRatio
}

/// One measure of similarity with its uncertainty.
public struct SimilarityEstimate: Sendable, Equatable {
  public let measure: SimilarityMeasure
  public let reference: String
  public let test: String
  /// Both parts and their variances, from the pooled residual variance of the free fits.
  public let ratio: FiellerRatio
  public let information: CurveInformation

  /// `nil` where the reference's part is zero.
  public var estimate: Double? { ratio.quotient }

  /// The two-sided confidence set; `nil` where the method is not defined (a delta interval on ln of a ratio that is not
  /// above zero, which a shift need not be).
  public func confidenceSet(level: Double, method: FiellerRatio.Method) -> ConfidenceSet? {
    ratio.confidenceSet(level: level, method: method)
  }

  /// Whether the two-sided interval of level 1 - 2 α lies strictly inside the limits: two one-sided tests at α. A set that is
  /// not bounded lies inside none.
  public func isEquivalent(within limits: Margin, atLevel alpha: Double, method: FiellerRatio.Method) -> Bool {
    guard case .bounded(let lower?, let upper?)? = confidenceSet(level: 1 - 2 * alpha, method: method) else {
      return false
    }
    return lower > limits.lower && upper < limits.upper
  }
}

extension CurveComparison {
  /// A measure of similarity between a test preparation and the reference.
  ///
  /// - Parameter test: its place among the preparations, from one.
  /// - Throws: ``CurveError/differentFamilies(reference:test:)`` for slopes or asymmetries of five parameter curves that do
  ///   not compare, ``CurveError/noResidualVariation``.
  public func similarity(
    _ measure: SimilarityMeasure, of test: Int, information: CurveInformation
  ) throws(CurveError) -> SimilarityEstimate {
    precondition(test > 0 && test < free.count, "there is no test preparation \(test)")
    precondition(
      measure != .asymmetryRatio || free[0].model != .fourParameter, "curves of four parameters have no asymmetry")
    guard !free.allSatisfy({ $0.isExact }) else { throw .noResidualVariation }
    let (r, t) = (free[0], free[test])
    let variance = freeResidualVariance
    let (vr, vt) = (
      r.covariance(information, variance: variance), t.covariance(information, variance: variance)
    )
    let (cr, ct) = (r.curves[0], t.curves[0])
    let df = Double(freeDegreesOfFreedom)
    // Rows of the covariance: 0 at dose zero, 1 at infinite dose.
    let (lowR, highR) = cr.rises ? (0, 1) : (1, 0)
    let (lowT, highT) = ct.rises ? (0, 1) : (1, 0)
    func rangeVariance(_ v: [[Double]]) -> Double { max(0, v[0][0] + v[1][1] - 2 * v[0][1]) }
    func centred(_ curve: SigmoidCurve, _ row: Int) -> Double {
      row == 0 ? curve.centredResponseAtZeroDose : curve.centredResponseAtInfiniteDose
    }
    func shift(_ rowT: Int, _ rowR: Int, sign: Double) -> FiellerRatio {
      // The reference's own asymptote is in the difference and, with this sign, in the range.
      FiellerRatio(
        numerator: centred(ct, rowT) - centred(cr, rowR), denominator: cr.asymptoteRange,
        numeratorVariance: vt[rowT][rowT] + vr[rowR][rowR], covariance: -sign * (vr[rowR][rowR] - vr[0][1]),
        denominatorVariance: rangeVariance(vr), degreesOfFreedom: df)
    }
    let ratio: FiellerRatio
    switch measure {
    case .slopeRatio, .asymmetryRatio:
      guard cr.slope.sign == ct.slope.sign else {
        throw .differentFamilies(reference: r.preparations[0], test: t.preparations[0])
      }
      ratio =
        measure == .slopeRatio
        ? FiellerRatio(
          numerator: ct.slope, denominator: cr.slope, numeratorVariance: vt[2][2], denominatorVariance: vr[2][2],
          degreesOfFreedom: df)
        : FiellerRatio(
          numerator: ct.asymmetry, denominator: cr.asymmetry,
          numeratorVariance: vt[3][3] * ct.asymmetry * ct.asymmetry,
          denominatorVariance: vr[3][3] * cr.asymmetry * cr.asymmetry, degreesOfFreedom: df)
    case .lowerAsymptoteRatio:
      ratio = FiellerRatio(
        numerator: ct.lowerAsymptote, denominator: cr.lowerAsymptote, numeratorVariance: vt[lowT][lowT],
        denominatorVariance: vr[lowR][lowR], degreesOfFreedom: df)
    case .upperAsymptoteRatio:
      ratio = FiellerRatio(
        numerator: ct.upperAsymptote, denominator: cr.upperAsymptote, numeratorVariance: vt[highT][highT],
        denominatorVariance: vr[highR][highR], degreesOfFreedom: df)
    case .asymptoteRangeRatio:
      ratio = FiellerRatio(
        numerator: ct.asymptoteRange, denominator: cr.asymptoteRange, numeratorVariance: rangeVariance(vt),
        denominatorVariance: rangeVariance(vr), degreesOfFreedom: df)
    case .lowerAsymptoteShift: ratio = shift(lowT, lowR, sign: -1)
    case .upperAsymptoteShift: ratio = shift(highT, highR, sign: 1)
    }
    return SimilarityEstimate(
      measure: measure, reference: r.preparations[0], test: t.preparations[0], ratio: ratio, information: information)
  }
}
