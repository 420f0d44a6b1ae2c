public import Notation

/// `similarity`: how alike the curves of a test preparation and of the reference must be, run by run.
public struct Similarity: Sendable, Hashable {
  public enum Parameter: String, CaseIterable, Sendable, Hashable {
    case slope
    case lowerAsymptote = "lower-asymptote"
    case upperAsymptote = "upper-asymptote"
    /// The extra sum of squares of parallel over free curves or lines, in the square of the transformed response.
    case nonparallelism
  }
  public let parameter: Parameter
  /// Of the ratio test over reference; without a lower one for ``Parameter/nonparallelism``.
  public let lower: ExactDecimal?
  public let upper: ExactDecimal
  /// How many runs, of all test preparations at both laboratories, may not be shown to lie inside.
  public let mayFail: Int

  public init(parameter: Parameter, lower: ExactDecimal?, upper: ExactDecimal, mayFail: Int) {
    self.parameter = parameter
    self.lower = lower
    self.upper = upper
    self.mayFail = mayFail
  }
}

extension Similarity: CriterionKind {
  var facts: Facts {
    Facts(
      name: "similarity", subject: .shape, basis: .curves, part: .both, unit: .named(""), lower: nil,
      upper: ExactDecimal(mayFail))
  }

  var ofCurves: Similarity? { self }
}
