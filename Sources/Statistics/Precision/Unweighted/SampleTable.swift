/// Runs that hold every sample: run × sample is the interaction of a two-way table of cell means.
struct SampleTable: Sendable {
  /// The place of run × sample among the layout's sources; it is the last one.
  let source: Int
  /// For each run the cell of each sample.
  let cells: [[Int]]

  /// `nil` where runs hold one sample each, or some runs lack a sample that others hold.
  init?(_ layout: UnweightedLayout) {
    guard let last = layout.sources.indices.last, layout.sources[last].parts == [.runBySample], last > 0 else {
      return nil
    }
    // The run under each level of a source that it crosses, where it does, lies between.
    guard
      let run = layout.sources.indices.dropLast().max(by: { layout.sources[$0].levels < layout.sources[$1].levels })
    else { return nil }
    var cells = [[Int]](repeating: [], count: layout.sources[run].levels)
    for (cell, label) in layout.sources[run].labels.enumerated() { cells[label].append(cell) }
    let samples = layout.sampleOfCell
    let isWhole = layout.sources.indices.dropLast().allSatisfy { $0 == run || layout.isNested(run, in: $0) }
    guard isWhole,
      cells.allSatisfy({ $0.count == layout.samples && Set($0.map { samples[$0] }).count == layout.samples })
    else { return nil }
    source = last
    self.cells = cells.map { $0.sorted { samples[$0] < samples[$1] } }
  }

  func runMeans(_ means: [Double]) -> [Double] { cells.map { row in orderFreeMean(row.map { means[$0] }) } }

  /// What σ_E² is divided by in the mean of each run, inverted.
  func reciprocals(_ counts: [Int]) -> [Double] {
    cells.map { row in row.reduce(0) { $0 + 1 / Double(counts[$1]) } / Double(row.count * row.count) }
  }

  /// S of run × sample.
  func interaction(_ means: [Double], runMeans: [Double]) -> Double {
    let k = cells[0].count
    guard cells.count > 1 else { return 0 }
    let columns = (0..<k).map { sample in orderFreeMean(cells.map { means[$0[sample]] }) }
    let centre = orderFreeMean(runMeans)
    var squares: [Double] = []
    squares.reserveCapacity(means.count)
    for (run, row) in cells.enumerated() {
      for (sample, cell) in row.enumerated() {
        let rest = (means[cell] - runMeans[run]) - (columns[sample] - centre)
        squares.append(rest * rest)
      }
    }
    return SortedValues(squares[...]).sum() / Double((cells.count - 1) * (k - 1))
  }

  /// Of run × sample: B = (I - J/r) ⊗ (I - J/k).
  func moments(_ counts: [Int], sources: Int) -> SourceMoments {
    let (r, k) = (Double(cells.count), Double(cells[0].count))
    let rank = (cells.count - 1) * (cells[0].count - 1)
    let rows = cells.map { row in row.map { 1 / Double(counts[$0]) } }
    let all = rows.joined().reduce(0, +)
    let squares = rows.joined().reduce(0) { $0 + $1 * $1 }
    func square(_ x: Double) -> Double { x * x }
    let byRow = rows.reduce(0) { $0 + square($1.reduce(0, +)) }
    let byColumn = (0..<rows[0].count).reduce(0) { sum, s in sum + square(rows.reduce(0) { $0 + $1[s] }) }
    let diagonal = (1 - 1 / r) * (1 - 1 / k)
    // Σ Q² over pairs of cells: the same cell, the same run, the same sample, neither.
    let cross =
      square(diagonal) * squares + square((1 - 1 / r) / k) * (byRow - squares)
      + square((1 - 1 / k) / r) * (byColumn - squares)
      + square(1 / (r * k)) * (square(all) - byRow - byColumn + squares)
    let trace = diagonal * all
    return SourceMoments(
      rank: rank, sources: sources, parts: [source], traces: [Double(rank)], residualTrace: trace,
      products: Matrix([[Double(rank), trace], [trace, cross]]))
  }
}
