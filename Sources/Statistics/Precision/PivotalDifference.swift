internal import Elementary

/// P(G/S ≤ H/T + shift) for many shifts: two sums of inverse chi-squares, of which a root is searched for.
///
/// Directly that is a chi-square tail for each point of G, each of H and each node of T, hundreds of thousands for one shift.
/// The tail of G/S is therefore put into a table of its logarithm once, and H/T into points with weights once; a shift then
/// costs one look into the table for each of these points. Where the sums have few points the direct way is as fast.
struct PivotalDifference {
  private let left: PivotalSum
  private let right: PivotalSum
  /// P(ln(G/S) ≤ z); `nil` where all is computed directly.
  private let table: TailTable?
  /// H/T.
  private let points: [PivotalSum.Atom]

  init(_ left: PivotalSum, _ right: PivotalSum) {
    self.left = left
    self.right = right
    guard left.atoms.count * right.atoms.count > 8 else {
      (table, points) = (nil, [])
      return
    }
    // Both are exact to rounding: Lagrange's ten points miss a tail by some 0.07 (spacing/width)¹⁰.
    let spacing = 0.04 * min(1, (2 / left.degreesOfFreedom).squareRoot())
    table = left.tailTable(spacing: spacing)
    let step = trapezoidalStep(
      concentration: max(left.degreesOfFreedom, right.degreesOfFreedom) / 2, tolerance: left.tolerance)
    let nodes = chiSquareNodes(right.degreesOfFreedom, step: step, tolerance: left.tolerance)
    var points: [PivotalSum.Atom] = []
    points.reserveCapacity(nodes.count * right.atoms.count)
    for node in nodes {
      let offset = ln(node.value)
      for atom in right.atoms {
        points.append(PivotalSum.Atom(position: atom.position - offset, weight: atom.weight * node.weight))
      }
    }
    self.points = PivotalSum.gathered(points, spacing: spacing)
  }

  /// - Parameter shift: not negative.
  func probability(plus shift: Double) -> Double {
    guard shift > 0, let table else { return left.probability(atMost: right, plus: shift) }
    return points.reduce(0) { $0 + $1.weight * table.value(ln(exponential($1.position) + shift)) }
  }
}

extension PivotalSum {
  /// P(ln of the sum ≤ z) at evenly spaced z.
  ///
  /// The points of the sum are put on the same grid, so that each value is a sum over one list of chi-square tails.
  fileprivate func tailTable(spacing: Double) -> TailTable {
    let chiSquare = ChiSquare(degreesOfFreedom: degreesOfFreedom)
    // Tails Q(e^u) on the grid, from where they are 1 to where they are 0.
    var first = 0
    while chiSquare.lowerTail(exponential(Double(first) * spacing)) > 1e-16, first > -20_000 { first -= 1 }
    var last = 0
    while chiSquare.upperTail(exponential(Double(last) * spacing)) > 1e-16, last < 20_000 { last += 1 }
    let tails = (first...last).map { chiSquare.upperTail(exponential(Double($0) * spacing)) }
    let low = atoms.reduce(Double.infinity) { min($0, $1.position) }
    let high = atoms.reduce(-Double.infinity) { max($0, $1.position) }
    let start = (low / spacing).rounded(.down) - 5
    var weights = [Double](repeating: 0, count: Int((high / spacing).rounded(.down) - start) + 12)
    for atom in atoms {
      let place = atom.position / spacing - start
      let from = min(max(Int(place) - 4, 0), weights.count - 10)
      for (i, share) in lagrangeWeights(at: place - Double(from)).enumerated() {
        weights[from + i] += atom.weight * share
      }
    }
    // z runs from where even the least point is beyond the tails to where even the greatest is before them; at z each
    // point has the tail at its own place less z.
    let count = weights.count + tails.count + 10
    let values = (0..<count).map { i -> Double in
      let place = i - 5
      var sum = 0.0
      for j in weights.indices {
        let at = j - place + tails.count - 1
        if at < 0 { sum += weights[j] } else if at < tails.count { sum += weights[j] * tails[at] }
      }
      return sum
    }
    return TailTable(
      origin: (start - Double(last) - 5) * spacing, spacing: spacing, values: values)
  }
}
