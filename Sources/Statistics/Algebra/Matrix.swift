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
