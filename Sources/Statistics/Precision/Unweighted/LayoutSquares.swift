/// Unweighted sums of squares of any layout, by the least squares effects of each source.
///
/// For source k the cell means are averaged with equal weights over the levels of every source nested in it, finest first,
/// within each combination of the sources still kept and of sample. S is the squared length of k's effects of least norm,
/// adjusted for sample and every remaining source, over the rank. Thomas & Hultquist (1978), *Ann. Stat.* 6, 582-587, for one source.
///
/// Where runs hold every sample, run × sample is the interaction of a two-way table, and all else is found from the means of runs.
struct LayoutSquares: Sendable {
  private enum Form: Sendable {
    /// S = |rows z|²/ν: each row the weights of the cells.
    case effects([[Double]])
    /// S is the residual mean square of the cell means.
    case residual(PivotedQR)
  }

  private let forms: [Form]
  private let table: SampleTable?
  let moments: [SourceMoments]

  init(_ layout: UnweightedLayout) {
    table = SampleTable(layout)
    let rows = table.map { layout.ofRuns($0) } ?? layout
    let spread = Spread(
      reciprocals: table.map { $0.reciprocals(layout.counts) } ?? layout.counts.map { 1 / Double($0) },
      table: table.map { ($0.source, 1 / Double(layout.samples)) }, sources: layout.sources.count)
    var forms: [Form] = []
    var moments: [SourceMoments] = []
    for source in rows.sources.indices {
      if rows.sources[source].levels == rows.counts.count {
        let qr = Averages(rows, of: source).adjustments
        forms.append(.residual(qr))
        moments.append(Self.residualMoments(source, qr, spread))
      } else {
        let effects = Self.effects(rows, of: source)
        forms.append(.effects(effects))
        moments.append(Self.moments(rows, source, effects, spread))
      }
    }
    if let table { moments.append(table.moments(layout.counts, sources: layout.sources.count)) }
    self.forms = forms
    self.moments = moments
  }

  /// S of each source for these cell means.
  func values(_ means: [Double]) -> [Double] {
    let rows = table.map { $0.runMeans(means) } ?? means
    var found = zip(forms, moments).map { form, moments -> Double in
      guard moments.rank > 0 else { return 0 }
      let parts =
        switch form {
        case .effects(let weights):
          weights.map { row in
            var sum = 0.0
            for i in row.indices { sum += row[i] * rows[i] }
            return sum
          }
        case .residual(let qr): qr.beyondSpan(rows)
        }
      return parts.reduce(0) { $0 + $1 * $1 } / Double(moments.rank)
    }
    if let table { found.append(table.interaction(means, runMeans: rows)) }
    return found
  }

  /// What the rows vary with beside the sources that they are labelled by.
  private struct Spread {
    /// Of σ_E² in each row.
    let reciprocals: [Double]
    /// Of run × sample in the mean of a run.
    let table: (source: Int, share: Double)?
    let sources: Int
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
  ///
  /// - Parameter reciprocals: of the counts of cells, where they are not the layout's own.
  static func noise(_ layout: UnweightedLayout, _ source: Int, _ effects: [[Double]], reciprocals: [Double]? = nil)
    -> [(part: Int?, matrix: Matrix)]
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
    let roots = (reciprocals ?? layout.counts.map { 1 / Double($0) }).map { $0.squareRoot() }
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

  private static func moments(_ layout: UnweightedLayout, _ source: Int, _ effects: [[Double]], _ spread: Spread)
    -> SourceMoments
  {
    var noise = noise(layout, source, effects, reciprocals: spread.reciprocals)
    if let (part, share) = spread.table {
      noise.insert((part, share * gram(effects)), at: noise.count - 1)
    }
    let traces = noise.map { matrix in (0..<effects.count).reduce(0) { $0 + matrix.matrix[$1, $1] } }
    var products = Matrix(noise.count, noise.count)
    for i in noise.indices {
      for j in noise.indices {
        products[i, j] = zip(noise[i].matrix.elements, noise[j].matrix.elements).reduce(0) { $0 + $1.0 * $1.1 }
      }
    }
    return SourceMoments(
      rank: effects.count, sources: spread.sources, parts: noise.compactMap { $0.part },
      traces: Array(traces.dropLast()), residualTrace: traces[traces.count - 1], products: products)
  }

  /// Of the source whose levels are the rows: B = I - W W⁺.
  private static func residualMoments(_ source: Int, _ qr: PivotedQR, _ spread: Spread) -> SourceMoments {
    let reciprocals = spread.reciprocals
    let n = reciprocals.count
    let v = Double(n - qr.rank)
    var (trace, square) = (v * reciprocals[0], v * reciprocals[0] * reciprocals[0])
    if reciprocals.contains(where: { $0 != reciprocals[0] }) {
      (trace, square) = (0, 0)
      for row in 0..<n {
        var unit = [Double](repeating: 0, count: n)
        unit[row] = 1
        let column = qr.residual(unit)
        trace += column[row] * reciprocals[row]
        for other in 0..<n { square += column[other] * column[other] * reciprocals[row] * reciprocals[other] }
      }
    }
    guard let (part, share) = spread.table else {
      return SourceMoments(
        rank: n - qr.rank, sources: spread.sources, parts: [source], traces: [v], residualTrace: trace,
        products: Matrix([[v, trace], [trace, square]]))
    }
    return SourceMoments(
      rank: n - qr.rank, sources: spread.sources, parts: [source, part], traces: [v, v * share], residualTrace: trace,
      products: Matrix([
        [v, v * share, trace], [v * share, v * share * share, trace * share], [trace, trace * share, square],
      ]))
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
    let remaining = Set(labels.flatMap { $0.sources.keys }).subtracting([source]).sorted()
    for other in remaining { columns += indicators(of: other) }
    return PivotedQR(columns, rows: rows.count)
  }
}
