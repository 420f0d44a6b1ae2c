internal import Statistics

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

  func ofRatio(_ criterion: Criterion, _ estimate: RatioEstimate, _ judge: BridgingJudge) -> Judgement? {
    judge.test(
      criterion, judge.lnDrift(estimate), limits: limits, direction: nil, equivalenceInterval: false,
      quantity: .drift,
      method:
        "all measured ratios back to the primary over the value given by the rule \(judge.comparison.rule.rawValue), on ln; variances of the chain and of this study added, Satterthwaite df"
    )
  }

  func unitsOfRatio(
    _ criterion: Criterion, _ ratios: GroupedRatios, _ estimate: RatioEstimate, _ judge: BridgingJudge
  ) -> UnitsNeeded? {
    let observed = judge.standards.lnDrift + estimate.lnRatio - judge.lnFactor(estimate)
    return limits.marginOfLn.map {
      .comparingMeans(
        SizeOfBridging(ratios, constant: judge.standards.path), margin: $0, observed: observed,
        zero: judge.standards.lnDrift, alpha: criterion.alpha, direction: nil)
    }
  }
}
