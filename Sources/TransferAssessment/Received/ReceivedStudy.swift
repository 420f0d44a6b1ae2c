public import AssayData
public import Notation
public import TransferProtocol

/// What of a study was received, held against its plan before anything is judged.
public struct ReceivedStudy: Sendable {
  /// In the order of the attributes.
  public let completeness: [Completeness]
  /// Of names that no design lists, of more than planned, and of planned numbers that nothing verifies: the same that the
  /// study is judged with.
  public let warnings: [Problem]

  /// - Throws: ``Rejection`` where a bridging study has no pairs of the standards that it is of.
  public init(of readings: AssayData, against plan: TransferProtocol) throws(Rejection) {
    guard plan.comparison == nil else {
      let study = try BridgingStudy(of: readings, against: plan)
      completeness = study.assessment.completeness
      warnings = completeness.flatMap { $0.warnings(study.data, plan) }
      return
    }
    let runs = PotencyRuns(readings, plan: plan)
    completeness = plan.attributes.map { Evaluator($0, plan: plan, data: runs.data, runs: runs).completeness }
    warnings = completeness.flatMap { $0.warnings(runs.data, plan) }
  }
}
