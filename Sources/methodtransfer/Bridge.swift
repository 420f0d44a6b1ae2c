internal import ArgumentParser
internal import AssayData
internal import Notation
internal import Records
internal import Reporting
internal import TransferAssessment
internal import TransferProtocol

struct Bridge: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Holds a candidate reference standard against the current one, gives it a value, and shows the chain.",
    discussion: """
      Example:
        methodtransfer bridge results.csv --protocol protocol.yaml
        methodtransfer bridge plates-a.csv plates-b.csv --protocol protocol.yaml --standards ledger.yaml --report bridging

      The protocol is of the kind bridging: comparison names the two standards and the rule that decides (equivalence: the
      current value is carried over; offset: the candidate is given the value that is measured), standards the chain back to
      the primary. Each run gives one ratio: from plates that judge would fit, from potencies of both standards, or from
      potencies of the candidate relative to the current one.

      With --report the folder holds report.html, bridge.json, ledger-entry.yaml where a value was given, tables/*.csv,
      figures/*.svg and manifest.json. It is written whole or not at all, and nothing that is not a report is overwritten.

      Exit codes: 0 every required criterion passed; 1 at least one failed; 2 none failed but at least one is inconclusive
      or not evaluated; 65 results, protocol or chain are rejected.
      """)

  @OptionGroup var study: StudyArguments

  @Flag(help: "Print the record (bridge.json) in place of the text.")
  var json = false

  @Option(help: "Write the report into this folder.", completion: .directory)
  var report: String?

  func run() throws {
    let study = try study.load()
    guard study.plan.study.kind == .bridging else {
      throw ValidationError(
        "This protocol is of the kind \(study.plan.study.kind.rawValue), which compares laboratories: methodtransfer judge judges it."
      )
    }
    let bridging: BridgingStudy
    do throws(Rejection) {
      bridging = try BridgingStudy(of: study.data, against: study.plan)
    } catch {
      Console.show(study.plan.warnings + study.data.warnings)
      throw Console.reject(error)
    }
    Console.show(study.plan.warnings + study.data.warnings + bridging.assessment.warnings)
    if let failed = bridging.assessment.selfChecks.first(where: { !$0.passed }) {
      Console.message("methodtransfer: error: a self-check failed, so no verdict is given: \(visible(failed.name))")
      throw ExitCode(Exit.internalFault)
    }
    let promise = PlannedPromise(study.plan)
    let record = bridging.record(study.provenance, promise: promise).text
    let page = Report(bridging, study.provenance, promise: promise)
    if let report {
      do throws(RecordError) {
        for input in self.study.paths where Files.stands(input, below: report) {
          throw .holdsInput(folder: report, name: input)
        }
        try Files.writeFolder(
          try ReportFolder.files(bridging, page, study.provenance, record: record, command: CommandLine.arguments),
          to: report)
      } catch {
        throw Console.fail(error)
      }
      Console.message("report: \(visible(report))/report.html")
    }
    try Console.output(json ? record : page.markdown(only: Section.ofBridgingOnTerminal, ansi: Console.colour))
    throw ExitCode(bridging.verdict.exitCode)
  }
}
