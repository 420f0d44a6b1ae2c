/// The Hodges-Lehmann estimate: the median of all means of two values (a value with itself included), also known as
/// Walsh averages.
///
/// Model: values independent and symmetric about one centre, whatever their distribution. Hodges & Lehmann (1963),
/// *Ann. Math. Stat.* 34, 598-611.
public struct HodgesLehmann: Sendable, Equatable {
  public let estimate: Double
  public let median: Double
  public let count: Int
  /// Whether some values are the same. The level of the interval is then not exact: ranks suppose that no two can be.
  public let hasTies: Bool
  /// In rising order.
  private let averages: [Double]

  /// The most values that the exact distribution is computed for.
  public static let limit = 1_000

  /// - Parameter values: at least one, finite, in any order.
  /// - Throws: ``RobustError/tooFew(needed:found:)``, ``RobustError/notFinite(index:)``,
  ///   ``RobustError/tooMany(limit:found:)``.
  public init(_ values: [Double]) throws(RobustError) {
    let sorted = try RobustError.sorted(values, atLeast: 1)
    guard sorted.count <= HodgesLehmann.limit else { throw .tooMany(limit: HodgesLehmann.limit, found: sorted.count) }
    var averages: [Double] = []
    averages.reserveCapacity(sorted.count * (sorted.count + 1) / 2)
    for i in sorted.indices {
      averages.append(sorted[i])
      for j in sorted.indices.dropFirst(i + 1) { averages.append((sorted[i] + sorted[j]) / 2) }
    }
    averages.sort()
    self.averages = averages
    count = sorted.count
    estimate = Statistics.median(ofSorted: averages)
    median = Statistics.median(ofSorted: sorted)
    hasTies = zip(sorted, sorted.dropFirst()).contains { $0 == $1 }
  }

  /// The interval that Wilcoxon's signed-rank test does not reject, exact: from the k-th smallest Walsh average to the
  /// k-th greatest, k the greatest rank whose level is at least `level`. It is that of R's `wilcox.test(exact = TRUE,
  /// conf.int = TRUE)`, but for a level that a rank attains to the last bit: R then takes the rank before, and a wider
  /// interval than was asked for.
  ///
  /// - Throws: ``RobustError/tooFewForLevel(level:needed:found:)`` where even the outermost averages do not reach
  ///   the level.
  /// - Precondition: `level` lies strictly between 0 and 1.
  public func interval(level: Double) throws(RobustError) -> SignedRankInterval {
    precondition(level > 0 && level < 1, "a level lies between 0 and 1, not \(level)")
    let tail = (1 - level) / 2
    let (rank, beyond) = HodgesLehmann.rank(tail: tail, count: count)
    guard rank > 0 else {
      var needed = count
      while HodgesLehmann.rank(tail: tail, count: needed).rank == 0, needed < HodgesLehmann.limit { needed += 1 }
      throw .tooFewForLevel(level: level, needed: needed, found: count)
    }
    return SignedRankInterval(
      estimate: estimate, lower: averages[rank - 1], upper: averages[averages.count - rank], level: level,
      attainedLevel: 1 - 2 * beyond, rank: rank, hasTies: hasTies)
  }

  /// The greatest k with P(V ≤ k - 1) ≤ `tail`, V the sum of the ranks above the centre, and that probability; 0 where
  /// there is none.
  private static func rank(tail: Double, count: Int) -> (rank: Int, beyond: Double) {
    // Each rank is in the sum or not: P(V ≤ 0) = 2^-n. Rounding of a level must not cost a rank.
    let allowed = tail * (1 + 1e-12)
    let half = count * (count + 1) / 4
    var chances = [Double](repeating: 0, count: half + 1)
    chances[0] = 1
    var reach = 0
    for rank in 1...count {
      reach = min(half, reach + rank)
      var sum = reach
      while sum >= 0 {
        chances[sum] = (chances[sum] + (sum >= rank ? chances[sum - rank] : 0)) / 2
        sum -= 1
      }
    }
    var (k, below) = (0, 0.0)
    // Not beyond the middle, where both ends would meet.
    while k <= half, below + chances[k] <= allowed {
      below += chances[k]
      k += 1
    }
    return (k, below)
  }
}

/// An interval of the centre of a symmetric distribution by ranks.
public struct SignedRankInterval: Sendable, Equatable {
  /// The Hodges-Lehmann estimate.
  public let estimate: Double
  public let lower: Double
  public let upper: Double
  /// What was asked for.
  public let level: Double
  /// What the ranks give, at least that.
  public let attainedLevel: Double
  /// The ends are the Walsh averages of this rank from below and from above.
  public let rank: Int
  /// Whether some values are the same, so that the attained level is not exact.
  public let hasTies: Bool
}
