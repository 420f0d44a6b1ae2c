import Statistics
import TestSupport
import Testing

struct NormalTests {
  /// 34-digit values by ball arithmetic; the far tail's condition (z² = 1370 at z = 37) is met without its allowance.
  @Test func `normal tails and quantiles agree with high-precision values to a few units in the last place`() throws {
    for point in Golden.load("normal", as: Golden.Grid.self).points {
      let expected = try #require(Double(point.value))
      let found =
        point.fn == "norm_sf"
        ? Normal.upperTail(point.args["x"]?.value ?? .nan) : Normal.upperQuantile(point.args["p"]?.value ?? .nan)
      #expect(abs(found / expected - 1) < 8e-16, "\(point.fn) \(point.args): \(found), expected \(expected)")
    }
  }

  @Test func `a normal quantile goes back to its probability, to 1e-14 or to what the rounding of z leaves`() {
    var generator = SplitMix(seed: 241)
    for i in 0..<20_000 {
      let p = i % 2 == 0 ? generator.uniform() : exp10(-300 * generator.uniform())
      let z = Normal.lowerQuantile(p)
      let allowed = max(1e-14, 1.5e-16 * z * z)
      #expect(abs(Normal.lowerTail(z) / p - 1) < allowed, "\(p)")
      #expect(Normal.upperQuantile(p) == -z)
    }
    #expect(Normal.lowerQuantile(0.5) == 0)
  }

  @Test(arguments: [0.0, 0.3, 1, 2.5, 6])
  func `the density is the slope of the tail`(z: Double) {
    let slope = (Normal.lowerTail(z + 1e-5) - Normal.lowerTail(z - 1e-5)) / 2e-5
    #expect(abs(slope - Normal.density(z)) < 1e-10)
    #expect(Normal.density(-z) == Normal.density(z))
  }

  private func exp10(_ x: Double) -> Double {
    var (value, rest) = (1.0, -x)
    while rest > 1 {
      value /= 10
      rest -= 1
    }
    return value * (1 - 0.9 * rest)
  }
}
