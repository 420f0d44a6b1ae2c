/// Two laboratories with one result of each lot or level, which alone say nothing of a spread: how often honest ones agree.
///
/// The spread is that of the pairs that differ, in steps of their cells: of normal differences rounded to steps the mean square of
/// those that are not zero is above the variance by 1.0 to 1.2 steps squared, so that differences of one step, as coarse
/// results have, give no spread. Differences far out are no part of it. Where fewer than five, or than a fifth, differ, they may be
/// a few errors of a method that repeats within its last digit; the spread is then at most what every method has: a twentieth
/// of that of the lots, and 0.05 % of the result; where more differ, a tenth of that of the lots, as some of them may repeat better than others. So three digits that all agree tell nothing, and lots that are alike neither.
/// Where lots of one laboratory agree more often than those of such a spread, the step is what that goes with.
struct PairedLots {
  struct Pair {
    let first: Double
    let second: Double
    /// The step of the two.
    let step: Double
    /// Whatever the spread, results agree so often.
    let least: Double
  }

  /// Of each pair, for use at all that agree.
  let chances: [Double]

  private static let rounding = 1.2
  /// Times the median of the differences.
  private static let farOut = 4.0
  private static let (ofLots, ofLotsShown, ofResult) = (0.05, 0.1, 0.000_5)

  init(_ pairs: [Pair]) {
    let least = max(Self.step(pairs.map { $0.first }, pairs), Self.step(pairs.map { $0.second }, pairs))
    func step(_ pair: Pair) -> Double { max(pair.step, least) }
    let differing = pairs.filter { $0.first != $0.second && $0.step > 0 }
      .map { ($0.first - $0.second).magnitude / step($0) }.sorted()
    let agreeing = pairs.count - differing.count
    var byDifferences = 0.0
    if !differing.isEmpty {
      let kept = differing.filter { $0 <= Self.farOut * differing[differing.count / 2] }
      let square = kept.reduce(0) { $0 + $1 * $1 } / Double(kept.count) - Self.rounding
      let caution = AgreementRates.caution(places: agreeing, freedom: kept.count)
      byDifferences = square > 0 ? min(1, AgreementChance.density / (square / 2).squareRoot() * caution) : 1
    }
    let isShown = differing.count >= 5 && differing.count * 5 >= pairs.count
    let lots = Self.spread(pairs.map { $0.first })
    chances = pairs.map { pair in
      guard pair.step > 0 else { return 1 }
      let most =
        (isShown ? Self.ofLotsShown * lots : min(Self.ofLots * lots, Self.ofResult * pair.first.magnitude)) / step(pair)
      return max(byDifferences, pair.least, most > 0 ? min(1, AgreementChance.density / most) : 1)
    }
  }

  /// The step that the ties among lots of one laboratory go with, where they are too many for theirs.
  private static func step(_ values: [Double], _ pairs: [Pair]) -> Double {
    let (lots, written) = (spread(values), pairs.reduce(0) { max($0, $1.step) })
    guard lots > 0 else { return written }
    let counts = Dictionary(grouping: values, by: { $0 }).values.map { $0.count }
    // Pairs of a hundred thousand are more than 32 bits hold.
    func together(_ count: Int) -> Int64 { Int64(count) * Int64(count - 1) / 2 }
    let ties = Int(clamping: counts.reduce(0) { $0 + together($1) })
    let all = Int(clamping: together(values.count))
    let expected = min(1, AgreementChance.density * written / lots) * Double(all)
    return ObservedTies.shown(expected: expected, ties: ties, pairs: all) * lots / AgreementChance.density
  }

  /// The standard deviation of the lots, or that of their middle half where it is less.
  private static func spread(_ values: [Double]) -> Double {
    guard values.count > 2 else { return 0 }
    let sorted = values.sorted()
    let mean = sorted.reduce(0, +) / Double(sorted.count)
    let square = sorted.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(sorted.count - 1)
    return min(square.squareRoot(), (sorted[sorted.count * 3 / 4] - sorted[sorted.count / 4]) / 1.349)
  }
}
