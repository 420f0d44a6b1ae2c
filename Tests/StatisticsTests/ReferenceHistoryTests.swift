import Statistics
import TestSupport
import Testing

/// Whole histories of standards, run by run, against the formulas.
struct ReferenceHistoryTests {
  /// ln readings of one study: a list for each standard in it, one value a run.
  private struct Study {
    var readings: [[Double]]

    /// SDs of each standard's mean ln in a run; what is common to a run cancels in a ratio.
    init(_ truths: [Double], sd: [Double], runs: Int, _ random: inout SplitMix) {
      readings = truths.map { _ in [] }
      for _ in 0..<runs {
        let run = 0.2 * random.normal()
        for s in truths.indices { readings[s].append(truths[s] + run + sd[s] * random.normal()) }
      }
    }

    func ratios(_ candidate: Int, over comparator: Int, runs: Range<Int>) -> [Double] {
      runs.map { readings[candidate][$0] - readings[comparator][$0] }
    }
  }

  private static let sd = [0.03, 0.02, 0.04, 0.025, 0.05]
  private static let truth = [0, 0.05, -0.02, 0.08, 0.03]

  /// 0 is the primary. In one study 1 and 2 are measured against 0: 1 in runs 0 to 5, 2 in runs 2 to 8, so that four
  /// runs share the readings of 0 (plus). In another 3 is measured against 1 in runs 0 to 4, and 4 against 3 in runs 1
  /// to 6, so that four runs share the readings of 3 (minus). 2 is a branch.
  private struct History {
    let series: [[Double]]

    init(_ random: inout SplitMix) {
      let (truth, sd) = (ReferenceHistoryTests.truth, ReferenceHistoryTests.sd)
      let one = Study([truth[0], truth[1], truth[2]], sd: [sd[0], sd[1], sd[2]], runs: 9, &random)
      let two = Study([truth[1], truth[3], truth[4]], sd: [sd[1], sd[3], sd[4]], runs: 7, &random)
      series = [
        one.ratios(1, over: 0, runs: 0..<6), one.ratios(2, over: 0, runs: 2..<9), two.ratios(1, over: 0, runs: 0..<5),
        two.ratios(2, over: 1, runs: 1..<7),
      ]
    }

    static let sharedBefore = (2..<6).map { (first: $0, second: $0 - 2) }
    static let sharedAfter = (1..<5).map { (first: $0, second: $0 - 1) }
  }

  /// What the true standard deviations make of it.
  private func chain() throws -> StandardsChain {
    func mean(_ numerator: Int, _ denominator: Int, _ n: Double) -> SharedReadings.Means {
      SharedReadings.Means(
        numerator: Self.sd[numerator] * Self.sd[numerator] / n,
        denominator: Self.sd[denominator] * Self.sd[denominator] / n)
    }
    let means = [mean(1, 0, 6), mean(2, 0, 7), mean(3, 1, 5), mean(4, 3, 6)]
    // Four runs of both: σ² 4/(n₁ n₂).
    let plus = try #require(
      SharedReadings.correlation(
        means[0], sharing: .denominator, with: means[1], sharing: .denominator,
        covariance: Self.sd[0] * Self.sd[0] * 4 / (6 * 7)))
    let minus = try #require(
      SharedReadings.correlation(
        means[2], sharing: .numerator, with: means[3], sharing: .denominator,
        covariance: Self.sd[3] * Self.sd[3] * 4 / (5 * 6)))
    #expect(plus > 0 && minus < 0)
    func link(_ comparator: Int, _ index: Int, _ correlations: [Int: Double]) -> StandardsChain.Link {
      StandardsChain.Link(
        comparator: comparator, lnValue: 0, lnRatio: 0, standardUncertainty: means[index].variance.squareRoot(),
        degreesOfFreedom: .infinity, correlations: correlations)
    }
    return try StandardsChain([
      .primary(lnValue: 0), link(0, 0, [2: plus]), link(0, 1, [:]), link(1, 2, [4: minus]), link(3, 3, [:]),
    ])
  }

  @Test func `simulated histories have the variances and covariances of the formula`() throws {
    let chain = try chain()
    let histories = 20_000
    var random = SplitMix(seed: 20_260_831)
    var products = [[Double]](repeating: [Double](repeating: 0, count: 5), count: 5)
    var covariances = [[Double]](repeating: [], count: 2)
    for _ in 0..<histories {
      let history = History(&random)
      let r = history.series.map { $0.reduce(0, +) / Double($0.count) }
      let errors = zip([0, r[0], r[1], r[0] + r[2], r[0] + r[2] + r[3]], Self.truth).map { $0 - $1 }
      for i in 1..<5 { for j in 1..<5 { products[i][j] += errors[i] * errors[j] } }
      covariances[0].append(
        try SharedReadings.estimated(from: history.series[0], history.series[1], shared: History.sharedBefore)
          .covariance)
      covariances[1].append(
        try SharedReadings.estimated(from: history.series[2], history.series[3], shared: History.sharedAfter).covariance
      )
    }
    let n = Double(histories)
    for i in 1..<5 {
      for j in 1..<5 {
        let (expected, found) = (chain.covariance(i, j), products[i][j] / n)
        let error = ((chain.covariance(i, i) * chain.covariance(j, j) + expected * expected) / n).squareRoot()
        #expect(abs(found - expected) < 4 * error, "\(i), \(j): \(found) for \(expected), error \(error)")
      }
    }
    // Estimated from the shared runs the covariances are right on average.
    let truths = [
      chain.correlation(1, 2) * chain.links[1].standardUncertainty * chain.links[2].standardUncertainty,
      chain.correlation(3, 4) * chain.links[3].standardUncertainty * chain.links[4].standardUncertainty,
    ]
    for (found, truth) in zip(covariances, truths) {
      let moments = try Moments(found)
      #expect(abs(moments.mean - truth) < 4 * moments.standardDeviation / n.squareRoot())
    }
  }

  /// A variance estimate with ν degrees of freedom has the relative variance 2/ν, to first order in 1/ν, which is what
  /// the delta method is right to. Each s² is drawn normal with that variance.
  @Test(arguments: [-0.5, 0, 0.5])
  func `degrees of freedom tell the variance of the estimated variance`(correlation: Double) throws {
    let u = [1.0, 2, 1.5]
    let freedom = 800.0
    func chain(_ estimated: [Double]) throws -> StandardsChain {
      try StandardsChain(
        [.primary(lnValue: 0)]
          + estimated.enumerated().map { index, value in
            StandardsChain.Link(
              comparator: index, lnValue: 0, lnRatio: 0, standardUncertainty: value, degreesOfFreedom: freedom,
              correlations: index == 1 ? [1: correlation] : [:])
          })
    }
    var random = SplitMix(seed: 20_260_832)
    let variances = try (0..<8_000).map { _ in
      let estimated = u.map { $0 * (1 + (2 / freedom).squareRoot() * random.normal()).squareRoot() }
      let error = try chain(estimated).generation(3).lnMeasured.standardError
      return error * error
    }
    let exact = try chain(u).generation(3).lnMeasured
    let square = exact.standardError * exact.standardError
    let relative = try Moments(variances).variance / (square * square)
    // Four Monte Carlo standard errors of a variance of 8,000 are 6 %.
    #expect(abs(relative * exact.degreesOfFreedom / 2 - 1) < 0.07, "\(relative), \(2 / exact.degreesOfFreedom)")
  }
}
