internal import Notation
internal import Statistics

extension MeanComparison {
  /// `mean-ratio` on the linear scale, and `mean-difference` with `relative: true`: Sasabuchi's tests, Fieller's interval.
  func ratioOfMeans(
    _ terms: MeanTerms, relative: Bool, sending: LaboratoryCells, receiving: LaboratoryCells, _ frame: AnalysisFrame
  ) -> Judgement {
    if attribute.unitOfReplication == .sample {
      return .notEvaluated(
        "the ratio of arithmetic means of matched lots has no evaluation here: judge lots on the log scale, or their difference in the unit"
      )
    }
    func ratio(_ limit: ExactDecimal) -> Double { relative ? 1 + limit.double / 100 : limit.double }
    guard let margin = try? Margin(lower: ratio(terms.limits.lower), upper: ratio(terms.limits.upper)) else {
      return .notEvaluated(Limits.beyondComputing)
    }
    let (r, s): (LaboratoryMean, LaboratoryMean)
    let test: RatioTest
    var common: Double? = nil
    do throws(DesignObstacle) {
      (r, s) = try means(terms, sending: sending, receiving: receiving, frame)
    } catch {
      return .notEvaluated(error.reason)
    }
    do throws(SampleError) {
      switch terms.variances {
      case .separate: test = try RatioTest(test: r.estimate, reference: s.estimate, margin: margin)
      case .pooled:
        if r.model != nil || s.model != nil { return .notEvaluated(unbalancedCommon) }
        guard let pooled = CommonVariance(receiving: r, sending: s) else { throw .noVariation }
        common = pooled.degreesOfFreedom
        test = try RatioTest(
          test: pooled.receiving, reference: pooled.sending, margin: margin,
          commonDegreesOfFreedom: pooled.degreesOfFreedom)
      }
    } catch {
      return .notEvaluated(
        error == .meanNotPositive ? "a ratio needs both \(words.groups)' means above zero, and one is not" : constant)
    }
    let alpha = criterion.alpha
    let (lowerP, upperP) = (test.lowerPValue, test.upperPValue)
    var outcome = judge(
      lowerP: lowerP, upperP: upperP, beyondLowerP: 1 - lowerP, beyondUpperP: 1 - upperP, alpha: alpha,
      direction: terms.direction)
    // Whether the set has two ends is reported at once; its ends take a search, which only a report needs.
    if !test.isBounded(level: 1 - 2 * alpha) {
      // With separate variances a p-value may be small where the set is not bounded: then nothing is shown.
      outcome = (.inconclusive, .noEnds(study))
    }
    return Judgement(outcome) { [self] in
      var details = details(terms, relative: relative, test, r, s, frame, commonDegreesOfFreedom: common)
      details.crossChecks = {
        crossChecks(
          of: test, terms, sending: SecondMean(cells: sending, model: s.model, rule: terms.degreesOfFreedom),
          receiving: SecondMean(cells: receiving, model: r.model, rule: terms.degreesOfFreedom), frame)
      }
      return details
    }
  }

  private func details(
    _ terms: MeanTerms, relative: Bool, _ test: RatioTest, _ r: LaboratoryMean, _ s: LaboratoryMean,
    _ frame: AnalysisFrame, commonDegreesOfFreedom: Double?
  ) -> Judgement.Details {
    func back(_ ratio: Double) -> Double { relative ? 100 * (ratio - 1) : ratio }
    let (alpha, direction, limits) = (criterion.alpha, terms.direction, terms.limits)
    let set = test.confidenceSet(level: 1 - 2 * alpha)
    let middle = (test.margin.lower + test.margin.upper) / 2
    var equivalence: ConfidenceSet? = nil
    if terms.equivalenceInterval, case .bounded(let low?, let high?) = set {
      equivalence = .bounded(lower: back(min(middle, low)), upper: back(max(middle, high)))
    }
    var details = Judgement.Details(
      evidence: Evidence(
        relative ? .relativeDifference : .ratioOfMeans, estimate: back(test.ratio),
        .interval(
          Evidence.Interval(
            judged: set.oneSided(direction).mapped(back), wide: test.confidenceSet(level: 1 - alpha).mapped(back),
            opposite: direction == nil ? nil : (direction == .lower ? set.upper : set.lower).map(back),
            equivalence: equivalence, lowerPValue: direction == .upper ? nil : test.lowerPValue,
            upperPValue: direction == .lower ? nil : test.upperPValue)),
        level: direction == nil ? 1 - 2 * alpha : 1 - alpha,
        lowerLimit: direction == .upper ? nil : limits.lower.double,
        upperLimit: direction == .lower ? nil : limits.upper.double,
        method:
          "Sasabuchi's tests and Fieller's interval on \(r.model == nil && s.model == nil ? attribute.unitOfReplication.meansName : "means by each \(words.group)'s own mixed model (REML)"), \(terms.variances == .separate ? "separate variances, Satterthwaite df at each ratio" : "one common variance")",
        laboratories: [figures(s, sendingName, frame), figures(r, receivingName, frame)]))
    details.sendingUnits = s.units
    details.receivingUnits = r.units
    details.unitsNeeded = {
      UnitsNeeded.comparingRatios(
        test, SizeOfTwo(r, s, commonDegreesOfFreedom: commonDegreesOfFreedom), alpha: alpha, direction: direction)
    }
    details.remarks += remarks(r, s)
    return details
  }

  private var unbalancedCommon: String {
    "replication is unbalanced, and a ratio of arithmetic means with one common variance is evaluated for balanced replication only; separate variances (variances: separate) are evaluated"
  }
}
