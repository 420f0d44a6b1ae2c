internal import ArgumentParser
internal import Notation
internal import Records
internal import Reporting
internal import Transfer

/// A text file of the user's, read once: its bytes' hash, and what it says. The only way in for a protocol and for a ledger.
struct Loaded<Value> {
  let value: Value
  /// As messages and records call it.
  let name: String
  let hash: SHA256Digest

  var input: Provenance.Input { Provenance.Input(name: name, sha256: hash.description) }

  /// - Parameters:
  ///   - name: its name where another file of the command has the same one.
  ///   - what: "protocol".
  ///   - parse: of the text and the name.
  /// - Throws: `ExitCode` after the problems have been printed.
  init(
    _ path: String, called name: String? = nil, what: String,
    _ parse: (String, String) throws(Rejection) -> Value
  ) throws {
    let name = name ?? FileNames.withoutFolders(path)
    let bytes: [UInt8]
    do throws(RecordError) {
      bytes = try Files.read(path)
      hash = try SHA256Digest(of: bytes)
    } catch { throw Console.fail(error) }
    do throws(Rejection) {
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw Rejection([
          Problem(
            .error, "E_UTF8", at: SourceLocation(file: name),
            "the \(what) is not UTF-8 text; save it as UTF-8 (in the editor's dialogue: encoding UTF-8)")
        ])
      }
      value = try parse(text, name)
    } catch { throw Console.reject(error) }
    self.name = name
  }
}

/// A ledger of standards that is a file of its own.
typealias LedgerFile = Loaded<StandardsLedger>

extension Loaded<StandardsLedger> {
  /// - Returns: `nil` where no file is named.
  /// - Throws: `ExitCode` after the problems have been printed.
  init?(ledger path: String?, called name: String? = nil) throws {
    guard let path else { return nil }
    try self.init(path, called: name, what: "ledger of standards") { text, name throws(Rejection) in
      let ledger = try StandardsLedger(yaml: text, file: name)
      _ = try ledger.chain()
      return ledger
    }
  }
}

/// A protocol, and the ledger of standards that takes the place of its own where one is named.
struct ProtocolFile {
  let transferProtocol: TransferProtocol
  let file: Loaded<TransferProtocol>
  let ledger: LedgerFile?

  /// - Throws: `ExitCode` after the problems have been printed.
  init(_ path: String, standards: String?, called names: FileNames? = nil) throws {
    guard path != "-" || standards != "-" else {
      throw ValidationError("The protocol and the ledger cannot both be standard input.")
    }
    let ledger = try LedgerFile(ledger: standards, called: standards.flatMap { path in names.map { $0[path] } })
    try self.init(path, ledger: ledger, called: names)
  }

  /// - Throws: `ExitCode` after the problems have been printed.
  init(_ path: String, ledger: LedgerFile?, called names: FileNames? = nil) throws {
    self.ledger = ledger
    file = try Loaded(path, called: names.map { $0[path] }, what: "protocol") { text, name throws(Rejection) in
      let transferProtocol = try TransferProtocol(yaml: text, file: name, standards: ledger?.value)
      _ = try transferProtocol.standards?.chain()
      return transferProtocol
    }
    transferProtocol = file.value
  }
}
