public import Notation

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
