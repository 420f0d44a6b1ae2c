/// A slope-ratio assay: responses that are straight in the dose, with lines that meet at dose zero.
///
/// y = blocks (rows, columns) + a + bᵢ dose + ε on the response scale, errors normal with one variance. The potency of a
/// test is its slope over that of the standard. Readings at dose zero, of whatever preparation, are blanks: they belong
/// to all lines. Fitted by general least squares in any design with any numbers.
///
/// Finney (1978), *Statistical Method in Biological Assay*, 3rd ed., ch. 7; European Pharmacopoeia 5.3, section 3.3.
public struct SlopeRatioAssay: Sendable, Equatable {
  /// The standard first.
  public let preparations: [String]
  public let scale: AssayResponseScale
  /// What potencies and slopes take for their error.
  public let errorTerm: AssayErrorTerm
  public let anova: AssayAnova
  public let error: MeanSquare
  /// From the common intercept, in the order of ``preparations``, per unit of dose.
  public let slopes: [LineSlope]
  /// One for each test preparation, in their order.
  public let potencies: [LinearPotency]
  /// The lines of the model, from their common intercept at dose zero.
  public let lines: [FittedLine]
  /// Of each reading in the order given, from the lines of the model (and blocks, rows, columns), on the response scale.
  public let residuals: [Double]
  public let fittedValues: [Double]

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
      readings, preparations: preparations, design: design, scale: scale, zeroDoses: true)
    let h = preparations.count
    var (fit, lines) = layout.fitOfGroupings()
    let groupings = lines
    // Doses too small or too large to be squared are taken in another unit.
    let strongest = layout.doses.reduce(0, max)
    let isOrdinary = strongest > 1e-100 && strongest < 1e100
    let doseUnit = isOrdinary ? 1 : Double(sign: .plus, exponent: strongest.exponent, significand: 1)
    let doses = layout.doses.map { $0 / doseUnit }
    let regression = fit.add((0..<h).map { k in doses.indices.map { layout.preparation[$0] == k ? doses[$0] : 0 } })
    if let k = regression.firstDependent { throw .confounded(preparation: preparations[k]) }
    let (coefficients, covariance) = fit.lastCoefficients(h)
    (residuals, fittedValues) = layout.readingsOfFit(fit)

    var treatments = [layout.line(.regression, regression)]
    let isBlank = layout.doses.map { $0 == 0 }
    if isBlank.contains(true) {
      treatments.append(layout.line(.blanks, fit.add([layout.indicator { isBlank[$0] }])))
    }
    treatments.append(
      layout.line(
        .intersection, fit.add((1..<h).map { k in layout.indicator { layout.preparation[$0] == k && !isBlank[$0] } })))
    let parts = (0..<h).map { layout.line(.nonLinearityOf(preparation: $0), fit.add(layout.cells(of: $0))) }
      .filter { $0.degreesOfFreedom > 0 }
    if !parts.isEmpty {
      treatments.append(AssayAnova.Line(sumOf: parts, effect: .nonLinearity))
    }
    let residual = AssayAnova.Line(
      effect: .residual, degreesOfFreedom: fit.residualDegreesOfFreedom,
      sumOfSquares: fit.residualSumOfSquares * layout.unit * layout.unit)
    let sum = AssayAnova.Line(sumOf: treatments, effect: .treatments)
    lines += treatments + parts + [sum, residual, .init(sumOf: groupings + [sum, residual], effect: .total)]
    anova = AssayAnova(lines: lines, modelEffects: [.blanks, .intersection])

    let error = try anova.error(errorTerm)
    let estimates = coefficients.map { layout.unit * $0 }
    guard estimates[0] != 0 else { throw .flatSlope }
    potencies = try (1..<h).map { (k) throws(LinearAssayError) in
      let ratio = estimates[k] / estimates[0]
      guard ratio > 0 else { throw ratio == 0 ? .flatSlope : .oppositeSlopes(preparation: preparations[k]) }
      guard ratio < .infinity else { throw .flatSlope }
      return LinearPotency(
        preparation: preparations[k], form: .direct,
        ratio: FiellerRatio(
          numerator: estimates[k], denominator: estimates[0], numeratorVariance: error.value * covariance[k, k],
          covariance: error.value * covariance[k, 0], denominatorVariance: error.value * covariance[0, 0],
          degreesOfFreedom: error.degreesOfFreedom))
    }
    slopes = (0..<h).map { k in
      LineSlope(
        estimate: estimates[k] / doseUnit, standardError: (error.value * covariance[k, k]).squareRoot() / doseUnit,
        degreesOfFreedom: error.degreesOfFreedom)
    }
    // The residuals add up to nothing, so the intercept follows from the means.
    let drop = doses.indices.map { estimates[layout.preparation[$0]] * doses[$0] }
    let intercept = orderFreeMean(layout.values) - orderFreeMean(drop)
    self.lines = (0..<h).map { k in
      FittedLine(
        preparation: preparations[k], meanAbscissa: 0, meanResponse: intercept, slope: estimates[k] / doseUnit)
    }
    self.preparations = preparations
    self.scale = scale
    self.errorTerm = errorTerm
    self.error = error
  }

  /// The pharmacopoeial conditions at one level: a significant regression; blanks, intersection and non-linearity that
  /// are not. What the design lacks comes out as not tested.
  public static func compendialRequirements(alpha: Double) -> [AssayRequirement] {
    [AssayRequirement(.regression, .significant, alpha: alpha, against: .withinTreatments)]
      + [.blanks, .intersection, .nonLinearity].map {
        AssayRequirement($0, .notSignificant, alpha: alpha, against: .withinTreatments)
      }
  }
}
