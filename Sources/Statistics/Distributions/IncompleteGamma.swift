internal import Elementary

/// The regularised incomplete gamma functions P(a, x) and Q(a, x).
///
/// The series DLMF 8.11.4 below the mean and the continued fraction DLMF 8.9.2 above it; the factor before both is
/// formed from the distance to the mean, as in ``incompleteBeta(a:b:x:y:u:w:errors:)``.
func incompleteGamma(a: Double, x: Double) -> Tails {
  if x <= 0 { return Tails(lower: 0, upper: 1) }
  if x == .infinity { return Tails(lower: 1, upper: 0) }
  let front = gammaFront(a: a, x: x)
  if x < a + 1 {
    var term = 1 / a
    var sum = term
    var k = a
    while term > sum * 1e-17 {
      k += 1
      term *= x / k
      sum += term
    }
    let p = front * sum
    return Tails(lower: p, upper: 1 - p)
  }
  let tiny = 1e-300
  func kept(_ value: Double) -> Double { value.magnitude < tiny ? tiny : value }
  var b = x + 1 - a
  var c = 1 / tiny
  var d = 1 / kept(b)
  var fraction = d
  for i in 1...200_000 {
    let an = -Double(i) * (Double(i) - a)
    b += 2
    d = 1 / kept(an * d + b)
    c = kept(b + an / c)
    let step = d * c
    fraction *= step
    if (step - 1).magnitude <= 4.5e-16 { break }
  }
  let q = front * fraction
  return Tails(lower: 1 - q, upper: q)
}

/// x^a e^-x / Γ(a), the factor before ``incompleteGamma(a:x:)``; both above zero.
func gammaFront(a: Double, x: Double) -> Double {
  (a / (2 * Double.pi)).squareRoot() * exponential(a * deviance(ratio: x / a, less1: (x - a) / a) - stirlingError(a))
}
