/// A source of variation in the analysis of variance of an assay with straight lines.
public enum AssayEffect: Sendable, Equatable, CustomStringConvertible {
  case blocks
  case rows
  case columns
  /// Between the means of preparations.
  case preparations
  /// Of a slope that is common (parallel lines), or of the slopes from a common intercept (slope ratio).
  case regression
  /// Differences between slopes of parallel lines.
  case nonParallelism
  /// Deviations of dose means from lines fitted to each preparation.
  case nonLinearity
  /// The part of ``nonLinearity`` in one preparation, by its index.
  case nonLinearityOf(preparation: Int)
  /// One curvature in ln dose common to all preparations.
  case quadraticCurvature
  /// What of ``nonLinearity`` a common curvature leaves.
  case lackOfQuadraticFit
  /// Of a slope-ratio assay: the mean of the blanks against the common intercept of the lines.
  case blanks
  /// Of a slope-ratio assay: differences between the intercepts of lines that ought to meet at dose zero.
  case intersection
  /// All that treatments differ by.
  case treatments
  case residual
  case total

  public var description: String {
    switch self {
    case .blocks: "blocks"
    case .rows: "rows"
    case .columns: "columns"
    case .preparations: "preparations"
    case .regression: "regression"
    case .nonParallelism: "non-parallelism"
    case .nonLinearity: "non-linearity"
    case .nonLinearityOf(let preparation): "non-linearity of preparation \(preparation + 1)"
    case .quadraticCurvature: "quadratic curvature"
    case .lackOfQuadraticFit: "lack of quadratic fit"
    case .blanks: "blanks"
    case .intersection: "intersection"
    case .treatments: "treatments"
    case .residual: "residual error"
    case .total: "total"
    }
  }
}

/// What an effect is held against.
public enum AssayErrorTerm: String, Sendable, Equatable, CaseIterable, CustomStringConvertible {
  /// The residual error after treatments and blocks, rows and columns: what the pharmacopoeias use.
  case withinTreatments = "within treatments"
  /// Deviations from one line for each preparation: residual error and non-linearity together.
  case aboutSeparateLines = "about separate lines"
  /// Deviations from the lines of the model (parallel, or from one intercept): as before, with non-parallelism, or with
  /// intersection and blanks.
  case aboutModel = "about the model"

  public var description: String { rawValue }
}

/// An F test of one effect, with the error it was held against.
public struct AssayTest: Sendable, Equatable {
  public let effect: AssayEffect
  public let errorTerm: AssayErrorTerm
  /// The ratio of the mean squares.
  public let statistic: Double
  public let numeratorDegreesOfFreedom: Int
  public let denominatorDegreesOfFreedom: Int

  /// P(F ≥ statistic) without the effect.
  public var pValue: Double {
    FDistribution(Double(numeratorDegreesOfFreedom), Double(denominatorDegreesOfFreedom)).upperTail(statistic)
  }
}

/// The analysis of variance of an assay with straight lines.
///
/// Sums of squares are sequential: blocks (or rows, then columns), preparations, regression, non-parallelism,
/// non-linearity; of a slope-ratio assay: regression, blanks, intersection, non-linearity. In complete designs the order
/// makes no difference. In the square of the unit of the response scale.
///
/// European Pharmacopoeia, general text 5.3, sections 3.2.3 and 3.3.3.
public struct AssayAnova: Sendable, Equatable {
  public struct Line: Sendable, Equatable {
    public let effect: AssayEffect
    public let degreesOfFreedom: Int
    public let sumOfSquares: Double

    init(effect: AssayEffect, degreesOfFreedom: Int, sumOfSquares: Double) {
      self.effect = effect
      self.degreesOfFreedom = degreesOfFreedom
      self.sumOfSquares = sumOfSquares
    }

    /// Of several effects together.
    init(sumOf lines: [Line], effect: AssayEffect) {
      self.init(
        effect: effect, degreesOfFreedom: lines.reduce(0) { $0 + $1.degreesOfFreedom },
        sumOfSquares: lines.reduce(0) { $0 + $1.sumOfSquares })
    }

    /// `nil` without degrees of freedom.
    public var meanSquare: Double? { degreesOfFreedom > 0 ? sumOfSquares / Double(degreesOfFreedom) : nil }
  }

  /// In the order of a printed table; parts follow the line that they split.
  public let lines: [Line]
  private let modelEffects: [AssayEffect]

  /// - Parameter modelEffects: what, beside non-linearity, deviations from the model's own lines hold.
  init(lines: [Line], modelEffects: [AssayEffect]) {
    self.lines = lines
    self.modelEffects = modelEffects
  }

  /// `nil` where the design has no such line.
  public subscript(effect: AssayEffect) -> Line? { lines.first { $0.effect == effect } }

  /// An error with its degrees of freedom.
  ///
  /// - Throws: ``LinearAssayError/noResidualDegreesOfFreedom(_:)``, ``LinearAssayError/noResidualVariation(_:)``.
  public func error(_ term: AssayErrorTerm) throws(LinearAssayError) -> MeanSquare {
    let parts = parts(of: term)
    var (squares, freedom) = (0.0, 0)
    for line in lines where parts.contains(line.effect) {
      squares += line.sumOfSquares
      freedom += line.degreesOfFreedom
    }
    guard freedom > 0 else { throw .noResidualDegreesOfFreedom(term) }
    // Less than rounding leaves of readings that fit exactly.
    guard squares > 1e-28 * (self[.total]?.sumOfSquares ?? 0) else { throw .noResidualVariation(term) }
    return MeanSquare(name: term.rawValue, value: squares / Double(freedom), degreesOfFreedom: Double(freedom))
  }

  private func parts(of term: AssayErrorTerm) -> [AssayEffect] {
    switch term {
    case .withinTreatments: [.residual]
    case .aboutSeparateLines: [.residual, .nonLinearity]
    case .aboutModel: [.residual, .nonLinearity] + modelEffects
    }
  }

  /// The F test of an effect.
  ///
  /// - Throws: ``LinearAssayError/notInDesign(_:)``, ``LinearAssayError/partOfError(_:_:)``, and what ``error(_:)`` throws.
  public func test(_ effect: AssayEffect, against term: AssayErrorTerm) throws(LinearAssayError) -> AssayTest {
    guard let line = self[effect], let square = line.meanSquare else { throw .notInDesign(effect) }
    let isPartOfNonLinearity =
      switch effect {
      case .nonLinearityOf, .quadraticCurvature, .lackOfQuadraticFit: true
      default: false
      }
    let parts = parts(of: term)
    guard !parts.contains(effect), !(isPartOfNonLinearity && parts.contains(.nonLinearity)) else {
      throw .partOfError(effect, term)
    }
    let error = try error(term)
    return AssayTest(
      effect: effect, errorTerm: term, statistic: square / error.value,
      numeratorDegreesOfFreedom: line.degreesOfFreedom, denominatorDegreesOfFreedom: Int(error.degreesOfFreedom))
  }

  /// The multiple correlation coefficient of preparations, regression and blocks, for information only.
  public var correlation: Double {
    let explained = lines.filter { line in
      [.blocks, .rows, .columns, .preparations, .regression].contains(line.effect)
    }
    guard let total = self[.total], total.sumOfSquares > 0 else { return 0 }
    return min(1, explained.reduce(0) { $0 + $1.sumOfSquares } / total.sumOfSquares).squareRoot()
  }
}
