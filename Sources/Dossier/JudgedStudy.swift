internal import AssayData
public import Notation
public import Reporting
public import Transfer

/// A study judged: the same for laboratories, conditions and standards.
public struct JudgedStudy: Sendable {
  public let assessment: Assessment
  /// What the report and its record are of.
  public let subject: ReportFolder.Subject
  public let warnings: [Problem]
  private let study: LoadedStudy
  private let promise: PlannedPromise?

  /// - Throws: ``DossierError/rejected(_:warnings:)`` where the results cannot be judged against the protocol,
  ///   ``DossierError/selfCheck(_:warnings:)`` where a number did not hold.
  public init(_ study: LoadedStudy) throws(DossierError) {
    self.study = study
    subject = Self.subject(study.transferProtocol)
    do throws(Rejection) { assessment = try Assessment(of: study.data, against: study.transferProtocol) } catch {
      throw .rejected(error, warnings: study.warnings)
    }
    warnings = study.warnings + assessment.warnings
    if let failed = assessment.selfChecks.first(where: { !$0.passed }) {
      throw .selfCheck(failed.name, warnings: warnings)
    }
    promise = PlannedPromise(study.transferProtocol)
  }

  /// What a report of such a study is of, which is known before it is judged.
  public static func subject(_ transferProtocol: TransferProtocol) -> ReportFolder.Subject {
    ReportFolder.Subject(command: transferProtocol.words.command, study: transferProtocol.study.id)
  }

  public var report: Report { Report(assessment, study.provenance, promise: promise) }

  /// `result.json` or `bridge.json`.
  public var record: String { assessment.record(study.provenance, promise: promise).text }

  /// - Parameters: ``report`` and ``record``, which take their time.
  public func folder(_ report: Report, record: String) -> ReportFolder {
    let table = assessment.data.normalisedTable(notPlanned: assessment.unplannedRows)
    var further: [(name: String, bytes: [UInt8])] = [(name: "tables/results.csv", bytes: Array(table.utf8))]
    if let entry = assessment.ledgerEntry {
      further.append((name: "ledger-entry.yaml", bytes: Array(entry.text.utf8)))
    }
    return ReportFolder(
      subject, report, record: ("\(study.transferProtocol.words.record).json", record),
      further: further,
      protocolFile: study.provenance.protocolFile, standards: study.provenance.standards,
      inputs: study.provenance.inputs, verdict: assessment.verdict.rawValue,
      crossChecks: assessment.crossChecks)
  }
}
