internal import CGSL

/// Nodes and weights of Gauss-Legendre quadrature on -1 ... 1.
public struct GaussLegendre: Sendable {
  public let nodes: [Double]
  public let weights: [Double]

  /// - Throws: ``GSLError`` when GSL has no memory for the table.
  public init(points: Int) throws(GSLError) {
    precondition(points > 0, "a rule needs at least one point, not \(points)")
    Runtime.ready
    guard let table = unsafe gsl_integration_glfixed_table_alloc(points) else {
      throw GSLError(status: Int32(GSL_ENOMEM), routine: "gsl_integration_glfixed_table_alloc")
    }
    defer { unsafe gsl_integration_glfixed_table_free(table) }
    var nodes: [Double] = []
    var weights: [Double] = []
    for i in 0..<points {
      var (node, weight) = (0.0, 0.0)
      try GSLError.check(
        unsafe gsl_integration_glfixed_point(-1, 1, i, &node, &weight, table), "gsl_integration_glfixed_point")
      nodes.append(node)
      weights.append(weight)
    }
    self.nodes = nodes
    self.weights = weights
  }

  /// The integral of `f` over `a ... b`.
  public func integral(from a: Double, to b: Double, of f: (Double) -> Double) -> Double {
    let (half, middle) = ((b - a) / 2, (a + b) / 2)
    var sum = 0.0
    for i in nodes.indices { sum += weights[i] * f(middle + half * nodes[i]) }
    return sum * half
  }
}
