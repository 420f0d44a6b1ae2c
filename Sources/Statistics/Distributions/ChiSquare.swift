/// The chi-square distribution.
public struct ChiSquare: Sendable, Equatable {
  public let degreesOfFreedom: Double

  /// - Precondition: `degreesOfFreedom` is positive and finite.
  public init(degreesOfFreedom: Double) {
    precondition(
      degreesOfFreedom > 0 && degreesOfFreedom.isFinite, "degrees of freedom must be positive, not \(degreesOfFreedom)")
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// P(X > x).
  public func upperTail(_ x: Double) -> Double { incompleteGamma(a: degreesOfFreedom / 2, x: x / 2).upper }

  /// P(X ≤ x).
  public func lowerTail(_ x: Double) -> Double { incompleteGamma(a: degreesOfFreedom / 2, x: x / 2).lower }

  /// The x with P(X > x) = `probability`, strictly between 0 and 1.
  public func upperQuantile(_ probability: Double) -> Double {
    precondition(probability > 0 && probability < 1, "a probability lies between 0 and 1, not \(probability)")
    if probability > 0.5 { return lowerQuantile(1 - probability) }
    return pointOfTail(probability, start: degreesOfFreedom) { SIMD2(upperTail($0), density($0)) }
  }

  /// The x with P(X ≤ x) = `probability`, strictly between 0 and 1.
  public func lowerQuantile(_ probability: Double) -> Double {
    precondition(probability > 0 && probability < 1, "a probability lies between 0 and 1, not \(probability)")
    if probability > 0.5 { return upperQuantile(1 - probability) }
    return pointOfTail(probability, start: degreesOfFreedom, rising: true) { SIMD2(lowerTail($0), density($0)) }
  }

  /// The density at x above zero.
  public func density(_ x: Double) -> Double { gammaFront(a: degreesOfFreedom / 2, x: x / 2) / x }
}
