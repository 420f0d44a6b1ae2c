internal import Elementary

extension CrossedReduction {
  /// Directions outside the basis: what only the residual varies in.
  var residualDegreesOfFreedom: Int { rowCount - rank }

  /// σ² I + Σ θₖ TₖTₖ' on the rows from `start` on.
  private func covariance(at theta: [Double], from start: Int) -> Matrix {
    let d = rank - start
    var v = Matrix(d, d)
    for (k, t) in random.enumerated() where theta[k] != 0 {
      for i in 0..<d {
        for j in 0...i {
          var sum = 0.0
          for c in 0..<t.columns {
            sum += t.elements[(i + start) * t.columns + c] * t.elements[(j + start) * t.columns + c]
          }
          v.elements[i * d + j] += theta[k] * sum
        }
      }
    }
    for i in 0..<d {
      v.elements[i * d + i] += theta[theta.count - 1]
      for j in 0..<i { v.elements[j * d + i] = v.elements[i * d + j] }
    }
    return v
  }

  /// A factor's columns on the rows from `start` on.
  private func columns(_ k: Int, from start: Int) -> Matrix {
    var result = Matrix(rank - start, random[k].columns)
    result.elements = Array(random[k].elements[(start * random[k].columns)...])
    return result
  }

  /// ln|V| on the rows from `start` on, with the residual directions, and the columns L⁻¹Tₖ; the last of them is L⁻¹.
  private func determinant(at theta: [Double], from start: Int) -> (Jet, Cholesky, [Matrix])? {
    let p = theta.count
    let last = p - 1
    guard let root = Cholesky(covariance(at: theta, from: start), tolerance: 0) else { return nil }
    var identity = Matrix(rank - start, rank - start)
    for i in 0..<identity.rows { identity[i, i] = 1 }
    let parts = random.indices.map { root.forward(columns($0, from: start)) } + [root.forward(identity)]
    var jet = Jet(p)
    let free = Double(residualDegreesOfFreedom)
    let residual = theta[last]
    jet.value = free * ln(residual) + 2 * root.pivots.reduce(0) { $0 + ln($1) }
    for j in 0..<p {
      jet.first[j] = parts[j].elements.reduce(0) { $0 + $1 * $1 }
      let turned = parts[j].transposed
      for k in 0...j {
        let squares = (turned * parts[k]).elements.reduce(0) { $0 + $1 * $1 }
        jet.second[j * p + k] = -squares
        jet.second[k * p + j] = -squares
      }
    }
    jet.first[last] += free / residual
    jet.second[last * p + last] -= free / (residual * residual)
    return (jet, root, parts)
  }

  func criterion(_ kind: LikelihoodKind, at theta: [Double]) -> CriterionPoint? {
    let p = theta.count
    let last = p - 1
    let residual = theta[last]
    guard let (restricted, root, parts) = determinant(at: theta, from: fixedColumns) else { return nil }
    var y = Matrix(rank - fixedColumns, 1)
    y.elements = Array(values[fixedColumns...])
    let x = root.forward(y).elements
    var form = Jet(p)
    form.value = x.reduce(0) { $0 + $1 * $1 } + residualSumOfSquares / residual
    // parts[k] parts[k]' x for each component.
    let moved = parts.map { part -> [Double] in
      let inner = part.transposed * x
      return part * inner
    }
    for j in 0..<p {
      for i in x.indices { form.first[j] -= x[i] * moved[j][i] }
      for k in 0..<p {
        for i in x.indices { form.second[j * p + k] += 2 * moved[j][i] * moved[k][i] }
      }
    }
    form.first[last] -= residualSumOfSquares / (residual * residual)
    form.second[last * p + last] += 2 * residualSumOfSquares / (residual * residual * residual)
    if kind == .full {
      guard let (full, _, _) = determinant(at: theta, from: 0) else { return nil }
      return CriterionPoint(logDeterminant: full, form: form)
    }
    var determinant = restricted
    for i in 0..<fixedColumns { determinant.value += 2 * ln(fixed[i, i].magnitude) }
    return CriterionPoint(logDeterminant: determinant, form: form)
  }

  func fixedInformation(at theta: [Double]) -> FixedInformation? {
    let p = theta.count
    guard let root = Cholesky(covariance(at: theta, from: 0), tolerance: 0) else { return nil }
    var x = Matrix(rank, fixedColumns)
    for i in 0..<fixedColumns { for j in i..<fixedColumns { x[i, j] = fixed[i, j] } }
    let w = root.forward(x)
    let turned = w.transposed
    let information = turned * w
    var y = Matrix(rank, 1)
    y.elements = values
    guard let inner = Cholesky(information) else { return nil }
    let estimates = inner.solve((turned * root.forward(y)).elements)
    var identity = Matrix(rank, rank)
    for i in 0..<rank { identity[i, i] = 1 }
    let parts = random.map { root.forward($0) } + [root.forward(identity)]
    // parts[k]parts[k]' w, so that X'V⁻¹VₖV⁻¹X = w' of it.
    let moved = parts.map { $0 * ($0.transposed * w) }
    let first = moved.map { -1 * (turned * $0) }
    let second = (0..<p).map { j in
      (0..<p).map { k in
        let product = moved[j].transposed * moved[k]
        return product + product.transposed
      }
    }
    return FixedInformation(estimates: estimates, information: information, first: first, second: second)
  }

  /// Sums of squares of the factors in turn, degrees of freedom, and the coefficients of the components in the
  /// expectation of each sum of squares; the residual last.
  var sequential: [SequentialSquare] {
    var result: [SequentialSquare] = []
    for k in random.indices {
      let block = blocks[k]
      var squares = CompensatedSum()
      for i in block { squares.add(values[i] * values[i]) }
      let coefficients = random.map { t in
        var sum = 0.0
        for i in block { for c in 0..<t.columns { sum += t[i, c] * t[i, c] } }
        return sum
      }
      result.append(
        SequentialSquare(
          sumOfSquares: squares.value, degreesOfFreedom: block.count, coefficients: coefficients + [Double(block.count)]
        ))
    }
    let free = residualDegreesOfFreedom
    result.append(
      SequentialSquare(
        sumOfSquares: residualSumOfSquares, degreesOfFreedom: free,
        coefficients: [Double](repeating: 0, count: random.count) + [Double(free)]))
    return result
  }
}

/// One line of a sequential (type 1) analysis of variance.
struct SequentialSquare: Sendable {
  let sumOfSquares: Double
  let degreesOfFreedom: Int
  /// Of each component in the expected sum of squares; the residual last.
  let coefficients: [Double]
}
