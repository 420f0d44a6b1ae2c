extension EquivalenceTest {
  /// The difference of the means of two independent samples, test less reference, each with its own variance (Welch).
  ///
  /// - Parameters:
  ///   - test: at least two finite values.
  ///   - reference: at least two finite values, in the same unit.
  ///   - limits: inside which a difference counts as none in practice, in that unit.
  /// - Throws: ``SampleError``.
  public init(test: [Double], reference: [Double], limits: Margin) throws(SampleError) {
    try self.init(
      test: MeanEstimate(Moments(test)), reference: MeanEstimate(Moments(reference)), margin: limits)
  }

  /// Whether equivalence is shown at the one-sided level `alpha`.
  public func shows(alpha: Double) -> Bool { pValue < alpha }

  /// In a line: `estimate 0.42, 90 % interval [0.12, 0.72] inside [-1, 1]: p = 0.0012`.
  public func summary(alpha: Double) -> String {
    let (lower, upper) = confidenceInterval(level: 1 - 2 * alpha)
    return "estimate \(shown(estimate)), "
      + reading(.bounded(lower: lower, upper: upper), margin: margin, level: 1 - 2 * alpha, pValue: pValue)
  }
}

extension EquivalenceTest: CustomStringConvertible, CustomDebugStringConvertible {
  /// ``summary(alpha:)`` at the conventional level of 0.05.
  public var description: String { summary(alpha: 0.05) }

  /// With standard error, degrees of freedom and both one-sided tests.
  public var debugDescription: String {
    description
      + " (standard error \(shown(standardError)), \(shown(degreesOfFreedom)) degrees of freedom; "
      + "above the lower limit t = \(shown(lowerStatistic)), p = \(shown(lowerPValue)); "
      + "below the upper limit t = \(shown(upperStatistic)), p = \(shown(upperPValue)))"
  }
}

extension RatioTest {
  /// The ratio of the means of two independent samples, test over reference, each with its own variance.
  ///
  /// - Parameters:
  ///   - test: at least two finite values with a mean above zero.
  ///   - reference: the same, in the same unit.
  ///   - limits: inside which a ratio counts as one in practice.
  /// - Throws: ``SampleError``.
  public init(test: [Double], reference: [Double], limits: Margin) throws(SampleError) {
    try self.init(
      test: MeanEstimate(Moments(test)), reference: MeanEstimate(Moments(reference)), margin: limits)
  }

  /// Whether equivalence is shown at the one-sided level `alpha`.
  public func shows(alpha: Double) -> Bool { pValue < alpha }

  /// In a line: `ratio 1.02, 90 % interval [0.98, 1.06] inside [0.8, 1.25]: p = 0.0012`.
  public func summary(alpha: Double) -> String {
    let level = 1 - 2 * alpha
    return "ratio \(shown(ratio)), "
      + reading(confidenceSet(level: level), margin: margin, level: level, pValue: pValue)
  }
}

extension RatioTest: CustomStringConvertible, CustomDebugStringConvertible {
  /// ``summary(alpha:)`` at the conventional level of 0.05.
  public var description: String { summary(alpha: 0.05) }

  /// With both means and both one-sided tests.
  public var debugDescription: String {
    description + " (\(test) over \(reference); above the lower limit p = \(shown(lowerPValue)); "
      + "below the upper limit p = \(shown(upperPValue)))"
  }
}

/// What an interval shows of limits: `90 % interval [0.12, 0.72] inside [-1, 1]: p = 0.0012`.
private func reading(_ set: ConfidenceSet, margin: Margin, level: Double, pValue: Double) -> String {
  let words: String
  if case .bounded(let lower?, let upper?) = set {
    if lower > margin.lower, upper < margin.upper {
      words = "inside"
    } else if upper <= margin.lower || lower >= margin.upper {
      words = "outside"
    } else {
      words = "not inside"
    }
  } else {
    words = "not inside"
  }
  return "\(shown(level: level)) interval \(set) \(words) \(margin): p = \(shown(pValue))"
}
