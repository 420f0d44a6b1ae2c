/// What an iterative fit came to: an estimate at a minimum that was proven, or words and no number.
public enum FitOutcome<Fit: Sendable & Equatable>: Sendable, Equatable {
  case converged(Fit)
  case notConverged(NonConvergence)

  /// The fit, `nil` where there is none.
  public var fit: Fit? { if case .converged(let fit) = self { fit } else { nil } }

  /// Why there is no fit, `nil` where there is one.
  public var reason: NonConvergence? { if case .notConverged(let reason) = self { reason } else { nil } }

  /// - Throws: ``NonConvergence`` where there is no fit.
  public func get() throws(NonConvergence) -> Fit {
    switch self {
    case .converged(let fit): return fit
    case .notConverged(let reason): throw reason
    }
  }
}

/// Why a fit has no result. A start value or the last iterate is never handed back in its place.
public enum NonConvergence: Error, Equatable, Sendable, CustomStringConvertible {
  /// The model has no finite value at its start.
  case startNotFinite
  /// As many parameters as values, or more.
  case tooFewValues(values: Int, parameters: Int)
  /// The largest cosine between residuals and a direction of the model, and the largest step in units of the parameter.
  case iterationsExhausted(iterations: Int, gradient: Double, step: Double)
  /// At the last iterate the data leave a combination of the parameters free.
  case parametersNotIdentified
  /// Gradient zero, but the sum of squares falls in some direction.
  case saddlePoint
  /// No part of the response follows the dose: a fitted curve would be flat.
  case flat(preparation: String)
  /// The best curve is a step between two neighbouring doses.
  case slopeWithoutBound(preparation: String)
  /// The best curve has an asymptote without bound, its midpoint far outside the doses or its slope near zero.
  case asymptoteWithoutBound(preparation: String)
  /// One rises with the dose and the other falls, so that no common curve exists.
  case oppositeDirections(reference: String, test: String)
  /// The exponent of asymmetry runs to zero or grows without bound.
  case asymmetryWithoutBound(preparation: String)

  public var description: String {
    switch self {
    case .startNotFinite: "not converged: the model has no finite value at its start"
    case .tooFewValues(let values, let parameters):
      "not converged: \(values) values cannot determine \(parameters) parameters and a residual"
    case .iterationsExhausted(let iterations, let gradient, let step):
      "not converged in \(iterations) iterations (scaled gradient \(gradient), relative step \(step))"
    case .parametersNotIdentified: "not converged: the data leave a combination of the parameters undetermined"
    case .saddlePoint: "not converged: the search ended where the sum of squares is stationary but not least"
    case .flat(let preparation): "not converged: the response of \(preparation) does not follow the dose (flat curve)"
    case .slopeWithoutBound(let preparation):
      "not converged: the slope of \(preparation) grows without bound, because the response steps between two "
        + "neighbouring doses"
    case .asymptoteWithoutBound(let preparation):
      "not converged: an asymptote of \(preparation) runs away, because the doses do not come near it"
    case .oppositeDirections(let reference, let test):
      "the responses of \(reference) and \(test) run in opposite directions, so no common curve exists"
    case .asymmetryWithoutBound(let preparation):
      "not converged: the asymmetry exponent of \(preparation) runs to its limit, because the doses do not determine it"
    }
  }
}
