internal import AssayData
internal import Notation
internal import Statistics
internal import TransferProtocol

/// `repeatability` and `intermediate-precision`: an upper limit on one laboratory's precision.
struct PrecisionJudge: Sendable {
  let criterion: Criterion
  let attribute: Attribute
  let kind: PrecisionLimit
  let laboratory: String
  /// The question that the study asks, whose words remarks and reasons take.
  let study: Study.Kind
  private let form: PrecisionForm
  private let rule: VarianceBoundRule?
  private let groups: Int

  /// - Throws: ``DesignObstacle`` where the layout does not allow the precision to be estimated.
  init(
    _ criterion: Criterion, _ attribute: Attribute, kind: PrecisionLimit, layout: CellLayout, laboratory: String,
    study: Study.Kind
  ) throws(DesignObstacle) {
    self.criterion = criterion
    self.attribute = attribute
    self.kind = kind
    self.laboratory = laboratory
    self.study = study
    form = try PrecisionForm(
      layout, sources: criterion.isIntermediate ? kind.sources : nil, reportable: kind.reportable,
      unit: attribute.unitOfReplication, laboratory: laboratory)
    rule = form.boundRule(level: 1 - criterion.alpha)
    groups = layout.groups.count
  }

  func judgement(_ cells: LaboratoryCells, _ frame: AnalysisFrame) -> Judgement {
    let precision: LaboratoryPrecision
    do throws(DesignObstacle) {
      precision = try form.precision(cells, pivot: frame.centre)
    } catch {
      return .notEvaluated(error.reason)
    }
    if kind.measure == .cv, groups > 1 {
      return .notEvaluated("a linear %CV is per sample; judge it at each sample, or judge the SD")
    }
    let variance = precision.variance
    guard variance.terms.contains(where: { $0.meanSquare.value > 0 }) else {
      return .notEvaluated(
        "the results of \(laboratory) do not vary where they should: \(StudyWords(study).whyAlike)")
    }
    let limit = kind.limit.double
    let level = 1 - criterion.alpha
    let upperVariance = variance.upperBound(level: level, rule: rule)
    guard upperVariance > 0 else {
      return .notEvaluated(
        "at \(laboratory) the results within \(attribute.unitOfReplication.plural) vary so much more than those between them that not even the upper bound of the variance is above 0: the model does not hold"
      )
    }
    let measured: Measured
    do throws(DesignObstacle) {
      measured = try Measured(precision, kind.measure, frame, level: level, rule: rule)
    } catch {
      return .notEvaluated(error.reason)
    }
    let upper = measured.upper(upperVariance)
    return Judgement(judge(upperBound: upper, lowerBound: measured.lower(), limit: limit)) { [self] in
      details(precision, measured, frame, upper: upper)
    }
  }

  private func details(
    _ precision: LaboratoryPrecision, _ measured: Measured, _ frame: AnalysisFrame, upper: Double
  ) -> Judgement.Details {
    let variance = precision.variance
    let degreesOfFreedom = variance.degreesOfFreedom
    let lower = measured.lower()
    let limitVariance = measured.limitVariance(kind.limit.double)
    var conventions = measured.conventions
    if attribute.scale == .log, kind.measure == .sd { conventions.append("the SD of ln") }
    var pValue: Double? = nil
    if variance.isExact, kind.measure != .cv, let degreesOfFreedom {
      pValue = ChiSquare(degreesOfFreedom: degreesOfFreedom)
        .lowerTail(degreesOfFreedom * variance.estimate / limitVariance)
    }
    if kind.measure != .cv { conventions.append(precision.convention ?? variance.methodName) }
    if !variance.isExact { conventions.append("df by Satterthwaite") }
    let what =
      criterion.isIntermediate
      ? "from \(kind.sources.map(\.rawValue).joined(separator: ", ")) and \(StudyWords(study).repeatability(within: attribute.unitOfReplication.plural))"
      : "within \(attribute.unitOfReplication.rawValue)"
    var details = Judgement.Details(
      evidence: Evidence(
        quantity: measured.quantity, estimate: measured.estimate, standardError: nil,
        degreesOfFreedom: degreesOfFreedom, judged: .bounded(lower: nil, upper: upper), level: 1 - criterion.alpha,
        wide: .bounded(lower: lower, upper: upper), opposite: lower, equivalenceInterval: nil, lowerLimit: nil,
        upperLimit: kind.limit.double, lowerPValue: nil, upperPValue: pValue,
        method: ([what] + conventions).joined(separator: "; "),
        laboratories: [precision.figures(laboratory, frame)]))
    if kind.laboratory == .receiving {
      details.receivingUnits = precision.units
    } else {
      details.sendingUnits = precision.units
    }
    details.remarks = precision.remarks
    if variance.isTruncated {
      details.remarks.append(
        "the variance is estimated as negative; its SD is shown as 0 (zero-truncated), and the bounds use the estimate as it is"
      )
    }
    // A difference near zero has next to no degrees of freedom, and no size to extrapolate from.
    if let growth = precision.growth, let degreesOfFreedom, degreesOfFreedom >= 1 {
      details.unitsNeeded = { [alpha = criterion.alpha] in
        .boundingVariance(
          variance.estimate, limit: limitVariance, degreesOfFreedom: { growth.degreesOfFreedom(units: $0) },
          alpha: alpha)
      }
    }
    return details
  }
}

/// A precision in the measure that its limit is said in.
private struct Measured {
  let precision: LaboratoryPrecision
  let measure: PrecisionMeasure
  let frame: AnalysisFrame
  let level: Double
  private let rule: VarianceBoundRule?
  private let coefficient: CoefficientOfVariation?

  /// - Throws: ``DesignObstacle``.
  init(
    _ precision: LaboratoryPrecision, _ measure: PrecisionMeasure, _ frame: AnalysisFrame, level: Double,
    rule: VarianceBoundRule?
  ) throws(DesignObstacle) {
    self.precision = precision
    self.measure = measure
    self.frame = frame
    self.level = level
    self.rule = rule
    guard measure == .cv else {
      coefficient = nil
      return
    }
    let degreesOfFreedom = precision.variance.degreesOfFreedom
    guard precision.meanEstimate != nil || degreesOfFreedom != nil else {
      throw DesignObstacle("the variance is not estimated above 0, and neither is a %CV")
    }
    do throws(SampleError) {
      if let mean = precision.meanEstimate {
        coefficient = try CoefficientOfVariation(variance: precision.variance, mean: mean)
      } else {
        coefficient = try CoefficientOfVariation(
          standardDeviation: precision.variance.standardDeviation, mean: precision.mean,
          degreesOfFreedom: degreesOfFreedom ?? 0)
      }
    } catch {
      throw DesignObstacle("a %CV needs a mean above zero")
    }
  }

  var quantity: Evidence.Quantity {
    switch measure {
    case .sd: .standardDeviation
    case .cv: .coefficientOfVariation
    case .gcv: .geometricCoefficientOfVariation
    }
  }

  var estimate: Double { coefficient.map { 100 * $0.estimate } ?? shown(precision.variance.standardDeviation) }

  func upper(_ variance: Double) -> Double {
    coefficient.map { 100 * $0.upperBound(level: level) } ?? shown(variance.squareRoot())
  }

  func lower() -> Double {
    if let coefficient { return 100 * coefficient.lowerBound(level: level) }
    return shown(precision.variance.lowerBound(level: level, rule: rule).squareRoot())
  }

  private func shown(_ sd: Double) -> Double {
    measure == .gcv ? 100 * (AnalysisScale.log.reported(sd) - 1) : sd / frame.factor
  }

  /// The limit as a variance on the analysis scale, for the size of a new study.
  func limitVariance(_ limit: Double) -> Double {
    let s =
      switch measure {
      case .sd: limit * frame.factor
      case .gcv: AnalysisScale.log.position(of: 1 + limit / 100)
      case .cv: limit / 100 * precision.mean
      }
    return s * s
  }

  var conventions: [String] {
    switch measure {
    case .sd: []
    case .gcv: ["%GCV = 100 (exp(s) - 1), s the SD of ln"]
    case .cv: ["%CV = 100 s / mean, \(coefficient?.methodName ?? "")"]
    }
  }
}

/// `precision-ratio`: an upper limit on the ratio of the laboratories' SDs.
struct PrecisionRatioJudge: Sendable {
  let criterion: Criterion
  let kind: PrecisionRatio
  /// The question that the study asks, whose words remarks and reasons take.
  let study: Study.Kind
  private let units: String
  let sendingName: String
  let receivingName: String
  private let sending: PrecisionForm
  private let receiving: PrecisionForm
  private let rule: VarianceRatioBoundRule?

  /// - Throws: ``DesignObstacle`` where a layout does not allow the precision to be estimated.
  init(
    _ criterion: Criterion, _ attribute: Attribute, kind: PrecisionRatio, sending: CellLayout, receiving: CellLayout,
    sendingName: String, receivingName: String, study: Study.Kind
  ) throws(DesignObstacle) {
    self.criterion = criterion
    self.kind = kind
    self.study = study
    units = attribute.unitOfReplication.plural
    self.sendingName = sendingName
    self.receivingName = receivingName
    let sources = kind.of == .intermediate ? kind.sources : nil
    func form(_ layout: CellLayout, _ name: String) throws(DesignObstacle) -> PrecisionForm {
      try PrecisionForm(
        layout, sources: sources, reportable: nil, unit: attribute.unitOfReplication, laboratory: name)
    }
    self.sending = try form(sending, sendingName)
    self.receiving = try form(receiving, receivingName)
    rule = PrecisionForm.ratioRule(receiving: self.receiving, sending: self.sending, level: 1 - criterion.alpha)
  }

  func judgement(sending s: LaboratoryCells, receiving r: LaboratoryCells, _ frame: AnalysisFrame) -> Judgement {
    let (sender, receiver): (LaboratoryPrecision, LaboratoryPrecision)
    let ratio: VarianceRatio
    do {
      sender = try sending.precision(s, pivot: frame.centre)
      receiver = try receiving.precision(r, pivot: frame.centre)
      ratio = try VarianceRatio(receiving: receiver.variance, sending: sender.variance)
    } catch let obstacle as DesignObstacle {
      return .notEvaluated(obstacle.reason)
    } catch {
      return .notEvaluated(
        "the results of \(sendingName) do not vary, so no ratio exists: \(StudyWords(study).whyConstant)")
    }
    guard ratio.estimate > 0 else {
      return .notEvaluated(
        "the results of \(receivingName) do not vary where they should: \(StudyWords(study).whyAlike)")
    }
    let level = 1 - criterion.alpha
    let upper = ratio.upperBound(level: level, rule: rule).squareRoot()
    let outcome = judge(
      upperBound: upper, lowerBound: ratio.lowerBound(level: level, rule: rule).squareRoot(), limit: kind.limit.double)
    return Judgement(outcome) { [self] in details(ratio, sender, receiver, frame, upper: upper) }
  }

  private func details(
    _ ratio: VarianceRatio, _ s: LaboratoryPrecision, _ r: LaboratoryPrecision, _ frame: AnalysisFrame, upper: Double
  ) -> Judgement.Details {
    let level = 1 - criterion.alpha
    let limit = kind.limit.double
    let lower = ratio.lowerBound(level: level, rule: rule).squareRoot()
    let words = StudyWords(study)
    let of = kind.of == .repeatability ? words.repeatability(within: units) : words.intermediatePrecision
    let models = [(s, sendingName), (r, receivingName)].compactMap { precision, name in
      precision.convention.map { "\(name): \($0)" }
    }
    let bounds = ([ratio.isExact ? ratio.methodName : "\(ratio.methodName), df by Satterthwaite"] + models).joined(
      separator: "; ")
    var pValue: Double? = nil
    if ratio.isExact, let rDF = r.variance.degreesOfFreedom, let sDF = s.variance.degreesOfFreedom {
      pValue = FDistribution(rDF, sDF).lowerTail(ratio.estimate / (limit * limit))
    }
    var details = Judgement.Details(
      evidence: Evidence(
        quantity: .ratioOfStandardDeviations, estimate: ratio.estimate.squareRoot(), standardError: nil,
        degreesOfFreedom: nil, judged: .bounded(lower: nil, upper: upper), level: level,
        wide: .bounded(lower: lower, upper: upper), opposite: lower, equivalenceInterval: nil, lowerLimit: nil,
        upperLimit: limit, lowerPValue: nil, upperPValue: pValue, method: "\(of), SD ratio \(words.ratio); \(bounds)",
        laboratories: [s.figures(sendingName, frame), r.figures(receivingName, frame)]))
    details.sendingUnits = s.units
    details.receivingUnits = r.units
    details.remarks = s.remarks + r.remarks.filter { !s.remarks.contains($0) }
    if let receiving = r.growth, let sending = s.growth {
      details.unitsNeeded = { [alpha = criterion.alpha] in
        .boundingRatio(
          ratio.estimate, limit: limit * limit, receiving: { receiving.degreesOfFreedom(units: $0) },
          sending: { sending.degreesOfFreedom(units: $0) }, alpha: alpha)
      }
    }
    return details
  }
}

extension LaboratoryPrecision {
  /// This laboratory's part in a finding.
  func figures(_ name: String, _ frame: AnalysisFrame) -> LaboratoryFigures {
    let square = frame.factor * frame.factor
    return LaboratoryFigures(
      laboratory: name, mean: frame.reported(mean), standardDeviation: variance.standardDeviation / frame.factor,
      degreesOfFreedom: variance.degreesOfFreedom, units: units, results: results,
      meanSquares: meanSquares.map {
        MeanSquare(name: $0.name, value: $0.value / square, degreesOfFreedom: $0.degreesOfFreedom)
      })
  }
}

extension Criterion {
  /// Whether the named sources of variation are part of the precision.
  fileprivate var isIntermediate: Bool { kindName == "intermediate-precision" }
}
