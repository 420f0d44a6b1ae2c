internal import ArgumentParser
internal import Notation
internal import Records
internal import Reporting
internal import TransferAssessment
internal import TransferProtocol

/// A ledger of standards that is a file of its own.
struct LedgerFile {
  let ledger: StandardsLedger
  let input: Provenance.Input
  let hash: SHA256Digest

  /// - Parameter known: its name where another file of the command has the same one.
  /// - Returns: `nil` where no file is named.
  /// - Throws: `ExitCode` after the problems have been printed.
  init?(_ path: String?, called known: String? = nil) throws {
    guard let path else { return nil }
    let name = known ?? FileNames.withoutFolders(path)
    let bytes: [UInt8]
    do throws(RecordError) {
      bytes = try Files.read(path)
      hash = try SHA256Digest(of: bytes)
    } catch { throw Console.fail(error) }
    input = Provenance.Input(name: name, sha256: hash.description)
    do throws(Rejection) {
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw Rejection([
          Problem(.error, "E_UTF8", at: SourceLocation(file: name), "the ledger of standards is not UTF-8 text")
        ])
      }
      ledger = try StandardsLedger(yaml: text, file: name)
      _ = try ledger.chain()
    } catch {
      throw Console.reject(error)
    }
  }
}
