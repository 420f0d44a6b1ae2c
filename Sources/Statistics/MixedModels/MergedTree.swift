internal import Elementary

extension NestedTree {
  /// The same with the outermost nodes of one shape put together, for likelihoods alone; `nil` where that does not leave
  /// fewer than half of them, or where nodes hold nodes that hold nodes.
  ///
  /// K nodes of one shape (the same sizes and fixed columns, leaf by leaf) have one covariance V. In K orthonormal directions
  /// across them their values are √K times their mean and K - 1 contrasts, independent of it, in which fixed columns are zero: so a
  /// node with the means counts K times, and what the values scatter about them enters the quadratic form alone, as the rows of
  /// the triangle R with R'R = Σ (y - ȳ)(y - ȳ)'. R is had from the values by reflections, not from their squares, so that a
  /// residual of a millionth of the components above it keeps its digits.
  var merged: NestedTree? {
    guard multiplicity.isEmpty, starts.count <= 2 else { return nil }
    let (m, tops) = (columns, counts[0])
    func leaves(_ top: Int) -> Range<Int> {
      starts.count == 1 ? top..<(top + 1) : starts[1][top]..<starts[1][top + 1]
    }
    // By themselves, so that comparing two leaves does not hold the whole tree.
    let (leafMeans, leafSizes) = (leafMeans, leafSizes)
    func precedes(_ a: Int, _ b: Int) -> Bool {
      for i in 0..<(m - 1) where leafMeans[a * m + i] != leafMeans[b * m + i] {
        return leafMeans[a * m + i] < leafMeans[b * m + i]
      }
      return leafSizes[a] != leafSizes[b] ? leafSizes[a] < leafSizes[b] : a < b
    }
    // Leaves in the order of what is fixed of them; nodes in that of the tree, which their contents decide.
    var shapes: [[Double]: Int] = [:]
    var groups: [[[Int]]] = []
    for top in 0..<tops {
      var own = Array(leaves(top))
      if own.count > 24 { own.sort(by: precedes) } else { Self.insertionSort(&own, by: precedes) }
      var shape: [Double] = []
      shape.reserveCapacity(own.count * m)
      for leaf in own {
        shape.append(leafSizes[leaf])
        for i in 0..<(m - 1) { shape.append(leafMeans[leaf * m + i]) }
      }
      if let place = shapes[shape] {
        groups[place].append(own)
      } else {
        shapes[shape] = groups.count
        groups.append([own])
      }
    }
    let nodes = groups.reduce(0) { $0 + 1 + min($1.count - 1, $1[0].count) }
    guard 2 * nodes < tops else { return nil }

    var tree = self
    var (means, sizes, ends): ([Double], [Int], [Int]) = ([], [], [0])
    var structural: [Double] = []
    func append(_ shape: [Int], _ values: [Double], isContrast: Bool) {
      for (leaf, value) in zip(shape, values) {
        means += (0..<(m - 1)).map { isContrast ? 0 : leafMeans[leaf * m + $0] } + [value]
        sizes.append(sizeOfLeaf[leaf])
      }
      ends.append(sizes.count)
    }
    for group in groups {
      let count = Double(group.count)
      let middle = group[0].indices.map { place in
        let origin = leafMeans[group[0][place] * m + m - 1]
        var sum = CompensatedSum()
        for own in group { sum.add(leafMeans[own[place] * m + m - 1] - origin) }
        return origin + sum.value / count
      }
      append(group[0], middle, isContrast: false)
      structural.append(count)
      let scatter = group.map { own in own.indices.map { leafMeans[own[$0] * m + m - 1] - middle[$0] } }
      for row in Self.triangle(of: scatter) {
        append(group[0], row, isContrast: true)
        structural.append(0)
      }
    }
    tree.starts = starts.count == 1 ? [[0, structural.count]] : [[0, structural.count], ends]
    tree.leafMeans = means
    tree.sizeOfLeaf = sizes
    tree.nodesOfTop = structural
    return tree
  }

  /// Of few members, which are mostly in order.
  private static func insertionSort(_ members: inout [Int], by precedes: (Int, Int) -> Bool) {
    for i in members.indices.dropFirst() {
      var j = i
      while j > 0, precedes(members[j], members[j - 1]) {
        members.swapAt(j, j - 1)
        j -= 1
      }
    }
  }

  /// R of the rows, without rows beyond their number, by Householder's reflections.
  private static func triangle(of rows: [[Double]]) -> [[Double]] {
    guard rows.count > 1, let width = rows.first?.count else { return [] }
    var a = rows
    let most = min(rows.count - 1, width)
    for column in 0..<min(rows.count, width) {
      var sum = CompensatedSum()
      for row in column..<a.count { sum.add(a[row][column] * a[row][column]) }
      let length = sum.value.squareRoot()
      guard length > 0 else { continue }
      let head = a[column][column] > 0 ? -length : length
      var axis = (column..<a.count).map { a[$0][column] }
      axis[0] -= head
      let square = axis.reduce(0) { $0 + $1 * $1 }
      guard square > 0 else { continue }
      for other in column..<width {
        let along = axis.indices.reduce(0.0) { $0 + axis[$1] * a[column + $1][other] }
        for index in axis.indices { a[column + index][other] -= 2 * along / square * axis[index] }
      }
      for row in (column + 1)..<max(a.count, column + 1) { a[row][column] = 0 }
    }
    return Array(a.prefix(most))
  }
}
