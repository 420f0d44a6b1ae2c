/// A point at which a rising function passes through zero, from a first guess and a first step.
///
/// The step doubles until the zero is bracketed; then Chandrupatla's method (1997, *Adv. Eng. Softw.* 28, 145-149): inverse
/// quadratic where that is safe, else halving. `nil` where the function never changes sign.
func risingRoot(near guess: Double, step: Double, tolerance: Double, of f: (Double) -> Double) -> Double? {
  var a = guess
  var fa = f(a)
  if fa == 0 { return a }
  var b = a
  var fb = fa
  var width = fa > 0 ? -step : step
  var steps = 0
  repeat {
    (a, fa) = (b, fb)
    b += width
    fb = f(b)
    width *= 2
    steps += 1
    if steps > 200 || !b.isFinite { return nil }
  } while (fa > 0) == (fb > 0) && fb != 0
  var c = a
  var fc = fa
  var t = 0.5
  for _ in 0..<200 {
    let x = a + t * (b - a)
    let fx = f(x)
    if (fx > 0) == (fa > 0) {
      (c, fc) = (a, fa)
    } else {
      (c, fc) = (b, fb)
      (b, fb) = (a, fa)
    }
    (a, fa) = (x, fx)
    let (best, value) = fa.magnitude < fb.magnitude ? (a, fa) : (b, fb)
    let room = tolerance / (b - a).magnitude
    if room > 0.5 || value == 0 { return best }
    let xi = (a - b) / (c - b)
    let phi = (fa - fb) / (fc - fb)
    if phi * phi < xi, (1 - phi) * (1 - phi) < 1 - xi {
      t = fa / (fb - fa) * fc / (fb - fc) + (c - a) / (b - a) * fa / (fc - fa) * fb / (fc - fb)
    } else {
      t = 0.5
    }
    t = min(max(t, room), 1 - room)
  }
  return b
}
