internal import Elementary

/// Fisher's F distribution.
public struct FDistribution: Sendable, Equatable {
  public let numeratorDegreesOfFreedom: Double
  public let denominatorDegreesOfFreedom: Double

  /// - Precondition: both are positive and finite.
  public init(_ numerator: Double, _ denominator: Double) {
    precondition(
      numerator > 0 && denominator > 0 && numerator.isFinite && denominator.isFinite,
      "degrees of freedom must be positive, not \(numerator) and \(denominator)")
    numeratorDegreesOfFreedom = numerator
    denominatorDegreesOfFreedom = denominator
  }

  /// P(F > f).
  public func upperTail(_ f: Double) -> Double { tails(f).upper }

  /// P(F ≤ f).
  public func lowerTail(_ f: Double) -> Double { tails(f).lower }

  /// The f with P(F > f) = `probability`, strictly between 0 and 1.
  public func upperQuantile(_ probability: Double) -> Double {
    precondition(probability > 0 && probability < 1, "a probability lies between 0 and 1, not \(probability)")
    if probability > 0.5 { return lowerQuantile(1 - probability) }
    return pointOfTail(probability, start: 1) { SIMD2(upperTail($0), density($0)) }
  }

  /// The f with P(F ≤ f) = `probability`, strictly between 0 and 1.
  public func lowerQuantile(_ probability: Double) -> Double {
    precondition(probability > 0 && probability < 1, "a probability lies between 0 and 1, not \(probability)")
    if probability > 0.5 { return upperQuantile(1 - probability) }
    return pointOfTail(probability, start: 1, rising: true) { SIMD2(lowerTail($0), density($0)) }
  }

  /// The density at f above zero.
  public func density(_ f: Double) -> Double {
    let (m, n) = (numeratorDegreesOfFreedom, denominatorDegreesOfFreedom)
    let (a, b) = (m / 2, n / 2)
    let sum = m * f + n
    let exponent =
      a * deviance(ratio: (m + n) * f / sum, less1: n * (f - 1) / sum)
      + b * deviance(ratio: (m + n) / sum, less1: -m * (f - 1) / sum) + stirlingError(a + b) - stirlingError(a)
      - stirlingError(b)
    return (a * b / (2 * Double.pi * (a + b))).squareRoot() * exponential(exponent) / f
  }

  private func tails(_ f: Double) -> Tails {
    guard f > 0 else { return Tails(lower: 0, upper: 1) }
    guard f < .infinity else { return Tails(lower: 1, upper: 0) }
    var (m, n) = (numeratorDegreesOfFreedom, denominatorDegreesOfFreedom)
    let (a, b) = (m / 2, n / 2)
    // Where a product would be beyond the largest number, all in units of m.
    if m * f == .infinity { (m, n) = (1, n / m) }
    let sum = m * f + n
    return incompleteBeta(
      a: a, b: b, x: m * f / sum, y: n / sum, u: n * (f - 1) / sum, w: -m * (f - 1) / sum)
  }
}
