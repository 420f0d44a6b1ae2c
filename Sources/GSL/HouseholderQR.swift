internal import CGSL

/// Least squares by Householder's QR decomposition (`gsl_linalg_QR_decomp`, Golub & Van Loan 2013, sec. 5.2).
public struct HouseholderQR: Sendable, Equatable {
  /// Householder's vectors below the diagonal, R on and above it.
  private let factors: DenseMatrix
  private let scales: [Double]

  /// - Throws: ``GSLError`` for fewer rows than columns.
  public init(_ matrix: DenseMatrix) throws(GSLError) {
    Runtime.ready
    guard matrix.rows >= matrix.columns else {
      throw GSLError(status: Int32(GSL_EBADLEN), routine: "gsl_linalg_QR_decomp")
    }
    var factors = matrix
    var scales = [Double](repeating: 0, count: matrix.columns)
    let status = unsafe factors.lend { a in unsafe lend(&scales) { tau in unsafe gsl_linalg_QR_decomp(a, tau) } }
    try GSLError.check(status, "gsl_linalg_QR_decomp")
    self.factors = factors
    self.scales = scales
  }

  /// The coefficients that leave the smallest sum of squares, and what they leave over.
  ///
  /// - Throws: ``GSLError`` for a matrix that is singular to the last bit; columns that nearly depend are not found out.
  /// - Precondition: a value for each row.
  public func solution(_ values: [Double]) throws(GSLError) -> (coefficients: [Double], residuals: [Double]) {
    precondition(values.count == factors.rows, "\(values.count) values for \(factors.rows) rows")
    var (factors, scales, values) = (factors, scales, values)
    var coefficients = [Double](repeating: 0, count: factors.columns)
    var residuals = [Double](repeating: 0, count: factors.rows)
    let status = unsafe factors.lend { a in
      unsafe lend(&scales) { tau in
        unsafe lend(&values) { b in
          unsafe lend(&coefficients) { x in
            unsafe lend(&residuals) { r in unsafe gsl_linalg_QR_lssolve(a, tau, b, x, r) }
          }
        }
      }
    }
    try GSLError.check(status, "gsl_linalg_QR_lssolve")
    guard coefficients.allSatisfy({ $0.isFinite }) else {
      throw GSLError(status: Int32(GSL_ESING), routine: "gsl_linalg_QR_lssolve")
    }
    return (coefficients, residuals)
  }

  /// Q'x: its first elements, one a column, lie in the span of the columns, the others beyond it.
  ///
  /// - Throws: ``GSLError``.
  /// - Precondition: an element for each row.
  public func rotated(_ x: [Double]) throws(GSLError) -> [Double] {
    precondition(x.count == factors.rows, "\(x.count) elements for \(factors.rows) rows")
    var (factors, scales, x) = (factors, scales, x)
    let status = unsafe factors.lend { a in
      unsafe lend(&scales) { tau in unsafe lend(&x) { v in unsafe gsl_linalg_QR_QTvec(a, tau, v) } }
    }
    try GSLError.check(status, "gsl_linalg_QR_QTvec")
    return x
  }
}
