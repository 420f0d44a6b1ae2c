internal import ArgumentParser
internal import Dossier
internal import Reporting

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
    let understood: UnderstoodStudy
    do throws(DossierError) { understood = try UnderstoodStudy(study) } catch { throw Console.fail(error) }
    Console.show(understood.warnings)
    if table { return try Console.output(understood.table) }
    try Console.output(json ? understood.record : understood.report.markdown(ansi: Console.colour))
  }
}
