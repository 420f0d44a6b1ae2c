internal import ArgumentParser
internal import AssayData
internal import Notation
internal import Records
internal import Reporting
internal import TransferAssessment
internal import TransferProtocol

struct Judge: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Judges results against a protocol: a verdict for each criterion and overall.",
    discussion: """
      Example:
        methodtransfer judge results.csv --protocol protocol.yaml
        methodtransfer judge sender.csv receiver.csv --protocol protocol.yaml --report report

      With --report the folder holds report.html, result.json, tables/*.csv, figures/*.svg and manifest.json. It is written
      whole or not at all, and nothing that is not a report is overwritten.
      """)

  @OptionGroup var study: StudyArguments

  @Flag(help: "Print the record (result.json) in place of the text.")
  var json = false

  @Option(help: "Write the report into this folder.", completion: .directory)
  var report: String?

  func run() throws {
    let study = try study.load()
    guard study.plan.study.kind != .bridging else {
      throw ValidationError(
        "This protocol is of the kind bridging, which compares standards, not laboratories: methodtransfer bridge judges it."
      )
    }
    let assessment = Assessment(of: study.data, against: study.plan)
    Console.show(study.plan.warnings + study.data.warnings + assessment.warnings)
    if let failed = assessment.selfChecks.first(where: { !$0.passed }) {
      Console.message("methodtransfer: error: a self-check failed, so no verdict is given: \(visible(failed.name))")
      throw ExitCode(Exit.internalFault)
    }
    let promise = PlannedPromise(study.plan)
    let record = assessment.record(study.provenance, promise: promise).text
    if let report {
      do throws(RecordError) {
        for input in self.study.paths where Files.stands(input, below: report) {
          throw .holdsInput(folder: report, name: input)
        }
        try Files.writeFolder(
          try ReportFolder.files(assessment, study.provenance, promise, record: record, command: CommandLine.arguments),
          to: report)
      } catch {
        throw Console.fail(error)
      }
      Console.message("report: \(visible(report))/report.html")
    }
    try Console.output(
      json
        ? record
        : Report(assessment, study.provenance, promise: promise).markdown(
          only: ["decision", "diagnosis"], ansi: Console.colour))
    throw ExitCode(assessment.verdict.exitCode)
  }
}
