internal import CGSL

/// Linear least squares by the singular values of the columns (`gsl_multifit_linear`).
public struct LinearLeastSquares: Sendable, Equatable {
  public let coefficients: [Double]
  /// For errors with the variance of the residuals.
  public let covariance: DenseMatrix
  public let residualSumOfSquares: Double

  /// - Throws: ``GSLError`` for fewer rows than columns.
  /// - Precondition: a value for each row.
  public init(_ columns: DenseMatrix, _ values: [Double]) throws(GSLError) {
    precondition(values.count == columns.rows, "\(values.count) values for \(columns.rows) rows")
    Runtime.ready
    guard columns.rows > columns.columns else {
      throw GSLError(status: Int32(GSL_EBADLEN), routine: "gsl_multifit_linear")
    }
    guard let workspace = unsafe gsl_multifit_linear_alloc(columns.rows, columns.columns) else {
      throw GSLError(status: Int32(GSL_ENOMEM), routine: "gsl_multifit_linear_alloc")
    }
    defer { unsafe gsl_multifit_linear_free(workspace) }
    var (columns, values) = (columns, values)
    var coefficients = [Double](repeating: 0, count: columns.columns)
    var covariance = DenseMatrix(columns.columns, columns.columns)
    var squares = 0.0
    let status = unsafe columns.lend { x in
      unsafe lend(&values) { y in
        unsafe lend(&coefficients) { c in
          unsafe covariance.lend { v in unsafe gsl_multifit_linear(x, y, c, v, &squares, workspace) }
        }
      }
    }
    try GSLError.check(status, "gsl_multifit_linear")
    self.coefficients = coefficients
    self.covariance = covariance
    residualSumOfSquares = squares
  }
}
