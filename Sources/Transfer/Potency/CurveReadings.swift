internal import Statistics

/// A run's readings as curves are fitted to them.
struct CurveReadings {
  let batch: AssayBatch

  var settings: DoseResponse { batch.settings }
  var information: CurveInformation { settings.standardErrors == .observed ? .observed : .expected }

  /// The reference with some of the tests, by their place in the batch.
  func data(of tests: [Int]) throws(CurveError) -> CurveData {
    try CurveData(reference: preparation(0), tests: tests.map(preparation), settings: curveSettings)
  }

  /// A preparation alone.
  func data(alone k: Int) throws(CurveError) -> CurveData {
    try CurveData(reference: preparation(k), settings: curveSettings)
  }

  func preparation(_ k: Int) -> CurvePreparation {
    CurvePreparation(
      name: batch.names[k], doses: batch.members[k].map { batch.readings[$0].dose },
      responses: batch.members[k].map { batch.readings[$0].response })
  }

  var curveSettings: CurveSettings {
    let weighting: CurveWeighting =
      switch settings.weights {
      case .none: .equal
      case .replicates: .replicateVariance
      case .meanSquared: .powerOfMean(2)
      }
    return CurveSettings(
      model: settings.model == .fiveParameter ? .fiveParameter(.either) : .fourParameter,
      transform: settings.transform.ofCurve, weighting: weighting,
      zeroDose: settings.zeroDose == .asymptote ? .asymptote : .refuse)
  }

  // MARK: - As it is reported

  /// - Parameter place: of the preparation in the fit.
  func parameters(_ fit: SigmoidFit, _ place: Int) -> [PotencyAssay.Parameter] {
    let curve = fit.curves[place]
    let errors = fit.isExact ? nil : fit.standardErrors(information)
    let (low, high) = curve.rises ? (0, 1) : (1, 0)
    var found = [
      PotencyAssay.Parameter(name: "slope", estimate: curve.slope, standardError: errors?[2]),
      PotencyAssay.Parameter(name: "lower asymptote", estimate: curve.lowerAsymptote, standardError: errors?[low]),
      PotencyAssay.Parameter(name: "upper asymptote", estimate: curve.upperAsymptote, standardError: errors?[high]),
      PotencyAssay.Parameter(
        name: "ln EC50", estimate: curve.lnEC50, standardError: errors?[fit.lnEC50Index(place)]),
    ]
    if settings.model == .fiveParameter {
      found.append(
        PotencyAssay.Parameter(
          name: "asymmetry", estimate: curve.asymmetry, standardError: errors.map { $0[3] * curve.asymmetry }))
    }
    return found
  }

  /// For the eye, over the doses of a preparation.
  func points(_ fit: SigmoidFit, _ place: Int, _ k: Int) -> [(dose: Double, response: Double)] {
    batch.grid(of: k, linear: false).map { ($0, fit.curves[place].response(at: $0)) }
  }
}

extension CurveInformation {
  var words: String { self == .expected ? "standard errors from J'J" : "standard errors from the observed information" }
}

extension DoseResponse.Transform {
  var ofCurve: CurveTransform {
    switch self {
    case .none: .none
    case .ln: .ln
    case .log10: .log10
    case .sqrt: .squareRoot
    case .square: .square
    }
  }

  var ofLine: AssayResponseScale {
    switch self {
    case .none: .asMeasured
    case .ln: .naturalLogarithm
    case .log10: .decimalLogarithm
    case .sqrt: .squareRoot
    case .square: .square
    }
  }
}
