internal import Elementary

/// The chance that a t test against limits passes, where the estimated variance is chi-square on its own degrees of freedom.
///
/// That is one group, pairs, and any number of groups with a common variance: exact then. Two groups with variances of their
/// own are ``PlannedComparison``'s. Phillips (1990), *J. Pharmacokinet. Biopharm.* 18, 137-144; Owen (1965), *Biometrika* 52,
/// 437-446.
public enum EquivalencePower {
  /// P(both one-sided tests reject), or the one that `zone` asks for, at a true value `truth` on the analysis scale.
  ///
  /// Absolute error below 1e-12 up to 1e8 degrees of freedom. Zero where there is nothing to compute: a standard error or degrees of freedom that are
  /// not above zero, a truth that is not finite.
  ///
  /// - Precondition: `alpha` lies strictly between 0 and 1/2.
  public static func power(
    truth: Double, standardError: Double, degreesOfFreedom: Double, zone: EquivalenceZone, alpha: Double
  ) -> Double {
    guard let test = placement(truth, standardError, degreesOfFreedom, zone) else { return 0 }
    return test.inside(critical: critical(degreesOfFreedom, alpha))
  }

  /// P(the interval lies wholly beyond a limit): the chance to fail, which with the power leaves that to be inconclusive.
  ///
  /// - Precondition: `alpha` lies strictly between 0 and 1/2.
  public static func chanceOfFailing(
    truth: Double, standardError: Double, degreesOfFreedom: Double, zone: EquivalenceZone, alpha: Double
  ) -> Double {
    guard let test = placement(truth, standardError, degreesOfFreedom, zone) else { return 0 }
    return test.outside(critical: critical(degreesOfFreedom, alpha))
  }

  /// The power between two limits; 0 unless `lower` is below `upper`.
  public static func power(
    truth: Double, standardError: Double, degreesOfFreedom: Double, lower: Double, upper: Double, alpha: Double
  ) -> Double {
    guard let margin = try? Margin(lower: lower, upper: upper) else { return 0 }
    return power(
      truth: truth, standardError: standardError, degreesOfFreedom: degreesOfFreedom, zone: .inside(margin),
      alpha: alpha)
  }

  private static func placement(
    _ truth: Double, _ standardError: Double, _ degreesOfFreedom: Double, _ zone: EquivalenceZone
  ) -> IntervalPlacement? {
    guard truth.isFinite, standardError > 0, standardError.isFinite, degreesOfFreedom > 0, degreesOfFreedom.isFinite
    else { return nil }
    let (lower, upper) = zone.distances(from: truth, standardError: standardError)
    return IntervalPlacement(ratio: SpreadRatio(degreesOfFreedom: degreesOfFreedom), lower: lower, upper: upper)
  }

  private static func critical(_ degreesOfFreedom: Double, _ alpha: Double) -> Double {
    precondition(alpha > 0 && alpha < 0.5, "alpha lies between 0 and 1/2, not \(alpha)")
    return StudentT(degreesOfFreedom: degreesOfFreedom).upperQuantile(alpha)
  }
}
