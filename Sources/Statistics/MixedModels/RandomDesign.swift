/// The random factors as partitions of the rows, checked against each other.
struct RandomDesign: Sendable {
  let names: [String]
  /// For each factor, the level of each row, 0 ..< count.
  let levels: [[Int]]
  let counts: [Int]
  /// Whether each factor divides the levels of the one before it.
  let isNested: Bool

  init(
    _ factors: [ModelFactor], arrangement: RandomArrangement, fixed: FixedDesign, values: Int
  ) throws(MixedModelError) {
    precondition(!factors.isEmpty, "a model with random effects names at least one random factor")
    var levels: [[Int]] = []
    var counts: [Int] = []
    var isNested = true
    for (k, factor) in factors.enumerated() {
      guard factor.codes.count == values else {
        throw .lengths(factor: factor.name, codes: factor.codes.count, values: values)
      }
      var dense = DenseCodes(factor.codes)
      if dense.count == 1 { throw .oneLevel(factor: factor.name) }
      if k > 0 {
        let joined = DenseCodes(zip(levels[k - 1], dense.codes).map { $0 * dense.count + $1 })
        if arrangement == .nested { dense = joined }
        if joined.count != dense.count { isNested = false }
      }
      if dense.count == values { throw .oneLevelPerRow(factor: factor.name) }
      for earlier in 0..<k where counts[earlier] == dense.count {
        let joined = DenseCodes(zip(levels[earlier], dense.codes).map { $0 * dense.count + $1 })
        if joined.count == dense.count { throw .confounded(factors[earlier].name, factor.name) }
      }
      if fixed.isSaturated, fixed.cells > 1 {
        let joined = DenseCodes(zip(fixed.cell, dense.codes).map { $0 * dense.count + $1 })
        if joined.count == fixed.cells { throw .absorbedByFixedEffects(factor: factor.name) }
      }
      levels.append(dense.codes)
      counts.append(dense.count)
    }
    names = factors.map({ $0.name })
    self.levels = levels
    self.counts = counts
    self.isNested = isNested
  }

  /// Whether every level of the last factor holds the cells of the fixed effects in the proportion of all rows.
  func holdsInProportion(_ fixed: FixedDesign) -> Bool {
    guard fixed.isSaturated, let groups = counts.last, let level = levels.last else { return false }
    let rows = level.count
    var ofGroup = [Int](repeating: 0, count: groups)
    var ofCell = [Int](repeating: 0, count: fixed.cells)
    // Only a design whose every group holds every cell can be one, so that the table is no larger than the data.
    guard groups * fixed.cells <= rows else { return false }
    var both = [Int](repeating: 0, count: groups * fixed.cells)
    for i in 0..<rows {
      ofGroup[level[i]] += 1
      ofCell[fixed.cell[i]] += 1
      both[level[i] * fixed.cells + fixed.cell[i]] += 1
    }
    return both.indices.allSatisfy { at in
      both[at] * rows == ofGroup[at / fixed.cells] * ofCell[at % fixed.cells]
    }
  }
}
