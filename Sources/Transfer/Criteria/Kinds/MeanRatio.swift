internal import Notation
internal import Statistics

/// `mean-ratio`: R / S of geometric means on the log scale, of arithmetic means on the linear; in a bridging study the ratio
/// of the candidate to the current standard.
public struct MeanRatio: Sendable, Hashable {
  public let limits: Limits
  public internal(set) var variances: Variances
  public let direction: Direction?
  public let equivalenceInterval: Bool
  /// `nil` for the default: Satterthwaite in each laboratory's own model, Kenward and Roger in a common one.
  public let degreesOfFreedom: ModelDegreesOfFreedom?
}

extension MeanRatio: CriterionKind {
  var facts: Facts {
    let (lower, upper) = limits.tested(direction)
    return Facts(
      name: "mean-ratio", subject: .location, basis: .results, part: .both, unit: .named(""), lower: lower,
      upper: upper, dependsOnLevel: true, variances: variances, degreesOfFreedom: degreesOfFreedom, ofStandard: .ratio)
  }

  func with(variances: Variances) -> Criterion.Kind? {
    var copy = self
    copy.variances = variances
    return .meanRatio(copy)
  }
  private var terms: MeanComparison.Terms {
    MeanComparison.Terms(
      limits: limits, variances: variances, direction: direction, equivalenceInterval: equivalenceInterval,
      degreesOfFreedom: degreesOfFreedom)
  }

  func prepare(_ asked: Asked) throws(DesignObstacle) -> Prepared {
    let comparison = MeanComparison(asked)
    let terms = terms
    return .ofBoth(asked) { s, r, frame in
      if asked.attribute.scale == .log {
        // The difference of ln means, told as a ratio.
        return comparison.compare(terms, sending: s, receiving: r, frame, .ratioOfGeometricMeans, frame.scale.reported)
      }
      return comparison.ratioOfMeans(terms, relative: false, sending: s, receiving: r, frame)
    }
  }

  func ofRatio(_ criterion: Criterion, _ estimate: RatioEstimate, _ judge: BridgingJudge) -> Judgement? {
    judge.test(
      criterion, estimate.estimate, limits: limits, direction: direction, equivalenceInterval: equivalenceInterval,
      quantity: .ratioOfGeometricMeans,
      method: "\(judge.words), on ln; the standard error is that of ln candidate − ln current")
  }

  func unitsOfRatio(
    _ criterion: Criterion, _ ratios: GroupedRatios, _ estimate: RatioEstimate, _ judge: BridgingJudge
  ) -> UnitsNeeded? {
    limits.marginOfLn.map {
      .comparingMeans(
        SizeOfBridging(ratios, constant: nil), margin: $0, observed: estimate.lnRatio, zero: 0,
        alpha: criterion.alpha, direction: direction)
    }
  }

  // MARK: - Planning

  private func biases(_ assumed: Assumed) -> BiasLimits {
    BiasLimits(limits: limits, direction: direction, unit: "") { limit in
      assumed.scale == .log ? AnalysisScale.log.position(of: limit) : assumed.level.map { $0 * (limit - 1) }
    }
  }

  func boundaries(_ assumed: Assumed) -> [Boundary] { biases(assumed).boundaries(assumed.truth) }
  func exclusion(_ assumed: Assumed) -> String? { biases(assumed).exclusion(assumed) }

  func chance(_ planned: PlannedSpread, _ criterion: Criterion) -> Double? {
    planned.attribute.scale == .log
      ? planned.chanceOfMeans(terms, alpha: criterion.alpha) { AnalysisScale.log.position(of: $0.double) } : nil
  }

  func boundaries(_ study: PlannedBridging, _ truth: Truth) -> [RatioBoundary] {
    limits.sides(direction) { limit, words, isLower in
      var moved = truth
      moved.bias = limit
      return RatioBoundary(
        truth: moved, chain: nil,
        words: "a true ratio \(study.comparison.candidate)/\(study.comparison.current) \(words)", bias: limit,
        isLower: isLower)
    }
  }

  func exclusion(_ study: PlannedBridging, _ truth: Truth, _ criterion: Criterion) -> String? {
    let (current, candidate) = (study.comparison.current, study.comparison.candidate)
    return limits.outside(direction, truth.bias) {
      "the assumed bias, \(shown(truth.bias)) on ln, is a true ratio \(candidate)/\(current) of \(shown(AnalysisScale.log.reported(truth.bias))), which lies \($0); no size can show what is not so"
    }
  }

  func chance(_ study: PlannedBridging, _ spread: PlannedRatio, _ criterion: Criterion) -> Double? {
    spread.chance(of: spread.truth.bias, limits, direction, alpha: criterion.alpha)
  }
}
