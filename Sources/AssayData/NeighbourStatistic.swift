internal import Notation

/// Whether a number is a statistic of the results around it, to the digits that it is written with.
///
/// The results of neighbours are those right before or after it up to the next such row, all of them or those of its own
/// laboratory, sample and run, and besides all of the file that have those names.
struct NeighbourStatistic {
  /// Of each result.
  let values: [ExactDecimal]
  /// Numbers of groups of results, -1 for none: of one run and sample, of one sample.
  let groups: [[Int32]]
  /// Whether a result may be used, for the results that are looked at here.
  let isUsed: [Bool]
  /// Results of rows that name a statistic.
  private let isNamed: [Bool]
  private let members: [[Int32: [Int]]]

  /// How many neighbours are looked at.
  private static let most = 2_000

  /// The number of the first of the results, by which others know them.
  private let first: Int

  /// - Parameters:
  ///   - named: the results that stand beside the name of a statistic, from 0.
  ///   - first: the number of the first result; rows are asked for by numbers from it on.
  init(values: [ExactDecimal], groups: [[Int32]], isUsed: [Bool], named: [Int], from first: Int = 0) {
    self.first = first
    self.values = values
    self.groups = groups
    self.isUsed = isUsed
    var isNamed = [Bool](repeating: false, count: values.count)
    for row in named { isNamed[row] = true }
    self.isNamed = isNamed
    let asked = groups.map { group in Set(named.map { group[$0] }) }
    members = groups.enumerated().map { index, group in
      var members: [Int32: [Int]] = [:]
      for row in values.indices where isUsed[row] && !isNamed[row] && asked[index].contains(group[row]) {
        members[group[row], default: []].append(row)
      }
      return members
    }
  }

  /// The chance that an honest result would agree so with one of the statistics that `word` may mean, or `nil` where it agrees
  /// with none.
  func chanceOfAgreement(_ number: Int, _ statistic: Statistic) -> Double? {
    let row = number - first
    guard isUsed[row] else { return nil }
    let value = values[row]
    let (own, step) = (value.double, Self.step(of: value))
    guard own.isFinite else { return nil }
    var tried = 0
    var best: Double?
    for block in blocks(around: row) {
      tried += 1
      guard Self.agree(own, step, statistic, block.map { values[$0].double }) else { continue }
      let chance = Self.chance(own, step, block.map { values[$0].double })
      best = min(best ?? 1, chance)
    }
    return best.map { min(1, $0 * Double(max(1, tried))) }
  }

  private func blocks(around row: Int) -> [[Int]] {
    var blocks: [[Int]] = []
    func add(_ rows: [Int]) {
      if rows.count > 1, rows.count <= Self.most, !blocks.contains(rows) { blocks.append(rows) }
    }
    let neighbours = [run(from: row, by: -1), run(from: row, by: 1)]
    for rows in neighbours {
      for group in groups where group[row] >= 0 { add(rows.filter { group[$0] == group[row] }) }
      add(rows)
    }
    for (index, group) in groups.enumerated() where group[row] >= 0 { add(members[index][group[row]] ?? []) }
    return blocks
  }

  /// The results next to `row` on one side, up to the next that names a statistic, in their own order.
  private func run(from row: Int, by step: Int) -> [Int] {
    var rows: [Int] = []
    var next = row + step
    // Statistics stand below each other: mean, SD, %CV.
    while values.indices.contains(next), isNamed[next], rows.isEmpty { next += step }
    while values.indices.contains(next), !isNamed[next], rows.count < Self.most {
      if isUsed[next] { rows.append(next) }
      next += step
    }
    return rows.sorted()
  }

  /// One unit of the last digit.
  private static func step(of value: ExactDecimal) -> Double {
    ExactDecimal(significand: 1, exponent: Int(value.exponent)).double
  }

  private static func agree(_ value: Double, _ step: Double, _ statistic: Statistic, _ values: [Double]) -> Bool {
    if case .geometricMean = statistic { return isGeometricMean(value, step, of: values) }
    return candidates(statistic, values).contains {
      ($0 - value).magnitude <= step * 0.5000001 + value.magnitude * 1e-12
    }
  }

  /// By products alone: the ratios of the values to their geometric mean multiply to one.
  private static func isGeometricMean(_ value: Double, _ step: Double, of values: [Double]) -> Bool {
    guard value > 0, values.allSatisfy({ $0 > 0 }) else { return false }
    let half = step * 0.5000001 / value
    return values.reduce(1) { $0 * ($1 / (value * (1 + half))) } <= 1
      && values.reduce(1) { $0 * ($1 / (value * max(1e-300, 1 - half))) } >= 1
  }

  /// What `statistic` may mean of `values`: an SD by n - 1 or by n, a coefficient of variation in percent or as a fraction.
  private static func candidates(_ statistic: Statistic, _ values: [Double]) -> [Double] {
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let deviations = [(squares / (n - 1)).squareRoot(), (squares / n).squareRoot()]
    let sorted = values.sorted()
    switch statistic {
    case .mean: return [mean]
    // Told by ``isGeometricMean(_:_:of:)``.
    case .geometricMean: return []
    case .median:
      let middle = values.count / 2
      return [values.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2]
    case .standardDeviation: return deviations
    case .coefficientOfVariation:
      guard mean != 0 else { return [] }
      return deviations.flatMap { [100 * $0 / mean.magnitude, $0 / mean.magnitude] }
    case .standardError: return deviations.map { $0 / n.squareRoot() }
    case .minimum: return [sorted[0]]
    case .maximum: return [sorted[sorted.count - 1]]
    case .sum: return [values.reduce(0, +)]
    case .count: return [n]
    case .range: return [sorted[sorted.count - 1] - sorted[0]]
    case .variance: return deviations.map { $0 * $0 }
    case .other: return []
    }
  }

  /// How likely a further result of the same spread would be written with the same digits: the density of a normal one at its
  /// greatest, times one unit of the last digit; almost none where it lies far outside.
  private static func chance(_ value: Double, _ step: Double, _ values: [Double]) -> Double {
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    let sd = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)).squareRoot()
    guard sd > 0 else { return value == mean ? 1 : 1e-6 }
    guard (value - mean).magnitude <= 8 * sd else { return 1e-6 }
    return min(1, step / (2.5 * sd))
  }
}
