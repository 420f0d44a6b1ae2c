/// The point between `a` and `b`, at which a function has opposite signs, where it passes through zero.
///
/// Chandrupatla's method (1997, *Adv. Eng. Softw.* 28, 145-149): inverse quadratic where that is safe, else halving. It ends where
/// the zero is known to within `relative` of itself plus `absolute`; without them to the last bit. Of the two ends then left the
/// one at which the function is nearer to zero is the answer. A value that is no number counts as one below zero.
///
/// This and ``pointOfTail(_:start:rising:evaluate:)`` are the searches for a zero in this module's first engine.
///
/// - Throws: what the function throws.
func signChange<Failure: Error>(
  between a: (x: Double, value: Double), and b: (x: Double, value: Double), relative: Double = 2.3e-16,
  absolute: Double = 0, of f: (Double) throws(Failure) -> Double
) throws(Failure) -> Double {
  var (a, b) = (a, b)
  if a.value == 0 { return a.x }
  if b.value == 0 { return b.x }
  var c = a
  var t = 0.5
  // Halving alone ends after some 1,100 steps at the latest; inverse quadratic steps are taken only where they gain on it.
  for _ in 0..<2_200 {
    let x = a.x + t * (b.x - a.x)
    if t == 0.5, x == a.x || x == b.x { break }
    let found = (x: x, value: try f(x))
    if (found.value > 0) == (a.value > 0) {
      c = a
    } else {
      c = b
      b = a
    }
    a = found
    let best = a.value.magnitude < b.value.magnitude ? a : b
    if best.value == 0 { return best.x }
    let room = (relative * best.x.magnitude + absolute) / (b.x - a.x).magnitude
    if room > 0.5 { return best.x }
    let xi = (a.x - b.x) / (c.x - b.x)
    let phi = (a.value - b.value) / (c.value - b.value)
    if phi * phi < xi, (1 - phi) * (1 - phi) < 1 - xi {
      let first = a.value / (b.value - a.value) * c.value / (b.value - c.value)
      let second = (c.x - a.x) / (b.x - a.x) * a.value / (c.value - a.value) * b.value / (c.value - b.value)
      t = min(max(first + second, room), 1 - room)
    } else {
      t = 0.5
    }
  }
  return a.value.magnitude < b.value.magnitude ? a.x : b.x
}

/// A point at which a rising function passes through zero, from a first guess and a first step, known to within `tolerance`.
///
/// The step doubles until the zero is bracketed. `nil` where the function never changes sign.
func risingRoot(near guess: Double, step: Double, tolerance: Double, of f: (Double) -> Double) -> Double? {
  var inside = (x: guess, value: f(guess))
  if inside.value == 0 { return guess }
  var outside = inside
  var width = inside.value > 0 ? -step : step
  var steps = 0
  repeat {
    inside = outside
    outside.x += width
    outside.value = f(outside.x)
    width *= 2
    steps += 1
    if steps > 200 || !outside.x.isFinite { return nil }
  } while (outside.value > 0) == (inside.value > 0) && outside.value != 0
  return signChange(between: inside, and: outside, relative: 0, absolute: tolerance, of: f)
}
