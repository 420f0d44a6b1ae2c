/// Nodes and weights of Gauss-Legendre quadrature on -1 ... 1, of the sizes that are used, rounded once.
struct GaussLegendre: Sendable {
  /// The number of nodes.
  enum Size: Int, Sendable, CaseIterable {
    case of12 = 12
    case of14 = 14
    case of16 = 16
    case of20 = 20
    case of24 = 24
    case of32 = 32
    case of48 = 48
    case of96 = 96
  }

  /// Ascending.
  let nodes: [Double]
  let weights: [Double]

  init(_ size: Size) {
    let half = Self.table(size)
    nodes = half.map { -$0.node } + half.reversed().map { $0.node }
    weights = half.map { $0.weight } + half.reversed().map { $0.weight }
  }

  /// The integral of `f` over `a ... b`.
  func integral(from a: Double, to b: Double, of f: (Double) -> Double) -> Double {
    let (half, middle) = ((b - a) / 2, (a + b) / 2)
    var sum = 0.0
    for i in nodes.indices { sum += weights[i] * f(middle + half * nodes[i]) }
    return sum * half
  }
}
