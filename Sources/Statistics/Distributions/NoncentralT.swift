internal import Elementary

/// The noncentral t distribution: of (Z + δ)/√(χ²/ν), Z standard normal and independent of χ² on ν degrees of freedom.
///
/// Each tail is the mean of a normal tail over the distribution of s = √(χ²/ν), integrated over ln s in panels laid round
/// the peak of that product, so that neither a small tail nor a large δ costs digits. Relative error below 1e-12 for |δ| to
/// 400, ν from 0.5 to 1e6 and tails to 1e-270, times the condition of the tail where that is large (a far tail magnifies
/// the rounding of t and δ themselves).
public struct NoncentralT: Sendable, Equatable {
  /// ν; may be fractional.
  public let degreesOfFreedom: Double
  /// δ, the mean of the numerator.
  public let noncentrality: Double

  /// - Precondition: `degreesOfFreedom` is positive and finite; `noncentrality` lies between -1e6 and 1e6.
  public init(degreesOfFreedom: Double, noncentrality: Double) {
    precondition(
      degreesOfFreedom > 0 && degreesOfFreedom.isFinite, "degrees of freedom must be positive, not \(degreesOfFreedom)")
    precondition(noncentrality.magnitude <= 1e6, "a noncentrality lies within ±1e6, not at \(noncentrality)")
    self.degreesOfFreedom = degreesOfFreedom
    self.noncentrality = noncentrality
  }

  /// P(T > t).
  public func upperTail(_ t: Double) -> Double { lowerTailAndDensity(-t, -noncentrality).x }

  /// P(T ≤ t).
  public func lowerTail(_ t: Double) -> Double { lowerTailAndDensity(t, noncentrality).x }

  /// The t with P(T > t) = `probability`.
  ///
  /// - Precondition: `probability` lies strictly between 0 and 1.
  public func upperQuantile(_ probability: Double) -> Double {
    precondition(probability > 0 && probability < 1, "a probability lies between 0 and 1, not \(probability)")
    if probability > 0.5 { return lowerQuantile(1 - probability) }
    return quantile(probability, noncentrality)
  }

  /// The t with P(T ≤ t) = `probability`.
  ///
  /// - Precondition: `probability` lies strictly between 0 and 1.
  public func lowerQuantile(_ probability: Double) -> Double {
    precondition(probability > 0 && probability < 1, "a probability lies between 0 and 1, not \(probability)")
    if probability > 0.5 { return upperQuantile(1 - probability) }
    return -quantile(probability, -noncentrality)
  }

  /// The density at t.
  public func density(_ t: Double) -> Double {
    guard t.magnitude <= 1e280 else { return t.isFinite ? lowerTailAndDensity(t, noncentrality).y : 0 }
    let (v, d) = (degreesOfFreedom, noncentrality)
    let start = peak(t, d, power: v + 1)
    let root = RootChiSquare(degreesOfFreedom: v, reference: start)
    let c = root.reference
    // t s - δ from its value at the reference, so that what is near zero there stays exact.
    let (x0, slope) = (t * c - d, t * c)
    return PeakedIntegral.over(
      from: ln(start / c),
      length: { u, direction in
        panel(s: c * exponential(u), direction, t: t, d: d, beyond: .infinity)
      },
      integrand: { u in
        let (growth, factor) = Self.growth(u)
        let x = u > -0.5 ? x0 + slope * growth : slope * factor - d
        return SIMD2(root.density(u, growth: growth) * c * factor * Normal.density(x), 0)
      }
    ).x
  }

  /// P(T ≤ t) at noncentrality `d`, and the density there from the same panels, good enough to steer Newton's method.
  private func lowerTailAndDensity(_ t: Double, _ d: Double) -> SIMD2<Double> {
    if t == -.infinity { return SIMD2(0, 0) }
    if t == .infinity { return SIMD2(1, 0) }
    let v = degreesOfFreedom
    let far = 1e280
    if t.magnitude > far {
      // Out there the tail is a power of t to rounding, and s would leave the numbers.
      let edge = lowerTailAndDensity(-far, t > 0 ? -d : d)
      let share = power(far / t.magnitude, v)
      return SIMD2(t > 0 ? 1 - edge.x * share : edge.x * share, edge.y * share * (far / t.magnitude))
    }
    let start = t >= d ? 1 : peak(t, d, power: v)
    let root = RootChiSquare(degreesOfFreedom: v, reference: start)
    let c = root.reference
    let (x0, slope) = (t * c - d, t * c)
    let found = PeakedIntegral.over(
      from: ln(start / c),
      length: { u, direction in
        panel(s: c * exponential(u), direction, t: t, d: d, beyond: 9)
      },
      integrand: { u in
        let (growth, factor) = Self.growth(u)
        let x = u > -0.5 ? x0 + slope * growth : slope * factor - d
        let density = root.density(u, growth: growth)
        return SIMD2(density * Normal.lowerTail(x), density * c * factor * Normal.density(x))
      })
    return SIMD2(min(1, found.x), found.y)
  }

  /// eᵘ - 1 and eᵘ, each to rounding.
  private static func growth(_ u: Double) -> (less1: Double, full: Double) {
    if u > -0.5 {
      let less1 = exponentialMinus1(u)
      return (less1, 1 + less1)
    }
    let full = exponential(u)
    return (full - 1, full)
  }

  /// Where s^power e^(-ν s²/2) φ(t s - d) is greatest, which is near the peak of the same with a small normal tail.
  private func peak(_ t: Double, _ d: Double, power: Double) -> Double {
    let v = degreesOfFreedom
    let size = t.magnitude < 1e150 ? (v + t * t).squareRoot() : t.magnitude
    let pull = t / size * d
    let root = (pull * pull + 4 * power).squareRoot()
    return pull > 0 ? (root + pull) / (2 * size) : 2 * power / (size * (root - pull))
  }

  /// How long a panel over ln s may be, from s: short where the normal tail turns, as long as χ allows elsewhere.
  ///
  /// - Parameter beyond: the t s - d above which the normal factor is constant.
  private func panel(
    s: Double, _ direction: PeakedIntegral.Direction, t: Double, d: Double, beyond: Double
  ) -> Double {
    let v = degreesOfFreedom
    func allowed(_ s: Double) -> Double {
      let x = t * s - d
      let step = t.magnitude * s
      let pull = x < 0 || beyond == .infinity ? x.magnitude * step : 0
      let rate = 2 * v * s * s + (x < beyond * 1.001 ? step * step + pull : 0)
      let slope = v * (1 - s * s).magnitude + pull
      return min(3.5 / rate.squareRoot(), 14 / slope)
    }
    var width = min(
      allowed(s), RootChiSquare.longestPanel(beyond == .infinity ? max(s, (t * s).magnitude) : s, direction))
    let x = t * s - d
    if x > beyond * 1.001, (t > 0) == (direction == .left) {
      let turn = (beyond + d) / t
      if turn > 0 { width = min(width, max(ln(turn / s).magnitude, 1e-9)) }
    }
    if direction == .right || t < 0 { width = min(width, allowed(s * exponential(direction.rawValue * width))) }
    return width
  }

  /// The t with P(T > t) = `probability` at noncentrality `d`, the probability at most a half.
  private func quantile(_ probability: Double, _ d: Double) -> Double {
    if d == 0 { return StudentT(degreesOfFreedom: degreesOfFreedom).upperQuantile(probability) }
    let atZero = Normal.lowerTail(d)
    if probability == atZero { return 0 }
    let v = degreesOfFreedom
    // Johnson and Welch: t (1 - 1/4ν) - z √(1 + t²/2ν) = δ.
    let z = Normal.upperQuantile(probability)
    let a = max(0.5, 1 - 1 / (4 * v))
    let rest = a * a - z * z / (2 * v)
    let under = a * a + (d * d - z * z) / (2 * v)
    let guess = rest > 0.05 && under > 0 ? (a * d + z * under.squareRoot()) / rest : .nan
    let fallback = max(1, d.magnitude)
    if probability < atZero {
      return pointOfTail(probability, start: guess > 0 ? guess : fallback) { t in
        lowerTailAndDensity(-t, -d)
      }
    }
    return -pointOfTail(probability, start: guess < 0 ? -guess : fallback, rising: true) { t in
      lowerTailAndDensity(t, -d)
    }
  }
}
