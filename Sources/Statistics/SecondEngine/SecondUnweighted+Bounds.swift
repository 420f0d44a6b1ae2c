internal import GSL

extension SecondEngine.UnweightedAnalysis {
  // MARK: - Coefficients

  /// All of S, and their degrees of freedom, S_E last where there is one.
  var all: [Double] { squares + (residual.map { [$0] } ?? []) }
  var allFreedom: [Double] {
    degreesOfFreedom + (residual == nil ? [] : [Double(residualDegreesOfFreedom)])
  }

  /// c with Σ c S unbiased for Σ w σ² + w_E σ_E²: the expectations' transposed equations, by QR.
  func unbiased(_ weights: [Double], _ residualWeight: Double) throws(CrossCheck.Reason) -> [Double] {
    let n = squares.count
    let count = residual == nil ? n : n + 1
    var equations = DenseMatrix(count, count)
    for k in 0..<n {
      for i in 0..<n { equations[i, k] = expected[k][i] }
      if count > n { equations[n, k] = expectedResidual[k] }
    }
    if count > n { equations[n, n] = 1 }
    let right = weights + (count > n ? [residualWeight] : [])
    let matrix = equations
    let found = try SecondEngine.calling { () throws(GSLError) in
      try HouseholderQR(matrix).solution(right).coefficients
    }
    return found.map { $0.magnitude < 1e-10 ? 0 : $0 }
  }

  /// d, none below zero, with Σ d S never above the total on average: from the coarsest source on each takes what those before
  /// it leave, and where they leave less than nothing they are scaled down.
  func shrunk(_ weights: [Double], _ residualWeight: Double) -> [Double] {
    let n = squares.count
    var d = [Double](repeating: 0, count: residual == nil ? n : n + 1)
    func take(_ place: Int, _ weight: Double, _ before: [Int], _ share: (Int) -> Double) {
      let taken = before.reduce(0) { $0 + d[$1] * share($1) }
      if taken <= weight {
        d[place] = weight - taken
      } else {
        for k in before where share(k) > 0 { d[k] *= weight / taken }
      }
    }
    for k in coarseToFine { take(k, weights[k], holders[k]) { expected[$0][k] } }
    if residual != nil { take(n, residualWeight, Array(0..<n)) { expectedResidual[$0] } }
    return d.map { $0.magnitude < 1e-10 ? 0 : $0 }
  }

  /// What the upper bound rests on.
  func upperShares(_ weights: [Double], _ residualWeight: Double) throws(CrossCheck.Reason) -> [SecondEngine.Share] {
    let replicated = cells.counts.filter { $0 > 1 }.count
    if squares.count == 1, (1...2).contains(residualDegreesOfFreedom), 2 * replicated < cells.counts.count {
      let factor = max(weights[0], residualWeight / expectedResidual[0])
      return [SecondEngine.Share(factor * squares[0], degreesOfFreedom: ofDuplicates)]
    }
    return shares(try unbiased(weights, residualWeight))
  }

  /// What the lower bound rests on.
  func lowerShares(_ weights: [Double], _ residualWeight: Double) -> [SecondEngine.Share] {
    shares(shrunk(weights, residualWeight))
  }

  private func shares(_ factors: [Double]) -> [SecondEngine.Share] {
    factors.indices.filter { factors[$0] > 0 }.map {
      SecondEngine.Share(factors[$0] * all[$0], degreesOfFreedom: allFreedom[$0])
    }
  }

  // MARK: - A source that is fixed

  /// g with E Σ g S what S of a source expects without its own component: the equations of what lies in it, by QR.
  func noise(of source: Int) throws(CrossCheck.Reason) -> [Double] {
    let n = squares.count
    let inner = (0..<n).filter { holders[$0].contains(source) } + (residual == nil ? [] : [n])
    func expectation(_ square: Int, _ part: Int) -> Double {
      if square == n { return part == n ? 1 : 0 }
      return part == n ? expectedResidual[square] : expected[square][part]
    }
    guard !inner.isEmpty else { throw .noRoute }
    let equations = DenseMatrix(rows: inner.map { part in inner.map { expectation($0, part) } })
    let right = inner.map { expectation(source, $0) }
    let found = try SecondEngine.calling { () throws(GSLError) in
      try HouseholderQR(equations).solution(right).coefficients
    }
    var g = [Double](repeating: 0, count: residual == nil ? n : n + 1)
    for (place, value) in zip(inner, found) where value > 1e-10 { g[place] = value }
    return g
  }

  /// How much larger the noise of a source is along one level than on average: the largest eigenvalue over the mean of all.
  func unevenness(of source: Int) throws(CrossCheck.Reason) -> Double {
    let rank = Double(ranks[source])
    var largest = 1.0
    for (part, matrix) in parts[source].enumerated() where part != source {
      let trace = (0..<ranks[source]).reduce(0) { $0 + matrix[$1, $1] }
      guard trace > 0 else { continue }
      let found = try SecondEngine.calling { () throws(GSLError) in try SymmetricEigensystem(matrix) }
      largest = max(largest, rank * (found.values.last ?? 0) / trace)
    }
    return largest
  }

  // MARK: - Bounds

  /// The estimate and both bounds of a total variance.
  ///
  /// - Parameters:
  ///   - weights: of the sources' components, in their order.
  ///   - residualWeight: of σ_E².
  ///   - level: of each bound, 0.75 or more.
  public func total(weights: [Double], residualWeight: Double, level: Double) -> (
    estimate: SecondValue, lower: SecondValue, upper: SecondValue
  ) {
    let estimate = SecondValue.of(scale: 1e-6 * size) { () throws(CrossCheck.Reason) in
      let c = try unbiased(weights, residualWeight)
      let sum = zip(c, all).reduce(0) { $0 + $1.0 * $1.1 }
      return sum > 0 ? sum : zip(c, all).reduce(0) { $0 + max(0, $1.0) * $1.1 }
    }
    let lower = SecondEngine.VarianceBound.modifiedLargeSample(
      lowerShares(weights, residualWeight), level: level, isUpper: false
    ).map { max(0, $0) }
    do throws(CrossCheck.Reason) {
      let upper = SecondEngine.VarianceBound.modifiedLargeSample(
        try upperShares(weights, residualWeight), level: level, isUpper: true, pairs: false)
      return (estimate, lower, upper)
    } catch {
      return (estimate, lower, .none(error))
    }
  }

  /// The mean of cell means with its standard error: SE² as a total variance whose weights are the sums of squares of the
  /// mean's weights on each source's levels, negative terms left out.
  ///
  /// - Parameters:
  ///   - value: the mean.
  ///   - weights: of the results.
  public func mean(_ value: Double, weights: [Double]) throws(CrossCheck.Reason) -> SecondEngine.Mean {
    let ofSources = labels.map { labels in
      (DenseMatrix(rows: SecondEngine.indicators(labels)) * weights).reduce(0) { $0 + $1 * $1 }
    }
    let c = try unbiased(ofSources, weights.reduce(0) { $0 + $1 * $1 })
    let parts = zip(zip(c, all), allFreedom).map { (variance: max(0, $0.0) * $0.1, degreesOfFreedom: $1) }
    let sum = parts.reduce(0) { $0 + $1.variance }
    guard sum > 0 else { throw .illConditioned }
    return SecondEngine.Mean(value, variance: sum, degreesOfFreedom: SecondEngine.degreesOfFreedom(parts, of: sum))
  }

  /// Sums of squares of the first engine held against these.
  public func checks(of first: UnweightedSquares) -> [CrossCheck] {
    var checks: [CrossCheck] = []
    for k in squares.indices {
      checks += [
        CrossCheck(
          .meanSquare, "source \(k + 1): sum of squares", first: first.values[k],
          second: .found(squares[k], tolerance: SecondValue.closedForm, scale: 1e-5 * size)),
        CrossCheck(
          .meanSquare, "source \(k + 1): degrees of freedom", first: first.degreesOfFreedom[k],
          second: .found(degreesOfFreedom[k], tolerance: 1e-7, scale: 0)),
      ]
    }
    if let own = first.residual, let residual {
      checks.append(
        CrossCheck(
          .meanSquare, "within cells", first: own,
          second: .found(residual, tolerance: SecondValue.closedForm, scale: 1e-5 * size)))
    }
    return checks
  }

  /// The bounds of the first engine held against these.
  public func checks(
    of first: UnweightedBounds, _ found: UnweightedSquares, weights: [Double], residualWeight: Double
  ) -> [CrossCheck] {
    let own = total(weights: weights, residualWeight: residualWeight, level: first.level)
    return [
      CrossCheck(.varianceBound, "estimate", first: first.estimate(found), second: own.estimate),
      CrossCheck(.varianceBound, "upper", first: first.upper(found), second: own.upper),
      CrossCheck(.varianceBound, "lower", first: first.lower(found), second: own.lower),
    ]
  }
}

extension SecondEngine {
  /// Both bounds of a ratio of total variances, each side with its weights.
  ///
  /// - Parameter alpha: one-sided; 0.9 α where a side rests on three sums of squares or more.
  public static func unweightedRatio(
    _ test: (analysis: UnweightedAnalysis, weights: [Double], residualWeight: Double),
    _ reference: (analysis: UnweightedAnalysis, weights: [Double], residualWeight: Double), alpha: Double
  ) -> (lower: SecondValue, upper: SecondValue) {
    do throws(CrossCheck.Reason) {
      let above = try test.analysis.upperShares(test.weights, test.residualWeight)
      let below = reference.analysis.lowerShares(reference.weights, reference.residualWeight)
      let level = max(0.75, 1 - (above.count >= 3 || below.count >= 3 ? 0.9 * alpha : alpha))
      let other = try reference.analysis.upperShares(reference.weights, reference.residualWeight)
      let own = test.analysis.lowerShares(test.weights, test.residualWeight)
      let upper = VarianceRatioBound.modifiedLargeSample(above, below, level: level, isUpper: true)
      let inverse = VarianceRatioBound.modifiedLargeSample(other, own, level: level, isUpper: true)
      return (inverse.map { $0 > 0 ? 1 / $0 : .infinity }, upper)
    } catch {
      return (.none(error), .none(error))
    }
  }
}
