import Statistics
import Testing

struct CentralPeerTests {
  /// R 4.2.2's pt, qt and qf, over degrees of freedom from 1 to some hundreds.
  @Test func `central tails and quantiles agree with R's, from either side`() throws {
    for point in Golden.load("central_peers", as: Golden.Grid.self).points {
      let a = point.args.mapValues(\.value)
      let (df, p) = (a["df"] ?? 1, a["p"] ?? .nan)
      let t = StudentT(degreesOfFreedom: df)
      let f = FDistribution(a["df1"] ?? 1, a["df2"] ?? 1)
      let found: Double
      switch point.fn {
      case "t_sf": found = t.upperTail(a["t"] ?? .nan)
      case "t_cdf_negated": found = t.lowerTail(-(a["t"] ?? .nan))
      case "t_ppf": found = t.lowerQuantile(p)
      case "t_isf": found = t.upperQuantile(p)
      default: found = f.lowerQuantile(p)
      }
      if (p - 0.5).magnitude < 1e-6 || p == 1e-10 && a["df1"] == 2 { continue }
      let expected = try #require(Double(point.value))
      #expect(
        abs(found - expected) <= 1e-12 * abs(expected), "\(point.fn) \(a): \(found), R \(expected)")
    }
  }

  /// Next to a half R's qt has 8 digits, and qf(1e-10, 2, 7) has 5; the right values are closed forms: tan(π (p - 1/2)), and
  /// ν/2 ((1 - p)^(-2/ν) - 1) (mpmath, 40 digits, at the doubles given).
  @Test func `quantiles are right where R's are not`() {
    let t = StudentT(degreesOfFreedom: 1).lowerQuantile(0.500000001)
    #expect(abs(t / 3.141592564739485134e-9 - 1) < 1e-14)
    #expect(abs(3.1415926028990225e-9 / t - 1) > 1e-8)
    let f = FDistribution(2, 7).lowerQuantile(1e-10)
    #expect(abs(f / 1.0000000000642857507e-10 - 1) < 1e-13)
    #expect(abs(1.0000056338554941e-10 / f - 1) > 5e-6)
  }
}
