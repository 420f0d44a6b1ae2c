/// The question of a finding put to other data, or by another convention. None may replace the protocol's.
public struct Alternative: Sendable {
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
  /// `nil` where it is done at both laboratories.
  public let laboratory: String?
  public let verdict: Verdict
  public let evidence: Evidence?
  public let reason: String
  /// Whether a change of verdict says little: what is left out holds more than a third of a laboratory's units, or another
  /// unit has fewer than three levels at a laboratory. Most sound studies of two analysts lose their pass without one of
  /// them, so that page one only counts these.
  public let isCoarse: Bool

  init(
    _ factor: Factor, _ name: String, laboratory: String?, _ judgement: Judgement, isCoarse: Bool = false
  ) {
    self.factor = factor
    self.name = name
    self.laboratory = laboratory
    verdict = judgement.verdict
    evidence = judgement.evidence
    reason = judgement.reason
    self.isCoarse = isCoarse
  }
}
