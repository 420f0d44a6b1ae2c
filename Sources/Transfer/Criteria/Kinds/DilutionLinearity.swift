internal import AssayData

/// `dilution-linearity`: limits on the slope of ln measured on ln nominal potency, which is 1 for a method that is linear on
/// dilution.
public struct DilutionLinearityLimits: Sendable, Hashable {
  public let limits: Limits
}

extension DilutionLinearityLimits: CriterionKind {
  var facts: Facts {
    Facts(
      name: "dilution-linearity", subject: .shape, basis: .levels, part: .receiving, unit: .named(""),
      lower: limits.lower, upper: limits.upper, roles: [.level])
  }
}
