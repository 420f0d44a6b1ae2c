internal import Elementary

/// Trapezoidal nodes for the mean over W ~ Beta(a, b), evenly spaced in its logit.
struct BetaNodes {
  struct Node {
    /// 1/W
    let inverseShare: Double
    /// 1/(1 - W)
    let inverseRest: Double
    let weight: Double
  }

  let values: [Node]

  init(_ a: Double, _ b: Double, step: Double, tolerance: Double) {
    let smallestExponent = ln(tolerance) - 3
    let mode = ln(a / b)
    let peak = a * ln(a / (a + b)) + b * ln(b / (a + b))
    func exponent(_ u: Double) -> Double { -a * ln1p(exponential(-u)) - b * ln1p(exponential(u)) - peak }
    var nodes: [(u: Double, weight: Double)] = []
    for direction in [-1.0, 1.0] {
      var k = direction < 0 ? 1 : 0
      while true {
        let u = mode + direction * Double(k) * step
        let height = exponent(u)
        if height < smallestExponent { break }
        nodes.append((u, exponential(height)))
        k += 1
      }
    }
    nodes.sort { $0.u < $1.u }
    let total = nodes.reduce(0) { $0 + $1.weight }
    values = nodes.map {
      Node(
        inverseShare: 1 + exponential(-$0.u), inverseRest: 1 + exponential($0.u), weight: $0.weight / total)
    }
  }
}

/// Trapezoidal nodes for the mean over a chi-square variable, evenly spaced in its logarithm.
func chiSquareNodes(
  _ degreesOfFreedom: Double, step: Double, tolerance: Double
) -> [(value: Double, weight: Double)] {
  let smallestExponent = ln(tolerance) - 3
  let half = degreesOfFreedom / 2
  var nodes: [(x: Double, weight: Double)] = []
  for direction in [-1.0, 1.0] {
    var k = direction < 0 ? 1 : 0
    while true {
      let x = direction * Double(k) * step
      // ln of the density of ln X relative to its mode, X = ν eˣ.
      let height = half * (x - exponentialMinus1(x))
      if height < smallestExponent { break }
      nodes.append((x, exponential(height)))
      k += 1
    }
  }
  nodes.sort { $0.x < $1.x }
  let total = nodes.reduce(0) { $0 + $1.weight }
  return nodes.map { (degreesOfFreedom * exponential($0.x), $0.weight / total) }
}

/// The step at which the trapezoidal rule over a logarithm errs by about `tolerance`.
///
/// The error is the integrand's Fourier transform at τ = 2π/step. That of ln χ² with 2a degrees of freedom is Γ(a + iτ)/Γ(a),
/// which falls more slowly than a normal bell's; by Stirling's formula the logarithm of its modulus is
/// (a - 1/2)/2 ln(1 + τ²/a²) - τ arctan(τ/a).
///
/// - Parameter concentration: a, the reciprocal of the narrowest variance on ln that enters.
func trapezoidalStep(concentration a: Double, tolerance: Double) -> Double {
  let target = ln(tolerance) - 3
  // To 0.005, which is enough for a step.
  func arctangent(_ x: Double) -> Double {
    x < 1 ? x / (1 + 0.28 * x * x) : Double.pi / 2 - x / (x * x + 0.28)
  }
  func modulus(_ t: Double) -> Double { max(0, a - 0.5) / 2 * ln1p(t * t / (a * a)) - t * arctangent(t / a) }
  var (low, high) = (0.0, 1.0)
  while modulus(high) > target { (low, high) = (high, 2 * high) }
  while high - low > 0.01 * high {
    let middle = (low + high) / 2
    if modulus(middle) > target { low = middle } else { high = middle }
  }
  return 2 * Double.pi / high
}

/// The weights of Lagrange's interpolation at `x` from the nodes 0, 1 … 9.
func lagrangeWeights(at x: Double) -> [Double] {
  // Barycentric: (-1)ʲ C(9, j), the common sign left out.
  let factors: [Double] = [-1, 9, -36, 84, -126, 126, -84, 36, -9, 1]
  let node = x.rounded()
  if x == node, node >= 0, node <= 9 { return (0...9).map { Double($0) == node ? 1 : 0 } }
  let parts = factors.indices.map { factors[$0] / (x - Double($0)) }
  let total = parts.reduce(0, +)
  return parts.map { $0 / total }
}

/// The lower tail of ln F, tabulated once and interpolated by nine-degree polynomials to about 1e-12.
struct LogFTable {
  private let table: TailTable

  init(_ numerator: Double, _ denominator: Double) {
    let f = FDistribution(numerator, denominator)
    let spacing = 0.1 * min(2, (2 / numerator + 2 / denominator).squareRoot())
    var lower = 0
    while f.lowerTail(exponential(Double(lower) * spacing)) > 1e-15, lower > -3_000 { lower -= 1 }
    var upper = 0
    while f.upperTail(exponential(Double(upper) * spacing)) > 1e-15, upper < 3_000 { upper += 1 }
    lower -= 5
    upper += 5
    table = TailTable(
      origin: Double(lower) * spacing, spacing: spacing,
      values: (lower...upper).map { f.lowerTail(exponential(Double($0) * spacing)) })
  }

  /// P(ln F ≤ z).
  func lowerTail(_ z: Double) -> Double { table.value(z) }
}

/// A lower tail at evenly spaced points, interpolated by nine-degree polynomials; 0 before them and 1 beyond.
struct TailTable {
  let origin: Double
  let spacing: Double
  let values: [Double]

  func value(_ z: Double) -> Double {
    let place = (z - origin) / spacing
    if place < 5 { return 0 }
    if place > Double(values.count - 6) { return 1 }
    let first = Int(place) - 4
    let x = place - Double(first)
    // Between 4 and 5, where the product over the nodes cannot vanish but at 4 itself.
    if x == 4 { return values[first + 4] }
    var (sum, total) = (0.0, 0.0)
    for (j, factor) in TailTable.factors.enumerated() {
      let part = factor / (x - Double(j))
      sum += part * values[first + j]
      total += part
    }
    return sum / total
  }

  private static let factors: [Double] = [-1, 9, -36, 84, -126, 126, -84, 36, -9, 1]
}
