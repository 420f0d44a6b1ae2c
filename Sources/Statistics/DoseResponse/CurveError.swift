/// Why readings cannot be fitted or compared at all.
public enum CurveError: Error, Equatable, Sendable, CustomStringConvertible {
  case lengths(preparation: String, doses: Int, responses: Int)
  case doseNotUsable(preparation: String, index: Int)
  case responseNotFinite(preparation: String, index: Int)
  /// A dose of zero where the rule is to refuse it.
  case zeroDose(preparation: String, index: Int)
  /// A transform that is not defined for a response.
  case transformNotDefined(preparation: String, index: Int, response: Double)
  /// Responses so close together, or so far apart, that their squares are no numbers.
  case rangeNotUsable(Double)
  /// Weights likewise.
  case weightsNotUsable(Double)
  case weightsMissing(preparation: String)
  case weightNotPositive(preparation: String, index: Int)
  /// A mean of zero has no power that could be a weight.
  case meanIsZero(preparation: String, dose: Double)
  /// Replicates that are missing or alike have no variance to weigh by.
  case noReplicateVariance(preparation: String, dose: Double)
  /// Fewer dose levels than the curve has parameters.
  case tooFewDoses(preparation: String, needed: Int, found: Int)
  /// All responses are the same.
  case noVariation(preparation: String)
  case noTestPreparation
  case repeatedName(String)
  /// Signs of the five parameter slopes differ, so that slopes and asymmetries do not compare.
  case differentFamilies(reference: String, test: String)
  /// Curves that go through every mean exactly leave no residual to test with.
  case noResidualVariation
  /// Without replicates at any dose there is no pure error.
  case noReplicates
  /// As many parameters as dose groups: nothing is left to lack fit.
  case noDoseGroupsLeft
  case varianceNotPositive(Double)
  /// The fit that a figure needs did not converge.
  case notConverged(preparation: String, NonConvergence)
  /// A profile could not be followed, because the curves with this potency could not be fitted.
  case profileNotFollowed(lnPotency: Double, NonConvergence)

  public var description: String {
    switch self {
    case .lengths(let preparation, let doses, let responses):
      "\(preparation) has \(doses) doses for \(responses) responses"
    case .doseNotUsable(let preparation, let index):
      "dose \(index + 1) of \(preparation) is not a finite number from zero upwards"
    case .responseNotFinite(let preparation, let index):
      "response \(index + 1) of \(preparation) is not a finite number"
    case .zeroDose(let preparation, let index):
      "dose \(index + 1) of \(preparation) is zero, which has no logarithm, and zero doses are refused"
    case .transformNotDefined(let preparation, let index, let response):
      "response \(index + 1) of \(preparation), \(response), cannot be transformed"
    case .rangeNotUsable(let range): "the responses span \(range), whose square cannot be computed with"
    case .weightsNotUsable(let weight): "the greatest weight is \(weight), which cannot be computed with"
    case .weightsMissing(let preparation): "\(preparation) has no weight for each of its readings"
    case .weightNotPositive(let preparation, let index):
      "weight \(index + 1) of \(preparation) is not a finite number above zero"
    case .meanIsZero(let preparation, let dose):
      "the mean response of \(preparation) at dose \(dose) is zero, so a power of it is no weight"
    case .noReplicateVariance(let preparation, let dose):
      "the replicates of \(preparation) at dose \(dose) are fewer than two or all alike, so they give no weight"
    case .tooFewDoses(let preparation, let needed, let found):
      "\(preparation) has \(found) dose levels, and the curve needs \(needed)"
    case .noVariation(let preparation): "all responses of \(preparation) are the same (flat curve)"
    case .noTestPreparation: "there is no test preparation beside the reference"
    case .repeatedName(let name): "two preparations are named \(name)"
    case .differentFamilies(let reference, let test):
      "the five parameter curves of \(reference) and \(test) have slopes of opposite sign and do not compare"
    case .noResidualVariation: "the curves meet every mean exactly, so there is no residual variance to test with"
    case .noReplicates: "no dose has replicates, so there is no pure error to hold the lack of fit against"
    case .noDoseGroupsLeft: "there are no more dose groups than parameters, so no lack of fit can show"
    case .varianceNotPositive(let variance): "a known variance must be a finite number above zero, not \(variance)"
    case .notConverged(let preparation, let reason): "\(preparation): \(reason)"
    case .profileNotFollowed(let lnPotency, let reason):
      "the profile stopped at ln potency \(lnPotency): \(reason)"
    }
  }
}
