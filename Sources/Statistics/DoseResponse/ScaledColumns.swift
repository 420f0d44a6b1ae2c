/// The QR factors of a matrix whose columns were scaled to one measure, by Householder reflections.
///
/// Solves least squares without ever forming J'J, whose condition is the square of J's.
struct ScaledColumns {
  /// Rows and columns of the matrix.
  let rows: Int
  let columns: Int
  /// The upper triangle R, column by column, `columns` × `columns`, of the scaled matrix.
  private(set) var triangle: [Double]
  /// The first `columns` elements of Q' times the right-hand side.
  private(set) var projected: [Double]

  /// - Parameters:
  ///   - matrix: column by column, `rows` × `columns`, rows ≥ columns.
  ///   - scales: each column is divided by its own, above zero.
  ///   - right: the right-hand side, of `rows` elements.
  init(_ matrix: [Double], rows: Int, columns: Int, scales: [Double], right: [Double]) {
    self.rows = rows
    self.columns = columns
    var a = matrix
    var b = right
    for j in 0..<columns { for i in 0..<rows { a[j * rows + i] /= scales[j] } }
    for k in 0..<columns {
      var largest = 0.0
      for i in k..<rows { largest = max(largest, a[k * rows + i].magnitude) }
      guard largest > 0 else { continue }
      var square = 0.0
      for i in k..<rows {
        let part = a[k * rows + i] / largest
        square += part * part
      }
      let norm = a[k * rows + k] > 0 ? -largest * square.squareRoot() : largest * square.squareRoot()
      // v = x - norm e₁ is kept in place; v'v = 2 norm (norm - x₁).
      let half = norm * (norm - a[k * rows + k])
      a[k * rows + k] -= norm
      for j in (k + 1)..<(columns + 1) where j < columns {
        var dot = 0.0
        for i in k..<rows { dot += a[k * rows + i] * a[j * rows + i] }
        let factor = dot / half
        for i in k..<rows { a[j * rows + i] -= factor * a[k * rows + i] }
      }
      var dot = 0.0
      for i in k..<rows { dot += a[k * rows + i] * b[i] }
      let factor = dot / half
      for i in k..<rows { b[i] -= factor * a[k * rows + i] }
      a[k * rows + k] = norm
      for i in (k + 1)..<(rows + 1) where i < rows { a[k * rows + i] = 0 }
    }
    triangle = (0..<columns).flatMap { j in (0..<columns).map { i in i <= j ? a[j * rows + i] : 0 } }
    projected = Array(b[0..<columns])
  }

  /// The smallest over the largest diagonal of R, after each column was brought to unit length: near zero where the columns
  /// follow from one another.
  var rankMeasure: Double {
    var smallest = Double.infinity
    for j in 0..<columns {
      var square = 0.0
      for i in 0...j { square += triangle[j * columns + i] * triangle[j * columns + i] }
      let length = square.squareRoot()
      smallest = min(smallest, length > 0 ? triangle[j * columns + j].magnitude / length : 0)
    }
    return smallest
  }

  /// The z that minimises |A z + right|² + damping |z|², A the scaled matrix.
  func step(damping: Double) -> [Double] {
    let n = columns
    var r = triangle
    var q = projected
    if damping > 0 {
      // Givens rotations take a row of sqrt(damping) into R, one column after the other.
      let root = damping.squareRoot()
      for k in 0..<n {
        var row = [Double](repeating: 0, count: n)
        row[k] = root
        var below = 0.0
        for j in k..<n where row[j] != 0 {
          let (x, y) = (r[j * n + j], row[j])
          let length = hypotenuse(x, y)
          let (c, s) = (x / length, y / length)
          for l in j..<n {
            let (u, v) = (r[l * n + j], row[l])
            r[l * n + j] = c * u + s * v
            row[l] = c * v - s * u
          }
          let (u, v) = (q[j], below)
          q[j] = c * u + s * v
          below = c * v - s * u
        }
      }
    }
    var z = [Double](repeating: 0, count: n)
    for i in stride(from: n - 1, through: 0, by: -1) {
      var sum = -q[i]
      for j in (i + 1)..<(n + 1) where j < n { sum -= r[j * n + i] * z[j] }
      z[i] = r[i * n + i] == 0 ? 0 : sum / r[i * n + i]
    }
    return z
  }

  /// R⁻¹, column by column.
  ///
  /// - Precondition: no diagonal element of R is zero.
  func inverseTriangle() -> [Double] {
    let n = columns
    var inverse = [Double](repeating: 0, count: n * n)
    for k in 0..<n {
      inverse[k * n + k] = 1 / triangle[k * n + k]
      for i in stride(from: k - 1, through: 0, by: -1) {
        var sum = 0.0
        for j in (i + 1)...k { sum += triangle[j * n + i] * inverse[k * n + j] }
        inverse[k * n + i] = -sum / triangle[i * n + i]
      }
    }
    return inverse
  }

  /// R⁻¹ times a vector.
  func solve(_ vector: [Double]) -> [Double] {
    let n = columns
    var z = vector
    for i in stride(from: n - 1, through: 0, by: -1) {
      for j in (i + 1)..<(n + 1) where j < n { z[i] -= triangle[j * n + i] * z[j] }
      z[i] /= triangle[i * n + i]
    }
    return z
  }
}

/// sqrt(x² + y²) without overflow.
func hypotenuse(_ x: Double, _ y: Double) -> Double {
  let (a, b) = (max(x.magnitude, y.magnitude), min(x.magnitude, y.magnitude))
  guard a > 0 else { return 0 }
  let ratio = b / a
  return a * (1 + ratio * ratio).squareRoot()
}

/// The length of a vector.
func euclideanNorm(_ vector: [Double]) -> Double {
  var largest = 0.0
  for value in vector { largest = max(largest, value.magnitude) }
  guard largest > 0, largest.isFinite else { return largest }
  var sum = 0.0
  for value in vector { sum += (value / largest) * (value / largest) }
  return largest * sum.squareRoot()
}
