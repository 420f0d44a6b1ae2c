internal import AssayData
internal import Notation
internal import Statistics

/// `repeatability` and `intermediate-precision`: an upper limit on one laboratory's precision.
struct PrecisionJudge: Sendable {
  let criterion: Criterion
  let attribute: Attribute
  let kind: PrecisionLimit
  let laboratory: String
  /// The question that the study asks, whose words remarks and reasons take.
  let study: Study.Kind
  private let form: PrecisionForm
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
      layout, sources: criterion.isIntermediate ? kind.sources : nil, fixedSource: kind.fixedSource,
      reportable: kind.reportable, unit: attribute.unitOfReplication, laboratory: laboratory,
      level: 1 - criterion.alpha)
    groups = layout.groups.count
  }

  func judgement(_ cells: LaboratoryCells, _ frame: AnalysisFrame) -> Judgement {
    if kind.measure == .cv, groups > 1 {
      return .notEvaluated("a linear %CV is per sample; judge it at each sample, or judge the SD")
    }
    let squares: PrecisionSquares
    let measured: Measured
    do throws(DesignObstacle) {
      squares = try form.squares(cells)
      guard form.bounds.raisedTotal(squares) > 0 else {
        return .notEvaluated(
          "the results of \(laboratory) do not vary where they should: \(StudyWords(study).whyAlike)")
      }
      if case .these(let bounds) = form.bounds, case .sums(let found) = squares, !bounds.hasNoise(found) {
        return .notEvaluated(
          "at \(laboratory) nothing varies within the levels of \(kind.fixedSource?.rawValue ?? ""), so they cannot be held against it"
        )
      }
      measured = try Measured(form, cells, squares, kind.measure, frame)
    } catch {
      return .notEvaluated(error.reason)
    }
    let limit = kind.limit.double
    return Judgement(
      judge(isUpperInside: measured.isUpper(below: limit), isLowerBeyond: measured.isLower(above: limit))
    ) { [self] in details(cells, squares, measured, frame) }
  }

  private func details(
    _ cells: LaboratoryCells, _ squares: PrecisionSquares, _ measured: Measured, _ frame: AnalysisFrame
  ) -> Judgement.Details {
    let precision = form.precision(cells, squares, pivot: frame.centre)
    let (upper, lower) = (measured.upper(), measured.lower())
    let limitVariance = measured.limitVariance(kind.limit.double)
    var conventions = measured.conventions
    if attribute.scale == .log, kind.measure == .sd { conventions.append("the SD of ln") }
    var pValue: Double? = nil
    if kind.measure != .cv, let degreesOfFreedom = form.bounds.exactDegreesOfFreedom {
      pValue = ChiSquare(degreesOfFreedom: degreesOfFreedom)
        .lowerTail(degreesOfFreedom * precision.estimate / limitVariance)
    }
    conventions.append(form.bounds.methodName)
    let units = attribute.unitOfReplication
    let what =
      criterion.isIntermediate
      ? "from \(kind.sources.map(\.rawValue).joined(separator: ", ")) and \(StudyWords(study).repeatability(within: units.plural))"
      : "within \(units.rawValue)"
    var details = Judgement.Details(
      evidence: Evidence(
        quantity: measured.quantity, estimate: measured.estimate, standardError: nil,
        degreesOfFreedom: precision.degreesOfFreedom, judged: .bounded(lower: nil, upper: upper),
        level: 1 - criterion.alpha,
        wide: .bounded(lower: lower, upper: upper), opposite: lower, equivalenceInterval: nil, lowerLimit: nil,
        upperLimit: kind.limit.double, lowerPValue: nil, upperPValue: pValue,
        method: ([what] + conventions).joined(separator: "; "),
        laboratories: [precision.figures(laboratory, frame)],
        precision: criterion.isIntermediate
          ? PrecisionGrounds(
            level: form.bounds.level, these: [form.these(kind.fixedSource)].compactMap { $0 },
            reaches: form.reaches(squares) { measured.reported($0) }
              .map { $0.limited(to: kind.limit.double, isGeometric: kind.measure == .gcv) }) : nil))
    if kind.laboratory == .receiving {
      details.receivingUnits = precision.units
    } else {
      details.sendingUnits = precision.units
    }
    details.remarks = precision.remarks
    details.unitsNeeded = { [form, alpha = criterion.alpha] in
      form.unitsNeeded(squares, limit: limitVariance, alpha: alpha)
    }
    return details
  }

  /// For each source with next to no degrees of freedom what the bound can reach, whatever the values.
  var reaches: [PrecisionReach] {
    criterion.isIntermediate
      ? form.reaches(nil) { _ in 0 }.map {
        $0.limited(to: kind.limit.double, isGeometric: kind.measure == .gcv)
      } : []
  }
}

/// A precision in the measure that its limit is said in.
private struct Measured {
  private let bounds: PrecisionBounds
  private let squares: PrecisionSquares
  let measure: PrecisionMeasure
  let frame: AnalysisFrame
  /// On the analysis scale.
  private let mean: Double
  private let coefficient: CoefficientOfVariation?

  /// - Throws: ``DesignObstacle``.
  init(
    _ form: PrecisionForm, _ cells: LaboratoryCells, _ squares: PrecisionSquares, _ measure: PrecisionMeasure,
    _ frame: AnalysisFrame
  ) throws(DesignObstacle) {
    bounds = form.bounds
    self.squares = squares
    self.measure = measure
    self.frame = frame
    guard measure == .cv else {
      coefficient = nil
      mean = frame.centre
      return
    }
    mean = frame.centre + cells.equallyWeightedMean
    let estimate = bounds.estimate(squares)
    do throws(SampleError) {
      if let mean = try Self.mean(form, cells, squares, frame) {
        coefficient = try CoefficientOfVariation(
          estimate: estimate, upper: bounds.upper(squares), lower: bounds.lower(squares),
          of: bounds.exactDegreesOfFreedom == nil ? "modified large sample bounds" : "chi-square bounds", mean: mean)
      } else if let degreesOfFreedom = bounds.exactDegreesOfFreedom {
        coefficient = try CoefficientOfVariation(
          standardDeviation: estimate.squareRoot(), mean: mean, degreesOfFreedom: degreesOfFreedom)
      } else {
        coefficient = nil
      }
    } catch {
      throw DesignObstacle("a %CV needs a mean above zero")
    }
    guard coefficient != nil else {
      throw DesignObstacle("the mean has no standard error in this layout, and a %CV needs one")
    }
  }

  private static func mean(
    _ form: PrecisionForm, _ cells: LaboratoryCells, _ squares: PrecisionSquares, _ frame: AnalysisFrame
  ) throws(SampleError) -> MeanEstimate? {
    do throws(DesignObstacle) {
      return try form.meanEstimate(cells, squares, pivot: frame.centre)
    } catch {
      throw .notFinite(index: 0)
    }
  }

  var quantity: Evidence.Quantity {
    switch measure {
    case .sd: .standardDeviation
    case .cv: .coefficientOfVariation
    case .gcv: .geometricCoefficientOfVariation
    }
  }

  var estimate: Double { coefficient.map { 100 * $0.estimate } ?? shown(bounds.estimate(squares).squareRoot()) }

  func upper() -> Double {
    coefficient.map { 100 * $0.upperBound(level: bounds.level) } ?? shown(bounds.upper(squares).squareRoot())
  }

  func lower() -> Double {
    coefficient.map { 100 * $0.lowerBound(level: bounds.level) } ?? shown(bounds.lower(squares).squareRoot())
  }

  /// Whether ``upper()`` lies below a limit.
  func isUpper(below limit: Double) -> Bool {
    // By the noncentral F a bound costs much more than the answer to this.
    guard coefficient == nil, case .these = bounds else { return upper() < limit }
    return bounds.isUpper(below: limitVariance(limit), squares)
  }

  /// Whether ``lower()`` lies above a limit; it is not worked out where the sum that it rests on does not.
  func isLower(above limit: Double) -> Bool {
    guard coefficient == nil else { return lower() > limit }
    return bounds.isLower(above: limitVariance(limit), squares)
  }

  /// An SD of the analysis scale in the measure of the limit.
  func reported(_ sd: Double) -> Double { measure == .cv ? 100 * sd / mean : shown(sd) }

  private func shown(_ sd: Double) -> Double {
    measure == .gcv ? 100 * (AnalysisScale.log.reported(sd) - 1) : sd / frame.factor
  }

  /// The limit as a variance on the analysis scale, for the size of a new study.
  func limitVariance(_ limit: Double) -> Double {
    let s =
      switch measure {
      case .sd: limit * frame.factor
      case .gcv: AnalysisScale.log.position(of: 1 + limit / 100)
      case .cv: limit / 100 * mean
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
  private let bounds: PrecisionRatioBounds

  /// - Throws: ``DesignObstacle`` where a layout does not allow the precision to be estimated.
  init(
    _ criterion: Criterion, _ attribute: Attribute, kind: PrecisionRatio, sending: CellLayout, receiving: CellLayout,
    sendingName: String, receivingName: String, study: Study.Kind, forMany: Bool
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
        layout, sources: sources, fixedSource: kind.fixedSource, reportable: nil, unit: attribute.unitOfReplication,
        laboratory: name, level: 1 - criterion.alpha)
    }
    self.sending = try form(sending, sendingName)
    self.receiving = try form(receiving, receivingName)
    guard
      let bounds = PrecisionRatioBounds(
        receiving: self.receiving.bounds, sending: self.sending.bounds, alpha: criterion.alpha,
        forMany: forMany)
    else { throw DesignObstacle("the precisions of the two are not of one kind") }
    self.bounds = bounds
  }

  func judgement(sending s: LaboratoryCells, receiving r: LaboratoryCells, _ frame: AnalysisFrame) -> Judgement {
    let (sender, receiver): (PrecisionSquares, PrecisionSquares)
    do throws(DesignObstacle) {
      sender = try sending.squares(s)
      receiver = try receiving.squares(r)
    } catch {
      return .notEvaluated(error.reason)
    }
    guard sending.bounds.estimate(sender) > 0 else {
      return .notEvaluated(
        "the results of \(sendingName) do not vary, so no ratio exists: \(StudyWords(study).whyConstant)")
    }
    guard receiving.bounds.raisedTotal(receiver) > 0 else {
      return .notEvaluated(
        "the results of \(receivingName) do not vary where they should: \(StudyWords(study).whyAlike)")
    }
    for (form, squares, name) in [(sending, sender, sendingName), (receiving, receiver, receivingName)] {
      if case .these(let bounds) = form.bounds, case .sums(let found) = squares, !bounds.hasNoise(found) {
        return .notEvaluated(
          "at \(name) nothing varies within the levels of \(kind.fixedSource?.rawValue ?? ""), so they cannot be held against it"
        )
      }
    }
    let limit = kind.limit.double * kind.limit.double
    let outcome = judge(
      isUpperInside: bounds.isUpper(below: limit, receiver, sender),
      isLowerBeyond: bounds.isLower(above: limit, receiver, sender))
    return Judgement(outcome) { [self] in details((s, sender), (r, receiver), frame) }
  }

  private func details(
    _ s: (cells: LaboratoryCells, squares: PrecisionSquares), _ r: (cells: LaboratoryCells, squares: PrecisionSquares),
    _ frame: AnalysisFrame
  ) -> Judgement.Details {
    let sender = sending.precision(s.cells, s.squares, pivot: frame.centre)
    let receiver = receiving.precision(r.cells, r.squares, pivot: frame.centre)
    let limit = kind.limit.double
    let upper = bounds.upper(r.squares, s.squares).squareRoot()
    let lower = bounds.lower(r.squares, s.squares).squareRoot()
    let ratio = receiver.estimate / sender.estimate
    let words = StudyWords(study)
    let of = kind.of == .repeatability ? words.repeatability(within: units) : words.intermediatePrecision
    var pValue: Double? = nil
    if let freedom = bounds.exactDegreesOfFreedom {
      pValue = FDistribution(freedom.receiving, freedom.sending).lowerTail(ratio / (limit * limit))
    }
    let isIntermediate = kind.of == .intermediate
    var details = Judgement.Details(
      evidence: Evidence(
        quantity: .ratioOfStandardDeviations, estimate: ratio.squareRoot(), standardError: nil,
        degreesOfFreedom: nil, judged: .bounded(lower: nil, upper: upper), level: 1 - criterion.alpha,
        wide: .bounded(lower: lower, upper: upper), opposite: lower, equivalenceInterval: nil, lowerLimit: nil,
        upperLimit: limit, lowerPValue: nil, upperPValue: pValue,
        method: "\(of), SD ratio \(words.ratio); \(bounds.methodName)",
        laboratories: [sender.figures(sendingName, frame), receiver.figures(receivingName, frame)],
        precision: isIntermediate
          ? PrecisionGrounds(
            level: bounds.level,
            these: [sending.these(kind.fixedSource), receiving.these(kind.fixedSource)].compactMap { $0 },
            reaches: receiving.reaches(r.squares, level: bounds.level) { $0 / sender.standardDeviation }
              .map { $0.limited(to: limit, isRatioTo: sendingName) }) : nil))
    details.sendingUnits = sender.units
    details.receivingUnits = receiver.units
    details.remarks = sender.remarks + receiver.remarks.filter { !sender.remarks.contains($0) }
    details.unitsNeeded = { [receiving, sending, alpha = criterion.alpha] in
      PrecisionForm.unitsNeeded(
        receiving: (receiving, r.squares), sending: (sending, s.squares), limit: limit * limit, alpha: alpha)
    }
    return details
  }

  /// For each source of the receiving laboratory with next to no degrees of freedom what the bound can reach.
  var reaches: [PrecisionReach] {
    kind.of == .intermediate
      ? receiving.reaches(nil, level: bounds.level) { _ in 0 }.map {
        $0.limited(to: kind.limit.double, isRatioTo: sendingName)
      } : []
  }
}

extension LaboratoryPrecision {
  /// This laboratory's part in a finding.
  func figures(_ name: String, _ frame: AnalysisFrame) -> LaboratoryFigures {
    let square = frame.factor * frame.factor
    return LaboratoryFigures(
      laboratory: name, mean: frame.reported(mean), standardDeviation: standardDeviation / frame.factor,
      degreesOfFreedom: degreesOfFreedom, units: units, results: results,
      meanSquares: meanSquares.map {
        MeanSquare(name: $0.name, value: $0.value / square, degreesOfFreedom: $0.degreesOfFreedom)
      }, coefficients: coefficients)
  }
}

extension Criterion {
  /// Whether the named sources of variation are part of the precision.
  fileprivate var isIntermediate: Bool { kindName == "intermediate-precision" }
}
