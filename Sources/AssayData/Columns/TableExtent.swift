/// Which lines of a file are the table.
public struct TableExtent: Sendable, Hashable {
  /// Where the table ends.
  public enum End: Sendable, Hashable {
    /// At the first blank line under the header, or with the file.
    case blank
    /// Before the first line under the header that opens with this text.
    case text(String)
    /// With this line, which is its last.
    case line(Int)
  }

  /// The line the header stands on, from 1; lines before it are a declared preamble. Where nothing says it, it is the first line, or
  /// the first row of a sheet that holds something.
  public var headerLine: Int?
  /// The line of the units, under the header.
  public var unitsLine: Int?
  /// `nil` where the table goes to the end of the file.
  public var end: End?
  /// What a line opens with that is a comment.
  public var comment: String?

  public init(headerLine: Int? = nil, unitsLine: Int? = nil, end: End? = nil, comment: String? = nil) {
    self.headerLine = headerLine
    self.unitsLine = unitsLine
    self.end = end
    self.comment = comment
  }
}
