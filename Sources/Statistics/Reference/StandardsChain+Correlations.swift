extension StandardsChain {
  /// The smallest set of links, by leaving out one after another, whose correlation matrix is not positive
  /// semidefinite; `nil` where that of all links is.
  static func impossible(_ correlations: [[Int: Double]]) -> [Int]? {
    var links = correlations.indices.filter { !correlations[$0].isEmpty }
    guard !links.isEmpty, !isPossible(links, correlations) else { return nil }
    var place = 0
    while place < links.count {
      var rest = links
      rest.remove(at: place)
      if isPossible(rest, correlations) { place += 1 } else { links = rest }
    }
    return links
  }

  /// By elimination with the largest pivot: a matrix is positive semidefinite when no pivot is negative and nothing is
  /// left where the largest is zero, both but for rounding.
  private static func isPossible(_ links: [Int], _ correlations: [[Int: Double]]) -> Bool {
    var matrix = links.map { row in links.map { row == $0 ? 1 : correlations[row][$0] ?? 0 } }
    var open = Array(links.indices)
    let rounding = 1e-9
    while let pivot = open.max(by: { matrix[$0][$0] < matrix[$1][$1] }) {
      guard open.allSatisfy({ matrix[$0][$0] > -rounding }) else { return false }
      let scale = matrix[pivot][pivot]
      guard scale > rounding else {
        return open.allSatisfy { row in open.allSatisfy { matrix[row][$0].magnitude <= rounding } }
      }
      open.removeAll { $0 == pivot }
      for row in open {
        let factor = matrix[row][pivot] / scale
        for column in open { matrix[row][column] -= factor * matrix[pivot][column] }
      }
    }
    return true
  }
}
