/// The spread of results within a run: for each laboratory and cell, from its own results alone.
///
/// What a laboratory's runs share is no part of it, nor what places share, where a replicate has a meaning of its own. With
/// replicates s is of what is left when the means of runs and of places are taken off, (R - 1)(n - 1) degrees of freedom;
/// with one run that of its replicates. Without replicates it is that between runs, R - 1: the least of the whole, and of
/// what is left when a shift, or a factor, that the other cells of a run share is taken off. No spread is pooled over cells:
/// a tight one beside wide ones would seem to agree by less than its own chance. What lies far out (a slipped decimal, a
/// result that was changed) is left out.
struct ResultSpread {
  struct Estimate {
    var variance = 0.0
    var freedom = 0
    /// Whether another cell's estimate is of the same differences.
    var isShared = false
  }

  /// The results of one run and cell.
  private struct Group {
    let series: Int32
    let unit: Int32
    let range: Range<Int>
  }

  private(set) var estimates: [Estimate]

  /// Further from the middle, in standard deviations by the median, a result is no part of the spread.
  private static let farOut = 3.5 * 1.483

  init(_ compared: ComparedResults, seriesCount: Int, _ series: (ComparedResults.Entry) -> Int) {
    estimates = [Estimate](repeating: Estimate(), count: seriesCount)
    let entries = compared.entries
    var groups: [Group] = []
    var start = 0
    while start < entries.count {
      var end = start + 1
      while end < entries.count, entries[end].unit == entries[start].unit, entries[end].cell == entries[start].cell {
        end += 1
      }
      groups.append(
        Group(series: Int32(series(entries[start])), unit: entries[start].unit, range: start..<end))
      start = end
    }
    // The groups of each series.
    var starts = [Int](repeating: 0, count: seriesCount + 1)
    for group in groups { starts[Int(group.series) + 1] += 1 }
    for index in starts.indices.dropFirst() { starts[index] += starts[index - 1] }
    var next = starts
    var order = [Int](repeating: 0, count: groups.count)
    for (index, group) in groups.enumerated() {
      order[next[Int(group.series)]] = index
      next[Int(group.series)] += 1
    }

    var isSingle = [Bool](repeating: false, count: seriesCount)
    var means = [Double](repeating: 0, count: seriesCount)
    for one in 0..<seriesCount where starts[one + 1] > starts[one] {
      let own = order[starts[one]..<starts[one + 1]].map { groups[$0] }
      let replicated = own.filter { $0.range.count > 1 }
      if replicated.count > 1 {
        estimates[one] = Self.twoWay(replicated, entries)
      } else if replicated.count == 1, own.count <= 2 {
        estimates[one] = Self.aroundMean(entries[replicated[0].range].map { $0.value })
      } else if own.count > 1 {
        isSingle[one] = true
        var values = own.map { entries[$0.range.lowerBound].value }
        means[one] = Self.centre(&values)
      }
    }
    setSingles(compared, groups, order, starts, isSingle, means)
  }

  /// What is left when the means of runs and of places are taken off; where some of it lies far out, it is left out, and medians stand
  /// for means.
  private static func twoWay(_ groups: [Group], _ entries: [ComparedResults.Entry]) -> Estimate {
    let count = groups.map { $0.range.count }.min() ?? 0
    let rows = groups.map { group in
      entries[group.range.lowerBound..<(group.range.lowerBound + count)].map { $0.value }
    }
    let freedom = (rows.count - 1) * (count - 1)
    let robust = residuals(rows, count, centre)
    let kept = withoutFarOut(robust)
    let left = kept.count < robust.count ? kept : residuals(rows, count, mean)
    let square = left.reduce(0) { $0 + $1 * $1 } / Double(max(left.count, 1))
    return Estimate(variance: square * Double(rows.count * count) / Double(freedom), freedom: freedom)
  }

  private static func residuals(
    _ rows: [[Double]], _ count: Int, _ middle: (inout [Double]) -> Double
  ) -> [Double] {
    let left = rows.map { row in
      var values = row
      let own = middle(&values)
      return row.map { $0 - own }
    }
    let places = (0..<count).map { place in
      var values = left.map { $0[place] }
      return middle(&values)
    }
    return left.flatMap { row in zip(row, places).map { $0 - $1 } }
  }

  /// Of results around their mean, without those far out.
  private static func aroundMean(_ values: [Double]) -> Estimate {
    var copy = values
    let middle = centre(&copy)
    let kept = withoutFarOut(values.map { $0 - middle })
    guard values.count > 1 else { return Estimate() }
    let own = kept.reduce(0, +) / Double(max(kept.count, 1))
    let square = kept.reduce(0) { $0 + ($1 - own) * ($1 - own) }
    return Estimate(variance: square / Double(max(kept.count - 1, 1)), freedom: values.count - 1)
  }

  /// Of at least five residuals those that are not far out.
  private static func withoutFarOut(_ left: [Double]) -> [Double] {
    guard left.count > 4 else { return left }
    var sizes = left.map { $0.magnitude }
    let most = farOut * median(of: &sizes, sizes.indices)
    return left.filter { $0.magnitude <= most }
  }

  private static func mean(_ values: inout [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  /// The median, which one far out does not move; of few the mean.
  private static func centre(_ values: inout [Double]) -> Double {
    values.count < 4 ? mean(&values) : median(of: &values, values.indices)
  }

  // MARK: - One result of a run and cell

  private mutating func setSingles(
    _ compared: ComparedResults, _ groups: [Group], _ order: [Int], _ starts: [Int], _ isSingle: [Bool],
    _ means: [Double]
  ) {
    guard isSingle.contains(true) else { return }
    // What is left of each group's result: of the whole, and without a shift or a factor of the run.
    var whole = [Double](repeating: 0, count: groups.count)
    var (shifted, scaled) = (whole, whole)
    var start = 0
    while start < groups.count {
      var end = start + 1
      while end < groups.count, groups[end].unit == groups[start].unit { end += 1 }
      var byAttribute: [Int32: [Int]] = [:]
      for index in start..<end where isSingle[Int(groups[index].series)] {
        byAttribute[compared.attributes[Int(compared.entries[groups[index].range.lowerBound].cell)], default: []]
          .append(index)
      }
      for members in byAttribute.values {
        let own = members.map { means[Int(groups[$0].series)] }
        let left = zip(members, own).map { compared.entries[groups[$0].range.lowerBound].value - $1 }
        let hasFactor = own.allSatisfy { $0 > 0 }
        let relative = hasFactor ? zip(left, own).map { $0 / $1 } : left
        let (shift, factor) = (Self.shared(left), Self.shared(relative))
        // Of so many the one that is taken off has a part.
        let share = members.count > 1 ? (1 - 1 / Double(members.count)).squareRoot() : 1
        for (place, index) in members.enumerated() {
          whole[index] = left[place]
          shifted[index] = (left[place] - shift) / share
          scaled[index] = (relative[place] - factor) * (hasFactor ? own[place] : 1) / share
          if members.count == 2 { estimates[Int(groups[index].series)].isShared = true }
        }
      }
      start = end
    }
    for one in isSingle.indices where isSingle[one] {
      let own = order[starts[one]..<starts[one + 1]]
      let all = [whole, shifted, scaled].map { left in Self.aroundMean(own.map { left[$0] }) }
      estimates[one].freedom = own.count - 1
      estimates[one].variance = all.map { $0.variance }.min() ?? 0
    }
  }

  /// What the results of a run share; of one nothing.
  private static func shared(_ left: [Double]) -> Double {
    var values = left
    return values.count < 2 ? 0 : centre(&values)
  }
}
