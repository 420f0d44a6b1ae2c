internal import Notation
public import Reporting
public import Transfer
public import TransferPlanning

/// A study planned, with what the plan was made from.
public struct PlanOfStudy: Sendable {
  /// What was asked beside the protocol.
  public struct Asked: Sendable {
    /// The keys of `planning` that were given: `power`, `simulations`, `seed`.
    public var overall: [String]
    /// For each attribute the keys of `truth`, and `offset`, that were given.
    public var ofAttributes: [[String]]
    /// For each attribute how the pilot's figures were obtained, in sentences.
    public var pilotWords: [[String]]

    /// Nothing, of so many attributes.
    public init(attributes: Int) {
      overall = []
      ofAttributes = [[String]](repeating: [], count: attributes)
      pilotWords = ofAttributes
    }
  }

  public let plan: StudyPlan
  /// What the report and its record are of.
  public let subject: ReportFolder.Subject
  private let file: ProtocolFile
  private let provenance: PlanProvenance

  /// - Parameters:
  ///   - pilot: results from before the study, which assumptions of the request were taken from.
  ///   - progress: told how far the work has come.
  /// - Throws: ``DossierError/noPlan(_:file:)``, ``DossierError/enginesApart(_:)``, ``DossierError/noFingerprint``.
  public init(
    _ file: ProtocolFile, _ request: PlanRequest, asked: Asked, pilot: GivenFile? = nil, by program: Program,
    progress: @escaping @Sendable (PlanProgress) -> Void = { _ in }
  ) throws(DossierError) {
    self.file = file
    subject = Self.subject(file.transferProtocol)
    do throws(PlanningObstacle) { plan = try StudyPlan(file.transferProtocol, request, progress: progress) } catch {
      throw .noPlan(error, file: file.file.file.name)
    }
    try plan.crossChecks.hold()
    provenance = PlanProvenance(
      protocolFile: file.file.input, standards: file.ledger?.input, pilot: pilot.map { Provenance.Input($0) },
      given: asked.overall, givenOfAttributes: asked.ofAttributes, pilotWords: asked.pilotWords,
      version: program.version, shortHash: try program.stamp(of: file.files, and: Self.words(request, file, pilot)))
  }

  /// What a plan of such a study is of, which is known before it is made.
  public static func subject(_ transferProtocol: TransferProtocol) -> ReportFolder.Subject {
    ReportFolder.Subject(command: "plan", study: transferProtocol.study.id)
  }

  /// What was asked beside the protocol, so that two plans of one protocol are told apart. Threads change nothing.
  private static func words(_ request: PlanRequest, _ file: ProtocolFile, _ pilot: GivenFile?) -> String {
    var asked = "\(request.power) \(request.simulations) \(request.halfWidth) \(request.seed)"
    for assumption in request.assumptions {
      let truth = assumption.truth
      asked +=
        "\n\(truth.bias) \(truth.runSD) \(truth.repeatabilitySD) \(truth.sdRatio) \(truth.analystSD) \(truth.daySD) \(truth.runBySampleSD) \(truth.mean?.description ?? "-") \(assumption.offset.map { "\($0)" } ?? "-")"
    }
    asked += "\n\(pilot?.fingerprint.description ?? "")"
    if file.transferProtocol.study.kind == .bridging {
      for assumption in request.assumptions { asked += "\n\(assumption.truth.laboratorySD)" }
    }
    return asked
  }

  public var report: Report { Report(plan, provenance) }

  /// `plan.json`.
  public var record: String { plan.record(provenance).text }

  /// - Parameters: ``report`` and ``record``, which take their time.
  public func folder(_ report: Report, record: String) -> ReportFolder {
    ReportFolder(
      subject, report, page: "plan.html", record: ("plan.json", record), protocolFile: provenance.protocolFile,
      standards: provenance.standards, inputs: provenance.pilot.map { [$0] } ?? [], crossChecks: plan.crossChecks)
  }
}
