internal import AssayData
internal import Notation

/// Readings of a file that are not used, of one run and for one reason.
public struct ExcludedReadings: Sendable, Hashable {
  public let laboratory: String?
  public let run: String
  /// In words, such as "invalid (no)" or "missing".
  public let reason: String
  /// In the order of the file.
  public let preparations: [String]
  public let count: Int
  /// Of the first of them.
  public let line: Int
}

/// The readings of a potency study by run, whichever reader they came from.
struct PotencyReadings {
  struct Run {
    let laboratory: String?
    let name: String
    /// Where each plate is fitted by itself.
    let plate: String?
    let readings: [DoseReading]
    let assumedPotency: [String: Double]
    let dilution: [String: Double]
    /// Why it may not be fitted.
    let refusal: String?
  }

  let file: AssayData.File
  let runs: [Run]
  /// Of each preparation, in all of its runs.
  let nominal: [String: Double]
  let excluded: [ExcludedReadings]
  /// The line of each row, used or not.
  let lines: [Int]
  /// In the order of their first appearance among readings that are used.
  let preparations: [String]
  let problems: [Problem]
  let warnings: [Problem]
  /// What the file says beside its readings.
  let columnRemarks: [ColumnRemark]
  let ignoredRows: [IgnoredRows]

  /// Of a table that was read for its columns by name; all of its readings are used.
  init(_ table: PlainTable, _ request: PotencyRequest) {
    let found = TableReadings(table, request.columns, request.settings)
    file = table.file
    runs = found.runs.map { run in
      Run(
        laboratory: run.laboratory, name: run.name, plate: run.plate, readings: run.readings,
        assumedPotency: run.assumedPotency.mapValues { $0.double }, dilution: run.dilution.mapValues { $0.double },
        refusal: nil
      )
    }
    nominal = found.nominal.mapValues { $0.double }
    excluded = []
    lines = table.lines
    preparations = table.labels.first?.levels ?? []
    problems = found.problems
    warnings = table.warnings + found.warnings
    columnRemarks = table.columnRemarks
    ignoredRows = table.ignoredRows
  }

  /// Of a file that was read as `judge` reads it.
  ///
  /// - Parameter wantsNominal: whether levels are the potencies that preparations were made to have.
  init(
    _ data: AssayData, of attribute: Attribute, transferProtocol: TransferProtocol, file: AssayData.File,
    wantsNominal: Bool
  ) {
    let rows = RunReadings.rows(of: attribute, in: data, transferProtocol: transferProtocol)
    self.file = file
    let platesOfRun = attribute.doseResponse?.platesOfRun ?? .refuse
    runs = RunReadings.all(rows, of: data, within: transferProtocol.data.runsWithin, platesOfRun: platesOfRun).map {
      run in
      Run(
        laboratory: run.laboratory, name: run.run ?? Self.onlyRun, plate: run.plate, readings: run.readings,
        assumedPotency: run.assumedPotency, dilution: run.dilution, refusal: run.disagreement)
    }
    lines = data.lines.map(Int.init)
    var problems: [Problem] = []
    var nominal: [String: ExactDecimal] = [:]
    for row in rows where data.isUsable(row) {
      guard let name = data.name(.preparation, of: row) else { continue }
      guard wantsNominal, let value = data.levelValue(of: row) else { continue }
      if let first = nominal[name], first != value {
        problems.append(
          Problem(
            .error, "E_NOMINAL", at: data.location(of: row),
            "the nominal potency of \(quoted(name)) is \(value) here and \(first) before; a preparation has one in all runs"
          ))
      } else {
        nominal[name] = value
      }
    }
    self.nominal = nominal.mapValues { $0.double }
    preparations = rows.filter { data.isUsable($0) }.compactMap { data.name(.preparation, of: $0) }.uniqued
    self.problems = problems
    excluded = Self.excluded(rows, data)
    warnings = data.warnings
    columnRemarks = data.columnRemarks
    ignoredRows = data.ignoredRows
  }

  /// What readings without a column of runs are called.
  static let onlyRun = "1"

  /// By run and reason, in the order of the file.
  private static func excluded(_ rows: [Int], _ data: AssayData) -> [ExcludedReadings] {
    struct Key: Hashable {
      let laboratory: String?
      let run: String
      let reason: String
    }
    var members = InOrder<Key, [Int]>()
    for row in rows {
      let reason: String
      switch data.standing(of: row) {
      case .used, .censoredAtHalf: continue
      case .missing, .noPotency, .notSimilar: reason = "missing"
      case .invalid(let word): reason = "invalid (\(visible(word)))"
      case .cancelled(let word): reason = "not final (\(visible(word)))"
      case .leftOut(let column, let word): reason = "left out (\(visible(column)) \(visible(word)))"
      case .unusedReading(let word): reason = visible(word ?? "missing")
      }
      let key = Key(
        laboratory: data.name(.laboratory, of: row), run: data.name(.run, of: row) ?? onlyRun, reason: reason)
      members[key, default: []].append(row)
    }
    return members.map { key, rows in
      ExcludedReadings(
        laboratory: key.laboratory, run: key.run, reason: key.reason,
        preparations: rows.compactMap { data.name(.preparation, of: $0) }.uniqued, count: rows.count,
        line: rows.first.map { Int(data.lines[$0]) } ?? 0)
    }
  }
}
