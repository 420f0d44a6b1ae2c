import Statistics
import Testing

struct DistributionTests {
  /// Student's t, chi-square and F against 34-digit values at the very doubles given (mpmath, two routes).
  @Test(arguments: ["student_t", "chi2", "f_dist"])
  func `tails and quantiles agree with high-precision values`(file: String) throws {
    for point in Golden.load(file, as: Golden.Grid.self).points {
      let a = point.args.mapValues(\.value)
      let x = a["x"] ?? a["p"] ?? .nan
      let df = a["df"] ?? .nan
      let f = { FDistribution(a["df1"] ?? .nan, a["df2"] ?? .nan) }
      let found: Double
      switch point.fn {
      case "t_sf": found = StudentT(degreesOfFreedom: df).upperTail(x)
      case "t_isf": found = StudentT(degreesOfFreedom: df).upperQuantile(x)
      case "chi2_sf": found = ChiSquare(degreesOfFreedom: df).upperTail(x)
      case "chi2_cdf": found = ChiSquare(degreesOfFreedom: df).lowerTail(x)
      case "chi2_isf": found = ChiSquare(degreesOfFreedom: df).upperQuantile(x)
      case "chi2_ppf": found = ChiSquare(degreesOfFreedom: df).lowerQuantile(x)
      case "f_sf": found = f().upperTail(x)
      case "f_cdf": found = f().lowerTail(x)
      default: found = f().upperQuantile(x)
      }
      let expected = try #require(Double(point.value))
      let error = abs(found - expected) / abs(expected)
      let most = max(df.isNaN ? 0 : df, a["df1"] ?? 0, a["df2"] ?? 0)
      let extreme = most > 1e4 || expected < 1e-12 || x < 1e-12
      #expect(
        error <= (extreme ? 1e-10 : 1e-12) * max(1, point.cond),
        "\(point.fn) \(a): \(found), expected \(expected), error \(error), condition \(point.cond)")
    }
  }

  /// Exact: with 1 df T is Cauchy, P(T > 1) = 1/4; with 2 df P(T > t) = 1/2 - t / (2 sqrt(2 + t²)).
  @Test func `t tails are exact where a closed form exists`() {
    #expect(abs(StudentT(degreesOfFreedom: 1).upperTail(1) - 0.25) < 4e-16)
    let t = 3.0
    #expect(abs(StudentT(degreesOfFreedom: 2).upperTail(t) - (0.5 - t / (2 * (2 + t * t).squareRoot()))) < 1e-16)
    #expect(StudentT(degreesOfFreedom: 7).upperTail(-2) + StudentT(degreesOfFreedom: 7).upperTail(2) == 1)
  }

  /// The Cauchy upper tail at large t is 1/(π t); GSL's own quantile is wrong there by a factor of 200.
  @Test func `a quantile far out is polished against its own tail`() {
    let t = StudentT(degreesOfFreedom: 1).upperQuantile(1e-20)
    #expect(abs(t / (1 / (Double.pi * 1e-20)) - 1) < 1e-13)
  }
}
