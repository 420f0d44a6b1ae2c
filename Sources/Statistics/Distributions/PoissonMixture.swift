internal import Elementary

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

  /// P(X ≤ x), the largest term being near `peak`: at the mean, or elsewhere where this is the small tail.
  func lowerTail(peak: Double) -> Double {
    let first = peak.rounded(.down)
    guard let (start, scale) = start(first, atMean: peak == mean) else { return peak == mean ? 1 : 0 }
    // Up to where terms cease to count, then down, adding; weight and difference in units of those at the peak.
    let top = (peak + PoissonMixture.span(peak)).rounded(.up)
    var (j, weight, difference) = (first, 1.0, 1.0)
    while j < top, weight > 1e-25, peak == mean || weight * difference > 1e-25 {
      difference *= growth(j)
      weight *= mean / (j + 1)
      j += 1
    }
    var tail = tails(j).lower / scale
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
    return min(1, sum * scale * start)
  }

  /// P(X > x), the largest term being near `peak`: at the mean, or elsewhere where this is the small tail.
  func upperTail(peak: Double) -> Double {
    let first = peak.rounded(.down)
    guard let (start, scale) = start(first, atMean: peak == mean) else { return peak == mean ? 1 : 0 }
    let bottom = max(0, (peak - PoissonMixture.span(peak)).rounded(.down))
    var (j, weight, difference) = (first, 1.0, 1.0)
    while j > bottom, peak == mean || weight * difference > 1e-25 {
      j -= 1
      difference /= growth(j)
      weight *= (j + 1) / mean
    }
    var tail = tails(j).upper / scale
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
    return min(1, sum * scale * start)
  }

  /// The weight and the difference at the peak, where their exponents are smallest and so most exact; `nil` where they are
  /// too small for numbers: at the mean the tail is then 1, elsewhere it is 0.
  private func start(_ j: Double, atMean: Bool) -> (weight: Double, difference: Double)? {
    let (weight, difference) = (weight(j), difference(j))
    return weight > 1e-300 && difference > 1e-300 && (atMean || weight * difference > 0) ? (weight, difference) : nil
  }

  /// The mean of the components' `front`, which a density is but for a factor, the largest term being near `peak`.
  ///
  /// - Parameter ratio: `front` at j + 1 over that at j.
  func density(peak: Double, front: (Double) -> Double, ratio: (Double) -> Double) -> Double {
    let middle = peak.rounded(.down)
    let largest = weight(middle) * front(middle)
    if largest == 0 { return 0 }
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
