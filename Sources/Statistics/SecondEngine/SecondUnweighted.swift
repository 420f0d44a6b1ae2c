internal import GSL

extension SecondEngine {
  /// Unweighted sums of squares of any layout by dense projections: each source's effects of least norm by eigenvectors of its
  /// normal equations, and what they expect by the same matrices.
  public struct UnweightedAnalysis: Sendable {
    /// S of each source, and ν.
    public let squares: [Double]
    public let ranks: [Int]
    /// S_E and its degrees of freedom; `nil` and zero where no cell holds two results.
    public let residual: Double?
    public let residualDegreesOfFreedom: Int
    /// Of each source's component in E S of each source: `expected[S][component]`, and of σ_E².
    let expected: [[Double]]
    let expectedResidual: [Double]
    /// u of each source.
    public let degreesOfFreedom: [Double]
    /// For each source the sources that hold it.
    private let holders: [[Int]]
    /// For each source A of every part that it holds, and of E last.
    private let parts: [[DenseMatrix]]
    private let coarseToFine: [Int]
    let labels: [[Int]]
    private let cells: Cells
    /// u of the one source, as though σ_E² alone were there.
    private let ofDuplicates: Double
    private let size: Double

    private struct Cells {
      let ofResults: [Int]
      let counts: [Int]
    }

    /// - Parameters:
    ///   - values: one for each result.
    ///   - sources: for each source of variation the level of each result, as the layout has them.
    ///   - samples: the sample, whose mean is fixed, of each result.
    /// - Throws: ``CrossCheck/Reason``.
    public init(_ values: [Double], sources: [[Int]], samples: [Int]) throws(CrossCheck.Reason) {
      let layout = DenseLayout(sources: sources, samples: samples)
      guard layout.count <= 150, let least = values.min(), let greatest = values.max() else {
        throw .tooLarge(rows: layout.count)
      }
      size = (greatest - least) * (greatest - least)
      labels = sources
      cells = Cells(ofResults: layout.cellOfResult, counts: layout.results)
      holders = layout.holders
      coarseToFine = layout.coarseToFine
      var sums = [Double](repeating: 0, count: layout.count)
      for (value, cell) in zip(values, layout.cellOfResult) { sums[cell] += value - least }
      let means = zip(sums, layout.results).map { $0 / Double($1) }
      let within = SecondEngine.withinGroups(values, groups: layout.cellOfResult)
      residualDegreesOfFreedom = within.degreesOfFreedom
      residual = within.degreesOfFreedom > 0 ? within.meanSquare.value : nil
      var squares: [Double] = []
      var ranks: [Int] = []
      var expected: [[Double]] = []
      var expectedResidual: [Double] = []
      var parts: [[DenseMatrix]] = []
      for source in sources.indices {
        let effects = try layout.effects(of: source)
        let v = Double(effects.rows)
        ranks.append(effects.rows)
        squares.append((effects * means).reduce(0) { $0 + $1 * $1 } / v)
        // B Z for each source that has a part, and B D^(1/2).
        var own: [DenseMatrix] = []
        var shares: [Double] = []
        for other in sources.indices {
          let isPart = other == source || layout.holders[other].contains(source)
          let product = effects * DenseMatrix(columns: SecondEngine.indicators(layout.labels[other]))
          shares.append(isPart ? product.elements.reduce(0) { $0 + $1 * $1 } / v : 0)
          own.append(isPart ? product : DenseMatrix(effects.rows, 1))
        }
        var scaled = effects
        for i in 0..<effects.rows {
          for j in 0..<effects.columns { scaled[i, j] /= Double(layout.results[j]).squareRoot() }
        }
        expected.append(shares)
        expectedResidual.append(scaled.elements.reduce(0) { $0 + $1 * $1 } / v)
        parts.append((own + [scaled]).map { $0 * $0.transposed })
      }
      self.parts = parts
      let floor = 1e-24 * size
      self.squares = squares.map { $0 < floor ? 0 : $0 }
      self.ranks = ranks
      self.expected = expected
      self.expectedResidual = expectedResidual
      // Components from the finest source on, none below zero, and with them the spread of each source's eigenvalues.
      var components = [Double](repeating: 0, count: sources.count)
      let noise = residual ?? 0
      for k in layout.coarseToFine.reversed() {
        let known = sources.indices.reduce(expectedResidual[k] * noise) { sum, i in
          i == k ? sum : sum + expected[k][i] * components[i]
        }
        components[k] = max(0, self.squares[k] - known)
      }
      degreesOfFreedom = sources.indices.map { k in
        Self.freedom(parts[k], components + [noise], rank: ranks[k])
      }
      let alone = [Double](repeating: 0, count: sources.count) + [1]
      ofDuplicates = Self.freedom(parts[0], alone, rank: ranks[0])
    }

    /// tr(Ω)²/tr(Ω²), Ω = Σ σ² A; at most the rank.
    private static func freedom(_ parts: [DenseMatrix], _ components: [Double], rank: Int) -> Double {
      let largest = components.reduce(0, max)
      guard largest > 0 else { return Double(rank) }
      var sum = DenseMatrix(rank, rank)
      for (part, component) in zip(parts, components) where component > 0 {
        for i in sum.elements.indices { sum.elements[i] += component / largest * part.elements[i] }
      }
      let trace = (0..<rank).reduce(0) { $0 + sum[$1, $1] }
      let square = sum.elements.reduce(0) { $0 + $1 * $1 }
      return square > 0 ? min(Double(rank), trace * trace / square) : Double(rank)
    }

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
    func upperShares(_ weights: [Double], _ residualWeight: Double) throws(CrossCheck.Reason) -> [Share] {
      let replicated = cells.counts.filter { $0 > 1 }.count
      if squares.count == 1, (1...2).contains(residualDegreesOfFreedom), 2 * replicated < cells.counts.count {
        let factor = max(weights[0], residualWeight / expectedResidual[0])
        return [Share(factor * squares[0], degreesOfFreedom: ofDuplicates)]
      }
      return shares(try unbiased(weights, residualWeight))
    }

    /// What the lower bound rests on.
    func lowerShares(_ weights: [Double], _ residualWeight: Double) -> [Share] {
      shares(shrunk(weights, residualWeight))
    }

    private func shares(_ factors: [Double]) -> [Share] {
      factors.indices.filter { factors[$0] > 0 }.map {
        Share(factors[$0] * all[$0], degreesOfFreedom: allFreedom[$0])
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
      let lower = VarianceBound.modifiedLargeSample(
        lowerShares(weights, residualWeight), level: level, isUpper: false
      ).map { max(0, $0) }
      do throws(CrossCheck.Reason) {
        let upper = VarianceBound.modifiedLargeSample(
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
    public func mean(_ value: Double, weights: [Double]) throws(CrossCheck.Reason) -> Mean {
      let ofSources = labels.map { labels in
        (DenseMatrix(rows: SecondEngine.indicators(labels)) * weights).reduce(0) { $0 + $1 * $1 }
      }
      let c = try unbiased(ofSources, weights.reduce(0) { $0 + $1 * $1 })
      let parts = zip(zip(c, all), allFreedom).map { (variance: max(0, $0.0) * $0.1, degreesOfFreedom: $1) }
      let sum = parts.reduce(0) { $0 + $1.variance }
      guard sum > 0 else { throw .illConditioned }
      return Mean(value, variance: sum, degreesOfFreedom: SecondEngine.degreesOfFreedom(parts, of: sum))
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
