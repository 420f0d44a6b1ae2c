internal import AssayData

/// `recovery`: the receiving laboratory's mean in percent of the nominal value.
public struct Recovery: Sendable, Hashable {
  public let limits: Limits
  public let direction: Direction?
  public let equivalenceInterval: Bool
  /// `nil` for the default: Satterthwaite in each laboratory's own model, Kenward and Roger in a common one.
  public let degreesOfFreedom: ModelDegreesOfFreedom?
}

extension Recovery: CriterionKind {
  var facts: Facts {
    let (lower, upper) = limits.tested(direction)
    return Facts(
      name: "recovery", subject: .location, basis: .recoveries, part: .receiving, unit: .named("%"), lower: lower,
      upper: upper, roles: [.level], degreesOfFreedom: degreesOfFreedom)
  }
}
