/// T = Σ w σ² + w_E σ_E² in terms of the unweighted sums of squares.
struct UnweightedCoefficients: Sendable {
  /// c: Σ c S is unbiased for T; of either sign. The sources', then that of S_E where there is one.
  let unbiased: [Double]
  /// d: not negative, so that Σ d S never exceeds T on average.
  let shrunk: [Double]
  /// c without those below zero, so that Σ c⁺ S never falls short of T on average.
  var raised: [Double] { unbiased.map { max(0, $0) } }

  init(_ sums: UnweightedSums, weights: [Double], residualWeight: Double) {
    let moments = sums.moments
    let count = moments.count + (sums.hasResidual ? 1 : 0)
    var c = [Double](repeating: 0, count: count)
    var d = c
    var steps: [(at: Int, weight: Double, coarser: [(source: Int, e: Double)])] = sums.layout.coarseToFine.map { k in
      (k, weights[k], sums.layout.holders(of: k).map { ($0, moments[$0].expected[k]) })
    }
    if sums.hasResidual {
      steps.append((moments.count, residualWeight, moments.indices.map { ($0, moments[$0].expectedResidual) }))
    }
    for (at, weight, coarser) in steps {
      c[at] = weight - coarser.reduce(0) { $0 + c[$1.source] * $1.e }
      let known = coarser.reduce(0) { $0 + d[$1.source] * $1.e }
      if known > weight {
        for (source, e) in coarser where e > 0 { d[source] *= weight / known }
      } else {
        d[at] = weight - known
      }
    }
    func cleaned(_ values: [Double]) -> [Double] { values.map { $0.magnitude < 1e-10 ? 0 : $0 } }
    unbiased = cleaned(c)
    shrunk = cleaned(d)
  }
}
