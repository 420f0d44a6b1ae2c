internal import GSL

/// The ratio of two independent variances, receiving over sending.
public struct VarianceRatio: Sendable, Equatable {
  public let receiving: VarianceSum
  public let sending: VarianceSum

  /// - Throws: ``SampleError/noVariation`` when the sending variance is zero: no ratio exists.
  public init(receiving: VarianceSum, sending: VarianceSum) throws(SampleError) {
    guard sending.estimate > 0 else { throw .noVariation }
    self.receiving = receiving
    self.sending = sending
  }

  public var estimate: Double { receiving.estimate / sending.estimate }

  /// Whether the bounds are those of the F distribution, which needs one mean square on each side.
  public var isExact: Bool { receiving.isExact && sending.isExact }

  /// The one-sided upper confidence bound of the ratio of variances.
  ///
  /// Exact by F for one mean square on each side: estimate / F(α; ν_R, ν_S), F the lower α quantile. Otherwise the bounds
  /// of both variances are recovered on the ln scale (MOVER; Zou & Donner 2008, *Stat. Med.* 27, 1693-1702):
  /// ln U = ln q + sqrt((ln U_R - ln s²_R)² + (ln s²_S - ln L_S)²).
  public func upperBound(level: Double) -> Double {
    if isExact {
      return estimate / f.lowerQuantile(1 - level)
    }
    let lowerOfSending = sending.lowerBound(level: level)
    guard lowerOfSending > 0, receiving.estimate > 0 else { return .infinity }
    let a = ln(receiving.upperBound(level: level) / receiving.estimate)
    let b = ln(sending.estimate / lowerOfSending)
    return estimate * exponential((a * a + b * b).squareRoot())
  }

  /// The one-sided lower confidence bound of the ratio of variances.
  public func lowerBound(level: Double) -> Double {
    if isExact { return estimate / f.upperQuantile(1 - level) }
    let lowerOfReceiving = receiving.lowerBound(level: level)
    guard lowerOfReceiving > 0 else { return 0 }
    let a = ln(receiving.estimate / lowerOfReceiving)
    let b = ln(sending.upperBound(level: level) / sending.estimate)
    return estimate * exponential(-(a * a + b * b).squareRoot())
  }

  private var f: FDistribution {
    FDistribution(
      receiving.terms.first?.meanSquare.degreesOfFreedom ?? 1, sending.terms.first?.meanSquare.degreesOfFreedom ?? 1)
  }
}
