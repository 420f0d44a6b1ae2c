internal import ArgumentParser
internal import AssayData
internal import Notation
internal import Reporting
internal import Transfer

/// A study judged and delivered: the same for laboratories, conditions and standards.
struct JudgedStudy {
  let arguments: StudyArguments
  let folder: ReportArguments
  /// Whether the record is printed in place of the text.
  let json: Bool

  /// - Parameter refusal: why the command does not judge such a study; `nil` where it does.
  /// - Throws: `ExitCode` with what the verdict, a fault of the files or of the program ends with, after it has been told;
  ///   `ValidationError` where the command does not judge such a study.
  func deliver(unless refusal: (Transfer.Study.Kind) -> String?) throws {
    let study = try arguments.load()
    let transferProtocol = study.transferProtocol
    if let refusal = refusal(transferProtocol.study.kind) { throw ValidationError(refusal) }
    let subject = ReportFolder.Subject(command: transferProtocol.words.command, study: transferProtocol.study.id)
    try folder.check(subject, inputs: arguments.paths)
    let assessment: Assessment
    do throws(Rejection) { assessment = try Assessment(of: study.data, against: transferProtocol) } catch {
      Console.show(transferProtocol.warnings + study.data.warnings)
      throw Console.reject(error)
    }
    Console.show(transferProtocol.warnings + study.data.warnings + assessment.warnings)
    if let failed = assessment.selfChecks.first(where: { !$0.passed }) {
      Console.message("methodtransfer: error: a self-check failed, so no verdict is given: \(visible(failed.name))")
      throw ExitCode(Exit.internalFault)
    }
    let checks = assessment.crossChecks
    Console.tell(checks)
    let promise = PlannedPromise(transferProtocol)
    let record = assessment.record(study.provenance, promise: promise).text
    if folder.isRecordAlone(json) {
      try Console.output(record)
      throw ExitCode(assessment.verdict.exitCode)
    }
    let page = Report(assessment, study.provenance, promise: promise)
    let table = assessment.data.normalisedTable(notPlanned: assessment.unplannedRows)
    try folder.deliver(
      ReportFolder(
        subject, page, record: ("\(transferProtocol.words.record).json", record),
        further: [("tables/results.csv", Array(table.utf8))]
          + (assessment.ledgerEntry.map { [("ledger-entry.yaml", Array($0.text.utf8))] } ?? []),
        protocolFile: study.provenance.protocolFile, standards: study.provenance.standards,
        inputs: study.provenance.inputs, verdict: assessment.verdict.rawValue,
        crossChecks: checks),
      inputs: arguments.paths)
    try Console.output(json ? record : page.markdown(only: Section.onTerminal, ansi: Console.colour))
    throw ExitCode(assessment.verdict.exitCode)
  }
}
