/// Householder's QR decomposition with column pivoting of a dense matrix of modest size, A P = Q R.
///
/// A column whose remainder is below `tolerance` times the first pivot counts as dependent on those before it. Golub & Van Loan
/// (2013), *Matrix Computations*, sec. 5.4.
struct PivotedQR: Sendable {
  let rank: Int
  private let rows: Int
  /// Householder vectors of length `rows`, zero above their own place, scaled so that H = I - v v'.
  private let reflectors: [[Double]]
  /// The columns of R in the order of the pivots, their first `rank` elements.
  private let upper: [[Double]]
  /// For each column of R the column of A that it stands for.
  private let pivots: [Int]

  /// - Parameters:
  ///   - columns: of A, each of `rows` elements.
  ///   - floor: a remainder no longer than that is zero whatever the first pivot.
  init(_ columns: [[Double]], rows: Int, tolerance: Double = 1e-8, floor: Double = 0) {
    var a = columns
    var order = Array(columns.indices)
    var reflectors: [[Double]] = []
    var first = 0.0
    var step = 0
    while step < min(rows, a.count) {
      var best = step
      var longest = -1.0
      for j in step..<a.count {
        var square = 0.0
        for i in step..<rows { square += a[j][i] * a[j][i] }
        if square > longest { (longest, best) = (square, j) }
      }
      let length = longest.squareRoot()
      if step == 0 { first = length }
      guard length > max(floor, tolerance * first), length > 0 else { break }
      a.swapAt(step, best)
      order.swapAt(step, best)
      var v = [Double](repeating: 0, count: rows)
      let head = a[step][step]
      let signed = head >= 0 ? length : -length
      // |v|² = 2 length (length + |head|); scaled to the square root of two.
      let scale = (1 / (length * (length + head.magnitude))).squareRoot()
      for i in step..<rows { v[i] = a[step][i] * scale }
      v[step] = (head + signed) * scale
      for j in step..<a.count { Self.reflect(&a[j], v, from: step) }
      reflectors.append(v)
      step += 1
    }
    rank = step
    self.rows = rows
    self.reflectors = reflectors
    upper = a.map { Array($0.prefix(step)) }
    pivots = order
  }

  private static func reflect(_ x: inout [Double], _ v: [Double], from start: Int) {
    var product = 0.0
    for i in start..<x.count { product += v[i] * x[i] }
    guard product != 0 else { return }
    for i in start..<x.count { x[i] -= product * v[i] }
  }

  /// Q'x.
  func transposed(_ x: [Double]) -> [Double] {
    var y = x
    for (step, v) in reflectors.enumerated() { Self.reflect(&y, v, from: step) }
    return y
  }

  /// Qx.
  func applied(_ x: [Double]) -> [Double] {
    var y = x
    for (step, v) in reflectors.enumerated().reversed() { Self.reflect(&y, v, from: step) }
    return y
  }

  /// x less its projection on the columns of A.
  func residual(_ x: [Double]) -> [Double] {
    var y = transposed(x)
    for i in 0..<rank { y[i] = 0 }
    return applied(y)
  }

  /// Coordinates of x less its projection on the columns of A, as long as ``residual(_:)`` and found in half the time.
  func beyondSpan(_ x: [Double]) -> [Double] { Array(transposed(x).dropFirst(rank)) }

  /// M of (A'A)⁻¹ = M'M, found without forming A'A, whose condition is the square of A's: M = R⁻ᵀ P'.
  ///
  /// - Precondition: the columns of A are independent.
  func rootOfInverse() -> Matrix {
    let n = upper.count
    precondition(rank == n, "\(n) columns of rank \(rank) have no inverse")
    var m = Matrix(n, n)
    for (c, pivot) in pivots.enumerated() {
      for r in c..<n {
        var sum = r == c ? 1.0 : 0
        for i in c..<max(r, c) { sum -= upper[r][i] * m[i, pivot] }
        m[r, pivot] = sum / upper[r][r]
      }
    }
    return m
  }

  /// What turns Q₁'x into a vector as long as the least squares solution of A b = x of least norm: L⁻¹ of [R₁₁ R₁₂] = L V'.
  func solutionOfLeastNorm() -> LowerTriangle {
    // [R₁₁ R₁₂]' = V U, with L = U'.
    let tall = (0..<rank).map { row in upper.map { $0[row] } }
    let qr = PivotedQR(tall, rows: upper.count, tolerance: 0)
    return LowerTriangle(rows: (0..<rank).map { Array(qr.upper[$0]) }, order: Array(qr.pivots.prefix(rank)))
  }

  /// L of a pivoted decomposition, with the order in which its rows take the elements of a vector.
  struct LowerTriangle: Sendable {
    let rows: [[Double]]
    let order: [Int]

    /// L⁻¹ x.
    func solve(_ x: [Double]) -> [Double] {
      var y = order.map { x[$0] }
      for i in rows.indices {
        for j in 0..<i { y[i] -= rows[i][j] * y[j] }
        y[i] /= rows[i][i]
      }
      return y
    }
  }
}
