/// Unweighted sums of squares of any layout, by the least squares effects of each source.
///
/// For source k the cell means are averaged with equal weights over the levels of every source nested in it, finest first,
/// within each combination of the sources still kept and of sample. S is the squared length of k's effects of least norm,
/// adjusted for sample and every remaining source, over the rank. Thomas & Hultquist (1978), *Ann. Stat.* 6, 582-587, for one source.
struct LayoutSquares: Sendable {
  private enum Form: Sendable {
    /// S = |rows z|²/ν: each row the weights of the cells.
    case effects([[Double]])
    /// S is the residual mean square of the cell means.
    case residual(PivotedQR)
  }

  private let forms: [Form]
  let moments: [SourceMoments]

  init(_ layout: UnweightedLayout) {
    var forms: [Form] = []
    var moments: [SourceMoments] = []
    for source in layout.sources.indices {
      if layout.sources[source].levels == layout.counts.count {
        let qr = Averages(layout, of: source).adjustments
        forms.append(.residual(qr))
        moments.append(Self.residualMoments(layout, source, qr))
      } else {
        let rows = Self.effects(layout, of: source)
        forms.append(.effects(rows))
        moments.append(Self.moments(layout, source, rows))
      }
    }
    self.forms = forms
    self.moments = moments
  }

  /// S of each source for these cell means.
  func values(_ means: [Double]) -> [Double] {
    zip(forms, moments).map { form, moments in
      guard moments.rank > 0 else { return 0 }
      let parts =
        switch form {
        case .effects(let rows):
          rows.map { row in
            var sum = 0.0
            for i in row.indices { sum += row[i] * means[i] }
            return sum
          }
        case .residual(let qr): qr.residual(means)
        }
      return parts.reduce(0) { $0 + $1 * $1 } / Double(moments.rank)
    }
  }

  /// A matrix of `rank` rows whose products with the cell means have the squared length of the source's effects.
  static func effects(_ layout: UnweightedLayout, of source: Int) -> [[Double]] {
    let averages = Averages(layout, of: source)
    let adjustments = averages.adjustments
    let columns = averages.indicators(of: source).map { adjustments.residual($0) }
    // What the adjustments leave of a column that they span is rounding.
    let qr = PivotedQR(columns, rows: averages.rows.count, floor: 1e-9 * Double(averages.rows.count).squareRoot())
    guard qr.rank > 0 else { return [] }
    let triangle = qr.solutionOfLeastNorm()
    var effects = [[Double]](repeating: [Double](repeating: 0, count: layout.counts.count), count: qr.rank)
    var columnOfCell = [[Double]](
      repeating: [Double](repeating: 0, count: averages.rows.count), count: layout.counts.count)
    for (row, weights) in averages.rows.enumerated() {
      for (cell, weight) in weights { columnOfCell[cell][row] = weight }
    }
    for cell in columnOfCell.indices {
      let solution = triangle.solve(Array(qr.transposed(columnOfCell[cell]).prefix(qr.rank)))
      for i in solution.indices { effects[i][cell] = solution[i] }
    }
    return effects
  }

  /// Aᵢ of the sources that have a part in `source`, and A_E last, each as a matrix of as many rows as its rank.
  static func noise(_ layout: UnweightedLayout, _ source: Int, _ effects: [[Double]]) -> [(part: Int?, matrix: Matrix)]
  {
    let parts = layout.sources.indices.filter { $0 == source || layout.isNested($0, in: source) }
    var found: [(part: Int?, matrix: Matrix)] = parts.map { part in
      let labels = layout.sources[part].labels
      let sums = effects.map { row in
        var sums = [Double](repeating: 0, count: layout.sources[part].levels)
        for (cell, weight) in row.enumerated() { sums[labels[cell]] += weight }
        return sums
      }
      return (part, gram(sums))
    }
    let roots = layout.counts.map { 1 / Double($0).squareRoot() }
    found.append((nil, gram(effects.map { row in zip(row, roots).map { $0 * $1 } })))
    return found
  }

  private static func gram(_ rows: [[Double]]) -> Matrix {
    var product = Matrix(rows.count, rows.count)
    for i in rows.indices {
      for j in 0...i {
        var sum = 0.0
        for k in rows[i].indices { sum += rows[i][k] * rows[j][k] }
        product[i, j] = sum
        product[j, i] = sum
      }
    }
    return product
  }

  private static func moments(_ layout: UnweightedLayout, _ source: Int, _ effects: [[Double]]) -> SourceMoments {
    let noise = noise(layout, source, effects)
    let traces = noise.map { matrix in (0..<effects.count).reduce(0) { $0 + matrix.matrix[$1, $1] } }
    var products = Matrix(noise.count, noise.count)
    for i in noise.indices {
      for j in noise.indices {
        products[i, j] = zip(noise[i].matrix.elements, noise[j].matrix.elements).reduce(0) { $0 + $1.0 * $1.1 }
      }
    }
    return SourceMoments(
      rank: effects.count, sources: layout.sources.count, parts: noise.compactMap(\.part),
      traces: Array(traces.dropLast()), residualTrace: traces[traces.count - 1], products: products)
  }

  /// Of the source whose levels are the cells: B = I - W W⁺.
  private static func residualMoments(_ layout: UnweightedLayout, _ source: Int, _ qr: PivotedQR) -> SourceMoments {
    let n = layout.counts.count
    let rank = n - qr.rank
    let reciprocals = layout.counts.map { 1 / Double($0) }
    let (trace, square): (Double, Double)
    if Set(layout.counts).count == 1 {
      trace = Double(rank) * reciprocals[0]
      square = trace * reciprocals[0]
    } else {
      var sums = (trace: 0.0, square: 0.0)
      for cell in 0..<n {
        var unit = [Double](repeating: 0, count: n)
        unit[cell] = 1
        let column = qr.residual(unit)
        sums.trace += column[cell] * reciprocals[cell]
        for other in 0..<n { sums.square += column[other] * column[other] * reciprocals[cell] * reciprocals[other] }
      }
      (trace, square) = sums
    }
    return SourceMoments(
      rank: rank, sources: layout.sources.count, parts: [source], traces: [Double(rank)], residualTrace: trace,
      products: Matrix([[Double(rank), trace], [trace, square]]))
  }
}

/// The averages of cell means that the effects of one source are found from.
private struct Averages {
  /// The cells that each average is of, with their weights.
  let rows: [[(cell: Int, weight: Double)]]
  /// For each average its level in every source that is kept, and its sample.
  private let labels: [(sources: [Int: Int], sample: Int)]
  private let source: Int
  private let layout: UnweightedLayout

  init(_ layout: UnweightedLayout, of source: Int) {
    var rows = layout.counts.indices.map { [(cell: $0, weight: 1.0)] }
    var kept = Array(layout.sources.indices)
    var labels = layout.counts.indices.map { cell in
      (
        sources: Dictionary(uniqueKeysWithValues: kept.map { ($0, layout.sources[$0].labels[cell]) }),
        sample: layout.sampleOfCell[cell]
      )
    }
    // A source before any that it is nested in: those have fewer levels. Ties: the last named first.
    for finer in layout.coarseToFine.reversed() where layout.isNested(finer, in: source) {
      kept.removeAll { $0 == finer }
      var place: [[Int]: Int] = [:]
      var groups: [[Int]] = []
      for (row, label) in labels.enumerated() {
        let key = kept.map { label.sources[$0] ?? -1 } + [label.sample]
        if let known = place[key] {
          groups[known].append(row)
        } else {
          place[key] = groups.count
          groups.append([row])
        }
      }
      rows = groups.map { group in
        let share = 1 / Double(group.count)
        return group.flatMap { row in rows[row].map { ($0.cell, $0.weight * share) } }
      }
      labels = groups.map { labels[$0[0]] }
    }
    self.rows = rows
    self.labels = labels.map { label in (label.sources.filter { kept.contains($0.key) }, label.sample) }
    self.source = source
    self.layout = layout
  }

  func indicators(of source: Int) -> [[Double]] {
    var columns = [[Double]](
      repeating: [Double](repeating: 0, count: rows.count), count: layout.sources[source].levels)
    for (row, label) in labels.enumerated() {
      if let level = label.sources[source] { columns[level][row] = 1 }
    }
    return columns
  }

  /// Intercept, sample and every remaining source but the one whose effects are sought.
  var adjustments: PivotedQR {
    var columns = [[Double](repeating: 1, count: rows.count)]
    for sample in 0..<layout.samples where layout.samples > 1 {
      columns.append(labels.map { $0.sample == sample ? 1 : 0 })
    }
    let remaining = Set(labels.flatMap(\.sources.keys)).subtracting([source]).sorted()
    for other in remaining { columns += indicators(of: other) }
    return PivotedQR(columns, rows: rows.count)
  }
}
