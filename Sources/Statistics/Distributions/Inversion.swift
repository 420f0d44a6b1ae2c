internal import GSL

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
