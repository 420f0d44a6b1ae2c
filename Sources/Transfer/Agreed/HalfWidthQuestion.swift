public import Notation

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
