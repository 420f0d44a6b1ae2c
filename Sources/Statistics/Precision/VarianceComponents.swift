internal import Elementary

/// Variance components of y = Xβ + Σ Zₖuₖ + ε, all random effects normal and independent; nested or crossed, balanced
/// or not.
///
/// Components are in the square of the data's unit, in the order of the random factors (outermost first), the residual
/// last. By analysis of variance they may come out negative and are kept so, with a flag; ``truncated`` shows them as
/// zero. By REML or ML they are never negative, and one on the boundary is flagged.
///
/// Nested designs are fitted in one pass over the tree for each step, linear in the rows; crossed ones by dense algebra on
/// the space of the effects. The order of rows and the codes of the random factors change no bit of the answer.
///
/// Searle, Casella & McCulloch (1992), *Variance Components*, ch. 5 (analysis of variance), 6 (ML and REML).
public struct VarianceComponents: Sendable {
  public enum Method: String, Sendable, CaseIterable {
    /// Henderson's method 1: sequential sums of squares equated to their expectations.
    case anova
    /// Restricted maximum likelihood.
    case reml
    /// Maximum likelihood.
    case ml
  }

  public struct Component: Sendable, Equatable {
    public let name: String
    public let variance: Double
    /// On the boundary (REML, ML), or set to zero because its estimate was negative (``VarianceComponents/truncated``).
    public let isAtZero: Bool

    public var isNegative: Bool { variance < 0 }
    /// The root of the variance; zero for a negative one.
    public var standardDeviation: Double { max(0, variance).squareRoot() }
  }

  public let method: Method
  public let components: [Component]
  /// Sums of squares and expected mean squares, for ``Method/anova``.
  public let table: AnovaTable?
  public let fixedEffects: FixedEffects
  /// At the maximum, with all constants: for REML (n - p) ln 2π + ln|V| + ln|X'V⁻¹X| + y'Py is minus twice it, for ML
  /// n ln 2π + ln|V| + y'Py, as in lme4. `nil` for ``Method/anova``.
  public let logLikelihood: Double?
  public let convergence: Convergence?
  /// How many values the estimates rest on.
  public let count: Int

  let model: MixedModel
  /// In the scaled values of the model; negative ones as they are.
  let theta: [Double]
  /// The criterion at `theta`, for REML and ML.
  let point: CriterionPoint?

  /// - Parameters:
  ///   - values: one for each row. Best centred by the caller in decimal; an offset in doubles costs only what the
  ///     doubles themselves have lost.
  ///   - random: at least one factor, outermost first where nested.
  ///   - fixed: terms beside the intercept, which is always there.
  /// - Throws: ``MixedModelError`` where data or design have no answer. A fit that has not reached its maximum is thrown.
  public init(
    _ values: [Double], random: [ModelFactor], fixed: [FixedTerm] = [], arrangement: RandomArrangement = .nested,
    method: Method = .reml
  ) throws(MixedModelError) {
    try self.init(
      MixedModel(
        values, random: random, fixed: fixed, arrangement: arrangement, needsSquares: method == .anova), method: method)
  }

  init(_ model: MixedModel, method: Method) throws(MixedModelError) {
    self.model = model
    self.method = method
    count = model.rowCount
    let square = model.scale * model.scale
    let p = model.names.count
    var table: AnovaTable? = nil
    if method == .anova {
      guard let squares = model.sequential else {
        throw .notEstimable(factor: model.names[0])
      }
      for (k, line) in squares.enumerated() where line.degreesOfFreedom == 0 {
        if k == p - 1 { throw .noResidualDegreesOfFreedom }
        throw k == 0 ? .absorbedByFixedEffects(factor: model.names[k]) : .confounded(model.names[k - 1], model.names[k])
      }
      let lines = zip(model.names, squares).map { name, line in
        AnovaTable.Line(
          name: name, degreesOfFreedom: line.degreesOfFreedom, sumOfSquares: line.sumOfSquares * square,
          coefficients: line.coefficients.map { $0 / Double(line.degreesOfFreedom) })
      }
      let made = AnovaTable(lines: lines)
      table = made
      theta = made.components.map { $0 / square }
      point = nil
      logLikelihood = nil
      convergence = nil
    } else {
      let kind: LikelihoodKind = method == .reml ? .restricted : .full
      let found = try model.fit(kind)
      theta = found.theta
      point = found.point
      logLikelihood = -0.5 * model.minusTwiceLogLikelihood(found.point.value, kind: kind)
      convergence = found.convergence
    }
    self.table = table
    components = zip(model.names, theta).map {
      Component(name: $0, variance: $1 * square, isAtZero: method != .anova && $1 == 0)
    }
    let inside = theta.map { max(0, $0) }
    guard inside[p - 1] > 0, let information = model.fixedInformation(at: inside) else {
      throw .noResidualVariation
    }
    let observed: Matrix
    if let table {
      observed = (1 / (square * square)) * VarianceComponents.covariance(of: table)
    } else if let point {
      observed = VarianceComponents.inverse(point.observedHessian, theta) ?? Matrix(p, p)
    } else {
      observed = Matrix(p, p)
    }
    var expected: Matrix? = nil
    if let restricted = method == .reml ? point : model.criterion(.restricted, at: inside) {
      expected = VarianceComponents.inverse(restricted.expectedHessian, nil)
    }
    fixedEffects = try FixedEffects(
      information, design: model.fixed, pivot: model.pivot, scale: model.scale, observed: observed, expected: expected)
  }

  /// Whether factors cross, so that what they do differently in each other has no component of its own.
  public var isCrossed: Bool { !model.isNested }

  /// The components with negative estimates set to zero, each of which says so.
  public var truncated: [Component] {
    components.map { Component(name: $0.name, variance: max(0, $0.variance), isAtZero: !($0.variance > 0)) }
  }

  /// The component of a factor by its name, or `residual`.
  public func component(_ name: String) -> Component? { components.first { $0.name == name } }

  /// 2 H⁻¹ over the components above zero; all of them where no `theta` is given. `nil` where H is singular.
  static func inverse(_ hessian: Matrix, _ theta: [Double]?) -> Matrix? {
    let kept = (0..<hessian.rows).filter { k in theta.map { $0[k] > 0 } ?? true }
    guard kept.allSatisfy({ hessian[$0, $0] > 0 }) else { return nil }
    let scale = kept.map { 1 / hessian[$0, $0].squareRoot() }
    var reduced = Matrix(kept.count, kept.count)
    for (i, a) in kept.enumerated() {
      for (j, b) in kept.enumerated() { reduced[i, j] = hessian[a, b] * scale[i] * scale[j] }
    }
    guard let inverse = Cholesky(reduced, tolerance: 1e-13)?.inverse else { return nil }
    var result = Matrix(hessian.rows, hessian.rows)
    for (i, a) in kept.enumerated() {
      for (j, b) in kept.enumerated() { result[a, b] = 2 * inverse[i, j] * scale[i] * scale[j] }
    }
    return result
  }

  /// Of components by analysis of variance, from mean squares taken as independent with variances 2 MS²/df.
  static func covariance(of table: AnovaTable) -> Matrix {
    let p = table.lines.count
    let weights = (0..<p).map { k in table.meanSquareWeights(of: (0..<p).map { $0 == k ? 1 : 0 }) }
    let variances = table.lines.map { 2 * $0.meanSquare * $0.meanSquare / Double($0.degreesOfFreedom) }
    var result = Matrix(p, p)
    for i in 0..<p {
      for j in 0..<p {
        for l in 0..<p { result[i, j] += weights[i][l] * weights[j][l] * variances[l] }
      }
    }
    return result
  }
}

extension MixedModel {
  /// The least criterion, from the analysis of variance; where a component ends at zero, from equal shares too.
  func fit(_ kind: LikelihoodKind) throws(MixedModelError) -> VarianceSearch.Result {
    let search = VarianceSearch(criterion: { criterion(kind, at: $0) }, names: names, count: rowCount)
    var best = try search.minimise(from: start)
    // A nested likelihood that ends inside has one maximum in practice; one on the boundary, or of crossed factors, may not.
    var starts = best.theta.contains(0) ? [equalShares] : []
    if !isNested { starts += VarianceSearch.spreadStarts(count: names.count, sum: best.theta.reduce(0, +)) }
    for start in starts {
      if let other = try? search.minimise(from: start), other.point.value < best.point.value - 1e-9 { best = other }
    }
    return best
  }
}
