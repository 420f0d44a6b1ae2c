/// An estimate of the natural logarithm of a ratio or of a value, with its standard error and degrees of freedom.
///
/// (estimate - truth)/SE is taken to follow Student's t. Equivalence is shown at level α when both one-sided p-values
/// are below α, which is when the two-sided 1 - 2α interval lies inside the limits.
public struct LnEstimate: Sendable, Equatable {
  /// Added to `centred` to give the estimate, so that limits can be subtracted before digits are lost.
  private let pivot: Double
  private let centred: Double
  /// Zero where nothing that is uncertain enters: see ``isExact``.
  public let standardError: Double
  /// Fractional where several variances enter; `.infinity` where the normal distribution is used.
  public let degreesOfFreedom: Double

  public var value: Double { pivot + centred }
  /// Whether the standard error is zero: the interval is a point then, and a p-value is 0 or 1.
  public var isExact: Bool { standardError == 0 }

  /// - Precondition: the estimate is finite, the standard error finite and not negative, the degrees of freedom above
  ///   zero.
  public init(_ value: Double, standardError: Double, degreesOfFreedom: Double) {
    self.init(pivot: value, centred: 0, standardError: standardError, degreesOfFreedom: degreesOfFreedom)
  }

  init(pivot: Double, centred: Double, standardError: Double, degreesOfFreedom: Double) {
    precondition((pivot + centred).isFinite, "an estimate is a finite number")
    precondition(
      standardError >= 0 && standardError.isFinite,
      "a standard error is finite and not negative, as \(standardError) is")
    precondition(degreesOfFreedom > 0, "degrees of freedom are above zero, not \(degreesOfFreedom)")
    self.pivot = pivot
    self.centred = centred
    self.standardError = standardError
    self.degreesOfFreedom = degreesOfFreedom
  }

  init(_ mean: MeanEstimate) {
    self.init(
      pivot: mean.pivot, centred: mean.centred, standardError: mean.standardError,
      degreesOfFreedom: mean.degreesOfFreedom)
  }

  /// The two-sided interval at `level`, between 0 and 1.
  public func interval(level: Double) -> (lower: Double, upper: Double) {
    let half = halfWidth(level: level)
    return (value - half, value + half)
  }

  /// Half the width of the two-sided interval at `level`.
  public func halfWidth(level: Double) -> Double {
    precondition(level > 0 && level < 1, "a level lies between 0 and 1, not \(level)")
    return isExact ? 0 : quantile((1 - level) / 2) * standardError
  }

  /// Evidence that the truth lies above `limit`: P(T ≥ (estimate - limit)/SE).
  public func pValue(above limit: Double) -> Double { tail(centred - (limit - pivot)) }

  /// Evidence that the truth lies below `limit`: P(T ≤ (estimate - limit)/SE).
  public func pValue(below limit: Double) -> Double { tail((limit - pivot) - centred) }

  /// The two one-sided tests of equivalence (Schuirmann 1987): evidence against lying at or below `lower`, and against
  /// lying at or above `upper`. Equivalence at level α needs both below α.
  public func pValues(lower: Double, upper: Double) -> (lower: Double, upper: Double) {
    (pValue(above: lower), pValue(below: upper))
  }

  /// The opposite one-sided tests: evidence that the truth lies below `lower`, and that it lies above `upper`.
  public func oppositePValues(lower: Double, upper: Double) -> (lower: Double, upper: Double) {
    (pValue(below: lower), pValue(above: upper))
  }

  /// Beyond this many degrees of freedom Student's t is the normal distribution to ten digits.
  private var isNormal: Bool { degreesOfFreedom > 1e10 }

  private func quantile(_ probability: Double) -> Double {
    isNormal
      ? Normal.upperQuantile(probability)
      : StudentT(degreesOfFreedom: degreesOfFreedom).upperQuantile(probability)
  }

  /// P(T ≥ distance/SE).
  private func tail(_ distance: Double) -> Double {
    guard !isExact else { return distance > 0 ? 0 : 1 }
    let t = distance / standardError
    return isNormal ? Normal.upperTail(t) : StudentT(degreesOfFreedom: degreesOfFreedom).upperTail(t)
  }
}
