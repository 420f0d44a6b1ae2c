import Statistics
import TestSupport
import Testing

struct NoncentralTests {
  /// The noncentral t, F and chi-square tails by ball arithmetic, 34 digits, and (`noncentral_peers`) by mpmath over the
  /// points at which R was asked. The three central figures among them are central distributions.
  @Test(arguments: ["noncentral_t", "noncentral_f", "noncentral_chi2", "noncentral_peers"])
  func `both tails agree with high-precision values to 1e-12`(file: String) throws {
    for point in Golden.load(file, as: Golden.Grid.self).points {
      let expected = try #require(Double(point.value))
      let found = Noncentral.value(point.fn, point.args.mapValues(\.value))
      // Far out the rounding of t and of the noncentrality is magnified: by 1300 at 1e-274.
      #expect(
        abs(found - expected) <= 1e-12 * expected + 1e-300,
        "\(point.fn) \(point.args): \(found), expected \(expected), error \(found / expected - 1)")
    }
  }

  /// mpmath at 30 digits; R's qt agrees to 1e-10 at best.
  @Test func `quantiles of the noncentral t agree with high-precision values to 1e-12`() throws {
    for point in Golden.load("noncentral_t_quantiles", as: Golden.Grid.self).points {
      let a = point.args.mapValues(\.value)
      let t = NoncentralT(degreesOfFreedom: a["df"] ?? .nan, noncentrality: a["ncp"] ?? .nan)
      let p = a["p"] ?? .nan
      let expected = try #require(Double(point.value))
      #expect(abs(t.lowerQuantile(p) - expected) <= 1e-12 * abs(expected) + 1e-15, "\(a): \(t.lowerQuantile(p))")
    }
  }

  struct Peer: Sendable, CustomTestStringConvertible {
    let call: String
    let printed: Double
    let fn: String
    let arguments: [String: Double]
    /// mpmath, 50 digits working, 14 or more kept.
    let right: Double
    var testDescription: String { call }
  }

  /// What R 4.2.2 answers where it is wrong: it sums F and chi-square with an absolute tolerance, takes an upper tail from
  /// one, and loses the lower tail of a large noncentrality.
  @Test(arguments: [
    Peer(
      call: "pf(0.5, 1, 100, 500)", printed: 1.2298655980219518e-290, fn: "ncf_cdf",
      arguments: ["x": 0.5, "df1": 1, "df2": 100, "ncp": 500], right: 4.92869374991035014e-104),
    Peer(
      call: "pf(40, 10, 100, 1, lower.tail = FALSE)", printed: 1.709670027078003e-10, fn: "ncf_sf",
      arguments: ["x": 40, "df1": 10, "df2": 100, "ncp": 1], right: 3.14254929958062166e-29),
    Peer(
      call: "pchisq(300, 1, 10, lower.tail = FALSE)", printed: 7.140587327510227e-46, fn: "ncx2_sf",
      arguments: ["x": 300, "df": 1, "ncp": 10], right: 8.30624369116851092e-46),
    Peer(
      call: "pt(20, 1000, 50)", printed: 1.770141809351705e-165, fn: "nct_cdf",
      arguments: ["t": 20, "df": 1000, "ncp": 50], right: 2.6226670372886e-163),
  ])
  func `tails are right where R's are not`(peer: Peer) {
    #expect(abs(Noncentral.value(peer.fn, peer.arguments) / peer.right - 1) < 1e-12)
    #expect(abs(peer.printed / peer.right - 1) > 0.1)
  }

  /// mpmath, 30 digits: what a one-sided tolerance factor of 10,000 observations needs.
  @Test func `a noncentrality of 310 costs no digits`() {
    let t = NoncentralT(degreesOfFreedom: 9_999, noncentrality: 309)
    #expect(abs(t.upperTail(310) / 0.340507045761295355 - 1) < 1e-13)
    let u = NoncentralT(degreesOfFreedom: 9_999, noncentrality: 310)
    #expect(abs(u.lowerTail(300) / 0.0000105801669694093669 - 1) < 1e-13)
  }

  @Test(arguments: [0.5, 1, 2.5, 7, 30, 1_000, 1e6], [-40, -2.5, 0.001, 1, 12, 310])
  func `noncentral t: tails add to one, mirror, rise, and lead back from quantiles`(v: Double, d: Double) {
    let t = NoncentralT(degreesOfFreedom: v, noncentrality: d)
    let mirrored = NoncentralT(degreesOfFreedom: v, noncentrality: -d)
    let further = NoncentralT(degreesOfFreedom: v, noncentrality: d + 0.5)
    var last = 0.0
    for p in [1e-100, 1e-12, 0.001, 0.025, 0.3, 0.5, 0.8, 0.95, 0.999] {
      let x = t.lowerQuantile(p)
      guard x.magnitude < 1e200 else { continue }
      let lower = t.lowerTail(x)
      let condition = max(1, (x * t.density(x) / min(p, 1 - p)).magnitude)
      #expect(abs(lower / p - 1) < 4e-14 * condition, "\(p)")
      #expect(abs(lower + t.upperTail(x) - 1) < 4e-14)
      #expect(mirrored.upperTail(-x) == lower)
      #expect(mirrored.upperQuantile(p) == -x)
      #expect(lower > last)
      #expect(further.lowerTail(x) < lower)
      let (a, b) = (t.lowerTail(x * (1 - 1e-6)), t.lowerTail(x * (1 + 1e-6)))
      if p > 1e-9 { #expect(abs((b - a).magnitude / (2e-6 * x.magnitude) / t.density(x) - 1) < 1e-4, "\(p)") }
      last = lower
    }
    #expect(t.lowerTail(-.infinity) == 0)
    #expect(t.upperTail(.infinity) == 0)
  }

  @Test(arguments: [0.5, 1, 3, 40, 1e5])
  func `no noncentrality is the central distribution`(v: Double) {
    let t = NoncentralT(degreesOfFreedom: v, noncentrality: 0)
    for x in [-30.0, -1, 0, 0.2, 5, 100] {
      let expected = StudentT(degreesOfFreedom: v)
      #expect(abs(t.upperTail(x) - expected.upperTail(x)) <= 2e-13 * expected.upperTail(x))
      #expect(abs(t.density(x) - expected.density(x)) <= 2e-13 * expected.density(x))
    }
    // Reached without delegating: next to zero the mixture's first component is all there is.
    let chi = NoncentralChiSquare(degreesOfFreedom: v, noncentrality: 1e-20)
    let f = NoncentralF(v, 8, noncentrality: 1e-20)
    for x in [0.01, 0.7, 3, 50] {
      #expect(agree(chi.upperTail(x * v), ChiSquare(degreesOfFreedom: v).upperTail(x * v), digits: 13))
      #expect(agree(chi.lowerTail(x * v), ChiSquare(degreesOfFreedom: v).lowerTail(x * v), digits: 13))
      #expect(agree(f.upperTail(x), FDistribution(v, 8).upperTail(x), digits: 13))
      #expect(agree(f.density(x), FDistribution(v, 8).density(x), digits: 13))
    }
    #expect(NoncentralChiSquare(degreesOfFreedom: v, noncentrality: 0).upperTail(v) > 0)
  }

  /// T² is noncentral F with 1 and ν degrees of freedom and noncentrality δ².
  @Test(arguments: [1.0, 4, 60, 1e5], [0.1, 3, 25])
  func `noncentral t and F are one`(v: Double, d: Double) {
    let t = NoncentralT(degreesOfFreedom: v, noncentrality: d)
    let f = NoncentralF(1, v, noncentrality: d * d)
    for x in [0.5, 2, 6, 30] {
      #expect(agree(t.upperTail(x) + t.lowerTail(-x), f.upperTail(x * x), digits: 12), "\(x)")
    }
  }

  @Test(arguments: [0.5, 1, 10, 1e4], [1e-6, 0.1, 4, 300, 2e4])
  func `noncentral chi-square and F: quantiles lead back, tails add to one and fall with the noncentrality`(
    v: Double, l: Double
  ) {
    let chi = NoncentralChiSquare(degreesOfFreedom: v, noncentrality: l)
    let f = NoncentralF(v, 9.5, noncentrality: l)
    let moreChi = NoncentralChiSquare(degreesOfFreedom: v, noncentrality: l * 1.5)
    let moreF = NoncentralF(v, 9.5, noncentrality: l * 1.5)
    for p in [1e-30, 1e-6, 0.05, 0.4, 0.5, 0.9, 0.999] {
      let (x, y) = (chi.lowerQuantile(p), f.lowerQuantile(p))
      let (up, over) = (chi.upperQuantile(p), f.upperQuantile(p))
      #expect(abs(chi.lowerTail(x) / p - 1) < 4e-14 * max(1, x * chi.density(x) / min(p, 1 - p)))
      #expect(abs(f.lowerTail(y) / p - 1) < 4e-14 * max(1, y * f.density(y) / min(p, 1 - p)))
      #expect(abs(chi.upperTail(up) / p - 1) < 4e-14 * max(1, up * chi.density(up) / min(p, 1 - p)))
      #expect(abs(f.upperTail(over) / p - 1) < 4e-14 * max(1, over * f.density(over) / min(p, 1 - p)))
      #expect(abs(chi.lowerTail(x) + chi.upperTail(x) - 1) < 1e-13)
      #expect(abs(f.lowerTail(y) + f.upperTail(y) - 1) < 1e-13)
      // At 1e-6 the noncentrality moves a tail by less than its rounding.
      if l > 1e-3 {
        #expect(moreChi.lowerTail(x) < chi.lowerTail(x))
        #expect(moreF.lowerTail(y) < f.lowerTail(y))
      }
      if p > 1e-9, x > 1e-200 {
        let slope = (chi.lowerTail(x * (1 + 1e-6)) - chi.lowerTail(x * (1 - 1e-6))) / (2e-6 * x)
        #expect(abs(slope / chi.density(x) - 1) < 1e-4, "\(p)")
        let steep = (f.lowerTail(y * (1 + 1e-6)) - f.lowerTail(y * (1 - 1e-6))) / (2e-6 * y)
        #expect(abs(steep / f.density(y) - 1) < 1e-4, "\(p)")
      }
    }
    #expect(chi.lowerTail(0) == 0 && chi.upperTail(.infinity) == 0)
    #expect(f.lowerTail(0) == 0 && f.upperTail(.infinity) == 0)
  }
}

enum Noncentral {
  static func value(_ fn: String, _ a: [String: Double]) -> Double {
    let x = a["t"] ?? a["x"] ?? .nan
    let (df, ncp) = (a["df"] ?? 1, a["ncp"] ?? 0)
    func t() -> NoncentralT { NoncentralT(degreesOfFreedom: df, noncentrality: ncp) }
    func chi() -> NoncentralChiSquare { NoncentralChiSquare(degreesOfFreedom: df, noncentrality: ncp) }
    func f() -> NoncentralF { NoncentralF(a["df1"] ?? 1, a["df2"] ?? 1, noncentrality: ncp) }
    return switch fn {
    case "nct_cdf": t().lowerTail(x)
    case "nct_sf": t().upperTail(x)
    case "ncx2_cdf": chi().lowerTail(x)
    case "ncx2_sf": chi().upperTail(x)
    case "ncf_cdf": f().lowerTail(x)
    default: f().upperTail(x)
    }
  }
}
