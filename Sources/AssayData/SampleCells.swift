internal import Notation

/// The usable results by cell: what one laboratory found for one sample, at one level, of one attribute.
struct SampleCells {
  let groups: Grouping
  /// Where each cell begins in `rows` and `values`, and behind them where the last one ends.
  let starts: [Int]
  /// The rows of each cell, in their own order.
  let rows: [Int32]
  /// The values of `rows`.
  let values: [Double]

  init(_ checks: StudyChecks) {
    let store = checks.store
    groups = Grouping(
      checks.codes([.attribute, .sample, .level, .laboratory]), count: store.count, includes: checks.usable)
    var starts = [Int](repeating: 0, count: groups.firstRows.count + 1)
    for id in groups.ids where id >= 0 { starts[Int(id) + 1] += 1 }
    for index in 1..<starts.count { starts[index] += starts[index - 1] }
    var next = starts
    var rows = [Int32](repeating: 0, count: starts[starts.count - 1])
    var values = [Double](repeating: 0, count: rows.count)
    for (row, id) in groups.ids.enumerated() where id >= 0 {
      rows[next[Int(id)]] = Int32(truncatingIfNeeded: row)
      values[next[Int(id)]] = store.values[row].double
      next[Int(id)] += 1
    }
    self.starts = starts
    self.rows = rows
    self.values = values
  }

  var count: Int { groups.firstRows.count }

  /// Where the results of a cell stand.
  func range(_ cell: Int) -> Range<Int> { starts[cell]..<starts[cell + 1] }

  /// The median of each cell, or `nil` where a value is not above zero.
  func medians() -> [Double?] {
    var values = values
    return (0..<count).map { cell in
      range(cell).allSatisfy { values[$0] > 0 && values[$0].isFinite } ? median(of: &values, range(cell)) : nil
    }
  }
}

/// A power of ten that tells two scales or a slipped decimal mark apart from what laboratories differ by.
enum TenfoldFactor: Int, CaseIterable {
  case ten = 1
  case hundred, thousand
  case tenth = -1
  case hundredth = -2
  case thousandth = -3

  /// The factor that `ratio` is within `tolerance` of. What lies within it does so from either side, so that it makes no
  /// difference which of two results is divided by the other.
  init?(_ ratio: Double, within tolerance: Double) {
    guard
      let found = Self.allCases.first(where: { factor in
        let relative = ratio / factor.value
        return min(relative, 1 / relative) >= 1 - tolerance
      })
    else { return nil }
    self = found
  }

  var value: Double {
    switch self {
    case .ten: 10
    case .hundred: 100
    case .thousand: 1000
    case .tenth: 0.1
    case .hundredth: 0.01
    case .thousandth: 0.001
    }
  }

  /// "100 times" or "1/100 of", before what it is held against.
  var phrase: String {
    switch self {
    case .ten: "10 times"
    case .hundred: "100 times"
    case .thousand: "1000 times"
    case .tenth: "1/10 of"
    case .hundredth: "1/100 of"
    case .thousandth: "1/1000 of"
    }
  }
}

/// The median of `values[range]`, which is not empty and whose order it changes. Hoare's selection, linear on average.
func median(of values: inout [Double], _ range: Range<Int>) -> Double {
  let middle = range.lowerBound + range.count / 2
  select(&values, range, middle)
  guard range.count % 2 == 0, let below = values[range.lowerBound..<middle].max() else { return values[middle] }
  return (below + values[middle]) / 2
}

private func select(_ values: inout [Double], _ range: Range<Int>, _ target: Int) {
  var (low, high) = (range.lowerBound, range.upperBound - 1)
  while low < high {
    // The median of three keeps sorted and constant data linear.
    let (a, b, c) = (values[low], values[low + (high - low) / 2], values[high])
    let pivot = max(min(a, b), min(max(a, b), c))
    var (i, j) = (low, high)
    while i <= j {
      while values[i] < pivot { i += 1 }
      while values[j] > pivot { j -= 1 }
      if i <= j {
        values.swapAt(i, j)
        i += 1
        j -= 1
      }
    }
    if target <= j { high = j } else if target >= i { low = i } else { return }
  }
}
