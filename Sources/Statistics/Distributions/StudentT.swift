internal import Elementary

/// Student's t distribution.
public struct StudentT: Sendable, Equatable {
  /// May be fractional.
  public let degreesOfFreedom: Double

  /// - Precondition: `degreesOfFreedom` is positive and finite.
  public init(degreesOfFreedom: Double) {
    precondition(
      degreesOfFreedom > 0 && degreesOfFreedom.isFinite, "degrees of freedom must be positive, not \(degreesOfFreedom)")
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// P(T > t), accurate where one minus the lower tail would cancel.
  public func upperTail(_ t: Double) -> Double {
    if t == 0 { return 0.5 }
    let beyond = half(t.magnitude)
    return t > 0 ? beyond : 1 - beyond
  }

  /// P(T ≤ t).
  public func lowerTail(_ t: Double) -> Double { upperTail(-t) }

  /// The t with P(T > t) = `probability`.
  ///
  /// - Precondition: `probability` lies strictly between 0 and 1.
  public func upperQuantile(_ probability: Double) -> Double { upperQuantile(probability, near: nil) }

  /// ``upperQuantile(_:)``, found sooner where a near guess is at hand for a `probability` below a quarter.
  func upperQuantile(_ probability: Double, near guess: Double?) -> Double {
    precondition(probability > 0 && probability < 1, "a probability lies between 0 and 1, not \(probability)")
    if probability == 0.5 { return 0 }
    let p = min(probability, 1 - probability)
    // A search asks for tail and density at many points.
    let errors = errors
    let atZero = densityAtZero(errors)
    // Near the middle the tail hardly moves, so the area between 0 and t, which starts at zero, is inverted instead.
    let t =
      p > 0.25
      ? pointOfTail(0.5 - p, start: 0.5 - p, rising: true) {
        SIMD2(tails($0, errors).upper / 2, density($0, atZero: atZero))
      }
      : pointOfTail(p, start: guess ?? firstGuess(p)) { SIMD2(half($0, errors), density($0, atZero: atZero)) }
    return probability < 0.5 ? t : -t
  }

  /// The t with P(T ≤ t) = `probability`, strictly between 0 and 1.
  public func lowerQuantile(_ probability: Double) -> Double { -upperQuantile(probability) }

  /// The density at t.
  public func density(_ t: Double) -> Double { density(t, atZero: densityAtZero(errors)) }

  /// Of B(v/2, 1/2), in which the density and the tails are written.
  private var errors: BetaErrors { BetaErrors(a: degreesOfFreedom / 2, b: 0.5) }

  /// Γ((v+1)/2) / (sqrt(v π) Γ(v/2)) by Stirling's error, which does not overflow.
  private func densityAtZero(_ errors: BetaErrors) -> Double {
    let v = degreesOfFreedom
    return exponential(errors.ofSum - errors.ofA + v / 2 * ln1p(1 / v) - 0.5) / (2 * Double.pi).squareRoot()
  }

  private func density(_ t: Double, atZero: Double) -> Double {
    let v = degreesOfFreedom
    return atZero * exponential(-(v + 1) / 2 * ln1p(t * t / v))
  }

  /// The normal quantile (Abramowitz & Stegun 26.2.22) and Fisher and Cornish's expansion (26.7.5), where that is near.
  private func firstGuess(_ probability: Double) -> Double {
    guard degreesOfFreedom >= 2.5, probability > 1e-8 else { return 1 }
    let s = (-2 * ln(probability)).squareRoot()
    let z = s - (2.30753 + 0.27061 * s) / (1 + s * (0.99229 + 0.04481 * s))
    let (v, w) = (degreesOfFreedom, z * z)
    let terms = (w + 1) / 4 + (((5 * w + 16) * w + 3) / 96 + (((3 * w + 19) * w + 17) * w - 15) / (384 * v)) / v
    return z * (1 + terms / v)
  }

  /// P(T > t) for t above zero: half of an F tail with 1 and v degrees of freedom at t².
  private func half(_ t: Double, _ errors: BetaErrors? = nil) -> Double {
    let v = degreesOfFreedom
    let square = t * t
    if square == .infinity {
      // The tail is a power there: density times t over v.
      return exponential(ln(density(1e100)) + (v + 1) * ln(1e100 / t) + ln(t / v))
    }
    return tails(t, errors).lower / 2
  }

  /// Both tails of the beta variable v/(v + T²) at t.
  private func tails(_ t: Double, _ errors: BetaErrors? = nil) -> Tails {
    let v = degreesOfFreedom
    let square = t * t
    let sum = v + square
    let (x, y) = (v / sum, square / sum)
    let w = v * (square - 1) / sum
    let u = (1 - square) / sum
    // In the beta's terms: a = v/2 with x = v/(v + t²), b = 1/2 with y = t²/(v + t²).
    return incompleteBeta(a: v / 2, b: 0.5, x: x, y: y, u: u, w: w, errors: errors)
  }
}
