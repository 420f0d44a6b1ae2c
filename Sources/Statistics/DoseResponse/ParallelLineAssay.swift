internal import Elementary

/// A parallel-line assay: responses that are straight in ln dose, with one slope for all preparations.
///
/// y = blocks (rows, columns) + aᵢ + b ln(dose) + ε on the response scale, errors normal with one variance. The ln relative
/// potency of a test is (a - a of the standard)/b. Fitted by general least squares in any design with any numbers, so
/// that missing wells need no formulas of their own.
///
/// Finney (1978), *Statistical Method in Biological Assay*, 3rd ed., ch. 4; European Pharmacopoeia 5.3, section 3.2.
public struct ParallelLineAssay: Sendable, Equatable {
  /// The standard first.
  public let preparations: [String]
  public let scale: AssayResponseScale
  /// What potencies and the common slope take for their error.
  public let errorTerm: AssayErrorTerm
  public let anova: AssayAnova
  public let error: MeanSquare
  /// The common slope, per unit of ln dose.
  public let slope: LineSlope
  /// One for each test preparation, in their order.
  public let potencies: [LinearPotency]
  public let cautions: [LinearAssayCaution]
  /// The lines of the model, and those fitted to each preparation alone, in the order of ``preparations``.
  public let lines: [FittedLine]
  public let separateLines: [FittedLine]
  /// Of each reading in the order given, from the parallel lines (and blocks, rows, columns), on the response scale.
  public let residuals: [Double]
  public let fittedValues: [Double]
  private let separate: SeparateSlopes

  /// - Parameters:
  ///   - preparations: names, the standard first.
  ///   - errorTerm: the pharmacopoeias' error is ``AssayErrorTerm/withinTreatments``; a regression program's is
  ///     ``AssayErrorTerm/aboutModel``.
  /// - Throws: ``LinearAssayError``.
  public init(
    _ readings: [LinearAssayReading], preparations: [String], design: AssayDesign = .completelyRandomised,
    scale: AssayResponseScale = .asMeasured, errorTerm: AssayErrorTerm = .withinTreatments
  ) throws(LinearAssayError) {
    let layout = try LinearAssayLayout(
      readings, preparations: preparations, design: design, scale: scale, zeroDoses: false)
    let fit = try ParallelLineFit(layout)
    let error = try fit.anova.error(errorTerm)
    let h = preparations.count
    let unit = layout.unit
    let common = fit.common.lastCoefficients(h)
    let b = unit * common.estimates[h - 1]
    guard b != 0 else { throw .flatSlope }
    let slopeVariance = error.value * common.covariance[h - 1, h - 1]
    var potencies: [LinearPotency] = []
    var cautions: [LinearAssayCaution] = []
    for k in 1..<h {
      // At the mean ln dose of each, where difference and slope hardly correlate.
      let ratio = FiellerRatio(
        numerator: unit * common.estimates[k - 1], denominator: b,
        numeratorVariance: error.value * common.covariance[k - 1, k - 1],
        covariance: error.value * common.covariance[k - 1, h - 1], denominatorVariance: slopeVariance,
        degreesOfFreedom: error.degreesOfFreedom)
      let shift = (fit.centres[0] - fit.centres[k]) + logarithmOfRatio(fit.origins[0], fit.origins[k])
      let potency = LinearPotency(preparation: preparations[k], form: .logarithm(shift: shift), ratio: ratio)
      guard potency.lnEstimate.magnitude < 700 else { throw .flatSlope }
      potencies.append(potency)
      if fit.separate.estimates[k] * fit.separate.estimates[0] < 0 {
        cautions.append(.oppositeSlopes(preparation: preparations[k]))
      }
      let (own, standard) = (layout.levels(of: k), layout.levels(of: 0))
      let moved = (ln(own[0]) + potency.lnEstimate, ln(own[own.count - 1]) + potency.lnEstimate)
      if moved.1 < ln(standard[0]) || moved.0 > ln(standard[standard.count - 1]) {
        cautions.append(.outsideDoseRange(preparation: preparations[k]))
      }
    }
    func lines(_ slope: (Int) -> Double) -> [FittedLine] {
      (0..<h).map { k in
        let own = layout.values.indices.filter { layout.preparation[$0] == k }.map { layout.values[$0] }
        return FittedLine(
          preparation: preparations[k], meanAbscissa: ln(fit.origins[k]) + fit.centres[k],
          meanResponse: orderFreeMean(own), slope: slope(k))
      }
    }
    self.lines = lines { _ in b }
    separateLines = lines { fit.separate.estimates[$0] }
    (residuals, fittedValues) = layout.readingsOfFit(fit.common)
    self.preparations = preparations
    self.scale = scale
    self.errorTerm = errorTerm
    self.error = error
    self.potencies = potencies
    self.cautions = cautions
    anova = fit.anova
    separate = fit.separate
    slope = LineSlope(
      estimate: b, standardError: slopeVariance.squareRoot(), degreesOfFreedom: error.degreesOfFreedom)
  }

  /// The slopes of lines fitted to each preparation alone, in the order of ``preparations``.
  ///
  /// - Throws: what ``AssayAnova/error(_:)`` throws.
  public func separateSlopes(error term: AssayErrorTerm) throws(LinearAssayError) -> [LineSlope] {
    let error = try anova.error(term)
    return preparations.indices.map { separate.slope($0, error: error) }
  }

  /// The slope of each test against that of the standard.
  ///
  /// - Throws: what ``AssayAnova/error(_:)`` throws; ``LinearAssayError/flatSlope`` where the standard's is zero.
  public func slopeComparisons(error term: AssayErrorTerm) throws(LinearAssayError) -> [SlopeComparison] {
    let error = try anova.error(term)
    return try preparations.indices.dropFirst().map { (k) throws(LinearAssayError) in
      try separate.comparison(of: k, name: preparations[k], error: error, term: term)
    }
  }

  /// The pharmacopoeial conditions at one level: a significant regression; non-parallelism and non-linearity that are not.
  public static func compendialRequirements(alpha: Double) -> [AssayRequirement] {
    [
      AssayRequirement(.regression, .significant, alpha: alpha, against: .withinTreatments),
      AssayRequirement(.nonParallelism, .notSignificant, alpha: alpha, against: .withinTreatments),
      AssayRequirement(.nonLinearity, .notSignificant, alpha: alpha, against: .withinTreatments),
    ]
  }
}

/// The sequence of least squares fits behind a parallel-line assay.
struct ParallelLineFit {
  let anova: AssayAnova
  /// Groupings, mean, preparations and the common slope: their coefficients come last.
  let common: SequentialLeastSquares
  let separate: SeparateSlopes
  /// Of each preparation, its weakest dose, and the mean ln dose above that.
  let origins: [Double]
  let centres: [Double]

  init(_ layout: LinearAssayLayout) throws(LinearAssayError) {
    let h = layout.preparations.count
    let levels = (0..<h).map { layout.levels(of: $0) }
    for k in 0..<h where levels[k].count < 2 { throw .oneDose(preparation: layout.preparations[k]) }
    origins = levels.map { $0[0] }
    let lnDoses = layout.doses.indices.map { i in
      logarithmOfRatio(layout.doses[i], levels[layout.preparation[i]][0])
    }
    centres = (0..<h).map { k in
      orderFreeMean(lnDoses.indices.filter { layout.preparation[$0] == k }.map { lnDoses[$0] })
    }
    let centres = centres
    let x = lnDoses.indices.map { lnDoses[$0] - centres[layout.preparation[$0]] }
    func own(_ k: Int, _ value: (Int) -> Double) -> [Double] {
      x.indices.map { layout.preparation[$0] == k ? value($0) : 0 }
    }

    var (fit, lines) = layout.fitOfGroupings()
    let preparations = fit.add((1..<h).map { k in own(k) { _ in 1 } })
    if let k = preparations.firstDependent { throw .confounded(preparation: layout.preparations[k + 1]) }
    var alone = fit
    let regression = fit.add([x])
    if regression.firstDependent != nil { throw .confounded(preparation: layout.preparations[0]) }
    common = fit
    if let k = alone.add((0..<h).map({ k in own(k) { x[$0] } })).firstDependent {
      throw .confounded(preparation: layout.preparations[k])
    }
    let slopes = alone.lastCoefficients(h)
    separate = SeparateSlopes(
      estimates: slopes.estimates.map { layout.unit * $0 }, covariance: slopes.covariance.nested)
    let nonParallelism = fit.add((1..<h).map { k in own(k) { x[$0] } })
    var curved = fit
    var parts: [AssayAnova.Line] = []
    for k in 0..<h {
      let part = layout.line(.nonLinearityOf(preparation: k), fit.add(layout.cells(of: k)))
      if part.degreesOfFreedom > 0 { parts.append(part) }
    }
    let nonLinearity = AssayAnova.Line(sumOf: parts, effect: .nonLinearity)
    var treatments = [
      layout.line(.preparations, preparations), layout.line(.regression, regression),
      layout.line(.nonParallelism, nonParallelism),
    ]
    if nonLinearity.degreesOfFreedom > 0 {
      treatments.append(nonLinearity)
      parts.append(layout.line(.quadraticCurvature, curved.add([x.map { $0 * $0 }])))
      let rest = layout.line(.lackOfQuadraticFit, curved.add((0..<h).flatMap { layout.cells(of: $0) }))
      if rest.degreesOfFreedom > 0 { parts.append(rest) }
    }
    let residual = AssayAnova.Line(
      effect: .residual, degreesOfFreedom: fit.residualDegreesOfFreedom,
      sumOfSquares: fit.residualSumOfSquares * layout.unit * layout.unit)
    let groupings = lines
    let sum = AssayAnova.Line(sumOf: treatments, effect: .treatments)
    lines += treatments + parts + [sum, residual, .init(sumOf: groupings + [sum, residual], effect: .total)]
    anova = AssayAnova(lines: lines, modelEffects: [.nonParallelism])
  }
}
