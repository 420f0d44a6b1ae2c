internal import ArgumentParser
internal import Dossier
internal import Notation
internal import Records
internal import Transfer

/// Files of the user's are read here and nowhere else; what they say is the core's to find out.
extension GivenFile {
  /// - Parameter name: its name where another file of the command has the same one.
  /// - Throws: `ExitCode` after the fault has been printed.
  init(reading path: String, called name: String? = nil) throws {
    do throws(RecordError) {
      let bytes = try Files.read(path)
      self.init(
        FileNames.withoutFolders(path), called: name, bytes: bytes, fingerprint: try Fingerprint(of: bytes))
    } catch { throw Console.fail(error) }
  }
}

extension LedgerFile {
  /// - Returns: `nil` where no file is named.
  /// - Throws: `ExitCode` after the problems have been printed.
  init?(reading path: String?, called name: String? = nil) throws {
    guard let path else { return nil }
    let file = try GivenFile(reading: path, called: name)
    do throws(Rejection) { try self.init(ledger: file) } catch { throw Console.reject(error) }
  }
}

extension ProtocolFile {
  /// - Throws: `ExitCode` after the problems have been printed.
  init(reading path: String, standards: String?, called names: FileNames? = nil) throws {
    guard path != "-" || standards != "-" else {
      throw ValidationError("The protocol and the ledger cannot both be standard input.")
    }
    let ledger = try LedgerFile(reading: standards, called: standards.flatMap { path in names.map { $0[path] } })
    try self.init(reading: path, ledger: ledger, called: names)
  }

  /// - Throws: `ExitCode` after the problems have been printed.
  init(reading path: String, ledger: LedgerFile?, called names: FileNames? = nil) throws {
    let file = try GivenFile(reading: path, called: names.map { $0[path] })
    do throws(Rejection) { try self.init(file, ledger: ledger) } catch { throw Console.reject(error) }
  }
}
