import Testing

@testable import Statistics

struct SecondTailsTests {
  static let freedom: [Double] = [0.3, 1, 2.7, 9.3, 30.1, 100, 1e3, 1.9e4, 2.1e4, 2e5, 5e5]

  /// Relative; up to twenty thousand degrees of freedom, and beyond.
  private func isHeld(_ a: Double, _ b: Double, _ freedom: Double) -> Bool {
    abs(a - b) <= (freedom > 1e4 ? 1e-9 : 1e-11) * max(abs(a), abs(b), 1e-290)
  }

  @Test(arguments: freedom)
  func `tails of both engines agree far out`(v: Double) throws {
    let (t, c) = (StudentT(degreesOfFreedom: v), ChiSquare(degreesOfFreedom: v))
    for x in [-40, -5, -1.0, -0.01, 0.001, 0.5, 1.7, 2.5, 4, 7, 12, 17, 25, 60, 1e3, 1e6] {
      #expect(isHeld(t.upperTail(x), try SecondTails.t(above: x, v), v), "t \(x)")
    }
    for f in [0.001, 0.3, 0.9, 0.99, 1.01, 1.1, 2, 30] {
      #expect(isHeld(c.lowerTail(f * v), try SecondTails.chiSquare(below: f * v, v), v), "chi-square \(f)")
      #expect(isHeld(c.upperTail(f * v), try SecondTails.chiSquare(above: f * v, v), v), "chi-square \(f)")
    }
  }

  @Test(arguments: freedom)
  func `quantiles of both engines agree`(v: Double) throws {
    let (t, c) = (StudentT(degreesOfFreedom: v), ChiSquare(degreesOfFreedom: v))
    for p in [1e-30, 1e-10, 1e-4, 0.01, 0.05, 0.2, 0.45, 0.7, 0.95] {
      #expect(isHeld(t.upperQuantile(p), try SecondTails.tQuantile(above: p, v), v), "t \(p)")
      #expect(isHeld(c.lowerQuantile(p), try SecondTails.chiSquareQuantile(below: p, v), v), "chi-square \(p)")
      for w in Self.freedom where [1e-10, 0.05, 0.7].contains(p) {
        let f = FDistribution(v, w)
        #expect(isHeld(f.lowerQuantile(p), try SecondTails.fQuantile(below: p, v, w), max(v, w)), "F \(w) \(p)")
      }
    }
  }

  @Test func `beyond two million degrees of freedom nothing is said`() {
    #expect(throws: CrossCheck.Reason.outOfRange) { try SecondTails.f(1.2, 1e8, 3) }
    #expect(throws: CrossCheck.Reason.outOfRange) { try SecondTails.chiSquare(below: 1e8, 1e8) }
  }
}
