/// Where the report of a single table comes from.
public struct TableProvenance: Sendable, Hashable {
  /// The file and its hash.
  public let input: Provenance.Input
  /// The ledger of standards, where one is a file of its own.
  public let standards: Provenance.Input?
  /// Of the program.
  public let version: String
  /// The first digits of the hash: on every page and figure.
  public let shortHash: String

  public init(input: Provenance.Input, standards: Provenance.Input? = nil, version: String, shortHash: String) {
    self.input = input
    self.standards = standards
    self.version = version
    self.shortHash = shortHash
  }
}
