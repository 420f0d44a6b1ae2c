/// Why a model with random effects has no answer for these data.
public enum MixedModelError: Error, Equatable, Sendable, CustomStringConvertible {
  case lengths(factor: String, codes: Int, values: Int)
  case notFinite(index: Int)
  /// Every value is the same.
  case noVariation
  case oneLevel(factor: String)
  /// Each row has a level of its own, so that the factor cannot be told from the residual.
  case oneLevelPerRow(factor: String)
  /// Two factors divide the rows in the same way, or one leaves nothing to the other.
  case confounded(String, String)
  /// A random factor whose levels the fixed effects already tell apart.
  case absorbedByFixedEffects(factor: String)
  /// Columns of the fixed effects that the columns before them add up to.
  case collinear(columns: [String])
  /// Factors and fixed effects leave no row over to estimate the residual from.
  case noResidualDegreesOfFreedom
  /// Values that should repeat with an error are equal, or fitted exactly: the likelihood has no maximum.
  case noResidualVariation
  /// The data do not tell the variance components apart.
  case notEstimable(factor: String)
  case notConverged(iterations: Int, gradient: Double, step: Double)
  /// A profile was asked of a fit that has no likelihood.
  case noLikelihood
  /// Contrasts that depend on one another, or do not have one weight for each column.
  case contrast(columns: Int)

  public var description: String {
    switch self {
    case .lengths(let factor, let codes, let values): "\(factor) has \(codes) codes for \(values) values"
    case .notFinite(let index): "value \(index + 1) is not a finite number"
    case .noVariation: "all values are the same"
    case .oneLevel(let factor): "\(factor) has a single level"
    case .oneLevelPerRow(let factor): "\(factor) has one level for each value, so it cannot be told from the residual"
    case .confounded(let one, let other): "\(one) and \(other) cannot be told apart: they divide the values alike"
    case .absorbedByFixedEffects(let factor): "\(factor) is random, but the fixed effects already tell its levels apart"
    case .collinear(let columns): "the fixed effects \(columns.joined(separator: ", ")) follow from those before them"
    case .noResidualDegreesOfFreedom: "the factors leave no degrees of freedom for the residual"
    case .noResidualVariation: "values within groups do not vary, so no residual variance can be estimated"
    case .notEstimable(let factor): "the variance of \(factor) cannot be estimated from this design"
    case .notConverged(let iterations, let gradient, let step):
      "the fit did not converge in \(iterations) iterations (scaled gradient \(gradient), step \(step))"
    case .noLikelihood: "components by analysis of variance have no likelihood to profile"
    case .contrast(let columns): "a test needs independent contrasts with \(columns) weights each"
    }
  }
}
