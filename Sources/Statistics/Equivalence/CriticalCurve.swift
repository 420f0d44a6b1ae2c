internal import Elementary

/// The critical value of t as a function of the degrees of freedom, between two of them.
///
/// ln t is smooth in 1/df: a Legendre series through the nodes of a Gauss rule, whose last coefficients show whether it is
/// resolved. Where it is not, each value is computed by itself.
struct CriticalCurve: Sendable {
  private let alpha: Double
  private let middle: Double
  private let half: Double
  /// Empty where the series is not resolved.
  private let coefficients: [Double]

  init(alpha: Double, from least: Double, to most: Double) {
    self.alpha = alpha
    middle = (1 / least + 1 / most) / 2
    half = (1 / least - 1 / most) / 2
    let width = half
    let centre = middle
    let series = Self.rules.lazy.map { Self.series($0, alpha, centre, width) }
    coefficients = series.first { $0.suffix(2).allSatisfy { $0.magnitude < 1e-13 } } ?? []
  }

  private static func series(_ rule: GaussLegendre, _ alpha: Double, _ middle: Double, _ half: Double) -> [Double] {
    var values: [Double] = []
    var last: Double?
    for node in rule.nodes {
      let t = StudentT(degreesOfFreedom: 1 / (middle + half * node)).upperQuantile(alpha, near: last)
      values.append(ln(t))
      last = t
    }
    var sums = [Double](repeating: 0, count: values.count)
    for (j, node) in rule.nodes.enumerated() {
      var (before, now) = (0.0, 1.0)
      for k in sums.indices {
        sums[k] += (Double(k) + 0.5) * rule.weights[j] * values[j] * now
        (before, now) = (now, Self.next(k, node, now, before))
      }
    }
    return sums
  }

  func value(_ degreesOfFreedom: Double) -> Double {
    guard !coefficients.isEmpty else { return StudentT(degreesOfFreedom: degreesOfFreedom).upperQuantile(alpha) }
    let x = (1 / degreesOfFreedom - middle) / half
    var (before, now) = (0.0, 1.0)
    var sum = 0.0
    for k in coefficients.indices {
      sum += coefficients[k] * now
      (before, now) = (now, Self.next(k, x, now, before))
    }
    return exponential(sum)
  }

  /// The Legendre polynomial of degree k + 1 at x, from those of degree k and k - 1.
  private static func next(_ k: Int, _ x: Double, _ now: Double, _ before: Double) -> Double {
    (Double(2 * k + 1) * x * now - Double(k) * before) / Double(k + 1)
  }

  private static let rules = [GaussLegendre(.of12), GaussLegendre(.of20), GaussLegendre(.of32)]
}
