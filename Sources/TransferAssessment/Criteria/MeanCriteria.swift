internal import Notation
internal import Statistics
public import TransferProtocol

/// Two laboratories' rows of one item, with what the criteria on means share.
struct MeanComparison {
  let criterion: Criterion
  let attribute: Attribute
  let sendingName: String
  let receivingName: String
  let sending: [StudyRow]
  let receiving: [StudyRow]
  /// For matched lots: whether each lot was measured in a run of its own, by the data or by the protocol's word.
  let lotsHaveOwnRuns: Bool?

  /// The rule that the criterion names for a mixed model.
  private var degreesOfFreedom: ModelDegreesOfFreedom? {
    switch criterion.kind {
    case .meanDifference(let kind): kind.degreesOfFreedom
    case .meanRatio(let kind): kind.degreesOfFreedom
    default: nil
    }
  }

  private var unitName: String { attribute.unitOfReplication.plural }

  /// `mean-difference` in the unit.
  func difference(_ kind: MeanDifference) -> Judgement {
    let frame = AnalysisFrame(attribute, values: (sending + receiving).map(\.value))
    guard
      let margin = try? Margin(
        lower: frame.position(of: kind.limits.lower), upper: frame.position(of: kind.limits.upper))
    else { return .notEvaluated("the limits cannot be put on the analysis scale") }
    return compare(
      frame, limits: kind.limits, margin: margin, variances: kind.variances, direction: kind.direction,
      equivalenceInterval: kind.equivalenceInterval, quantity: .difference, back: { $0 / frame.factor })
  }

  /// `mean-ratio` on the log scale: the difference of ln means, told as a ratio.
  func ratioOfGeometricMeans(_ kind: MeanRatio) -> Judgement {
    let frame = AnalysisFrame(attribute, values: (sending + receiving).map(\.value))
    guard
      let margin = try? Margin(
        lower: frame.position(of: kind.limits.lower), upper: frame.position(of: kind.limits.upper))
    else { return .notEvaluated("the limits cannot be put on the analysis scale") }
    return compare(
      frame, limits: kind.limits, margin: margin, variances: kind.variances, direction: kind.direction,
      equivalenceInterval: kind.equivalenceInterval, quantity: .ratioOfGeometricMeans, back: frame.scale.reported)
  }

  // MARK: - Differences on the analysis scale

  private func compare(
    _ frame: AnalysisFrame, limits: Limits, margin: Margin, variances: Variances, direction: Direction?,
    equivalenceInterval: Bool, quantity: Evidence.Quantity, back: (Double) -> Double
  ) -> Judgement {
    if attribute.unitOfReplication == .sample {
      return pairs(
        frame, limits: limits, margin: margin, direction: direction, equivalenceInterval: equivalenceInterval,
        quantity: quantity, back: back)
    }
    do throws(DesignObstacle) {
      let (r, s) = try means(frame)
      let ln = frame.scale == .log ? ", on ln; the standard error is that of ln R - ln S" : ""
      let test: EquivalenceTest
      let method: String
      var common: Double? = nil
      do throws(SampleError) {
        switch variances {
        case .separate:
          test = try EquivalenceTest(receiving: r.estimate, sending: s.estimate, margin: margin)
          method = separateMethod(r, s) + ln
        case .pooled where r.model != nil || s.model != nil:
          let model: CommonModel
          let rule = degreesOfFreedom ?? .kenwardRoger
          do throws(DesignObstacle) {
            model = try CommonModel(
              receiving: cells(receiving, frame), sending: cells(sending, frame), unit: attribute.unitOfReplication,
              rule: rule)
          } catch {
            return .notEvaluated(error.reason)
          }
          test = EquivalenceTest(
            estimate: model.contrast.estimate, standardError: model.contrast.standardError,
            degreesOfFreedom: model.contrast.degreesOfFreedom, margin: margin)
          method =
            "one mixed model by REML with common variances (laboratory × sample fixed, \(model.random)), \(rule.words)\(ln)"
        case .pooled:
          guard let pooled = CommonVariance(receiving: r, sending: s) else { throw .noVariation }
          common = pooled.degreesOfFreedom
          test = EquivalenceTest(
            estimate: r.estimate.centred - s.estimate.centred,
            standardError: (pooled.receiving.variance + pooled.sending.variance).squareRoot(),
            degreesOfFreedom: pooled.degreesOfFreedom, margin: margin)
          method = "two-sample t on \(meansName(r)) with one common variance\(ln)"
        }
      } catch {
        return .notEvaluated(constant)
      }
      var judgement = Self.judgement(
        of: test, criterion: criterion, limits: limits, direction: direction, equivalenceInterval: equivalenceInterval,
        quantity: quantity, method: method, back: back, frame: frame,
        laboratories: [
          figures(s, sendingName, frame), figures(r, receivingName, frame),
        ])
      judgement.sendingUnits = s.units
      judgement.receivingUnits = r.units
      judgement.unitsNeeded = { [alpha = criterion.alpha] in
        UnitsNeeded.comparingMeans(
          SizeOfTwo(r, s, commonDegreesOfFreedom: common), margin: margin, observed: test.estimate, zero: 0,
          alpha: alpha, direction: direction)
      }
      judgement.remarks += remarks(r, s)
      return judgement
    } catch {
      return .notEvaluated(error.reason)
    }
  }

  /// Matched lots: the mean over lots of the differences of lot means.
  private func pairs(
    _ frame: AnalysisFrame, limits: Limits, margin: Margin, direction: Direction?, equivalenceInterval: Bool,
    quantity: Evidence.Quantity, back: (Double) -> Double
  ) -> Judgement {
    switch lotsHaveOwnRuns {
    case true?: break
    case false?:
      return .notEvaluated(
        "lots share runs, so their differences are not independent; that needs the run as a random effect, which this version does not evaluate"
      )
    case nil:
      return .notEvaluated(
        "nothing says whether each lot was measured in a run of its own: map a run column, or declare samplesPerRun: 1 in the design"
      )
    }
    let (r, s) = (cells(receiving, frame), cells(sending, frame))
    for side in [r, s] where Set(side.groups.flatMap { $0.cells.map(\.values.count) }).count > 1 {
      return .notEvaluated(
        "the number of results of a lot differs; unbalanced replication is not evaluated by this version")
    }
    // A lot is one unit, at however many levels it was measured.
    let lots = Set((r.groups + s.groups).flatMap { $0.cells.map(\.unit) }).sorted()
    func means(_ side: LaboratoryCells) -> [(levels: Set<Int32>, mean: Double)] {
      lots.map { lot in
        let groups = side.groups.filter { $0.cells.contains { $0.unit == lot } }
        let means = groups.map { orderFreeMean($0.cells.flatMap(\.values)) }
        return (Set(groups.map(\.code)), means.isEmpty ? 0 : orderFreeMean(means))
      }
    }
    let (ofReceiving, ofSending) = (means(r), means(s))
    guard lots.count >= 2 else {
      return .notEvaluated("\(lots.count) matched lots where a standard error needs at least 2")
    }
    guard zip(ofReceiving, ofSending).allSatisfy({ $0.levels == $1.levels }),
      Set(ofReceiving.map(\.levels.count)).count == 1
    else {
      return .notEvaluated("lots were measured at different numbers of levels; that is not evaluated by this version")
    }
    let (rMeans, sMeans) = (ofReceiving.map(\.mean), ofSending.map(\.mean))
    let differences = zip(rMeans, sMeans).map { $0 - $1 }
    do throws(SampleError) {
      let test = try EquivalenceTest.oneSample(try Moments(centred: differences, pivot: 0), margin: margin)
      let ln = frame.scale == .log ? ", on ln; the standard error is that of the mean of ln R - ln S" : ""
      var judgement = Self.judgement(
        of: test, criterion: criterion, limits: limits, direction: direction, equivalenceInterval: equivalenceInterval,
        quantity: quantity, method: "paired t on differences of lot means, \(differences.count) lots\(ln)", back: back,
        frame: frame,
        laboratories: [
          figures(sendingName, sMeans, s, frame), figures(receivingName, rMeans, r, frame),
        ])
      judgement.sendingUnits = differences.count
      judgement.receivingUnits = differences.count
      judgement.unitsNeeded = { [alpha = criterion.alpha, count = differences.count] in
        UnitsNeeded.comparingMeans(
          SizeOfOne(test.standardError * test.standardError, units: count), margin: margin, observed: test.estimate,
          zero: 0, alpha: alpha, direction: direction)
      }
      judgement.remarks.append(
        "matched lots: the verdict is for lots like these, and replicates of a lot are not pairs")
      return judgement
    } catch {
      return .notEvaluated(
        "the differences between the laboratories do not vary from lot to lot: were averages or copies typed in?")
    }
  }

  // MARK: - Ratio of arithmetic means

  /// `mean-ratio` on the linear scale, and `mean-difference` with `relative: true`: Sasabuchi's tests, Fieller's interval.
  func ratioOfMeans(
    limits: Limits, relative: Bool, variances: Variances, direction: Direction?, equivalenceInterval: Bool
  ) -> Judgement {
    if attribute.unitOfReplication == .sample {
      return .notEvaluated(
        "the ratio of arithmetic means of matched lots has no evaluation here: judge lots on the log scale, or their difference in the unit"
      )
    }
    let frame = AnalysisFrame(attribute, values: (sending + receiving).map(\.value))
    func ratio(_ limit: ExactDecimal) -> Double { relative ? 1 + limit.double / 100 : limit.double }
    func back(_ ratio: Double) -> Double { relative ? 100 * (ratio - 1) : ratio }
    guard let margin = try? Margin(lower: ratio(limits.lower), upper: ratio(limits.upper)) else {
      return .notEvaluated("the limits are no ratios")
    }
    do throws(DesignObstacle) {
      let (r, s) = try means(frame)
      let test: RatioTest
      var common: Double? = nil
      do throws(SampleError) {
        switch variances {
        case .separate: test = try RatioTest(receiving: r.estimate, sending: s.estimate, margin: margin)
        case .pooled:
          if r.model != nil || s.model != nil { return .notEvaluated(unbalancedCommon) }
          guard let pooled = CommonVariance(receiving: r, sending: s) else { throw .noVariation }
          common = pooled.degreesOfFreedom
          test = try RatioTest(
            receiving: pooled.receiving, sending: pooled.sending, margin: margin,
            commonDegreesOfFreedom: pooled.degreesOfFreedom)
        }
      } catch {
        return .notEvaluated(
          error == .meanNotPositive ? "a ratio needs both laboratories' means above zero, and one is not" : constant)
      }
      let alpha = criterion.alpha
      let (lowerP, upperP) = (test.lowerPValue, test.upperPValue)
      var (verdict, reason) = judge(
        lowerP: lowerP, upperP: upperP, beyondLowerP: 1 - lowerP, beyondUpperP: 1 - upperP, alpha: alpha,
        direction: direction)
      let set = test.confidenceSet(level: 1 - 2 * alpha)
      if case .bounded = set {
      } else {
        // With separate variances a p-value may be small where the set is not bounded: then nothing is shown.
        verdict = .inconclusive
        reason = "Fieller's set has no two ends because the sender's mean may be zero: not shown, and not refuted"
      }
      let wide = test.confidenceSet(level: 1 - alpha)
      let middle = (margin.lower + margin.upper) / 2
      var equivalence: ConfidenceSet? = nil
      if equivalenceInterval, case .bounded(let low?, let high?) = set {
        equivalence = .bounded(lower: back(min(middle, low)), upper: back(max(middle, high)))
      }
      var judgement = Judgement(
        verdict: verdict, reason: reason,
        evidence: Evidence(
          quantity: relative ? .relativeDifference : .ratioOfMeans, estimate: back(test.ratio), standardError: nil,
          degreesOfFreedom: nil, judged: set.oneSided(direction).mapped(back),
          level: direction == nil ? 1 - 2 * alpha : 1 - alpha, wide: wide.mapped(back),
          opposite: direction == nil ? nil : (direction == .lower ? set.upper : set.lower).map(back),
          equivalenceInterval: equivalence, lowerLimit: direction == .upper ? nil : limits.lower.double,
          upperLimit: direction == .lower ? nil : limits.upper.double, lowerPValue: direction == .upper ? nil : lowerP,
          upperPValue: direction == .lower ? nil : upperP,
          method:
            "Sasabuchi's tests and Fieller's interval on \(r.model == nil && s.model == nil ? meansName(r) : "means by each laboratory's own mixed model (REML)"), \(variances == .separate ? "separate variances, Satterthwaite df at each ratio" : "one common variance")",
          laboratories: [figures(s, sendingName, frame), figures(r, receivingName, frame)]))
      judgement.sendingUnits = s.units
      judgement.receivingUnits = r.units
      judgement.unitsNeeded = {
        UnitsNeeded.comparingRatios(
          test, SizeOfTwo(r, s, commonDegreesOfFreedom: common), alpha: alpha, direction: direction)
      }
      judgement.remarks += remarks(r, s)
      return judgement
    } catch {
      return .notEvaluated(error.reason)
    }
  }

  // MARK: - Shared

  private func cells(_ rows: [StudyRow], _ frame: AnalysisFrame) -> LaboratoryCells {
    LaboratoryCells(rows, values: frame.centred(rows.map(\.value)))
  }

  private func means(_ frame: AnalysisFrame) throws(DesignObstacle) -> (LaboratoryMean, LaboratoryMean) {
    (
      try LaboratoryMean(
        cells(receiving, frame), pivot: frame.centre, laboratory: receivingName, unit: attribute.unitOfReplication,
        rule: degreesOfFreedom),
      try LaboratoryMean(
        cells(sending, frame), pivot: frame.centre, laboratory: sendingName, unit: attribute.unitOfReplication,
        rule: degreesOfFreedom)
    )
  }

  private var unbalancedCommon: String {
    "replication is unbalanced, and a ratio of arithmetic means with one common variance is evaluated for balanced replication only; separate variances (variances: separate) are evaluated"
  }

  /// The model of a comparison with separate variances.
  private func separateMethod(_ r: LaboratoryMean, _ s: LaboratoryMean) -> String {
    guard let model = r.model ?? s.model else { return "Welch on \(meansName(r)), fractional Satterthwaite df" }
    let both = r.model != nil && s.model != nil
    let which = both ? "each laboratory's" : "\(r.model != nil ? receivingName : sendingName)'s"
    return
      "\(which) own mixed model by REML (sample fixed, \(model.random)), \((degreesOfFreedom ?? .satterthwaite).words)\(both ? "" : "; \(r.model == nil ? receivingName : sendingName): \(meansName(r))"); combined as Welch does"
  }

  private func meansName(_ mean: LaboratoryMean) -> String {
    switch attribute.unitOfReplication {
    case .result: "single results"
    case .run, .day, .analyst, .sample: "\(attribute.unitOfReplication.rawValue) means"
    }
  }

  private var constant: String {
    "neither laboratory's results vary, so there is no standard error: were averages typed in?"
  }

  private func figures(_ mean: LaboratoryMean, _ name: String, _ frame: AnalysisFrame) -> LaboratoryFigures {
    LaboratoryFigures(
      laboratory: name, mean: frame.reported(mean.estimate.mean), standardDeviation: mean.unitSD / frame.factor,
      degreesOfFreedom: mean.estimate.degreesOfFreedom, units: mean.units, results: mean.results)
  }

  private func figures(_ name: String, _ means: [Double], _ cells: LaboratoryCells, _ frame: AnalysisFrame)
    -> LaboratoryFigures
  {
    let moments = try? Moments(centred: means, pivot: frame.centre)
    return LaboratoryFigures(
      laboratory: name, mean: moments.map { frame.reported($0.mean) },
      standardDeviation: moments.map { $0.standardDeviation / frame.factor },
      degreesOfFreedom: moments.map { Double($0.count - 1) }, units: means.count, results: cells.resultCount)
  }

  private func remarks(_ r: LaboratoryMean, _ s: LaboratoryMean) -> [String] {
    var remarks: [String] = []
    for (mean, name) in [(s, sendingName), (r, receivingName)] where mean.estimate.variance == 0 {
      remarks.append("the \(unitName) of \(name) do not vary: were averages typed in?")
    }
    for (mean, name) in [(s, sendingName), (r, receivingName)] where mean.model?.isAtZero ?? false {
      remarks.append(
        "the variance between \(unitName) at \(name) is estimated as zero (boundary of REML)")
    }
    if min(r.units, s.units) == 2 {
      remarks.append("two \(unitName) at a laboratory: Welch's test holds its level only roughly there")
    }
    let above = attribute.unitOfReplication.factorsAbove
    if !above.isEmpty { remarks.append("valid for these \(above): they are not modelled as random") }
    return remarks
  }

  /// What a t test of a difference or of one mean comes to.
  static func judgement(
    of test: EquivalenceTest, criterion: Criterion, limits: Limits, direction: Direction?, equivalenceInterval: Bool,
    quantity: Evidence.Quantity, method: String, back: (Double) -> Double, frame: AnalysisFrame,
    laboratories: [LaboratoryFigures]
  ) -> Judgement {
    let alpha = criterion.alpha
    let t = StudentT(degreesOfFreedom: test.degreesOfFreedom)
    let (lowerP, upperP) = (test.lowerPValue, test.upperPValue)
    let (verdict, reason) = judge(
      lowerP: lowerP, upperP: upperP, beyondLowerP: t.lowerTail(test.lowerStatistic),
      beyondUpperP: t.upperTail(test.upperStatistic), alpha: alpha, direction: direction)
    let interval = test.confidenceInterval(level: 1 - 2 * alpha)
    let set = ConfidenceSet.bounded(lower: interval.lower, upper: interval.upper)
    let wide = test.confidenceInterval(level: 1 - alpha)
    let equivalence = test.equivalenceInterval(alpha: alpha)
    return Judgement(
      verdict: verdict, reason: reason,
      evidence: Evidence(
        quantity: quantity, estimate: back(test.estimate), standardError: test.standardError / frame.factor,
        degreesOfFreedom: test.degreesOfFreedom, judged: set.oneSided(direction).mapped(back),
        level: direction == nil ? 1 - 2 * alpha : 1 - alpha,
        wide: ConfidenceSet.bounded(lower: wide.lower, upper: wide.upper).mapped(back),
        opposite: direction == nil ? nil : back(direction == .lower ? interval.upper : interval.lower),
        equivalenceInterval: equivalenceInterval
          ? ConfidenceSet.bounded(lower: equivalence.lower, upper: equivalence.upper).mapped(back) : nil,
        lowerLimit: direction == .upper ? nil : limits.lower.double,
        upperLimit: direction == .lower ? nil : limits.upper.double,
        lowerPValue: direction == .upper ? nil : lowerP, upperPValue: direction == .lower ? nil : upperP,
        method: method, laboratories: laboratories))
  }
}

extension ConfidenceSet {
  /// The side that decides, where only one does.
  func oneSided(_ direction: Direction?) -> ConfidenceSet {
    guard case .bounded(let lower, let upper) = self else { return self }
    switch direction {
    case nil: return self
    case .lower: return .bounded(lower: lower, upper: nil)
    case .upper: return .bounded(lower: nil, upper: upper)
    }
  }

  /// On another scale that keeps the order.
  func mapped(_ transform: (Double) -> Double) -> ConfidenceSet {
    switch self {
    case .bounded(let lower, let upper): .bounded(lower: lower.map(transform), upper: upper.map(transform))
    case .unbounded: .unbounded
    case .exclusive(let below, let above): .exclusive(below: transform(below), above: transform(above))
    }
  }
}

extension Attribute.UnitOfReplication {
  /// As a count reads: "6 runs".
  public var plural: String { self == .analyst ? "analysts" : rawValue + "s" }

  /// The factors that stand above the unit and are not modelled as random.
  var factorsAbove: String {
    switch self {
    case .run: "analysts and days"
    case .day: "analysts"
    case .analyst, .sample, .result: ""
    }
  }
}
