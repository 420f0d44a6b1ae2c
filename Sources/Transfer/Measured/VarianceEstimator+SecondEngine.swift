internal import Statistics

/// A precision computed once more by the second engine, from the single results (`docs/two-engines.md`).
extension VarianceEstimator {
  /// The sums of squares and the bounds of the variance, held against the same by another way.
  func crossChecks(_ cells: LaboratoryCells, _ squares: PrecisionSquares) -> [CrossCheck] {
    switch (bounds, squares) {
    case (.meanSquare(let bounds), .meanSquare(let value)):
      let within = secondWithin(cells)
      let own = CrossCheck(.meanSquare, "within units", first: value, second: within.meanSquare)
      guard let second = within.meanSquare.value else { return [own] }
      let share = SecondEngine.Share(bounds.coefficient * second, degreesOfFreedom: Double(within.degreesOfFreedom))
      func bound(_ isUpper: Bool) -> SecondValue {
        SecondEngine.VarianceBound.exact(share, level: bounds.level, isUpper: isUpper)
      }
      return [
        own, CrossCheck(.varianceBound, "upper", first: bounds.upper(value), second: bound(true)),
        CrossCheck(.varianceBound, "lower", first: bounds.lower(value), second: bound(false)),
      ]
    case (.sums(let bounds), .sums(let found)):
      return held(found) { () throws(CrossCheck.Reason) in
        let analysis = try secondAnalysis(cells)
        return analysis.checks(of: found)
          + analysis.checks(of: bounds, found, weights: weights, residualWeight: residualWeight)
      }
    case (.these(let bounds), .sums(let found)):
      return held(found) { () throws(CrossCheck.Reason) in
        let analysis = try secondAnalysis(cells)
        return analysis.checks(of: found)
          + analysis.checks(of: bounds, found, weights: weights, residualWeight: residualWeight)
      }
    default: return []
    }
  }

  /// Sums of squares of one study by the second engine.
  ///
  /// - Throws: ``CrossCheck/Reason/tooLarge(rows:)`` beyond 150 cells.
  func secondAnalysis(_ cells: LaboratoryCells) throws(CrossCheck.Reason) -> SecondEngine.UnweightedAnalysis {
    guard let table = sums?.layout else { throw .noRoute }
    return try SecondEngine.UnweightedAnalysis(
      cells.values, sources: table.labelsOfResults, samples: cells.layout.rows.map { Int($0.group) })
  }

  /// What the bounds of a ratio take from a side whose source stands for its levels.
  func secondOfThese(
    _ cells: LaboratoryCells
  ) throws(CrossCheck.Reason) -> (raised: SecondValue, shrunk: SecondValue, lower: SecondValue, upper: SecondValue) {
    guard case .these(let bounds) = bounds else { throw .noRoute }
    let analysis = try secondAnalysis(cells)
    let parts = analysis.partsOfRatio(fixing: bounds.source, weights: weights, residualWeight: residualWeight)
    let total = analysis.total(
      fixing: bounds.source, weights: weights, residualWeight: residualWeight, level: bounds.level)
    return (parts.raised, parts.shrunk, total.lower, total.upper)
  }

  /// The mean square within units by the second engine.
  func secondWithin(_ cells: LaboratoryCells) -> (meanSquare: SecondValue, degreesOfFreedom: Int) {
    var groups = [Int](repeating: 0, count: cells.values.count)
    for (cell, results) in cells.layout.resultsOfCells.enumerated() {
      for result in results { groups[result] = cell }
    }
    return SecondEngine.withinGroups(cells.values, groups: groups)
  }

  private func held(
    _ found: UnweightedSquares, _ compute: () throws(CrossCheck.Reason) -> [CrossCheck]
  ) -> [CrossCheck] {
    do throws(CrossCheck.Reason) { return try compute() } catch {
      return [CrossCheck(.meanSquare, "sums of squares", first: found.values.first ?? 0, second: .none(error))]
    }
  }
}

extension PrecisionRatioBounds {
  /// Both bounds of the ratio of variances, held against the same by another way.
  func crossChecks(
    receiving r: (estimator: VarianceEstimator, cells: LaboratoryCells, squares: PrecisionSquares),
    sending s: (estimator: VarianceEstimator, cells: LaboratoryCells, squares: PrecisionSquares), alpha: Double
  ) -> [CrossCheck] {
    let (upper, lower) = (upper(r.squares, s.squares), lower(r.squares, s.squares))
    let second: (lower: SecondValue, upper: SecondValue)
    switch self {
    case .f(let receiving, let sending, let level):
      let (test, reference) = (r.estimator.secondWithin(r.cells), s.estimator.secondWithin(s.cells))
      guard let above = test.meanSquare.value, let below = reference.meanSquare.value else { return [] }
      func bound(_ isUpper: Bool) -> SecondValue {
        SecondEngine.VarianceRatioBound.exact(
          SecondEngine.Share(receiving.coefficient * above, degreesOfFreedom: Double(test.degreesOfFreedom)),
          SecondEngine.Share(sending.coefficient * below, degreesOfFreedom: Double(reference.degreesOfFreedom)),
          level: level, isUpper: isUpper)
      }
      second = (bound(false), bound(true))
    case .sums:
      do throws(CrossCheck.Reason) {
        second = SecondEngine.unweightedRatio(
          (try r.estimator.secondAnalysis(r.cells), r.estimator.weights, r.estimator.residualWeight),
          (try s.estimator.secondAnalysis(s.cells), s.estimator.weights, s.estimator.residualWeight), alpha: alpha)
      } catch {
        second = (.none(error), .none(error))
      }
    case .these:
      do throws(CrossCheck.Reason) {
        let (test, reference) = (try r.estimator.secondOfThese(r.cells), try s.estimator.secondOfThese(s.cells))
        let inverse = SecondEngine.UnweightedAnalysis.ratioOfFixed(
          (reference.raised, reference.upper), (test.shrunk, test.lower))
        second = (
          inverse.map { 1 / $0 },
          SecondEngine.UnweightedAnalysis.ratioOfFixed(
            (test.raised, test.upper), (reference.shrunk, reference.lower))
        )
      } catch {
        second = (.none(error), .none(error))
      }
    }
    return [
      CrossCheck(.varianceRatio, "upper", first: upper, second: second.upper),
      CrossCheck(.varianceRatio, "lower", first: lower, second: second.lower),
    ]
  }
}
