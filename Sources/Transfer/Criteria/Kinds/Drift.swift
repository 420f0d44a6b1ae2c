internal import Notation
internal import Statistics

/// `drift`: limits on the potency that a candidate standard has by all measured ratios back to the primary, over the value it
/// is given.
public struct Drift: Sendable, Hashable {
  public let limits: Limits
}

extension Drift: CriterionKind {
  static let door = Door(
    name: "drift", keys: ["limits"], inBridging: .ratio,
    read: { reader, section, _, _ in reader.drift(section).map { .drift($0) } })

  var facts: Facts {
    Facts(
      name: Self.door.name, subject: .standard, basis: .ratios, part: .neither, unit: .named(""), lower: limits.lower,
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

  // MARK: - Planning

  /// A drift rests on the chain as well as on the study. At its limit the chain's own error is drawn with the uncertainty
  /// that the ledger states, since α is a rate over chains and not over studies of one chain alone.
  func boundaries(_ study: PlannedBridging, _ truth: Truth) -> [RatioBoundary] {
    let (current, candidate) = (study.comparison.current, study.comparison.candidate)
    let before = study.driftBefore
    func draw(_ lnDrift: Double) -> ChainDraw? {
      before.variance > 0
        ? ChainDraw(lnDrift: lnDrift, variance: before.variance, degreesOfFreedom: before.degreesOfFreedom) : nil
    }
    return limits.sides(nil) { limit, words, isLower in
      switch study.comparison.rule {
      case .equivalence:
        let moved = truth.with(bias: limit - study.lnDriftBefore)
        return RatioBoundary(
          truth: moved, chain: draw(study.lnDriftBefore), words: "a true drift of \(candidate) \(words)",
          bias: moved.bias, isLower: isLower)
      case .offset:
        // The measured ratio goes into the value, so that only what the current standard has drifted is left. Where the
        // ledger leaves no doubt about that, no truth lies on the limit.
        return draw(limit).map {
          RatioBoundary(
            truth: truth, chain: $0, words: "a true drift of \(current), and so of \(candidate), \(words)", bias: nil,
            isLower: isLower)
        }
      }
    }
  }

  func impossibility(_ study: PlannedBridging, _ truth: Truth, _ criterion: Criterion) -> String? {
    let log = AnalysisScale.log
    let (current, candidate) = (study.comparison.current, study.comparison.candidate)
    let centre = study.lnDrift(bias: truth.bias)
    let drift = shown(log.reported(centre))
    let found = limits.outside(nil, centre) { place in
      study.comparison.rule == .offset
        ? "by the ledger \(current) has a drift of \(drift), which the rule offset carries on and which lies \(place); no number of runs changes that"
        : "by the ledger and the assumed bias \(candidate) would have a drift of \(drift), which lies \(place); no size can show what is not so"
    }
    if let found { return found }
    let (lower, upper) = limits.ln
    // By the rule offset every study has its interval about the ledger's drift; else the interval has to fit at all.
    let room = study.comparison.rule == .offset ? min(upper - centre, centre - lower) : (upper - lower) / 2
    guard ChainAlone.leastHalfWidth(study.driftBefore, tail: criterion.alpha) >= room else { return nil }
    let alone = log.reported(ChainAlone.halfWidth(study.driftBefore, tail: criterion.alpha))
    return
      "the chain before the study leaves the drift uncertain by a factor of \(shown(alone)) either way, about \(drift), which does not fit inside the limits (\(limits.lower) to \(limits.upper)); no number of runs changes that"
  }

  func chance(_ study: PlannedBridging, _ spread: PlannedRatio, _ criterion: Criterion) -> TheoryChance? {
    guard study.comparison.rule == .equivalence, study.driftBefore.variance == 0 else { return nil }
    return spread.chance(of: study.lnDrift(bias: spread.truth.bias), limits, nil, alpha: criterion.alpha)
  }

  func chainAlone(_ study: PlannedBridging, _ truth: Truth, _ criterion: Criterion) -> ChainAlone? {
    guard study.driftBefore.variance > 0 else { return nil }
    let log = AnalysisScale.log
    let half = ChainAlone.halfWidth(study.driftBefore, tail: criterion.alpha)
    let centre = study.lnDrift(bias: truth.bias)
    return ChainAlone(
      criterion, interval: (log.reported(centre - half), log.reported(centre + half)),
      isInside: centre - half > limits.ln.lower && centre + half < limits.ln.upper)
  }

  // MARK: - Words

  func words(_ attribute: Attribute, _ words: StudyWords) -> Words {
    Words(
      quantity: "Drift of \(.receiving) against the primary",
      short: "drift")
  }

  func sentence(_ verdict: Verdict, _ evidence: Evidence, _ words: StudyWords) -> Template {
    let opening: Template =
      "The \(.level) confidence interval of the drift of \(.receiving) against the primary (\(.interval))"
    return switch verdict {
    case .pass: "\(opening) lies inside the limits set in advance (\(.limits))\(.isMet)"
    case .fail:
      "\(opening) lies wholly beyond \(.beyond): by all measured ratios the standard has drifted by more than the limit."
    case .inconclusive, .notEvaluated:
      "\(opening) does not lie inside the limits (\(.limits)): that the drift is within them was not shown. The data do not show that it is more, either."
    }
  }
}

// MARK: - Keys

extension Reader {
  fileprivate mutating func drift(_ section: Section) -> Drift? {
    required("limits", section) { $0.limitsOfRatio($1, $2) }.map { Drift(limits: $0) }
  }
}

extension Evidence.Quantity {
  /// A standard's potency by all measured ratios over the value that it was given.
  public static let drift = Evidence.Quantity("drift", reference: 1, isRatio: true)
}
