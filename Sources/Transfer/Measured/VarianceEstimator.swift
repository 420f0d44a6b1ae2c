internal import AssayData
internal import Statistics

/// What estimates a laboratory's precision as a variance, and bounds it: all of it that depends on the layout and not on the
/// values, so that many studies of one shape share it.
struct VarianceEstimator: Sendable {
  private enum Route: Sendable {
    case repeatability
    case sums(UnweightedSums)
  }

  let layout: CellLayout
  let laboratory: String
  let unit: Attribute.UnitOfReplication
  let reportable: Reportable?
  /// What judges it.
  let bounds: PrecisionBounds
  /// The named sources but the run, outermost first.
  let named: [Role]
  private let route: Route
  /// Of each source's component in the variance, and of the variance within units.
  let weights: [Double]
  let residualWeight: Double

  /// The unweighted sums of squares, where it rests on them.
  var sums: UnweightedSums? {
    if case .sums(let sums) = route { sums } else { nil }
  }

  /// - Parameters:
  ///   - sources: `nil` for repeatability.
  ///   - fixedSource: the source that stands for the levels that took part alone.
  ///   - level: of each bound.
  /// - Throws: ``DesignObstacle`` in words that name `laboratory`.
  init(
    _ layout: CellLayout, sources: [Role]?, fixedSource: Role? = nil, reportable: Reportable?,
    unit: Attribute.UnitOfReplication, laboratory: String, level: Double
  ) throws(DesignObstacle) {
    self.layout = layout
    self.laboratory = laboratory
    self.unit = unit
    self.reportable = reportable
    let averaged = Double(reportable?.runs ?? 1) * Double(reportable?.replicates ?? 1)
    residualWeight = 1 / averaged
    guard let sources else {
      guard layout.hasReplicates else {
        throw DesignObstacle(
          "\(laboratory) has no replicate results in a unit of replication, so repeatability has no estimate")
      }
      named = []
      weights = []
      route = .repeatability
      bounds = .meanSquare(
        ChiSquareBounds(
          coefficient: 1 / averaged, degreesOfFreedom: Double(layout.rows.count - layout.cells.count), level: level))
      return
    }
    let named = sources.filter { $0 != .run }
    self.named = named
    let words = SourceWords(named: named, laboratory: laboratory)
    let table = try layout.sources(named, words)
    let sums: UnweightedSums
    do throws(UnweightedError) {
      sums = try UnweightedSums(table)
    } catch {
      throw DesignObstacle(words.reason(error, table))
    }
    route = .sums(sums)
    // A mean over runs shares every source but the run and what lies in it. Without a column of runs the run is the
    // combination of the sources. A day that holds one run each is a day all the same: its runs, where it had several, would share
    // it, whatever the unit of replication.
    let hasRuns = layout.rows.contains { $0.run >= 0 }
    let weights = table.sources.map { source in
      let isOfRuns = source.parts.allSatisfy { part in
        switch part {
        case .run, .runUnderNamed, .runBySample: true
        case .named: !hasRuns
        case .combination: !hasRuns
        }
      }
      let holdsRun = source.parts.contains { $0 == .run || $0 == .runUnderNamed || $0 == .runBySample }
      return isOfRuns && holdsRun ? 1 / Double(reportable?.runs ?? 1) : 1
    }
    self.weights = weights
    guard let fixedSource else {
      bounds = .sums(UnweightedBounds(sums, weights: weights, residualWeight: 1 / averaged, level: level))
      return
    }
    let part = named.firstIndex(of: fixedSource).map { UnweightedLayout.Part.named($0) }
    guard let part, let source = table.sources.firstIndex(where: { $0.parts.contains(part) }) else {
      throw DesignObstacle(
        "\(fixedSource.rawValue) is not among the sources, so it cannot be taken as these levels alone")
    }
    do throws(FixedSourceError) {
      bounds = .these(
        try FixedSourceBounds(
          sums, source: source, weights: weights, residualWeight: 1 / averaged, level: level))
    } catch {
      throw DesignObstacle(words.reason(error, fixedSource))
    }
  }

  /// The sums of squares of one study.
  ///
  /// - Throws: ``DesignObstacle`` where a value is too large.
  func squares(_ cells: LaboratoryCells) throws(DesignObstacle) -> PrecisionSquares {
    switch route {
    case .repeatability:
      guard let within = try cells.withinUnits() else {
        throw DesignObstacle("\(laboratory) has no replicate results in a unit of replication")
      }
      return .meanSquare(within.value)
    case .sums(let sums):
      do throws(SampleError) {
        return .sums(try sums.squares(cells.values))
      } catch {
        throw DesignObstacle("a result is too large to be computed with")
      }
    }
  }

  /// The figures behind one study's bounds.
  func precision(_ cells: LaboratoryCells, _ squares: PrecisionSquares, pivot: Double) -> LaboratoryPrecision {
    let mean = cells.equallyWeightedMean
    return LaboratoryPrecision(
      estimate: bounds.estimate(squares), degreesOfFreedom: bounds.exactDegreesOfFreedom,
      meanSquares: meanSquares(squares), mean: pivot + mean, units: cells.unitCount, results: cells.resultCount,
      remarks: remarks(squares))
  }

  /// The equally weighted mean of one sample's units, with the standard error that the layout gives; `nil` where there are
  /// several samples or too few units.
  func meanEstimate(_ cells: LaboratoryCells, _ squares: PrecisionSquares, pivot: Double) throws(DesignObstacle)
    -> MeanEstimate?
  {
    guard layout.groups.count == 1, layout.cells.count > 1 else { return nil }
    let centred = cells.equallyWeightedMean
    switch (route, squares) {
    case (.sums(let sums), .sums(let found)):
      var weights = [Double](repeating: 0, count: layout.rows.count)
      for cell in layout.cells {
        for i in cell.results { weights[i] = 1 / Double(layout.cells.count * cell.results.count) }
      }
      let fixed: Int? = if case .these(let bounds) = bounds { bounds.source } else { nil }
      guard let spread = sums.varianceOfMean(found, weights: weights, without: fixed) else { return nil }
      return MeanEstimate(
        pivot: pivot, centred: centred, variance: spread.variance, degreesOfFreedom: spread.degreesOfFreedom,
        units: layout.cells.count)
    default:
      do throws(SampleError) {
        let moments = try Moments(cells.means)
        let count = layout.cells.count
        return MeanEstimate(
          pivot: pivot, centred: centred, variance: moments.variance / Double(count),
          degreesOfFreedom: Double(count - 1), units: count)
      } catch {
        throw DesignObstacle("a result is too large to be computed with")
      }
    }
  }

  /// On the scale of one result, outermost first, each with its factor in the estimate.
  private func meanSquares(_ squares: PrecisionSquares) -> [WeightedSquare] {
    switch (route, squares, bounds) {
    case (.repeatability, .meanSquare(let value), .meanSquare(let bounds)):
      let square = MeanSquare(name: "repeatability", value: value, degreesOfFreedom: bounds.degreesOfFreedom)
      return [WeightedSquare(square: square, coefficient: bounds.coefficient, isWithinUnits: true)]
    case (.sums(let sums), .sums(let found), _):
      let words = SourceWords(named: named, laboratory: laboratory)
      let factors = bounds.unbiasedCoefficients
      var shown: [WeightedSquare] = []
      for (index, source) in sums.layout.sources.enumerated() {
        // Of level means; on the scale of one result by the results that a level's mean is worth.
        let e = sums.residualExpectation(of: index)
        shown.append(
          WeightedSquare(
            square: MeanSquare(
              name: words.name(source), value: found.values[index] / e,
              degreesOfFreedom: found.degreesOfFreedom[index]),
            coefficient: factors[index] * e, isWithinUnits: false))
      }
      if let residual = found.residual {
        shown.append(
          WeightedSquare(
            square: MeanSquare(
              name: "repeatability", value: residual, degreesOfFreedom: Double(sums.residualDegreesOfFreedom)),
            coefficient: factors[sums.layout.sources.count], isWithinUnits: true))
      }
      return shown
    default: return []
    }
  }

  private func remarks(_ squares: PrecisionSquares) -> [String] {
    guard case .sums(let sums) = route, case .sums(let found) = squares else {
      return reportable.map {
        ["of the mean of \($0.runs) runs × \($0.replicates) replicates, as far as replicates vary"]
      } ?? []
    }
    let words = SourceWords(named: named, laboratory: laboratory)
    let table = sums.layout
    var remarks: [String] = []
    if !sums.areChiSquare {
      remarks.append(
        "replication at \(laboratory) is uneven: unweighted means of levels, with estimated degrees of freedom")
    }
    if found.residual == nil {
      let finest = table.sources.max { $0.levels < $1.levels }.map { words.name($0) } ?? "the unit"
      remarks.append("without replicates, repeatability is part of the variation of \(finest)")
    }
    for source in table.sources where source.parts.count > 1 {
      remarks.append(
        "at \(laboratory) \(words.names(source).joined(separator: " and ")) cannot be told apart: their sum is bounded")
    }
    for (index, source) in table.sources.enumerated() where sums.isSplit(index) {
      remarks.append(
        "\(words.name(source)) at \(laboratory) has groups of levels that share nothing: \(sums.degreesOfFreedom[index]) degrees of freedom of \(source.levels) levels"
      )
    }
    if case .sums(let bounds) = bounds, bounds.leavesResidualOut {
      remarks.append(
        "next to no run at \(laboratory) is replicated: the upper bound rests on the means of runs alone")
    }
    if case .sums(let bounds) = bounds, bounds.isTruncated(found) {
      remarks.append(
        "the variance is estimated as negative: the sum of its positive terms is shown, and the bound rests on these")
    }
    if let reportable {
      remarks.append("of the mean of \(reportable.runs) runs × \(reportable.replicates) replicates")
      if found.residual == nil, reportable.replicates > 1 {
        remarks.append(
          "no replicates were measured, so nothing is gained by a mean of \(reportable.replicates) of them")
      }
    }
    return remarks
  }
}

extension CellLayout {
  /// The labels of the named sources, of the runs and of the samples, in the order of the rows.
  ///
  /// - Throws: ``DesignObstacle`` where a result has no entry in a named source.
  fileprivate func sources(_ named: [Role], _ words: SourceWords) throws(DesignObstacle) -> UnweightedLayout {
    func label(_ row: StudyRow, _ role: Role) -> Int {
      Int(role == .analyst ? row.analyst : role == .day ? row.day : row.run)
    }
    for role in named {
      let without = rows.count { label($0, role) < 0 }
      if without == rows.count { throw DesignObstacle(words.oneLevel(role.rawValue)) }
      if without > 0 {
        throw DesignObstacle(
          "\(without) of the \(rows.count) results at \(words.laboratory) name no \(role.rawValue), so they cannot be told by it"
        )
      }
    }
    let labels = named.map { role in rows.map { label($0, role) } }
    var runs: [Int]? = nil
    if rows.contains(where: { $0.run >= 0 }) {
      // A result without a run is of the run that its sources make up.
      var combinations: [[Int]: Int] = [:]
      runs = rows.indices.map { i in
        if rows[i].run >= 0 { return Int(rows[i].run) }
        let key = labels.map { $0[i] }
        let code = combinations[key] ?? combinations.count
        combinations[key] = code
        return -1 - code
      }
    }
    if named.isEmpty && runs == nil { throw DesignObstacle("no source of variation is named") }
    return UnweightedLayout(named: labels, runs: runs, samples: rows.map { Int($0.group) })
  }
}
