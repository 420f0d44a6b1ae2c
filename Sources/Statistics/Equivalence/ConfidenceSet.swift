/// What a confidence procedure leaves standing.
public enum ConfidenceSet: Sendable, Equatable {
  /// An interval; one side is absent in a one-sided bound.
  case bounded(lower: Double?, upper: Double?)
  /// Every value: the data say nothing (Fieller with a denominator that may be zero).
  case unbounded
  /// Every value outside `upperOfLow` ... `lowerOfHigh` (Fieller).
  case exclusive(below: Double, above: Double)

  public var lower: Double? { if case .bounded(let lower, _) = self { lower } else { nil } }
  public var upper: Double? { if case .bounded(_, let upper) = self { upper } else { nil } }
}
