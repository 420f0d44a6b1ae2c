import Foundation
import GSL
import Testing

/// Whether two numbers agree to a relative tolerance.
func isClose(_ a: Double, _ b: Double, _ tolerance: Double = 1e-12) -> Bool {
  abs(a - b) <= tolerance * max(abs(a), abs(b))
}

struct CumulativeTests {
  @Test(arguments: [-30, -2.5, -0.3, 0, 0.7, 1, 4, 60])
  func `t with one and two degrees of freedom are closed forms`(t: Double) {
    let (one, two) = (
      Cumulative.StudentT(degreesOfFreedom: 1), Cumulative.StudentT(degreesOfFreedom: 2)
    )
    #expect(isClose(one.upperTail(t), 0.5 - atan(t) / .pi, 1e-11))
    #expect(isClose(one.lowerTail(t), 0.5 + atan(t) / .pi, 1e-11))
    // (1 - t/√(2 + t²))/2, by its conjugate where it would cancel.
    let root = (2 + t * t).squareRoot()
    #expect(isClose(two.upperTail(t), t > 0 ? 1 / (root * (root + t)) : (1 - t / root) / 2))
  }

  @Test(arguments: [0.001, 0.5, 1, 7.5, 80])
  func `chi-square with two and F with two and two degrees of freedom are closed forms`(x: Double) {
    let chiSquare = Cumulative.ChiSquare(degreesOfFreedom: 2)
    #expect(isClose(chiSquare.upperTail(x), exp(-x / 2)))
    #expect(isClose(chiSquare.lowerTail(x), -expm1(-x / 2)))
    let f = Cumulative.F(2, 2)
    #expect(isClose(f.lowerTail(x), x / (1 + x)))
    #expect(isClose(f.upperTail(x), 1 / (1 + x)))
  }

  /// Abramowitz & Stegun, tables 26.1 and 26.7 to 26.10, with the digits of the NIST/SEMATECH e-Handbook's tables of critical
  /// values and, beyond these, of the defining integrals.
  @Test func `quantiles are those of the tables`() throws {
    #expect(isClose(Cumulative.Normal.upperTail(1.96), 0.024997895148220435))
    #expect(isClose(Cumulative.Normal.lowerTail(-1.96), 0.024997895148220435))
    #expect(isClose(try Cumulative.Normal.upperQuantile(0.025), 1.959963984540054))
    #expect(isClose(try Cumulative.Normal.lowerQuantile(0.025), -1.959963984540054))
    let t = Cumulative.StudentT(degreesOfFreedom: 10)
    #expect(isClose(try t.upperQuantile(0.025), 2.2281388519649385, 1e-11))
    #expect(isClose(try t.lowerQuantile(0.975), 2.2281388519649385, 1e-11))
    let chiSquare = Cumulative.ChiSquare(degreesOfFreedom: 10)
    #expect(isClose(try chiSquare.upperQuantile(0.05), 18.307038053275146, 1e-11))
    #expect(isClose(try chiSquare.lowerQuantile(0.05), 3.9402991361190605, 1e-11))
    let f = Cumulative.F(4, 10)
    #expect(isClose(try f.upperQuantile(0.05), 3.4780496907652281, 1e-10))
    #expect(isClose(f.lowerTail(try f.lowerQuantile(0.05)), 0.05, 1e-10))
  }

  @Test func `what is no probability has no quantile`() {
    for probability in [0, 1, -0.1, Double.nan] {
      #expect(throws: GSLError.self) { try Cumulative.Normal.upperQuantile(probability) }
      #expect(throws: GSLError.self) { try Cumulative.F(1, 2).lowerQuantile(probability) }
    }
  }
}
