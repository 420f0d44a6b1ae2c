internal import ArgumentParser
internal import Dossier
internal import Reporting
internal import Transfer

/// Judges a study and delivers what came of it: the same for laboratories, conditions and standards.
struct Judging {
  let arguments: StudyArguments
  let folder: ReportArguments
  /// Whether the record is printed in place of the text.
  let json: Bool

  /// - Parameter refusal: why the command does not judge such a study; `nil` where it does.
  /// - Throws: `ExitCode` with what the verdict, a fault of the files or of the program ends with, after it has been told;
  ///   `ValidationError` where the command does not judge such a study.
  func deliver(unless refusal: (Transfer.Study.Kind) -> String?) throws {
    let study = try arguments.load()
    if let refusal = refusal(study.transferProtocol.study.kind) { throw ValidationError(refusal) }
    try folder.check(JudgedStudy.subject(study.transferProtocol), inputs: arguments.paths)
    let judged: JudgedStudy
    do throws(DossierError) { judged = try JudgedStudy(study) } catch { throw Console.fail(error) }
    Console.show(judged.warnings)
    Console.tell(judged.assessment.crossChecks)
    let exit = ExitCode(judged.assessment.verdict.exitCode)
    let record = judged.record
    if folder.isRecordAlone(json) {
      try Console.output(record)
      throw exit
    }
    let report = judged.report
    try folder.deliver(judged.folder(report, record: record), inputs: arguments.paths)
    try Console.output(json ? record : report.markdown(only: Section.onTerminal, ansi: Console.colour))
    throw exit
  }
}
