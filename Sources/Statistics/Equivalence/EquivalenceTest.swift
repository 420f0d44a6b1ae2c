/// Two one-sided t tests of an estimate against limits.
///
/// H₀: δ ≤ θL or δ ≥ θU; H₁: θL < δ < θU. Equivalence is shown at level α when the larger of the two p-values is below α,
/// which is exactly when the two-sided 1 - 2α confidence interval lies inside the limits.
///
/// Schuirmann (1987), *J. Pharmacokinet. Biopharm.* 15, 657-680, doi:10.1007/BF01068419.
public struct EquivalenceTest: Sendable, Equatable {
  /// On the analysis scale: test less reference, or the mean of one group, or the mean of paired differences.
  public let estimate: Double
  public let standardError: Double
  public let degreesOfFreedom: Double
  public let margin: Margin
  /// The estimate less each limit, formed before the pivot is added back.
  private let aboveLower: Double
  private let aboveUpper: Double

  /// Two independent groups.
  ///
  /// With `separate` variances SE² is the sum of both, with Satterthwaite's fractional degrees of freedom (Welch 1947,
  /// *Biometrika* 34, 28-35).
  ///
  /// - Throws: ``SampleError/noVariation`` when both standard errors are zero.
  public init(test: MeanEstimate, reference: MeanEstimate, margin: Margin) throws(SampleError) {
    let parts = [(test.variance, test.degreesOfFreedom), (reference.variance, reference.degreesOfFreedom)]
      .sorted { $0 < $1 }
    guard let degreesOfFreedom = satterthwaite(parts.map { ($0.0, $0.1) }) else { throw .noVariation }
    let difference = (test.pivot - reference.pivot) + (test.centred - reference.centred)
    self.init(
      estimate: difference, standardError: (test.variance + reference.variance).squareRoot(),
      degreesOfFreedom: degreesOfFreedom, margin: margin)
  }

  /// Two simple samples with one common variance and n₁ + n₂ - 2 degrees of freedom.
  ///
  /// - Throws: ``SampleError/noVariation``, or ``SampleError/tooFew(needed:found:)`` when there are not three values in all.
  public static func pooled(test: Moments, reference: Moments, margin: Margin) throws(SampleError) -> EquivalenceTest {
    let pooled = try PooledVariance(comparing: test, reference)
    let (n, m) = (Double(test.count), Double(reference.count))
    return EquivalenceTest(
      estimate: (test.pivot - reference.pivot) + (test.centredMean - reference.centredMean),
      standardError: (pooled.value * (1 / n + 1 / m)).squareRoot(), degreesOfFreedom: pooled.degreesOfFreedom,
      margin: margin)
  }

  /// Paired values: the mean of the differences, test less reference.
  public static func paired(test: [Double], reference: [Double], margin: Margin) throws(SampleError)
    -> EquivalenceTest
  {
    guard test.count == reference.count else { throw .unpaired(test.count, reference.count) }
    return try oneSample(try Moments(zip(test, reference).map { $0 - $1 }), margin: margin)
  }

  /// One group's mean against limits on itself.
  ///
  /// - Throws: ``SampleError/noVariation``, ``SampleError/tooFew(needed:found:)``.
  public static func oneSample(_ sample: Moments, margin: Margin) throws(SampleError) -> EquivalenceTest {
    try oneMean(try MeanEstimate(sample), margin: margin)
  }

  /// One mean, however estimated, against limits on itself.
  public static func oneMean(_ mean: MeanEstimate, margin: Margin) throws(SampleError) -> EquivalenceTest {
    guard mean.variance > 0 else { throw .noVariation }
    return EquivalenceTest(
      estimate: mean.mean, standardError: mean.standardError, degreesOfFreedom: mean.degreesOfFreedom, margin: margin,
      aboveLower: mean.centred - (margin.lower - mean.pivot), aboveUpper: mean.centred - (margin.upper - mean.pivot))
  }

  /// From figures as a publication gives them.
  ///
  /// - Precondition: the standard error and the degrees of freedom are above zero.
  public init(
    estimate: Double, standardError: Double, degreesOfFreedom: Double, margin: Margin, aboveLower: Double? = nil,
    aboveUpper: Double? = nil
  ) {
    precondition(standardError > 0 && degreesOfFreedom > 0, "a test needs a standard error and degrees of freedom")
    self.estimate = estimate
    self.standardError = standardError
    self.degreesOfFreedom = degreesOfFreedom
    self.margin = margin
    self.aboveLower = aboveLower ?? estimate - margin.lower
    self.aboveUpper = aboveUpper ?? estimate - margin.upper
  }

  public var lowerStatistic: Double { aboveLower / standardError }
  public var upperStatistic: Double { aboveUpper / standardError }
  /// Evidence against δ ≤ θL.
  public var lowerPValue: Double { t.upperTail(lowerStatistic) }
  /// Evidence against δ ≥ θU.
  public var upperPValue: Double { t.lowerTail(upperStatistic) }
  /// The larger of the two.
  public var pValue: Double { max(lowerPValue, upperPValue) }

  /// The two-sided interval at `level`, between 0 and 1.
  public func confidenceInterval(level: Double) -> (lower: Double, upper: Double) {
    let half = t.upperQuantile((1 - level) / 2) * standardError
    return (estimate - half, estimate + half)
  }

  /// The 1 - α equivalence interval [min(C, DL), max(C, DU)] with C the middle of the limits.
  ///
  /// Bofinger (1985), *Commun. Stat. Theory Methods* 14, 1281-1301; Hsu, Hwang, Liu & Ruberg (1994), *Biometrika* 81, 103-114.
  public func equivalenceInterval(alpha: Double) -> (lower: Double, upper: Double) {
    let (lower, upper) = confidenceInterval(level: 1 - 2 * alpha)
    let middle = (margin.lower + margin.upper) / 2
    return (min(middle, lower), max(middle, upper))
  }

  private var t: StudentT { StudentT(degreesOfFreedom: degreesOfFreedom) }
}
