internal import Notation
internal import Statistics

extension SimilarityRule {
  /// What a run shows of one test preparation.
  public enum Standing: Sendable, Hashable {
    /// The interval lies inside the limits.
    case similar
    /// The interval lies wholly beyond one of them.
    case unlike
    /// Neither, or there is no figure.
    case unknown
  }

  /// How the measure of one preparation in one run stands to the limits.
  public func standing(of found: PotencyAssay.Similarity?) -> Standing {
    guard let found, let estimate = found.estimate else { return .unknown }
    guard let lowerLimit = similarity.lower?.double else {
      return estimate < similarity.upper.double ? .similar : .unlike
    }
    let upperLimit = similarity.upper.double
    guard case .bounded(let lower?, let upper?)? = found.interval(level: 1 - 2 * alpha) else { return .unknown }
    if lower > lowerLimit, upper < upperLimit { return .similar }
    return lower >= upperLimit || upper <= lowerLimit ? .unlike : .unknown
  }

  /// How a preparation of a run stands.
  public func standing(of preparation: String, in assay: PotencyAssay) -> Standing {
    standing(
      of: assay.similarities.first {
        $0.preparation == preparation && $0.parameter == similarity.parameter.rawValue
      })
  }
}

extension PotencyAssay {
  /// Ids of the criteria, among those that the settings require, that do not show a preparation to be similar; with any of
  /// them it has no potency in this run.
  public func notSimilar(_ preparation: String) -> [String] {
    settings.requireSimilar.filter { $0.standing(of: preparation, in: self) != .similar }.map { $0.criterion }
  }

  /// Why a potency is not used, in words that follow "it is".
  static func notShown(_ criteria: [String]) -> String { "not shown similar by \(criteria.joined(separator: ", "))" }
}
