internal import Elementary

/// A design of any shape, reduced to the space that its fixed and random columns span.
///
/// Rows that agree in all factors become one cell, and the cells are projected on an orthonormal basis grown column by
/// column: fixed effects first, then each random factor in turn. In that basis a factor has no entry in the rows of the
/// factors after it, so the sequential sums of squares and their expectations can be read off, and a large component
/// never touches the rows that only smaller ones vary in. What lies outside the basis is residual alone.
struct CrossedReduction: Sendable {
  let rowCount: Int
  /// Dimension of the space of fixed and random columns together.
  let rank: Int
  let fixedColumns: Int
  /// For each random factor the first row of the basis that is its own, and one past its last.
  let blocks: [Range<Int>]
  /// The fixed columns in the basis: fixedColumns × fixedColumns, upper triangular.
  let fixed: Matrix
  /// Each random factor's indicator columns in the basis, rank × levels.
  let random: [Matrix]
  /// The values in the basis.
  let values: [Double]
  /// Sum of squares outside the basis.
  let residualSumOfSquares: Double

  /// - Throws: ``MixedModelError/collinear(columns:)`` where weighting the cells shows a dependence.
  init(_ design: RandomDesign, fixed: FixedDesign, values: [Double]) throws(MixedModelError) {
    let order = CanonicalOrder(design, fixed: fixed, values: values)
    // Cells of rows that agree in everything; within them deviations from the cell's mean.
    var cellOf: [Int: Int] = [:]
    var firstRow: [Int] = []
    var members: [[Int]] = []
    for row in order.rows {
      if let c = cellOf[order.cell[row]] {
        members[c].append(row)
      } else {
        cellOf[order.cell[row]] = members.count
        members.append([row])
        firstRow.append(row)
      }
    }
    var within = CompensatedSum()
    var means: [Double] = []
    for group in members {
      let origin = values[group[0]]
      var sum = CompensatedSum()
      for row in group { sum.add(values[row] - origin) }
      let mean = origin + sum.value / Double(group.count)
      for row in group { within.add((values[row] - mean) * (values[row] - mean)) }
      means.append(mean)
    }
    let roots = members.map { Double($0.count).squareRoot() }
    let cells = members.count
    var basis = OrthonormalBasis(dimension: cells)
    var triangle: [[Double]] = []
    var dependent: [String] = []
    for j in 0..<fixed.columns {
      let column = (0..<cells).map { fixed.rows[fixed.cell[firstRow[$0]] * fixed.columns + j] * roots[$0] }
      let (coefficients, isDependent) = basis.append(column)
      if isDependent { dependent.append(fixed.names[j]) }
      triangle.append(coefficients)
    }
    if !dependent.isEmpty { throw .collinear(columns: dependent) }
    var blocks: [Range<Int>] = []
    var coordinates: [[[Double]]] = []
    for k in design.names.indices {
      let start = basis.columns.count
      var columns: [[Double]] = []
      for level in order.levels[k] {
        var indicator = [Double](repeating: 0, count: cells)
        for c in 0..<cells where design.levels[k][firstRow[c]] == level { indicator[c] = roots[c] }
        columns.append(basis.append(indicator).coefficients)
      }
      blocks.append(start..<basis.columns.count)
      coordinates.append(columns)
    }
    let rank = basis.columns.count
    func matrix(_ columns: [[Double]], rows: Int) -> Matrix {
      var result = Matrix(rows, columns.count)
      for (j, column) in columns.enumerated() {
        for (i, value) in column.enumerated() { result[i, j] = value }
      }
      return result
    }
    let weighted = zip(means, roots).map { $0 * $1 }
    let (inside, outside) = basis.project(weighted)
    for x in outside { within.add(x * x) }
    rowCount = values.count
    self.rank = rank
    fixedColumns = fixed.columns
    self.blocks = blocks
    self.fixed = matrix(triangle, rows: fixed.columns)
    random = coordinates.map { matrix($0, rows: rank) }
    self.values = inside
    residualSumOfSquares = rank == values.count ? 0 : within.value
  }
}

/// Rows and levels in an order that the values and the shape of the design decide, not the codes or the order of rows.
///
/// Rows are coloured by value and cell of the fixed effects, levels by the colours of their rows, rows again by those of
/// their levels, until nothing splits further (Weisfeiler & Leman 1968). Rows that keep one colour stand alike to all
/// others, so their order does not matter.
struct CanonicalOrder {
  /// Rows in order.
  let rows: [Int]
  /// Levels of each random factor in order.
  let levels: [[Int]]
  /// For each row a code of its combination of all random levels and fixed cell.
  let cell: [Int]

  init(_ design: RandomDesign, fixed: FixedDesign, values: [Double]) {
    let n = values.count
    var colour = DenseCodes(keys: n) { a, b in
      values[a] < values[b] || (values[a] == values[b] && fixed.cell[a] < fixed.cell[b])
    }
    var ranks: [[Int]] = []
    while true {
      ranks = design.counts.indices.map { k in
        var members = [[Int]](repeating: [], count: design.counts[k])
        for i in 0..<n { members[design.levels[k][i]].append(colour.codes[i]) }
        for level in members.indices { members[level].sort() }
        return DenseCodes(keys: design.counts[k]) { members[$0].lexicographicallyPrecedes(members[$1]) }.codes
      }
      let before = colour
      let current = ranks
      let next = DenseCodes(keys: n) { a, b in
        if before.codes[a] != before.codes[b] { return before.codes[a] < before.codes[b] }
        for k in current.indices {
          let (x, y) = (current[k][design.levels[k][a]], current[k][design.levels[k][b]])
          if x != y { return x < y }
        }
        return false
      }
      let isStable = next.count == colour.count
      colour = next
      if isStable { break }
    }
    let final = colour.codes
    rows = (0..<n).sorted { final[$0] < final[$1] }
    levels = design.counts.indices.map { k in (0..<design.counts[k]).sorted { ranks[k][$0] < ranks[k][$1] } }
    var cell = fixed.cell
    for k in design.counts.indices {
      cell = DenseCodes(zip(cell, design.levels[k]).map { $0 * design.counts[k] + $1 }).codes
    }
    self.cell = cell
  }
}
