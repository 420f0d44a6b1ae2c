internal import ArgumentParser
internal import Dossier
internal import Notation
internal import Records
internal import Reporting

/// Where a report goes, and what may stand there: one way for every command that writes one.
struct ReportArguments: ParsableArguments {
  @Option(help: "Write the report into this folder.", completion: .directory)
  var report: String?

  @Flag(help: "Let the report take the place of another study's.")
  var replace = false

  func validate() throws {
    if replace, report == nil { throw ValidationError("--replace goes with --report.") }
    if report?.isEmpty == true { throw ValidationError("--report names no folder; give one, or leave it out.") }
  }

  /// Whether neither a folder nor text is asked for, so that no page need be set.
  func isRecordAlone(_ json: Bool) -> Bool { json && report == nil }

  /// Refuses, before any long work, what ``deliver(_:inputs:)`` would refuse after it.
  ///
  /// - Parameter inputs: paths of every file that the command reads.
  /// - Throws: `ExitCode` after the fault has been printed.
  func check(_ subject: ReportFolder.Subject, inputs: [String]) throws {
    guard let report else { return }
    do throws(RecordError) {
      try refuseInputs(inputs, below: report)
      if let entries = try Files.folderEntries(report) {
        try ReportManifest.check(entries, in: report, for: subject, replaces: replace)
      }
    } catch {
      throw Console.fail(error)
    }
  }

  /// Writes the folder, whole or not at all, where one is asked for, and says so.
  ///
  /// - Throws: `ExitCode` after the fault has been printed.
  func deliver(_ folder: @autoclosure () -> ReportFolder, inputs: [String]) throws {
    guard let report else { return }
    let folder = folder()
    let files: [(name: String, bytes: [UInt8])]
    do throws(DossierError) { files = try folder.files(.now, by: .own) } catch { throw Console.fail(error) }
    do throws(RecordError) {
      try refuseInputs(inputs, below: report)
      try Files.writeFolder(files, to: report) { entries throws(RecordError) in
        try ReportManifest.check(entries, in: report, for: folder.subject, replaces: replace)
      }
    } catch {
      throw Console.fail(error)
    }
    Console.message("report: \(visible(report))/\(folder.page)")
  }

  private func refuseInputs(_ inputs: [String], below report: String) throws(RecordError) {
    for input in inputs where input != "-" && Files.stands(input, below: report) {
      throw .holdsInput(folder: report, name: input)
    }
  }
}
