/// A way to combine the ln ratios of several groups; the raw values are the words of a protocol.
///
/// Weights from a group's own standard error are as imprecise as that is. With a few values a group and groups that do
/// not differ, 95 % intervals of the weighted methods hold the truth less often than they say: 66 to 80 % by
/// ``fixedEffect``, 90 to 93 % by ``randomEffects`` (`docs/verification.md`); those of ``equalWeights`` for these groups
/// and of ``groupMeans`` for groups like them hold it in 95 %.
public enum RatioConsensus: String, CaseIterable, Sendable {
  /// The mean of group means, each group with its own variance: SE² = Σ sᵢ²/nᵢ / L², Satterthwaite's degrees of
  /// freedom. The groups are fixed: what is found holds for them. With one group it is the paired t: s²/n with n - 1.
  case equalWeights = "equal-weights"
  /// The same mean with one variance common to all groups, s² Σ 1/nᵢ / L², and N - L degrees of freedom.
  case pooledWithin = "pooled-within"
  /// The mean of group means with its standard error from their scatter alone and L - 1 degrees of freedom: the
  /// geometric mean of groups' geometric means, as collaborative studies give it.
  case groupMeans = "group-means"
  /// Weights 1/(SEᵢ² + τ²), τ² by restricted maximum likelihood, interval of Hartung and Knapp.
  case randomEffects = "random-effects"
  /// The same with the ad hoc variant of the interval, which is never narrower than the plain one.
  case randomEffectsAdHoc = "random-effects-adhoc"
  /// τ² of Mandel and Paule (1970), interval of Hartung and Knapp.
  case mandelPaule = "mandel-paule"
  /// τ² of DerSimonian and Laird (1986), interval of Hartung and Knapp.
  case derSimonianLaird = "dersimonian-laird"
  /// The same with the normal interval.
  case derSimonianLairdNormal = "dersimonian-laird-normal"
  /// Weights 1/SEᵢ², normal interval. The groups are fixed.
  case fixedEffect = "fixed-effect"

  /// Whether the variation between groups enters the standard error, so that what is found holds for groups like these;
  /// otherwise it holds for these groups.
  public var holdsBeyondTheseGroups: Bool {
    switch self {
    case .equalWeights, .pooledWithin, .fixedEffect: false
    case .groupMeans, .randomEffects, .randomEffectsAdHoc, .mandelPaule, .derSimonianLaird, .derSimonianLairdNormal:
      true
    }
  }

  /// The method of ``PotencyCombination`` that it is on group means with their standard errors.
  var combination: CombinationMethod? {
    switch self {
    case .equalWeights, .pooledWithin: nil
    case .groupMeans: .unweighted
    case .randomEffects: .randomEffects(.restrictedMaximumLikelihood, .hartungKnapp)
    case .randomEffectsAdHoc: .randomEffects(.restrictedMaximumLikelihood, .hartungKnappAdHoc)
    case .mandelPaule: .randomEffects(.mandelPaule, .hartungKnapp)
    case .derSimonianLaird: .randomEffects(.derSimonianLaird, .hartungKnapp)
    case .derSimonianLairdNormal: .randomEffects(.derSimonianLaird, .normal)
    case .fixedEffect: .fixedEffect
    }
  }
}

/// The ln ratio of all groups by one method.
public struct RatioEstimate: Sendable, Equatable {
  public let method: RatioConsensus
  /// The ln ratio with its standard error; what intervals and p-values come from.
  public let estimate: LnEstimate
  /// τ², where the method estimates it.
  public let betweenVariance: Double?
  /// The share of each group in the mean, in the order of the groups; they add up to 1.
  public let weights: [Double]

  public var lnRatio: Double { estimate.value }
  public var standardError: Double { estimate.standardError }
  /// `nil` where the normal quantile is used.
  public var degreesOfFreedom: Double? {
    estimate.degreesOfFreedom.isFinite ? estimate.degreesOfFreedom : nil
  }

  /// The two-sided interval of the ln ratio at `level`.
  public func interval(level: Double) -> (lower: Double, upper: Double) { estimate.interval(level: level) }
  /// The two one-sided tests against ln limits: see ``LnEstimate/pValues(lower:upper:)``.
  public func pValues(lower: Double, upper: Double) -> (lower: Double, upper: Double) {
    estimate.pValues(lower: lower, upper: upper)
  }
  /// The opposite tests: see ``LnEstimate/oppositePValues(lower:upper:)``.
  public func oppositePValues(lower: Double, upper: Double) -> (lower: Double, upper: Double) {
    estimate.oppositePValues(lower: lower, upper: upper)
  }
}
