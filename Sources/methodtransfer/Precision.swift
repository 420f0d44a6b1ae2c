internal import ArgumentParser
internal import AssayData
internal import Dossier
internal import Notation
internal import Records
internal import Reporting
internal import Statistics
internal import Transfer

struct Precision: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Estimates variance components, repeatability and intermediate precision from a table of results.",
    discussion: """
      Example:
        methodtransfer precision results.csv --value result --factors lab,day,run
        methodtransfer precision results.csv --value potency --factors run --scale log --by sample --target 10%

      Factors are random and nested in their order, outermost first: run 1 of day 1 and run 1 of day 2 are two runs. With
      --crossed a label is the same level wherever it stands. A first factor called lab, laboratory or site is the laboratory:
      intermediate precision is what varies within it. With --by each level of a column is analysed alone, and all together
      with a mean each and common variances.

      With --report the folder holds report.html, precision.json, tables/*.csv, figures/*.svg and manifest.json.

      Exit codes: 0 an answer was given; 64 wrong usage; 65 the data, or what was asked of them, is rejected.
      """)

  enum Method: String, ExpressibleByArgument, CaseIterable {
    case reml, anova, ml
  }

  enum Scale: String, ExpressibleByArgument, CaseIterable {
    case linear, log
  }

  @OptionGroup var input: TableArguments

  @Option(help: "The column of results.")
  var value: String

  @Option(help: "The columns of the sources of variation, outermost first, parted by commas.")
  var factors: String

  @Flag(help: "The same label is the same level wherever it stands.")
  var crossed = false

  @Option(help: "How variances are estimated.")
  var method = Method.reml

  @Option(help: "log for results whose relative spread is constant, such as potencies.")
  var scale = Scale.linear

  @Option(help: "A column whose levels are analysed one by one and pooled, such as the sample.")
  var by: String?

  @Option(help: "The confidence level of two-sided intervals.")
  var level = 0.95

  @Flag(help: "Set negative estimates of the analysis of variance to zero.")
  var truncate = false

  @Option(
    help: "The greatest SD of a reportable value; with a percent sign its %CV (linear scale) or %GCV (log scale).")
  var target: String?

  @Option(help: "The most levels of the innermost factor in a reportable value.")
  var maxRuns = 6

  @Option(help: "The most results of each such level in a reportable value.")
  var maxReplicates = 4

  @Flag(help: "Print the record (precision.json) in place of the text.")
  var json = false

  @OptionGroup var folder: ReportArguments

  private var factorNames: [String] {
    factors.split(separator: ",", omittingEmptySubsequences: false).map { name in
      String(name.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }

  func validate() throws {
    let names = factorNames
    if names.contains("") { throw ValidationError("--factors names columns parted by commas; one of them is empty.") }
    let columns = [value] + names + [by].compactMap { $0 }
    for (index, name) in columns.enumerated() where columns[..<index].contains(name) {
      throw ValidationError("The column \(quoted(name)) is asked for twice; a column can be one thing.")
    }
    guard Probability.isLevel(level) else {
      throw ValidationError("--level is a confidence level \(Probability.levelWords), not \(level).")
    }
    guard (1...100).contains(maxRuns), (1...100).contains(maxReplicates) else {
      throw ValidationError("--max-runs and --max-replicates are from 1 to 100.")
    }
    if truncate, method != .anova {
      throw ValidationError("--truncate goes with --method anova; REML and ML give no negative estimate.")
    }
    if target != nil, try readTarget() == nil { throw ValidationError("--target is not read.") }
  }

  private func readTarget() throws -> PrecisionRequest.Target? {
    guard let target else { return nil }
    let isPercent = target.hasSuffix("%")
    let digits = isPercent ? String(target.dropLast()) : target
    guard let number = try? NumberGrammar.point.read(digits), number.isPositive else {
      throw ValidationError("--target is a number above zero, such as 0.8 or 2.5%, and not \(quoted(target)).")
    }
    return isPercent ? .percent(number) : .standardDeviation(number)
  }

  func run() throws {
    let names = factorNames
    let (table, provenance) = try input.load(
      values: [value], labels: names + [by].compactMap { $0 }, mustBePositive: scale == .log)
    let subject = ReportFolder.Subject(command: "precision", study: provenance.input.name)
    try folder.check(subject, inputs: [input.file])
    let request = PrecisionRequest(
      value: value, factors: names, by: by, arrangement: crossed ? .asCoded : .nested,
      method: VarianceComponents.Method(rawValue: method.rawValue) ?? .reml, scale: scale == .log ? .log : .linear,
      level: level, truncated: truncate, target: try readTarget(), maximumRuns: maxRuns,
      maximumReplicates: maxReplicates)
    let study: PrecisionOfTable
    do throws(Rejection) {
      study = try PrecisionOfTable(table, request)
    } catch {
      throw Console.reject(error)
    }
    Console.show(table.warnings)
    let checks = study.crossChecks
    try Console.hold(checks)
    let record = study.record(provenance).text
    if folder.isRecordAlone(json) { return try Console.output(record) }
    let page = Report(study, provenance)
    try folder.deliver(
      ReportFolder(
        subject, page, record: ("precision.json", record), standards: provenance.standards, inputs: [provenance.input],
        crossChecks: checks),
      inputs: [input.file])
    try Console.output(
      json ? record : page.markdown(only: Section.ofPrecisionOnTerminal, ansi: Console.colour))
  }
}
