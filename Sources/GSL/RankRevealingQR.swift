internal import CGSL

/// QR decomposition with the longest remaining column first (`gsl_linalg_QRPT_decomp`), which shows how many columns are
/// independent (Golub & Van Loan 2013, sec. 5.4).
public struct RankRevealingQR: Sendable, Equatable {
  private let factors: DenseMatrix
  private let scales: [Double]
  /// How many columns do not follow from others.
  public let rank: Int

  /// - Parameter tolerance: a column whose remainder is shorter than this share of the longest column follows from others.
  /// - Throws: ``GSLError``.
  public init(_ matrix: DenseMatrix, tolerance: Double = 1e-9) throws(GSLError) {
    Runtime.ready
    let least = min(matrix.rows, matrix.columns)
    guard let permutation = unsafe gsl_permutation_alloc(matrix.columns) else {
      throw GSLError(status: Int32(GSL_ENOMEM), routine: "gsl_permutation_alloc")
    }
    defer { unsafe gsl_permutation_free(permutation) }
    var factors = matrix
    var scales = [Double](repeating: 0, count: least)
    var norms = [Double](repeating: 0, count: matrix.columns)
    var sign: Int32 = 0
    var status: Int32 = 0
    unsafe factors.lend { a in
      unsafe lend(&scales) { tau in
        unsafe lend(&norms) { norm in
          status = unsafe gsl_linalg_QRPT_decomp(a, tau, permutation, &sign, norm)
        }
      }
    }
    try GSLError.check(status, "gsl_linalg_QRPT_decomp")
    self.factors = factors
    self.scales = scales
    let longest = factors[0, 0].magnitude
    rank = (0..<least).first { factors[$0, $0].magnitude <= tolerance * longest } ?? least
  }

  /// The coordinates of x beyond the span of the columns: their squares add up to those of what least squares leave over.
  ///
  /// - Throws: ``GSLError``.
  /// - Precondition: an element for each row.
  public func beyondSpan(_ x: [Double]) throws(GSLError) -> [Double] {
    precondition(x.count == factors.rows, "\(x.count) elements for \(factors.rows) rows")
    var (factors, scales, x) = (factors, scales, x)
    let status = unsafe factors.lend { a in
      unsafe lend(&scales) { tau in unsafe lend(&x) { v in unsafe gsl_linalg_QR_QTvec(a, tau, v) } }
    }
    try GSLError.check(status, "gsl_linalg_QR_QTvec")
    return Array(x[rank...])
  }
}
