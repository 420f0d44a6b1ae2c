internal import Elementary

/// Confidence bounds of a coefficient of variation of normal data, s/x̄.
///
/// Of a simple sample by Vangel's modified McKay method: κ(u) = K (((u + 2)/(ν + 1) - 1) K² + u/ν)^(-1/2) with u a chi-square
/// quantile with ν degrees of freedom; the bound increases as u falls. Vangel (1996), *Am. Stat.* 50, 21-26. Good for K up to
/// about 1/3.
///
/// It takes the mean for one of ν + 1 single results, which runs with replicates are not, and Satterthwaite's degrees of
/// freedom for true ones. For a nested series the bounds of the variance and of the mean, with its own standard error, are
/// therefore recovered on ln (MOVER; Zou & Donner 2008, *Stat. Med.* 27, 1693-1702):
/// ln U = ln K + sqrt((ln U_s - ln s)² + (ln x̄ - ln L_x̄)²).
public struct CoefficientOfVariation: Sendable, Equatable {
  /// As a fraction.
  public let estimate: Double
  /// `nil` where the variance is not estimated above zero.
  public let degreesOfFreedom: Double?
  private let nested: Nested?

  fileprivate struct Nested: Equatable {
    let estimate: Double
    let bounds: Bounds
    let boundsName: String
    let mean: MeanEstimate

    enum Bounds: Equatable {
      /// At whatever level is asked for.
      case sum(VarianceSum)
      /// At the one level that they were computed at.
      case known(upper: Double, lower: Double)
    }
  }

  /// Of a simple sample.
  ///
  /// - Throws: ``SampleError/meanNotPositive``.
  public init(standardDeviation: Double, mean: Double, degreesOfFreedom: Double) throws(SampleError) {
    guard mean > 0 else { throw .meanNotPositive }
    estimate = standardDeviation / mean
    self.degreesOfFreedom = degreesOfFreedom
    nested = nil
  }

  /// Of a nested series, from its variance and its mean with the standard error that its design gives.
  ///
  /// - Throws: ``SampleError/meanNotPositive``.
  public init(variance: VarianceSum, mean: MeanEstimate) throws(SampleError) {
    guard mean.mean > 0 else { throw .meanNotPositive }
    estimate = variance.standardDeviation / mean.mean
    degreesOfFreedom = variance.degreesOfFreedom
    nested = Nested(
      estimate: variance.estimate, bounds: .sum(variance),
      boundsName: variance.isExact ? "chi-square bounds" : "modified large sample bounds", mean: mean)
  }

  /// Of a nested series whose variance has bounds of its own, at the level that they were computed at; others are not asked for.
  ///
  /// - Parameters:
  ///   - variance: its estimate; so are `upper` and `lower`.
  ///   - name: of those bounds, as a report prints it.
  /// - Throws: ``SampleError/meanNotPositive``.
  public init(estimate variance: Double, upper: Double, lower: Double, of name: String, mean: MeanEstimate)
    throws(SampleError)
  {
    guard mean.mean > 0 else { throw .meanNotPositive }
    estimate = max(0, variance).squareRoot() / mean.mean
    degreesOfFreedom = nil
    nested = Nested(estimate: variance, bounds: .known(upper: upper, lower: lower), boundsName: name, mean: mean)
  }

  /// How the bounds are formed, as a report prints it.
  public var methodName: String {
    guard let nested else { return "bounds by Vangel's modified McKay method" }
    return "bounds recovered on ln from the \(nested.boundsName) of the SD and the t bounds of the mean (MOVER)"
  }

  /// One-sided, or infinite where the data cannot bound it.
  public func upperBound(level: Double) -> Double { bound(level: level, isUpper: true) }

  /// One-sided; never negative.
  public func lowerBound(level: Double) -> Double { bound(level: level, isUpper: false) }

  private func bound(level: Double, isUpper: Bool) -> Double {
    if let nested { return nested.bound(level: level, isUpper: isUpper) }
    guard let v = degreesOfFreedom else { return isUpper ? .infinity : 0 }
    let chiSquare = ChiSquare(degreesOfFreedom: v)
    let u = isUpper ? chiSquare.lowerQuantile(1 - level) : chiSquare.upperQuantile(1 - level)
    let k = estimate
    let radicand = ((u + 2) / (v + 1) - 1) * k * k + u / v
    return radicand > 0 ? k / radicand.squareRoot() : .infinity
  }
}

fileprivate extension CoefficientOfVariation.Nested {
  /// The bounds of mean and variance at the same level, each at its own distance on ln.
  func bound(level: Double, isUpper: Bool) -> Double {
    let reach =
      StudentT(degreesOfFreedom: mean.degreesOfFreedom).upperQuantile(1 - level) * mean.standardError / mean.mean
    let ofVariance =
      switch bounds {
      case .sum(let variance): isUpper ? variance.upperBound(level: level) : variance.lowerBound(level: level)
      case .known(let upper, let lower): isUpper ? upper : lower
      }
    let deviation = max(0, estimate).squareRoot() / mean.mean
    if isUpper {
      guard reach < 1 else { return .infinity }
      // Without an estimate on the ln scale both bounds are taken together, which is the wider answer.
      guard estimate > 0 else { return max(0, ofVariance).squareRoot() / (mean.mean * (1 - reach)) }
      let (a, b) = (ln(ofVariance / estimate) / 2, ln1p(-reach))
      return deviation * exponential((a * a + b * b).squareRoot())
    }
    guard ofVariance > 0, estimate > 0 else { return 0 }
    let (a, b) = (ln(estimate / ofVariance) / 2, ln1p(reach))
    return deviation * exponential(-(a * a + b * b).squareRoot())
  }
}
