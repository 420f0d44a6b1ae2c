internal import Elementary

/// The exact two-sided tolerance factor.
///
/// With the sample mean y standard errors off, the interval holds the coverage when the SD is at least r/k of the true one,
/// r being the ``CoverageRadius`` at y/√n. The confidence is the mean of that chi-square tail over y, solved for k by
/// Newton's method on the confidence or on its complement, whichever is smaller.
struct TwoSidedTolerance {
  private let n: Double
  private let v: Double
  private let confidence: Double
  private let radius: CoverageRadius
  private let start: Double

  init(_ arguments: ToleranceFactor) {
    n = arguments.effectiveCount
    v = arguments.degreesOfFreedom
    confidence = arguments.confidence
    radius = CoverageRadius(coverage: arguments.coverage)
    // Of very many degrees of freedom the SD is all but known, and the factor the radius at the mean's own bound; the panels
    // must be laid for a k near the answer.
    start =
      v > 100 * n * n
      ? radius.radius(at: Normal.upperQuantile((1 - confidence) / 2) / n.squareRoot()) : arguments.waldWolfowitz
  }

  /// A node of the integral over y: its weight, and the radius there.
  private struct Node {
    let weight: Double
    let radius: Double
  }

  var factor: Double {
    var k = start
    // The panels follow the k at which they are laid; laid again at the k found, until the two agree.
    for _ in 0..<20 {
      let next = solve(nodes(at: k), from: k)
      let change = (next / k - 1).magnitude
      k = next
      // A change within the width of the chi-square's own step leaves the panels as good as they were.
      if change < 1e-13 || change * (2 * v).squareRoot() < 0.3 { break }
    }
    return k
  }

  /// Gauss-Legendre panels over y from 0, laid for the integrand at `k`.
  private func nodes(at k: Double) -> [Node] {
    var nodes: [Node] = []
    var total = 0.0
    var y = 0.0
    var r = radius.radius(at: 0)
    let root = n.squareRoot()
    let step = (2 * v).squareRoot()
    // How many of its widths the chi-square's step reaches to either side.
    let reach = 13.0
    /// The y at which ln(r/k) is so many widths of the step from zero; `nil` beyond the range.
    func edge(_ widths: Double) -> Double? {
      func beyond(_ y: Double) -> Double { ln(radius.radius(at: y / root) / k) * step - widths }
      let (near, far) = ((x: 0.0, value: beyond(0)), (x: 38.0, value: beyond(38)))
      guard near.value <= 0, far.value > 0 else { return nil }
      return signChange(between: near, and: far, relative: 1e-12, of: beyond)
    }
    let edges = step < 50 ? [] : [edge(-reach), edge(reach)].compactMap { $0 }
    for _ in 0..<2_000 where y < 38 {
      // d ln r/dy = tanh(y r/√n) / (r √n), which the chi-square's step, 1/√(2ν) wide in ln r, turns into a width in y.
      func allowed(_ r: Double, _ y: Double) -> Double {
        let s = r / k
        let product = min(1, y / root * r)
        let rate = step * s * product / (r * root)
        // Of many degrees of freedom the step is done with on either side of it; of few it has a long tail above.
        let inStep = ln(s).magnitude * step < reach * 1.001 || (s > 1 && step < 50)
        return min(2, 3 / (1 + (inStep ? rate * rate : 0)).squareRoot())
      }
      var width = allowed(r, y)
      // No panel passes over where the step begins or ends.
      for edge in edges where edge > y && edge < y + width { width = edge - y }
      width = min(width, allowed(radius.radius(at: (y + width) / root), y + width))
      var panel = 0.0
      PeakedIntegral.gaussNodes(y, y + width) { node, weight in
        let z = node / root
        r = radius.radius(at: z, from: r)
        let density = weight * 2 * Normal.density(node)
        nodes.append(Node(weight: density, radius: r))
        panel += density * tails(r, k)
      }
      total += panel
      y += width
      r = radius.radius(at: y / root, from: r)
      if total > 0, panel < 1e-18 * total { break }
    }
    return nodes
  }

  /// The tail of the chi-square distribution that makes up the smaller of confidence and its complement.
  private func tails(_ r: Double, _ k: Double) -> Double {
    let s = r / k
    let found = incompleteGamma(a: v / 2, x: v * s * s / 2)
    return confidence > 0.5 ? found.lower : found.upper
  }

  private func solve(_ nodes: [Node], from guess: Double) -> Double {
    let target = confidence > 0.5 ? 1 - confidence : confidence
    return pointOfTail(target, start: guess, rising: confidence <= 0.5) { k in
      var (sum, slope) = (0.0, 0.0)
      for node in nodes {
        let s = node.radius / k
        let x = v * s * s / 2
        sum += node.weight * tails(node.radius, k)
        slope += node.weight * gammaFront(a: v / 2, x: x)
      }
      // The derivative with respect to k of a tail at x = ν r²/(2k²) is 2 x^a e^-x / (Γ(a) k).
      return SIMD2(sum, 2 * slope / k)
    }
  }
}
