internal import Elementary

/// How many independent runs a comparison of two standards needs, where each run gives one ln ratio.
///
/// Model: ln ratios normal with the standard deviation σ; the interval is two-sided by t with n - 1 degrees of freedom.
/// The half-width of the interval of the ratio is meant in percent, 100 (exp(t s/√n) - 1): how far the upper limit is
/// above the estimate.
public struct BridgingSize: Sendable, Equatable {
  /// σ, of a run's ln ratio.
  public let standardDeviation: Double
  /// Of the two-sided interval, 0.95 say.
  public let level: Double

  /// - Parameter standardDeviation: as ``GeometricVariation/standardDeviation(percentGCV:)`` gives it for a %GCV.
  /// - Throws: ``PlanError/standardDeviation(_:)`` unless it is above zero and a size that squares bear.
  /// - Precondition: `level` lies strictly between 0 and 1.
  public init(standardDeviation: Double, level: Double) throws(PlanError) {
    guard standardDeviation > 1e-140, standardDeviation < 1e140 else { throw .standardDeviation(standardDeviation) }
    precondition(level > 0 && level < 1, "a level lies between 0 and 1, not \(level)")
    self.standardDeviation = standardDeviation
    self.level = level
  }

  // MARK: - The width of the interval

  /// The half-width in percent where s comes out as σ.
  ///
  /// - Precondition: at least two runs.
  public func halfWidthPercent(runs: Int) -> Double {
    100 * exponentialMinus1(quantile(runs) * standardDeviation / Double(runs).squareRoot())
  }

  /// P(half-width ≤ `percent`) = P(χ² ≤ (n - 1) (ln(1 + percent/100) √n/t)²/σ²) with n - 1 degrees of freedom: exact.
  ///
  /// - Precondition: at least two runs; `percent` is above zero and finite.
  public func chance(halfWidthPercent percent: Double, runs: Int) -> Double {
    let ratio = width(percent) * Double(runs).squareRoot() / (quantile(runs) * standardDeviation)
    let square = Double(runs - 1) * ratio * ratio
    guard square.isFinite else { return 1 }
    return square > 0 ? ChiSquare(degreesOfFreedom: Double(runs - 1)).lowerTail(square) : 0
  }

  /// The fewest runs with a half-width of at most `percent` where s comes out as σ. It comes out wider about half the
  /// time.
  ///
  /// - Returns: `nil` above `limit`.
  /// - Precondition: `percent` is above zero and finite.
  public func runs(halfWidthPercent percent: Double, limit: Int = 10_000_000) -> Int? {
    let width = width(percent)
    // Rises with n, as t/√n falls.
    return EquivalencePower.smallest(reaching: 0.5, limit: limit) { n in
      quantile(n) * standardDeviation / Double(n).squareRoot() <= width ? 1 : 0
    }
  }

  /// The fewest runs whose half-width is at most `percent` with a chance of at least `assurance`.
  ///
  /// - Returns: `nil` above `limit`.
  /// - Precondition: `percent` is above zero and finite; `assurance` lies strictly between 0 and 1.
  public func runs(halfWidthPercent percent: Double, assurance: Double, limit: Int = 10_000_000) -> Int? {
    precondition(assurance > 0 && assurance < 1, "a chance lies between 0 and 1, not \(assurance)")
    return EquivalencePower.smallest(reaching: assurance, limit: limit) { chance(halfWidthPercent: percent, runs: $0) }
  }

  // MARK: - The test of equivalence

  /// P(both one-sided tests reject at `alpha`) where the true ln ratio is `truth`: that of the paired t test, exact.
  ///
  /// - Parameters:
  ///   - lower: ln of the lower limit of the ratio.
  ///   - upper: ln of the upper one.
  /// - Returns: 0 unless `lower` is below `upper`.
  /// - Precondition: at least two runs; `alpha` lies strictly between 0 and 1/2.
  public func power(runs: Int, truth: Double, lower: Double, upper: Double, alpha: Double) -> Double {
    precondition(runs >= 2, "an interval needs two runs, not \(runs)")
    return EquivalencePower.power(
      truth: truth, standardError: standardDeviation / Double(runs).squareRoot(), degreesOfFreedom: Double(runs - 1),
      lower: lower, upper: upper, alpha: alpha)
  }

  /// The fewest runs with which equivalence is shown with a chance of at least `target`.
  ///
  /// - Returns: `nil` where `truth` does not lie between the limits, and above `limit`.
  /// - Precondition: `target` lies strictly between 0 and 1, `alpha` between 0 and 1/2.
  public func runs(
    target: Double, truth: Double, lower: Double, upper: Double, alpha: Double, limit: Int = 10_000_000
  ) -> Int? {
    guard let margin = try? Margin(lower: lower, upper: upper) else { return nil }
    let found = try? PlannedComparison.smallest(
      .paired(standardDeviation), truth: truth, zone: .inside(margin), alpha: alpha, target: target, limit: limit)
    return found.flatMap { $0 }?.test
  }

  private func quantile(_ runs: Int) -> Double {
    precondition(runs >= 2, "an interval needs two runs, not \(runs)")
    return StudentT(degreesOfFreedom: Double(runs - 1)).upperQuantile((1 - level) / 2)
  }

  /// ln(1 + percent/100).
  private func width(_ percent: Double) -> Double {
    precondition(percent > 0 && percent.isFinite, "a half-width is above zero, not \(percent)")
    return ln1p(percent / 100)
  }
}
