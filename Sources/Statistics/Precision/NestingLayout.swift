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

/// How the values of a balanced, strictly nested series belong together, worked out once from their labels; outer factors
/// first, one value at each innermost group.
///
/// y = µ + A + B(A) + C(AB) …; the mean square of a factor is that of its group means about the means of the factor above,
/// times the number of values in a group, so all are on the scale of one value.
///
/// Searle, Casella & McCulloch (1992), *Variance Components*, ch. 3.
public struct NestingLayout: Sendable {
  /// Outermost first.
  public let factors: [String]
  /// How many values one group of each factor holds, in the same order; the innermost holds one.
  public let valuesPerGroup: [Int]
  /// Of the mean square of each factor.
  public let degreesOfFreedom: [Double]
  /// The positions of the values so that groups of every factor lie together.
  private let order: [Int]
  /// How many groups each factor has, after one for the whole.
  private let groupCounts: [Int]

  /// - Parameters:
  ///   - factors: names, outermost first.
  ///   - labels: for each value, its label in each factor.
  /// - Throws: ``NestingError`` where the design is not balanced and nested.
  public init<Label: Hashable & Comparable>(factors: [String], labels: [[Label]]) throws(NestingError) {
    // Paths to groups, in an order that labels decide, so that the order of rows does not matter.
    let order = labels.indices.sorted { labels[$0].lexicographicallyPrecedes(labels[$1]) }
    for level in factors.indices.dropFirst() {
      var parent: [Label: [Label]] = [:]
      for i in order {
        let above = Array(labels[i].prefix(level))
        if let seen = parent[labels[i][level]], seen != above {
          throw .crossed(outer: factors[level - 1], inner: factors[level])
        }
        parent[labels[i][level]] = above
      }
    }
    var groupCounts = [1]
    var sizes: [Int] = []
    for level in factors.indices {
      var counts: [Int] = []
      var path: ArraySlice<Label>? = nil
      for i in order {
        let here = labels[i].prefix(level + 1)
        if path.map({ $0 == here }) ?? false {
          counts[counts.count - 1] += 1
        } else {
          counts.append(1)
        }
        path = here
      }
      guard let size = counts.first, counts.allSatisfy({ $0 == size }) else {
        throw .unbalanced(factor: factors[level])
      }
      if counts.count == 1 { throw .oneLevel(factor: factors[level]) }
      if counts.count == groupCounts[level] {
        throw .confounded(outer: factors[max(0, level - 1)], inner: factors[level])
      }
      groupCounts.append(counts.count)
      sizes.append(size)
    }
    if sizes.last != 1 { throw .unbalanced(factor: factors.last ?? "") }
    self.factors = factors
    self.order = order
    self.groupCounts = groupCounts
    valuesPerGroup = sizes
    degreesOfFreedom = factors.indices.map { Double(groupCounts[$0 + 1] - groupCounts[$0]) }
  }

  /// The mean square of each factor, outermost first, on the scale of one value.
  ///
  /// - Parameter values: one centred value for each row of labels, in their order.
  public func meanSquares(_ values: [Double]) -> [MeanSquare] {
    precondition(values.count == order.count, "\(order.count) label rows but \(values.count) values")
    let ordered = order.map { values[$0] }
    return factors.indices.map { level in
      let size = valuesPerGroup[level]
      let means =
        size == 1
        ? ordered : (0..<groupCounts[level + 1]).map { orderFreeMean(ordered[$0 * size..<($0 + 1) * size]) }
      let perParent = means.count / groupCounts[level]
      var squares: [Double] = []
      squares.reserveCapacity(means.count)
      for parent in 0..<groupCounts[level] {
        let siblings = means[parent * perParent..<(parent + 1) * perParent]
        let centre = orderFreeMean(siblings)
        for mean in siblings { squares.append((mean - centre) * (mean - centre)) }
      }
      let degreesOfFreedom = degreesOfFreedom[level]
      return MeanSquare(
        name: factors[level], value: SortedValues(squares[...]).sum() * Double(size) / degreesOfFreedom,
        degreesOfFreedom: degreesOfFreedom)
    }
  }
}
