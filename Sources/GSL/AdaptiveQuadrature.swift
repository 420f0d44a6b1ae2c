internal import CGSL

/// An integral with GSL's own estimate of its error, which mostly is far too large.
public struct Integral: Sendable, Equatable {
  /// The integral.
  public let value: Double
  /// Absolute.
  public let error: Double
}

/// Adaptive quadrature: the range is halved where the estimated error is largest.
///
/// QUADPACK (Piessens & others 1983) and CQUAD (Gonnet 2010, *ACM Trans. Math. Softw.* 37, 26). Where rounding hinders an
/// integral from being what was asked for it is returned all the same, with its error.
public enum AdaptiveQuadrature {
  private static let panels = 1_000

  /// ∫ f over `a ... b` with pairs of Gauss and Kronrod of 15 and 31 points (`gsl_integration_qag`).
  ///
  /// - Parameter relativeError: that is asked for; from 1e-14 on.
  /// - Throws: ``GSLError`` for an integrand that cannot be integrated so, or without memory.
  public static func integral(
    from a: Double, to b: Double, relativeError: Double = 1e-12, absoluteError: Double = 0, of f: (Double) -> Double
  ) throws(GSLError) -> Integral {
    try unsafe withWorkspace("gsl_integration_qag") { workspace, value, error in
      unsafe withCallback(f) { f in
        unsafe gsl_integration_qag(
          f, a, b, absoluteError, relativeError, panels, Int32(GSL_INTEG_GAUSS31), workspace, &value, &error)
      }
    }
  }

  /// ∫ f from `a` to infinity (`gsl_integration_qagiu`).
  ///
  /// - Parameter relativeError: that is asked for; from 1e-14 on.
  /// - Throws: ``GSLError`` for an integrand that cannot be integrated so, or without memory.
  public static func integral(
    above a: Double, relativeError: Double = 1e-12, absoluteError: Double = 0, of f: (Double) -> Double
  ) throws(GSLError) -> Integral {
    try unsafe withWorkspace("gsl_integration_qagiu") { workspace, value, error in
      unsafe withCallback(f) { f in
        unsafe gsl_integration_qagiu(f, a, absoluteError, relativeError, panels, workspace, &value, &error)
      }
    }
  }

  /// ∫ f over `a ... b` by doubly adaptive rules of Clenshaw and Curtis (`gsl_integration_cquad`), which bear with kinks.
  ///
  /// - Parameter relativeError: that is asked for; from 1e-14 on.
  /// - Throws: ``GSLError`` for an integrand that cannot be integrated so, or without memory.
  public static func doublyAdaptive(
    from a: Double, to b: Double, relativeError: Double = 1e-12, absoluteError: Double = 0, of f: (Double) -> Double
  ) throws(GSLError) -> Integral {
    Runtime.ready
    guard let workspace = unsafe gsl_integration_cquad_workspace_alloc(200) else {
      throw GSLError(status: Int32(GSL_ENOMEM), routine: "gsl_integration_cquad")
    }
    defer { unsafe gsl_integration_cquad_workspace_free(workspace) }
    var (value, error) = (0.0, 0.0)
    let status = unsafe withCallback(f) { f in
      unsafe gsl_integration_cquad(f, a, b, absoluteError, relativeError, workspace, &value, &error, nil)
    }
    return try integral(value, error, status, "gsl_integration_cquad")
  }

  private static func withWorkspace(
    _ routine: String,
    _ body: (UnsafeMutablePointer<gsl_integration_workspace>, inout Double, inout Double) -> Int32
  ) throws(GSLError) -> Integral {
    Runtime.ready
    guard let workspace = unsafe gsl_integration_workspace_alloc(panels) else {
      throw GSLError(status: Int32(GSL_ENOMEM), routine: routine)
    }
    defer { unsafe gsl_integration_workspace_free(workspace) }
    var (value, error) = (0.0, 0.0)
    let status = unsafe body(workspace, &value, &error)
    return try integral(value, error, status, routine)
  }

  private static func integral(
    _ value: Double, _ error: Double, _ status: Int32, _ routine: String
  ) throws(GSLError) -> Integral {
    if status != Int32(GSL_EROUND) { try GSLError.check(status, routine) }
    guard value.isFinite else { throw GSLError(status: Int32(GSL_EFAILED), routine: routine) }
    return Integral(value: value, error: error)
  }
}
