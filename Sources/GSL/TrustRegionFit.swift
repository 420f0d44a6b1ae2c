internal import CGSL

/// Nonlinear least squares by Levenberg and Marquardt's method in a trust region (`gsl_multifit_nlinear`; Moré 1978).
public struct TrustRegionFit: Sendable, Equatable {
  public let parameters: [Double]
  public let residuals: [Double]
  /// ∂ residual/∂ parameter at ``parameters``: a row for each residual.
  public let jacobian: DenseMatrix
  /// (J'J)⁻¹, by QR of J.
  public let inverse: DenseMatrix
  public let iterations: Int
  /// Whether the step became small; otherwise no step led further down, which at a minimum is rounding, or the iterations were
  /// used up. The caller judges the end by its gradient.
  public let isSettled: Bool

  public var residualSumOfSquares: Double { residuals.reduce(0) { $0 + $1 * $1 } }

  /// - Parameters:
  ///   - start: of the parameters.
  ///   - count: of the residuals, at least as many as parameters.
  ///   - step: relative, at which the search ends.
  ///   - iterations: that are allowed.
  ///   - residuals: `count` of them, at the parameters given.
  ///   - jacobian: by row the derivatives of one residual.
  /// - Throws: ``GSLError`` for fewer residuals than parameters, or a value that is no number.
  public init(
    from start: [Double], count: Int, step: Double = 1e-13, iterations: Int = 300,
    residuals: ([Double]) -> [Double], jacobian: ([Double]) -> DenseMatrix
  ) throws(GSLError) {
    Runtime.ready
    guard !start.isEmpty, count >= start.count else {
      throw GSLError(status: Int32(GSL_EBADLEN), routine: "gsl_multifit_nlinear_alloc")
    }
    var settings = unsafe cgsl_nlinear_parameters()
    guard let workspace = unsafe gsl_multifit_nlinear_alloc(cgsl_nlinear_trust(), &settings, count, start.count) else {
      throw GSLError(status: Int32(GSL_ENOMEM), routine: "gsl_multifit_nlinear_alloc")
    }
    defer { unsafe gsl_multifit_nlinear_free(workspace) }
    var start = start
    var status: Int32 = 0
    unsafe Self.withProblem(residuals, jacobian, count: count, parameters: start.count) { problem in
      status = unsafe lend(&start) { x in unsafe gsl_multifit_nlinear_init(x, problem, workspace) }
      guard status == 0 else { return }
      var info: Int32 = 0
      status = unsafe gsl_multifit_nlinear_driver(iterations, step, 1e-300, 0, nil, nil, &info, workspace)
    }
    isSettled = status == 0
    if status != Int32(GSL_ENOPROG), status != Int32(GSL_EMAXITER) {
      try GSLError.check(status, "gsl_multifit_nlinear_driver")
    }
    guard let matrix = unsafe gsl_multifit_nlinear_jac(workspace),
      let position = unsafe gsl_multifit_nlinear_position(workspace),
      let found = unsafe gsl_multifit_nlinear_residual(workspace)
    else { throw GSLError(status: Int32(GSL_EFAULT), routine: "gsl_multifit_nlinear_jac") }
    var inverse = DenseMatrix(start.count, start.count)
    try GSLError.check(
      unsafe inverse.lend { unsafe gsl_multifit_nlinear_covar(matrix, 0, $0) }, "gsl_multifit_nlinear_covar")
    self.inverse = inverse
    parameters = unsafe copied(position)
    self.residuals = unsafe copied(found)
    self.jacobian = unsafe DenseMatrix(copying: matrix)
    self.iterations = unsafe Int(gsl_multifit_nlinear_niter(workspace))
    guard parameters.allSatisfy({ $0.isFinite }), self.residuals.allSatisfy({ $0.isFinite }) else {
      throw GSLError(status: Int32(GSL_EBADFUNC), routine: "gsl_multifit_nlinear_driver")
    }
  }

  private struct Problem {
    let residuals: ([Double]) -> [Double]
    let jacobian: ([Double]) -> DenseMatrix
  }

  /// Lends both functions to GSL for the length of one call.
  private static func withProblem(
    _ residuals: ([Double]) -> [Double], _ jacobian: ([Double]) -> DenseMatrix, count: Int, parameters: Int,
    _ body: (UnsafeMutablePointer<gsl_multifit_nlinear_fdf>) -> Void
  ) {
    withoutActuallyEscaping(residuals) { residuals in
      withoutActuallyEscaping(jacobian) { jacobian in
        var problem = Problem(residuals: residuals, jacobian: jacobian)
        unsafe withUnsafeMutablePointer(to: &problem) { pointer in
          var functions = unsafe gsl_multifit_nlinear_fdf()
          unsafe functions.n = count
          unsafe functions.p = parameters
          unsafe functions.params = UnsafeMutableRawPointer(pointer)
          unsafe functions.f = { x, context, f in
            guard let x = unsafe x, let context = unsafe context, let f = unsafe f else {
              return Int32(GSL_EFAULT)
            }
            let problem = unsafe context.assumingMemoryBound(to: Problem.self)
            let values = unsafe problem.pointee.residuals(copied(x))
            guard unsafe values.count == f.pointee.size else { return Int32(GSL_EBADLEN) }
            for (i, value) in values.enumerated() { unsafe gsl_vector_set(f, i, value) }
            return 0
          }
          unsafe functions.df = { x, context, j in
            guard let x = unsafe x, let context = unsafe context, let j = unsafe j else {
              return Int32(GSL_EFAULT)
            }
            let problem = unsafe context.assumingMemoryBound(to: Problem.self)
            let matrix = unsafe problem.pointee.jacobian(copied(x))
            guard unsafe matrix.rows == j.pointee.size1, unsafe matrix.columns == j.pointee.size2 else {
              return Int32(GSL_EBADLEN)
            }
            let width = matrix.columns
            unsafe matrix.elements.withUnsafeBufferPointer { elements in
              for row in 0..<matrix.rows {
                guard let from = elements.baseAddress else { return }
                unsafe (j.pointee.data + row * j.pointee.tda).update(from: from + row * width, count: width)
              }
            }
            return 0
          }
          unsafe withUnsafeMutablePointer(to: &functions) { unsafe body($0) }
        }
      }
    }
  }
}
