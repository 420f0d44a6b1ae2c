/// `mean-ratio`: R / S of geometric means on the log scale, of arithmetic means on the linear; in a bridging study the ratio
/// of the candidate to the current standard.
public struct MeanRatio: Sendable, Hashable {
  public let limits: Limits
  public internal(set) var variances: Variances
  public let direction: Direction?
  public let equivalenceInterval: Bool
  /// `nil` for the default: Satterthwaite in each laboratory's own model, Kenward and Roger in a common one.
  public let degreesOfFreedom: ModelDegreesOfFreedom?
}

extension MeanRatio: CriterionKind {
  var facts: Facts {
    let (lower, upper) = limits.tested(direction)
    return Facts(
      name: "mean-ratio", subject: .location, basis: .results, part: .both, unit: .named(""), lower: lower,
      upper: upper, dependsOnLevel: true, variances: variances, degreesOfFreedom: degreesOfFreedom, ofStandard: .ratio)
  }

  func with(variances: Variances) -> Criterion.Kind? {
    var copy = self
    copy.variances = variances
    return .meanRatio(copy)
  }
}
