internal import Elementary

extension StudentT {
  /// ``upperQuantile(_:)`` for a `probability` below 1/2, by Halley's method from a near guess.
  ///
  /// Without a guess it starts from the normal quantile (Abramowitz & Stegun 26.2.22) and Fisher and Cornish's expansion
  /// (26.7.5). The answer is a root of the very tail that tests use, as that of the general search is.
  func criticalValue(_ probability: Double, near guess: Double? = nil) -> Double {
    guard degreesOfFreedom >= 2.5 || guess != nil, probability > 1e-8 else { return upperQuantile(probability) }
    let v = degreesOfFreedom
    var t = guess ?? expansion(probability)
    let atStart = density(t)
    let start = t
    for _ in 0..<8 {
      // The density from that at the start, without its constant again.
      let here =
        t == start
        ? atStart
        : atStart * exponential(-(v + 1) / 2 * ln1p((t * t - start * start) / (v + start * start)))
      guard t > 0, here > 0 else { break }
      let newton = (upperTail(t) - probability) / here
      let curvature = (v + 1) * t / (v + t * t)
      let step = newton / (1 - curvature * newton / 2)
      t += step
      // Halley's method trebles the digits, so the step that would follow is below rounding.
      if step.magnitude <= 1e-6 * t { return t }
    }
    return upperQuantile(probability)
  }

  private func expansion(_ probability: Double) -> Double {
    let s = (-2 * ln(probability)).squareRoot()
    let z = s - (2.30753 + 0.27061 * s) / (1 + s * (0.99229 + 0.04481 * s))
    let (v, w) = (degreesOfFreedom, z * z)
    let terms = (w + 1) / 4 + (((5 * w + 16) * w + 3) / 96 + (((3 * w + 19) * w + 17) * w - 15) / (384 * v)) / v
    return z * (1 + terms / v)
  }
}
