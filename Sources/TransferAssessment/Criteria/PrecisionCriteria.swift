internal import AssayData
internal import Notation
internal import Statistics
internal import TransferProtocol

/// `repeatability`, `intermediate-precision` and `precision-ratio`: one-sided bounds on SDs.
struct PrecisionJudge {
  let criterion: Criterion
  let attribute: Attribute

  /// An upper limit on one laboratory's precision.
  ///
  /// - Parameter intermediate: whether the named sources of variation are part of it.
  func limit(_ kind: PrecisionLimit, intermediate: Bool, laboratory: String, rows: [StudyRow]) -> Judgement {
    if rows.isEmpty { return .notEvaluated("\(laboratory) has no results") }
    let frame = AnalysisFrame(attribute, values: rows.map(\.value))
    let precision: LaboratoryPrecision
    do throws(DesignObstacle) {
      precision = try self.precision(
        rows, frame: frame, sources: intermediate ? kind.sources : nil, reportable: kind.reportable,
        laboratory: laboratory)
    } catch {
      return .notEvaluated(error.reason)
    }
    let groups = Set(rows.map(\.group)).count
    if kind.measure == .cv, groups > 1 {
      return .notEvaluated("a linear %CV is per sample; judge it at each sample, or judge the SD")
    }
    let variance = precision.variance
    guard variance.terms.contains(where: { $0.meanSquare.value > 0 }) else {
      return .notEvaluated(
        "the results of \(laboratory) do not vary where they should: were averages or copies typed in?")
    }
    let (alpha, limit) = (criterion.alpha, kind.limit.double)
    let level = 1 - alpha
    let sd = variance.standardDeviation
    let upperVariance = variance.upperBound(level: level)
    guard upperVariance > 0 else {
      return .notEvaluated(
        "at \(laboratory) the results within \(attribute.unitOfReplication.plural) vary so much more than those between them that not even the upper bound of the variance is above 0: the model does not hold"
      )
    }
    let bounds = (lower: variance.lowerBound(level: level).squareRoot(), upper: upperVariance.squareRoot())
    let degreesOfFreedom = variance.degreesOfFreedom
    let quantity: Evidence.Quantity
    let (estimate, lower, upper): (Double, Double, Double)
    var conventions: [String] = []
    var pValue: Double? = nil
    /// The limit as a variance on the analysis scale, for the size of a new study.
    let limitVariance: Double
    switch kind.measure {
    case .sd:
      quantity = .standardDeviation
      (estimate, lower, upper) = (sd / frame.factor, bounds.lower / frame.factor, bounds.upper / frame.factor)
      limitVariance = limit * frame.factor * limit * frame.factor
      if attribute.scale == .log { conventions.append("the SD of ln") }
    case .gcv:
      quantity = .geometricCoefficientOfVariation
      func percent(_ s: Double) -> Double { 100 * (AnalysisScale.log.reported(s) - 1) }
      (estimate, lower, upper) = (percent(sd), percent(bounds.lower), percent(bounds.upper))
      let s = AnalysisScale.log.position(of: 1 + limit / 100)
      limitVariance = s * s
      conventions.append("%GCV = 100 (exp(s) - 1), s the SD of ln")
    case .cv:
      quantity = .coefficientOfVariation
      let cv: CoefficientOfVariation
      do throws(SampleError) {
        if let mean = precision.meanEstimate {
          cv = try CoefficientOfVariation(variance: variance, mean: mean)
        } else if let degreesOfFreedom {
          cv = try CoefficientOfVariation(
            standardDeviation: sd, mean: precision.mean, degreesOfFreedom: degreesOfFreedom)
        } else {
          return .notEvaluated("the variance of \(laboratory) is not estimated above 0, and neither is a %CV")
        }
      } catch {
        return .notEvaluated("a %CV needs a mean above zero")
      }
      (estimate, lower, upper) = (
        100 * cv.estimate, 100 * cv.lowerBound(level: level), 100 * cv.upperBound(level: level)
      )
      let s = limit / 100 * precision.mean
      limitVariance = s * s
      conventions.append("%CV = 100 s / mean, \(cv.methodName)")
    }
    if variance.isExact, kind.measure != .cv, let degreesOfFreedom {
      pValue = ChiSquare(degreesOfFreedom: degreesOfFreedom)
        .lowerTail(degreesOfFreedom * variance.estimate / limitVariance)
    }
    if kind.measure != .cv {
      conventions.append(variance.methodName)
    }
    if !variance.isExact { conventions.append("df by Satterthwaite") }
    let (verdict, reason) = judge(upperBound: upper, lowerBound: lower, limit: limit)
    let what =
      intermediate
      ? "from \(kind.sources.map(\.rawValue).joined(separator: ", ")) and repeatability"
      : "within \(attribute.unitOfReplication.rawValue)"
    var judgement = Judgement(
      verdict: verdict, reason: reason,
      evidence: Evidence(
        quantity: quantity, estimate: estimate, standardError: nil, degreesOfFreedom: degreesOfFreedom,
        judged: .bounded(lower: nil, upper: upper), level: level, wide: .bounded(lower: lower, upper: upper),
        opposite: lower, equivalenceInterval: nil, lowerLimit: nil, upperLimit: limit, lowerPValue: nil,
        upperPValue: pValue, method: ([what] + conventions).joined(separator: "; "),
        laboratories: [figures(precision, laboratory, frame)]))
    if kind.laboratory == .receiving {
      judgement.receivingUnits = precision.units
    } else {
      judgement.sendingUnits = precision.units
    }
    judgement.remarks = precision.remarks
    if variance.isTruncated {
      judgement.remarks.append(
        "the variance is estimated as negative; its SD is shown as 0 (zero-truncated), and the bounds use the estimate as it is"
      )
    }
    if precision.units > 1, let degreesOfFreedom {
      judgement.unitsNeeded = {
        UnitsNeeded.boundingVariance(
          variance.estimate, limit: limitVariance, degreesOfFreedom: degreesOfFreedom, units: precision.units,
          alpha: alpha)
      }
    }
    return judgement
  }

  /// An upper limit on the ratio of the laboratories' SDs.
  func ratio(
    _ kind: PrecisionRatio, sending: [StudyRow], receiving: [StudyRow], sendingName: String, receivingName: String
  ) -> Judgement {
    for (rows, name) in [(sending, sendingName), (receiving, receivingName)] where rows.isEmpty {
      return .notEvaluated("\(name) has no results")
    }
    let frame = AnalysisFrame(attribute, values: (sending + receiving).map(\.value))
    let sources = kind.of == .intermediate ? kind.sources : nil
    let (s, r): (LaboratoryPrecision, LaboratoryPrecision)
    let ratio: VarianceRatio
    do {
      s = try precision(sending, frame: frame, sources: sources, reportable: nil, laboratory: sendingName)
      r = try precision(receiving, frame: frame, sources: sources, reportable: nil, laboratory: receivingName)
      ratio = try VarianceRatio(receiving: r.variance, sending: s.variance)
    } catch let obstacle as DesignObstacle {
      return .notEvaluated(obstacle.reason)
    } catch {
      return .notEvaluated("the results of \(sendingName) do not vary, so no ratio exists: were averages typed in?")
    }
    guard ratio.estimate > 0, let rDF = r.variance.degreesOfFreedom, let sDF = s.variance.degreesOfFreedom else {
      return .notEvaluated(
        "the results of \(receivingName) do not vary where they should: were averages or copies typed in?")
    }
    let (alpha, limit) = (criterion.alpha, kind.limit.double)
    let level = 1 - alpha
    let upper = ratio.upperBound(level: level).squareRoot()
    let lower = ratio.lowerBound(level: level).squareRoot()
    let (verdict, reason) = judge(upperBound: upper, lowerBound: lower, limit: limit)
    let of = kind.of == .repeatability ? "repeatability" : "intermediate precision"
    let bounds = ratio.isExact ? ratio.methodName : "\(ratio.methodName), df by Satterthwaite"
    var judgement = Judgement(
      verdict: verdict, reason: reason,
      evidence: Evidence(
        quantity: .ratioOfStandardDeviations, estimate: ratio.estimate.squareRoot(), standardError: nil,
        degreesOfFreedom: nil, judged: .bounded(lower: nil, upper: upper), level: level,
        wide: .bounded(lower: lower, upper: upper), opposite: lower, equivalenceInterval: nil, lowerLimit: nil,
        upperLimit: limit, lowerPValue: nil,
        upperPValue: ratio.isExact ? FDistribution(rDF, sDF).lowerTail(ratio.estimate / (limit * limit)) : nil,
        method: "\(of), SD ratio R/S; \(bounds)",
        laboratories: [figures(s, sendingName, frame), figures(r, receivingName, frame)]))
    judgement.sendingUnits = s.units
    judgement.receivingUnits = r.units
    judgement.remarks = s.remarks + r.remarks.filter { !s.remarks.contains($0) }
    if s.units > 1, r.units > 1 {
      judgement.unitsNeeded = {
        UnitsNeeded.boundingRatio(
          ratio.estimate, limit: limit * limit, receiving: (rDF, r.units), sending: (sDF, s.units), alpha: alpha)
      }
    }
    return judgement
  }

  /// - Parameter sources: `nil` for repeatability.
  private func precision(
    _ rows: [StudyRow], frame: AnalysisFrame, sources: [Role]?, reportable: Reportable?, laboratory: String
  ) throws(DesignObstacle) -> LaboratoryPrecision {
    let cells = LaboratoryCells(rows, values: frame.centred(rows.map(\.value)))
    guard let sources else {
      return try .repeatability(cells, pivot: frame.centre, laboratory: laboratory)
    }
    return try .intermediate(
      cells, sources: sources, reportable: reportable, unit: attribute.unitOfReplication, pivot: frame.centre,
      laboratory: laboratory)
  }

  private func figures(_ precision: LaboratoryPrecision, _ name: String, _ frame: AnalysisFrame) -> LaboratoryFigures {
    let square = frame.factor * frame.factor
    return LaboratoryFigures(
      laboratory: name, mean: frame.reported(precision.mean),
      standardDeviation: precision.variance.standardDeviation / frame.factor,
      degreesOfFreedom: precision.variance.degreesOfFreedom, units: precision.units, results: precision.results,
      meanSquares: precision.meanSquares.map {
        MeanSquare(name: $0.name, value: $0.value / square, degreesOfFreedom: $0.degreesOfFreedom)
      })
  }
}
