internal import AssayData
public import Notation
public import Reporting
internal import Transfer

/// What a protocol asks and how results were understood, without a verdict.
public struct UnderstoodStudy: Sendable {
  private let study: LoadedStudy
  private let received: ReceivedResults

  public var warnings: [Problem] { study.warnings + received.warnings }

  /// - Throws: ``DossierError/rejected(_:warnings:)`` with what only pairs of standards show, such as a run without its
  ///   comparator.
  public init(_ study: LoadedStudy) throws(DossierError) {
    self.study = study
    do throws(Rejection) { received = try ReceivedResults(of: study.data, against: study.transferProtocol) } catch {
      throw .rejected(error, warnings: study.warnings)
    }
  }

  private var summary: ImportSummary {
    ImportSummary(study.data, study.transferProtocol, study.provenance, received)
  }

  public var report: Report { summary.report }
  public var record: String { summary.json.text }
  /// Every result in CSV, each row with the file and line that it came from.
  public var table: String { study.data.normalisedTable(notPlanned: received.unplannedRows) }
}
