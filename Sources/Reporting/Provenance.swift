/// Where a report's inputs come from: what hashes and names the program that read them has taken.
public struct Provenance: Sendable, Hashable {
  /// One results file.
  public struct Input: Sendable, Hashable {
    public let name: String
    /// SHA-256 of its bytes, in hexadecimal.
    public let sha256: String
    public init(name: String, sha256: String) {
      self.name = name
      self.sha256 = sha256
    }
  }

  public let protocolFile: Input
  /// The ledger of standards, where it is a file of its own.
  public let standards: Input?
  /// In the order of the files.
  public let inputs: [Input]
  /// Of the program.
  public let version: String
  /// The first digits of a hash over the protocol, the ledger of standards and all inputs: on every page and figure.
  public let shortHash: String

  public init(
    protocolFile: Input, standards: Input? = nil, inputs: [Input], version: String, shortHash: String
  ) {
    self.protocolFile = protocolFile
    self.standards = standards
    self.inputs = inputs
    self.version = version
    self.shortHash = shortHash
  }
}
