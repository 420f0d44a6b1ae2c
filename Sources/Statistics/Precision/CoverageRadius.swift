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
      atZero = pointOfTail(coverage, start: coverage / (2 * Normal.density(0)), rising: true) { r in
        SIMD2(Normal.interval(centre: 0, halfWidth: r), 2 * Normal.density(r))
      }
    }
  }

  /// r with Φ(z + r) - Φ(z - r) = coverage, for z at least 0.
  func radius(at z: Double) -> Double {
    guard z > 0 else { return atZero }
    // Far out only the nearer tail counts: r - z tends to the one-sided quantile from above.
    let start = z < 1 ? atZero + z * z * atZero / 2 : max(atZero, z + Normal.lowerQuantile(coverage))
    return radius(at: z, from: start)
  }

  /// The same from a guess.
  func radius(at z: Double, from guess: Double) -> Double {
    guard z > 0 else { return atZero }
    // The width at zero is the least; √(z² + r0²) + z is wider than any.
    let start = min(max(guess, atZero), z + atZero)
    func density(_ r: Double) -> Double { Normal.density(z + r) + Normal.density(z - r) }
    // By the smaller of what is held and what is not.
    return coverage > 0.5
      ? pointOfTail(1 - coverage, start: start) { r in
        SIMD2(Normal.upperTail(z + r) + Normal.lowerTail(z - r), density(r))
      }
      : pointOfTail(coverage, start: start, rising: true) { r in
        SIMD2(Normal.interval(centre: z, halfWidth: r), density(r))
      }
  }
}
