internal import ArgumentParser
internal import AssayData
internal import Notation
internal import Records
internal import Reporting
internal import Transfer

struct Judge: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Judges results against a protocol: a verdict for each criterion and overall.",
    discussion: """
      Example:
        methodtransfer judge results.csv --protocol protocol.yaml
        methodtransfer judge sender.csv receiver.csv --protocol protocol.yaml --report report

      With --report the folder holds report.html, result.json, tables/*.csv, figures/*.svg and manifest.json. It is written
      whole or not at all. Nothing but an earlier report of the same study is replaced, and with --replace that of another.
      """)

  @OptionGroup var study: StudyArguments

  @Flag(help: "Print the record (result.json) in place of the text.")
  var json = false

  @OptionGroup var folder: ReportArguments

  func run() throws {
    let study = try study.load()
    guard study.plan.study.kind != .bridging else {
      throw ValidationError(
        "This protocol is of the kind bridging, which compares standards, not laboratories: methodtransfer bridge judges it."
      )
    }
    let subject = ReportFolder.Subject(command: "judge", study: study.plan.study.id)
    try folder.check(subject, inputs: self.study.paths)
    let assessment = Assessment(of: study.data, against: study.plan)
    Console.show(study.plan.warnings + study.data.warnings + assessment.warnings)
    if let failed = assessment.selfChecks.first(where: { !$0.passed }) {
      Console.message("methodtransfer: error: a self-check failed, so no verdict is given: \(visible(failed.name))")
      throw ExitCode(Exit.internalFault)
    }
    let promise = PlannedPromise(study.plan)
    let record = assessment.record(study.provenance, promise: promise).text
    if folder.isRecordAlone(json) {
      try Console.output(record)
      throw ExitCode(assessment.verdict.exitCode)
    }
    let page = Report(assessment, study.provenance, promise: promise)
    try folder.deliver(
      ReportFolder(
        subject, page, record: ("result.json", record),
        further: [
          ("tables/results.csv", Array(assessment.data.normalisedTable(notPlanned: assessment.unplannedRows).utf8))
        ], protocolFile: study.provenance.protocolFile, standards: study.provenance.standards,
        inputs: study.provenance.inputs, verdict: assessment.verdict.rawValue), inputs: self.study.paths)
    try Console.output(json ? record : page.markdown(only: ["decision", "diagnosis"], ansi: Console.colour))
    throw ExitCode(assessment.verdict.exitCode)
  }
}
