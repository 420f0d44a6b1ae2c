/// The fewest of something that reach a chance: from a guess outwards by doubling steps, then by bisection.
struct SizeSearch {
  let least: Int
  let most: Int
  let target: Double

  private func reaches(_ chance: Chance?) -> Bool { (chance?.estimate ?? 0) >= target }

  /// - Parameters:
  ///   - chance: of one size, known as far as it takes to tell on which side of the target it is.
  ///   - afresh: the same to a fixed number of studies of their own; not asked where theory gives the chance.
  /// - Returns: `nil` where none up to ``most`` reaches it, with the last chance that was tried.
  func fewest(
    near guess: Int, _ chance: (Int) -> Chance?, afresh: (Int) -> Chance?
  ) -> (size: Int?, chance: Chance?) {
    var high = min(max(guess, least), most)
    var low = least - 1
    var step = max(1, high / 4)
    var best = chance(high)
    if reaches(best) {
      while high > least {
        let next = max(least, high - step)
        let tried = chance(next)
        guard reaches(tried) else {
          low = next
          break
        }
        (high, best) = (next, tried)
        step *= 2
      }
    } else {
      repeat {
        low = high
        guard high < most else { return (nil, best) }
        high = min(high + step, most)
        step *= 2
        best = chance(high)
      } while !reaches(best)
    }
    while high - low > 1 {
      let middle = (low + high) / 2
      let tried = chance(middle)
      if reaches(tried) { (high, best) = (middle, tried) } else { low = middle }
    }
    guard best?.exact == nil else { return (high, best) }
    // The search stops where the answer is clear, which favours studies that came out well: the size found is simulated
    // afresh, and where that falls short the next one is taken.
    while true {
      best = afresh(high)
      if reaches(best) { return (high, best) }
      guard high < most else { return (nil, best) }
      high += 1
    }
  }
}
