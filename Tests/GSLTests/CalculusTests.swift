import Foundation
import GSL
import Testing

struct CalculusTests {
  @Test func `integrals with a closed form are met`() throws {
    #expect(isClose(try AdaptiveQuadrature.integral(from: 0, to: .pi, of: { sin($0) }).value, 2, 1e-14))
    #expect(isClose(try AdaptiveQuadrature.integral(from: 0, to: 1, of: { log($0) }).value, -1, 1e-11))
    let bell = try AdaptiveQuadrature.integral(above: 0) { exp(-$0 * $0) }
    #expect(isClose(bell.value, Double.pi.squareRoot() / 2, 1e-13))
    #expect(bell.error < 1e-10)
    let kink = try AdaptiveQuadrature.doublyAdaptive(from: 0, to: 1) { abs($0 - 1 / 3.0) }
    #expect(isClose(kink.value, 5 / 18.0, 1e-12))
    #expect(isClose(try AdaptiveQuadrature.doublyAdaptive(from: 0, to: 1) { $0.squareRoot() }.value, 2 / 3.0, 1e-11))
  }

  @Test func `an integral within an integral is one of two variables`() throws {
    let area = try AdaptiveQuadrature.integral(from: 0, to: 1) { x in
      (try? AdaptiveQuadrature.integral(from: 0, to: x) { y in x * y }.value) ?? .nan
    }
    #expect(isClose(area.value, 1 / 8.0))
  }

  @Test func `an integrand that is no number is an error`() {
    #expect(throws: GSLError.self) { try AdaptiveQuadrature.integral(from: 0, to: 1) { _ in .nan } }
  }

  /// cos x = x at 0.739085133215160641655... (OEIS A003957).
  @Test func `a bracketed root is found to the last digits`() throws {
    #expect(isClose(try bracketedRoot(from: 0, to: 1) { cos($0) - $0 }, 0.7390851332151607, 4e-16))
    #expect(isClose(try bracketedRoot(from: 1, to: 2) { 2 - $0 * $0 }, 2.0.squareRoot(), 4e-16))
    #expect(throws: GSLError.self) { try bracketedRoot(from: 0, to: 0.5) { cos($0) - $0 } }
    #expect(throws: GSLError.self) { try bracketedRoot(from: 0, to: 1) { _ in .nan } }
  }

  /// x - ln x is least at 1.
  @Test func `a bracketed minimum is found to half of the digits`() throws {
    let found = try bracketedMinimum(from: 0.2, to: 5, near: 2) { $0 - log($0) }
    #expect(isClose(found.at, 1, 1e-7))
    #expect(isClose(found.value, 1, 1e-14))
    #expect(throws: GSLError.self) { try bracketedMinimum(from: 2, to: 5, near: 3) { $0 - log($0) } }
  }

  @Test func `a derivative by differences holds ten digits`() throws {
    let power = try centralDerivative(at: 2, step: 1e-3) { $0 * $0.squareRoot() }
    #expect(isClose(power.value, 1.5 * 2.0.squareRoot(), 1e-10))
    #expect(power.error < 1e-8)
    #expect(throws: GSLError.self) { try centralDerivative(at: -1, step: 1e-3) { $0.squareRoot() } }
  }
}
