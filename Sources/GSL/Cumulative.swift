internal import CGSL

/// Distribution functions and quantiles as GSL computes them.
///
/// Known to be weak (measured with GSL 2.7.1, `docs/verification.md`): quantiles of t in the far tails, of chi-square far out,
/// of F with very many degrees of freedom, some of which come out as no number. A quantile that is no number is thrown.
public enum Cumulative {
  /// A quantile by a routine of GSL, or an error in its place.
  ///
  /// - Throws: ``GSLError`` unless the probability lies strictly between 0 and 1 and the routine finds a number.
  static func quantile(
    _ probability: Double, _ routine: String, _ find: (Double) -> Double
  ) throws(GSLError) -> Double {
    guard probability > 0, probability < 1 else { throw GSLError(status: Int32(GSL_EDOM), routine: routine) }
    let value = find(probability)
    guard value.isFinite else { throw GSLError(status: Int32(GSL_EFAILED), routine: routine) }
    return value
  }
}
