/// Why a nested design has no closed form.
public enum NestingError: Error, Equatable, Sendable {
  /// Groups of one factor hold different numbers of the next.
  case unbalanced(factor: String)
  /// A label of the inner factor occurs under more than one of the outer: the factors cross, or the labels repeat.
  case crossed(outer: String, inner: String)
  /// A factor has one level in each group of the one above it, so the two cannot be told apart.
  case confounded(outer: String, inner: String)
  /// A factor has a single level in all.
  case oneLevel(factor: String)
}

/// Mean squares of a balanced, strictly nested series: outer factors first, one value at each innermost group.
///
/// y = µ + A + B(A) + C(AB) …; the mean square of a factor is that of its group means about the means of the factor above,
/// times the number of values in a group, so all are on the scale of one value.
///
/// Searle, Casella & McCulloch (1992), *Variance Components*, ch. 3.
public struct BalancedNesting: Sendable, Equatable {
  /// Outermost first.
  public let meanSquares: [MeanSquare]
  /// How many values one group of each factor holds, in the same order; the innermost holds one.
  public let valuesPerGroup: [Int]

  /// - Parameters:
  ///   - factors: names, outermost first.
  ///   - labels: for each value, its label in each factor.
  ///   - values: centred values, one for each row of `labels`.
  /// - Throws: ``NestingError`` where the design is not balanced and nested.
  public init(factors: [String], labels: [[String]], values: [Double]) throws(NestingError) {
    precondition(labels.count == values.count, "\(labels.count) label rows but \(values.count) values")
    // Paths to groups, in an order that labels decide, so that the order of rows does not matter.
    let order = labels.indices.sorted { labels[$0].lexicographicallyPrecedes(labels[$1]) }
    for level in factors.indices.dropFirst() {
      var parent: [String: [String]] = [:]
      for i in order {
        let above = Array(labels[i].prefix(level))
        if let seen = parent[labels[i][level]], seen != above {
          throw .crossed(outer: factors[level - 1], inner: factors[level])
        }
        parent[labels[i][level]] = above
      }
    }
    // groups[level]: the values below each group of that level; level 0 is the whole.
    var groups: [[[Double]]] = [[order.map { values[$0] }]]
    var counts: [Int] = [values.count]
    for level in factors.indices {
      var current: [[Double]] = []
      var path: [String]? = nil
      for i in order {
        let here = Array(labels[i].prefix(level + 1))
        if here != path { current.append([]) }
        path = here
        current[current.count - 1].append(values[i])
      }
      guard let size = current.first?.count, current.allSatisfy({ $0.count == size }) else {
        throw .unbalanced(factor: factors[level])
      }
      if current.count == 1 { throw .oneLevel(factor: factors[level]) }
      if current.count == groups[level].count {
        throw .confounded(outer: factors[max(0, level - 1)], inner: factors[level])
      }
      groups.append(current)
      counts.append(size)
    }
    if counts.last != 1 { throw .unbalanced(factor: factors.last ?? "") }
    var meanSquares: [MeanSquare] = []
    for level in factors.indices {
      let size = counts[level + 1]
      let means = groups[level + 1].map { orderFreeMean($0) }
      let perParent = means.count / groups[level].count
      var squares: [Double] = []
      for parent in groups[level].indices {
        let slice = Array(means[parent * perParent..<(parent + 1) * perParent])
        let centre = orderFreeMean(slice)
        squares += slice.map { ($0 - centre) * ($0 - centre) }
      }
      var sum = CompensatedSum()
      for square in squares.sorted() { sum.add(square) }
      let degreesOfFreedom = Double(means.count - groups[level].count)
      meanSquares.append(
        MeanSquare(
          name: factors[level], value: sum.value * Double(size) / degreesOfFreedom, degreesOfFreedom: degreesOfFreedom))
    }
    self.meanSquares = meanSquares
    valuesPerGroup = Array(counts.dropFirst())
  }
}
