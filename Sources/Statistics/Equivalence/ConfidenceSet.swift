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

extension ConfidenceSet: CustomStringConvertible {
  /// `[0.12, 0.72]`, `everything`, or `everything outside (0.2, 3.1)`.
  public var description: String {
    switch self {
    case .bounded(let lower, let upper):
      (lower.map { "[\(shown($0))" } ?? "(-∞") + ", " + (upper.map { "\(shown($0))]" } ?? "∞)")
    case .unbounded: "everything"
    case .exclusive(let below, let above): "everything outside (\(shown(below)), \(shown(above)))"
    }
  }
}

extension ConfidenceSet {
  /// The set of the values times a factor above zero: an assumed potency, a dilution.
  public func multiplied(by factor: Double) -> ConfidenceSet {
    precondition(factor > 0 && factor.isFinite, "a factor must be above zero, not \(factor)")
    switch self {
    case .bounded(let lower, let upper):
      return .bounded(lower: lower.map { $0 * factor }, upper: upper.map { $0 * factor })
    case .unbounded: return .unbounded
    case .exclusive(let below, let above): return .exclusive(below: below * factor, above: above * factor)
    }
  }
}

/// An end of an interval, absent where it is greater than any double.
func finiteEnd(_ end: Double) -> Double? { end.isFinite ? end : nil }
