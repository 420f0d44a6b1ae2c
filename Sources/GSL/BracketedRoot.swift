internal import CGSL

/// Where a function passes through zero between two points at which its signs differ.
///
/// Brent's method (`gsl_root_fsolver_brent`; Brent 1973, *Algorithms for Minimization Without Derivatives*, ch. 4).
///
/// - Parameters:
///   - relativeError: of the bracket that is left; from 4e-16 on.
///   - absoluteError: is enough where the root is near zero.
/// - Throws: ``GSLError`` where the signs do not differ, or a value is no number.
public func bracketedRoot(
  from low: Double, to high: Double, relativeError: Double = 1e-15, absoluteError: Double = 0,
  of f: (Double) -> Double
) throws(GSLError) -> Double {
  Runtime.ready
  guard low < high else { throw GSLError(status: Int32(GSL_EINVAL), routine: "gsl_root_fsolver_set") }
  guard let solver = unsafe gsl_root_fsolver_alloc(cgsl_root_brent()) else {
    throw GSLError(status: Int32(GSL_ENOMEM), routine: "gsl_root_fsolver_alloc")
  }
  defer { unsafe gsl_root_fsolver_free(solver) }
  var status: Int32 = 0
  var root = low
  unsafe withCallback(f) { f in
    status = unsafe gsl_root_fsolver_set(solver, f, low, high)
    var iterations = 0
    while status == 0, iterations < 500 {
      status = unsafe gsl_root_fsolver_iterate(solver)
      root = unsafe gsl_root_fsolver_root(solver)
      let (a, b) = unsafe (gsl_root_fsolver_x_lower(solver), gsl_root_fsolver_x_upper(solver))
      iterations += 1
      if b - a <= absoluteError + relativeError * min(a.magnitude, b.magnitude) { return }
      // The solver has ended where no double lies between the ends.
      if (a + b) / 2 == a || (a + b) / 2 == b { return }
    }
    if status == 0 { status = Int32(GSL_EMAXITER) }
  }
  try GSLError.check(status, "gsl_root_fsolver_brent")
  return root
}
