internal import ArgumentParser
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
    try Judging(arguments: study, folder: folder, json: json).deliver { kind in
      kind == .bridging
        ? "This protocol is of the kind bridging, which compares standards, not laboratories: methodtransfer bridge judges it."
        : nil
    }
  }
}
