internal import CGSL

/// Where a function is least between two points, given a point between them at which it is below both.
///
/// Brent's method (`gsl_min_fminimizer_brent`; Brent 1973, ch. 5). A minimum is no sharper than the root of the precision of
/// the function: about eight digits.
///
/// - Parameter relativeError: of the bracket that is left.
/// - Throws: ``GSLError`` where the three points do not enclose a minimum, or a value is no number.
public func bracketedMinimum(
  from low: Double, to high: Double, near guess: Double, relativeError: Double = 1e-9, absoluteError: Double = 0,
  of f: (Double) -> Double
) throws(GSLError) -> (at: Double, value: Double) {
  Runtime.ready
  guard let solver = unsafe gsl_min_fminimizer_alloc(cgsl_min_brent()) else {
    throw GSLError(status: Int32(GSL_ENOMEM), routine: "gsl_min_fminimizer_alloc")
  }
  defer { unsafe gsl_min_fminimizer_free(solver) }
  var status: Int32 = 0
  var found = (at: guess, value: Double.nan)
  unsafe withCallback(f) { f in
    status = unsafe gsl_min_fminimizer_set(solver, f, guess, low, high)
    var iterations = 0
    while status == 0, iterations < 500 {
      status = unsafe gsl_min_fminimizer_iterate(solver)
      found = unsafe (gsl_min_fminimizer_x_minimum(solver), gsl_min_fminimizer_f_minimum(solver))
      let (a, b) = unsafe (gsl_min_fminimizer_x_lower(solver), gsl_min_fminimizer_x_upper(solver))
      iterations += 1
      if b - a <= absoluteError + relativeError * min(a.magnitude, b.magnitude) { return }
    }
    // Rounding hinders the bracket from becoming narrower: the minimum is as good as the function lets it be.
    if status == Int32(GSL_FAILURE), iterations > 1 { status = 0 }
  }
  try GSLError.check(status, "gsl_min_fminimizer_brent")
  return found
}
