internal import CGSL

/// A matrix of doubles, row after row, as GSL reads it.
public struct DenseMatrix: Sendable, Equatable {
  /// How many rows it has, one at least.
  public let rows: Int
  /// How many columns it has, one at least.
  public let columns: Int
  /// Row after row.
  public var elements: [Double]

  /// A matrix of zeros.
  ///
  /// - Precondition: at least one row and one column.
  public init(_ rows: Int, _ columns: Int) {
    precondition(rows > 0 && columns > 0, "a matrix has rows and columns, not \(rows) by \(columns)")
    self.rows = rows
    self.columns = columns
    elements = [Double](repeating: 0, count: rows * columns)
  }

  /// From its rows.
  ///
  /// - Precondition: at least one, all of one length above zero.
  public init(rows list: [[Double]]) {
    self.init(list.count, list.first?.count ?? 0)
    for (i, row) in list.enumerated() {
      precondition(row.count == columns, "row \(i) has \(row.count) elements and not \(columns)")
      for (j, value) in row.enumerated() { self[i, j] = value }
    }
  }

  /// From its columns.
  ///
  /// - Precondition: at least one, all of one length above zero.
  public init(columns list: [[Double]]) {
    self.init(list.first?.count ?? 0, list.count)
    for (j, column) in list.enumerated() {
      precondition(column.count == rows, "column \(j) has \(column.count) elements and not \(rows)")
      for (i, value) in column.enumerated() { self[i, j] = value }
    }
  }

  /// The element in a row and a column, both from 0.
  public subscript(_ row: Int, _ column: Int) -> Double {
    get { elements[row * columns + column] }
    set { elements[row * columns + column] = newValue }
  }

  /// Rows and columns exchanged.
  public var transposed: DenseMatrix {
    var result = DenseMatrix(columns, rows)
    for i in 0..<rows { for j in 0..<columns { result[j, i] = self[i, j] } }
    return result
  }

  /// The column `j` from top to bottom.
  public func column(_ j: Int) -> [Double] { (0..<rows).map { self[$0, j] } }

  /// The product, by `gsl_blas_dgemm`.
  ///
  /// - Precondition: as many columns on the left as rows on the right.
  public static func * (a: DenseMatrix, b: DenseMatrix) -> DenseMatrix {
    precondition(a.columns == b.rows, "\(a.columns) columns by \(b.rows) rows")
    var (a, b) = (a, b)
    var result = DenseMatrix(a.rows, b.columns)
    unsafe result.lend { c in
      unsafe a.lend { a in
        unsafe b.lend { b in _ = unsafe gsl_blas_dgemm(CblasNoTrans, CblasNoTrans, 1, a, b, 0, c) }
      }
    }
    return result
  }

  /// The product with a vector, by `gsl_blas_dgemv`.
  ///
  /// - Precondition: as many columns as the vector has elements.
  public static func * (a: DenseMatrix, x: [Double]) -> [Double] {
    precondition(a.columns == x.count, "\(a.columns) columns by \(x.count) elements")
    var (a, x) = (a, x)
    var result = [Double](repeating: 0, count: a.rows)
    unsafe GSL.lend(&result) { y in
      unsafe a.lend { a in unsafe GSL.lend(&x) { x in _ = unsafe gsl_blas_dgemv(CblasNoTrans, 1, a, x, 0, y) } }
    }
    return result
  }
}

extension DenseMatrix {
  /// Lends the elements to GSL for the length of one call.
  mutating func lend<Result>(_ body: (UnsafeMutablePointer<gsl_matrix>) -> Result) -> Result {
    let (rows, columns) = (rows, columns)
    return unsafe elements.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { preconditionFailure("a matrix has elements") }
      var view = unsafe gsl_matrix_view_array(base, rows, columns)
      return unsafe withUnsafeMutablePointer(to: &view.matrix) { unsafe body($0) }
    }
  }

  /// What GSL wrote into a matrix of its own.
  init(copying matrix: UnsafePointer<gsl_matrix>) {
    unsafe self.init(matrix.pointee.size1, matrix.pointee.size2)
    for i in 0..<rows { for j in 0..<columns { self[i, j] = unsafe gsl_matrix_get(matrix, i, j) } }
  }
}

/// Lends a vector to GSL for the length of one call.
func lend<Result>(_ vector: inout [Double], _ body: (UnsafeMutablePointer<gsl_vector>) -> Result) -> Result {
  unsafe vector.withUnsafeMutableBufferPointer { buffer in
    guard let base = buffer.baseAddress else { preconditionFailure("a vector has elements") }
    var view = unsafe gsl_vector_view_array(base, buffer.count)
    return unsafe withUnsafeMutablePointer(to: &view.vector) { unsafe body($0) }
  }
}

/// What GSL holds in a vector of its own.
func copied(_ vector: UnsafePointer<gsl_vector>) -> [Double] {
  let count = unsafe vector.pointee.size
  return (0..<count).map { unsafe gsl_vector_get(vector, $0) }
}
