/// Where the report of a single table comes from.
public struct TableProvenance: Sendable, Hashable {
  /// The file and its hash.
  public let input: Provenance.Input
  /// Of the program.
  public let version: String
  /// The first digits of the hash: on every page and figure.
  public let shortHash: String

  public init(input: Provenance.Input, version: String, shortHash: String) {
    self.input = input
    self.version = version
    self.shortHash = shortHash
  }
}
