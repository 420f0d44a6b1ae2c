internal import Elementary

/// The half-width r of the interval about a point at z that holds a given share of the standard normal distribution.
struct CoverageRadius {
  let coverage: Double
  private let atZero: Double

  init(coverage: Double) {
    self.coverage = coverage
    // Below a half, (1 - coverage)/2 would lose the digits of a small coverage.
    if coverage > 0.01 {
      atZero = Normal.upperQuantile((1 - coverage) / 2)
    } else {
      var r = coverage / (2 * Normal.density(0))
      for _ in 0..<6 {
        r -= (Normal.interval(centre: 0, halfWidth: r) - coverage) / (2 * Normal.density(r))
      }
      atZero = r
    }
  }

  /// r with Φ(z + r) - Φ(z - r) = coverage, for z at least 0.
  func radius(at z: Double) -> Double {
    guard z > 0 else { return atZero }
    // Far out only the nearer tail counts: r - z tends to the one-sided quantile from above.
    let start = z < 1 ? atZero + z * z * atZero / 2 : max(atZero, z + Normal.lowerQuantile(coverage))
    return radius(at: z, from: start)
  }

  /// The same from a guess, by Newton's method inside a bracket.
  func radius(at z: Double, from guess: Double) -> Double {
    guard z > 0 else { return atZero }
    // The width at zero is the least; √(z² + r0²) + z is wider than any.
    var (low, high) = (atZero * (1 - 1e-15), z + atZero * (1 + 1e-15))
    var r = min(max(guess, low), high)
    for _ in 0..<100 {
      // How much too much is held, from the share outside where that is the smaller.
      let excess =
        coverage > 0.5
        ? (1 - coverage) - Normal.upperTail(z + r) - Normal.lowerTail(z - r)
        : Normal.interval(centre: z, halfWidth: r) - coverage
      let slope = Normal.density(z + r) + Normal.density(z - r)
      if excess > 0 { high = r } else { low = r }
      var next = r - excess / slope
      // Halley's correction; the radius' second derivative follows from φ' = -z φ.
      let bend = -(z + r) * Normal.density(z + r) + (z - r) * Normal.density(z - r)
      let halley = 1 - excess / slope * bend / (2 * slope)
      if halley > 0.3, halley < 3 { next = r - excess / (slope * halley) }
      let step = (next - r).magnitude
      if step <= 1e-6 * r, next >= low, next <= high { return next }
      if !(next >= low && next <= high) { next = (low + high) / 2 }
      if high - low <= low * 2.3e-16 { return next }
      r = next
    }
    return r
  }
}
