internal import Foundation
internal import Statistics

/// The reference grids, as the tests of `calc` hold them, and our answer at each point.
struct ReferencePoints: Decodable, Sendable {
  struct Point: Decodable, Sendable {
    let fn: String
    let args: [String: Number]
    let value: String
    /// The condition of the value in its arguments; at least 1.
    let cond: Double

    func argument(_ key: String) -> Double { args[key]?.value ?? .nan }

    var expected: Double { Double(value) ?? .nan }

    /// |found/expected - 1| over the condition; `nil` where the reference itself holds absolutely only.
    func error(_ found: Double) -> Double? {
      if abs(expected) < 1e-300 || fn == "srange_cdf" && expected < 1e-6 { return nil }
      return abs(found / expected - 1) / cond
    }
  }

  /// A number, or a text that denotes one double.
  struct Number: Decodable, Sendable {
    let value: Double
    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) {
        value = Double(text) ?? .nan
      } else {
        value = try container.decode(Double.self)
      }
    }
  }

  let points: [Point]

  static func read() throws -> ReferencePoints {
    let data = try Data(contentsOf: repository.appending(path: "Tests/CommandTests/Fixtures/calc-points.json"))
    return try JSONDecoder().decode(ReferencePoints.self, from: data)
  }

  static let repository = (0..<4).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
}

extension ReferencePoints.Point {
  /// `nil` for a function that is not here.
  func answer() -> Double? {
    let a = argument
    switch fn {
    case "norm_sf": return Normal.upperTail(a("x"))
    case "norm_isf": return Normal.upperQuantile(a("p"))
    case "owen_t": return OwenT.value(h: a("h"), a: a("a"))
    case "owen_q":
      return OwenQ(degreesOfFreedom: a("nu")).value(t: a("t"), delta: a("delta"), from: a("a"), to: a("b"))
    case "tol_k1": return tolerance?.oneSided
    case "tol_k2": return tolerance?.twoSided
    case "tost_power":
      return EquivalencePower.power(
        truth: a("diff"), standardError: a("sd") * (1 / a("n1") + 1 / a("n2")).squareRoot(),
        degreesOfFreedom: a("n1") + a("n2") - 2, lower: a("lower"), upper: a("upper"), alpha: a("alpha"))
    default: return ofDistribution
    }
  }

  private var tolerance: ToleranceFactor? {
    try? ToleranceFactor(
      count: Int(argument("n")), coverage: argument("coverage"), confidence: argument("confidence"))
  }

  private var ofDistribution: Double? {
    let a = argument
    switch fn {
    case "t_sf": return StudentT(degreesOfFreedom: a("df")).upperTail(a("x"))
    case "t_isf": return StudentT(degreesOfFreedom: a("df")).upperQuantile(a("p"))
    case "chi2_cdf": return ChiSquare(degreesOfFreedom: a("df")).lowerTail(a("x"))
    case "chi2_sf": return ChiSquare(degreesOfFreedom: a("df")).upperTail(a("x"))
    case "chi2_ppf": return ChiSquare(degreesOfFreedom: a("df")).lowerQuantile(a("p"))
    case "chi2_isf": return ChiSquare(degreesOfFreedom: a("df")).upperQuantile(a("p"))
    case "f_cdf": return FDistribution(a("df1"), a("df2")).lowerTail(a("x"))
    case "f_sf": return FDistribution(a("df1"), a("df2")).upperTail(a("x"))
    case "f_isf": return FDistribution(a("df1"), a("df2")).upperQuantile(a("p"))
    case "nct_cdf": return NoncentralT(degreesOfFreedom: a("df"), noncentrality: a("ncp")).lowerTail(a("t"))
    case "nct_sf": return NoncentralT(degreesOfFreedom: a("df"), noncentrality: a("ncp")).upperTail(a("t"))
    case "ncx2_cdf": return NoncentralChiSquare(degreesOfFreedom: a("df"), noncentrality: a("ncp")).lowerTail(a("x"))
    case "ncx2_sf": return NoncentralChiSquare(degreesOfFreedom: a("df"), noncentrality: a("ncp")).upperTail(a("x"))
    case "ncf_cdf": return NoncentralF(a("df1"), a("df2"), noncentrality: a("ncp")).lowerTail(a("x"))
    case "ncf_sf": return NoncentralF(a("df1"), a("df2"), noncentrality: a("ncp")).upperTail(a("x"))
    case "srange_cdf": return StudentizedRange(groups: Int(a("k")), degreesOfFreedom: a("df")).lowerTail(a("q"))
    case "srange_sf": return StudentizedRange(groups: Int(a("k")), degreesOfFreedom: a("df")).upperTail(a("q"))
    case "srange_isf": return StudentizedRange(groups: Int(a("k")), degreesOfFreedom: a("df")).upperQuantile(a("p"))
    default: return nil
    }
  }
}
