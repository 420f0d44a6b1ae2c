internal import Elementary

/// The x above zero at which a tail equals `probability`.
///
/// Newton's method on the logarithms of tail and x, in which tails are nearly straight, kept inside a bracket that is halved when
/// a step leaves it. It ends once it can gain no more: after a step so small that the square of its error is below rounding, or one
/// that rounding alone explains. So a quantile is a root of the very tail that a p-value comes from, to that tail's own accuracy.
/// A point beyond the finite numbers is infinite, one below the normal numbers 0.
///
/// - Parameters:
///   - start: a guess above zero.
///   - rising: whether the tail rises with x; else it falls.
///   - evaluate: the tail, and the size of its derivative to a few digits.
func pointOfTail(
  _ probability: Double, start: Double, rising: Bool = false, evaluate: (Double) -> SIMD2<Double>
) -> Double {
  var (low, high) = (0.0, Double.infinity)
  var x = start > 0 && start.isFinite ? start : 1
  for _ in 0..<400 {
    let found = evaluate(x)
    let (value, slope) = (found.x, found.y)
    if value == probability { return x }
    if rising ? value > probability : value < probability { high = min(high, x) } else { low = max(low, x) }
    var next = Double.nan
    if value > 0, slope > 0 {
      let relative = (value - probability) / probability
      let miss = relative.magnitude < 0.5 ? ln1p(relative) : ln(value) - ln(probability)
      let step = (rising ? -miss : miss) * value / (slope * x)
      next = x * exponential(min(max(step, -8), 8))
      let settled = miss.magnitude < 1e-9 && step.magnitude < 1e-9
      if settled || step.magnitude < 4e-16 { return next }
    }
    if !(next > low && next < high) {
      if high == .infinity {
        next = x * 16
      } else {
        next = low > 0 ? low.squareRoot() * high.squareRoot() : high / 16
      }
      // Beyond all finite numbers, below the least normal one, or between two neighbours there is nothing left to find.
      if next == .infinity { return .infinity }
      if next <= low || next >= high { return next.isNormal ? x : 0 }
    }
    if !next.isNormal { return 0 }
    x = next
  }
  return x
}
