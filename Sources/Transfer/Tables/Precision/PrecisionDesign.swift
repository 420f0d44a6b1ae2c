internal import Statistics

extension PrecisionRows {
  /// Levels of a factor as 0, 1, 2 … in the order of their first row.
  struct Levels {
    var codes: [Int]
    var count: Int

    /// The combinations that occur.
    func crossed(with other: [Int]) -> Levels {
      struct Pair: Hashable {
        let a: Int
        let b: Int
      }
      var numbers: [Pair: Int] = [:]
      let codes = zip(self.codes, other).map { a, b -> Int in
        let pair = Pair(a: a, b: b)
        if let known = numbers[pair] { return known }
        numbers[pair] = numbers.count
        return numbers.count - 1
      }
      return Levels(codes: codes, count: numbers.count)
    }

    /// Whether every level has as many rows as any other.
    var isEven: Bool {
      var counts = [Int](repeating: 0, count: count)
      for code in codes { counts[code] += 1 }
      return counts.allSatisfy { $0 == counts[0] }
    }
  }

  private var whole: Levels { Levels(codes: Array(repeating: 0, count: values.count), count: 1) }

  /// Each factor's levels; where nested, those within the levels of the factors outside it.
  func levels(nested: Bool) -> [Levels] {
    var above = whole
    return factors.map { factor in
      let own = (nested ? above : whole).crossed(with: factor.codes)
      above = own
      return own
    }
  }

  /// The combinations of all factors that occur.
  var cells: Levels { factors.reduce(whole) { $0.crossed(with: $1.codes) } }

  /// Whether every level of a factor holds as many results as any other, and so does every cell; where factors cross, no
  /// cell may be missing.
  func isBalanced(nested: Bool) -> Bool {
    let levels = levels(nested: nested)
    let cells = cells
    let inner = by.map { cells.crossed(with: $0.codes) } ?? cells
    guard levels.allSatisfy({ $0.isEven }), cells.isEven, inner.isEven else { return false }
    if nested {
      // As many groups in each group outside.
      for (outer, inner) in zip(levels, levels.dropFirst()) {
        var groups = [Set<Int>](repeating: [], count: outer.count)
        for (a, b) in zip(outer.codes, inner.codes) { groups[a].insert(b) }
        if groups.contains(where: { $0.count != groups[0].count }) { return false }
      }
      return true
    }
    return cells.count == levels.map({ $0.count }).reduce(1, *) || cells.count == levels.map({ $0.count }).max()
  }

  /// Whether an innermost group holds results of several levels of a factor.
  func sharesGroups(with other: ModelFactor) -> Bool { cells.crossed(with: other.codes).count > cells.count }
}
