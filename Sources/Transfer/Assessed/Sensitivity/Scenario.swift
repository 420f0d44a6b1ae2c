/// What is done otherwise than the protocol says, to see what a verdict depends on: one is left out or put back, or another
/// convention is taken. None may replace the protocol's.
///
/// The same for results of laboratories (``Alternative``) and for the ratio of two standards (``BridgingAlternative``).
public struct Scenario: Sendable, Hashable {
  /// What is done otherwise.
  public enum Factor: String, CaseIterable, Sendable, Hashable {
    /// Another unit of replication, whose role is the name.
    case unit
    /// Another convention for variances: `separate` (Welch) or `pooled`.
    case variances
    /// One is left out; a laboratory only where several measured the ratio of two standards.
    case run, result, day, analyst, sample, laboratory
    /// Results that were excluded are put back: those of one exclusion, or of all together.
    case exclusion, exclusions

    /// Whether something is left out.
    public var isLeftOut: Bool {
      switch self {
      case .run, .result, .day, .analyst, .sample, .laboratory: true
      case .unit, .variances, .exclusion, .exclusions: false
      }
    }
  }

  public let factor: Factor
  public let name: String
  /// `nil` where it is done at every laboratory that takes part, or is a laboratory itself.
  public let laboratory: String?
  /// Whether a change of verdict says little: what is left out holds more than a third of a laboratory's units, or another
  /// unit has fewer than three levels at a laboratory. Most sound studies of two analysts lose their pass without one of
  /// them, so that page one only counts these.
  public let isCoarse: Bool

  init(_ factor: Factor, _ name: String, laboratory: String?, isCoarse: Bool = false) {
    (self.factor, self.name, self.laboratory, self.isCoarse) = (factor, name, laboratory, isCoarse)
  }

  /// Whether so many that are left out say little of the rest.
  static func isMuch(_ part: Int, of whole: Int) -> Bool { 3 * part > whole }

  /// Whether a unit with so few levels at a laboratory says little.
  static func areFew(_ levels: Int) -> Bool { levels < 3 }
}
