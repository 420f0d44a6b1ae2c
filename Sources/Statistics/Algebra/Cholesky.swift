/// The lower triangular factor L of a symmetric positive definite matrix, A = L L'.
///
/// This module's first engine has no other. What searches factor thousands of times they factor in place, by the functions of the
/// type.
struct Cholesky {
  let factor: Matrix

  /// `nil` where a pivot falls to `tolerance` times its diagonal element or below: the matrix is singular or not definite.
  init?(_ a: Matrix, tolerance: Double = 1e-13) {
    var l = a
    guard Cholesky.factor(&l.elements, order: a.rows, tolerance: tolerance) else { return nil }
    for i in 0..<a.rows { for j in (i + 1)..<max(a.rows, i + 1) { l[i, j] = 0 } }
    factor = l
  }

  /// Σ ln of the squared pivots' roots, twice, is the log determinant; the pivots are left to the caller.
  var pivots: [Double] { (0..<factor.rows).map { factor[$0, $0] } }

  /// L⁻¹ B.
  func forward(_ b: Matrix) -> Matrix {
    var x = b
    Cholesky.forward(factor.elements, order: factor.rows, into: &x.elements, columns: b.columns)
    return x
  }

  /// L⁻ᵀ B.
  func backward(_ b: Matrix) -> Matrix {
    var x = b
    Cholesky.backward(factor.elements, order: factor.rows, into: &x.elements, columns: b.columns)
    return x
  }

  func solve(_ b: Matrix) -> Matrix { backward(forward(b)) }

  func solve(_ b: [Double]) -> [Double] {
    var x = b
    Cholesky.forward(factor.elements, order: factor.rows, into: &x, columns: 1)
    Cholesky.backward(factor.elements, order: factor.rows, into: &x, columns: 1)
    return x
  }

  var inverse: Matrix {
    var identity = Matrix(factor.rows, factor.rows)
    for i in 0..<factor.rows { identity[i, i] = 1 }
    let root = forward(identity)
    return root.transposed * root
  }

  // MARK: - In place

  /// Puts L into the lower triangle of a matrix of `n` rows, of which it reads no more; false where a pivot falls to `tolerance`
  /// times its diagonal element or below.
  static func factor(_ a: inout [Double], order n: Int, tolerance: Double) -> Bool {
    for i in 0..<n {
      for j in 0...i {
        var sum = a[i * n + j]
        let diagonal = sum
        for k in 0..<j { sum -= a[i * n + k] * a[j * n + k] }
        if i == j {
          guard sum > tolerance * diagonal, sum > 0, sum < .infinity else { return false }
          a[i * n + i] = sum.squareRoot()
        } else {
          a[i * n + j] = sum / a[j * n + j]
        }
      }
    }
    return true
  }

  /// Replaces B, of `m` columns, by L⁻¹ B.
  static func forward(_ l: [Double], order n: Int, into b: inout [Double], columns m: Int) {
    for i in 0..<n {
      for k in 0..<i {
        let factor = l[i * n + k]
        if factor == 0 { continue }
        for j in 0..<m { b[i * m + j] -= factor * b[k * m + j] }
      }
      let pivot = l[i * n + i]
      for j in 0..<m { b[i * m + j] /= pivot }
    }
  }

  /// Replaces B, of `m` columns, by L⁻ᵀ B.
  static func backward(_ l: [Double], order n: Int, into b: inout [Double], columns m: Int) {
    for i in stride(from: n - 1, through: 0, by: -1) {
      for k in (i + 1)..<max(n, i + 1) {
        let factor = l[k * n + i]
        if factor == 0 { continue }
        for j in 0..<m { b[i * m + j] -= factor * b[k * m + j] }
      }
      let pivot = l[i * n + i]
      for j in 0..<m { b[i * m + j] /= pivot }
    }
  }
}
