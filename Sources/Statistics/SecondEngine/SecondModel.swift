internal import GSL

extension SecondEngine {
  /// A mixed model by dense algebra: y = Xβ + Σ Zₖuₖ + ε with the covariance matrix V = Σ θₖ Zₖ Zₖ' of the rows.
  ///
  /// Rows that no label of a random factor joins are independent, so that V is a matrix for each set of rows that labels join:
  /// for nested factors one for each level of the outermost. It finds no optimum of its own. At components that it is given it says
  /// what the restricted likelihood is, how steep, and how curved.
  public struct DenseModel: Sendable {
    private let pivot: Double
    private let reach: Double
    private let rows: Int
    /// Of X: the intercept, and each level of a fixed factor but that of the lowest label.
    let columns: Int
    let components: Int
    private let blocks: [Block]

    /// Rows that are correlated with each other and with no others.
    private struct Block {
      let y: [Double]
      let x: DenseMatrix
      /// Of x among all columns; those that are zero in all of these rows are left out.
      let places: [Int]
      /// Z Z' of each random factor, the residual's unit matrix last.
      let products: [DenseMatrix]
    }

    /// Cubes of the rows of each block, and of the columns: beyond, the second route would take longer than the first is worth.
    static let most = 4_000_000

    /// - Parameters:
    ///   - values: one for each row.
    ///   - factors: the label of each row in each random factor, each label one level wherever it occurs.
    ///   - fixed: so of the fixed ones, which enter by a column for each level but the one of the lowest label.
    /// - Throws: ``CrossCheck/Reason/tooLarge(rows:)``.
    public init(_ values: [Double], factors: [[Int]], fixed: [[Int]] = []) throws(CrossCheck.Reason) {
      let n = values.count
      guard n > 0 else { throw .tooLarge(rows: n) }
      let members = Self.members(factors, rows: n)
      let levels = fixed.map { Set($0).sorted().dropFirst() }
      let p = 1 + levels.reduce(0) { $0 + $1.count }
      // As doubles, since counts of large studies overflow.
      let work = members.reduce(Double(p * p) * Double(p)) { $0 + Double($1.count * $1.count) * Double($1.count) }
      guard work <= Double(Self.most) else { throw .tooLarge(rows: n) }
      let sample = SampleSummary(values)
      let middle = sample.sorted[n / 2]
      pivot = middle
      reach = (sample.sorted.last ?? 0) - sample.sorted[0]
      rows = n
      columns = p
      components = factors.count + 1
      let tests = levels.enumerated().flatMap { k, own in own.map { (factor: k, label: $0) } }
      blocks = members.map { rows in
        let own = tests.indices.filter { j in rows.contains { fixed[tests[j].factor][$0] == tests[j].label } }
        let indicators = own.map { j in rows.map { fixed[tests[j].factor][$0] == tests[j].label ? 1.0 : 0 } }
        return Block(
          y: rows.map { values[$0] - middle }, x: DenseMatrix(columns: [rows.map { _ in 1 }] + indicators),
          places: [0] + own.map { $0 + 1 },
          products: factors.map { labels in Self.product(rows.map { labels[$0] }) } + [
            Self.product(Array(rows.indices))
          ])
      }
    }

    /// ZZ': one where two rows have the same label.
    private static func product(_ labels: [Int]) -> DenseMatrix {
      var product = DenseMatrix(labels.count, labels.count)
      for i in labels.indices { for j in labels.indices where labels[i] == labels[j] { product[i, j] = 1 } }
      return product
    }

    /// The rows of each block, by the labels that they have in common.
    private static func members(_ factors: [[Int]], rows: Int) -> [[Int]] {
      var block = Array(0..<rows)
      var isOpen = true
      // The least row that each can be reached from, until nothing moves.
      while isOpen {
        isOpen = false
        for labels in factors {
          var least: [Int: Int] = [:]
          for i in 0..<rows { least[labels[i]] = min(least[labels[i]] ?? block[i], block[i]) }
          for i in 0..<rows {
            guard let found = least[labels[i]], found < block[i] else { continue }
            block[i] = found
            isOpen = true
          }
        }
      }
      var members = [[Int]](repeating: [], count: rows)
      for i in 0..<rows { members[block[i]].append(i) }
      return members.filter { !$0.isEmpty }
    }

    // MARK: - At given components

    /// All that follows from V at one point.
    private struct Point {
      /// V⁻¹, V⁻¹X and Py = V⁻¹(y - Xβ) of each block.
      let inverses: [DenseMatrix]
      let weighted: [DenseMatrix]
      let residuals: [[Double]]
      /// X'V⁻¹X, and inverted.
      let information: DenseMatrix
      let phi: DenseMatrix
      let estimates: [Double]
      /// (y - Xβ)'V⁻¹(y - Xβ).
      let form: Double
      /// Of V and of X'V⁻¹X.
      let lnDeterminants: Double
    }

    private func point(_ theta: [Double]) throws(CrossCheck.Reason) -> Point {
      try SecondEngine.calling { () throws(GSLError) in
        var information = DenseMatrix(columns, columns)
        var right = [Double](repeating: 0, count: columns)
        var (inverses, weighted): ([DenseMatrix], [DenseMatrix]) = ([], [])
        var lnDeterminants = 0.0
        for block in blocks {
          var v = DenseMatrix(block.y.count, block.y.count)
          for (product, component) in zip(block.products, theta) where component > 0 {
            for i in v.elements.indices { v.elements[i] += component * product.elements[i] }
          }
          let root = try CholeskyFactor(v)
          let own = try root.solution(block.x)
          inverses.append(try root.inverse())
          weighted.append(own)
          lnDeterminants += root.lnDeterminant
          let (products, sums) = (own.transposed * block.x, own.transposed * block.y)
          for (i, a) in block.places.enumerated() {
            right[a] += sums[i]
            for (j, b) in block.places.enumerated() { information[a, b] += products[i, j] }
          }
        }
        let whole = try CholeskyFactor(information)
        let estimates = try whole.solution(right)
        var form = 0.0
        var residuals: [[Double]] = []
        for (block, inverse) in zip(blocks, inverses) {
          let left = zip(block.y, block.x * block.places.map { estimates[$0] }).map { $0 - $1 }
          let own = inverse * left
          form += zip(left, own).reduce(0) { $0 + $1.0 * $1.1 }
          residuals.append(own)
        }
        return Point(
          inverses: inverses, weighted: weighted, residuals: residuals, information: information,
          phi: try whole.inverse(), estimates: estimates, form: form,
          lnDeterminants: lnDeterminants + whole.lnDeterminant)
      }
    }

    /// The restricted log-likelihood with all its constants.
    ///
    /// - Parameter theta: the components, the residual last, not below zero.
    public func logLikelihood(_ theta: [Double]) -> SecondValue {
      .of(scale: Double(rows)) { () throws(CrossCheck.Reason) in logLikelihood(try point(theta)) }
    }

    private func logLikelihood(_ found: Point) -> Double {
      -(Double(rows - columns) * ln(2 * Double.pi) + found.lnDeterminants + found.form) / 2
    }

    /// The derivative of the restricted log-likelihood by each component, times the component: zero at a maximum inside. For a
    /// component at zero the derivative itself times the residual component, which is not above zero at a maximum.
    ///
    /// - Parameter theta: the components, the residual last, not below zero.
    public func score(_ theta: [Double]) -> [SecondValue] {
      do throws(CrossCheck.Reason) {
        let found = try point(theta)
        return score(theta, curvature(found))
      } catch {
        return theta.map { _ in .none(error) }
      }
    }

    private func score(_ theta: [Double], _ curvature: Curvature) -> [SecondValue] {
      theta.indices.map { k in
        .found(
          curvature.slope[k] * (theta[k] > 0 ? theta[k] : theta[theta.count - 1]), tolerance: 1e-7,
          scale: Double(rows))
      }
    }

    /// Of the restricted log-likelihood by each component, and of the criterion -2 ln L by each pair.
    struct Curvature {
      /// (r'V⁻¹ZZ'V⁻¹r - tr PZZ')/2.
      let slope: [Double]
      let expected: DenseMatrix
      let observed: DenseMatrix
    }

    /// Traces and forms of P = V⁻¹ - V⁻¹XΦX'V⁻¹, block by block: tr PMᵢPMⱼ = tr V⁻¹MᵢV⁻¹Mⱼ - 2 tr ΦKᵢⱼ + tr ΦQᵢΦQⱼ with
    /// Kᵢⱼ = X'V⁻¹MᵢV⁻¹MⱼV⁻¹X and Qᵢ = X'V⁻¹MᵢV⁻¹X.
    private func curvature(_ found: Point) -> Curvature {
      let p = components
      let pairs = (0..<p).flatMap { i in (0...i).map { (i, $0) } }
      var traces = [Double](repeating: 0, count: p)
      var squares = [Double](repeating: 0, count: p)
      var pulled = [[Double]](repeating: [Double](repeating: 0, count: columns), count: p)
      var q = [DenseMatrix](repeating: DenseMatrix(columns, columns), count: p)
      var (both, forms, crossed) = (
        pairs.map { _ in 0.0 }, pairs.map { _ in 0.0 }, pairs.map { _ in 0.0 }
      )
      for (b, block) in blocks.enumerated() {
        let (inverse, weighted, residuals) = (found.inverses[b], found.weighted[b], found.residuals[b])
        let phi = DenseMatrix(rows: block.places.map { i in block.places.map { found.phi[i, $0] } })
        let moved = block.products.map { inverse * $0 }
        let along = block.products.map { $0 * weighted }
        let pushed = block.products.map { $0 * residuals }
        for k in 0..<p {
          for i in 0..<inverse.rows { traces[k] += moved[k][i, i] }
          squares[k] += zip(residuals, pushed[k]).reduce(0) { $0 + $1.0 * $1.1 }
          let (own, sums) = (weighted.transposed * along[k], weighted.transposed * pushed[k])
          for (i, a) in block.places.enumerated() {
            pulled[k][a] += sums[i]
            for (j, b) in block.places.enumerated() { q[k][a, b] += own[i, j] }
          }
        }
        // Φ along these columns alone, since the others are zero here.
        let turned = along.map { inverse * ($0 * phi) }
        for (place, (i, j)) in pairs.enumerated() {
          for r in 0..<inverse.rows { for s in 0..<inverse.rows { both[place] += moved[i][r, s] * moved[j][s, r] } }
          forms[place] += zip(pushed[i], inverse * pushed[j]).reduce(0) { $0 + $1.0 * $1.1 }
          crossed[place] += zip(along[i].elements, turned[j].elements).reduce(0) { $0 + $1.0 * $1.1 }
        }
      }
      let shares = q.map { found.phi * $0 }
      var (expected, observed) = (DenseMatrix(p, p), DenseMatrix(p, p))
      for (place, (i, j)) in pairs.enumerated() {
        var last = 0.0
        for r in 0..<columns { for s in 0..<columns { last += shares[i][r, s] * shares[j][s, r] } }
        let trace = both[place] - 2 * crossed[place] + last
        let form = forms[place] - zip(pulled[i], found.phi * pulled[j]).reduce(0) { $0 + $1.0 * $1.1 }
        for (a, b) in [(i, j), (j, i)] {
          expected[a, b] = trace
          observed[a, b] = 2 * form - trace
        }
      }
      let slope = (0..<p).map { k in
        (squares[k] - traces[k] + (0..<columns).reduce(0) { $0 + shares[k][$1, $1] }) / 2
      }
      return Curvature(slope: slope, expected: expected, observed: observed)
    }

    /// 2 H⁻¹ over the components that are kept; zero elsewhere.
    private func covariance(_ hessian: DenseMatrix, _ kept: [Int]) throws(CrossCheck.Reason) -> DenseMatrix {
      // In units of the diagonal, since components may differ by powers of ten.
      let units = kept.map { 1 / hessian[$0, $0].magnitude.squareRoot() }
      let reduced = DenseMatrix(
        rows: kept.enumerated().map { i, a in kept.enumerated().map { j, b in hessian[a, b] * units[i] * units[j] } })
      let inverse = try SecondEngine.calling { () throws(GSLError) in try CholeskyFactor(reduced).inverse() }
      var result = DenseMatrix(components, components)
      for (i, a) in kept.enumerated() {
        for (j, b) in kept.enumerated() { result[a, b] = 2 * inverse[i, j] * units[i] * units[j] }
      }
      return result
    }

    // MARK: - Contrasts

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
      return try contrast(weights, theta, rule, found, curvature(found))
    }

    private func contrast(
      _ weights: [Double], _ theta: [Double], _ rule: DegreesOfFreedomRule, _ found: Point, _ curvature: Curvature
    ) throws(CrossCheck.Reason) -> Mean {
      guard weights.count == columns else { throw .noRoute }
      let along = found.phi * weights
      let variance = zip(weights, along).reduce(0) { $0 + $1.0 * $1.1 }
      // ∂ variance/∂θ = |Z'V⁻¹XΦw|².
      var gradient = [Double](repeating: 0, count: components)
      for (block, weighted) in zip(blocks, found.weighted) {
        let moved = weighted * block.places.map { along[$0] }
        for (k, product) in block.products.enumerated() {
          gradient[k] += zip(moved, product * moved).reduce(0) { $0 + $1.0 * $1.1 }
        }
      }
      let estimate = weights[0] * pivot + zip(weights, found.estimates).reduce(0) { $0 + $1.0 * $1.1 }
      let slopes = gradient
      func freedom(_ spread: DenseMatrix) -> Double {
        2 * variance * variance / zip(slopes, spread * slopes).reduce(0) { $0 + $1.0 * $1.1 }
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
      var sum = zip(along, found.information * along).reduce(0) { $0 + $1.0 * $1.1 }
      // X'V⁻¹ZZ'V⁻¹XΦw for each component.
      var pulled = [[Double]](repeating: [Double](repeating: 0, count: columns), count: components)
      for (b, block) in blocks.enumerated() {
        let (inverse, weighted) = (found.inverses[b], found.weighted[b])
        let moved = weighted * block.places.map { along[$0] }
        let pushed = block.products.map { $0 * moved }
        for i in 0..<components {
          for (place, value) in zip(block.places, weighted.transposed * pushed[i]) { pulled[i][place] += value }
          for j in 0..<components {
            sum += 2 * spread[i, j] * zip(pushed[i], inverse * pushed[j]).reduce(0) { $0 + $1.0 * $1.1 }
          }
        }
      }
      for i in 0..<components {
        for j in 0..<components {
          sum -= 2 * spread[i, j] * zip(pulled[i], found.phi * pulled[j]).reduce(0) { $0 + $1.0 * $1.1 }
        }
      }
      return sum
    }

    // MARK: - Checks

    /// A fit of the first engine by REML held against this: the likelihood, that it is at a maximum, both informations, and the
    /// fixed effects.
    public func checks(of first: VarianceComponents) -> [CrossCheck] {
      guard let own = first.logLikelihood, first.method == .reml else { return [] }
      let theta = first.components.map { max(0, $0.variance) }
      do throws(CrossCheck.Reason) {
        let found = try point(theta)
        let curvature = curvature(found)
        var checks = [
          CrossCheck(
            .likelihood, "restricted log-likelihood", first: own,
            second: .found(logLikelihood(found), tolerance: SecondValue.closedForm, scale: Double(rows)))
        ]
        checks += maximum(first.components.map { $0.name }, theta, curvature)
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
        return checks
      } catch {
        return [CrossCheck(.likelihood, "restricted log-likelihood", first: own, second: .none(error))]
      }
    }

    /// That components are a maximum: no slope inside, and none upwards from zero.
    private func maximum(_ names: [String], _ theta: [Double], _ curvature: Curvature) -> [CrossCheck] {
      zip(names, score(theta, curvature)).enumerated().map { k, pair in
        // At zero the likelihood falls, or is level.
        CrossCheck(
          .likelihood, "score of \(pair.0)", first: 0, second: theta[k] > 0 ? pair.1 : pair.1.map { max(0, $0) })
      }
    }

    /// A contrast at components by REML: that these are a maximum, and the estimate with its standard error and degrees of freedom,
    /// from which tests may go on.
    ///
    /// - Parameters:
    ///   - weights: of the intercept and of each fixed column.
    ///   - first: the components by the first engine, the residual last.
    public func fitted(
      _ weights: [Double], at first: [VarianceComponents.Component], rule: DegreesOfFreedomRule
    ) throws(CrossCheck.Reason) -> (mean: Mean, checks: [CrossCheck]) {
      let theta = first.map { max(0, $0.variance) }
      guard theta.count == components else { throw .noRoute }
      let found = try point(theta)
      let curvature = curvature(found)
      let mean = try contrast(weights, theta, rule, found, curvature)
      return (
        Mean(mean.value, variance: mean.variance, degreesOfFreedom: mean.degreesOfFreedom, reach: reach),
        maximum(first.map { $0.name }, theta, curvature)
      )
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
