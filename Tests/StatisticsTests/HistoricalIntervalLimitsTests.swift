import Foundation
import Statistics
import TestSupport
import Testing

struct HistoricalIntervalLimitsTests {
  private typealias Ends = HistoricalIntervalLimits.Ends

  private static func runs(_ count: Int, _ random: inout SplitMix, freedom: Int) -> [(lower: Double, upper: Double)] {
    // A ratio of likes: its ln is normal about 0, and its interval is by t on a variance of its own.
    let t = StudentT(degreesOfFreedom: Double(freedom)).upperQuantile(0.05)
    return (0..<count).map { _ in
      let estimate = 0.1 * random.normal()
      let squares = (0..<freedom).reduce(0.0) { sum, _ in
        let z = random.normal()
        return sum + z * z
      }
      let half = t * 0.1 * (squares / Double(freedom)).squareRoot()
      return (estimate - half, estimate + half)
    }
  }

  /// One-sided factors by SciPy's noncentral t: nct.ppf(0.975, n - 1, 1.959964 √n)/√n.
  @Test(arguments: [(6, 5.110880137871054), (12, 3.5284756208803563), (30, 2.756589855339315)])
  func `each side is a one-sided tolerance limit of its own ends`(count: Int, factor: Double) throws {
    var random = SplitMix(seed: 11)
    let logs = Self.runs(count, &random, freedom: 10)
    let limits = try HistoricalIntervalLimits(
      logs.map { Ends(lower: exp($0.lower), upper: exp($0.upper)) },
      method: .toleranceInterval(content: 0.95, confidence: 0.95))
    func limit(_ values: [Double], _ sign: Double) -> Double {
      let mean = values.reduce(0, +) / Double(count)
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return exp(mean + sign * factor * (squares / Double(count - 1)).squareRoot())
    }
    #expect(agree(limits.lower, limit(logs.map(\.lower), -1), digits: 9))
    #expect(agree(limits.upper, limit(logs.map(\.upper), 1), digits: 9))
    #expect(limits.runs == count && limits.confidence == 0.95)
    #expect(limits.words(level: 0.9).contains("intervals at 90 %"))
  }

  /// What the limits claim: at least 95 % of sound intervals lie inside both, in at least 95 % of histories.
  @Test func `they hold the content that they claim, which limits of estimates do not`() throws {
    var random = SplitMix(seed: 20_261_130)
    let future = Self.runs(2_000, &random, freedom: 26)
    func content(_ lower: Double, _ upper: Double) -> Double {
      Double(future.count { $0.lower > log(lower) && $0.upper < log(upper) }) / Double(future.count)
    }
    var (held, narrow) = (0, 0)
    for _ in 0..<400 {
      let history = Self.runs(12, &random, freedom: 26)
      let found = try HistoricalIntervalLimits(
        history.map { Ends(lower: exp($0.lower), upper: exp($0.upper)) },
        method: .toleranceInterval(content: 0.95, confidence: 0.95))
      if content(found.lower, found.upper) >= 0.95 { held += 1 }
      let old = try HistoricalLimits(
        history.map { exp(($0.lower + $0.upper) / 2) }, scale: .log,
        method: .toleranceInterval(content: 0.95, confidence: 0.95))
      if content(old.lower, old.upper) >= 0.95 { narrow += 1 }
    }
    #expect(held >= 380, "\(held) of 400")
    #expect(narrow < 120, "\(narrow) of 400")
  }

  @Test func `extremes and quantiles are those of the ends`() throws {
    let ends = (1...39).map { Ends(lower: 0.5 + Double($0) / 100, upper: 1 + Double($0) / 100) }
    let extremes = try HistoricalIntervalLimits(ends, method: .extremes(content: 0.9))
    #expect(agree(extremes.lower, 0.51, digits: 12) && agree(extremes.upper, 1.39, digits: 12))
    // Each extreme leaves more than 5 % beyond it with a chance of 0.95³⁹.
    #expect(agree(try #require(extremes.confidence), 1 - 2 * pow(0.95, 39), digits: 12))
    let quantiles = try HistoricalIntervalLimits(ends, method: .quantiles(content: 0.95))
    #expect(agree(quantiles.lower, 0.51, digits: 12) && agree(quantiles.upper, 1.39, digits: 12))
  }

  @Test func `history that gives no limits is refused`() {
    let method = HistoricalLimits.Method.toleranceInterval(content: 0.95, confidence: 0.95)
    #expect(throws: SampleError.tooFew(needed: 2, found: 1)) {
      try HistoricalIntervalLimits([Ends(lower: 0.9, upper: 1.1)], method: method)
    }
    #expect(throws: SampleError.noVariation) {
      try HistoricalIntervalLimits(
        [Ends(lower: 0.9, upper: 1.1), Ends(lower: 0.9, upper: 1.2)], method: method)
    }
    #expect(throws: SampleError.notFinite(index: 0)) {
      try HistoricalIntervalLimits([Ends(lower: 0, upper: 1.1), Ends(lower: 0.9, upper: 1.2)], method: method)
    }
  }
}
