internal import ArgumentParser
internal import AssayData
internal import Dossier
internal import Glibc
internal import Notation
internal import Reporting
internal import Transfer
internal import TransferPlanning

struct Plan: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Gives the chance that a study passes, before anyone starts, and the size that it would need.",
    discussion: """
      Example:
        methodtransfer plan protocol.yaml
        methodtransfer plan protocol.yaml --run-sd 0.2 --bias 0.05 --report plan

      The planned design is laid out from the protocol, and studies of it are simulated and judged by the same rules that
      judge results. What is taken as true stands in the protocol's planning section; options take its place figure by
      figure, and --pilot takes variances from results that are there. Biases and SDs are on the analysis scale: the unit of the results, or ln on the log scale (0.198 for a log-normal 20 %CV, 0.182 for 20 %GCV).
      Without a planning section --power is needed and a figure that is not given is 0 (the SD ratio 1).

      In a bridging study the bias is ln candidate less ln current, and every SD is that of this ln ratio. Both rules are
      shown: how often the ratio would be shown equivalent, and how often the value would be known as well as is asked for;
      beside the sizes for the target the runs that a half-width of the value takes.

      With --report the folder holds plan.html, plan.json, tables/*.csv, figures/*.svg and manifest.json.

      Exit codes: 0 the design reaches the target; 2 it does not; 64 wrong usage; 65 the protocol is rejected, or no plan can
      be made of it.
      """)

  @Argument(
    help: "The protocol, in YAML; - is standard input.", completion: .file(extensions: ["yaml", "yml", "json"]))
  var plan: String

  @Option(
    help: "A ledger of reference standards, in YAML, in place of the protocol's standards.",
    completion: .file(extensions: ["yaml", "yml", "json"]))
  var standards: String?

  @OptionGroup(title: "What is taken as true") var assumed: AssumedArguments

  @Option(parsing: .unconditional, help: "The chance of passing to reach, such as 0.9.")
  var power: String?

  @Option(parsing: .unconditional, help: "Never more simulated studies than these for one figure.")
  var simulations: String?

  @Option(
    parsing: .unconditional,
    help: "Simulate until every chance is known to this half-width of a 95 % interval (default: 0.005).")
  var precision: String?

  @Option(parsing: .unconditional, help: "The start of the random numbers.")
  var seed: String?

  @Option(
    parsing: .unconditional,
    help: "Tasks side by side; the answer is the same for any number (default: the machine's cores).")
  var threads: String?

  @Flag(help: "Print the record (plan.json) in place of the text.")
  var json = false

  @OptionGroup var folder: ReportArguments

  func validate() throws {
    _ = try powerGiven()
    _ = try simulationsGiven()
    _ = try precisionGiven()
    _ = try seedGiven()
    _ = try threadsGiven()
  }

  private func powerGiven() throws -> Double? {
    try Given.number(power, "--power", "a chance \(Probability.chanceWords)", where: Probability.isChance)?.double
  }

  private func precisionGiven() throws -> Double? {
    try Given.number(precision, "--precision", "a half-width between 0 and 1, such as 0.005") { $0 > 0 && $0 < 1 }?
      .double
  }

  private func simulationsGiven() throws -> Int? {
    try Given.count(simulations, "--simulations", to: PlanRequest.mostSimulations)
  }

  private func threadsGiven() throws -> Int? { try Given.count(threads, "--threads", to: 1_024) }

  private func seedGiven() throws -> UInt64? {
    guard let seed else { return nil }
    guard let number = UInt64(seed), seed.utf8.allSatisfy({ $0 != UInt8(ascii: "+") }) else {
      throw ValidationError("--seed is a whole number from 0 to 18446744073709551615, not \(quoted(seed)).")
    }
    return number
  }

  func run() throws {
    let file = try ProtocolFile(reading: plan, standards: standards)
    try assumed.check(against: file.transferProtocol)
    Console.show(file.transferProtocol.warnings)
    let pilot = try PilotResults(assumed.pilot, of: file, plan, standards: standards)
    let (request, asked) = try request(file.transferProtocol, pilot)
    let inputs = [plan] + [assumed.pilot, standards].compactMap { $0 }
    try folder.check(PlanOfStudy.subject(file.transferProtocol), inputs: inputs)
    let progress = ProgressLine()
    let planned: PlanOfStudy
    do throws(DossierError) {
      defer { progress.end() }
      planned = try PlanOfStudy(file, request, asked: asked, pilot: pilot?.file, by: .own) { progress.show($0) }
    } catch {
      throw Console.fail(error)
    }
    Console.tell(planned.plan.crossChecks)
    let exit = ExitCode(planned.plan.exitCode)
    let record = planned.record
    if folder.isRecordAlone(json) {
      try Console.output(record)
      throw exit
    }
    let report = planned.report
    try folder.deliver(planned.folder(report, record: record), inputs: inputs)
    try Console.output(json ? record : report.planText(ansi: Console.colour))
    throw exit
  }

  // MARK: - What is asked

  private func request(_ transferProtocol: TransferProtocol, _ pilot: PilotResults?) throws -> (
    PlanRequest, PlanOfStudy.Asked
  ) {
    var given = PlanOfStudy.Asked(attributes: transferProtocol.attributes.count)
    let figures = try assumed.figures()
    let chosen = try assumed.chosen(transferProtocol)
    var request: PlanRequest
    do throws(PlanningObstacle) {
      if transferProtocol.planning != nil {
        request = try PlanRequest(transferProtocol)
      } else {
        request = try Self.bare(
          transferProtocol, isAssumed: figures.isEmpty && pilot == nil ? [] : chosen, power: power != nil)
      }
      if !figures.isEmpty, assumed.attribute == nil { try Self.holdTogether(transferProtocol) }
      if let pilot {
        for index in chosen {
          let (attribute, data) = (transferProtocol.attributes[index], pilot.study.data)
          let estimate =
            transferProtocol.study.kind == .bridging
            ? try PilotEstimate(
              bridging: attribute, of: data, transferProtocol: transferProtocol,
              assumed: request.assumptions[index].truth)
            : try PilotEstimate(attribute, of: data, transferProtocol: transferProtocol)
          var truth = estimate.truth
          truth.mean = truth.mean ?? request.assumptions[index].truth.mean
          truth.plates = request.assumptions[index].truth.plates
          request.assumptions[index].truth = truth
          request.assumptions[index].source = "the pilot results in \(pilot.file.name)"
          given.pilotWords[index] = estimate.words
        }
      }
    } catch {
      throw Console.fail(DossierError.noPlan(error, file: FileNames.withoutFolders(self.plan)))
    }
    for index in chosen where !figures.isEmpty {
      for (key, value) in figures { Self.set(key, value, in: &request.assumptions[index]) }
      given.ofAttributes[index] = figures.map(\.key)
      if pilot == nil, transferProtocol.planning == nil, transferProtocol.attributes[index].planning == nil {
        request.assumptions[index].source = "the command line"
      }
    }
    if let power = try powerGiven() {
      request.power = power
      given.overall.append("power")
    }
    if let simulations = try simulationsGiven() {
      request.simulations = simulations
      given.overall.append("simulations")
    }
    if let seed = try seedGiven() {
      request.seed = seed
      given.overall.append("seed")
    }
    if let precision = try precisionGiven() {
      request.halfWidth = precision
      given.overall.append("precision")
    }
    let asked = try threadsGiven() ?? max(1, min(1_024, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    request.threads = asked > 1 && SecondThread.isThere ? asked : 1
    return (request, given)
  }

  /// Without a planning section: what the attributes themselves say, and the options.
  private static func bare(_ transferProtocol: TransferProtocol, isAssumed: [Int], power: Bool) throws(PlanningObstacle)
    -> PlanRequest
  {
    for (index, attribute) in transferProtocol.attributes.enumerated()
    where attribute.planning == nil && !isAssumed.contains(index) {
      throw PlanningObstacle(
        "nothing says what is taken as true of \(attribute.id): give the protocol a planning section, or the options --run-sd, --repeatability-sd, --bias and \(transferProtocol.study.kind == .bridging ? "--laboratory-sd" : "--sd-ratio")"
      )
    }
    guard power else {
      throw PlanningObstacle(
        "the protocol has no planning section that says which chance of passing is aimed at: give --power")
    }
    return PlanRequest(
      assumptions: transferProtocol.attributes.map { attribute in
        PlanRequest.Assumption(
          truth: attribute.planning?.truth ?? Truth(bias: 0, runSD: 0, repeatabilitySD: 0, sdRatio: 1),
          offset: attribute.planning?.offset, source: "the protocol's planning section")
      }, power: 0.5, simulations: 100_000, seed: 1)
  }

  /// One figure for attributes of unlike scale or unit would be a different thing for each.
  private static func holdTogether(_ transferProtocol: TransferProtocol) throws(PlanningObstacle) {
    guard let first = transferProtocol.attributes.first else { return }
    guard
      let other = transferProtocol.attributes.first(where: {
        $0.scale != first.scale || ($0.scale == .linear && $0.unitOfMeasurement != first.unitOfMeasurement)
      })
    else { return }
    throw PlanningObstacle(
      "\(first.id) (\(first.scale.rawValue), \(first.unitOfMeasurement)) and \(other.id) (\(other.scale.rawValue), \(other.unitOfMeasurement)) cannot share the figures of the options, which are on the analysis scale: name one with --attribute"
    )
  }

  private static func set(_ key: String, _ value: ExactDecimal, in assumption: inout PlanRequest.Assumption) {
    switch key {
    case "bias": assumption.truth.bias = value.double
    case "runSD": assumption.truth.runSD = value.double
    case "repeatabilitySD": assumption.truth.repeatabilitySD = value.double
    case "sdRatio": assumption.truth.sdRatio = value.double
    case "analystSD": assumption.truth.analystSD = value.double
    case "daySD": assumption.truth.daySD = value.double
    case "runBySampleSD": assumption.truth.runBySampleSD = value.double
    case "mean": assumption.truth.mean = value
    case "laboratorySD": assumption.truth.laboratorySD = value.double
    default: assumption.offset = value.double
    }
  }
}

/// Results that were there before the study, read as the protocol says.
struct PilotResults {
  let study: LoadedStudy
  let file: GivenFile

  /// - Returns: `nil` where no file is named.
  /// - Throws: `ExitCode` after the problems have been printed.
  init?(_ path: String?, of protocolFile: ProtocolFile, _ plan: String, standards: String?) throws {
    guard let path else { return nil }
    guard [path, plan, standards].count(where: { $0 == "-" }) < 2 else {
      throw ValidationError("Only one of protocol, ledger and pilot results can be standard input.")
    }
    file = try GivenFile(reading: path, called: FileNames([plan, standards, path].compactMap { $0 })[path])
    do throws(DossierError) { study = try LoadedStudy(protocolFile, results: [file], by: .own) } catch {
      throw Console.fail(error)
    }
    Console.show(study.data.warnings)
  }
}
