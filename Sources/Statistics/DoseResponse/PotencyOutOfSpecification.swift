internal import Elementary

/// The probability that a reportable potency falls outside its specification, though the product is what it is.
///
/// A log-normal reportable value: ln value is normal about ln(true potency) + bias. Bias and standard deviation are taken as
/// known. Each tail is computed as a tail.
public struct PotencyOutOfSpecification: Sendable, Equatable {
  public let probabilityBelow: Double
  public let probabilityAbove: Double

  public var probability: Double { probabilityBelow + probabilityAbove }

  /// - Parameters:
  ///   - lower: in the unit of the potency; `nil` for none.
  ///   - upper: as `lower`.
  ///   - truePotency: of the product.
  ///   - lnBias: of the method, ln(1 + relative bias/100).
  ///   - lnStandardDeviation: of the reportable value.
  /// - Throws: ``PotencyValidationError``.
  public init(
    lower: Double?, upper: Double?, truePotency: Double, lnBias: Double, lnStandardDeviation: Double
  ) throws(PotencyValidationError) {
    guard lower != nil || upper != nil else { throw .noLimits }
    for value in [lower, upper, truePotency].compactMap({ $0 }) where !(value > 0 && value.isFinite) {
      throw .notPositive(value)
    }
    if let lower, let upper, !(lower < upper) { throw .limits(lower: lower, upper: upper) }
    guard lnStandardDeviation > 0, lnStandardDeviation.isFinite else { throw .noStandardDeviation(lnStandardDeviation) }
    guard lnBias.isFinite else { throw .notPositive(exponential(lnBias)) }
    func distance(_ limit: Double) -> Double {
      (logarithmOfRatio(limit, truePotency) - lnBias) / lnStandardDeviation
    }
    probabilityBelow = lower.map { Normal.lowerTail(distance($0)) } ?? 0
    probabilityAbove = upper.map { Normal.upperTail(distance($0)) } ?? 0
  }
}
