import TestSupport
import Testing

@testable import Statistics

/// The table that a search for a bound looks into is the sum that it stands for.
struct PivotalDifferenceTests {
  private static func sum(_ terms: [(factor: Double, degreesOfFreedom: Double)]) -> PivotalSum {
    let total = terms.reduce(0) { $0 + $1.degreesOfFreedom }
    return PivotalSum(terms, width: (2 / total).squareRoot(), tolerance: 1e-12)
  }

  @Test(arguments: [
    ([(3.0, 3.0), (5.0, 2.0), (40.0, 30.0)], [(2.0, 1.0)]), ([(3.0, 2.0), (8.0, 4.0)], [(2.0, 12.0), (6.0, 3.0)]),
    ([(900.0, 40.0), (20.0, 5.0)], [(30.0, 60.0), (1.0, 2.0)]),
    ([(70.0, 9.0), (1.0, 1.0)], [(25.0, 9.0)]),
  ])
  func `a tabled probability is the directly summed one`(above: [(Double, Double)], below: [(Double, Double)]) {
    let left = Self.sum(above.map { (factor: $0.0, degreesOfFreedom: $0.1) })
    let right = Self.sum(below.map { (factor: $0.0, degreesOfFreedom: $0.1) })
    #expect(left.atoms.count * right.atoms.count > 8)
    for (one, other) in [(left, right), (right, left)] {
      let tabled = PivotalDifference(one, other)
      for shift in [0, 0.01, 1, 60, 1e9] {
        let direct = one.probability(atMost: other, plus: shift)
        #expect(abs(tabled.probability(plus: shift) - direct) < 1e-12, "\(above) \(below) \(shift)")
      }
    }
  }

  /// The bound is the point whose probability is the level, by the sum that needs no table.
  @Test func `a quantile of a difference has its probability`() {
    let terms: [(share: Double, degreesOfFreedom: Double)] = [(4, 1), (1.5, 4), (0.4, 12), (-0.9, 36)]
    let pivotal = GeneralizedPivotal(terms)
    for level in [0.005, 0.025, 0.05, 0.5, 0.95, 0.975, 0.995] {
      #expect(abs(pivotal.lowerTail(pivotal.quantile(level)) - level) < 1e-11, "\(level)")
    }
  }
}
