internal import GSL

/// Tails and densities of a noncentral distribution as the mean of central ones over a Poisson variable j of mean θ.
///
/// Of neighbouring components one tail follows from the other by adding a positive difference, the lower tail with falling
/// j and the upper with rising j: each tail is summed in the direction in which every operation adds, from where the terms
/// begin to count to where they cease to, about 20 √θ of them round the largest.
struct PoissonMixture {
  /// θ, half the noncentrality; above zero.
  let mean: Double
  /// Both tails of component j.
  let tails: (Double) -> Tails
  /// The lower tail of component j less that of j + 1.
  let difference: (Double) -> Double
  /// The difference at j + 1 over that at j.
  let growth: (Double) -> Double

  /// P(X ≤ x), the largest term being near `peak`.
  func lowerTail(peak: Double) -> Double {
    // Weights and differences start at the peak, where their exponents are smallest and so most exact.
    var j = peak.rounded(.down)
    let top = (peak + PoissonMixture.span(peak)).rounded(.up)
    var difference = difference(j)
    var weight = weight(j)
    while j < top {
      difference *= growth(j)
      weight *= mean / (j + 1)
      j += 1
    }
    var tail = tails(top).lower
    var sum = weight * tail
    while j > 0 {
      j -= 1
      difference /= growth(j)
      tail += difference
      weight *= (j + 1) / mean
      let term = weight * tail
      sum += term
      if j < peak, term < 1e-18 * sum { break }
    }
    return min(1, sum)
  }

  /// P(X > x), the largest term being near `peak`.
  func upperTail(peak: Double) -> Double {
    var j = peak.rounded(.down)
    let bottom = max(0, (peak - PoissonMixture.span(peak)).rounded(.down))
    var difference = difference(j)
    var weight = weight(j)
    while j > bottom {
      j -= 1
      difference /= growth(j)
      weight *= (j + 1) / mean
    }
    var tail = tails(bottom).upper
    var sum = weight * tail
    while true {
      tail += difference
      difference *= growth(j)
      weight *= mean / (j + 1)
      j += 1
      let term = weight * tail
      sum += term
      if j > peak, term <= 1e-18 * sum { break }
    }
    return min(1, sum)
  }

  /// The mean of the components' `front`, which a density is but for a factor, the largest term being near `peak`.
  ///
  /// - Parameter ratio: `front` at j + 1 over that at j.
  func density(peak: Double, front: (Double) -> Double, ratio: (Double) -> Double) -> Double {
    let middle = peak.rounded(.down)
    let largest = weight(middle) * front(middle)
    var sum = largest
    var term = largest
    var j = middle
    while true {
      term *= mean / (j + 1) * ratio(j)
      j += 1
      sum += term
      if j > peak + 1, term <= 1e-18 * sum { break }
    }
    term = largest
    j = middle
    while j > 0 {
      j -= 1
      term *= (j + 1) / (mean * ratio(j))
      sum += term
      if j < peak - 1, term <= 1e-18 * sum { break }
    }
    return sum
  }

  /// e^-θ θ^j / j!
  private func weight(_ j: Double) -> Double { j == 0 ? exponential(-mean) : gammaFront(a: j, x: mean) / j }

  /// How far from a peak at m a Poisson probability has fallen by e^-60, at most.
  private static func span(_ m: Double) -> Double { 20 + (400 + 120 * (m + 1)).squareRoot() }
}
