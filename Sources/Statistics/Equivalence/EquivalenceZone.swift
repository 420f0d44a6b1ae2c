/// Where a truth has to be shown to lie, on the analysis scale.
public enum EquivalenceZone: Sendable, Equatable {
  /// Between both limits: equivalence, two one-sided tests.
  case inside(Margin)
  /// Above one limit: non-inferiority where more is better.
  case above(Double)
  /// Below one limit.
  case below(Double)

  /// Whether `truth` lies in it; a limit itself does not.
  public func contains(_ truth: Double) -> Bool {
    switch self {
    case .inside(let margin): truth > margin.lower && truth < margin.upper
    case .above(let limit): truth > limit
    case .below(let limit): truth < limit
    }
  }

  /// The limits less `truth`, in units of `standardError`; infinite where there is none.
  func distances(from truth: Double, standardError: Double) -> (lower: Double, upper: Double) {
    switch self {
    case .inside(let margin): ((margin.lower - truth) / standardError, (margin.upper - truth) / standardError)
    case .above(let limit): ((limit - truth) / standardError, .infinity)
    case .below(let limit): (-.infinity, (limit - truth) / standardError)
    }
  }
}
