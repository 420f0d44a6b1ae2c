internal import Elementary

/// Which likelihood is maximised.
enum LikelihoodKind: Sendable {
  case restricted
  case full
}

/// Minus twice the log-likelihood, up to its constant, at one point: D(θ) + Q(θ), a log determinant and a quadratic form.
///
/// The second derivatives of D are minus the expected Hessian, because V is linear in θ: E ∂²Q = -2 ∂²D.
struct CriterionPoint {
  let value: Double
  let gradient: [Double]
  let expectedHessian: Matrix
  let observedHessian: Matrix

  init(logDeterminant d: Jet, form q: Jet) {
    let p = d.first.count
    value = d.value + q.value
    gradient = zip(d.first, q.first).map { $0 + $1 }
    var expected = Matrix(p, p)
    var observed = Matrix(p, p)
    for i in expected.elements.indices {
      expected.elements[i] = -d.second[i]
      observed.elements[i] = d.second[i] + q.second[i]
    }
    expectedHessian = expected
    observedHessian = observed
  }
}

/// The fixed effects at one point θ: estimates, information X'V⁻¹X and its derivatives.
struct FixedInformation {
  /// In the order of the columns, the intercept first; of the centred and scaled values.
  let estimates: [Double]
  let information: Matrix
  /// For each component.
  let first: [Matrix]
  /// For each pair of components, component by component.
  let second: [[Matrix]]
}

extension NestedTree {
  func criterion(_ kind: LikelihoodKind, at theta: [Double]) -> CriterionPoint? {
    let moments = moments(at: theta)
    let p = theta.count
    let m = columns
    var determinant = moments.logDeterminant
    if kind == .restricted { determinant.addLogarithm(of: moments.precision) }
    guard m > 1 else { return CriterionPoint(logDeterminant: determinant, form: moments.products[0]) }
    // Sweep the fixed columns out of the cross-products.
    let x = m - 1
    func block(_ pick: (Jet) -> Double) -> Matrix {
      var block = Matrix(x, x)
      for i in 0..<x { for h in 0..<x { block[i, h] = pick(moments.products[i * m + h]) } }
      return block
    }
    guard let root = Cholesky(block({ $0.value })) else { return nil }
    let slopes = root.solve((0..<x).map { moments.products[$0 * m + x].value })
    let u = slopes.map { -$0 } + [1]
    func full(_ pick: (Jet) -> Double) -> Matrix {
      var all = Matrix(m, m)
      for i in all.elements.indices { all.elements[i] = pick(moments.products[i]) }
      return all
    }
    var form = Jet(p)
    form.value = moments.products[m * m - 1].value
    for i in 0..<x { form.value -= slopes[i] * moments.products[i * m + x].value }
    var moved: [[Double]] = []
    for j in 0..<p {
      let along = full { $0.first[j] } * u
      moved.append(along)
      for i in 0..<m { form.first[j] += u[i] * along[i] }
    }
    var logarithm = Jet(p)
    logarithm.value = 2 * root.pivots.reduce(0) { $0 + ln($1) }
    var relative: [Matrix] = []
    if kind == .restricted {
      relative = (0..<p).map { j in root.solve(block { $0.first[j] }) }
      for j in 0..<p { for i in 0..<x { logarithm.first[j] += relative[j][i, i] } }
    }
    for j in 0..<p {
      let response = root.solve(Array(moved[j].prefix(x)))
      for k in 0...j {
        var second = full { $0.second[j * p + k] }.form(u, u)
        for i in 0..<x { second -= 2 * moved[k][i] * response[i] }
        form.second[j * p + k] = second
        form.second[k * p + j] = second
        if kind == .restricted {
          let bend = root.solve(block { $0.second[j * p + k] })
          var trace = 0.0
          for i in 0..<x {
            trace += bend[i, i]
            for h in 0..<x { trace -= relative[j][i, h] * relative[k][h, i] }
          }
          logarithm.second[j * p + k] = trace
          logarithm.second[k * p + j] = trace
        }
      }
    }
    if kind == .restricted { determinant.add(logarithm) }
    return CriterionPoint(logDeterminant: determinant, form: form)
  }

  func fixedInformation(at theta: [Double]) -> FixedInformation? {
    let moments = moments(at: theta)
    let p = theta.count
    let m = columns
    let x = m - 1
    // X'V⁻¹X = W (1, µ)(1, µ)' + the cross-products about the means µ.
    func column(_ i: Int) -> Jet {
      if i > 0 { return moments.mean[i - 1] }
      var one = Jet(p)
      one.value = 1
      return one
    }
    var information = Matrix(m, m)
    var first = [Matrix](repeating: information, count: p)
    var second = [[Matrix]](repeating: first, count: p)
    for i in 0..<m {
      for h in 0..<m {
        var entry = moments.precision.times(column(i)).times(column(h))
        if i > 0, h > 0 { entry.add(moments.products[(i - 1) * m + h - 1]) }
        information[i, h] = entry.value
        for j in 0..<p {
          first[j][i, h] = entry.first[j]
          for k in 0..<p { second[j][k][i, h] = entry.second[j * p + k] }
        }
      }
    }
    var slopes: [Double] = []
    if x > 0 {
      var block = Matrix(x, x)
      for i in 0..<x { for h in 0..<x { block[i, h] = moments.products[i * m + h].value } }
      guard let root = Cholesky(block) else { return nil }
      slopes = root.solve((0..<x).map { moments.products[$0 * m + x].value })
    }
    var intercept = moments.mean[x].value
    for i in 0..<x { intercept -= slopes[i] * moments.mean[i].value }
    return FixedInformation(
      estimates: [intercept] + slopes, information: information, first: first, second: second)
  }
}

extension Jet {
  mutating func add(_ other: Jet) {
    value += other.value
    for i in first.indices { first[i] += other.first[i] }
    for i in second.indices { second[i] += other.second[i] }
  }

  mutating func addLogarithm(of other: Jet) {
    let p = first.count
    value += ln(other.value)
    for j in 0..<p {
      let relative = other.first[j] / other.value
      first[j] += relative
      for k in 0..<p {
        second[j * p + k] += other.second[j * p + k] / other.value - relative * other.first[k] / other.value
      }
    }
  }

  func times(_ other: Jet) -> Jet {
    let p = first.count
    var product = Jet(p)
    product.value = value * other.value
    for j in 0..<p {
      product.first[j] = first[j] * other.value + value * other.first[j]
      for k in 0..<p {
        product.second[j * p + k] =
          second[j * p + k] * other.value + value * other.second[j * p + k] + first[j] * other.first[k]
          + first[k] * other.first[j]
      }
    }
    return product
  }
}
