internal import Elementary

/// ∫ exp(ℓ(x)) dx over `start` ... `end`, for a function that rises to one peak and falls (log-concave, for one), to full relative accuracy.
///
/// The peak is found by golden section, the range by where the function has fallen to e^-40 of it; within it panels of
/// Gauss-Legendre quadrature are halved until halving changes nothing.
///
/// - Parameter end: above `start`; may be infinite.
func logConcaveIntegral(from start: Double, to end: Double, logarithm: (Double) -> Double) -> Double {
  let rule = integralRule
  var stop = end
  if stop == .infinity {
    // Beyond the peak when it falls over two doublings.
    var width = 1.0
    while width < 1e300, !(logarithm(start + 2 * width) < logarithm(start + width)) { width *= 2 }
    stop = start + 4 * width
    while stop < 1e300, logarithm(stop) > logarithm(start + width) - 60 { stop = start + 2 * (stop - start) }
  }
  let golden = (5.0.squareRoot() - 1) / 2
  var (low, high) = (start, stop)
  var (c, d) = (high - golden * (high - low), low + golden * (high - low))
  var (atC, atD) = (logarithm(c), logarithm(d))
  for _ in 0..<60 {
    if atC >= atD {
      (high, d, atD) = (d, c, atC)
      c = high - golden * (high - low)
      atC = logarithm(c)
    } else {
      (low, c, atC) = (c, d, atD)
      d = low + golden * (high - low)
      atD = logarithm(d)
    }
  }
  var peak = (low + high) / 2
  var top = logarithm(peak)
  for edge in [start, stop] where logarithm(edge) > top { (peak, top) = (edge, logarithm(edge)) }
  guard top > -745 else { return 0 }

  /// Where the function has fallen to e^-40 of its peak, or the edge.
  func reach(_ edge: Double) -> Double {
    if logarithm(edge) > top - 40 { return edge }
    let way = signChange(between: (0, 40), and: (edge - peak, logarithm(edge) - top + 40)) {
      logarithm(peak + $0) - top + 40
    }
    return peak + way
  }
  func panel(_ a: Double, _ b: Double) -> Double {
    rule.integral(from: a, to: b) { exponential(logarithm($0) - top) }
  }
  let sides = [(reach(start), peak), (peak, reach(stop))].filter { $0.1 > $0.0 }
  let firsts = sides.map { panel($0.0, $0.1) }
  // The first estimate is of the right size at least, since the peak is an end of its panel.
  let tolerance = 1e-15 * firsts.reduce(0, +)
  // A function that is noise at this scale changes with every halving: then more panels show nothing more.
  var panelsLeft = 4_096
  func refine(_ a: Double, _ b: Double, _ whole: Double, _ depth: Int) -> Double {
    let middle = (a + b) / 2
    let (left, right) = (panel(a, middle), panel(middle, b))
    panelsLeft -= 2
    if depth == 0 || panelsLeft <= 0 || (left + right - whole).magnitude <= tolerance { return left + right }
    return refine(a, middle, left, depth - 1) + refine(middle, b, right, depth - 1)
  }
  var total = 0.0
  for (side, first) in zip(sides, firsts) { total += refine(side.0, side.1, first, 40) }
  return exponential(top) * total
}

private let integralRule = GaussLegendre(.of24)
