/// Integrals of functions with one peak, to rounding, by 16-point Gauss-Legendre panels laid outwards from it.
enum PeakedIntegral {
  /// Which way a panel is laid.
  enum Direction: Double {
    case left = -1
    case right = 1
  }

  /// The integral of both components of `integrand` over all u above `floor`.
  ///
  /// Panels are laid from `start` to the right, then to the left, each as long as `length` allows, until one adds nothing
  /// to the first component. A panel is integrated to rounding where the integrand is no livelier over it than a normal
  /// density over four standard deviations, or an exponential over a factor e^16: the caller's `length` keeps to that.
  ///
  /// - Parameters:
  ///   - start: near the peak of the first component: between the two no value may underflow.
  ///   - integrand: the first component falls on either side of its only peak.
  static func over(
    from start: Double, floor: Double = -.infinity, length: (Double, Direction) -> Double,
    integrand: (Double) -> SIMD2<Double>
  ) -> SIMD2<Double> {
    var total = SIMD2<Double>.zero
    for direction in [Direction.right, .left] {
      var u = start
      for _ in 0..<10_000 {
        let width = length(u, direction)
        var end = u + direction.rawValue * width
        if end < floor { end = floor }
        let panel = gauss(min(u, end), max(u, end), integrand)
        total += panel
        if panel.x <= total.x * 1e-18 || end == floor { break }
        u = end
      }
    }
    return total
  }

  /// Calls `visit` with each node between `a` and `b`, in rising order, and its weight.
  static func gaussNodes(_ a: Double, _ b: Double, visit: (Double, Double) -> Void) {
    let (half, middle) = ((b - a) / 2, (a + b) / 2)
    for i in nodes.indices.reversed() { visit(middle - half * nodes[i], half * weights[i]) }
    for i in nodes.indices { visit(middle + half * nodes[i], half * weights[i]) }
  }

  private static func gauss(_ a: Double, _ b: Double, _ f: (Double) -> SIMD2<Double>) -> SIMD2<Double> {
    let (half, middle) = ((b - a) / 2, (a + b) / 2)
    var sum = SIMD2<Double>.zero
    for i in nodes.indices {
      let offset = half * nodes[i]
      sum += weights[i] * (f(middle - offset) + f(middle + offset))
    }
    return sum * half
  }

  /// The positive zeros of the Legendre polynomial of degree 16, and the weights of each pair (mpmath, 40 digits).
  private static let nodes = [
    0.09501250983763744019, 0.2816035507792589132, 0.4580167776572273863, 0.6178762444026437484,
    0.7554044083550030339, 0.8656312023878317439, 0.9445750230732325761, 0.9894009349916499326,
  ]
  private static let weights = [
    0.1894506104550684963, 0.1826034150449235889, 0.1691565193950025382, 0.1495959888165767321,
    0.1246289712555338721, 0.09515851168249278481, 0.06225352393864789286, 0.02715245941175409485,
  ]
}
