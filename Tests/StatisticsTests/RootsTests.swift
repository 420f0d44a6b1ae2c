import Foundation
import Testing

@testable import Statistics

/// The two searches for a zero, by functions whose zeros are known without a search.
struct RootsTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let zero: Double
    let from: Double
    let to: Double
    let of: @Sendable (Double) -> Double
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "a square", zero: 2.0.squareRoot(), from: 0, to: 2) { $0 * $0 - 2 },
    Case(name: "the ends the other way round", zero: 2.0.squareRoot(), from: 2, to: 0) { $0 * $0 - 2 },
    Case(name: "a falling exponential", zero: log(7), from: -40, to: 700) { 7 - exp($0) },
    Case(name: "a ninth power, flat about its zero", zero: 0.1, from: -1, to: 4) { pow($0 - 0.1, 9) },
    Case(name: "a step", zero: 1.0 / 3, from: -1, to: 1) { $0 < 1.0 / 3 ? -1 : 1 },
    Case(name: "a pole at one end", zero: 0.25, from: 0, to: 1) { log($0) - log(0.25) },
    Case(name: "a zero near nothing", zero: 1e-280, from: 0, to: 1) { $0 - 1e-280 },
  ]

  @Test(arguments: cases)
  func `a change of sign is found to the last digits, in at most three times the steps of halving`(_ here: Case) {
    var steps = 0
    let found = signChange(between: (here.from, here.of(here.from)), and: (here.to, here.of(here.to))) { x in
      steps += 1
      return here.of(x)
    }
    #expect(abs(found - here.zero) <= 1e-15 * abs(here.zero) || here.of(found) == 0)
    // Halving takes 53 steps, and one more for each doubling by which the bracket is wider than the zero.
    #expect(steps <= 3 * (54 + max(0, Int(log2(abs(here.to - here.from) / abs(here.zero))))))
  }

  @Test func `a smooth function takes few steps, and a tolerance fewer`() {
    func steps(_ relative: Double) -> (Int, Double) {
      var count = 0
      let found = signChange(between: (0, -1), and: (3, exp(3) - 2), relative: relative) { x in
        count += 1
        return exp(x) - 2
      }
      return (count, abs(found / log(2) - 1))
    }
    let (all, error) = steps(2.3e-16)
    let (few, coarse) = steps(1e-3)
    #expect(all <= 12 && error < 4e-16)
    #expect(few <= all - 2 && coarse < 1e-3)
  }

  @Test func `an end that is a zero is the answer, and what the function throws comes out`() throws {
    #expect(signChange(between: (2, 0), and: (3, 1)) { _ in 1 } == 2)
    #expect(signChange(between: (2, -1), and: (3, 0)) { _ in 1 } == 3)
    struct Gone: Error {}
    #expect(throws: Gone.self) {
      try signChange(between: (0, -1), and: (1, 1)) { (_) throws(Gone) -> Double in throw Gone() }
    }
  }

  @Test func `a rising function is bracketed from a guess on either side, or has no zero`() throws {
    for guess in [-50.0, 0, 3, 50] {
      let found = try #require(risingRoot(near: guess, step: 0.5, tolerance: 1e-13) { $0 * $0 * $0 - 27 })
      #expect(abs(found - 3) < 1e-12)
    }
    #expect(risingRoot(near: 0, step: 1, tolerance: 1e-12) { atan($0) - 2 } == nil)
  }

  /// P(X > x) = e^-x, and the area below, 1 - e^-x.
  @Test(arguments: [1e-300, 1e-20, 0.01, 0.3, 0.9, 0.999_999])
  func `a tail is met at its point, rising or falling, from near and far`(_ probability: Double) {
    for start in [1e-6, 1, 500] {
      let falling = pointOfTail(probability, start: start) { SIMD2(exp(-$0), exp(-$0)) }
      #expect(abs(falling / -log(probability) - 1) < 1e-15 / min(1, -log(probability)))
      let rising = pointOfTail(probability, start: start, rising: true) { SIMD2(-expm1(-$0), exp(-$0)) }
      // Where the area below is nearly one a rounding of it moves the point by p/(x e^-x) roundings.
      let x = -log1p(-probability)
      #expect(abs(rising / x - 1) < 1e-15 + 4e-16 * probability / (x * exp(-x)))
    }
  }

  @Test func `a point beyond the finite numbers is infinite, and one below the normal numbers is zero`() {
    // x^-0.01 and x^0.01.
    #expect(
      pointOfTail(1e-10, start: 1) { SIMD2(pow($0, -0.01), 0.01 * pow($0, -1.01)) }
        == .infinity)
    #expect(
      pointOfTail(1e-10, start: 1, rising: true) { SIMD2(pow($0, 0.01), 0.01 * pow($0, -0.99)) } == 0)
  }
}
