internal import Elementary

/// The range of k independent standard normal variables.
///
/// P(R ≤ w) = k ∫ φ(z) (Φ(z) - Φ(z - w))^(k-1) dz, and for its complement the positive difference of the integrands at
/// infinite and finite w, by the trapezoidal rule about z = w/2: the integrand is entire and falls as a normal density,
/// so that the rule errs by the integrand's Fourier transform at 2π/step, far below rounding.
struct NormalRange {
  enum Side {
    case lower, upper
  }

  private let power: Int
  private let step: Double
  /// exp(-c²) at c = i step.
  private let squares: [Double]

  init(groups: Int) {
    power = groups - 1
    let step = min(0.2, 0.6 / Double(groups).squareRoot())
    self.step = step
    squares = (0...Int(9.6 / step)).map { i in
      let c = Double(i) * step
      return exponential(-c * c)
    }
  }

  /// The tail at `w` above zero, and the density there.
  func tailAndDensity(_ w: Double, of side: Side) -> SIMD2<Double> {
    if side == .lower, w > 6 {
      // Never the small tail there, unless for more groups than are accepted.
      let upper = tailAndDensity(w, of: .upper)
      return SIMD2(1 - upper.x, upper.y)
    }
    let half = w / 2
    // φ(c + w/2) φ(c - w/2) = exp(-c² - w²/4)/2π
    let both = exponential(-half * half) / (2 * Double.pi)
    var sum = SIMD2<Double>.zero
    /// The integrands at c = ± i step, and whether they still count.
    func add(_ i: Int, _ above: Double, _ below: Double, _ sign: Double) -> Bool {
      let c = sign * Double(i) * step
      let z = c + half
      let a = 1 - above
      let inside = half < 0.1 ? Normal.interval(centre: c, halfWidth: half) : max(0, 1 - above - below)
      let less = repeated(inside, power - 1)
      let height: Double
      switch side {
      case .lower: height = less * inside
      case .upper: height = a > below ? fallen(a, below) : repeated(a, power)
      }
      let term = SIMD2(Normal.density(z) * height, squares[i] * both * Double(power) * less)
      sum += term
      return term.x > 1e-18 * sum.x || z < 5 && sign > 0
    }
    var (right, left) = (true, true)
    var i = 0
    while i < squares.count, right || left {
      let c = Double(i) * step
      // P(Z > z) at c + w/2; P(Z ≤ z - w), which is P(Z > w/2 - c).
      let (outer, inner) = (Normal.upperTail(half + c), Normal.upperTail(half - c))
      if right { right = add(i, outer, inner, 1) }
      if left, i > 0 { left = add(i, inner, outer, -1) }
      i += 1
    }
    return sum * (step * Double(power + 1))
  }

  /// a^m - (a - b)^m for 0 < b < a, without cancellation; m = k - 1.
  private func fallen(_ a: Double, _ b: Double) -> Double {
    if power > 12 { return -repeated(a, power) * exponentialMinus1(Double(power) * ln1p(-b / a)) }
    // b (a^(m-1) + a^(m-2) (a - b) + ... + (a - b)^(m-1))
    let rest = a - b
    var (sum, restPower) = (1.0, 1.0)
    for _ in 1..<max(power, 1) {
      restPower *= rest
      sum = sum * a + restPower
    }
    return b * sum
  }

  /// x to the power of `count`, at least 0.
  private func repeated(_ x: Double, _ count: Int) -> Double {
    var (result, square, rest) = (1.0, x, count)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      rest >>= 1
      if rest > 0 { square *= square }
    }
    return result
  }
}
