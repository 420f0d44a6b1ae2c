internal import ArgumentParser
internal import AssayData
internal import Notation
internal import Reporting
internal import Transfer

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Says what the protocol asks and how results were understood, as judge would read them, without judging.",
    discussion: """
      Example:
        methodtransfer check results.csv --protocol protocol.yaml
        methodtransfer check results.csv --protocol protocol.yaml --table > tidy.csv
      """)

  @OptionGroup var study: StudyArguments

  @Flag(help: "Print what was understood as JSON.")
  var json = false

  @Flag(help: "Print the normalised tidy table as CSV, each row with the file and line that it came from.")
  var table = false

  func run() throws {
    let study = try study.load()
    let received: ReceivedResults
    // What only pairs of standards show, such as a run without its comparator.
    do throws(Rejection) { received = try ReceivedResults(of: study.data, against: study.transferProtocol) } catch {
      Console.show(study.transferProtocol.warnings + study.data.warnings)
      throw Console.reject(error)
    }
    Console.show(study.transferProtocol.warnings + study.data.warnings + received.warnings)
    if table {
      try Console.output(study.data.normalisedTable(notPlanned: received.unplannedRows))
    } else {
      let summary = ImportSummary(study.data, study.transferProtocol, study.provenance, received)
      try Console.output(json ? summary.json.text : summary.report.markdown(ansi: Console.colour))
    }
  }
}
