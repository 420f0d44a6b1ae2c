/// Why a parallel-line or slope-ratio assay has no answer for these readings.
public enum LinearAssayError: Error, Equatable, Sendable, CustomStringConvertible {
  case noTestPreparation
  /// A reading that names a preparation which is not in the list.
  case unknownPreparation(index: Int)
  case noReadings(preparation: String)
  /// Codes of blocks, rows or columns that are not one for each reading.
  case lengths(effect: AssayEffect, codes: Int, readings: Int)
  case notFinite(index: Int)
  /// A dose that the model cannot take: below zero, or zero where the model uses its logarithm.
  case doseNotPositive(index: Int, dose: Double)
  /// A response for which the chosen scale is not defined.
  case responseOutsideScale(index: Int, response: Double, scale: AssayResponseScale)
  /// A preparation with one dose, so that its line has no slope.
  case oneDose(preparation: String)
  /// The readings do not tell a preparation, or its slope, from blocks, rows, columns and the other lines.
  case confounded(preparation: String)
  case noVariation
  /// More treatments and blocks for the readings than least squares is let loose on.
  case tooLarge(readings: Int, effects: Int)
  case noResidualDegreesOfFreedom(AssayErrorTerm)
  /// Responses that repeat, or lie on the lines, exactly: there is no error to judge by.
  case noResidualVariation(AssayErrorTerm)
  /// A slope of zero, or so near to it that the potency is beyond any number.
  case flatSlope
  /// Slopes of opposite signs, whose ratio is no potency.
  case oppositeSlopes(preparation: String)
  /// An effect that this design has no degrees of freedom for.
  case notInDesign(AssayEffect)
  /// An effect held against an error that it is itself a part of.
  case partOfError(AssayEffect, AssayErrorTerm)

  public var description: String {
    switch self {
    case .noTestPreparation: "an assay needs a standard and at least one test preparation"
    case .unknownPreparation(let index): "reading \(index + 1) names a preparation that is not in the list"
    case .noReadings(let preparation): "\(preparation) has no readings"
    case .lengths(let effect, let codes, let readings): "\(codes) codes of \(effect) for \(readings) readings"
    case .notFinite(let index): "reading \(index + 1) has a dose or a response that is not a finite number"
    case .doseNotPositive(let index, let dose):
      "reading \(index + 1) has the dose \(dose), which this model cannot take"
    case .responseOutsideScale(let index, let response, let scale):
      "reading \(index + 1) has the response \(response), for which the scale '\(scale)' is not defined"
    case .oneDose(let preparation): "\(preparation) has a single dose, so its line has no slope"
    case .confounded(let preparation):
      "the readings do not tell \(preparation) from the other effects of the design"
    case .noVariation: "all responses are the same"
    case .tooLarge(let readings, let effects):
      "\(readings) readings of \(effects) treatments and blocks are more than this analysis takes; is a dose or block wrong?"
    case .noResidualDegreesOfFreedom(let term): "no degrees of freedom are left for the error \(term)"
    case .noResidualVariation(let term): "the error \(term) is zero: the responses repeat or fit exactly"
    case .flatSlope: "the slope is zero, or so near to it that no potency can be formed"
    case .oppositeSlopes(let preparation):
      "the slope of \(preparation) and that of the standard have opposite signs, so their ratio is no potency"
    case .notInDesign(let effect): "this design has no degrees of freedom for \(effect)"
    case .partOfError(let effect, let term): "\(effect) is a part of the error \(term), so it cannot be held against it"
    }
  }
}

/// What does not forbid a result but must be said beside it.
public enum LinearAssayCaution: Equatable, Sendable, CustomStringConvertible {
  /// Fitted alone, the line of a preparation runs against that of the standard: the common slope describes neither.
  case oppositeSlopes(preparation: String)
  /// At the estimated potency the test's doses, in the standard's terms, do not overlap the standard's own doses.
  case outsideDoseRange(preparation: String)

  public var description: String {
    switch self {
    case .oppositeSlopes(let preparation):
      "fitted alone, the line of \(preparation) runs against that of the standard"
    case .outsideDoseRange(let preparation):
      "at the estimated potency the doses of \(preparation) do not overlap those of the standard"
    }
  }
}
