/// Limits inside which a difference counts as no difference in practice, on the analysis scale.
public struct Margin: Sendable, Equatable {
  public let lower: Double
  public let upper: Double

  /// - Throws: ``MarginError`` unless both are finite and lower < upper.
  public init(lower: Double, upper: Double) throws(MarginError) {
    guard lower.isFinite, upper.isFinite, lower < upper else { throw MarginError(lower: lower, upper: upper) }
    self.lower = lower
    self.upper = upper
  }
}

extension Margin: CustomStringConvertible {
  public var description: String { "[\(shown(lower)), \(shown(upper))]" }
}

/// Limits that are no limits.
public struct MarginError: Error, Equatable, Sendable {
  public let lower: Double
  public let upper: Double
}
