/// A dense matrix, row by row.
struct Matrix: Sendable, Equatable {
  let rows: Int
  let columns: Int
  var elements: [Double]

  init(_ rows: Int, _ columns: Int) {
    self.rows = rows
    self.columns = columns
    elements = [Double](repeating: 0, count: rows * columns)
  }

  init(_ nested: [[Double]]) {
    rows = nested.count
    columns = nested.first?.count ?? 0
    elements = nested.flatMap { $0 }
  }

  subscript(i: Int, j: Int) -> Double {
    get { elements[i * columns + j] }
    set { elements[i * columns + j] = newValue }
  }

  static func * (a: Matrix, b: Matrix) -> Matrix {
    var product = Matrix(a.rows, b.columns)
    for i in 0..<a.rows {
      for k in 0..<a.columns {
        let factor = a.elements[i * a.columns + k]
        if factor == 0 { continue }
        for j in 0..<b.columns {
          product.elements[i * b.columns + j] += factor * b.elements[k * b.columns + j]
        }
      }
    }
    return product
  }

  static func * (a: Matrix, b: [Double]) -> [Double] {
    (0..<a.rows).map { i in
      var sum = 0.0
      for j in 0..<a.columns { sum += a.elements[i * a.columns + j] * b[j] }
      return sum
    }
  }

  static func + (a: Matrix, b: Matrix) -> Matrix {
    var sum = a
    for i in sum.elements.indices { sum.elements[i] += b.elements[i] }
    return sum
  }

  static func * (factor: Double, a: Matrix) -> Matrix {
    var scaled = a
    for i in scaled.elements.indices { scaled.elements[i] *= factor }
    return scaled
  }

  var transposed: Matrix {
    var result = Matrix(columns, rows)
    for i in 0..<rows {
      for j in 0..<columns { result.elements[j * rows + i] = elements[i * columns + j] }
    }
    return result
  }

  /// x'Ay.
  func form(_ x: [Double], _ y: [Double]) -> Double {
    var sum = 0.0
    for i in 0..<rows {
      for j in 0..<columns { sum += x[i] * elements[i * columns + j] * y[j] }
    }
    return sum
  }

  var nested: [[Double]] { (0..<rows).map { Array(elements[$0 * columns..<($0 + 1) * columns]) } }
}

/// The lower triangular factor of a positive definite matrix.
struct Cholesky {
  let factor: Matrix

  /// `nil` where a pivot falls below `tolerance` times its diagonal element: the matrix is singular or not definite.
  init?(_ a: Matrix, tolerance: Double = 1e-13) {
    let n = a.rows
    var l = Matrix(n, n)
    for i in 0..<n {
      for j in 0...i {
        var sum = a.elements[i * n + j]
        for k in 0..<j { sum -= l.elements[i * n + k] * l.elements[j * n + k] }
        if i == j {
          guard sum > tolerance * a.elements[i * n + i], sum > 0, sum < .infinity else { return nil }
          l.elements[i * n + i] = sum.squareRoot()
        } else {
          l.elements[i * n + j] = sum / l.elements[j * n + j]
        }
      }
    }
    factor = l
  }

  /// Σ ln of the squared pivots' roots, twice, is the log determinant; the pivots are left to the caller.
  var pivots: [Double] { (0..<factor.rows).map { factor[$0, $0] } }

  /// L⁻¹ B.
  func forward(_ b: Matrix) -> Matrix {
    var x = b
    let (n, m) = (b.rows, b.columns)
    for i in 0..<n {
      for k in 0..<i {
        let l = factor.elements[i * n + k]
        if l == 0 { continue }
        for j in 0..<m { x.elements[i * m + j] -= l * x.elements[k * m + j] }
      }
      let pivot = factor.elements[i * n + i]
      for j in 0..<m { x.elements[i * m + j] /= pivot }
    }
    return x
  }

  /// L⁻ᵀ B.
  func backward(_ b: Matrix) -> Matrix {
    var x = b
    let (n, m) = (b.rows, b.columns)
    for i in stride(from: n - 1, through: 0, by: -1) {
      for k in (i + 1)..<max(n, i + 1) {
        let l = factor.elements[k * n + i]
        if l == 0 { continue }
        for j in 0..<m { x.elements[i * m + j] -= l * x.elements[k * m + j] }
      }
      let pivot = factor.elements[i * n + i]
      for j in 0..<m { x.elements[i * m + j] /= pivot }
    }
    return x
  }

  func solve(_ b: Matrix) -> Matrix { backward(forward(b)) }

  func solve(_ b: [Double]) -> [Double] {
    var column = Matrix(b.count, 1)
    column.elements = b
    return solve(column).elements
  }

  var inverse: Matrix {
    var identity = Matrix(factor.rows, factor.rows)
    for i in 0..<factor.rows { identity[i, i] = 1 }
    let root = forward(identity)
    return root.transposed * root
  }
}
