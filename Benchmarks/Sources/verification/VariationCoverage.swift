internal import Statistics

/// The coverage of one-sided bounds of a linear %CV, whose mean is estimated from the same runs and replicates.
struct VariationCoverage: Sendable {
  static let methods = ["Vangel, Satterthwaite's df", "recovered on ln (MOVER)"]
  static let zero: Tallies = [Array(repeating: Tally(), count: 2)]

  let design: NestedDesign
  /// The true one, as a fraction; the SD is 1.
  let variation: Double
  let index: Int

  static let all: [VariationCoverage] = {
    var designs: [NestedDesign] = [6, 12].map { NestedDesign(simple: $0) }
    for (runs, replicates) in [(3, 2), (6, 2), (6, 3), (10, 2)] {
      for correlation in [0, 0.3, 0.9] {
        designs.append(NestedDesign(runs: runs, replicates: replicates, correlation: correlation))
      }
    }
    designs.append(NestedDesign(analysts: 3, runs: 3, replicates: 2, components: [0.4, 0.4, 0.2]))
    var all: [VariationCoverage] = []
    for design in designs {
      for variation in [0.02, 0.1, 0.3] {
        all.append(VariationCoverage(design: design, variation: variation, index: 1_000 + all.count))
      }
    }
    return all
  }()

  func run(studies: Int) async -> Tallies {
    await simulated(blocks: studies / BoundsCoverage.studiesPerBlock, zero: VariationCoverage.zero) { block in
      var random = CounterRandom(seed: BoundsCoverage.seed, design: index, block: block)
      var tallies = VariationCoverage.zero
      for _ in 0..<BoundsCoverage.studiesPerBlock { study(&random, &tallies) }
      return tallies
    }
  }

  private func study(_ random: inout CounterRandom, _ tallies: inout Tallies) {
    let meanSquares = design.meanSquares(&random)
    // Of normal data in a balanced design, the mean is independent of the mean squares.
    let mean = 1 / variation + design.varianceOfMean.squareRoot() * random.normal()
    let variance = design.intermediate(meanSquares)
    let estimate = MeanEstimate(
      centred: mean, variance: design.estimatedVarianceOfMean(meanSquares),
      degreesOfFreedom: meanSquares[0].degreesOfFreedom, units: design.counts[0])
    let both = [
      variance.degreesOfFreedom.flatMap {
        try? CoefficientOfVariation(standardDeviation: variance.standardDeviation, mean: mean, degreesOfFreedom: $0)
      }, try? CoefficientOfVariation(variance: variance, mean: estimate),
    ]
    for (m, bounds) in both.enumerated() {
      // A mean that is not positive has no bounds, and what is not bounded is not passed.
      tallies[0][m].add(
        upperBound: bounds?.upperBound(level: BoundsCoverage.level) ?? .infinity,
        lowerBound: bounds?.lowerBound(level: BoundsCoverage.level) ?? 0, truth: variation)
    }
  }
}
