internal import ArgumentParser
internal import AssayData
internal import Notation
internal import Records
internal import Reporting
internal import Transfer

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
      figures/*.svg and manifest.json. It is written whole or not at all. Nothing but an earlier report of the same study is
      replaced, and with --replace that of another.

      Exit codes: 0 every required criterion passed; 1 at least one failed; 2 none failed but at least one is inconclusive
      or not evaluated; 65 results, protocol or chain are rejected.
      """)

  @OptionGroup var study: StudyArguments

  @Flag(help: "Print the record (bridge.json) in place of the text.")
  var json = false

  @OptionGroup var folder: ReportArguments

  func run() throws {
    let study = try study.load()
    guard study.plan.study.kind == .bridging else {
      throw ValidationError(
        "This protocol is of the kind \(study.plan.study.kind.rawValue), which compares laboratories: methodtransfer judge judges it."
      )
    }
    let subject = ReportFolder.Subject(command: "bridge", study: study.plan.study.id)
    try folder.check(subject, inputs: self.study.paths)
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
    if folder.isRecordAlone(json) {
      try Console.output(record)
      throw ExitCode(bridging.verdict.exitCode)
    }
    let page = Report(bridging, study.provenance, promise: promise)
    try folder.deliver(
      ReportFolder(
        subject, page, record: ("bridge.json", record),
        further: [
          (
            "tables/results.csv",
            Array(bridging.data.normalisedTable(notPlanned: bridging.assessment.unplannedRows).utf8)
          )
        ] + (bridging.ledgerEntry.map { [("ledger-entry.yaml", Array($0.text.utf8))] } ?? []),
        protocolFile: study.provenance.protocolFile, standards: study.provenance.standards,
        inputs: study.provenance.inputs, verdict: bridging.verdict.rawValue), inputs: self.study.paths)
    try Console.output(json ? record : page.markdown(only: Section.ofBridgingOnTerminal, ansi: Console.colour))
    throw ExitCode(bridging.verdict.exitCode)
  }
}
