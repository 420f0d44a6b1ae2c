internal import CGSL

/// Distribution functions and quantiles as GSL computes them.
///
/// Known to be weak (measured with GSL 2.7.1, `docs/verification.md`): quantiles of t in the far tails, of chi-square far out,
/// of F with very many degrees of freedom, some of which come out as no number. A quantile that is no number is thrown.
public enum Cumulative {
  /// A quantile that GSL found, or an error in its place.
  static func found(_ value: Double, _ routine: String) throws(GSLError) -> Double {
    guard value.isFinite else { throw GSLError(status: Int32(GSL_EFAILED), routine: routine) }
    return value
  }

  static func check(_ probability: Double, _ routine: String) throws(GSLError) {
    guard probability > 0, probability < 1 else {
      throw GSLError(status: Int32(GSL_EDOM), routine: routine)
    }
  }
}
