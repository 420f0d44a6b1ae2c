public import AssayData
public import Notation

/// `precision-ratio`: an upper limit on the ratio of SDs, R / S.
public struct PrecisionRatio: Sendable, Hashable {
  public enum Of: String, CaseIterable, Sendable, Hashable {
    case repeatability, intermediate
  }
  public let limit: ExactDecimal
  public let of: Of
  public let sources: [Role]
  /// The source that stands for the levels that took part alone, at both laboratories.
  public let fixedSource: Role?
}

extension PrecisionRatio: CriterionKind {
  var facts: Facts {
    Facts(
      name: "precision-ratio", subject: .spread, basis: .results, part: .both, unit: .named(""), lower: nil,
      upper: limit, roles: sources)
  }
}
