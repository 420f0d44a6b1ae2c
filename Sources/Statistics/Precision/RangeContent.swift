internal import Elementary

/// How much of a normal population a range of mean ± k SD holds, where mean and SD are those of a simple sample of it.
///
/// Of a known mean and SD the share would be Φ(k) - Φ(-k), 99.73 % for k = 3. Estimated ones make it random: ``expected``
/// is its mean over samples, ``held(confidence:)`` what it reaches with a stated confidence. Both are exact.
public struct RangeContent: Sendable, Equatable {
  /// n, the observations that mean and SD were formed of; at least 2.
  public let count: Int
  /// k, the half-width in SDs; above 0.
  public let multiplier: Double

  /// - Precondition: `count` is at least 2 and `multiplier` positive and finite.
  public init(count: Int, multiplier: Double) {
    precondition(count >= 2, "a standard deviation needs at least two observations, not \(count)")
    precondition(multiplier > 0 && multiplier.isFinite, "a multiplier is positive and finite, not \(multiplier)")
    self.count = count
    self.multiplier = multiplier
  }

  /// The share of further observations that is expected inside: P(|T| ≤ k/√(1 + 1/n)) with n - 1 degrees of freedom, since
  /// a further observation less the mean has the variance σ²(1 + 1/n) (Wilks 1941, *Ann. Math. Stat.* 12, 91-96).
  public var expected: Double {
    let n = Double(count)
    return 1 - 2 * StudentT(degreesOfFreedom: n - 1).upperTail(multiplier / (1 + 1 / n).squareRoot())
  }

  /// The share of the population that lies inside with a probability of `confidence`: the coverage whose exact two-sided
  /// ``ToleranceFactor`` is k. 0 where it is below 1e-6, and never above 1 - 1e-9, which stands for all beyond it.
  ///
  /// - Throws: ``ToleranceFactorError`` when `confidence` does not lie strictly between 0 and 1.
  public func held(confidence: Double) throws(ToleranceFactorError) -> Double {
    let (least, most) = (1e-6, 1 - 1e-9)
    func factor(_ coverage: Double) throws(ToleranceFactorError) -> Double {
      try ToleranceFactor(count: count, coverage: coverage, confidence: confidence).twoSided
    }
    if try factor(most) <= multiplier { return most }
    if try factor(least) >= multiplier { return 0 }
    // Over the logit, on which the factor bends little.
    func coverage(_ logit: Double) -> Double { min(max(1 / (1 + exponential(-logit)), least), most) }
    let guess = min(max(expected, 0.01), 0.9999)
    let root = risingRoot(near: ln(guess / (1 - guess)), step: 1, tolerance: 1e-10) { logit in
      ((try? factor(coverage(logit))) ?? multiplier) - multiplier
    }
    return root.map(coverage) ?? 0
  }
}
