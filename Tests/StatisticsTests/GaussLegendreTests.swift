import Testing

@testable import Statistics

@Suite struct GaussLegendreTests {
  @Test(
    "The outermost node and its weight are those of Abramowitz and Stegun, table 25.4",
    arguments: [
      (12, 0.98156063424671925069, 0.047175336386511827195), (16, 0.98940093499164993260, 0.027152459411754094852),
      (24, 0.99518721999702136018, 0.012341229799987199547), (32, 0.99726386184948156354, 0.0070186100094700966004),
      (48, 0.99877100725242611860, 0.0031533460523058386327), (96, 0.99968950388323076683, 0.00079679206555201242938),
    ])
  func published(_ points: Int, _ node: Double, _ weight: Double) throws {
    let rule = GaussLegendre(try #require(GaussLegendre.Size(rawValue: points)))
    #expect(rule.nodes.last == node && rule.weights.last == weight)
    #expect(rule.nodes == rule.nodes.sorted() && rule.nodes.count == points)
    #expect(rule.nodes.reversed().map { -$0 } == rule.nodes)
  }

  @Test("A rule of n nodes is exact up to degree 2n - 1", arguments: GaussLegendre.Size.allCases)
  func exact(_ size: GaussLegendre.Size) {
    let (rule, points) = (GaussLegendre(size), size.rawValue)
    for degree in 0..<2 * points {
      let found = rule.integral(from: -1, to: 1) { x in (0..<degree).reduce(1.0) { product, _ in product * x } }
      let truth = degree % 2 == 0 ? 2 / Double(degree + 1) : 0
      #expect((found - truth).magnitude < 3e-15, "degree \(degree)")
    }
  }
}
