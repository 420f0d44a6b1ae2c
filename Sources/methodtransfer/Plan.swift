internal import ArgumentParser
internal import AssayData
internal import Glibc
internal import Notation
internal import Records
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
    let file = try ProtocolFile(plan, standards: standards)
    try assumed.check(against: file.transferProtocol)
    Console.show(file.transferProtocol.warnings)
    let pilot = try PilotResults(assumed.pilot, of: plan, standards: standards)
    let (request, given) = try request(file.transferProtocol, pilot)
    let subject = ReportFolder.Subject(command: "plan", study: file.transferProtocol.study.id)
    let inputs = [plan] + [assumed.pilot, standards].compactMap { $0 }
    try folder.check(subject, inputs: inputs)
    let progress = ProgressLine()
    let planned: StudyPlan
    do throws(PlanningObstacle) {
      defer { progress.end() }
      planned = try StudyPlan(file.transferProtocol, request) { progress.show($0) }
    } catch {
      throw Self.reject(error, file.file.name)
    }
    let checks = planned.crossChecks
    try Console.hold(checks)
    let provenance = try provenance(file, pilot, request, given)
    let record = planned.record(provenance).text
    if folder.isRecordAlone(json) {
      try Console.output(record)
      throw ExitCode(planned.exitCode)
    }
    let page = Report(planned, provenance)
    try folder.deliver(
      ReportFolder(
        subject, page, page: "plan.html", record: ("plan.json", record), protocolFile: file.file.input,
        standards: provenance.standards, inputs: provenance.pilot.map { [$0] } ?? [],
        crossChecks: checks), inputs: inputs)
    try Console.output(json ? record : page.planText(ansi: Console.colour))
    throw ExitCode(planned.exitCode)
  }

  /// Prints why no plan can be made, and answers the code to end with.
  private static func reject(_ obstacle: PlanningObstacle, _ name: String) -> ExitCode {
    Console.message("\(visible(name)): error: \(visible(obstacle.description))")
    return ExitCode(Exit.rejected)
  }

  // MARK: - What is asked

  /// What was given on the command line, by the keys of the protocol.
  private struct GivenKeys {
    var overall: [String] = []
    var ofAttributes: [[String]] = []
    /// How the pilot's figures were obtained.
    var pilotWords: [[String]] = []
  }

  private func request(_ transferProtocol: TransferProtocol, _ pilot: PilotResults?) throws -> (PlanRequest, GivenKeys)
  {
    let none = transferProtocol.attributes.map { _ in [String]() }
    var given = GivenKeys(ofAttributes: none, pilotWords: none)
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
          request.assumptions[index].source = "the pilot results in \(pilot.input.name)"
          given.pilotWords[index] = estimate.words
        }
      }
    } catch {
      throw Self.reject(error, FileNames.withoutFolders(self.plan))
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

  private func provenance(
    _ file: ProtocolFile, _ pilot: PilotResults?, _ request: PlanRequest, _ given: GivenKeys
  ) throws -> PlanProvenance {
    // What was asked beside the protocol, so that two plans of one protocol are told apart. Threads change nothing.
    var asked = "\(request.power) \(request.simulations) \(request.halfWidth) \(request.seed)"
    for assumption in request.assumptions {
      let truth = assumption.truth
      asked +=
        "\n\(truth.bias) \(truth.runSD) \(truth.repeatabilitySD) \(truth.sdRatio) \(truth.analystSD) \(truth.daySD) \(truth.runBySampleSD) \(truth.mean?.description ?? "-") \(assumption.offset.map { "\($0)" } ?? "-")"
    }
    asked += "\n\(pilot?.input.sha256 ?? "")"
    if file.transferProtocol.study.kind == .bridging {
      for assumption in request.assumptions { asked += "\n\(assumption.truth.laboratorySD)" }
    }
    do throws(RecordError) {
      let hash = file.file.hash
      return PlanProvenance(
        protocolFile: file.file.input, standards: file.ledger?.input,
        pilot: pilot?.input, given: given.overall, givenOfAttributes: given.ofAttributes,
        pilotWords: given.pilotWords, version: programVersion,
        shortHash: try SHA256Digest(of: hash.bytes + (file.ledger?.hash.bytes ?? []) + Array(asked.utf8)).short)
    } catch {
      throw Console.fail(error)
    }
  }
}

/// Results that were there before the study, read as the protocol says.
struct PilotResults {
  let study: LoadedStudy
  let input: Provenance.Input

  /// - Returns: `nil` where no file is named.
  /// - Throws: `ExitCode` after the problems have been printed.
  init?(_ path: String?, of plan: String, standards: String?) throws {
    guard let path else { return nil }
    guard [path, plan, standards].count(where: { $0 == "-" }) < 2 else {
      throw ValidationError("Only one of protocol, ledger and pilot results can be standard input.")
    }
    var arguments = StudyArguments()
    arguments.results = [path]
    arguments.plan = plan
    arguments.standards = standards
    study = try arguments.load()
    guard let input = study.provenance.inputs.first else { return nil }
    self.input = input
    Console.show(study.data.warnings)
  }
}
