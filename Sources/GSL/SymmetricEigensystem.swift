internal import CGSL

/// The eigenvalues of a symmetric matrix with their vectors (`gsl_eigen_symmv`: tridiagonal form, then QR steps).
public struct SymmetricEigensystem: Sendable, Equatable {
  /// From the least on.
  public let values: [Double]
  /// A column for each value, orthonormal.
  public let vectors: DenseMatrix

  /// - Parameter matrix: symmetric; only its lower half is read.
  /// - Throws: ``GSLError`` for a matrix that is not square, or without memory.
  public init(_ matrix: DenseMatrix) throws(GSLError) {
    Runtime.ready
    guard matrix.rows == matrix.columns else {
      throw GSLError(status: Int32(GSL_ENOTSQR), routine: "gsl_eigen_symmv")
    }
    guard let workspace = unsafe gsl_eigen_symmv_alloc(matrix.rows) else {
      throw GSLError(status: Int32(GSL_ENOMEM), routine: "gsl_eigen_symmv_alloc")
    }
    defer { unsafe gsl_eigen_symmv_free(workspace) }
    var (matrix, vectors) = (matrix, DenseMatrix(matrix.rows, matrix.rows))
    var values = [Double](repeating: 0, count: matrix.rows)
    var status: Int32 = 0
    unsafe matrix.lend { a in
      unsafe lend(&values) { e in
        unsafe vectors.lend { v in
          status = unsafe gsl_eigen_symmv(a, e, v, workspace)
          if status == 0 { status = unsafe gsl_eigen_symmv_sort(e, v, GSL_EIGEN_SORT_VAL_ASC) }
        }
      }
    }
    try GSLError.check(status, "gsl_eigen_symmv")
    self.values = values
    self.vectors = vectors
  }
}
