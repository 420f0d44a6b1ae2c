public import Notation

/// A file as it was handed over: what it is called, and its bytes.
public struct GivenFile: Sendable, Hashable {
  /// As messages and records call it: its own name, after folders only where these tell it from another.
  public let name: String
  /// Its own name, which the patterns of a protocol's sources are matched against.
  public let ownName: String
  public let bytes: [UInt8]
  public let fingerprint: Fingerprint

  /// - Parameter name: `nil` where its own name is enough.
  public init(_ ownName: String, called name: String? = nil, bytes: [UInt8], fingerprint: Fingerprint) {
    self.name = name ?? ownName
    self.ownName = ownName
    self.bytes = bytes
    self.fingerprint = fingerprint
  }
}

/// The program that runs the core: its version, and how bytes are hashed where it runs.
public struct Program: Sendable {
  /// Shown on every page.
  public let version: String
  /// SHA-256 of bytes. The core has none of its own.
  public let hash: @Sendable ([UInt8]) throws(DossierError) -> Fingerprint

  /// - Parameter hash: throws ``DossierError/noFingerprint`` where none can be computed.
  public init(version: String, hash: @escaping @Sendable ([UInt8]) throws(DossierError) -> Fingerprint) {
    self.version = version
    self.hash = hash
  }

  /// What stands on every page and figure: the first digits of one hash over several.
  func stamp(of files: [GivenFile], and asked: String = "") throws(DossierError) -> String {
    try hash(files.flatMap { $0.fingerprint.bytes } + Array(asked.utf8)).short
  }
}
