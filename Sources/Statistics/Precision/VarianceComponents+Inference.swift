/// An interval of a variance or a standard deviation.
public struct VarianceInterval: Sendable, Equatable {
  /// Not below zero, except for Wald intervals, which are given as they come.
  public let lower: Double
  public let upper: Double

  /// Of the standard deviation, from one of the variance.
  public var ofStandardDeviation: VarianceInterval {
    VarianceInterval(lower: max(0, lower).squareRoot(), upper: max(0, upper).squareRoot())
  }
}

extension VarianceComponents {
  /// Which information the likelihood's covariance of the components comes from. Analysis of variance has its own.
  public enum Information: Sendable, Equatable {
    case expected
    case observed
  }

  /// Coefficients of the total: one for each component.
  public var total: [Double] { [Double](repeating: 1, count: components.count) }

  /// Coefficients that pick one component by its index.
  public func only(_ index: Int) -> [Double] { components.indices.map { $0 == index ? 1 : 0 } }

  /// Σ cₖ σ²ₖ.
  ///
  /// - Parameters:
  ///   - coefficients: one for each component.
  ///   - truncated: whether negative components enter as zero.
  public func estimate(of coefficients: [Double], truncated: Bool = false) -> Double {
    precondition(coefficients.count == components.count, "\(coefficients.count) coefficients for \(components.count)")
    var sum = 0.0
    for (c, component) in zip(coefficients, truncated ? self.truncated : components) { sum += c * component.variance }
    return sum
  }

  /// Asymptotic covariances of the components, in the fourth power of the data's unit.
  ///
  /// REML and ML: the inverse information at the estimates, zero for components at zero. Analysis of variance: from mean
  /// squares taken as independent chi-squares, which balanced designs make exact.
  ///
  /// - Throws: ``MixedModelError/notEstimable(factor:)`` where the information is singular.
  public func covariance(_ information: Information = .expected) throws(MixedModelError) -> [[Double]] {
    if let table { return VarianceComponents.covariance(of: table).nested }
    let fourth = model.scale * model.scale * model.scale * model.scale
    guard let point,
      let inverse = VarianceComponents.inverse(
        information == .expected ? point.expectedHessian : point.observedHessian, theta)
    else { throw .notEstimable(factor: components[0].name) }
    return (fourth * inverse).nested
  }

  /// Satterthwaite's degrees of freedom of Σ cₖ σ²ₖ: 2 estimate²/variance of the estimate.
  ///
  /// Of **untruncated** components by analysis of variance this is (Σ aₗMSₗ)²/Σ (aₗMSₗ)²/νₗ. `truncated`: negative
  /// components enter as zero, and each mean square as what the truncated components expect of it; it makes no difference
  /// to REML and ML. `nil` where the estimate is zero.
  ///
  /// - Throws: ``MixedModelError/notEstimable(factor:)``.
  public func degreesOfFreedom(
    of coefficients: [Double], truncated: Bool = false, information: Information = .expected
  ) throws(MixedModelError) -> Double? {
    let estimate = estimate(of: coefficients, truncated: truncated)
    guard estimate != 0 else { return nil }
    if let table {
      let weights = table.meanSquareWeights(of: coefficients)
      let variances = self.truncated.map { $0.variance }
      let parts = zip(table.lines, weights).map { line, weight in
        let expected = zip(line.coefficients, variances).reduce(0) { $0 + $1.0 * $1.1 }
        return (
          variance: weight * (truncated ? expected : line.meanSquare), degreesOfFreedom: Double(line.degreesOfFreedom)
        )
      }
      return satterthwaite(parts)
    }
    let spread = Matrix(try covariance(information)).form(coefficients, coefficients)
    return spread > 0 ? 2 * estimate * estimate / spread : nil
  }

  /// The two-sided interval ν s²/χ² with Satterthwaite's degrees of freedom ν; exact for the residual of any analysis of
  /// variance.
  ///
  /// `nil` where the estimate is not positive or ν is below 0.1: such a chi-square has no usable quantile.
  public func satterthwaiteInterval(
    of coefficients: [Double], level: Double, truncated: Bool = false, information: Information = .expected
  ) throws(MixedModelError) -> VarianceInterval? {
    let estimate = estimate(of: coefficients, truncated: truncated)
    guard estimate > 0,
      let freedom = try degreesOfFreedom(of: coefficients, truncated: truncated, information: information),
      freedom >= 0.1
    else { return nil }
    let chiSquare = ChiSquare(degreesOfFreedom: freedom)
    let tail = (1 - level) / 2
    return VarianceInterval(
      lower: freedom * estimate / chiSquare.upperQuantile(tail),
      upper: freedom * estimate / chiSquare.lowerQuantile(tail))
  }

  /// estimate ± z × standard error, as it comes: the lower end may be negative.
  public func waldInterval(
    of coefficients: [Double], level: Double, information: Information = .expected
  ) throws(MixedModelError) -> VarianceInterval {
    let estimate = estimate(of: coefficients)
    let spread = Matrix(try covariance(information)).form(coefficients, coefficients).squareRoot()
    let half = ChiSquare(degreesOfFreedom: 1).upperQuantile(1 - level).squareRoot() * spread
    return VarianceInterval(lower: estimate - half, upper: estimate + half)
  }
}
