internal import Notation
internal import Statistics

/// Judges the criteria of a bridging study from the ln ratios of its laboratories: the same lines for measured pairs, for
/// pairs of which some are left out, and for simulated ones.
struct BridgingJudge: Sendable {
  let attribute: Attribute
  let comparison: Comparison
  let standards: CurrentStandard
  /// How the laboratories' ratios become one; with one laboratory its own mean.
  let consensus: RatioConsensus
  /// How many take part, for words.
  let laboratories: Int

  /// What is known of the current standard before the study.
  struct CurrentStandard: Sendable {
    /// ln of the value that it was given.
    let lnValue: Double
    /// ln of its potency by all measured ratios, less ``lnValue``.
    let lnDrift: Double
    /// Of its measured value against the primary, with and without the primary's own uncertainty.
    let value: (variance: Double, degreesOfFreedom: Double)
    let path: (variance: Double, degreesOfFreedom: Double)
  }

  init(_ attribute: Attribute, _ comparison: Comparison, _ standards: CurrentStandard, laboratories: Int) {
    self.laboratories = laboratories
    self.attribute = attribute
    self.comparison = comparison
    self.standards = standards
    consensus = comparison.consensus?.method ?? .equalWeights
  }

  /// The method that decides, in words.
  var words: String { consensus.words(attribute, laboratories: laboratories) }

  func estimate(_ ratios: GroupedRatios) throws(RatioError) -> RatioEstimate {
    let found = try ratios.combined(consensus)
    guard found.standardError > BridgingSample.rounding else { throw .noVariation }
    return found
  }

  /// ln value that the deciding rule gives the candidate, less that of the current standard.
  func lnFactor(_ estimate: RatioEstimate) -> Double { comparison.rule == .offset ? estimate.lnRatio : 0 }

  /// ln of the candidate's potency by all measured ratios over the value that the deciding rule gives.
  func lnDrift(_ estimate: RatioEstimate) -> LnEstimate {
    total(standards.lnDrift + estimate.lnRatio - lnFactor(estimate), estimate, standards.path)
  }

  /// ln of the value that the deciding rule gives the candidate, with what the chain leaves unknown of it.
  func lnValue(_ estimate: RatioEstimate) -> LnEstimate {
    total(standards.lnValue + lnFactor(estimate), estimate, standards.value)
  }

  /// What this study leaves unknown and what the chain brings, added up; degrees of freedom by Satterthwaite.
  func total(
    _ value: Double, _ estimate: RatioEstimate, _ before: (variance: Double, degreesOfFreedom: Double)
  ) -> LnEstimate {
    let own = estimate.standardError * estimate.standardError
    let freedom = satterthwaite([
      (own, estimate.degreesOfFreedom ?? .infinity), (before.variance, before.degreesOfFreedom),
    ])
    return LnEstimate(
      value, standardError: (own + before.variance).squareRoot(), degreesOfFreedom: freedom ?? .infinity)
  }

  /// - Parameter room: of the criterion, which many judgements need once.
  func judgement(_ criterion: Criterion, _ estimate: RatioEstimate, in room: Room? = nil) -> Judgement {
    (room ?? criterion.kind.room).ofRatio(criterion, estimate, self)
      ?? .notEvaluated(
        "a criterion of the kind \(criterion.kindName) is not judged from the ratios of a bridging study")
  }

  /// Two one-sided tests of something on ln against limits that are said as ratios.
  func test(
    _ criterion: Criterion, _ estimate: LnEstimate, limits: Limits, direction: Direction?, equivalenceInterval: Bool,
    quantity: Evidence.Quantity, method: @escaping @autoclosure () -> String
  ) -> Judgement {
    let log = AnalysisScale.log
    let (lower, upper) = (log.position(of: limits.lower.double), log.position(of: limits.upper.double))
    let alpha = criterion.alpha
    let p = estimate.pValues(lower: lower, upper: upper)
    let outcome = judge(
      lowerP: p.lower, upperP: p.upper, beyondLowerP: estimate.pValue(below: lower),
      beyondUpperP: estimate.pValue(above: upper), alpha: alpha, direction: direction)
    return Judgement(outcome) {
      func set(_ ends: (lower: Double, upper: Double)) -> ConfidenceSet {
        ConfidenceSet.bounded(lower: log.reported(ends.lower), upper: log.reported(ends.upper))
      }
      let interval = estimate.interval(level: 1 - 2 * alpha)
      let middle = (lower + upper) / 2
      return Judgement.Details(
        evidence: Evidence(
          quantity, estimate: log.reported(estimate.value), standardError: estimate.standardError,
          degreesOfFreedom: estimate.degreesOfFreedom.isFinite ? estimate.degreesOfFreedom : nil,
          .interval(
            Evidence.Interval(
              judged: set(interval).oneSided(direction), wide: set(estimate.interval(level: 1 - alpha)),
              opposite: direction.map { log.reported($0 == .lower ? interval.upper : interval.lower) },
              equivalence: equivalenceInterval
                ? set((min(middle, interval.lower), max(middle, interval.upper))) : nil,
              lowerPValue: direction == .upper ? nil : p.lower, upperPValue: direction == .lower ? nil : p.upper)),
          level: direction == nil ? 1 - 2 * alpha : 1 - alpha,
          lowerLimit: direction == .upper ? nil : limits.lower.double,
          upperLimit: direction == .lower ? nil : limits.upper.double, method: method()))
    }
  }
}

extension Comparison.Consensus {
  /// The method of that name.
  var method: RatioConsensus {
    switch self {
    case .equalWeights: .equalWeights
    case .pooledWithin: .pooledWithin
    case .groupMeans: .groupMeans
    case .randomEffects: .randomEffects
    case .mandelPaule: .mandelPaule
    case .derSimonianLaird: .derSimonianLaird
    }
  }
}
