internal import Elementary

/// The shape that is fitted to responses over doses x.
public enum SigmoidModel: Sendable, Equatable {
  /// y = d + (a - d)/(1 + (x/c)^b), b above zero: a at dose zero, d at infinite dose, c the EC50.
  case fourParameter
  /// y = d + (a - d)/(1 + (x/c)^b)^g (Gottschalk & Dunn 2005): g is the exponent of asymmetry.
  ///
  /// The two signs of b are two families of curves: with b above zero a is the response at dose zero, with b below zero
  /// at infinite dose. A protocol that compares g or slopes between runs should fix the sign.
  case fiveParameter(SignOfSlope)

  /// Which sign of b the five parameter curve may take.
  public enum SignOfSlope: Sendable, Equatable {
    case positive
    case negative
    /// Whichever leaves the smaller residual sum of squares.
    case either
  }

  /// Four or five.
  var parametersPerCurve: Int { self == .fourParameter ? 4 : 5 }
}

/// What is done to a response before a curve is fitted to it.
public enum CurveTransform: Sendable, Equatable, CaseIterable {
  case none
  /// Natural logarithm; responses above zero.
  case ln
  /// Logarithm to base 10; responses above zero.
  case log10
  /// Responses not below zero.
  case squareRoot
  case square

  /// The transformed response, `nil` where the transform is not defined.
  public func apply(_ response: Double) -> Double? {
    switch self {
    case .none: response
    case .ln: response > 0 ? Elementary.ln(response) : nil
    case .log10: response > 0 ? Elementary.ln(response) / 2.302585092994045684 : nil
    case .squareRoot: response >= 0 ? response.squareRoot() : nil
    case .square: response * response
    }
  }
}

/// How much each response counts: its weight is proportional to one over its variance.
///
/// Weights are fixed before any fit, so that the sums of squares of free and constrained fits can be compared.
public enum CurveWeighting: Sendable, Equatable {
  case equal
  /// The weights that come with each preparation.
  case given
  /// The variance is proportional to this power of the mean response at the dose: weight = |mean|^(-power), the mean
  /// over the (transformed) responses of the preparation at that dose.
  case powerOfMean(Double)
  /// One over the variance of the replicates of the preparation at that dose.
  case replicateVariance
}

/// What a dose of zero means, which has no logarithm.
public enum ZeroDoseRule: Sendable, Equatable {
  /// The response at dose zero is the curve's asymptote there, exactly.
  case asymptote
  /// A dose of zero is an obstacle.
  case refuse
}

/// How curves are fitted.
public struct CurveSettings: Sendable, Equatable {
  public let model: SigmoidModel
  public let transform: CurveTransform
  public let weighting: CurveWeighting
  public let zeroDose: ZeroDoseRule

  public init(
    model: SigmoidModel, transform: CurveTransform = .none, weighting: CurveWeighting = .equal, zeroDose: ZeroDoseRule
  ) {
    self.model = model
    self.transform = transform
    self.weighting = weighting
    self.zeroDose = zeroDose
  }
}

/// The readings of one preparation: a dose and a response for each well.
public struct CurvePreparation: Sendable, Equatable {
  public let name: String
  /// In the unit of the assay; zero is allowed as ``ZeroDoseRule`` says.
  public let doses: [Double]
  public let responses: [Double]
  /// For ``CurveWeighting/given``: one for each well, above zero.
  public let weights: [Double]?

  public init(name: String, doses: [Double], responses: [Double], weights: [Double]? = nil) {
    self.name = name
    self.doses = doses
    self.responses = responses
    self.weights = weights
  }
}
