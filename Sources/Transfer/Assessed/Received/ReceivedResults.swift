public import AssayData
public import Notation

/// What of a study was received, held against its plan before anything is judged.
public struct ReceivedResults: Sendable {
  /// In the order of the attributes.
  public let completeness: [Completeness]
  /// Of names that no design lists, of more than planned, and of planned numbers that nothing verifies: the same that the
  /// study is judged with.
  public let warnings: [Problem]
  /// Rows of the files, readings too, of names that no design lists: judged nowhere.
  public let unplannedRows: Set<Int>

  /// - Throws: ``Rejection`` where a bridging study has no pairs of the standards that it is of.
  public init(of readings: AssayData, against transferProtocol: TransferProtocol) throws(Rejection) {
    let runs = PotencyRuns(readings, transferProtocol: transferProtocol)
    let evaluators = transferProtocol.attributes.map {
      Evaluator($0, transferProtocol: transferProtocol, data: runs.data, runs: runs)
    }
    // What only pairs of standards show, such as a run without its comparator.
    for evaluator in evaluators { _ = try JudgedPairs(evaluator) }
    completeness = evaluators.map({ $0.completeness })
    warnings = completeness.flatMap { $0.warnings(runs.data, transferProtocol) }
    unplannedRows = Self.unplannedRows(completeness, readings)
  }

  /// By the names, since readings stand in other rows than the potencies that come of them.
  static func unplannedRows(_ completeness: [Completeness], _ data: AssayData) -> Set<Int> {
    var rows: Set<Int> = []
    for completeness in completeness where !completeness.unplanned.isEmpty {
      let names = Set(completeness.unplanned.map { $0.name })
      for row in 0..<data.count {
        guard completeness.attribute == data.name(.attribute, of: row) ?? completeness.attribute else { continue }
        let sample = data.name(.sample, of: row) ?? data.name(.preparation, of: row)
        if names.contains(sample.map { .sample($0) } ?? .unnamedSample)
          || names.contains(data.levelValue(of: row).map { .level($0) } ?? .unnamedLevel)
        {
          rows.insert(row)
        }
      }
    }
    return rows
  }
}
