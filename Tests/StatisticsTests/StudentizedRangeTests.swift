import Statistics
import TestSupport
import Testing

struct StudentizedRangeTests {
  @Test(arguments: ["studentized_range", "studentized_range_scipy"])
  func `tails and quantiles agree with high-precision values`(file: String) throws {
    for point in Golden.load(file, as: Golden.Grid.self).points {
      let a = point.args.mapValues(\.value)
      let range = StudentizedRange(groups: Int(a["k"] ?? 2), degreesOfFreedom: a["df"] ?? .nan)
      let expected = try #require(Double(point.value))
      let found: Double
      switch point.fn {
      case "srange_sf": found = range.upperTail(a["q"] ?? .nan)
      case "srange_cdf": found = range.lowerTail(a["q"] ?? .nan)
      default: found = range.upperQuantile(a["p"] ?? .nan)
      }
      #expect(abs(found / expected - 1) < 1e-13, "\(point.fn) \(a): \(found), expected \(expected)")
    }
  }

  struct Misprint: Sendable {
    let degreesOfFreedom: Double
    let printed: Double
    /// mpmath, 35 digits working.
    let right: Double
  }

  /// SciPy 1.17.1's own reference for P(Q ≤ 0.1) with 20 groups is not: its quadrature stopped early.
  /// Right values by mpmath, that of three degrees of freedom by two Gauss-Legendre rules of 100 and 200 points in NumPy.
  @Test(arguments: [
    Misprint(degreesOfFreedom: 120, printed: 4.919231733354114e-28, right: 2.19817268156832265e-26),
    Misprint(degreesOfFreedom: 50, printed: 5.571947730052616e-26, right: 4.92359116580751916e-26),
    Misprint(degreesOfFreedom: 10, printed: 2.505275157135514e-24, right: 2.51127741145838052e-24),
    Misprint(degreesOfFreedom: 3, printed: 9.539763646681808e-22, right: 9.53977219531846e-22),
  ])
  func `a tiny lower tail is right where SciPy's reference is not`(point: Misprint) {
    let found = StudentizedRange(groups: 20, degreesOfFreedom: point.degreesOfFreedom).lowerTail(0.1)
    #expect(abs(found / point.right - 1) < 1e-13)
    #expect(abs(point.printed / point.right - 1) > 5e-7)
  }

  /// Exact: P(Q > q; 2, ν) = 2 P(T > q/√2).
  @Test(arguments: [0.5, 1, 2, 7.5, 1e5], [1e-40, 1e-6, 0.05, 0.4])
  func `two groups are a t test`(v: Double, p: Double) {
    let range = StudentizedRange(groups: 2, degreesOfFreedom: v)
    let q = 2.0.squareRoot() * StudentT(degreesOfFreedom: v).upperQuantile(p / 2)
    #expect(abs(range.upperTail(q) / p - 1) < 1e-12)
    #expect(abs(range.upperQuantile(p) / q - 1) < 1e-12)
  }

  @Test(arguments: [(3, 4.0), (20, 1.0), (200, 60.0), (5, Double.infinity)])
  func `tails add to one, rise with q, and lead back from quantiles`(groups: Int, v: Double) {
    let range = StudentizedRange(groups: groups, degreesOfFreedom: v)
    for p in [1e-8, 0.05, 0.7] {
      let (low, high) = (range.lowerQuantile(p), range.upperQuantile(p))
      #expect(abs(range.lowerTail(low) / p - 1) < 1e-12)
      #expect(abs(range.upperTail(high) / p - 1) < 1e-12)
      #expect(abs(range.lowerTail(high) + range.upperTail(high) - 1) < 1e-13)
      #expect(range.upperTail(high * 1.01) < range.upperTail(high))
      #expect(StudentizedRange(groups: groups + 1, degreesOfFreedom: v).upperTail(high) > range.upperTail(high))
    }
    #expect(range.lowerTail(0) == 0 && range.upperTail(.infinity) == 0)
  }

  /// 34 digits: 2 P(Z > 3/√2) is 0.0338948535246892730.
  @Test func `an infinite number of degrees of freedom is a known standard deviation`() {
    let known = StudentizedRange(groups: 4, degreesOfFreedom: .infinity)
    #expect(agree(known.upperTail(3), StudentizedRange(groups: 4, degreesOfFreedom: 1e12).upperTail(3), digits: 10))
    let pair = StudentizedRange(groups: 2, degreesOfFreedom: .infinity)
    #expect(abs(pair.upperTail(3) / 0.0338948535246892730 - 1) < 1e-14)
  }
}
