/// The rule for the degrees of freedom of a contrast of fixed effects.
public enum DegreesOfFreedomRule: Sendable, Equatable {
  /// 2 v²/g'Ag with v the contrast's variance, g its gradient in the components and A the inverse of the **observed**
  /// information of the components; components at zero are taken as known. What lmerTest does.
  case satterthwaite
  /// The contrast's variance adjusted for the estimation of the components, and degrees of freedom from the **expected**
  /// restricted information of all of them, those at zero included. Kenward & Roger (1997), *Biometrics* 53, 983-997;
  /// what pbkrtest does.
  case kenwardRoger
}

/// An estimated contrast of fixed effects.
public struct FixedContrast: Sendable, Equatable {
  public let estimate: Double
  public let standardError: Double
  public let degreesOfFreedom: Double
  public let rule: DegreesOfFreedomRule

  /// The two-sided interval at `level`.
  public func confidenceInterval(level: Double) -> (lower: Double, upper: Double) {
    let half = StudentT(degreesOfFreedom: degreesOfFreedom).upperQuantile((1 - level) / 2) * standardError
    return (estimate - half, estimate + half)
  }
}

/// An F test that several contrasts are zero.
public struct FixedEffectTest: Sendable, Equatable {
  /// Scaled, that is to be held against F with the degrees of freedom given.
  public let statistic: Double
  /// What the Wald statistic was multiplied by; 1 for one contrast.
  public let scaling: Double
  public let numeratorDegreesOfFreedom: Double
  public let denominatorDegreesOfFreedom: Double

  public var pValue: Double {
    FDistribution(numeratorDegreesOfFreedom, denominatorDegreesOfFreedom).upperTail(statistic)
  }
}

/// Estimated fixed effects of a model with random effects, by generalised least squares at the estimated components.
public struct FixedEffects: Sendable {
  /// `(intercept)` first, then each level but the first (the lowest code) of each term.
  public let names: [String]
  /// In the unit of the data.
  public let estimates: [Double]
  /// (X'V⁻¹X)⁻¹ at the estimated components.
  public let covariance: [[Double]]

  let design: FixedDesign
  private let pivot: Double
  private let scale: Double
  private let information: FixedInformation
  private let phi: Matrix
  /// Asymptotic covariances of the components of the scaled values: observed, zero rows at zero; and expected, full.
  private let observed: Matrix
  private let expected: Matrix?

  init(
    _ information: FixedInformation, design: FixedDesign, pivot: Double, scale: Double, observed: Matrix,
    expected: Matrix?
  ) throws(MixedModelError) {
    guard let root = Cholesky(information.information) else { throw .collinear(columns: design.names) }
    self.design = design
    self.information = information
    self.pivot = pivot
    self.scale = scale
    self.observed = observed
    self.expected = expected
    phi = root.inverse
    names = design.names
    estimates = information.estimates.enumerated().map { ($0.offset == 0 ? pivot : 0) + scale * $0.element }
    covariance = (scale * scale * phi).nested
  }

  /// The weights of the mean at given codes of the fixed factors, for use in contrasts; `nil` where a code is no level.
  public func weights(at codes: [String: Int]) -> [Double]? { design.row(codes) }

  /// Σ weights × effects with its standard error.
  ///
  /// - Parameter weights: one for each of ``names``.
  /// - Throws: ``MixedModelError/contrast(columns:)`` where the weights do not fit or are all zero.
  public func contrast(_ weights: [Double], rule: DegreesOfFreedomRule) throws(MixedModelError) -> FixedContrast {
    guard weights.count == names.count, weights.contains(where: { $0 != 0 }) else {
      throw .contrast(columns: names.count)
    }
    var estimate = 0.0
    for (w, b) in zip(weights, information.estimates) { estimate += w * b }
    let along = phi * weights
    let variance = phi.form(weights, weights)
    let gradient = information.first.map { -$0.form(along, along) }
    switch rule {
    case .satterthwaite:
      let spread = observed.form(gradient, gradient)
      guard spread > 0 else { throw .notEstimable(factor: "residual") }
      return FixedContrast(
        estimate: weights[0] * pivot + scale * estimate, standardError: scale * variance.squareRoot(),
        degreesOfFreedom: 2 * variance * variance / spread, rule: rule)
    case .kenwardRoger:
      let (adjusted, w) = try kenwardRoger()
      let spread = w.form(gradient, gradient)
      return FixedContrast(
        estimate: weights[0] * pivot + scale * estimate,
        standardError: scale * adjusted.form(weights, weights).squareRoot(),
        degreesOfFreedom: 2 * variance * variance / spread, rule: rule)
    }
  }

  /// Φ + 2Φ Σ Wᵢⱼ (Qᵢⱼ - PᵢΦPⱼ) Φ, in the square of the data's unit.
  public func adjustedCovariance() throws(MixedModelError) -> [[Double]] {
    (scale * scale * (try kenwardRoger().adjusted)).nested
  }

  /// Kenward and Roger's F test that every contrast is zero.
  ///
  /// - Parameter contrasts: rows of weights, independent of each other.
  /// - Throws: ``MixedModelError/contrast(columns:)`` where they are not.
  public func kenwardRogerTest(_ contrasts: [[Double]]) throws(MixedModelError) -> FixedEffectTest {
    let columns = names.count
    guard !contrasts.isEmpty, contrasts.allSatisfy({ $0.count == columns }) else { throw .contrast(columns: columns) }
    let l = Matrix(contrasts)
    let (adjusted, w) = try kenwardRoger()
    guard let root = Cholesky(l * phi * l.transposed, tolerance: 1e-12),
      let adjustedRoot = Cholesky(l * adjusted * l.transposed, tolerance: 1e-12)
    else { throw .contrast(columns: columns) }
    let q = Double(contrasts.count)
    let theta = l.transposed * root.inverse * l
    let moved = information.first.map { theta * phi * $0 * phi }
    var (a1, a2) = (0.0, 0.0)
    for i in moved.indices {
      for j in moved.indices {
        let product = moved[i] * moved[j]
        var (ti, tj, both) = (0.0, 0.0, 0.0)
        for k in 0..<columns {
          ti += moved[i][k, k]
          tj += moved[j][k, k]
          both += product[k, k]
        }
        a1 += w[i, j] * ti * tj
        a2 += w[i, j] * both
      }
    }
    let b = (a1 + 6 * a2) / (2 * q)
    let g = ((q + 1) * a1 - (q + 4) * a2) / ((q + 2) * a2)
    let base = 3 * q + 2 * (1 - g)
    let (c1, c2, c3) = (g / base, (q - g) / base, (q + 2 - g) / base)
    // (1 - A₂/q)/(1 - c₂B), which is 0/0 for one contrast with A₂ = 1.
    let (v0, v1, v2) = (1 + c1 * b, 1 - c2 * b, 1 - c3 * b)
    let ratio = (1 - a2 / q).magnitude < 1e-14 && v1.magnitude < 1e-14 ? 1 : (1 - a2 / q) / v1
    let rho = ratio * ratio * v0 / (q * v2)
    let denominator = 4 + (q + 2) / (q * rho - 1)
    let scaling =
      (denominator - 2).magnitude < 1e-10 ? 1 : denominator * (1 - a2 / q) / (denominator - 2)
    let effects = l * information.estimates.enumerated().map { ($0.offset == 0 ? pivot / scale : 0) + $0.element }
    let wald = zip(effects, adjustedRoot.solve(effects)).reduce(0) { $0 + $1.0 * $1.1 } / q
    return FixedEffectTest(
      statistic: wald * scaling, scaling: scaling, numeratorDegreesOfFreedom: q,
      denominatorDegreesOfFreedom: denominator)
  }

  private func kenwardRoger() throws(MixedModelError) -> (adjusted: Matrix, weights: Matrix) {
    guard let w = expected else { throw .notEstimable(factor: "residual") }
    var sum = Matrix(names.count, names.count)
    for i in information.first.indices {
      for j in information.first.indices {
        let q = 0.5 * information.second[i][j]
        let product = information.first[i] * phi * information.first[j]
        sum = sum + w[i, j] * (q + -1 * product)
      }
    }
    return (phi + 2 * (phi * sum * phi), w)
  }
}
