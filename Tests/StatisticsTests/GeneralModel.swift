import GSL

/// A model of nonlinear least squares that tests fit by GSL, without a word of this project's own searches.
struct GeneralModel: Sendable {
  let count: Int
  /// Model less observed value.
  let residuals: @Sendable (_ parameters: [Double]) -> [Double]
  /// Derivatives of the residuals, one column of `count` for each parameter, column after column.
  let jacobian: @Sendable (_ parameters: [Double]) -> [Double]

  struct Fit {
    let parameters: [Double]
    let residualSumOfSquares: Double
    let degreesOfFreedom: Int
    let covariance: [[Double]]
    var standardErrors: [Double] { covariance.indices.map { covariance[$0][$0].squareRoot() } }
  }

  func fit(from start: [Double]) throws -> Fit {
    let p = start.count
    func matrix(_ at: [Double]) -> DenseMatrix {
      let columns = jacobian(at)
      return DenseMatrix(rows: (0..<count).map { i in (0..<p).map { columns[$0 * count + i] } })
    }
    func squares(_ at: [Double]) -> Double { residuals(at).reduce(0) { $0 + $1 * $1 } }
    var at = try TrustRegionFit(
      from: start, count: count, step: 1e-15, iterations: 5_000, residuals: residuals, jacobian: matrix
    ).parameters
    // A trust region ends where rounding hides whether the sum falls; Gauss and Newton's steps go on to where the gradient is zero.
    for _ in 0..<20 {
      let step = try HouseholderQR(matrix(at)).solution(residuals(at)).coefficients
      let next = zip(at, step).map { $0 - $1 }
      guard squares(next) <= squares(at) * (1 + 1e-10) else { break }
      at = next
    }
    let variance = squares(at) / Double(count - p)
    let inverse = try TrustRegionFit(
      from: at, count: count, iterations: 1, residuals: residuals, jacobian: matrix
    ).inverse
    return Fit(
      parameters: at, residualSumOfSquares: squares(at), degreesOfFreedom: count - p,
      covariance: (0..<p).map { i in (0..<p).map { inverse[i, $0] * variance } })
  }
}
