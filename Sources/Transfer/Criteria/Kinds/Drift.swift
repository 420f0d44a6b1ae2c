/// `drift`: limits on the potency that a candidate standard has by all measured ratios back to the primary, over the value it
/// is given.
public struct Drift: Sendable, Hashable {
  public let limits: Limits
}

extension Drift: CriterionKind {
  var facts: Facts {
    Facts(
      name: "drift", subject: .standard, basis: .ratios, part: .neither, unit: .named(""), lower: limits.lower,
      upper: limits.upper, ofStandard: .drift)
  }
}
