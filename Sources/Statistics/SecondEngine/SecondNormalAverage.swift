internal import GSL

extension SecondEngine {
  /// ∫ φ(y) f(y) dy by adaptive quadrature, panel by panel.
  ///
  /// - Parameters:
  ///   - ends: of the panels, in any order; the least and the greatest are those of the integral.
  ///   - relativeError: of each panel, unless `absoluteError` is reached before.
  static func averageOverNormal(
    _ ends: [Double], relativeError: Double = 1e-12, absoluteError: Double,
    _ f: (Double) throws(CrossCheck.Reason) -> Double
  ) throws(CrossCheck.Reason) -> Double {
    var failure: CrossCheck.Reason?
    var sum = 0.0
    let ends = ends.sorted()
    for (low, high) in zip(ends, ends.dropFirst()) where low < high {
      let found = try SecondEngine.calling { () throws(GSLError) in
        try AdaptiveQuadrature.integral(
          from: low, to: high, relativeError: relativeError, absoluteError: absoluteError
        ) {
          y in
          do throws(CrossCheck.Reason) {
            return exponential(-y * y / 2) * (try f(y))
          } catch {
            failure = error
            return .nan
          }
        }
      }
      if let failure { throw failure }
      sum += found.value
    }
    return sum / (2 * Double.pi).squareRoot()
  }
}
