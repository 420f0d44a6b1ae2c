/// Equivalence of two means by their ratio R/S, neither of them taken as known.
///
/// H₀: ρ ≤ θL or ρ ≥ θU. At a ratio θ the statistic is T(θ) = (R - θ S)/sqrt(V(θ)), V(θ) = SE_R² + θ² SE_S², with
/// Satterthwaite's degrees of freedom at that θ (Sasabuchi 1988; Hauschke, Kieser & Hothorn 1999, *Biom. J.* 41, 295-304).
/// The interval is Fieller's: every θ that T does not reject, so test and interval agree by construction.
public struct RatioTest: Sendable, Equatable {
  public let test: MeanEstimate
  public let reference: MeanEstimate
  public let margin: Margin
  /// With one common variance: the pooled degrees of freedom; `nil` for separate variances.
  private let pooledDegreesOfFreedom: Double?

  /// - Parameter commonDegreesOfFreedom: those of one common variance, where both variances come from it.
  /// - Throws: ``SampleError/meanNotPositive``, or ``SampleError/noVariation`` when both standard errors are zero.
  public init(
    test: MeanEstimate, reference: MeanEstimate, margin: Margin, commonDegreesOfFreedom: Double? = nil
  ) throws(SampleError) {
    guard test.mean > 0, reference.mean > 0 else { throw .meanNotPositive }
    guard test.variance + reference.variance > 0 else { throw .noVariation }
    self.test = test
    self.reference = reference
    self.margin = margin
    pooledDegreesOfFreedom = commonDegreesOfFreedom
  }

  /// Two simple samples with one common variance.
  public init(pooled test: Moments, _ reference: Moments, margin: Margin) throws(SampleError) {
    guard test.mean > 0, reference.mean > 0 else { throw .meanNotPositive }
    let pooled = try PooledVariance(comparing: test, reference)
    func estimate(_ sample: Moments) -> MeanEstimate {
      MeanEstimate(
        pivot: sample.pivot, centred: sample.centredMean, variance: pooled.value / Double(sample.count),
        degreesOfFreedom: pooled.degreesOfFreedom, units: sample.count)
    }
    try self.init(
      test: estimate(test), reference: estimate(reference), margin: margin,
      commonDegreesOfFreedom: pooled.degreesOfFreedom)
  }

  public var ratio: Double { test.mean / reference.mean }

  /// Evidence against ρ ≤ θL.
  public var lowerPValue: Double { t(at: margin.lower).upperTail(statistic(at: margin.lower)) }
  /// Evidence against ρ ≥ θU.
  public var upperPValue: Double { t(at: margin.upper).lowerTail(statistic(at: margin.upper)) }
  public var pValue: Double { max(lowerPValue, upperPValue) }

  /// T(θ).
  public func statistic(at theta: Double) -> Double {
    (test.mean - theta * reference.mean) / (test.variance + theta * theta * reference.variance).squareRoot()
  }

  /// Degrees of freedom of T(θ).
  public func degreesOfFreedom(at theta: Double) -> Double {
    pooledDegreesOfFreedom
      ?? satterthwaite([
        (test.variance, test.degreesOfFreedom), (theta * theta * reference.variance, reference.degreesOfFreedom),
      ]) ?? min(test.degreesOfFreedom, reference.degreesOfFreedom)
  }

  /// Whether the set has two ends: as θ grows without bound T tends to minus the reference's own t, and where that is not
  /// significant no large ratio is rejected.
  public func isBounded(level: Double) -> Bool {
    guard reference.variance > 0 else { return true }
    let bound = StudentT(degreesOfFreedom: pooledDegreesOfFreedom ?? reference.degreesOfFreedom)
      .upperQuantile((1 - level) / 2)
    return reference.mean / reference.standardError > bound
  }

  /// Every ratio that is not rejected at (1 - level)/2 on either side.
  public func confidenceSet(level: Double) -> ConfidenceSet {
    let alpha = (1 - level) / 2
    func excess(_ theta: Double) -> Double {
      statistic(at: theta).magnitude - t(at: theta).upperQuantile(alpha)
    }
    guard isBounded(level: level) else {
      // What is rejected, if anything, is an interval of ratios near zero and below, where R alone is significant.
      return excess(0) > 0 ? exclusive(excess) : .unbounded
    }
    let estimate = ratio
    let step = max(
      (test.variance + estimate * estimate * reference.variance).squareRoot() / reference.mean, estimate * 1e-12)
    let lower = edge(from: estimate, step: -step, excess)
    let upper = edge(from: estimate, step: step, excess)
    guard let lower, let upper else { return .unbounded }
    return .bounded(lower: lower, upper: upper)
  }

  private func exclusive(_ excess: (Double) -> Double) -> ConfidenceSet {
    // Zero is rejected; the accepted sets lie outside an interval around it.
    let scale = ratio
    guard let above = edge(from: 0, step: scale / 16, { -excess($0) }),
      let below = edge(from: 0, step: -scale / 16, { -excess($0) })
    else { return .unbounded }
    return .exclusive(below: below, above: above)
  }

  /// The nearest point from `start` in the direction of `step` where `excess` turns positive.
  private func edge(from start: Double, step: Double, _ excess: (Double) -> Double) -> Double? {
    var inside = (x: start, value: excess(start))
    var outside = (x: start + step, value: excess(start + step))
    var stride = step
    var tries = 0
    while outside.value <= 0 {
      inside = outside
      stride *= 1.5
      outside.x = start + (outside.x - start) + stride
      tries += 1
      if tries > 400 || !outside.x.isFinite { return nil }
      outside.value = excess(outside.x)
    }
    return signChange(between: inside, and: outside, of: excess)
  }

  private func t(at theta: Double) -> StudentT { StudentT(degreesOfFreedom: degreesOfFreedom(at: theta)) }
}
