/// How the one-sided bounds of a linear combination of independent mean squares, Σ cᵢ MSᵢ, are formed.
///
/// With one term every method is the exact chi-square bound.
public enum VarianceBoundMethod: String, Sendable, CaseIterable {
  /// Chi-square with Satterthwaite's (1946) degrees of freedom. Too low where few units carry most of the variance.
  case satterthwaite
  /// Graybill & Wang (1980) on both sides, which bounds a sum from below too tightly; as the next where signs differ.
  case graybillWang
  /// Graybill & Wang's upper bound of a sum; its lower bound, and both of a difference, by Ting, Burdick, Graybill,
  /// Jeyaratnam & Lu (1990), with the cross terms that make it exact where the mean squares can be pooled.
  case modifiedLargeSample
  /// The quantile of Σ cᵢ MSᵢ νᵢ/χ²(νᵢ), Weerahandi's (1993) generalized pivotal quantity, by quadrature, without a seed.
  case generalizedPivotal

  /// What a report prints for a combination of more than one term.
  public var methodName: String {
    switch self {
    case .satterthwaite: "chi-square bounds with Satterthwaite's degrees of freedom"
    case .graybillWang: "bounds by the modified large sample method of Graybill and Wang"
    case .modifiedLargeSample:
      "bounds by the modified large sample method of Graybill and Wang above, of Ting and others below"
    case .generalizedPivotal: "bounds by the generalized pivotal quantity, by quadrature"
    }
  }
}

/// How the one-sided bounds of a ratio of two independent linear combinations of mean squares are formed.
///
/// With one term on each side every method but ``recoveredOnLog`` is the exact F bound.
public enum VarianceRatioBoundMethod: String, Sendable, CaseIterable {
  /// F with Satterthwaite's degrees of freedom on both sides.
  case satterthwaite
  /// The q at which the bound of A - q B of Ting and others (1990) is zero: Burdick & Graybill (1992), ch. 3 and 6.
  case modifiedLargeSample
  /// The modified large sample bounds of both variances, recovered on ln (MOVER; Zou & Donner 2008).
  case recoveredOnLog
  /// The quantile of the ratio of both generalized pivotal quantities, by quadrature, without a seed.
  case generalizedPivotal

  /// What a report prints for a ratio of more than one term on either side.
  public var methodName: String {
    switch self {
    case .satterthwaite: "F bounds with Satterthwaite's degrees of freedom"
    case .modifiedLargeSample: "bounds by the modified large sample method for a ratio of sums"
    case .recoveredOnLog: "bounds recovered on ln from both modified large sample bounds (MOVER)"
    case .generalizedPivotal: "bounds by the generalized pivotal quantity, by quadrature"
    }
  }
}
