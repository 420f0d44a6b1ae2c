internal import AssayData
internal import Notation
internal import Statistics

/// An upper limit on one laboratory's precision, as `repeatability` and `intermediate-precision` judge it.
struct PrecisionJudge: Sendable {
  let criterion: Criterion
  let attribute: Attribute
  let kind: PrecisionLimit
  let laboratory: String
  /// The question that the study asks, whose words remarks and reasons take.
  let study: Study.Kind
  /// Sources of variation besides the innermost; `nil` for repeatability.
  private let sources: [Role]?
  private let estimator: VarianceEstimator
  private let groups: Int
  private let nothing: DesignObstacle

  /// - Parameter sources: of variation besides the innermost; `nil` for repeatability.
  /// - Throws: ``DesignObstacle`` where the laboratory has no results, or where the layout does not allow the precision to be
  ///   estimated.
  init(_ asked: Asked, kind: PrecisionLimit, sources: [Role]?) throws(DesignObstacle) {
    criterion = asked.criterion
    attribute = asked.attribute
    self.kind = kind
    self.sources = sources
    laboratory = asked.name(kind.laboratory)
    nothing = asked.nothing(kind.laboratory)
    study = asked.study
    let layout = try asked.layout(kind.laboratory)
    estimator = try VarianceEstimator(
      layout, sources: sources, fixedSource: kind.fixedSource, reportable: kind.reportable,
      unit: attribute.unitOfReplication, laboratory: laboratory, level: 1 - criterion.alpha)
    groups = layout.groups.count
  }

  func judgement(_ cells: LaboratoryCells, _ frame: AnalysisFrame) -> Judgement {
    if kind.measure == .cv, groups > 1 {
      return .notEvaluated("a linear %CV is per sample; judge it at each sample, or judge the SD")
    }
    let squares: PrecisionSquares
    let measured: Measured
    do throws(DesignObstacle) {
      squares = try estimator.squares(cells)
      guard estimator.bounds.raisedTotal(squares) > 0 else {
        return .notEvaluated(
          "the results of \(laboratory) do not vary where they should: \(StudyWords(study).whyAlike)")
      }
      if case .these(let bounds) = estimator.bounds, case .sums(let found) = squares, !bounds.hasNoise(found) {
        return .notEvaluated(
          "at \(laboratory) nothing varies within the levels of \(kind.fixedSource?.rawValue ?? ""), so they cannot be held against it"
        )
      }
      measured = try Measured(estimator, cells, squares, kind.measure, frame)
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
    let precision = estimator.precision(cells, squares, pivot: frame.centre)
    let (upper, lower) = (measured.upper(), measured.lower())
    let limitVariance = measured.limitVariance(kind.limit.double)
    var conventions = measured.conventions
    if attribute.scale == .log, kind.measure == .sd { conventions.append("the SD of ln") }
    var pValue: Double? = nil
    if kind.measure != .cv, let degreesOfFreedom = estimator.bounds.exactDegreesOfFreedom {
      pValue = ChiSquare(degreesOfFreedom: degreesOfFreedom)
        .lowerTail(degreesOfFreedom * precision.estimate / limitVariance)
    }
    conventions.append(estimator.bounds.methodName)
    let units = attribute.unitOfReplication
    let what =
      sources != nil
      ? "from \(kind.sources.map { $0.rawValue }.joined(separator: ", ")) and \(StudyWords(study).repeatability(within: units.plural))"
      : "within \(units.rawValue)"
    var details = Judgement.Details(
      evidence: Evidence(
        measured.quantity, estimate: measured.estimate, degreesOfFreedom: precision.degreesOfFreedom,
        .bound(upper: upper, lower: lower, pValue: pValue), level: 1 - criterion.alpha, upperLimit: kind.limit.double,
        method: ([what] + conventions).joined(separator: "; "),
        laboratories: [precision.figures(laboratory, frame)],
        precision: sources != nil
          ? PrecisionGrounds(
            level: estimator.bounds.level, these: [estimator.these(kind.fixedSource)].compactMap { $0 },
            reaches: estimator.reaches(squares) { measured.reported($0) }
              .map { $0.limited(to: kind.limit.double, isGeometric: kind.measure == .gcv) }) : nil))
    if kind.laboratory == .receiving {
      details.receivingUnits = precision.units
    } else {
      details.sendingUnits = precision.units
    }
    details.remarks = precision.remarks
    details.crossChecks = { [estimator] in estimator.crossChecks(cells, squares) }
    details.unitsNeeded = { [estimator, alpha = criterion.alpha] in
      estimator.unitsNeeded(squares, limit: limitVariance, alpha: alpha)
    }
    return details
  }

  /// The judge as a criterion is put to it.
  var prepared: Prepared {
    Prepared(reaches: reaches) { [self] sending, receiving, frame in
      guard let cells = kind.laboratory == .sending ? sending : receiving else {
        return .notEvaluated(nothing.reason)
      }
      return judgement(cells, frame)
    }
  }

  /// For each source with next to no degrees of freedom what the bound can reach, whatever the values.
  var reaches: [PrecisionReach] {
    sources != nil
      ? estimator.reaches(nil) { _ in 0 }.map {
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
    _ estimator: VarianceEstimator, _ cells: LaboratoryCells, _ squares: PrecisionSquares, _ measure: PrecisionMeasure,
    _ frame: AnalysisFrame
  ) throws(DesignObstacle) {
    bounds = estimator.bounds
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
      if let mean = try Self.mean(estimator, cells, squares, frame) {
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
    _ estimator: VarianceEstimator, _ cells: LaboratoryCells, _ squares: PrecisionSquares, _ frame: AnalysisFrame
  ) throws(SampleError) -> MeanEstimate? {
    do throws(DesignObstacle) {
      return try estimator.meanEstimate(cells, squares, pivot: frame.centre)
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

extension LaboratoryPrecision {
  /// This laboratory's part in a finding.
  func figures(_ name: String, _ frame: AnalysisFrame) -> LaboratoryFigures {
    let square = frame.factor * frame.factor
    return LaboratoryFigures(
      laboratory: name, mean: frame.reported(mean), standardDeviation: standardDeviation / frame.factor,
      degreesOfFreedom: degreesOfFreedom, units: units, results: results,
      meanSquares: meanSquares.map {
        WeightedSquare(
          square: MeanSquare(
            name: $0.square.name, value: $0.square.value / square, degreesOfFreedom: $0.square.degreesOfFreedom),
          coefficient: $0.coefficient, isWithinUnits: $0.isWithinUnits)
      })
  }
}
