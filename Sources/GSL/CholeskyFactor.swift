internal import CGSL

/// A symmetric positive definite matrix as L L' (`gsl_linalg_cholesky_decomp1`), to solve by.
public struct CholeskyFactor: Sendable, Equatable {
  private let factor: DenseMatrix

  /// Rows, and columns, of the matrix.
  public var order: Int { factor.rows }

  /// - Parameter matrix: symmetric; only its lower half is read.
  /// - Throws: ``GSLError`` where it is not positive definite.
  public init(_ matrix: DenseMatrix) throws(GSLError) {
    Runtime.ready
    guard matrix.rows == matrix.columns else {
      throw GSLError(status: Int32(GSL_ENOTSQR), routine: "gsl_linalg_cholesky_decomp1")
    }
    var factor = matrix
    try GSLError.check(unsafe factor.lend { unsafe gsl_linalg_cholesky_decomp1($0) }, "gsl_linalg_cholesky_decomp1")
    self.factor = factor
  }

  /// ln of the determinant.
  public var lnDeterminant: Double { (0..<order).reduce(0) { $0 + 2 * ln(factor[$1, $1]) } }

  /// The x with matrix × x = `right`.
  ///
  /// - Throws: ``GSLError``.
  /// - Precondition: an element for each row.
  public func solution(_ right: [Double]) throws(GSLError) -> [Double] {
    precondition(right.count == order, "\(right.count) elements for \(order) rows")
    var (factor, x) = (factor, right)
    let status = unsafe factor.lend { a in unsafe lend(&x) { x in unsafe gsl_linalg_cholesky_svx(a, x) } }
    try GSLError.check(status, "gsl_linalg_cholesky_svx")
    return x
  }

  /// The X with matrix × X = `right`.
  ///
  /// - Throws: ``GSLError``.
  /// - Precondition: a row for each row.
  public func solution(_ right: DenseMatrix) throws(GSLError) -> DenseMatrix {
    precondition(right.rows == order, "\(right.rows) rows for \(order)")
    var (factor, x) = (factor, right)
    let status = unsafe factor.lend { a in unsafe x.lend { x in unsafe gsl_linalg_cholesky_svx_mat(a, x) } }
    try GSLError.check(status, "gsl_linalg_cholesky_svx_mat")
    return x
  }

  /// The inverse of the matrix, both halves.
  ///
  /// - Throws: ``GSLError``.
  public func inverse() throws(GSLError) -> DenseMatrix {
    var inverse = factor
    try GSLError.check(unsafe inverse.lend { unsafe gsl_linalg_cholesky_invert($0) }, "gsl_linalg_cholesky_invert")
    return inverse
  }
}
