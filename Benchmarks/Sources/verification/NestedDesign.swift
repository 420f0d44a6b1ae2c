internal import Statistics

/// A balanced nested series of one laboratory with total variance 1: factors outermost first, replicates innermost.
struct NestedDesign: Sendable {
  /// Levels of each factor within one level of the factor above; the last is the replicates.
  let counts: [Int]
  /// The share of the variance that each brings; they add up to 1.
  let components: [Double]

  /// Runs and replicates.
  init(runs: Int, replicates: Int, correlation: Double) {
    counts = [runs, replicates]
    components = [correlation, 1 - correlation]
  }

  /// Independent results.
  init(simple count: Int) {
    counts = [count]
    components = [1]
  }

  /// Analysts, runs of an analyst and replicates.
  init(analysts: Int, runs: Int, replicates: Int, components: [Double]) {
    counts = [analysts, runs, replicates]
    self.components = components
  }

  var name: String { counts.map(String.init).joined(separator: " × ") }

  /// Of each factor: k - 1 in each group of the factor above.
  var degreesOfFreedom: [Int] {
    counts.indices.map { i in counts[..<i].reduce(1, *) * (counts[i] - 1) }
  }

  /// The expected mean squares: the components from the factor inwards, each times the results in one level of it.
  var expectedMeanSquares: [Double] {
    counts.indices.map { i in
      (i..<counts.count).reduce(0) { $0 + components[$1] * Double(size($1)) }
    }
  }

  /// The results in one level of a factor.
  private func size(_ factor: Int) -> Int { counts[(factor + 1)...].reduce(1, *) }

  /// The mean squares of one simulated study. For normal data they are exactly independent scaled chi-squares, so drawing
  /// those is drawing the study.
  func meanSquares(_ random: inout CounterRandom) -> [MeanSquare] {
    let (expected, degrees) = (expectedMeanSquares, degreesOfFreedom)
    return counts.indices.map { i in
      MeanSquare(
        name: "", value: expected[i] * random.chiSquare(degrees[i]) / Double(degrees[i]),
        degreesOfFreedom: Double(degrees[i]))
    }
  }

  /// The variance of one result, Σ over factors of MS (1/m - 1/m'), m and m' the results in one level of the factor and of
  /// the one outside it.
  func intermediate(_ meanSquares: [MeanSquare]) -> VarianceSum {
    VarianceSum(
      counts.indices.map { i in
        let outer = i == 0 ? 0 : 1 / Double(size(i - 1))
        return .init(coefficient: 1 / Double(size(i)) - outer, meanSquare: meanSquares[i])
      })
  }

  /// The component of the outermost factor, (MS - MS of the next)/m.
  func between(_ meanSquares: [MeanSquare]) -> VarianceSum {
    let m = Double(size(0))
    return VarianceSum([
      .init(coefficient: 1 / m, meanSquare: meanSquares[0]), .init(coefficient: -1 / m, meanSquare: meanSquares[1]),
    ])
  }

  /// The variance of the mean of all results.
  var varianceOfMean: Double { expectedMeanSquares[0] / Double(counts.reduce(1, *)) }
  /// The same, estimated.
  func estimatedVarianceOfMean(_ meanSquares: [MeanSquare]) -> Double {
    meanSquares[0].value / Double(counts.reduce(1, *))
  }
}

/// Two laboratories' designs; the true ratio is 1, which is no restriction: a ratio's coverage does not depend on it.
struct StudyDesign: Sendable {
  let receiving: NestedDesign
  let sending: NestedDesign

  var name: String {
    receiving.name == sending.name ? receiving.name : "R \(receiving.name), S \(sending.name)"
  }

  var shares: String {
    func text(_ design: NestedDesign) -> String {
      design.components.dropLast().map { "\($0)" }.joined(separator: ", ")
    }
    return text(receiving) == text(sending) ? text(receiving) : "R \(text(receiving)), S \(text(sending))"
  }

  static let all: [StudyDesign] = {
    let grid: [(Int, Int, [Double])] = [
      (3, 2, [0, 0.3, 0.6, 0.9]), (3, 3, [0, 0.3, 0.9]), (4, 2, [0.3, 0.6]), (6, 2, [0, 0.3, 0.9]),
      (6, 3, [0, 0.3, 0.6, 0.9]), (10, 2, [0, 0.6]), (10, 3, [0.3, 0.9]),
    ]
    var designs: [StudyDesign] = []
    for (runs, replicates, correlations) in grid {
      for correlation in correlations {
        let one = NestedDesign(runs: runs, replicates: replicates, correlation: correlation)
        designs.append(StudyDesign(receiving: one, sending: one))
      }
    }
    func nested(_ runs: Int, _ replicates: Int, _ correlation: Double) -> NestedDesign {
      NestedDesign(runs: runs, replicates: replicates, correlation: correlation)
    }
    designs.append(StudyDesign(receiving: nested(3, 2, 0.3), sending: nested(10, 3, 0.3)))
    designs.append(StudyDesign(receiving: nested(10, 3, 0.3), sending: nested(3, 2, 0.3)))
    designs.append(StudyDesign(receiving: nested(6, 3, 0.9), sending: nested(6, 3, 0)))
    designs.append(StudyDesign(receiving: nested(6, 3, 0), sending: nested(6, 3, 0.9)))
    for (analysts, runs, replicates, components) in [
      (2, 3, 2, [0.2, 0.3, 0.5]), (3, 2, 3, [0, 0.5, 0.5]), (3, 3, 2, [0.4, 0.4, 0.2]),
    ] {
      let one = NestedDesign(analysts: analysts, runs: runs, replicates: replicates, components: components)
      designs.append(StudyDesign(receiving: one, sending: one))
    }
    return designs
  }()
}
