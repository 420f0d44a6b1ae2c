internal import Notation

/// How often honest results agree: for each laboratory and cell a bound on the chance that two of them do.
///
/// The spread is that of results within a run, by the lower quartile of their differences: how dense they lie where they
/// agree, which neither a copy among many runs nor a slipped decimal moves far. Without replicates it is that between runs,
/// after what the cells of a run share is taken off. Where results of a laboratory agree more often among themselves than
/// spread and steps let them, the chance is raised to what they show.
struct AgreementRates {
  /// By ``index(_:_:)``.
  private let chances: [Double]
  private let cellCount: Int

  /// Above this chance an agreement tells little, and results of the cell are not counted.
  static let telling = 0.2
  /// The lower quartile of |x - y| is this times s, for two normal results: √2 Φ⁻¹(0.625).
  private static let quartileDifference = 0.450_624_110_02
  /// So many differences of a cell give its spread.
  private static let mostDifferences = 300

  func chance(_ laboratory: Int32, _ cell: Int32) -> Double { chances[Int(laboratory) * cellCount + Int(cell)] }

  /// Differences of two results of a laboratory and cell.
  private struct Difference {
    let series: Int32
    let size: Double
    /// The pair of runs that it is of, where it is between two.
    let pair: Int32
  }

  /// What is known of one laboratory and cell.
  private struct Spread {
    var step = 0.0
    /// The standard deviation of what `differences` are of, and of errors within a run.
    var total = 0.0
    var error = 0.0
    var freedom = 0
    var count = 0
  }

  init(_ compared: ComparedResults, _ store: ResultStore) {
    let laboratoryCount = store.columns[Role.laboratory.index].levels.count
    let attributeCount = store.columns[Role.attribute.index].levels.count
    let cellCount = compared.attributes.count
    self.cellCount = cellCount
    func series(_ entry: ComparedResults.Entry) -> Int {
      Int(compared.laboratories[Int(entry.unit)]) * cellCount + Int(entry.cell)
    }
    var spreads = [Spread](repeating: Spread(), count: laboratoryCount * cellCount)
    let steps = ResultSteps(compared, store, seriesCount: spreads.count, series)
    for one in spreads.indices { spreads[one].step = steps.step(one) }

    // Within a run and cell.
    var within: [Difference] = []
    let entries = compared.entries
    var start = 0
    while start < entries.count {
      var end = start + 1
      while end < entries.count, entries[end].unit == entries[start].unit, entries[end].cell == entries[start].cell {
        end += 1
      }
      let one = series(entries[start])
      spreads[one].freedom += end - start - 1
      for i in start..<end where spreads[one].count < Self.mostDifferences {
        for j in (i + 1)..<max(min(i + 4, end), i + 1) {
          within.append(
            Difference(series: Int32(one), size: (entries[i].value - entries[j].value).magnitude, pair: -1))
          spreads[one].count += 1
        }
      }
      start = end
    }
    let isReplicated = spreads.map { $0.freedom >= 3 }
    let between = Self.betweenRuns(compared, &spreads, series, isReplicated)
    Self.setTotals(&spreads, between)
    let betweenRuns = spreads.map(\.total)
    Self.setErrors(&spreads, between)
    within.removeAll { !isReplicated[Int($0.series)] }
    Self.setTotals(&spreads, within)
    for one in spreads.indices where isReplicated[one] {
      // Where a replicate has a meaning of its own, runs may differ by less than the replicates of one.
      spreads[one].error =
        betweenRuns[one] > 0 ? min(spreads[one].total, betweenRuns[one]) : spreads[one].total
    }

    // Whether results of a laboratory and attribute agree more often among themselves than their steps say.
    var seen = [(expected: Double, agreeing: Int)](repeating: (0, 0), count: laboratoryCount * attributeCount)
    func group(_ series: Int) -> Int {
      series / max(cellCount, 1) * attributeCount + Int(compared.attributes[series % max(cellCount, 1)])
    }
    for difference in within { Self.note(difference, spreads, &seen[group(Int(difference.series))]) }
    for difference in between where !isReplicated[Int(difference.series)] {
      Self.note(difference, spreads, &seen[group(Int(difference.series))])
    }
    let raised = seen.map { Self.raise(expected: $0.expected, agreeing: $0.agreeing) }
    chances = spreads.indices.map { one in
      let spread = spreads[one]
      guard spread.error > 0, spread.freedom > 0 else { return 1 }
      // A spread from few differences may be too large by chance, and the chance then too small.
      let caution = 1 + 1.5 / Double(spread.freedom).squareRoot()
      let chance = max(AgreementChance.normal * spread.step / spread.error * raised[group(one)], steps.floor(one))
      return min(1, chance * caution)
    }
  }

  // MARK: - Spread

  /// The lower quartile of each series' differences as a standard deviation.
  private static func setTotals(_ spreads: inout [Spread], _ differences: [Difference]) {
    var starts = [Int](repeating: 0, count: spreads.count + 1)
    for one in differences { starts[Int(one.series) + 1] += 1 }
    for index in starts.indices.dropFirst() { starts[index] += starts[index - 1] }
    var next = starts
    var sizes = [Double](repeating: 0, count: differences.count)
    for one in differences {
      sizes[next[Int(one.series)]] = one.size.magnitude
      next[Int(one.series)] += 1
    }
    for one in spreads.indices where starts[one + 1] > starts[one] {
      let sorted = sizes[starts[one]..<starts[one + 1]].sorted()
      spreads[one].total = sorted[sorted.count / 4] / quartileDifference
    }
  }

  /// Differences between runs that follow each other, place by place. A pair of runs of
  /// which most results agree says nothing of the spread: it may be what is looked for.
  private static func betweenRuns(
    _ compared: ComparedResults, _ spreads: inout [Spread], _ series: (ComparedResults.Entry) -> Int,
    _ isReplicated: [Bool]
  ) -> [Difference] {
    var differences: [Difference] = []
    var latest: [Int32: [Int]] = [:]
    var counts = [Int](repeating: 0, count: spreads.count)
    var pair: Int32 = 0
    for unit in 0..<compared.unitCount {
      let before = latest[compared.laboratories[unit]] ?? []
      for (lag, other) in before.reversed().enumerated() {
        let found = places(compared, unit, other)
        guard !found.isEmpty else { continue }
        let agreeing = found.count { $0.0.value == $0.1.value }
        if found.count > 2, agreeing * 2 >= found.count { continue }
        for (a, b) in found {
          let one = series(a)
          if lag == 0, !isReplicated[one] { spreads[one].freedom += 1 }
          guard counts[one] < mostDifferences else { continue }
          counts[one] += 1
          differences.append(Difference(series: Int32(one), size: a.value - b.value, pair: pair))
        }
        pair += 1
      }
      latest[compared.laboratories[unit]] = before.suffix(2) + [unit]
    }
    return differences
  }

  /// The results of the cells that two runs share, place by place.
  private static func places(
    _ compared: ComparedResults, _ a: Int, _ b: Int
  ) -> [(ComparedResults.Entry, ComparedResults.Entry)] {
    let entries = compared.entries
    var found: [(ComparedResults.Entry, ComparedResults.Entry)] = []
    var (i, j) = (compared.range(a).lowerBound, compared.range(b).lowerBound)
    let (ends, others) = (compared.range(a).upperBound, compared.range(b).upperBound)
    while i < ends, j < others {
      if entries[i].cell < entries[j].cell {
        i += 1
      } else if entries[i].cell > entries[j].cell {
        j += 1
      } else {
        let cell = entries[i].cell
        while i < ends, j < others, entries[i].cell == cell, entries[j].cell == cell {
          found.append((entries[i], entries[j]))
          (i, j) = (i + 1, j + 1)
        }
      }
    }
    return found
  }

  /// Of differences between runs the part that the cells of a run do not share: by the median of what is left of them, in
  /// units of each cell's spread, when that of their run is taken off.
  private static func setErrors(_ spreads: inout [Spread], _ between: [Difference]) {
    var (left, whole): ([Double], [Double]) = ([], [])
    var start = 0
    while start < between.count {
      var end = start + 1
      while end < between.count, between[end].pair == between[start].pair { end += 1 }
      var relative = between[start..<end].compactMap { one -> Double? in
        let total = spreads[Int(one.series)].total
        return total > 0 ? one.size / total : nil
      }
      if relative.count > 2 {
        let correction = (Double(relative.count) / Double(relative.count - 1)).squareRoot()
        let shared = median(of: &relative, relative.indices)
        left += relative.map { ($0 - shared).magnitude * correction }
        whole += relative.map(\.magnitude)
      }
      start = end
    }
    var share = 1.0
    if !left.isEmpty {
      let (own, all) = (median(of: &left, left.indices), median(of: &whole, whole.indices))
      if all > 0 { share = min(1, own / all) }
    }
    for one in spreads.indices { spreads[one].error = spreads[one].total * share }
  }

  // MARK: - Agreement among themselves

  private static func note(
    _ difference: Difference, _ spreads: [Spread], _ seen: inout (expected: Double, agreeing: Int)
  ) {
    let spread = spreads[Int(difference.series)]
    guard spread.total > 0 else { return }
    seen.expected += min(1, AgreementChance.normal * spread.step / spread.total)
    if difference.size == 0 { seen.agreeing += 1 }
  }

  /// By how much the chance is raised where more results agree than chance explains: where so many would be met in less
  /// than one study of twenty, by a bound on the tail of a Poisson distribution, e^-m m^k / k! / (1 - m / (k + 1)).
  private static func raise(expected: Double, agreeing: Int) -> Double {
    guard agreeing > 0, expected > 0, Double(agreeing) > expected else { return 1 }
    // e^-(m / k), k times, keeps the product in range.
    let share = expected / Double(agreeing)
    var (term, decay) = (1.0, 1.0)
    for n in 1...20 {
      term *= -share / Double(n)
      decay += term
    }
    var bound = 1 / (1 - expected / Double(agreeing + 1))
    for k in 1...agreeing { bound *= expected / Double(k) * decay }
    return bound < 0.05 ? Double(agreeing + 1) / expected : 1
  }
}
