internal import ArgumentParser
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
    try Judging(arguments: study, folder: folder, json: json).deliver { kind in
      kind == .bridging
        ? nil
        : "This protocol is of the kind \(kind.rawValue), which compares laboratories: methodtransfer judge judges it."
    }
  }
}
