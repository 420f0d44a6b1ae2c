internal import Elementary

/// The ratio s = √(χ²/ν) of a sample standard deviation to its true value, on the logarithm of s.
struct RootChiSquare {
  let degreesOfFreedom: Double
  /// s at the origin of the logarithm: s = reference eᵘ.
  let reference: Double
  private let front: Double
  private let offset: Double

  init(degreesOfFreedom v: Double, reference: Double) {
    degreesOfFreedom = v
    // Near 1 the exponent is formed from the distance to 1, in which nothing cancels.
    let reference = reference > 0.6 && reference < 1.6 ? 1 : reference
    self.reference = reference
    front = 2 * (v / (4 * Double.pi)).squareRoot() * exponential(-stirlingError(v / 2))
    offset = reference == 1 ? 0 : v * ln(reference) - v / 2 * (reference * reference - 1)
  }

  /// The density of u at the u of which `growth` is eᵘ - 1.
  func density(_ u: Double, growth: Double) -> Double {
    let v = degreesOfFreedom
    if reference == 1 { return front * exponential(v / 2 * logarithmLessGrowth(2 * u, growth * (2 + growth))) }
    // The rest of the exponent, v u - v/2 (s² - reference²), from the growth of s².
    return front * exponential(offset + v * u - v / 2 * reference * reference * growth * (2 + growth))
  }

  /// How long a panel of a ``PeakedIntegral`` over u may be, from s: e^(-ν s²/2) varies as a double exponential in u, which
  /// 16 points follow over half a unit where s grows, and over ten where it is already next to 1.
  static func longestPanel(_ s: Double, _ direction: PeakedIntegral.Direction) -> Double {
    switch direction {
    case .right: 0.5
    case .left: s > 1e-2 ? 2.5 : 10
    }
  }

  /// y - (eʸ - 1), given eʸ - 1, without cancellation at small y.
  private func logarithmLessGrowth(_ y: Double, _ growth: Double) -> Double {
    if y.magnitude > 0.5 { return y - growth }
    var sum = 1.0
    var n = 16.0
    while n > 2 {
      sum = 1 + sum * y / n
      n -= 1
    }
    return -y * y / 2 * sum
  }
}
