internal import ArgumentParser
internal import AssayData
internal import Notation
internal import Records
internal import Reporting
internal import TransferAssessment
internal import TransferProtocol

/// The files that a study is judged from, as they are named on the command line.
struct StudyArguments: ParsableArguments {
  @Argument(help: "Results files in CSV; - is standard input.", completion: .file(extensions: ["csv", "tsv", "txt"]))
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
  func load() throws -> Study {
    let planBytes = try Self.read(plan)
    let fileNames = FileNames(paths)
    let ledger = try LedgerFile(standards, called: standards.map { fileNames[$0] })
    let planName = fileNames[plan]
    var unreadable: ExitCode?
    do throws(Rejection) {
      let plan = try TransferProtocol(
        yaml: try Self.text(ofProtocol: planBytes, planName), file: planName, standards: ledger?.ledger)
      _ = try plan.standards?.chain()
      var inputs: [AssayData.Input] = []
      // By bytes: a file system may hold two names that differ only in Unicode form.
      var names: Set<[UInt8]> = []
      for path in results {
        let name = fileNames[path]
        if !names.insert(Array(path.utf8)).inserted {
          throw Rejection([
            Problem(.error, "E_DUPLICATE_FILE", at: SourceLocation(file: name), "the file is given twice")
          ])
        }
        let bytes: [UInt8]
        do throws(RecordError) { bytes = try Files.read(path) } catch {
          unreadable = Console.fail(error)
          throw Rejection([])
        }
        inputs.append(
          AssayData.Input(
            name: name, bytes: bytes, mapping: try plan.mapping(forFile: FileNames.withoutFolders(path), shownAs: name))
        )
      }
      let data = try AssayData(reading: inputs, for: plan.vocabulary)
      return Study(plan: plan, data: data, provenance: try Self.provenance(planName, planBytes, ledger, inputs))
    } catch {
      if let unreadable { throw unreadable }
      // A line that stands for many errors says how many.
      if let headline = error.headline { Console.message("methodtransfer: \(headline)") }
      Console.show(error.problems.filter { $0.severity == .error })
      throw ExitCode(Exit.rejected)
    }
  }

  private static func provenance(
    _ planName: String, _ plan: [UInt8], _ ledger: LedgerFile?, _ inputs: [AssayData.Input]
  ) throws(Rejection) -> Provenance {
    do throws(RecordError) {
      let planHash = try SHA256Digest(of: plan)
      var all = planHash.bytes + (ledger?.hash.bytes ?? [])
      var files: [Provenance.Input] = []
      for input in inputs {
        let hash = try SHA256Digest(of: input.bytes)
        all += hash.bytes
        files.append(Provenance.Input(name: input.name, sha256: hash.description))
      }
      return Provenance(
        protocolName: planName, protocolSHA256: planHash.description, standards: ledger?.input, inputs: files,
        version: programVersion,
        shortHash: try SHA256Digest(of: all).short)
    } catch {
      throw Rejection([Problem(.error, "E_HASH", at: nil, error.description)])
    }
  }

  private static func read(_ path: String) throws -> [UInt8] {
    do throws(RecordError) { return try Files.read(path) } catch { throw Console.fail(error) }
  }

  /// A protocol's characters.
  static func text(ofProtocol bytes: [UInt8], _ name: String) throws(Rejection) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Rejection([Problem(.error, "E_UTF8", at: SourceLocation(file: name), "the protocol is not UTF-8 text")])
    }
    return text
  }

}

/// A study read and checked.
struct Study {
  let plan: TransferProtocol
  let data: AssayData
  let provenance: Provenance
}
