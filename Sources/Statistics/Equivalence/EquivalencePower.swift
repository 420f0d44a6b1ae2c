internal import GSL

/// The chance that two one-sided t tests show equivalence, and the size that a new study would need.
///
/// Exact for an estimate with a chi-square variance on its own degrees of freedom (one group, pairs, two groups with a
/// common variance): given the SD that comes out, the estimate falls in the acceptance zone with a normal probability,
/// which is averaged over the distribution of that SD by Gauss-Legendre quadrature (the integral behind Owen's Q). For
/// separate variances the degrees of freedom are Satterthwaite's at the assumed variances, which is an approximation.
public struct EquivalencePower: Sendable {
  /// At a true value `truth` on the analysis scale.
  public static func power(
    truth: Double, standardError: Double, degreesOfFreedom: Double, lower: Double, upper: Double, alpha: Double
  ) -> Double {
    guard truth.isFinite, standardError > 0, degreesOfFreedom > 0, lower < upper else { return 0 }
    let critical = StudentT(degreesOfFreedom: degreesOfFreedom).upperQuantile(alpha)
    // Above this ratio of sample to true SD the interval is wider than the limits.
    let ceiling = (upper - lower) / (2 * critical * standardError)
    let v = degreesOfFreedom
    func accepted(_ ratio: Double) -> Double {
      let width = critical * ratio * standardError
      let high = (upper - width - truth) / standardError
      let low = (lower + width - truth) / standardError
      guard high > low else { return 0 }
      return low > 0 ? Normal.upperTail(low) - Normal.upperTail(high) : Normal.lowerTail(high) - Normal.lowerTail(low)
    }
    // The density of the SD ratio r = s/σ is 2 ν r f(ν r²), f the chi-square density: in full 2 D(r)/r, of which only the
    // exponent changes with r.
    let half = v / 2
    let front = 2 * (half / (2 * Double.pi)).squareRoot() * exponential(-stirlingError(half))
    func weight(_ ratio: Double) -> Double {
      guard ratio > 0 else { return 0 }
      let square = ratio * ratio
      return front / ratio * exponential(half * deviance(ratio: square, less1: square - 1))
    }
    let spread = 1 / (2 * v).squareRoot()
    let start = max(0, 1 - 12 * spread)
    let end = min(ceiling, 1 + 12 * spread + 40 / v)
    guard end > start, let rule else { return 0 }
    let panels = 12
    let width = (end - start) / Double(panels)
    var total = 0.0
    for panel in 0..<panels {
      let a = start + Double(panel) * width
      total += rule.integral(from: a, to: a + width) { weight($0) * accepted($0) }
    }
    return min(1, max(0, total))
  }

  private static let rule = try? GaussLegendre(points: 24)

  /// The smallest count at which `power` reaches `target`, found by doubling and bisection; `nil` above `limit`.
  ///
  /// - Parameter power: does not fall as its argument grows.
  public static func smallest(from start: Int = 2, reaching target: Double, limit: Int = 10_000, power: (Int) -> Double)
    -> Int?
  {
    var low = start - 1
    var high = start
    while power(high) < target {
      low = high
      guard high < limit else { return nil }
      high = min(high * 2, limit)
    }
    while high - low > 1 {
      let middle = (low + high) / 2
      if power(middle) >= target { high = middle } else { low = middle }
    }
    return high
  }
}
