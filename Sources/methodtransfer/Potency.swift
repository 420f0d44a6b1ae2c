internal import ArgumentParser
internal import AssayData
internal import Dossier
internal import Notation
internal import Records
internal import Reporting
internal import Statistics
internal import Transfer

struct Potency: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fits dose-response readings and gives the potency of each test preparation relative to a reference.",
    discussion: """
      Example:
        methodtransfer potency plates.csv --model 4pl --reference RS-03
        methodtransfer potency plates.csv --model parallel-line --reference S --transform ln --assumed-potency units
        methodtransfer potency plates.csv --model 4pl --reference RS-03 --combine weighted --out potencies.csv

      The file has one row a reading, under the headers preparation, dose and response, or those that are named. Columns
      called lab (or laboratory), run, plate and well are taken for that where they are there; none leaves one out. Each
      run of a laboratory is fitted alone.

      --out writes one row a run and preparation, which judge and precision read as results. With --report the folder
      holds report.html, potency.json, potencies.csv, tables/*.csv, figures/*.svg and manifest.json.

      Exit codes: 0 an answer was given, be it that some runs have no potency, which is said; 64 wrong usage; 65 the data
      are rejected, or no run has a potency.
      """)

  @OptionGroup var input: TableArguments

  @Option(
    name: [.customLong("protocol")],
    help: "Take settings, columns and the file's grammar from a protocol with doseResponse.")
  var plan: String?

  @Option(help: "The attribute of the protocol, where several have a doseResponse.")
  var attribute: String?

  @Option(
    help:
      "A ledger of reference standards, in YAML: says of the reference which value it has and whether that is provisional.",
    completion: .file(extensions: ["yaml", "yml", "json"]))
  var standards: String?

  @Option(help: "The curve or the lines that are fitted.")
  var model: DoseResponse.Model?

  @Option(help: "The name of the reference preparation in the file.")
  var reference: String?

  @Option(help: "The column of preparations.")
  var preparation = "preparation"

  @Option(help: "The column of doses.")
  var dose = "dose"

  @Option(help: "The column of responses.")
  var response = "response"

  @Option(help: "The column of laboratories, or none (default: lab or laboratory, where there is one).")
  var lab: String?

  @Option(name: .customLong("run"), help: "The column of runs, or none (default: run, where there is one).")
  var runColumn: String?

  @Option(help: "The column of plates, or none (default: plate, where there is one).")
  var plate: String?

  @Option(help: "The column of wells, or none (default: well, where there is one).")
  var well: String?

  @Option(help: "The column of blocks, or those of rows and columns of a Latin square, parted by a comma.")
  var block: String?

  @Option(help: "The column of assumed potencies, which relative potencies are multiplied by.")
  var assumedPotency: String?

  @Option(help: "The column of dilutions, which relative potencies are multiplied by.")
  var dilution: String?

  @Option(help: "The column of nominal potencies: bias, %GCV and linearity by level.")
  var nominal: String?

  @Option(
    help: "Limits of a reportable potency, lower,upper, of which one may be empty: P(out of specification) by level.")
  var specification: String?

  @Option(help: "The range by level: the interval of the relative bias lies within ± this percent; with --gcv-limit.")
  var biasLimit: String?

  @Option(help: "The range by level: the upper bound of the %GCV lies below this percent; with --bias-limit.")
  var gcvLimit: String?

  @Option(help: "A preparation that is the reference itself: limits of similarity from its runs.")
  var limitsFrom: String?

  @Option(help: "What is done to each response first (default: none).")
  var transform: DoseResponse.Transform?

  @Option(help: "How much each response counts (default: none, all alike).")
  var weights: DoseResponse.Weights?

  @Option(help: "What a dose of zero is (default: refuse).")
  var zeroDose: DoseResponse.ZeroDose?

  @Option(help: "Which tests of a run are fitted with the reference (default: pairs of curves, common of lines).")
  var fit: DoseResponse.Fit?

  @Option(help: "What is done with several plates of one run: refuse, or each fitted by itself (default: refuse).")
  var plates: DoseResponse.PlatesOfRun?

  @Option(help: "Which way the response runs as the dose rises; a run that runs against it is remarked.")
  var curve: DoseResponse.Curve?

  @Option(help: "How the interval of a potency is formed (default: profile of curves, fieller of lines).")
  var interval: DoseResponse.Interval?

  @Option(help: "Where standard errors of a curve come from (default: expected, J'J).")
  var standardErrors: DoseResponse.StandardErrors?

  @Option(help: "The confidence level of two-sided intervals (default: 0.95).")
  var level: Double?

  @Option(help: "The way in which runs become one value; without it several are shown and none is chosen.")
  var combine: PotencyCombinationName?

  @Flag(help: "Print the record (potency.json) in place of the text.")
  var json = false

  @Option(help: "Write a row for each run and preparation into this CSV file.", completion: .file(extensions: ["csv"]))
  var out: String?

  @OptionGroup var folder: ReportArguments

  private var blocks: [String] {
    (block?.split(separator: ",", omittingEmptySubsequences: false) ?? []).map { name in
      String(name.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }

  func validate() throws {
    if plan == nil {
      guard model != nil else {
        let models = DoseResponse.Model.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--model says what is fitted: \(models). There is no default.")
      }
      guard reference != nil else {
        throw ValidationError("--reference names the preparation that the others are relative to. There is no default.")
      }
      if attribute != nil { throw ValidationError("--attribute goes with --protocol.") }
    } else {
      let given: [(String, Bool)] = [
        ("--model", model != nil), ("--reference", reference != nil), ("--transform", transform != nil),
        ("--weights", weights != nil), ("--zero-dose", zeroDose != nil), ("--interval", interval != nil),
        ("--fit", fit != nil), ("--plates", plates != nil), ("--curve", curve != nil),
        ("--standard-errors", standardErrors != nil), ("--level", level != nil),
        ("--lab", lab != nil),
        ("--run", runColumn != nil), ("--plate", plate != nil), ("--well", well != nil), ("--block", block != nil),
        ("--assumed-potency", assumedPotency != nil), ("--dilution", dilution != nil),
        ("--preparation", preparation != "preparation"), ("--dose", dose != "dose"),
        ("--response", response != "response"),
        (
          "--delimiter, --decimal, --encoding, --ignore-rows, --use-rows, --sheet, --range and --percent",
          !input.isAsByDefault
        ),
      ]
      if let first = given.first(where: \.1) {
        throw ValidationError("The protocol says what \(first.0) would; leave one of them out.")
      }
    }
    if let model, fit == .pairs, DoseResponse.Fit.usual(of: model) == .common {
      throw ValidationError("--fit pairs is of curves; the lines of \(model.rawValue) are fitted together.")
    }
    if let level, !Probability.isLevel(level) {
      throw ValidationError("--level is a confidence level \(Probability.levelWords), not \(level).")
    }
    if blocks.contains("") { throw ValidationError("--block names columns parted by commas; one of them is empty.") }
    guard blocks.count <= 2 else {
      throw ValidationError("--block names one column of blocks, or two: rows and columns of a Latin square.")
    }
    if combine == .semiWeighted, let level, level != 0.95 {
      throw ValidationError("--combine semi-weighted takes t as 2, which is said of 95 % limits only.")
    }
    if specification != nil, nominal == nil {
      throw ValidationError("--specification goes with --nominal, which says what the true potencies are.")
    }
    _ = try limits()
    _ = try rangeLimits()
    if let limitsFrom, limitsFrom == reference {
      throw ValidationError(
        "--limits-from names the reference material under a name of its own, such as a control, not the reference.")
    }
    let named: [String?] = [
      preparation, dose, response, lab, runColumn, plate, well, assumedPotency, dilution, nominal,
    ]
    let columns = (named.compactMap { $0 } + blocks).filter { $0 != Self.none }
    for (index, name) in columns.enumerated() where columns[..<index].contains(name) {
      throw ValidationError("The column \(quoted(name)) is asked for twice; a column can be one thing.")
    }
  }

  /// What `--specification` says.
  private func limits() throws -> PotencySpecification? {
    guard let specification else { return nil }
    let parts = specification.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let expected = "two numbers above zero parted by a comma, such as 0.8,1.25, of which one may be empty"
    guard parts.count == 2 else {
      throw ValidationError("--specification is \(expected), and not \(quoted(specification)).")
    }
    let ends = try parts.map { part in
      try Given.number(part.isEmpty ? nil : part, "--specification", expected)?.double
    }
    do throws(PotencyValidationError) {
      return try PotencySpecification(lower: ends[0], upper: ends[1])
    } catch {
      throw ValidationError("--specification is \(expected): \(error).")
    }
  }

  /// What `--bias-limit` and `--gcv-limit` say.
  private func rangeLimits() throws -> PotencyRangeLimits? {
    if biasLimit == nil && gcvLimit == nil { return nil }
    guard nominal != nil, let biasLimit, let gcvLimit else {
      throw ValidationError(
        "--bias-limit and --gcv-limit go together, and with --nominal, which says what the levels are.")
    }
    let expected = "a percentage above zero, such as 20"
    guard let bias = try Given.number(biasLimit, "--bias-limit", expected)?.double,
      let gcv = try Given.number(gcvLimit, "--gcv-limit", expected)?.double,
      let limits = PotencyRangeLimits(relativeBias: bias, percentGCV: gcv)
    else {
      throw ValidationError("--bias-limit and --gcv-limit are each \(expected).")
    }
    return limits
  }

  private static let none = "none"

  /// The columns that are named, and those that are there under their usual names.
  private func columns(_ headers: [String]) -> PotencyRequest.Columns {
    let taken = [preparation, dose, response] + [assumedPotency, dilution, nominal].compactMap { $0 } + blocks
    func column(_ named: String?, _ usual: [String]) -> String? {
      if let named { return named == Self.none ? nil : named }
      return usual.first { headers.contains($0) && !taken.contains($0) }
    }
    return PotencyRequest.Columns(
      preparation: preparation, dose: dose, response: response, laboratory: column(lab, ["lab", "laboratory"]),
      run: column(runColumn, ["run"]), plate: column(plate, ["plate"]), well: column(well, ["well"]), blocks: blocks,
      assumedPotency: assumedPotency, dilution: dilution, nominal: nominal)
  }

  private func settings() throws -> DoseResponse {
    guard let model, let reference else { throw ExitCode.validationFailure }
    return DoseResponse(
      model: model, reference: reference, transform: transform ?? .none, weights: weights ?? .none,
      zeroDose: zeroDose ?? .refuse, fit: fit, platesOfRun: plates ?? .refuse, curve: curve,
      interval: interval, standardErrors: standardErrors ?? .expected,
      level: level ?? 0.95)
  }

  /// Preparations that the options name.
  private var names: Set<String> { Set([reference, limitsFrom].compactMap { $0 }) }

  /// The study as a protocol has it.
  private func study(_ plan: String, _ contents: GivenFile, _ ledger: LedgerFile?) throws
    -> PotencyOfTable
  {
    let file = try ProtocolFile(reading: plan, ledger: ledger)
    let agreed: DeclaredPotency
    do throws(Rejection) {
      agreed = try DeclaredPotency(file, attribute: attribute, forFile: contents.ownName)
    } catch { throw Console.reject(error) }
    if let nominal, (agreed.columns.values + agreed.columns.labels).contains(nominal) {
      throw ValidationError("The protocol takes the column \(quoted(nominal)) for another thing than --nominal.")
    }
    let request = PotencyRequest(
      columns: agreed.columns.with(nominal: nominal), settings: agreed.settings, combination: combine,
      specification: try limits(), limitsFrom: limitsFrom, rangeLimits: try rangeLimits(), standards: agreed.standards,
      rules: agreed.attribute.criteria.compactMap(\.similarityRule))
    do throws(Rejection) {
      let data = try agreed.readings(contents, nominal: nominal)
      return try PotencyOfTable(data, of: agreed.attribute, transferProtocol: agreed.transferProtocol, request)
    } catch {
      throw Console.reject(error)
    }
  }

  /// The study as the options have it.
  private func study(_ contents: GivenFile, _ ledger: LedgerFile?) throws -> PotencyOfTable {
    // The header first: which of the usual columns there are.
    let head = try input.table(contents, values: [dose, response], labels: [preparation], names: names)
    let columns = columns(head.file.columns.map(\.header))
    let request = PotencyRequest(
      columns: columns, settings: try settings(), combination: combine, specification: try limits(),
      limitsFrom: limitsFrom, rangeLimits: try rangeLimits(),
      standards: ledger.map { PotencyRequest.Standards($0.value) })
    let table = try input.table(contents, values: columns.values, labels: columns.labels, names: names)
    do throws(Rejection) {
      return try PotencyOfTable(table, request)
    } catch {
      throw Console.reject(error)
    }
  }

  func run() throws {
    let ledger = try LedgerFile(reading: standards)
    let contents = try input.contents()
    let inputs = [input.file, plan, standards].compactMap { $0 }
    let subject = ReportFolder.Subject(command: "potency", study: contents.name)
    try folder.check(subject, inputs: inputs)
    let study = try plan.map { try self.study($0, contents, ledger) } ?? self.study(contents, ledger)
    Console.show((ledger?.value.warnings ?? []) + study.warnings)
    let checks = study.plateChecks.map { CrossChecked($0.place, $0.checks) }
    try Console.hold(checks)
    let provenance: TableProvenance
    do throws(DossierError) {
      provenance =
        try ledger.map { ledger throws(DossierError) in try TableProvenance(contents, ledger: ledger, by: .own) }
        ?? TableProvenance(contents, by: .own)
    } catch { throw Console.fail(error) }
    let record = study.record(provenance).text
    let results = Array(study.results.utf8)
    if let out {
      do throws(RecordError) {
        for input in inputs where Files.isSame(input, out) {
          throw .cannotWrite(path: out, reason: "it is an input, which is not overwritten")
        }
        try Files.write(results, to: out, mayReplace: PotencyOfTable.isResults)
      } catch {
        throw Console.fail(error)
      }
      Console.message("potencies: \(visible(out))")
    }
    if folder.isRecordAlone(json) { return try Console.output(record) }
    let page = Report(study, provenance)
    try folder.deliver(
      ReportFolder(
        subject, page, record: ("potency.json", record), further: [("potencies.csv", results)],
        standards: provenance.standards, inputs: [provenance.input], crossChecks: checks), inputs: inputs)
    try Console.output(json ? record : page.markdown(only: Section.ofPotencyOnTerminal, ansi: Console.colour))
  }
}
