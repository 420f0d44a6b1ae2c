extension NestedTree {
  /// The sequential sums of squares of nested factors in closed form, or `nil` where the fixed effects are not simply
  /// the cells that the outermost factor lies within.
  ///
  /// The coefficient of an inner component in the expected sum of squares of a factor is
  /// Σ n²/N(own) - Σ n²/N(above) over its groups, N the sizes of the groups of the factor and of the one above it.
  /// Searle, Casella & McCulloch (1992), *Variance Components*, ch. 5 and appendix F.
  func sequential() -> [SequentialSquare]? {
    cellOfTop.map { sequential(cellOfTop: $0, residualSumOfSquares: within[columns * columns - 1], fixedWithin: 0) }
  }

  /// The same where every innermost group holds the cells of the fixed effects in one and the same proportion.
  ///
  /// Differences between cells are then orthogonal to those between groups of any level, so that the sums of squares of the
  /// factors are those without fixed effects, and the residual alone loses what the cells explain within groups.
  func sequentialOfProportionalCells() -> [SequentialSquare] {
    sequential(
      cellOfTop: [Int](repeating: 0, count: counts[0]), residualSumOfSquares: sweptResidual, fixedWithin: columns - 1)
  }

  /// - Parameter fixedWithin: columns of the fixed effects that vary within the innermost groups.
  private func sequential(
    cellOfTop: [Int], residualSumOfSquares: Double, fixedWithin: Int
  ) -> [SequentialSquare] {
    let depth = counts.count
    let cells = (cellOfTop.max() ?? 0) + 1
    // From the leaves upwards: sizes, means, Σ n² of every finer factor, and the scatter of means within each level.
    var sizes = leafSizes
    var means = (0..<leafSizes.count).map { leafMeans[$0 * columns + columns - 1] }
    var squares: [[Double]] = [sizes.map { $0 * $0 }]
    var sums = [Double](repeating: 0, count: depth)
    // spread[level][j]: Σ over nodes of that level (0 the cells) of Σ n² of factor j below it, over the node's size.
    var spread = [[Double]](repeating: [Double](repeating: 0, count: depth), count: depth + 1)
    for level in stride(from: depth - 1, through: 0, by: -1) {
      for (offset, square) in squares.enumerated() {
        var sum = CompensatedSum()
        for c in sizes.indices { sum.add(square[c] / sizes[c]) }
        spread[level + 1][depth - 1 - offset] = sum.value
      }
      let groups: [Int]
      let parents: Int
      if level > 0 {
        parents = starts[level].count - 1
        groups = (0..<parents).flatMap { [Int](repeating: $0, count: starts[level][$0 + 1] - starts[level][$0]) }
      } else {
        (parents, groups) = (cells, cellOfTop)
      }
      var parentSizes = [Double](repeating: 0, count: parents)
      var origin = [Double?](repeating: nil, count: parents)
      var shift = [CompensatedSum](repeating: CompensatedSum(), count: parents)
      var parentSquares = [[Double]](repeating: parentSizes, count: squares.count)
      for c in sizes.indices {
        let b = groups[c]
        parentSizes[b] += sizes[c]
        let base = origin[b] ?? means[c]
        origin[b] = base
        shift[b].add(sizes[c] * (means[c] - base))
        for k in squares.indices { parentSquares[k][b] += squares[k][c] }
      }
      let parentMeans = (0..<parents).map { (origin[$0] ?? 0) + shift[$0].value / parentSizes[$0] }
      var scatter = CompensatedSum()
      for c in sizes.indices {
        let deviation = means[c] - parentMeans[groups[c]]
        scatter.add(sizes[c] * deviation * deviation)
      }
      sums[level] = scatter.value
      squares = parentSquares + (level > 0 ? [parentSizes.map { $0 * $0 }] : [])
      (sizes, means) = (parentSizes, parentMeans)
    }
    for (offset, square) in squares.enumerated() {
      var sum = CompensatedSum()
      for c in sizes.indices { sum.add(square[c] / sizes[c]) }
      spread[0][depth - 1 - offset] = sum.value
    }
    var result: [SequentialSquare] = []
    for level in 0..<depth {
      let free = counts[level] - (level > 0 ? counts[level - 1] : cells)
      var coefficients = [Double](repeating: 0, count: depth + 1)
      for j in level..<depth { coefficients[j] = spread[level + 1][j] - spread[level][j] }
      coefficients[depth] = Double(free)
      result.append(
        SequentialSquare(sumOfSquares: sums[level], degreesOfFreedom: free, coefficients: coefficients))
    }
    let free = rowCount - counts[depth - 1] - fixedWithin
    var coefficients = [Double](repeating: 0, count: depth + 1)
    coefficients[depth] = Double(free)
    result.append(
      SequentialSquare(
        sumOfSquares: residualSumOfSquares, degreesOfFreedom: free, coefficients: coefficients))
    return result
  }
}
