internal import Elementary

/// Where the interval estimate ± c r SE falls, SE the true standard error and r the ratio that its estimate bears to it.
///
/// Given r the estimate's place is a normal probability; that is averaged over r. All in units of SE, from the truth.
struct IntervalPlacement: Sendable {
  let ratio: SpreadRatio
  /// The limits; infinite where there is none.
  let lower: Double
  let upper: Double
  /// Whether a chance below 1e-9 is computed anew to relative accuracy; in an average it need not be.
  var isAlone = true
  /// What is left out of the average over r, as the logarithm of its share of the largest density.
  var reach = SpreadRatio.wholeReach

  /// P(lower < estimate - c r and estimate + c r < upper): the single integral behind Owen's Q, exact at any size.
  ///
  /// Above r = (upper - lower)/2c the interval is wider than the limits and nothing passes; the difference of two
  /// noncentral t tails counts that region with a negative sign.
  func inside(critical c: Double) -> Double {
    let (low, high) = (lower, upper)
    if high == .infinity {
      return min(
        1,
        ratio.average(to: .infinity, vanishing: (39 - low) / c, sharpness: c, reach: reach) {
          Normal.upperTail(low + c * $0)
        })
    }
    if low == -.infinity {
      return min(
        1,
        ratio.average(to: .infinity, vanishing: (39 + high) / c, sharpness: c, reach: reach) {
          Normal.lowerTail(high - c * $0)
        })
    }
    func accepted(_ r: Double) -> Double { between(low + c * r, high - c * r) }
    let end = (high - low) / (2 * c)
    let chance = ratio.average(to: end, sharpness: c, reach: reach, of: accepted)
    if chance > 1e-9 || !isAlone { return min(1, chance) }
    // So rare that the range that matters may lie where the SD itself is rare. The limits may be so near each other there, in
    // units of the SD, that a difference of two tails would be all rounding, which no number of panels integrates.
    let centre = (low + high) / 2
    return min(
      1,
      ratio.peakedAverage(to: end) { ln(Normal.interval(centre: centre, halfWidth: max(0, c * (end - $0)))) })
  }

  /// P(estimate - c r > upper or estimate + c r < lower): the interval lies wholly beyond a limit.
  func outside(critical c: Double) -> Double {
    let (low, high) = (lower, upper)
    let above =
      high == .infinity
      ? 0
      : ratio.average(to: .infinity, vanishing: (39 - high) / c, sharpness: c) { Normal.upperTail(high + c * $0) }
    let below =
      low == -.infinity
      ? 0 : ratio.average(to: .infinity, vanishing: (39 + low) / c, sharpness: c) { Normal.lowerTail(low - c * $0) }
    return min(1, above + below)
  }

  /// P(a < Z < b), from the tail in which both lie.
  private func between(_ a: Double, _ b: Double) -> Double {
    guard b > a else { return 0 }
    if a > 0 { return Normal.upperTail(a) - Normal.upperTail(b) }
    if b < 0 { return Normal.lowerTail(b) - Normal.lowerTail(a) }
    return 1 - Normal.lowerTail(a) - Normal.upperTail(b)
  }
}
