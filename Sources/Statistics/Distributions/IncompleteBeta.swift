internal import GSL

/// The error of Stirling's formula: lnΓ(z) = (z - 1/2) ln z - z + ln(2π)/2 + stirlingError(z).
///
/// The asymptotic series (DLMF 5.11.1) above 16, reached by the recurrence below it; absolute error under 3e-15.
func stirlingError(_ z: Double) -> Double {
  var z = z
  var shift = 0.0
  while z < 16 {
    shift += (z + 0.5) * ln1p(1 / z) - 1
    z += 1
  }
  let w = 1 / (z * z)
  let series =
    1 / 12.0 - w * (1 / 360.0 - w * (1 / 1260.0 - w * (1 / 1680.0 - w * (1 / 1188.0 - w * (691 / 360360.0 - w / 156)))))
  return series / z + shift
}

/// Both tails of a distribution at one point, each computed as itself where it is the small one.
struct Tails {
  let lower: Double
  let upper: Double
}

/// The regularised incomplete beta function I_x(a, b) and its complement.
///
/// Takes the point as its relative distances from the mean, `u` = (n x - a)/a and `w` = (n y - b)/b with n = a + b and
/// y = 1 - x, which a caller can form without cancellation: the exponent is then exact to rounding even where a and b
/// are large (Loader 2000, *Fast and accurate computation of binomial probabilities*). The continued fraction is
/// DLMF 8.17.22, by the modified Lentz method.
func incompleteBeta(a: Double, b: Double, x: Double, y: Double, u: Double, w: Double) -> Tails {
  if x <= 0 { return Tails(lower: 0, upper: 1) }
  if y <= 0 { return Tails(lower: 1, upper: 0) }
  let n = a + b
  let exponent =
    a * deviance(ratio: n * x / a, less1: u) + b * deviance(ratio: n * y / b, less1: w) + stirlingError(n)
    - stirlingError(a) - stirlingError(b)
  // x^a y^b / B(a, b)
  let front = (a * b / (2 * Double.pi * n)).squareRoot() * exponential(exponent)
  if x < (a + 1) / (n + 2) {
    let p = front / a * betaFraction(a, b, x)
    return Tails(lower: p, upper: 1 - p)
  }
  let q = front / b * betaFraction(b, a, y)
  return Tails(lower: 1 - q, upper: q)
}

/// ln(ratio) - (ratio - 1), from whichever of the two forms holds more digits.
func deviance(ratio: Double, less1: Double) -> Double {
  less1 > -0.5 ? ln1pMinusX(less1) : ln(ratio) - less1
}

private func betaFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
  let tiny = 1e-300
  func kept(_ value: Double) -> Double { value.magnitude < tiny ? tiny : value }
  var c = 1.0
  var d = 1 / kept(1 - (a + b) * x / (a + 1))
  var fraction = d
  // Some sqrt(max(a, b)) terms are needed; the bound is far beyond that for every df that is accepted.
  for m in 1...200_000 {
    let m = Double(m)
    let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / kept(1 + even * d)
    c = kept(1 + even / c)
    fraction *= d * c
    let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / kept(1 + odd * d)
    c = kept(1 + odd / c)
    let step = d * c
    fraction *= step
    if (step - 1).magnitude <= 4.5e-16 { break }
  }
  return fraction
}
