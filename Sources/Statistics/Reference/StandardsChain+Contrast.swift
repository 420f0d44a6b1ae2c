extension StandardsChain {
  /// A linear combination of the errors of links.
  struct Contrast {
    /// Link and coefficient, in an order that does not depend on how links are numbered.
    var terms: [(link: Int, coefficient: Double)]
  }

  /// A variance with its degrees of freedom and what each link contributes to it.
  struct Spread {
    let standardError: Double
    let degreesOfFreedom: Double
    /// c_j u_j Σ_l c_l ρ_jl u_l over the variance, in the order of the terms; empty where the variance is zero.
    let shares: [Double]
  }

  /// The standard error and degrees of freedom of Σ c_j e_j, e_j the error of link j.
  ///
  /// V = Σ_j a_j, a_j = c_j u_j Σ_l c_l ρ_jl u_l. Degrees of freedom V²/Σ a_j²/ν_j: Satterthwaite (1946) by the delta
  /// method, V being a function of the estimated u_j with independent errors (∂V/∂u_j = 2 a_j/u_j, var u_j = u_j²/(2
  /// ν_j)) and of correlations taken as known. Without correlations it is his formula.
  ///
  /// - Parameter coefficients: one for each link.
  /// - Returns: a variance of zero has degrees of freedom of `.infinity`. Below 1/2 they are put at 1/2: u's that
  ///   nearly cancel leave nothing known of what is left.
  /// - Precondition: a coefficient for each link, none beyond 1e100.
  public func uncertainty(
    of coefficients: [Double]
  ) -> (standardError: Double, degreesOfFreedom: Double) {
    precondition(coefficients.count == links.count, "there are \(links.count) links, not \(coefficients.count)")
    precondition(coefficients.allSatisfy { $0.magnitude <= 1e100 }, "coefficients are numbers of ordinary size")
    let found = spread(of: Contrast(terms: coefficients.enumerated().map { (link: $0, coefficient: $1) }))
    return (found.standardError, found.degreesOfFreedom)
  }

  func spread(of contrast: Contrast) -> Spread {
    // In units of the largest part, so that no square leaves the range of doubles.
    let parts = contrast.terms.map { $0.coefficient * links[$0.link].standardUncertainty }
    let scale = parts.reduce(0) { max($0, $1.magnitude) }
    guard scale > 0 else { return Spread(standardError: 0, degreesOfFreedom: .infinity, shares: []) }
    var contributions: [Double] = []
    var variance = CompensatedSum()
    for (j, term) in contrast.terms.enumerated() {
      var sum = CompensatedSum()
      for (l, other) in contrast.terms.enumerated() where parts[l] != 0 {
        let correlation = correlation(term.link, other.link)
        if correlation != 0 { sum.add(parts[l] / scale * correlation) }
      }
      let contribution = parts[j] / scale * sum.value
      contributions.append(contribution)
      variance.add(contribution)
    }
    // What is left of errors that cancel is rounding.
    let v = variance.value
    guard v > 1e-15 * contributions.reduce(0, { $0 + $1.magnitude }) else {
      return Spread(standardError: 0, degreesOfFreedom: .infinity, shares: [])
    }
    var squares = 0.0
    for (j, term) in contrast.terms.enumerated() {
      let share = contributions[j] / v
      squares += share * share / links[term.link].degreesOfFreedom
    }
    return Spread(
      standardError: scale * v.squareRoot(), degreesOfFreedom: max(0.5, 1 / squares),
      shares: contributions.map { $0 / v })
  }
}
