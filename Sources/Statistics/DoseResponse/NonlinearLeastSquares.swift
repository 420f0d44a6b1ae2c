/// A model to be fitted by nonlinear least squares, with its analytic derivatives.
///
/// Both closures are pure functions of the parameters. A model may return values that are not finite where it is not
/// defined; the search then turns back.
public struct NonlinearModel: Sendable {
  /// The number of values.
  public let count: Int
  /// Residuals, model less observed value (times the root of its weight), one for each value.
  public let residuals: @Sendable (_ parameters: [Double]) -> [Double]
  /// Derivatives of the residuals, one column of `count` for each parameter, column after column.
  public let jacobian: @Sendable (_ parameters: [Double]) -> [Double]

  public init(
    count: Int, residuals: @escaping @Sendable ([Double]) -> [Double],
    jacobian: @escaping @Sendable ([Double]) -> [Double]
  ) {
    self.count = count
    self.residuals = residuals
    self.jacobian = jacobian
  }
}

/// A minimum of a sum of squares, proven by gradient, step and curvature.
public struct NonlinearFit: Sendable, Equatable {
  public let parameters: [Double]
  public let residualSumOfSquares: Double
  /// Values less parameters.
  public let degreesOfFreedom: Int
  /// By J'J, with the residual variance; row i, column j.
  public let covariance: [[Double]]
  /// |P r|/|r|, P the projection on the tangent plane at the minimum; zero at an exact minimum.
  public let gradient: Double
  /// The largest Gauss-Newton step that is left, relative to its parameter (or to a thousandth of its standard error).
  public let step: Double
  public let iterations: Int

  /// By J'J.
  public var standardErrors: [Double] { covariance.indices.map { covariance[$0][$0].squareRoot() } }
}

extension NonlinearFit {
  /// Nonlinear least squares by Levenberg and Marquardt's method on QR factors of scaled columns, with Moré's scaling.
  ///
  /// When a search fails, others follow by fixed rules: another scaling of the parameters, another damping, and
  /// geodesic acceleration (Transtrum & Sethna 2012), which follows curved valleys. The first that ends at a proven
  /// minimum is the answer.
  ///
  /// - Parameter start: one finite value for each parameter.
  public static func minimising(_ model: NonlinearModel, from start: [Double]) -> FitOutcome<NonlinearFit> {
    guard model.count > start.count else {
      return .notConverged(.tooFewValues(values: model.count, parameters: start.count))
    }
    var reason: NonConvergence?
    for strategy in NonlinearSearch.Strategy.all {
      var search = NonlinearSearch(model, start: start, strategy: strategy)
      switch search.run() {
      case .converged(let fit): return .converged(fit)
      case .notConverged(let why): reason = reason ?? why
      }
    }
    return .notConverged(reason ?? .startNotFinite)
  }
}
