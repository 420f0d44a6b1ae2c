internal import Elementary

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

/// The errors of Stirling's formula in B(a, b): what ``betaFront(a:b:x:y:u:w:errors:)`` takes of a and b alone, so that a search over
/// points computes it once.
struct BetaErrors {
  let ofSum: Double
  let ofA: Double
  let ofB: Double

  init(a: Double, b: Double) {
    ofSum = stirlingError(a + b)
    ofA = stirlingError(a)
    ofB = stirlingError(b)
  }
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
func incompleteBeta(
  a: Double, b: Double, x: Double, y: Double, u: Double, w: Double, errors: BetaErrors? = nil
) -> Tails {
  if x <= 0 { return Tails(lower: 0, upper: 1) }
  if y <= 0 { return Tails(lower: 1, upper: 0) }
  let front = betaFront(a: a, b: b, x: x, y: y, u: u, w: w, errors: errors ?? BetaErrors(a: a, b: b))
  if x < (a + 1) / (a + b + 2) {
    let p = front * betaFraction(a, b, x, distance: -a * u)
    return Tails(lower: p, upper: 1 - p)
  }
  let q = front * betaFraction(b, a, y, distance: -b * w)
  return Tails(lower: 1 - q, upper: q)
}

/// x^a y^b / B(a, b), the factor before ``incompleteBeta(a:b:x:y:u:w:errors:)``, of the same arguments.
func betaFront(
  a: Double, b: Double, x: Double, y: Double, u: Double, w: Double, errors: BetaErrors
) -> Double {
  let n = a + b
  let exponent =
    a * deviance(ratio: n * x / a, less1: u) + b * deviance(ratio: n * y / b, less1: w) + errors.ofSum - errors.ofA
    - errors.ofB
  return (a * b / (2 * Double.pi * n)).squareRoot() * exponential(exponent)
}

/// ln(ratio) - (ratio - 1), from whichever of the two forms holds more digits.
func deviance(ratio: Double, less1: Double) -> Double {
  less1 > -0.5 ? ln1pMinusX(less1) : ln(ratio) - less1
}

/// The even part of the fraction DLMF 8.17.22, in which each second convergent is left out; `distance` is a y - b x.
///
/// In this form (Didonato & Morris 1992, *ACM Trans. Math. Softw.* 18, 360-373, eq. 9) the distance to the mean enters as
/// itself; the full fraction cancels to 11 digits where one parameter is a million times the other.
private func betaFraction(_ a: Double, _ b: Double, _ x: Double, distance: Double) -> Double {
  let tiny = 1e-300
  func kept(_ value: Double) -> Double { value.magnitude < tiny ? tiny : value }
  var c = kept(a * (distance + 1) / (a + 1))
  var d = 0.0
  var fraction = c
  // Some sqrt(max(a, b)) terms are needed; the bound is far beyond that for every df that is accepted.
  for n in 1...200_000 {
    let n = Double(n)
    let below = a + 2 * n - 1
    let alpha = (a + n - 1) / below * ((a + b + n - 1) / below) * n * (b - n) * x * x
    let beta = n + n * (b - n) * x / below + (a + n) * (distance + 1 + n * (2 - x)) / (a + 2 * n + 1)
    d = 1 / kept(beta + alpha * d)
    c = kept(beta + alpha / c)
    let step = c * d
    fraction *= step
    if (step - 1).magnitude <= 4.5e-16 { break }
  }
  return 1 / fraction
}
