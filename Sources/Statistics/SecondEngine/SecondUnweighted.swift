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
    let holders: [[Int]]
    /// For each source A of every part that it holds, and of E last.
    let parts: [[DenseMatrix]]
    let coarseToFine: [Int]
    let labels: [[Int]]
    let cells: Cells
    /// u of the one source, as though σ_E² alone were there.
    let ofDuplicates: Double
    let size: Double

    struct Cells {
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
  }
}
