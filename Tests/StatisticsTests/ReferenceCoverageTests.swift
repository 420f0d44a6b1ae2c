import Statistics
import TestSupport
import Testing

/// A short, seeded version of "Reference standards" in `docs/verification.md`.
struct ReferenceCoverageTests {
  private static let studies = 2_000

  /// The share of studies whose 95 % interval holds its truth, in percent; 3.29 standard errors are 1.6 points.
  private func coverage(
    seed: UInt64, of study: (inout SplitMix) throws -> (LnEstimate, truth: Double)
  ) throws -> Double {
    var random = SplitMix(seed: seed)
    var held = 0
    for _ in 0..<Self.studies {
      let (found, truth) = try study(&random)
      let interval = found.interval(level: 0.95)
      held += interval.lower <= truth && interval.upper >= truth ? 1 : 0
    }
    return 100 * Double(held) / Double(Self.studies)
  }

  private func link(_ ratios: [Double], comparator: Int) throws -> StandardsChain.Link {
    let found = try GroupedRatios([ratios]).combined(.equalWeights)
    return StandardsChain.Link(
      comparator: comparator, lnValue: 0, lnRatio: found.lnRatio, standardUncertainty: found.standardError,
      degreesOfFreedom: found.estimate.degreesOfFreedom)
  }

  private static let chains: [(runs: [Int], tabulated: Double)] = [
    ([4], 95.0), ([9], 95.0), ([6, 6], 95.4), ([3, 3, 3], 96.7),
  ]

  @Test(arguments: chains)
  func `the value of the last of a chain lies in its interval as often as tabulated`(
    runs: [Int], tabulated: Double
  ) throws {
    let found = try coverage(seed: 20_260_921) { random in
      var links = [StandardsChain.Link.primary(lnValue: 0)]
      for (index, n) in runs.enumerated() {
        links.append(try link((0..<n).map { _ in 0.01 + 0.05 * random.normal() }, comparator: index))
      }
      return (try StandardsChain(links).generation(runs.count).lnMeasured, 0.01 * Double(runs.count))
    }
    #expect(abs(found - tabulated) < 1.7, "\(found)")
  }

  private static let consensus: [(method: RatioConsensus, tabulated: Double)] = [
    (.equalWeights, 96.0), (.groupMeans, 95.0), (.fixedEffect, 43.2),
  ]

  @Test(arguments: consensus)
  func `the mean of three laboratories lies in its interval as often as tabulated`(
    method: RatioConsensus, tabulated: Double
  ) throws {
    let found = try coverage(seed: 20_260_922) { random in
      let effects = (0..<3).map { _ in 0.04 * random.normal() }
      let ratios = try GroupedRatios(effects.map { effect in (0..<4).map { _ in effect + 0.04 * random.normal() } })
      // Of fixed laboratories the truth is their mean.
      let truth = method == .equalWeights ? effects.reduce(0, +) / 3 : 0
      return (try ratios.combined(method).estimate, truth)
    }
    #expect(abs(found - tabulated) < (tabulated > 90 ? 1.7 : 3.7), "\(found)")
  }
}
