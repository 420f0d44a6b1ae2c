import Foundation
import Statistics
import TestSupport
import Testing

struct ReferenceBridgingSizeTests {
  /// t = 3.182446 on 3 degrees of freedom: 100 (exp(0.1 · 3.182446/2) - 1).
  @Test func `the half-width of four runs is this by hand`() throws {
    let size = try BridgingSize(standardDeviation: 0.1, level: 0.95)
    #expect(prints(size.halfWidthPercent(runs: 4), "17.2481"))
    // s has to stay below σ: P(χ² ≤ 3) on 3 degrees of freedom.
    #expect(agree(size.chance(halfWidthPercent: size.halfWidthPercent(runs: 4), runs: 4), 0.608374823729, digits: 11))
  }

  private static let printed: [(sd: Double, level: Double, percent: Double, runs: [Int], chance: Double)] = [
    (0.1, 0.95, 10, [7, 9, 11], 0.6171905417368291), (0.05, 0.95, 5, [7, 9, 11], 0.6484836431997115),
    (0.2, 0.9, 10, [14, 18, 21], 0.5659248021868606), (0.02, 0.99, 2, [11, 13, 16], 0.6215805347578633),
  ]

  /// SciPy 1.17.1: the first n of a loop over n, for the expected s, and for 80 and 95 % assurance; scipy.stats.t.isf,
  /// chi2.cdf.
  @Test(arguments: printed)
  func `sizes for a half-width are SciPy's`(
    sd: Double, level: Double, percent: Double, runs: [Int], chance: Double
  ) throws {
    let size = try BridgingSize(standardDeviation: sd, level: level)
    #expect(size.runs(halfWidthPercent: percent) == runs[0])
    #expect(size.runs(halfWidthPercent: percent, assurance: 0.8) == runs[1])
    #expect(size.runs(halfWidthPercent: percent, assurance: 0.95) == runs[2])
    #expect(agree(size.chance(halfWidthPercent: percent, runs: runs[0]), chance, digits: 10))
  }

  @Test(arguments: [0.01, 0.04, 0.1, 0.3])
  func `sizes are the first that do, counted from two runs on`(sd: Double) throws {
    for level in [0.9, 0.95, 0.99] {
      let size = try BridgingSize(standardDeviation: sd, level: level)
      for percent in [2.0, 5, 20] {
        func first(_ isEnough: (Int) -> Bool) -> Int? { (2..<250).first(where: isEnough) }
        #expect(
          size.runs(halfWidthPercent: percent, limit: 249) == first { size.halfWidthPercent(runs: $0) <= percent })
        for assurance in [0.05, 0.3, 0.5, 0.8, 0.95] {
          let expected = first { size.chance(halfWidthPercent: percent, runs: $0) >= assurance }
          let found = size.runs(halfWidthPercent: percent, assurance: assurance, limit: 249)
          #expect(found == expected, "\(sd), \(level), \(percent), \(assurance)")
        }
      }
      for target in [0.5, 0.8, 0.9] {
        let expected = (2..<250).first {
          size.power(runs: $0, truth: 0.02, lower: log(0.9), upper: log(1 / 0.9), alpha: 0.05) >= target
        }
        let found = size.runs(
          target: target, truth: 0.02, lower: log(0.9), upper: log(1 / 0.9), alpha: 0.05, limit: 249)
        #expect(found == expected)
      }
    }
  }

  @Test func `chances are met by simulated bridgings`() throws {
    let size = try BridgingSize(standardDeviation: 0.06, level: 0.9)
    let (n, truth, limit, studies) = (6, 0.02, log(1.08), 8_000)
    var random = SplitMix(seed: 20_260_911)
    var (narrow, shown) = (0, 0)
    for _ in 0..<studies {
      let ratios = try GroupedRatios([(0..<n).map { _ in truth + 0.06 * random.normal() }])
      let found = try ratios.combined(.equalWeights)
      let (lower, upper) = found.interval(level: 0.9)
      narrow += 100 * (exp((upper - lower) / 2) - 1) <= 5 ? 1 : 0
      shown += lower > -limit && upper < limit ? 1 : 0
    }
    func check(_ count: Int, _ expected: Double) {
      let error = (expected * (1 - expected) / Double(studies)).squareRoot()
      #expect(abs(Double(count) / Double(studies) - expected) < 3.29 * error, "\(count), \(expected)")
    }
    check(narrow, size.chance(halfWidthPercent: 5, runs: n))
    check(shown, size.power(runs: n, truth: truth, lower: -limit, upper: limit, alpha: 0.05))
  }

  @Test func `power is that of the paired comparison`() throws {
    let size = try BridgingSize(standardDeviation: 0.05, level: 0.9)
    let margin = try Margin(lower: log(0.95), upper: log(1.05))
    let paired = try PlannedComparison(.paired(0.05), test: 9)
    #expect(
      agree(
        size.power(runs: 9, truth: 0.01, lower: margin.lower, upper: margin.upper, alpha: 0.05),
        paired.power(truth: 0.01, zone: .inside(margin), alpha: 0.05), digits: 14))
  }

  @Test func `what has no size is refused or none`() throws {
    #expect(throws: PlanError.standardDeviation(0)) { try BridgingSize(standardDeviation: 0, level: 0.95) }
    #expect(throws: PlanError.self) { try BridgingSize(standardDeviation: .nan, level: 0.95) }
    let size = try BridgingSize(standardDeviation: 1, level: 0.95)
    #expect(size.runs(halfWidthPercent: 0.001, limit: 1_000) == nil)
    #expect(size.runs(halfWidthPercent: 0.001, assurance: 0.9, limit: 1_000) == nil)
    #expect(size.runs(target: 0.8, truth: 0.2, lower: -0.1, upper: 0.1, alpha: 0.05) == nil)
    #expect(size.runs(target: 0.8, truth: 0, lower: 0.1, upper: -0.1, alpha: 0.05) == nil)
    #expect(size.power(runs: 5, truth: 0, lower: 0.1, upper: -0.1, alpha: 0.05) == 0)
    // A wide limit is met at once, and a narrow one with hardly a chance.
    #expect(try BridgingSize(standardDeviation: 1e-9, level: 0.95).runs(halfWidthPercent: 10) == 2)
    #expect(size.chance(halfWidthPercent: 1e-12, runs: 50) >= 0)
    #expect(try BridgingSize(standardDeviation: 1e-139, level: 0.95).chance(halfWidthPercent: 10, runs: 3) == 1)
  }
}
