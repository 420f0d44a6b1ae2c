/// Why values have no robust mean, or no interval by ranks. Values are counted from 0.
public enum RobustError: Error, Equatable, Sendable, CustomStringConvertible {
  case tooFew(needed: Int, found: Int)
  /// Or beyond 1e100.
  case notFinite(index: Int)
  /// Half of the values or more are the same, so that half of all deviations from the median are zero and the algorithm
  /// has no spread to start from.
  case halfTheSame
  /// The spread shrank to nothing, or did not settle.
  case notConverged
  /// Ranks of so few values give no interval at this level; the highest that they give is 1 - 2^(1 - n).
  case tooFewForLevel(level: Double, needed: Int, found: Int)
  /// More values than the exact distribution of ranks is computed for.
  case tooMany(limit: Int, found: Int)

  public var description: String {
    switch self {
    case .tooFew(let needed, let found): "at least \(needed) values are needed, not \(found)"
    case .notFinite(let index): "value \(index + 1) is not a finite number, or is beyond 1e100"
    case .halfTheSame:
      "at least half of the values lie at the median, so that the median deviation from it is zero and the robust "
        + "standard deviation has no start"
    case .notConverged: "the robust mean and standard deviation did not settle"
    case .tooFewForLevel(let level, let needed, let found):
      "ranks of \(found) values give no interval at \(100 * level) %: at least \(needed) values are needed"
    case .tooMany(let limit, let found): "the interval by ranks is exact for at most \(limit) values, not \(found)"
    }
  }

  /// The values in rising order.
  static func sorted(_ values: [Double], atLeast needed: Int) throws(RobustError) -> [Double] {
    if let bad = values.firstIndex(where: { !($0.magnitude <= 1e100) }) { throw .notFinite(index: bad) }
    guard values.count >= needed else { throw .tooFew(needed: needed, found: values.count) }
    return values.sorted()
  }
}

/// The middle of values in rising order; of an even count the mean of the two in the middle.
func median(ofSorted values: [Double]) -> Double {
  let middle = values.count / 2
  guard values.count % 2 == 0 else { return values[middle] }
  return (values[middle - 1] + values[middle]) / 2
}
