internal import Elementary

/// Nested factors as a tree, with what the innermost groups hold reduced to counts, means and cross-products.
///
/// Children stand in an order that their contents decide, not their codes or the order of rows, so that relabelling and
/// permuting change no bit of what is summed over them.
struct NestedTree: Sendable {
  /// How many nodes each factor has, outermost first.
  let counts: [Int]
  /// `starts[k]`: where the children at level k of each node above begin, and one past the end. At level 0 the node
  /// above is the root.
  var starts: [[Int]]
  /// Rows in each innermost group.
  let leafSizes: [Double]
  /// The sizes that occur, and for each innermost group which of them it has.
  let distinctSizes: [Double]
  var sizeOfLeaf: [Int]
  /// Means of the columns in each innermost group, leaf by leaf: the fixed columns but the intercept, then the values.
  var leafMeans: [Double]
  /// Columns of ``leafMeans``.
  let columns: Int
  /// Cross-products of the columns about the means of the innermost groups.
  let within: [Double]
  let rowCount: Int
  /// Σ ln n over the innermost groups.
  let leafLogs: Double
  /// Where neighbours of one size were put together (``pooled``): how many each stands for, and the cross-products of their
  /// columns about the mean that it has; empty where each group stands for itself.
  private(set) var multiplicity: [Double] = []
  private(set) var scatter: [Double] = []
  /// Where outermost nodes of one shape were put together (``merged``): for how many each stands, zero for what only the values
  /// scatter by; empty where each stands for itself.
  var nodesOfTop: [Double] = []
  /// For each outermost node its cell of the fixed effects, or `nil` where a node lies in several cells.
  let cellOfTop: [Int]?

  init(_ random: RandomDesign, fixed: FixedDesign, values: [Double]) {
    let depth = random.counts.count
    let innermost = depth - 1
    // Members of each node: rows of an innermost group, children of the others.
    var members = [Members](repeating: Members(parents: 0, of: []), count: depth)
    members[innermost] = Members(parents: random.counts[innermost], of: random.levels[innermost])
    members[innermost].sort { a, b in values[a] < values[b] || (values[a] == values[b] && fixed.cell[a] < fixed.cell[b])
    }
    let rows = members[innermost]
    // Nearly always the least values tell two groups apart.
    let least = (0..<random.counts[innermost]).map { values[rows.first(of: $0)] }
    var rank = DenseCodes(keys: random.counts[innermost]) { a, b in
      if least[a] != least[b] { return least[a] < least[b] }
      return rows.precedes(a, b) {
        values[$0] == values[$1] ? fixed.cell[$0] - fixed.cell[$1] : values[$0] < values[$1] ? -1 : 1
      }
    }.codes
    for level in stride(from: innermost - 1, through: 0, by: -1) {
      var parent = [Int](repeating: 0, count: random.counts[level + 1])
      for i in values.indices { parent[random.levels[level + 1][i]] = random.levels[level][i] }
      var children = Members(parents: random.counts[level], of: parent)
      let below = rank
      children.sort { below[$0] < below[$1] }
      rank = DenseCodes(keys: random.counts[level]) { a, b in children.precedes(a, b) { below[$0] - below[$1] } }.codes
      members[level] = children
    }
    let topOrder = Self.ordered(by: rank)
    var order = topOrder
    var starts: [[Int]] = [[0, order.count]]
    for level in 0..<innermost {
      var next: [Int] = []
      var start = [0]
      for node in order {
        next += members[level].of(node)
        start.append(next.count)
      }
      starts.append(start)
      order = next
    }

    let m = fixed.columns
    var sizes: [Double] = []
    var means: [Double] = []
    means.reserveCapacity(order.count * m)
    var products = [CompensatedSum](repeating: CompensatedSum(), count: m * m)
    for leaf in order {
      let group = rows.of(leaf)
      guard let first = group.first else { continue }
      let n = Double(group.count)
      sizes.append(n)
      let oneCell = group.allSatisfy { fixed.cell[$0] == fixed.cell[first] }
      func element(_ row: Int, _ j: Int) -> Double {
        j == m - 1 ? values[row] : fixed.rows[fixed.cell[row] * m + j + 1]
      }
      let base = means.count
      for j in 0..<m {
        let origin = element(first, j)
        var sum = CompensatedSum()
        if j == m - 1 || !oneCell { for row in group { sum.add(element(row, j) - origin) } }
        means.append(origin + sum.value / n)
      }
      for j in 0..<m where j == m - 1 || !oneCell {
        for k in j..<m {
          for row in group {
            products[j * m + k].add((element(row, j) - means[base + j]) * (element(row, k) - means[base + k]))
          }
        }
      }
    }
    var within = [Double](repeating: 0, count: m * m)
    for j in 0..<m {
      for k in j..<m {
        within[j * m + k] = products[j * m + k].value
        within[k * m + j] = within[j * m + k]
      }
    }
    counts = random.counts
    self.starts = starts
    leafSizes = sizes
    var places: [Double: Int] = [:]
    var distinct: [Double] = []
    sizeOfLeaf = sizes.map { size in
      if let place = places[size] { return place }
      places[size] = distinct.count
      distinct.append(size)
      return distinct.count - 1
    }
    distinctSizes = distinct
    leafMeans = means
    columns = m
    self.within = within
    rowCount = values.count
    var logs = CompensatedSum()
    for n in sizes { logs.add(ln(n)) }
    leafLogs = logs.value

    // Cells of the outermost nodes, in the tree's order.
    var cells = [Int](repeating: -1, count: random.counts[0])
    var several = false
    for i in values.indices {
      let top = random.levels[0][i]
      if cells[top] >= 0, cells[top] != fixed.cell[i] { several = true }
      cells[top] = fixed.cell[i]
    }
    cellOfTop = several || !fixed.isSaturated ? nil : topOrder.map { cells[$0] }
  }
}

extension NestedTree {
  /// Nodes in the order of their ranks, which are numbered without a gap; those of one rank as they stand.
  fileprivate static func ordered(by rank: [Int]) -> [Int] {
    var next = [Int](repeating: 0, count: rank.count + 1)
    for one in rank { next[one + 1] += 1 }
    for one in rank.indices { next[one + 1] += next[one] }
    var order = rank
    for (node, one) in rank.enumerated() {
      order[next[one]] = node
      next[one] += 1
    }
    return order
  }

  /// The same with the innermost groups of one size under one parent put together, for likelihoods alone; `nil` where that
  /// leaves more than half of them.
  ///
  /// Groups of one size have one weight at any components, so that their number, their mean and their scatter about it are all
  /// that a likelihood asks of them. Of a thousand runs alike one is left; what comes out differs by rounding.
  var pooled: NestedTree? {
    guard nodesOfTop.isEmpty else { return nil }
    let m = columns
    let last = starts.count - 1
    var (from, means, sizes): ([Int], [Double], [Int]) = ([0], [], [])
    var (counts, products): ([Double], [Double]) = ([], [])
    for parent in 0..<(starts[last].count - 1) {
      let leaves = starts[last][parent]..<starts[last][parent + 1]
      var members = [[Int]](repeating: [], count: distinctSizes.count)
      for leaf in leaves { members[sizeOfLeaf[leaf]].append(leaf) }
      for (size, group) in members.enumerated() where !group.isEmpty {
        let n = Double(group.count)
        var mean = [Double](repeating: 0, count: m)
        for i in 0..<m {
          let origin = leafMeans[group[0] * m + i]
          var sum = CompensatedSum()
          for leaf in group { sum.add(leafMeans[leaf * m + i] - origin) }
          mean[i] = origin + sum.value / n
        }
        for i in 0..<m {
          for h in 0..<m {
            var sum = CompensatedSum()
            for leaf in group { sum.add((leafMeans[leaf * m + i] - mean[i]) * (leafMeans[leaf * m + h] - mean[h])) }
            products.append(sum.value)
          }
        }
        means += mean
        sizes.append(size)
        counts.append(n)
      }
      from.append(sizes.count)
      if 2 * sizes.count > leafSizes.count { return nil }
    }
    var tree = self
    tree.starts[last] = from
    tree.leafMeans = means
    tree.sizeOfLeaf = sizes
    tree.multiplicity = counts
    tree.scatter = products
    return tree
  }
}

/// The members of each of several groups, one group after the other.
private struct Members {
  private var start: [Int]
  private var list: [Int]

  init(parents: Int, of group: [Int]) {
    start = [Int](repeating: 0, count: parents + 1)
    for g in group { start[g + 1] += 1 }
    for g in 0..<parents { start[g + 1] += start[g] }
    list = group
    var next = start
    for (i, g) in group.enumerated() {
      list[next[g]] = i
      next[g] += 1
    }
  }

  func of(_ group: Int) -> ArraySlice<Int> { list[start[group]..<start[group + 1]] }

  /// Of a group that has a member.
  func first(of group: Int) -> Int { list[start[group]] }

  mutating func sort(by less: (Int, Int) -> Bool) {
    for g in 0..<(start.count - 1) {
      let (low, high) = (start[g], start[g + 1])
      if high - low > 24 {
        let sorted = list[low..<high].sorted(by: less)
        for (offset, member) in sorted.enumerated() { list[low + offset] = member }
      } else {
        for i in low..<high {
          let member = list[i]
          var j = i
          while j > low, less(member, list[j - 1]) {
            list[j] = list[j - 1]
            j -= 1
          }
          list[j] = member
        }
      }
    }
  }

  /// Whether one group comes before another: by the first member in which they differ, then by size.
  func precedes(_ a: Int, _ b: Int, compare: (Int, Int) -> Int) -> Bool {
    var (i, j) = (start[a], start[b])
    while i < start[a + 1], j < start[b + 1] {
      let sign = compare(list[i], list[j])
      if sign != 0 { return sign < 0 }
      i += 1
      j += 1
    }
    return start[a + 1] - start[a] < start[b + 1] - start[b]
  }
}
