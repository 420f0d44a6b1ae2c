public import Notation
internal import Statistics

/// `assigned-value`: how well the value of a candidate standard must be known.
public struct AssignedValue: Sendable, Hashable {
  public enum Uncertainty: String, CaseIterable, Sendable, Hashable {
    /// Of the ratio to the current standard, as this study leaves it.
    case ratio
    /// Of the value against the primary, with what the whole chain adds.
    case chain
  }
  /// Of 100 (exp(h) - 1), h the half-width of the two-sided interval of ln at 1 - alpha; in percent.
  public let limit: ExactDecimal
  public let uncertainty: Uncertainty
}

extension AssignedValue: CriterionKind {
  var facts: Facts {
    Facts(
      name: "assigned-value", subject: .standard, basis: .ratios, part: .neither, unit: .named("%"), lower: nil,
      upper: limit, ofStandard: .value(uncertainty))
  }

  func ofRatio(_ criterion: Criterion, _ estimate: RatioEstimate, _ judge: BridgingJudge) -> Judgement? {
    let value =
      uncertainty == .ratio
      ? estimate.estimate
      : judge.total(judge.standards.lnValue + judge.lnFactor(estimate), estimate, judge.standards.value)
    let level = 1 - criterion.alpha
    let percent = GeometricVariation.percentGCV(value.halfWidth(level: level))
    let isInside = percent < limit.double
    let outcome: (Verdict, String) =
      isInside
      ? (.pass, "the value is known as well as was asked for")
      : (.inconclusive, "the value is not known as well as was asked for: a larger study would be needed")
    return Judgement(outcome) {
      Judgement.Details(
        evidence: Evidence(
          quantity: .halfWidth, estimate: percent, standardError: value.standardError,
          degreesOfFreedom: value.degreesOfFreedom.isFinite ? value.degreesOfFreedom : nil,
          judged: .bounded(lower: nil, upper: percent), level: level, wide: nil, opposite: nil,
          equivalenceInterval: nil, lowerLimit: nil, upperLimit: limit.double, lowerPValue: nil, upperPValue: nil,
          method:
            "100 (exp(h) − 1), h the half-width of the two-sided interval of ln \(uncertainty == .ratio ? "ratio to the current standard" : "value against the primary")",
          laboratories: []))
    }
  }
}

extension Criterion {
  /// A limit on the half-width of a candidate's interval that no protocol states, for asking what a size would do.
  public static func halfWidth(
    percent: ExactDecimal, _ uncertainty: AssignedValue.Uncertainty, alpha: Double
  ) -> Criterion {
    Criterion(
      id: "\(percent) %", kind: .assignedValue(AssignedValue(limit: percent, uncertainty: uncertainty)), scope: .pooled,
      alpha: alpha, required: false, justification: Justification(source: .example, text: "a question of planning"),
      location: SourceLocation(file: ""))
  }
}
