internal import Elementary

/// The x above zero at which a falling tail equals `probability`.
///
/// Newton's method on the logarithm of the tail, kept inside a bracket that bisection narrows when Newton leaves it: the
/// quantile is polished against its own tail, so a round trip holds to the tail's own accuracy.
///
/// - Parameters:
///   - start: a guess above zero.
///   - tail: falls from 1 towards 0 (an upper tail), or from a caller's view is made so by reflection.
///   - density: minus the tail's derivative.
func pointOfTail(
  _ probability: Double, start: Double, rising: Bool = false, tail: (Double) -> Double, density: (Double) -> Double
) -> Double {
  let target = ln(probability)
  var (low, high) = (0.0, Double.infinity)
  var x = start > 0 && start.isFinite ? start : 1
  for _ in 0..<2_000 {
    let value = tail(x)
    let tooFar = rising ? value > probability : value < probability
    if value == probability { return x }
    if tooFar { high = min(high, x) } else { low = max(low, x) }
    var next = Double.nan
    let slope = density(x)
    if value > 0, slope > 0 {
      // d ln(tail) / d ln(x): Newton in the logarithm of both, in which the tails are nearly straight.
      let step = (ln(value) - target) * value / (slope * x)
      next = x * exponential(min(max(rising ? -step : step, -8), 8))
    }
    if !(next > low && next < high) {
      next = high == .infinity ? x * 16 : (low == 0 ? high / 16 : (low + high) / 2)
    }
    if (next - x).magnitude <= x * 2.3e-16 || high - low <= low * 2.3e-16 { return next }
    x = next
  }
  return x
}

/// The x above zero at which a tail that is costly to evaluate equals `probability`.
///
/// As ``pointOfTail(_:start:rising:tail:density:)``, but it ends once Newton's method can gain no more: after a step so
/// small that the square of its error is below rounding, or one that rounding alone explains. A point beyond the finite
/// numbers is given as the greatest of them, one below the normal numbers as 0.
///
/// - Parameter evaluate: the tail, and the size of its derivative to a few digits.
func polishedPoint(
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
      if next == .infinity { return .greatestFiniteMagnitude }
      if !next.isNormal { return 0 }
      if next <= low || next >= high { return x }
    }
    x = next
  }
  return x
}
