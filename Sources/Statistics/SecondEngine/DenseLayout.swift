internal import GSL

/// Cells of a layout with dense matrices of everything that is averaged or adjusted for.
struct DenseLayout {
  /// Of each cell, for each source.
  let labels: [[Int]]
  let samples: [Int]
  /// How many results each cell has.
  let results: [Int]
  let cellOfResult: [Int]
  let holders: [[Int]]
  let coarseToFine: [Int]

  var count: Int { results.count }

  init(sources: [[Int]], samples: [Int]) {
    var places: [[Int]: Int] = [:]
    var results: [Int] = []
    var keys: [[Int]] = []
    cellOfResult = samples.indices.map { i in
      let key = sources.map { $0[i] } + [samples[i]]
      let place = places[key] ?? results.count
      if places[key] == nil {
        places[key] = place
        results.append(0)
        keys.append(key)
      }
      results[place] += 1
      return place
    }
    self.results = results
    let labels = sources.indices.map { k in keys.map { $0[k] } }
    self.labels = labels
    self.samples = keys.map { $0[sources.count] }
    func isNested(_ fine: Int, in coarse: Int) -> Bool {
      guard fine != coarse else { return false }
      var holder: [Int: Int] = [:]
      return zip(labels[fine], labels[coarse]).allSatisfy { a, b in
        if let known = holder[a] { return known == b }
        holder[a] = b
        return true
      }
    }
    holders = sources.indices.map { k in sources.indices.filter { isNested(k, in: $0) } }
    coarseToFine = sources.indices.sorted { (Set(labels[$0]).count, $0) < (Set(labels[$1]).count, $1) }
  }

  /// B: a row for each degree of freedom of a source, with |B z|² the squared length of its effects of least norm, adjusted for
  /// sample and for every source that is not averaged over.
  func effects(of source: Int) throws(CrossCheck.Reason) -> DenseMatrix {
    // Averages over the levels of what is nested in the source, finest first.
    var rows = (0..<count).map { cell in (0..<count).map { $0 == cell ? 1.0 : 0 } }
    var kept = Array(labels.indices)
    var keys = (0..<count).map { cell in (sources: labels.map { $0[cell] }, sample: samples[cell]) }
    for finer in coarseToFine.reversed() where holders[finer].contains(source) {
      kept.removeAll { $0 == finer }
      var groups: [[Int]] = []
      var places: [[Int]: Int] = [:]
      for (row, key) in keys.enumerated() {
        let name = kept.map { key.sources[$0] } + [key.sample]
        if let place = places[name] {
          groups[place].append(row)
        } else {
          places[name] = groups.count
          groups.append([row])
        }
      }
      rows = groups.map { group in
        (0..<count).map { cell in group.reduce(0) { $0 + rows[$1][cell] } / Double(group.count) }
      }
      keys = groups.map { keys[$0[0]] }
    }
    let averages = DenseMatrix(rows: rows)
    var adjustments = [[Double](repeating: 1, count: keys.count)]
    adjustments += SecondEngine.indicators(keys.map { $0.sample })
    for other in kept where other != source { adjustments += SecondEngine.indicators(keys.map { $0.sources[other] }) }
    let own = DenseMatrix(columns: SecondEngine.indicators(keys.map { $0.sources[source] }))
    // What the adjustments leave of the source's own columns: X - A (A'A)⁺ A'X.
    let adjusting = DenseMatrix(columns: adjustments)
    let solver = try PseudoInverse(adjusting.transposed * adjusting)
    let fitted = adjusting * (solver.inverse * (adjusting.transposed * own))
    var left = own
    for i in left.elements.indices { left.elements[i] -= fitted.elements[i] }
    // Effects (L'L)⁺ L'y, of which only the length counts: Λ⁻¹ V' L' y over the eigenvalues above zero.
    let normal = try PseudoInverse(left.transposed * left)
    guard let coordinates = normal.coordinates else { throw .noRoute }
    return coordinates * (left.transposed * averages)
  }
}

/// The inverse of a symmetric matrix on the space where it is not zero, by its eigenvectors.
struct PseudoInverse {
  /// V Λ⁻¹ V'.
  let inverse: DenseMatrix
  /// Λ⁻¹ V', a row for each eigenvalue above zero; `nil` where there is none.
  let coordinates: DenseMatrix?

  init(_ matrix: DenseMatrix) throws(CrossCheck.Reason) {
    let found = try SecondEngine.calling { () throws(GSLError) in try SymmetricEigensystem(matrix) }
    let largest = found.values.reduce(0, max)
    let kept = found.values.indices.filter { found.values[$0] > 1e-9 * max(1, largest) }
    let rows = kept.map { k in found.vectors.column(k).map { $0 / found.values[k] } }
    coordinates = rows.isEmpty ? nil : DenseMatrix(rows: rows)
    var inverse = DenseMatrix(matrix.rows, matrix.rows)
    for (k, row) in zip(kept, rows) {
      for i in row.indices {
        for j in row.indices { inverse[i, j] += row[i] * row[j] * found.values[k] }
      }
    }
    self.inverse = inverse
  }
}
