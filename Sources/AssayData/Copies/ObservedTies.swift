/// How often results of a laboratory and attribute agree among themselves: steps that no digits show are met so (a count
/// that was multiplied, a table of most probable numbers).
///
/// Compared are results of one run and cell, and those of runs that follow each other, place by place, each by itself: runs that differ
/// hide the ties that results within them show. A pair of runs of which most results agree (of fewer than six, all) says nothing, since it
/// may be what is looked for, and one whose results all differ to one side neither.
struct ObservedTies {
  /// Pairs of results, and how many of them agree.
  struct Count {
    var pairs = 0
    var ties = 0

    mutating func add(_ other: Count) { (pairs, ties) = (pairs + other.pairs, ties + other.ties) }
  }

  /// By series: a laboratory and cell.
  private(set) var within: [Count]
  private(set) var between: [Count]

  /// So many pairs of a cell are looked at.
  private static let most = 300

  init(_ compared: ComparedResults, seriesCount: Int, _ series: (ComparedResults.Entry) -> Int) {
    within = [Count](repeating: Count(), count: seriesCount)
    between = within
    let entries = compared.entries
    var start = 0
    while start < entries.count {
      var end = start + 1
      while end < entries.count, entries[end].unit == entries[start].unit, entries[end].cell == entries[start].cell {
        end += 1
      }
      let one = series(entries[start])
      for i in start..<end where within[one].pairs < Self.most {
        for j in (i + 1)..<max(min(i + 4, end), i + 1) {
          within[one].add(Count(pairs: 1, ties: entries[i].value == entries[j].value ? 1 : 0))
        }
      }
      start = end
    }
    betweenRuns(compared, series)
  }

  /// How often two results agree at most, by the median bound, where so many ties would be met in less than one study of twenty
  /// if so many were expected; otherwise zero. By a bound on the tail of a Poisson distribution, e^-m m^k / k! / (1 - m / (k + 1)).
  static func shown(expected: Double, ties: Int, pairs: Int) -> Double {
    guard ties > 0, Double(ties) > expected else { return 0 }
    // e^-(m / k), k times, keeps the product in range.
    let share = expected / Double(ties)
    var (term, decay) = (1.0, 1.0)
    for n in 1...20 {
      term *= -share / Double(n)
      decay += term
    }
    var bound = 1 / (1 - expected / Double(ties + 1))
    for k in 1...ties { bound *= expected / Double(k) * decay }
    return bound < 0.05 ? min(1, (Double(ties) + 0.7) / Double(pairs)) : 0
  }

  private mutating func betweenRuns(_ compared: ComparedResults, _ series: (ComparedResults.Entry) -> Int) {
    var latest: [Int32: [Int]] = [:]
    for unit in 0..<compared.unitCount {
      let before = latest[compared.laboratories[unit]] ?? []
      for other in before.reversed() {
        let found = Self.places(compared, unit, other)
        let agreeing = found.count { $0.0.value == $0.1.value }
        if found.count > 2, agreeing * 2 >= found.count, found.count > 5 || agreeing == found.count { continue }
        let above = found.count { $0.0.value > $0.1.value }
        if found.count > 3, above == 0 || above == found.count, agreeing == 0 { continue }
        for (a, b) in found {
          let one = series(a)
          guard between[one].pairs < Self.most else { continue }
          between[one].add(Count(pairs: 1, ties: a.value == b.value ? 1 : 0))
        }
      }
      latest[compared.laboratories[unit]] = before.suffix(2) + [unit]
    }
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
}
