/// How close different results of one cell come, over the cells of a laboratory and attribute.
struct ResultGaps {
  private struct Group {
    var least = Double.infinity
    var pairs = 0.0
    /// Pairs for each unit of distance, were there no steps.
    var density = 0.0
    var (smallest, largest) = (Double.infinity, 0.0)
    /// Pairs of different cells that lie as close as those of one, where none of them agree.
    var others = 0.0
  }
  private var groups: [Group]

  /// Of each cell so many results are looked at, and of different cells where there are no more.
  private static let (most, few) = (300, 60)
  /// The chance that the least of all distances is above g is e^-m, if m are expected below: 0.018 for four.
  private static let expected = 4.0
  /// 1 / (2√π): the density at zero of the difference of two normal results is twice that, for s = 1.
  private static let density = 0.282_094_791_773_878_14

  init(
    _ compared: ComparedResults, seriesCount: Int, _ groupCount: Int, _ series: (ComparedResults.Entry) -> Int,
    _ group: (Int) -> Int
  ) {
    var values = [[Double]](repeating: [], count: seriesCount)
    for entry in compared.entries {
      let one = series(entry)
      if values[one].count < Self.most { values[one].append(entry.value) }
    }
    groups = [Group](repeating: Group(), count: groupCount)
    for one in values.indices {
      for value in values[one] {
        let found = group(one)
        groups[found].smallest = min(groups[found].smallest, value)
        groups[found].largest = max(groups[found].largest, value)
      }
    }
    // A few results of a cell say little of their spread: at least the mean one of the cells of a group is taken for them.
    var spreads = [Double](repeating: 0, count: seriesCount)
    var sums = [(spread: Double, cells: Double)](repeating: (0, 0), count: groupCount)
    for one in values.indices where values[one].count > 1 {
      values[one].sort()
      // Of a normal distribution the middle half is 1.349 s wide, and the mean distance from the middle 0.798 s.
      let (sorted, count) = (values[one], Double(values[one].count))
      let middle = sorted[sorted.count / 2]
      let distance = sorted.reduce(0) { $0 + ($1 - middle).magnitude } / count * (count / (count - 1)).squareRoot()
      spreads[one] = max((sorted[(sorted.count * 3) / 4] - sorted[sorted.count / 4]) / 1.349, distance / 0.798)
      sums[group(one)].spread += distance / 0.798
      sums[group(one)].cells += 1
    }
    for one in values.indices where values[one].count > 1 {
      let (sorted, count) = (values[one], Double(values[one].count))
      let found = group(one)
      // Only different results: copies lie no closer to others than what they are copies of.
      var different = 1.0
      for (value, next) in zip(sorted, sorted.dropFirst()) where next > value {
        groups[found].least = min(groups[found].least, next - value)
        different += 1
      }
      groups[found].pairs += count * (count - 1) / 2
      let spread = count < 8 ? max(spreads[one], sums[found].spread / sums[found].cells) : spreads[one]
      // |x - y| has the density 1 / (√π s) at zero.
      if spread > 0 { groups[found].density += different * (different - 1) * Self.density / spread }
    }
    setOthers(values, spreads, group)
  }

  /// Pairs of results of different cells, no further apart than those of one cell are, where none of them agree. Of studies with
  /// so few results that it matters.
  private mutating func setOthers(_ values: [[Double]], _ spreads: [Double], _ group: (Int) -> Int) {
    let members = Dictionary(grouping: values.indices.filter { values[$0].count > 1 }, by: group)
    for (found, cells) in members where cells.count > 1 && cells.reduce(0, { $0 + values[$1].count }) <= Self.few {
      let reach = cells.reduce(0) { $0 + spreads[$1] } / Double(cells.count)
      var (pairs, ties) = (0.0, 0)
      for (index, cell) in cells.enumerated() {
        for other in cells[..<index] {
          for value in values[cell] {
            for neighbour in values[other] where (value - neighbour).magnitude <= reach {
              pairs += 1
              if value == neighbour { ties += 1 }
            }
          }
        }
      }
      groups[found].others = ties == 0 ? pairs : 0
    }
  }

  /// The least distance, where results without steps would have come closer.
  func step(_ group: Int) -> Double {
    let found = groups[group]
    return found.least.isFinite && found.least * found.density > Self.expected ? found.least : 0
  }

  /// The ratio of the largest result to the smallest; one where not all are above zero.
  func widest(_ group: Int) -> Double {
    groups[group].smallest > 0 && groups[group].largest > 0 ? groups[group].largest / groups[group].smallest : 1
  }

  /// Steps that nothing shows may still be there, of the size that half an agreement among all pairs would go with, or of few pairs a quarter.
  /// Other attributes of the laboratory speak for as many pairs as its own.
  func floor(_ group: Int, of laboratory: Range<Int>) -> Double {
    let own = groups[group].pairs + groups[group].others
    let pairs = min(2 * own, laboratory.reduce(0) { $0 + groups[$1].pairs + groups[$1].others })
    if pairs <= 0 { return 0 }
    return pairs < 10 ? max(0.05, 0.25 / pairs) : 0.5 / pairs
  }
}
