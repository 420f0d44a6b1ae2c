public import Notation
public import Reporting
public import Transfer

/// A text file of the user's: what it says, and its hash. The only way in for a protocol and for a ledger.
public struct ReadFile<Value: Sendable>: Sendable {
  public let value: Value
  public let file: GivenFile

  /// For records.
  public var input: Provenance.Input { Provenance.Input(file) }

  /// - Parameters:
  ///   - what: "protocol".
  ///   - parse: of the text and the name.
  /// - Throws: what `parse` throws, and a `Rejection` of bytes that are not UTF-8.
  init(
    _ file: GivenFile, what: String, _ parse: (String, String) throws(Rejection) -> Value
  ) throws(Rejection) {
    guard let text = String(validating: file.bytes, as: UTF8.self) else {
      throw Rejection([
        Problem(
          .error, "E_UTF8", at: SourceLocation(file: file.name),
          "the \(what) is not UTF-8 text; save it as UTF-8 (in the editor's dialogue: encoding UTF-8)")
      ])
    }
    value = try parse(text, file.name)
    self.file = file
  }
}

/// A ledger of standards that is a file of its own.
public typealias LedgerFile = ReadFile<StandardsLedger>

extension ReadFile<StandardsLedger> {
  /// - Throws: a `Rejection` with every fault of the ledger and of its chain.
  public init(ledger file: GivenFile) throws(Rejection) {
    try self.init(file, what: "ledger of standards") { text, name throws(Rejection) in
      let ledger = try StandardsLedger(yaml: text, file: name)
      _ = try ledger.chain()
      return ledger
    }
  }
}

/// A protocol, and the ledger of standards that takes the place of its own where one is given.
public struct ProtocolFile: Sendable {
  public let transferProtocol: TransferProtocol
  public let file: ReadFile<TransferProtocol>
  public let ledger: LedgerFile?

  /// - Throws: a `Rejection` with every fault of the protocol and of its chain of standards.
  public init(_ file: GivenFile, ledger: LedgerFile? = nil) throws(Rejection) {
    self.ledger = ledger
    self.file = try ReadFile(file, what: "protocol") { text, name throws(Rejection) in
      let transferProtocol = try TransferProtocol(yaml: text, file: name, standards: ledger?.value)
      _ = try transferProtocol.standards?.chain()
      return transferProtocol
    }
    transferProtocol = self.file.value
  }

  /// Protocol and ledger, in the order in which they are hashed.
  var files: [GivenFile] { [file.file] + (ledger.map { [$0.file] } ?? []) }
}

extension Provenance.Input {
  /// A file by its name and its hash.
  public init(_ file: GivenFile) { self.init(name: file.name, sha256: file.fingerprint.description) }
}
