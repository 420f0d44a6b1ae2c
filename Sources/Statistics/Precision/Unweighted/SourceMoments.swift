/// What the unweighted sum of squares of one source expects, from the layout alone.
///
/// With S = |B z|²/ν, z the cell means, Zᵢ the 0/1 columns of source i and D the reciprocals of the cells' counts:
/// E S = Σ eᵢ σᵢ² + e_E σ_E², eᵢ = |B Zᵢ|²/ν, and B z varies with Σ σᵢ² Aᵢ + σ_E² A_E, Aᵢ = B Zᵢ Zᵢ' B', A_E = B D B'.
struct SourceMoments: Sendable {
  /// ν, the rank of B.
  let rank: Int
  /// eᵢ of each source; zero unless i is the source itself or nested in it.
  let expected: [Double]
  /// e_E.
  let expectedResidual: Double
  /// The sources with an eᵢ, and for each pair of them and of E, which comes last, tr(Aᵢ Aⱼ).
  let parts: [Int]
  let products: Matrix
  /// Whether S is a multiple of chi-square with ν degrees of freedom whatever the components.
  let isChiSquare: Bool

  init(rank: Int, sources: Int, parts: [Int], traces: [Double], residualTrace: Double, products: Matrix) {
    self.rank = rank
    self.parts = parts
    self.products = products
    var expected = [Double](repeating: 0, count: sources)
    let v = Double(max(1, rank))
    for (i, part) in parts.enumerated() { expected[part] = traces[i] / v }
    self.expected = expected
    expectedResidual = residualTrace / v
    let all = traces + [residualTrace]
    isChiSquare =
      rank == 1
      || all.indices.allSatisfy { i in
        all.indices.allSatisfy { j in
          let product = all[i] * all[j]
          return (v * products[i, j] - product).magnitude <= 1e-9 * product.magnitude
        }
      }
  }

  /// u: tr(Ω)²/tr(Ω²) with Ω = Σ σᵢ² Aᵢ + σ_E² A_E, at most ν; ν where Ω is zero.
  func degreesOfFreedom(_ components: [Double], residual: Double) -> Double {
    let v = Double(rank)
    if isChiSquare { return v }
    let weights = parts.map { components[$0] } + [residual]
    // By the largest first, so that small variances do not underflow.
    let largest = weights.max() ?? 0
    guard largest > 0 else { return v }
    var trace = 0.0
    var square = 0.0
    for i in weights.indices where weights[i] > 0 {
      let a = weights[i] / largest
      trace += a * v * (i < parts.count ? expected[parts[i]] : expectedResidual)
      for j in weights.indices where weights[j] > 0 { square += a * (weights[j] / largest) * products[i, j] }
    }
    return square > 0 ? min(v, trace * trace / square) : v
  }
}
