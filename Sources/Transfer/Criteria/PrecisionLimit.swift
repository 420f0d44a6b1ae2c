public import AssayData
public import Notation

/// An upper limit on one laboratory's precision: the terms of `repeatability` and of `intermediate-precision`.
public struct PrecisionLimit: Sendable, Hashable {
  public enum Laboratory: String, CaseIterable, Sendable, Hashable {
    case receiving, sending
  }
  public let limit: ExactDecimal
  public let laboratory: Laboratory
  public let measure: PrecisionMeasure
  /// Sources of variation of intermediate precision; empty for repeatability.
  public let sources: [Role]
  /// The source that stands for the levels that took part alone, "these analysts".
  public let fixedSource: Role?
  public let reportable: Reportable?
}

extension PrecisionLimit {
  /// What is known of a limit on precision, whatever its sources of variation are.
  func facts(name: String) -> Facts {
    Facts(
      name: name, subject: .spread, basis: .results, part: laboratory == .sending ? .sending : .receiving,
      unit: measure.unit, lower: nil, upper: limit, roles: sources, dependsOnLevel: measure == .cv)
  }
}

extension PrecisionMeasure {
  fileprivate var unit: Facts.Unit {
    switch self {
    case .sd: .ofResults
    case .cv: .named("%CV")
    case .gcv: .named("%GCV")
    }
  }
}
