import Statistics
import TestSupport
import Testing

struct EquivalencePowerTests {
  /// Exact power of the pooled test at 30 digits (mpmath, two routes).
  @Test func `the power of the pooled test is exact`() throws {
    for point in Golden.load("tost_power", as: Golden.Grid.self).points {
      let a = point.args.mapValues(\.value)
      let value = { (name: String) in a[name] ?? .nan }
      let power = EquivalencePower.power(
        truth: value("diff"), standardError: value("sd") * (1 / value("n1") + 1 / value("n2")).squareRoot(),
        degreesOfFreedom: value("n1") + value("n2") - 2, lower: value("lower"), upper: value("upper"),
        alpha: value("alpha"))
      let expected = try #require(Double(point.value))
      #expect(abs(power - expected) < 1e-9, "\(a): \(power), expected \(expected)")
    }
  }

  /// The everyday failure of planning: identical laboratories, 20 % CV (log-normal), limits 0.80-1.25, six runs each pass
  /// one time in five, and 18 are needed for 90 %.
  @Test func `six runs at 20 % CV pass one time in five and eighteen are needed`() {
    let sd = 0.19804205158855578  // sqrt(ln(1 + 0.2²))
    let limit = 0.22314355131420976  // ln 1.25
    func power(_ n: Int) -> Double {
      EquivalencePower.power(
        truth: 0, standardError: sd * (2 / Double(n)).squareRoot(), degreesOfFreedom: Double(2 * n - 2), lower: -limit,
        upper: limit, alpha: 0.05)
    }
    #expect((0.19...0.21).contains(power(6)))
    #expect(EquivalencePower.smallest(reaching: 0.9, power: power) == 18)
  }

  @Test func `a truth at a limit passes at most with probability alpha and one beyond is never reached`() {
    let power = EquivalencePower.power(
      truth: 1, standardError: 0.1, degreesOfFreedom: 10, lower: -1, upper: 1, alpha: 0.05)
    #expect(abs(power - 0.05) < 1e-9)
    #expect(EquivalencePower.smallest(reaching: 0.8, limit: 500) { _ in 0.05 } == nil)
  }
}
