public import AssayData
public import Notation
internal import Statistics

/// The precision of a table of results: variance components of all rows, of each level of a column, how equal the spreads
/// are, and the values in their groups.
public struct PrecisionOfTable: Sendable {
  /// The results of one level, or all of them.
  public struct Part: Sendable {
    /// The level's name; `nil` for all.
    public let name: String?
    public let count: Int
    public let outcome: Result<PrecisionAnalysis, PrecisionObstacle>
    /// The innermost groups with their values.
    public let groups: PrecisionGroups
  }

  public let request: PrecisionRequest
  public let table: PlainTable
  /// All rows: with a mean for each level of ``PrecisionRequest/by`` and common components, where that is asked for.
  public let whole: Part
  /// Each level of ``PrecisionRequest/by`` alone, in the order of its first row.
  public let parts: [Part]
  /// Whether the spreads of the levels (else of the laboratories) are alike; empty where there are none.
  public let homogeneity: [HomogeneityFinding]
  /// The column whose levels ``homogeneity`` compares.
  public let compared: String?

  /// Analyses a table that was read for the columns of `request`: its value, its factors in their order, then
  /// ``PrecisionRequest/by``.
  ///
  /// - Throws: ``Rejection`` when nothing can be estimated, saying in words why and what could be.
  public init(_ table: PlainTable, _ request: PrecisionRequest) throws(Rejection) {
    precondition(
      table.values.count == 1 && table.labels.count == request.factors.count + (request.by == nil ? 0 : 1),
      "the table was read for other columns")
    self.request = request
    self.table = table
    let values = table.values[0]
    guard let pivot = AnalysisScale.pivot(of: values) else {
      throw Rejection([Problem(.error, "E_EMPTY", at: SourceLocation(file: table.file.name), "there are no results")])
    }
    let rows = PrecisionRows(
      values: request.scale.centred(values, on: pivot), centre: request.scale.position(of: pivot.double),
      factors: request.factors.indices.map { ModelFactor(table.labels[$0].header, table.labels[$0].codes) },
      by: request.by == nil
        ? nil : table.labels.last.map { ModelFactor($0.header, $0.codes) })
    let byLevels = request.by == nil ? [] : table.labels.last?.levels ?? []
    // One level has nothing to pool.
    let pooled = byLevels.count > 1 ? rows : rows.with(by: nil)
    whole = Part(
      name: nil, count: rows.values.count, outcome: Self.analyse(pooled, request),
      groups: PrecisionGroups(pooled, table, request))
    var rowsOfLevel = [[Int]](repeating: [], count: byLevels.count)
    for (row, code) in (rows.by?.codes ?? []).enumerated() { rowsOfLevel[code].append(row) }
    parts =
      byLevels.count > 1
      ? byLevels.indices.map { level in
        let chosen = rowsOfLevel[level]
        let part = rows.picking(chosen)
        return Part(
          name: byLevels[level], count: chosen.count, outcome: Self.analyse(part, request),
          groups: PrecisionGroups(part, table, request))
      } : []
    let isCompared = byLevels.count > 1 || request.hasLaboratory
    let comparison = isCompared ? HomogeneityFinding.all(rows, request, byLevels: byLevels.count > 1) : []
    homogeneity = comparison
    compared = comparison.isEmpty ? nil : byLevels.count > 1 ? request.by : request.factors[0]

    let outcomes = [whole] + parts
    if !outcomes.contains(where: { if case .success = $0.outcome { true } else { false } }) {
      var problems: [Problem] = []
      for part in outcomes {
        guard case .failure(let obstacle) = part.outcome else { continue }
        let name = part.name.map { "\(visible(request.by ?? "")) \(quoted($0))" }
        let problem = obstacle.problem(file: table.file.name, of: name)
        // The same words once.
        if !problems.contains(where: { $0.message.hasSuffix(obstacle.message) }) { problems.append(problem) }
      }
      throw Rejection(problems)
    }
  }

  /// What was held against the second engine, of all rows and of each level.
  public var crossChecks: [CrossChecked] {
    ([whole] + parts).compactMap { part in
      guard case .success(let analysis) = part.outcome else { return nil }
      return CrossChecked(part.name ?? "all results", analysis.crossChecks)
    }
  }

  private static func analyse(
    _ rows: PrecisionRows, _ request: PrecisionRequest
  ) -> Result<PrecisionAnalysis, PrecisionObstacle> {
    do throws(PrecisionObstacle) {
      return .success(try PrecisionAnalysis(rows, request))
    } catch {
      return .failure(error)
    }
  }
}

extension PrecisionRows {
  func with(by: ModelFactor?) -> PrecisionRows {
    PrecisionRows(values: values, centre: centre, factors: factors, by: by)
  }

  /// Some of the rows, of one level.
  func picking(_ rows: [Int]) -> PrecisionRows {
    PrecisionRows(
      values: rows.map { values[$0] }, centre: centre,
      factors: factors.map { factor in ModelFactor(factor.name, rows.map { factor.codes[$0] }) }, by: nil)
  }
}
