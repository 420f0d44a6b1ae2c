internal import GSL

extension SecondEngine {
  /// A mixed model by dense algebra: y = Xβ + Σ Zₖuₖ + ε with the whole covariance matrix V = Σ θₖ Zₖ Zₖ' of the rows.
  ///
  /// It finds no optimum of its own. At components that it is given it says what the restricted likelihood is, how steep, and
  /// how curved.
  public struct DenseModel: Sendable {
    private let y: [Double]
    private let pivot: Double
    private let x: DenseMatrix
    /// Z of each random factor, the residual's unit matrix last; and Z Z'.
    private let z: [DenseMatrix]
    private let products: [DenseMatrix]
    private let reach: Double

    /// Beyond, the second route would take longer than the first is worth.
    static let most = 300

    /// - Parameters:
    ///   - values: one for each row.
    ///   - factors: the label of each row in each random factor, each label one level wherever it occurs.
    ///   - fixed: so of the fixed ones, which enter by a column for each level but the one of the lowest label.
    /// - Throws: ``CrossCheck/Reason/tooLarge(rows:)``.
    public init(_ values: [Double], factors: [[Int]], fixed: [[Int]] = []) throws(CrossCheck.Reason) {
      let n = values.count
      guard n > 0, n <= Self.most else { throw .tooLarge(rows: n) }
      let sample = SampleSummary(values)
      let middle = sample.sorted[n / 2]
      pivot = middle
      y = values.map { $0 - middle }
      reach = (sample.sorted.last ?? 0) - sample.sorted[0]
      x = DenseMatrix(
        columns: [[Double](repeating: 1, count: n)] + fixed.flatMap { SecondEngine.indicators($0).dropFirst() })
      let unit = (0..<n).map { row in (0..<n).map { $0 == row ? 1.0 : 0 } }
      z = factors.map { DenseMatrix(columns: SecondEngine.indicators($0)) } + [DenseMatrix(rows: unit)]
      products = (factors + [Array(0..<n)]).map { labels in
        var product = DenseMatrix(n, n)
        for i in 0..<n { for j in 0..<n where labels[i] == labels[j] { product[i, j] = 1 } }
        return product
      }
    }

    /// All that follows from V at one point.
    private struct Point {
      let inverse: DenseMatrix
      /// X'V⁻¹X inverted.
      let phi: DenseMatrix
      let estimates: [Double]
      /// V⁻¹ X.
      let weighted: DenseMatrix
      /// V⁻¹ (y - Xβ), that is Py.
      let residuals: [Double]
    }

    private func covariance(at theta: [Double]) -> DenseMatrix {
      var v = DenseMatrix(y.count, y.count)
      for (product, component) in zip(products, theta) where component > 0 {
        for i in v.elements.indices { v.elements[i] += component * product.elements[i] }
      }
      return v
    }

    private func point(_ theta: [Double]) throws(CrossCheck.Reason) -> Point {
      let (matrix, x, y) = (covariance(at: theta), x, y)
      return try SecondEngine.calling { () throws(GSLError) in
        let root = try CholeskyFactor(matrix)
        let inverse = try root.inverse()
        let weighted = try root.solution(x)
        let information = try CholeskyFactor(x.transposed * weighted)
        let estimates = try information.solution(weighted.transposed * y)
        let left = zip(y, x * estimates).map { $0 - $1 }
        return Point(
          inverse: inverse, phi: try information.inverse(), estimates: estimates, weighted: weighted,
          residuals: try root.solution(left))
      }
    }

    /// The restricted log-likelihood with all its constants.
    ///
    /// - Parameter theta: the components, the residual last, not below zero.
    public func logLikelihood(_ theta: [Double]) -> SecondValue {
      .of(scale: Double(y.count)) { () throws(CrossCheck.Reason) in try value(theta) }
    }

    private func value(_ theta: [Double]) throws(CrossCheck.Reason) -> Double {
      let (matrix, x, y) = (covariance(at: theta), x, y)
      let criterion = try SecondEngine.calling { () throws(GSLError) in
        let root = try CholeskyFactor(matrix)
        let weighted = try root.solution(x)
        let information = try CholeskyFactor(x.transposed * weighted)
        let estimates = try information.solution(weighted.transposed * y)
        let left = zip(y, x * estimates).map { $0 - $1 }
        let form = zip(left, try root.solution(left)).reduce(0) { $0 + $1.0 * $1.1 }
        return root.lnDeterminant + information.lnDeterminant + form
      }
      return -(Double(y.count - x.columns) * ln(2 * Double.pi) + criterion) / 2
    }

    /// The derivative of the restricted log-likelihood by each component, times the component: zero at a maximum inside. By
    /// differences of ``logLikelihood(_:)``. For a component at zero the derivative itself times the residual component, which is
    /// not above zero at a maximum.
    ///
    /// - Parameter theta: the components, the residual last, not below zero.
    public func score(_ theta: [Double]) -> [SecondValue] {
      let residual = theta[theta.count - 1]
      return theta.indices.map { k in
        .of(tolerance: 1e-7, scale: Double(y.count)) { () throws(CrossCheck.Reason) in
          var failure: CrossCheck.Reason?
          func moved(_ factor: Double) -> Double {
            var other = theta
            // On ln of a component, or along it from zero.
            other[k] = theta[k] > 0 ? theta[k] * exponential(factor) : residual * factor
            do throws(CrossCheck.Reason) {
              return try value(other)
            } catch {
              failure = error
              return .nan
            }
          }
          let found = try SecondEngine.calling { () throws(GSLError) in
            theta[k] > 0
              ? try centralDerivative(at: 0, step: 2e-3, of: moved).value
              : try centralDerivative(at: 1e-3, step: 1e-4, of: moved).value
          }
          if let failure { throw failure }
          return found
        }
      }
    }

    /// Of the criterion -2 ln L by each pair of components.
    struct Curvature {
      let expected: DenseMatrix
      let observed: DenseMatrix
    }

    /// P, and Z'PZ for each pair.
    private func curvature(_ found: Point) -> Curvature {
      let p = z.count
      let correction = found.weighted * found.phi * found.weighted.transposed
      var projection = found.inverse
      for i in projection.elements.indices { projection.elements[i] -= correction.elements[i] }
      let along = z.map { projection * $0 }
      let forms = z.map { $0.transposed * found.residuals }
      var (expected, observed) = (DenseMatrix(p, p), DenseMatrix(p, p))
      for i in 0..<p {
        for j in 0...i {
          let cross = z[i].transposed * along[j]
          let trace = cross.elements.reduce(0) { $0 + $1 * $1 }
          let form = zip(forms[i], cross * forms[j]).reduce(0) { $0 + $1.0 * $1.1 }
          for (a, b) in [(i, j), (j, i)] {
            expected[a, b] = trace
            observed[a, b] = 2 * form - trace
          }
        }
      }
      return Curvature(expected: expected, observed: observed)
    }

    /// 2 H⁻¹ over the components that are kept; zero elsewhere.
    private func covariance(_ hessian: DenseMatrix, _ kept: [Int]) throws(CrossCheck.Reason) -> DenseMatrix {
      // In units of the diagonal, since components may differ by powers of ten.
      let units = kept.map { 1 / hessian[$0, $0].magnitude.squareRoot() }
      let reduced = DenseMatrix(
        rows: kept.enumerated().map { i, a in kept.enumerated().map { j, b in hessian[a, b] * units[i] * units[j] } })
      let inverse = try SecondEngine.calling { () throws(GSLError) in try CholeskyFactor(reduced).inverse() }
      var result = DenseMatrix(z.count, z.count)
      for (i, a) in kept.enumerated() {
        for (j, b) in kept.enumerated() { result[a, b] = 2 * inverse[i, j] * units[i] * units[j] }
      }
      return result
    }

    /// A contrast of fixed effects by generalised least squares with V at `theta`.
    ///
    /// - Parameters:
    ///   - weights: of the intercept and of each fixed column.
    ///   - theta: the components, the residual last.
    /// - Returns: its estimate, standard error and degrees of freedom by `rule`.
    public func contrast(
      _ weights: [Double], at theta: [Double], rule: DegreesOfFreedomRule
    ) throws(CrossCheck.Reason) -> Mean {
      let found = try point(theta)
      let curvature = curvature(found)
      let along = found.phi * weights
      let variance = zip(weights, along).reduce(0) { $0 + $1.0 * $1.1 }
      // ∂ variance/∂θ = |Z'V⁻¹XΦw|².
      let moved = found.weighted * along
      let gradient = z.map { ($0.transposed * moved).reduce(0) { $0 + $1 * $1 } }
      let estimate = weights[0] * pivot + zip(weights, found.estimates).reduce(0) { $0 + $1.0 * $1.1 }
      func freedom(_ spread: DenseMatrix) -> Double {
        2 * variance * variance / zip(gradient, spread * gradient).reduce(0) { $0 + $1.0 * $1.1 }
      }
      switch rule {
      case .satterthwaite:
        let spread = try covariance(curvature.observed, theta.indices.filter { theta[$0] > 0 })
        return Mean(estimate, variance: variance, degreesOfFreedom: freedom(spread))
      case .kenwardRoger:
        let spread = try covariance(curvature.expected, Array(theta.indices))
        return Mean(
          estimate, variance: adjusted(along, found, spread), degreesOfFreedom: freedom(spread))
      }
    }

    /// Kenward and Roger's variance of a contrast: what is added is twice Σ W (Q - PΦP) along Φw.
    private func adjusted(_ along: [Double], _ found: Point, _ spread: DenseMatrix) -> Double {
      let moved = found.weighted * along
      // Z'V⁻¹XΦw and X'V⁻¹ZZ'V⁻¹XΦw for each component.
      let own = z.map { $0.transposed * moved }
      let pulled = z.indices.map { k in found.weighted.transposed * (z[k] * own[k]) }
      var sum = zip(along, (x.transposed * found.weighted) * along).reduce(0) { $0 + $1.0 * $1.1 }
      for i in z.indices {
        for j in z.indices {
          let q = zip(z[i] * own[i], found.inverse * (z[j] * own[j])).reduce(0) { $0 + $1.0 * $1.1 }
          let p = zip(pulled[i], found.phi * pulled[j]).reduce(0) { $0 + $1.0 * $1.1 }
          sum += 2 * spread[i, j] * (q - p)
        }
      }
      return sum
    }

    /// A fit of the first engine by REML held against this: the likelihood, that it is at a maximum, both informations, and the
    /// fixed effects.
    public func checks(of first: VarianceComponents) -> [CrossCheck] {
      guard let own = first.logLikelihood, first.method == .reml else { return [] }
      let theta = first.components.map { max(0, $0.variance) }
      var checks = [CrossCheck(.likelihood, "restricted log-likelihood", first: own, second: logLikelihood(theta))]
      for (k, score) in score(theta).enumerated() {
        // At zero the likelihood falls, or is level.
        let second = theta[k] > 0 ? score : score.map { max(0, $0) }
        checks.append(CrossCheck(.likelihood, "score of \(first.components[k].name)", first: 0, second: second))
      }
      do throws(CrossCheck.Reason) {
        let found = try point(theta)
        let curvature = curvature(found)
        let kept = theta.indices.filter { theta[$0] > 0 }
        for (name, information, hessian) in [
          ("expected", VarianceComponents.Information.expected, curvature.expected),
          ("observed", .observed, curvature.observed),
        ] {
          guard let matrix = try? first.covariance(information) else { continue }
          let second = try covariance(hessian, kept)
          for i in kept {
            for j in kept where j <= i {
              checks.append(
                CrossCheck(
                  .likelihood, "covariance of components \(i + 1) and \(j + 1), \(name)", first: matrix[i][j],
                  second: .found(
                    second[i, j], tolerance: 1e-7, scale: (second[i, i] * second[j, j]).squareRoot())))
            }
          }
        }
        for (k, name) in first.fixedEffects.names.enumerated() where k < found.estimates.count {
          let error = found.phi[k, k].squareRoot()
          checks += [
            CrossCheck(
              .contrast, "\(name)", first: first.fixedEffects.estimates[k],
              second: .found(
                found.estimates[k] + (k == 0 ? pivot : 0), tolerance: SecondValue.closedForm, scale: max(error, reach))),
            CrossCheck(
              .contrast, "\(name): standard error", first: first.fixedEffects.covariance[k][k].squareRoot(),
              second: .found(error, tolerance: SecondValue.closedForm, scale: 0)),
          ]
        }
      } catch {
        checks.append(CrossCheck(.likelihood, "information", first: own, second: .none(error)))
      }
      return checks
    }

    /// A contrast of the first engine held against this.
    ///
    /// - Parameter theta: the components that it was found at, the residual last.
    public func checks(of first: FixedContrast, weights: [Double], at theta: [Double]) -> [CrossCheck] {
      do throws(CrossCheck.Reason) {
        let found = try contrast(weights, at: theta.map { max(0, $0) }, rule: first.rule)
        let error = found.variance.squareRoot()
        return [
          CrossCheck(
            .contrast, "estimate", first: first.estimate,
            second: .found(found.value, tolerance: SecondValue.closedForm, scale: max(error, reach))),
          CrossCheck(
            .contrast, "standard error", first: first.standardError,
            second: .found(error, tolerance: 1e-8, scale: 0)),
          CrossCheck(
            .contrast, "degrees of freedom", first: first.degreesOfFreedom,
            second: .found(found.degreesOfFreedom, tolerance: 1e-7, scale: 0)),
        ]
      } catch {
        return [CrossCheck(.contrast, "estimate", first: first.estimate, second: .none(error))]
      }
    }
  }
}
