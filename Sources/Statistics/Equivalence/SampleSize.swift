internal import Elementary

extension PlannedComparison {
  /// The smallest study that passes with a chance of at least `target`.
  ///
  /// The smallest whole number that reaches it, never the nearest one. With an `allocation` of k a study has k test units
  /// to one reference unit: the smaller group grows by one at a time, and the other is k (or 1/k) times it, rounded up.
  ///
  /// - Returns: `nil` where `truth` does not lie in `zone`, so that no size reaches more than alpha, and where more than `limit`
  ///   units would be needed in the smaller group.
  /// - Throws: ``PlanError``.
  /// - Precondition: `target` and `alpha` lie strictly between 0 and 1, `alpha` below 1/2.
  public static func smallest(
    _ spread: Spread, allocation: Double = 1, truth: Double, zone: EquivalenceZone, alpha: Double, target: Double,
    limit: Int = 10_000_000
  ) throws(PlanError) -> PlannedComparison? {
    precondition(target > 0 && target < 1, "a target lies between 0 and 1, not \(target)")
    guard allocation > 0, allocation.isFinite, max(allocation, 1 / allocation) <= 1e6 else {
      throw .allocation(allocation)
    }
    try spread.check()
    guard zone.contains(truth) else { return nil }
    func study(_ n: Int) throws(PlanError) -> PlannedComparison {
      guard spread.hasTwoGroups else { return try PlannedComparison(spread, test: n) }
      // 1.1 times 10 is 11 although the double is a little more.
      let other = Int((Double(n) * max(allocation, 1 / allocation) * (1 - 1e-14)).rounded(.up))
      return try PlannedComparison(
        spread, test: allocation >= 1 ? other : n, reference: allocation >= 1 ? n : other)
    }
    let n = EquivalencePower.smallest(reaching: target, limit: limit) { n in
      (try? study(n))?.reaches(target, truth: truth, zone: zone, alpha: alpha) ?? false
    }
    guard let n else { return nil }
    return try study(n)
  }
}

extension EquivalencePower {
  /// The smallest count at which `power` reaches `target`; `nil` above `limit`.
  ///
  /// - Parameter power: does not fall as its argument grows, once it is above one half.
  public static func smallest(
    from start: Int = 2, near guess: Int? = nil, reaching target: Double, limit: Int = 10_000, power: (Int) -> Double
  ) -> Int? {
    smallest(from: start, near: guess, reaching: target, limit: limit) { power($0) >= target }
  }

  /// The same where only whether a count reaches the target is asked.
  ///
  /// From `guess` outwards by doubling steps and then by bisection. Below one half the power of a hopelessly small study can
  /// fall as it grows, so for such a target the first counts are tried one by one.
  ///
  /// - Parameter reaches: stays true as its argument grows, where the target is above one half.
  public static func smallest(
    from start: Int = 2, near guess: Int? = nil, reaching target: Double, limit: Int = 10_000, reaches: (Int) -> Bool
  ) -> Int? {
    var first = start
    if target < 0.5 {
      while first < start + 16 {
        guard first <= limit else { return nil }
        if reaches(first) { return first }
        first += 1
      }
    }
    var low = first - 1
    var high = min(max(first, guess ?? first), max(first, limit))
    var step = guess == nil ? max(1, high) : 1
    if reaches(high) {
      // Downwards, until one does not reach it.
      while high > first {
        let next = max(first, high - step)
        guard reaches(next) else {
          low = next
          break
        }
        high = next
        step *= 2
      }
    } else {
      repeat {
        low = high
        guard high < limit else { return nil }
        high = min(high + step, limit)
        step *= 2
      } while !reaches(high)
    }
    while high - low > 1 {
      let middle = (low + high) / 2
      if reaches(middle) { high = middle } else { low = middle }
    }
    return high
  }
}
