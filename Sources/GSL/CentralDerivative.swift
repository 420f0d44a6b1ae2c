internal import CGSL

/// A derivative by differences about a point, with GSL's estimate of its error (`gsl_deriv_central`).
///
/// Five points at `step`, and once more at a better step where the errors of rounding and of truncation say so.
///
/// - Throws: ``GSLError``, also where a value is no number.
public func centralDerivative(
  at x: Double, step: Double, of f: (Double) -> Double
) throws(GSLError) -> (value: Double, error: Double) {
  Runtime.ready
  var (value, error) = (0.0, 0.0)
  let status = unsafe withCallback(f) { f in unsafe gsl_deriv_central(f, x, step, &value, &error) }
  try GSLError.check(status, "gsl_deriv_central")
  guard value.isFinite else { throw GSLError(status: Int32(GSL_EBADFUNC), routine: "gsl_deriv_central") }
  return (value, error)
}
