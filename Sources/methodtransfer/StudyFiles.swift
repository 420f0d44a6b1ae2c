internal import ArgumentParser
internal import AssayData
internal import Notation
internal import Records
internal import Reporting
internal import Transfer

/// The files that a study is judged from, as they are named on the command line.
struct StudyArguments: ParsableArguments {
  @Argument(
    help: "Results files in CSV, or workbooks (.xlsx, .ods); - is standard input.",
    completion: .file(extensions: ["csv", "tsv", "txt", "xlsx", "ods"]))
  var results: [String]

  @Option(
    name: [.customLong("protocol"), .short], help: "The protocol, in YAML.",
    completion: .file(extensions: ["yaml", "yml", "json"]))
  var plan: String

  @Option(
    help: "A ledger of reference standards, in YAML, in place of the protocol's standards.",
    completion: .file(extensions: ["yaml", "yml", "json"]))
  var standards: String?

  /// Every file that is named.
  var paths: [String] { [plan] + (standards.map { [$0] } ?? []) + results }

  /// Reads and checks everything.
  ///
  /// - Throws: `ExitCode` after the problems have been printed.
  func load() throws -> LoadedStudy {
    let fileNames = FileNames(paths)
    let file = try ProtocolFile(plan, standards: standards, called: fileNames)
    // By bytes: a file system may hold two names that differ only in Unicode form.
    var seen: Set<[UInt8]> = []
    var inputs: [AssayData.Input] = []
    var hashes: [SHA256Digest] = []
    let data: AssayData
    var unreadable: RecordError?
    do throws(Rejection) {
      for path in results {
        let name = fileNames[path]
        if !seen.insert(Array(path.utf8)).inserted {
          throw Rejection([
            Problem(.error, "E_DUPLICATE_FILE", at: SourceLocation(file: name), "the file is given twice")
          ])
        }
        let bytes: [UInt8]
        do throws(RecordError) {
          bytes = try Files.read(path)
          hashes.append(try SHA256Digest(of: bytes))
        } catch {
          unreadable = error
          throw Rejection([])
        }
        inputs.append(
          AssayData.Input(
            name: name, bytes: bytes,
            mapping: try file.transferProtocol.mapping(forFile: FileNames.withoutFolders(path), shownAs: name)))
      }
      data = try AssayData(reading: inputs, for: file.transferProtocol.vocabulary)
    } catch {
      throw unreadable.map(Console.fail) ?? Console.reject(error)
    }
    do throws(RecordError) {
      return LoadedStudy(
        transferProtocol: file.transferProtocol, data: data,
        provenance: Provenance(
          protocolFile: file.file.input, standards: file.ledger?.input,
          inputs: zip(inputs, hashes).map { Provenance.Input(name: $0.name, sha256: $1.description) },
          version: programVersion,
          shortHash: try SHA256Digest(
            of: file.file.hash.bytes + (file.ledger?.hash.bytes ?? []) + hashes.flatMap(\.bytes)
          ).short))
    } catch {
      throw Console.fail(error)
    }
  }
}

/// A study read and checked.
struct LoadedStudy {
  let transferProtocol: TransferProtocol
  let data: AssayData
  let provenance: Provenance
}
