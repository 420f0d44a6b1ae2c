internal import Notation
internal import Statistics

/// `mean-ratio`: R / S of geometric means on the log scale, of arithmetic means on the linear; in a bridging study the ratio
/// of the candidate to the current standard.
public struct MeanRatio: Sendable, Hashable {
  public let terms: MeanTerms
}

extension MeanRatio: CriterionKind {
  static let door = Door(
    name: "mean-ratio", keys: ["limits", "variances", "direction", "equivalenceInterval", "degreesOfFreedom"],
    inBridging: .ratio,
    read: { reader, section, context, _ in reader.meanRatio(section, context).map { .meanRatio($0) } })

  var facts: Facts {
    let (lower, upper) = terms.limits.tested(terms.direction)
    return Facts(
      name: Self.door.name, subject: .location, basis: .results, part: .both, unit: .named(""), lower: lower,
      upper: upper, dependsOnLevel: true, variances: terms.variances, degreesOfFreedom: terms.degreesOfFreedom,
      ofStandard: .ratio)
  }

  func with(variances: Variances) -> Criterion.Kind? {
    .meanRatio(MeanRatio(terms: terms.with(variances: variances)))
  }

  func prepare(_ asked: Asked) throws(DesignObstacle) -> Prepared {
    let comparison = MeanComparison(asked)
    return .ofBoth(asked) { s, r, frame in
      if asked.attribute.scale == .log {
        // The difference of ln means, reported as a ratio.
        return comparison.compare(terms, sending: s, receiving: r, frame, .ratioOfGeometricMeans, frame.scale.reported)
      }
      return comparison.ratioOfMeans(terms, relative: false, sending: s, receiving: r, frame)
    }
  }

  func ofRatio(_ criterion: Criterion, _ estimate: RatioEstimate, _ judge: BridgingJudge) -> Judgement? {
    judge.test(
      criterion, estimate.estimate, limits: terms.limits, direction: terms.direction,
      equivalenceInterval: terms.equivalenceInterval,
      quantity: .ratioOfGeometricMeans,
      method: "\(judge.words), on ln; the standard error is that of ln candidate − ln current")
  }

  func unitsOfRatio(
    _ criterion: Criterion, _ ratios: GroupedRatios, _ estimate: RatioEstimate, _ judge: BridgingJudge
  ) -> UnitsNeeded? {
    terms.limits.marginOfLn.map {
      .comparingMeans(
        SizeOfBridging(ratios, constant: nil), margin: $0, observed: estimate.lnRatio, zero: 0,
        alpha: criterion.alpha, direction: terms.direction)
    }
  }

  // MARK: - Planning

  private func biases(_ assumed: Assumed) -> BiasLimits {
    BiasLimits(limits: terms.limits, direction: terms.direction, unit: "") { limit in
      assumed.scale == .log ? AnalysisScale.log.position(of: limit) : assumed.level.map { $0 * (limit - 1) }
    }
  }

  func boundaries(_ assumed: Assumed) -> [Boundary] { biases(assumed).boundaries(assumed.truth) }
  func impossibility(_ assumed: Assumed) -> String? { biases(assumed).impossibility(assumed) }

  func chance(_ planned: PlannedSpread, _ criterion: Criterion) -> TheoryChance? {
    planned.attribute.scale == .log
      ? planned.chanceOfMeans(terms, alpha: criterion.alpha) { AnalysisScale.log.position(of: $0.double) } : nil
  }

  func boundaries(_ study: PlannedBridging, _ truth: Truth) -> [RatioBoundary] {
    terms.limits.sides(terms.direction) { limit, words, isLower in
      RatioBoundary(
        truth: truth.with(bias: limit), chain: nil,
        words: "a true ratio \(study.comparison.candidate)/\(study.comparison.current) \(words)", bias: limit,
        isLower: isLower)
    }
  }

  func impossibility(_ study: PlannedBridging, _ truth: Truth, _ criterion: Criterion) -> String? {
    let (current, candidate) = (study.comparison.current, study.comparison.candidate)
    return terms.limits.outside(terms.direction, truth.bias) {
      "the assumed bias, \(shown(truth.bias)) on ln, is a true ratio \(candidate)/\(current) of \(shown(AnalysisScale.log.reported(truth.bias))), which lies \($0); no size can show what is not so"
    }
  }

  func chance(_ study: PlannedBridging, _ spread: PlannedRatio, _ criterion: Criterion) -> TheoryChance? {
    spread.chance(of: spread.truth.bias, terms.limits, terms.direction, alpha: criterion.alpha)
  }

  // MARK: - Words

  func words(_ attribute: Attribute, _ words: StudyWords) -> Words {
    Words(
      quantity: "Ratio of \(attribute.scale == .log ? "geometric means" : "means") \(words.ratio)",
      short: "ratio \(words.ratio)")
  }

  func cause(_ finding: NotPassed) -> (Cause, String)? { causeOfLocation(finding) }
}

// MARK: - Keys

extension Reader {
  fileprivate mutating func meanRatio(_ section: Section, _ context: CriterionContext) -> MeanRatio? {
    let sides = sides(section)
    let limits = required("limits", section) { reader, node, name -> Limits? in
      guard let limits = reader.limits(node, name) else { return nil }
      guard limits.lower.isPositive else {
        reader.error(
          "E_MARGIN", at: node.place,
          "limits begin at \(limits.lower), but a ratio is above 0; a ratio of 0.8 means 20 % less")
        return nil
      }
      let one = ExactDecimal(1)
      let isAround = reader.warnUnless(contains: one, limits, sides?.direction, node)
      // Rounded limits such as 0.90 to 1.11 are meant to be symmetric.
      let isSymmetricRatio = (limits.lower.double * limits.upper.double - 1).magnitude <= 0.005
      let isSymmetricDifference =
        context.scale != .log && one.exactly(minus: limits.lower) == limits.upper.exactly(minus: one)
      if isAround, sides?.direction == nil, !isSymmetricRatio, !isSymmetricDifference {
        reader.warnOfAsymmetry(limits, node, "1")
      }
      return limits
    }
    guard let sides, let limits else { return nil }
    return MeanRatio(terms: MeanTerms(limits, sides))
  }
}

extension Evidence.Quantity {
  /// R/S of geometric means.
  public static let ratioOfGeometricMeans = Evidence.Quantity(
    "ratioOfGeometricMeans", agreement: 1, reference: 1, isRatio: true)
  /// R/S of arithmetic means.
  public static let ratioOfMeans = Evidence.Quantity("ratioOfMeans", agreement: 1, reference: 1, isRatio: true)
}
