/// The terms of a comparison of two means, whichever way it is expressed.
public struct MeanTerms: Sendable, Hashable {
  public let limits: Limits
  /// How the two laboratories' variances enter.
  public internal(set) var variances: Variances
  /// `nil` for equivalence, a side for non-inferiority.
  public let direction: Direction?
  /// Whether the (1 - alpha) equivalence interval is shown beside.
  public let equivalenceInterval: Bool
  /// `nil` for the default: Satterthwaite in each laboratory's own model, Kenward and Roger in a common one.
  public let degreesOfFreedom: ModelDegreesOfFreedom?

  /// With another convention for variances.
  func with(variances: Variances) -> MeanTerms {
    var terms = self
    terms.variances = variances
    return terms
  }
}

extension MeanTerms {
  /// - Parameter sides: what a protocol says beside the limits.
  init(_ limits: Limits, _ sides: Reader.Sides) {
    self.init(
      limits: limits, variances: sides.variances, direction: sides.direction,
      equivalenceInterval: sides.equivalenceInterval, degreesOfFreedom: sides.degreesOfFreedom)
  }
}
