internal import Notation

/// Whether a receiving laboratory reports on another scale: its medians are 10, 100 or 1000 times the sender's, or
/// a part of them, on every sample that both tested.
struct ScaleCheck {
  let checks: StudyChecks

  private static let factors: [(ratio: Double, text: String)] = [
    (10, "10"), (100, "100"), (1000, "1000"), (0.1, "1/10"), (0.01, "1/100"), (0.001, "1/1000"),
  ]
  private static let tolerance = 0.03

  func run(_ problems: inout ProblemCollector) {
    let store = checks.store
    let laboratories = store.columns[Role.laboratory.index]
    guard let sender = checks.vocabulary.laboratories.first,
      let sending = laboratories.levels.firstIndex(where: { $0.utf8.elementsEqual(sender.utf8) })
    else { return }
    // A cell is what one laboratory found for one sample of one attribute; a sample is all its laboratories' cells.
    let cells = Grouping(
      checks.codes([.attribute, .sample, .level, .laboratory]), count: store.count, includes: checks.usable)
    let medians = medians(of: cells)
    let cellRows = cells.firstRows.map(Int.init)
    let attributes = cellRows.map { store.columns[Role.attribute.index].codes[$0] }
    let samples = Grouping(
      checks.codes([.attribute, .sample, .level]).map { codes in cellRows.map { codes[$0] } }, count: cellRows.count)
    var sendersCell = [Int](repeating: -1, count: samples.firstRows.count)
    for (cell, row) in cellRows.enumerated() where Int(laboratories.codes[row]) == sending {
      sendersCell[Int(samples.ids[cell])] = cell
    }
    /// Of one attribute and receiving laboratory: the factor all samples share so far, `nil` when there is none.
    var shared: [(attribute: Int32, laboratory: Int32, factor: Int?, ratio: Double, row: Int)] = []
    for (cell, row) in cellRows.enumerated() where Int(laboratories.codes[row]) != sending {
      let other = sendersCell[Int(samples.ids[cell])]
      guard other >= 0 else { continue }
      var factor: Int?
      var ratio = 1.0
      if let a = medians[cell], let b = medians[other] {
        ratio = a / b
        factor = Self.factors.firstIndex { (ratio / $0.ratio - 1).magnitude <= Self.tolerance }
      }
      let (attribute, laboratory) = (attributes[cell], laboratories.codes[row])
      if let index = shared.firstIndex(where: { $0.attribute == attribute && $0.laboratory == laboratory }) {
        if shared[index].factor != factor { shared[index].factor = nil }
      } else {
        shared.append((attribute, laboratory, factor, ratio, row))
      }
    }
    for entry in shared {
      guard let factor = entry.factor else { continue }
      let shown = (entry.ratio * 10_000).rounded() / 10_000
      problems.error(
        "E_SCALE", store.place(of: entry.row),
        "the results of \(store.name(.laboratory, of: entry.row)) for \(store.name(.attribute, of: entry.row)) are "
          + "\(Self.factors[factor].text) times those of \(quoted(sender)) on every sample (ratio of medians \(shown)): "
          + "another unit or scale? Declare data.scaleCheck: off if the difference is real")
    }
  }

  /// The median of each group, or `nil` where a value is not above zero.
  private func medians(of groups: Grouping) -> [Double?] {
    let store = checks.store
    var starts = [Int](repeating: 0, count: groups.firstRows.count + 1)
    for id in groups.ids where id >= 0 { starts[Int(id) + 1] += 1 }
    for index in 1..<starts.count { starts[index] += starts[index - 1] }
    var next = starts
    var values = [Double](repeating: 0, count: starts[starts.count - 1])
    for (row, id) in groups.ids.enumerated() where id >= 0 {
      values[next[Int(id)]] = store.values[row].double
      next[Int(id)] += 1
    }
    return groups.firstRows.indices.map { group in median(&values, starts[group], starts[group + 1]) }
  }

  /// The median of `values[start..<end]`, which it reorders. Hoare's selection, linear on average.
  private func median(_ values: inout [Double], _ start: Int, _ end: Int) -> Double? {
    for index in start..<end where !(values[index] > 0 && values[index].isFinite) { return nil }
    let middle = start + (end - start) / 2
    select(&values, start, end, middle)
    guard (end - start) % 2 == 0, let below = values[start..<middle].max() else { return values[middle] }
    return (below + values[middle]) / 2
  }

  private func select(_ values: inout [Double], _ start: Int, _ end: Int, _ target: Int) {
    var (low, high) = (start, end - 1)
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
}
