import Statistics
import TestSupport
import Testing

struct PrecisionTests {
  private func sum(_ value: Double, _ degreesOfFreedom: Double) -> VarianceSum {
    VarianceSum([
      .init(coefficient: 1, meanSquare: MeanSquare(name: "x", value: value, degreesOfFreedom: degreesOfFreedom))
    ])
  }

  /// USP <1010>, Appendix D, Table 7: variances 45 and 25, n = 20 each: bounds 0.83 and 3.90; with n = 15: 4.47.
  @Test func `the ratio of variances agrees with USP 1010`() throws {
    let ratio = try VarianceRatio(test: sum(45, 19), reference: sum(25, 19))
    #expect(ratio.estimate == 1.8)
    #expect(prints(ratio.upperBound(level: 0.95), "3.90"))
    #expect(prints(ratio.lowerBound(level: 0.95), "0.83"))
    #expect(agree(ratio.upperBound(level: 0.95), 3.90285288253, digits: 11))
    #expect(agree(ratio.lowerBound(level: 0.95), 0.830161960371, digits: 11))
    let small = try VarianceRatio(test: sum(45, 14), reference: sum(25, 14))
    #expect(prints(small.upperBound(level: 0.95), "4.47"))
  }

  /// Pardo (2013), Test 3.2: SDs 6 and 5, n = 10: the source prints 4.57, which truncates 1.44 × 3.17889 = 4.5776.
  @Test func `the ratio of variances agrees with Pardo's example, whose print is truncated`() throws {
    let ratio = try VarianceRatio(test: sum(36, 9), reference: sum(25, 9))
    #expect(agree(ratio.upperBound(level: 0.95), 4.57760607042, digits: 11))
  }

  /// χ²(0.05; 5) = 1.1454762, printed in every table: s² 5 / 1.1454762.
  @Test func `a single mean square has the chi-square bound`() {
    #expect(agree(sum(1, 5).upperBound(level: 0.95), 5 / 1.145476226061769, digits: 12))
    #expect(sum(2, 5).degreesOfFreedom == 5)
  }

  /// By hand: means of three runs 1, 3, 5 of two replicates each ±1: between 4 on 2 df, within 2 on 3; the variance of one
  /// result is 4 + (1 - 1/2) 2 = 5.
  @Test func `a balanced nested series gives the mean squares worked by hand`() throws {
    let labels = [0, 0, 1, 1, 2, 2]
    let sums = try UnweightedSums(UnweightedLayout(named: [], runs: labels, samples: labels.map { _ in 0 }))
    let squares = try sums.squares([0, 2, 2, 4, 4, 6])
    #expect(squares.values == [4] && squares.residual == 2 && squares.degreesOfFreedom == [2])
    let bounds = UnweightedBounds(sums, weights: [1], residualWeight: 1, level: 0.95)
    #expect(bounds.estimate(squares) == 5)
    let total = VarianceSum([
      .init(coefficient: 1, meanSquare: MeanSquare(name: "run", value: 4, degreesOfFreedom: 2)),
      .init(coefficient: 0.5, meanSquare: MeanSquare(name: "repeatability", value: 2, degreesOfFreedom: 3)),
    ])
    #expect(agree(bounds.upper(squares), total.upperBound(level: 0.95), digits: 14))
    #expect(agree(bounds.lower(squares), total.lowerBound(level: 0.95), digits: 14))
  }

  /// By hand: analysts (1, 3) and (5, 11): analyst means 2 and 8, variance 18; runs within them (2 + 18)/2 = 10.
  @Test func `two nested factors give the mean squares worked by hand`() throws {
    let sums = try UnweightedSums(
      UnweightedLayout(named: [[0, 0, 1, 1]], runs: [0, 1, 2, 3], samples: [0, 0, 0, 0]))
    let squares = try sums.squares([1, 3, 5, 11])
    #expect(squares.values == [18, 10] && squares.degreesOfFreedom == [1, 2] && squares.residual == nil)
  }

  @Test func `bounds and confidence of a coefficient of variation match the normal theory at small CV`() throws {
    // With a CV of 1e-4 the mean is as good as known, and Vangel's bound is the chi-square bound.
    let cv = try CoefficientOfVariation(standardDeviation: 0.01, mean: 100, degreesOfFreedom: 5)
    #expect(agree(cv.upperBound(level: 0.95), 1e-4 * (5 / 1.145476226061769).squareRoot(), digits: 6))
    #expect(throws: SampleError.meanNotPositive) {
      try CoefficientOfVariation(standardDeviation: 1, mean: 0, degreesOfFreedom: 5)
    }
  }

  /// Coverage of the one-sided 95 % bound of intermediate precision, 2 laboratories' worth of designs; 4,000 studies each.
  @Test(arguments: zip([(3, 2), (6, 3), (6, 3), (10, 2)], [0.0, 0.3, 0.9, 0.6]))
  func `the bound of intermediate precision covers at least its level`(
    design: (runs: Int, replicates: Int), correlation: Double
  )
    throws
  {
    var random = SplitMix(seed: 4711)
    var covered = 0
    let studies = 4_000
    for _ in 0..<studies {
      let cells = (0..<design.runs).map { _ in
        let run = random.normal() * correlation.squareRoot()
        return (0..<design.replicates).map { _ in run + random.normal() * (1 - correlation).squareRoot() }
      }
      let n = Double(design.replicates)
      let between = try Moments(cells.map { $0.reduce(0, +) / n }).variance
      let within = try #require(try MeanSquare.within(cells, name: "e"))
      let total = VarianceSum([
        .init(
          coefficient: 1, meanSquare: MeanSquare(name: "r", value: between, degreesOfFreedom: Double(design.runs - 1))),
        .init(coefficient: 1 - 1 / n, meanSquare: within),
      ])
      if total.upperBound(level: 0.95) > 1 { covered += 1 }
    }
    // 94.5 % less 3.29 Monte Carlo standard errors of 4,000.
    #expect(Double(covered) / Double(studies) > 0.945 - 3.29 * (0.95 * 0.05 / Double(studies)).squareRoot())
  }
}
