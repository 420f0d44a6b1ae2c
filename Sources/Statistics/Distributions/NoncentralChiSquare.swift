/// The noncentral chi-square distribution: of the sum of ν squared normal variables whose squared means add up to λ.
///
/// A Poisson mixture of central distributions, each tail summed from positive terms alone (see `PoissonMixture`). Relative
/// error below 1e-12 for ν from 0.5 to 1e4 and λ to 1600 (the range of the references); time grows with √λ.
public struct NoncentralChiSquare: Sendable, Equatable {
  /// ν; may be fractional.
  public let degreesOfFreedom: Double
  /// λ, the sum of the squared means.
  public let noncentrality: Double

  /// - Precondition: `degreesOfFreedom` is positive and finite; `noncentrality` lies between 0 and 1e8.
  public init(degreesOfFreedom: Double, noncentrality: Double) {
    precondition(
      degreesOfFreedom > 0 && degreesOfFreedom.isFinite, "degrees of freedom must be positive, not \(degreesOfFreedom)")
    precondition(
      noncentrality >= 0 && noncentrality <= 1e8, "a noncentrality lies between 0 and 1e8, not at \(noncentrality)")
    self.degreesOfFreedom = degreesOfFreedom
    self.noncentrality = noncentrality
  }

  /// P(X > x).
  public func upperTail(_ x: Double) -> Double {
    guard x > 0 else { return 1 }
    guard x < .infinity else { return 0 }
    guard theta > 0 else { return central.upperTail(x) }
    return mixture(x / 2).upperTail(peak: x / 2 <= shape + theta ? theta : crossing(x / 2))
  }

  /// P(X ≤ x).
  public func lowerTail(_ x: Double) -> Double {
    guard x > 0 else { return 0 }
    guard x < .infinity else { return 1 }
    guard theta > 0 else { return central.lowerTail(x) }
    return mixture(x / 2).lowerTail(peak: x / 2 >= shape + theta ? theta : crossing(x / 2))
  }

  /// The x with P(X > x) = `probability`.
  ///
  /// - Precondition: `probability` lies strictly between 0 and 1.
  public func upperQuantile(_ probability: Double) -> Double {
    precondition(probability > 0 && probability < 1, "a probability lies between 0 and 1, not \(probability)")
    if probability > 0.5 { return lowerQuantile(1 - probability) }
    guard theta > 0 else { return central.upperQuantile(probability) }
    return pointOfTail(probability, start: guess(Normal.upperQuantile(probability))) { x in
      SIMD2(upperTail(x), density(x))
    }
  }

  /// The x with P(X ≤ x) = `probability`.
  ///
  /// - Precondition: `probability` lies strictly between 0 and 1.
  public func lowerQuantile(_ probability: Double) -> Double {
    precondition(probability > 0 && probability < 1, "a probability lies between 0 and 1, not \(probability)")
    if probability > 0.5 { return upperQuantile(1 - probability) }
    guard theta > 0 else { return central.lowerQuantile(probability) }
    return pointOfTail(probability, start: guess(Normal.lowerQuantile(probability)), rising: true) { x in
      SIMD2(lowerTail(x), density(x))
    }
  }

  /// The density at x above zero.
  public func density(_ x: Double) -> Double {
    guard x > 0, x < .infinity else { return 0 }
    guard theta > 0 else { return central.density(x) }
    let (a, y) = (shape, x / 2)
    return mixture(y).density(
      peak: crossing(y), front: { gammaFront(a: a + $0, x: y) }, ratio: { y / (a + $0) }) / x
  }

  private var theta: Double { noncentrality / 2 }
  private var shape: Double { degreesOfFreedom / 2 }
  private var central: ChiSquare { ChiSquare(degreesOfFreedom: degreesOfFreedom) }

  /// The mixture at twice `y`.
  private func mixture(_ y: Double) -> PoissonMixture {
    let a = shape
    return PoissonMixture(
      mean: theta, tails: { incompleteGamma(a: a + $0, x: y) }, difference: { gammaFront(a: a + $0, x: y) / (a + $0) },
      growth: { y / (a + $0 + 1) })
  }

  /// The j at which the product of a Poisson probability and the difference of two components is greatest.
  private func crossing(_ y: Double) -> Double {
    2 * theta * y / (shape + (shape * shape + 4 * theta * y).squareRoot())
  }

  /// Patnaik's scaled chi-square, by Wilson and Hilferty's cube.
  private func guess(_ z: Double) -> Double {
    let (v, l) = (degreesOfFreedom, noncentrality)
    let h = (v + l) * (v + l) / (v + 2 * l)
    let cube = 1 - 2 / (9 * h) + z * (2 / (9 * h)).squareRoot()
    return (v + l) * max(1e-3, cube * cube * cube)
  }
}
