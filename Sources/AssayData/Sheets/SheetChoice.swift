public import Notation

/// Which cells of a workbook are the table, and what they mean.
public struct SheetChoice: Sendable, Hashable {
  /// What a number means that is shown as a percentage: 98.4 % is stored as 0.984.
  public enum Percent: String, CaseIterable, Sendable, Hashable {
    /// The number that is seen: 98.4.
    case shown
    /// The number that is stored: 0.984.
    case stored
  }

  /// The sheet by its name; `nil` where the workbook has one alone.
  public let name: String?
  /// `nil` where it is all that the sheet holds.
  public let range: CellRange?
  /// `nil` where nothing says it, so that a percentage is an error.
  public let percent: Percent?

  public init(name: String? = nil, range: CellRange? = nil, percent: Percent? = nil) {
    self.name = name
    self.range = range
    self.percent = percent
  }
}
