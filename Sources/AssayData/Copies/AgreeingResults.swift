/// Two runs, or two laboratories, whose results agree more often than chance lets honest ones.
public struct AgreeingResults: Sendable, Hashable {
  /// One of the two: a run of a laboratory, or the whole of it.
  public struct Side: Sendable, Hashable {
    /// As the study calls it.
    public let laboratory: String
    /// The run as a reader finds it, with whatever else tells it apart; `nil` for all results of the laboratory.
    public let run: String?
  }

  /// What stood first, and what agrees with it.
  public let original: Side
  public let copy: Side
  /// The one attribute whose results agree, where those of others do not show it.
  public let attribute: String?
  /// Results that agree, by place or in any order of a sample, of those that could.
  public let agreeing: Int
  public let compared: Int
  /// Whether the two are of a sending and a receiving laboratory, or of two that must be independent: such data are refused.
  public let isBetweenLaboratories: Bool
  /// The first row of the copy.
  public let row: Int
}
