public import Notation

/// What a reader must know of the runs of one attribute whose results come from readings.
public struct PlateRemarks: Sendable {
  /// A well whose decimal may have slipped, and where it stands.
  public struct Well: Sendable {
    public let slipped: SlippedWell
    public let laboratory: String?
    public let run: String
    public let location: SourceLocation
  }

  public let attribute: String
  public let suitability: RunSuitability
  /// In the order of the runs.
  public let wells: [Well]
}
