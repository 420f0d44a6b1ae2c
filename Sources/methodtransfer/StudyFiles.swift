internal import ArgumentParser
internal import Dossier
internal import Notation

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
    let file = try ProtocolFile(reading: plan, standards: standards, called: fileNames)
    let given = try files(called: fileNames)
    do throws(DossierError) { return try LoadedStudy(file, results: given, by: .own) } catch {
      throw Console.fail(error)
    }
  }

  /// The results files.
  ///
  /// - Throws: `ExitCode` after the fault has been printed.
  private func files(called names: FileNames) throws -> [GivenFile] {
    // By bytes: a file system may hold two names that differ only in Unicode form.
    var seen: Set<[UInt8]> = []
    return try results.map { path in
      if !seen.insert(Array(path.utf8)).inserted {
        throw Console.reject(
          Rejection([
            Problem(.error, "E_DUPLICATE_FILE", at: SourceLocation(file: names[path]), "the file is given twice")
          ]))
      }
      return try GivenFile(reading: path, called: names[path])
    }
  }
}
