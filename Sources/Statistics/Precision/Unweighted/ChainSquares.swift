/// Unweighted sums of squares in closed form, where the sources nest in one chain: means of means, outermost last.
///
/// Each run holds every sample, or one sample that its outermost level has to itself. The numbers are those of the matrices, and
/// the order of rows changes no bit of them.
struct ChainSquares: Sendable {
  /// One source: for each of its levels the level of the source above it.
  private struct Level: Sendable {
    let source: Int
    let parents: [Int]
    /// The levels under each level above.
    let families: [[Int]]
    var rank: Int { parents.count - families.count }
  }

  /// Outermost first; the last one is the run.
  private let levels: [Level]
  private let table: SampleTable?
  /// For each run without a table its cell.
  private let cellOfRun: [Int]
  let moments: [SourceMoments]

  /// `nil` where the sources cross, or some runs lack a sample that others hold.
  init?(_ layout: UnweightedLayout) {
    let sources = layout.sources
    let table = SampleTable(layout)
    self.table = table
    let chain = layout.coarseToFine.filter { $0 != table?.source }
    guard let deepest = chain.last else { return nil }
    for (outer, inner) in zip(chain, chain.dropFirst()) where !layout.isNested(inner, in: outer) { return nil }
    let samples = layout.sampleOfCell
    if table == nil {
      var cells = [[Int]](repeating: [], count: sources[deepest].levels)
      for (cell, run) in sources[deepest].labels.enumerated() { cells[run].append(cell) }
      guard cells.allSatisfy({ $0.count == 1 }) else { return nil }
      cellOfRun = cells.map { $0[0] }
    } else {
      cellOfRun = []
    }
    // Above the outermost source stands the sample where runs have one each, else nothing.
    var above: (labels: [Int], count: Int) =
      table == nil ? (samples, layout.samples) : ([Int](repeating: 0, count: samples.count), 1)
    var levels: [Level] = []
    for source in chain {
      let labels = sources[source].labels
      var parents = [Int](repeating: -1, count: sources[source].levels)
      for (cell, label) in labels.enumerated() {
        guard parents[label] < 0 || parents[label] == above.labels[cell] else { return nil }
        parents[label] = above.labels[cell]
      }
      var families = [[Int]](repeating: [], count: above.count)
      for (level, parent) in parents.enumerated() { families[parent].append(level) }
      levels.append(Level(source: source, parents: parents, families: families))
      above = (labels, sources[source].levels)
    }
    self.levels = levels
    moments = Self.moments(layout, levels, table)
  }

  /// S of each source for these cell means.
  func values(_ means: [Double], sources: Int) -> [Double] {
    var found = [Double](repeating: 0, count: sources)
    var current: [Double]
    if let table {
      current = table.runMeans(means)
      found[table.source] = table.interaction(means, runMeans: current)
    } else {
      current = cellOfRun.map { means[$0] }
    }
    for level in levels.reversed() {
      var squares: [Double] = []
      squares.reserveCapacity(current.count)
      var centres: [Double] = []
      centres.reserveCapacity(level.families.count)
      for family in level.families {
        let members = family.map { current[$0] }
        let centre = orderFreeMean(members)
        centres.append(centre)
        if members.count == 2 {
          let difference = members[0] - members[1]
          squares.append(difference * difference / 2)
        } else if members.count > 2 {
          squares.append(SortedValues(members[...]).squares(about: centre))
        }
      }
      found[level.source] = SortedValues(squares[...]).sum() / Double(max(1, level.rank))
      current = centres
    }
    return found
  }

  // MARK: - Expectations

  private static func moments(_ layout: UnweightedLayout, _ levels: [Level], _ table: SampleTable?)
    -> [SourceMoments]
  {
    let reciprocals = layout.counts.map { 1 / Double($0) }
    let count = layout.sources.count
    var all = [SourceMoments?](repeating: nil, count: count)
    // What a level's mean varies with, over the levels of the source at hand: of each source below, and of E.
    let runs = table?.cells.count ?? layout.counts.count
    var residual: [Double]
    var below: [(source: Int, shares: [Double])] = []
    if let table {
      residual = table.reciprocals(layout.counts)
      below.append((table.source, [Double](repeating: 1 / Double(layout.samples), count: runs)))
      all[table.source] = table.moments(layout.counts, sources: count)
    } else {
      // The deepest level's order is that of its labels.
      residual = [Double](repeating: 0, count: runs)
      if let deepest = levels.last {
        for (cell, run) in layout.sources[deepest.source].labels.enumerated() { residual[run] = reciprocals[cell] }
      }
    }
    for level in levels.reversed() {
      below.append((level.source, [Double](repeating: 1, count: level.parents.count)))
      let shares = below.map { $0.shares } + [residual]
      var traces = [Double](repeating: 0, count: shares.count)
      var products = Matrix(shares.count, shares.count)
      for family in level.families {
        // C diag(a) C, C = I - J/m.
        let m = Double(family.count)
        let sums = shares.map { share in family.reduce(0) { $0 + share[$1] } }
        for i in shares.indices {
          traces[i] += sums[i] * (1 - 1 / m)
          for j in shares.indices {
            let cross = family.reduce(0) { $0 + shares[i][$1] * shares[j][$1] }
            products[i, j] += cross * (1 - 2 / m) + sums[i] * sums[j] / (m * m)
          }
        }
      }
      all[level.source] = SourceMoments(
        rank: level.rank, sources: count, parts: below.map { $0.source }, traces: Array(traces.dropLast()),
        residualTrace: traces[traces.count - 1], products: products)
      func raised(_ share: [Double]) -> [Double] {
        level.families.map { family in
          family.reduce(0) { $0 + share[$1] } / Double(family.count * family.count)
        }
      }
      below = below.map { ($0.source, raised($0.shares)) }
      residual = raised(residual)
    }
    return all.compactMap { $0 }
  }
}
