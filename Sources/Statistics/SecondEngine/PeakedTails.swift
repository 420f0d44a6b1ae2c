internal import GSL

/// Both tails of a distribution whose density has one peak, as the ratio of two integrals of it, by adaptive quadrature.
///
/// The constant of the density cancels, so that no gamma function has a part. Each tail has its relative digits, however small.
struct PeakedTails {
  let lower: Double
  let upper: Double

  /// Of a beta variable with the parameters a and b at x/(1 - x) = `odds`.
  static func ofBeta(_ a: Double, _ b: Double, odds: Double) throws(CrossCheck.Reason) -> PeakedTails {
    try ofBeta(a, b, lnOdds: ln(odds))
  }

  /// The same where the odds may be beyond what a double holds.
  static func ofBeta(_ a: Double, _ b: Double, lnOdds: Double) throws(CrossCheck.Reason) -> PeakedTails {
    guard max(a, b) <= most else { throw .outOfRange }
    guard a <= b else {
      // The larger parameter would stand before a difference that is nearly nothing.
      let other = try ofBeta(b, a, lnOdds: -lnOdds)
      return PeakedTails(lower: other.upper, upper: other.lower)
    }
    // In s = ln(odds/(a/b))/2, whose density exp(2as - (a + b) ln((a e^(2s) + b)/(a + b))) has its peak at zero.
    let share = a / (a + b)
    return try PeakedTails(
      at: (lnOdds + ln(b / a)) / 2, width: min(2, 1 / (2 * (share * b).squareRoot())), below: 25 / a, above: 25 / b
    ) { s in
      // Far up e^(2s) is no number any more.
      let rise =
        s > 100
        ? 2 * s + ln(share) + ln1p((1 - share) / share * exponential(-2 * s))
        : ln1p(share * exponentialMinus1(2 * s))
      return 2 * a * s - (a + b) * rise
    }
  }

  /// Of a gamma variable with the parameter a at x.
  static func ofGamma(_ a: Double, _ x: Double) throws(CrossCheck.Reason) -> PeakedTails {
    guard a <= most else { throw .outOfRange }
    // In s = ln(x/a), whose density exp(a (s - e^s + 1)) has its peak at zero.
    return try PeakedTails(at: ln(x / a), width: min(2, 1 / a.squareRoot()), below: 50 / a, above: 6) { s in
      a * (s - exponentialMinus1(s))
    }
  }

  /// Beyond, the exponent loses too many digits.
  private static let most = 2e6

  private init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  /// - Parameters:
  ///   - edge: where the tails part.
  ///   - width: of the peak, which lies at zero.
  ///   - below: how far below the edge, or the peak, the density still counts; so `above`.
  ///   - logarithm: of the density, zero at its peak.
  private init(
    at edge: Double, width: Double, below: Double, above: Double, logarithm: (Double) -> Double
  ) throws(CrossCheck.Reason) {
    guard edge.isFinite else {
      (lower, upper) = edge < 0 ? (0, 1) : (1, 0)
      return
    }
    /// As a number and the logarithm of its unit.
    func integral(_ from: Double, _ to: Double) throws(CrossCheck.Reason) -> (value: Double, unit: Double) {
      let top = logarithm(min(max(0, from), to))
      let marks = [-60, -20, -8, -3, -1, 0, 1, 3, 8, 20, 60].map { $0 * width }.filter { $0 > from && $0 < to }
      var sum = 0.0
      // Panels of the peak's own width, and none where nothing is left.
      for (low, high) in zip([from] + marks, marks + [to]) where max(logarithm(low), logarithm(high)) > top - 60 {
        let part = try SecondEngine.calling { () throws(GSLError) in
          try AdaptiveQuadrature.integral(from: low, to: high, relativeError: 1e-13) { s in
            exponential(logarithm(s) - top)
          }
        }
        sum += part.value
      }
      return (sum, top)
    }
    let one = try integral(min(edge, 0) - max(below, 12 * width), edge)
    let other = try integral(edge, max(edge, 0) + max(above, 12 * width))
    let (first, second) = (one.value * exponential(one.unit), other.value * exponential(other.unit))
    lower = first / (first + second)
    upper = second / (first + second)
  }
}
