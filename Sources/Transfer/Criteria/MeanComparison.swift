internal import Notation
internal import Statistics

/// Two laboratories' means of one item compared: what the criteria on means share.
struct MeanComparison: Sendable {
  let criterion: Criterion
  let attribute: Attribute
  let sendingName: String
  let receivingName: String
  /// For matched lots: whether each lot was measured in a run of its own, by the data or by the protocol's word.
  let lotsHaveOwnRuns: Bool?
  /// The question that the study asks, whose words remarks and reasons take.
  let study: Study.Kind
  /// What is converted where a laboratory used another reference lot than the attribute's.
  let bridge: ReferenceBridge?

  init(_ asked: Asked) {
    criterion = asked.criterion
    attribute = asked.attribute
    sendingName = asked.sendingName
    receivingName = asked.receivingName
    lotsHaveOwnRuns = asked.lotsHaveOwnRuns
    study = asked.study
    bridge = asked.bridge
  }

  var words: StudyWords { StudyWords(study) }

  // MARK: - Differences on the analysis scale

  /// The means' difference on the analysis scale, said by `back` in the limits' own terms.
  func compare(
    _ terms: MeanTerms, sending: LaboratoryCells, receiving: LaboratoryCells, _ frame: AnalysisFrame,
    _ quantity: Evidence.Quantity, _ back: @escaping (Double) -> Double
  ) -> Judgement {
    guard
      let margin = try? Margin(
        lower: frame.position(of: terms.limits.lower), upper: frame.position(of: terms.limits.upper))
    else { return .notEvaluated(Limits.beyondComputing) }
    if let obstacle = obstacleOfBridge(terms) { return .notEvaluated(obstacle) }
    if attribute.unitOfReplication == .sample {
      return pairs(terms, sending: sending, receiving: receiving, frame, margin, quantity, back)
    }
    let (r, s): (LaboratoryMean, LaboratoryMean)
    let test: EquivalenceTest
    var common: (degreesOfFreedom: Double, model: CommonModel?)? = nil
    do throws(DesignObstacle) {
      (r, s) = try means(terms, sending: sending, receiving: receiving, frame)
      switch terms.variances {
      case .separate:
        do throws(SampleError) {
          test = try EquivalenceTest(
            test: bridged(r.estimate, beside: s.estimate), reference: s.estimate, margin: margin)
        } catch {
          throw DesignObstacle(constant)
        }
      case .pooled where r.model != nil || s.model != nil:
        let model = try CommonModel(
          receiving: receiving, sending: sending, unit: attribute.unitOfReplication,
          rule: terms.degreesOfFreedom ?? .kenwardRoger)
        common = (model.contrast.degreesOfFreedom, model)
        test = EquivalenceTest(
          estimate: model.contrast.estimate, standardError: model.contrast.standardError,
          degreesOfFreedom: model.contrast.degreesOfFreedom, margin: margin)
      case .pooled:
        guard let pooled = CommonVariance(receiving: r, sending: s) else { throw DesignObstacle(constant) }
        common = (pooled.degreesOfFreedom, nil)
        test = EquivalenceTest(
          estimate: r.estimate.centred - s.estimate.centred,
          standardError: (pooled.receiving.variance + pooled.sending.variance).squareRoot(),
          degreesOfFreedom: pooled.degreesOfFreedom, margin: margin)
      }
    } catch {
      return .notEvaluated(error.reason)
    }
    return Judgement(Self.outcome(of: test, alpha: criterion.alpha, direction: terms.direction)) { [self] in
      let ln = frame.scale == .log ? ", on ln; the standard error is that of \(words.differenceOfLn)" : ""
      let method: String
      if let model = common?.model {
        method =
          "one mixed model by REML with common variances (\(words.group) × sample fixed, \(model.random)), \((terms.degreesOfFreedom ?? .kenwardRoger).words)\(ln)"
      } else if common != nil {
        method = "two-sample t on \(attribute.unitOfReplication.meansName) with one common variance\(ln)"
      } else {
        method =
          separateMethod(r, s, terms.degreesOfFreedom)
          + (bridge?.step == nil ? "" : ", with the variance of the ratio of the reference lots") + ln
      }
      var details = Self.details(
        of: test, criterion: criterion, limits: terms.limits, direction: terms.direction,
        equivalenceInterval: terms.equivalenceInterval, quantity: quantity, method: method, back: back, frame: frame,
        laboratories: [
          figures(s, sendingName, frame, lnFactor: bridge?.lnSending ?? 0),
          figures(r, receivingName, frame, lnFactor: bridge?.lnReceiving ?? 0),
        ])
      details.sendingUnits = s.units
      details.receivingUnits = r.units
      let commonDegreesOfFreedom = common?.model == nil ? common?.degreesOfFreedom : nil
      details.unitsNeeded = { [alpha = criterion.alpha] in
        UnitsNeeded.comparingMeans(
          SizeOfTwo(r, s, commonDegreesOfFreedom: commonDegreesOfFreedom, bridge: bridge?.step), margin: margin,
          observed: test.estimate,
          zero: 0, alpha: alpha, direction: terms.direction)
      }
      details.crossChecks = {
        if let model = common?.model {
          crossChecks(of: test, model, terms.degreesOfFreedom ?? .kenwardRoger)
        } else {
          crossChecks(
            of: test, terms, sending: SecondMean(cells: sending, model: s.model, rule: terms.degreesOfFreedom),
            receiving: SecondMean(cells: receiving, model: r.model, rule: terms.degreesOfFreedom))
        }
      }
      details.remarks += remarks(r, s)
      if let bridge {
        details.remarks.append(bridge.remark(words, sendingName: sendingName, receivingName: receivingName))
      }
      return details
    }
  }

  // MARK: - Different reference lots

  /// The receiver's mean beside the sender's, with what is not known of the ratio of their reference lots.
  ///
  /// - Throws: ``SampleError/noVariation`` where neither laboratory's results vary: the ratio's uncertainty is not theirs.
  private func bridged(_ r: MeanEstimate, beside s: MeanEstimate) throws(SampleError) -> MeanEstimate {
    guard let step = bridge?.step else { return r }
    guard r.variance + s.variance > 0 else { throw .noVariation }
    return r.adding(step)
  }

  /// Why results that are converted cannot be compared so; `nil` where they can, and where nothing is converted.
  private func obstacleOfBridge(_ terms: MeanTerms) -> String? {
    guard let bridge, bridge.step != nil else { return nil }
    let lots = "the \(words.groups) used different reference lots (\(bridge.sending) and \(bridge.receiving))"
    if attribute.unitOfReplication == .sample {
      return "\(lots), and the variance of their ratio does not enter a comparison of matched lots in this version"
    }
    if terms.variances == .pooled {
      return "\(lots), and their ratio has a variance of its own, which one common variance has no place for"
    }
    return nil
  }

  // MARK: - Shared

  /// The receiving and the sending laboratory's mean.
  func means(
    _ terms: MeanTerms, sending: LaboratoryCells, receiving: LaboratoryCells, _ frame: AnalysisFrame
  ) throws(DesignObstacle) -> (LaboratoryMean, LaboratoryMean) {
    func mean(_ cells: LaboratoryCells, _ name: String) throws(DesignObstacle) -> LaboratoryMean {
      if let known = cells.knownMean { return known.mean }
      return try LaboratoryMean(
        cells, pivot: frame.centre, laboratory: name, unit: attribute.unitOfReplication, rule: terms.degreesOfFreedom)
    }
    return (try mean(receiving, receivingName), try mean(sending, sendingName))
  }

  /// The model of a comparison with separate variances.
  private func separateMethod(_ r: LaboratoryMean, _ s: LaboratoryMean, _ rule: ModelDegreesOfFreedom?) -> String {
    guard let model = r.model ?? s.model else {
      return "Welch on \(attribute.unitOfReplication.meansName), fractional Satterthwaite df"
    }
    let both = r.model != nil && s.model != nil
    let which = both ? "each \(words.group)'s" : "\(r.model != nil ? receivingName : sendingName)'s"
    return
      "\(which) own mixed model by REML (sample fixed, \(model.random)), \((rule ?? .satterthwaite).words)\(both ? "" : "; \(r.model == nil ? receivingName : sendingName): \(attribute.unitOfReplication.meansName)"); combined as Welch does"
  }

  var constant: String {
    "neither \(words.group)'s results vary, so there is no standard error: \(words.whyConstant)"
  }

  /// - Parameter lnFactor: added to the mean, where results are brought to another reference.
  func figures(
    _ mean: LaboratoryMean, _ name: String, _ frame: AnalysisFrame, lnFactor: Double = 0
  ) -> LaboratoryFigures {
    LaboratoryFigures(
      laboratory: name, mean: frame.reported(mean.estimate.mean + lnFactor),
      standardDeviation: mean.unitSD / frame.factor,
      degreesOfFreedom: mean.estimate.degreesOfFreedom, units: mean.units, results: mean.results)
  }

  private var unitName: String { attribute.unitOfReplication.plural }

  func remarks(_ r: LaboratoryMean, _ s: LaboratoryMean) -> [String] {
    var remarks: [String] = []
    for (mean, name) in [(s, sendingName), (r, receivingName)] where mean.estimate.variance == 0 {
      remarks.append("the \(unitName) of \(name) do not vary: \(words.whyConstant)")
    }
    for (mean, name) in [(s, sendingName), (r, receivingName)] where mean.model?.isAtZero ?? false {
      remarks.append(
        "the variance between \(unitName) at \(name) is estimated as zero (boundary of REML)")
    }
    let above = attribute.unitOfReplication.factorsAbove
    if !above.isEmpty { remarks.append(words.validity(above: above)) }
    return remarks
  }

  /// The verdict of a t test of a difference or of one mean.
  static func outcome(of test: EquivalenceTest, alpha: Double, direction: Direction?) -> (Verdict, Why) {
    let t = StudentT(degreesOfFreedom: test.degreesOfFreedom)
    return judge(
      lowerP: test.lowerPValue, upperP: test.upperPValue, beyondLowerP: t.lowerTail(test.lowerStatistic),
      beyondUpperP: t.upperTail(test.upperStatistic), alpha: alpha, direction: direction)
  }

  /// What such a test comes to in figures.
  static func details(
    of test: EquivalenceTest, criterion: Criterion, limits: Limits, direction: Direction?, equivalenceInterval: Bool,
    quantity: Evidence.Quantity, method: String, back: (Double) -> Double, frame: AnalysisFrame,
    laboratories: [LaboratoryFigures]
  ) -> Judgement.Details {
    let alpha = criterion.alpha
    let interval = test.confidenceInterval(level: 1 - 2 * alpha)
    let set = ConfidenceSet.bounded(lower: interval.lower, upper: interval.upper)
    let wide = test.confidenceInterval(level: 1 - alpha)
    let equivalence = equivalenceInterval ? test.equivalenceInterval(alpha: alpha) : nil
    return Judgement.Details(
      evidence: Evidence(
        quantity, estimate: back(test.estimate), standardError: test.standardError / frame.factor,
        degreesOfFreedom: test.degreesOfFreedom,
        .interval(
          Evidence.Interval(
            judged: set.oneSided(direction).mapped(back),
            wide: ConfidenceSet.bounded(lower: wide.lower, upper: wide.upper).mapped(back),
            opposite: direction == nil ? nil : back(direction == .lower ? interval.upper : interval.lower),
            equivalence: equivalence.map { ConfidenceSet.bounded(lower: $0.lower, upper: $0.upper).mapped(back) },
            lowerPValue: direction == .upper ? nil : test.lowerPValue,
            upperPValue: direction == .lower ? nil : test.upperPValue)),
        level: direction == nil ? 1 - 2 * alpha : 1 - alpha,
        lowerLimit: direction == .upper ? nil : limits.lower.double,
        upperLimit: direction == .lower ? nil : limits.upper.double, method: method, laboratories: laboratories))
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

  /// What is averaged into a laboratory's mean: "run means".
  var meansName: String { self == .result ? "single results" : "\(rawValue) means" }

  /// The factors that stand above the unit and are not modelled as random.
  var factorsAbove: String {
    switch self {
    case .run: "analysts and days"
    case .day: "analysts"
    case .analyst, .sample, .result: ""
    }
  }
}
