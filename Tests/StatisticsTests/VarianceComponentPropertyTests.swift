import TestSupport
import Testing

@testable import Statistics

/// An unbalanced series of laboratories, days and runs with a fixed factor that varies within runs.
struct SimulatedSeries {
  var values: [Double] = []
  var codes: [[Int]] = [[], [], []]
  var sample: [Int] = []

  init(seed: UInt64, deviations: [Double] = [1, 0.7, 0.4, 0.5], losing share: Double = 0.2) {
    var random = SplitMix(seed: seed)
    for a in 0..<4 {
      let x = random.normal() * deviations[0]
      for b in 0..<4 {
        let y = random.normal() * deviations[1]
        for c in 0..<2 {
          let z = random.normal() * deviations[2]
          for d in 0..<3 {
            let value = x + y + z + random.normal() * deviations[3]
            if random.uniform() < share { continue }
            values.append(value)
            for (k, code) in [a, b, c].enumerated() { codes[k].append(code) }
            sample.append(d)
          }
        }
      }
    }
  }

  /// With rows in another order, other codes of the random factors, and other values.
  func fit(
    _ arrangement: RandomArrangement, _ method: VarianceComponents.Method, fixed: Bool, order: [Int]? = nil,
    relabel: (Int) -> Int = { $0 }, transform: (Double) -> Double = { $0 }
  ) throws -> VarianceComponents {
    let model = try model(
      arrangement, method, fixed: fixed, order: order, relabel: relabel, transform: transform, forceCrossed: false)
    return try VarianceComponents(model, method: method)
  }

  func model(
    _ arrangement: RandomArrangement, _ method: VarianceComponents.Method, fixed: Bool, order: [Int]? = nil,
    relabel: (Int) -> Int = { $0 }, transform: (Double) -> Double = { $0 }, forceCrossed: Bool
  ) throws -> MixedModel {
    let order = order ?? Array(values.indices)
    let names = arrangement == .nested ? ["laboratory", "day", "run"] : ["analyst", "day"]
    let random = names.indices.map { k in ModelFactor(names[k], order.map { relabel(codes[k][$0]) }) }
    return try MixedModel(
      order.map { transform(values[$0]) }, random: random,
      fixed: fixed ? [FixedTerm(ModelFactor("sample", order.map { sample[$0] }))] : [], arrangement: arrangement,
      needsSquares: method == .anova, forceCrossed: forceCrossed)
  }
}

struct VarianceComponentPropertyTests {
  struct Way: Sendable {
    let arrangement: RandomArrangement
    let method: VarianceComponents.Method
    let fixed: Bool
  }

  static let ways: [Way] = [RandomArrangement.nested, .asCoded].flatMap { arrangement in
    VarianceComponents.Method.allCases.flatMap { method in
      [false, true].map { Way(arrangement: arrangement, method: method, fixed: $0) }
    }
  }

  @Test(arguments: ways)
  func `order of rows and codes of random factors change no bit`(way: Way) throws {
    // Rounded to one digit, so that many values tie.
    for round in [1e6, 10.0] {
      let series = SimulatedSeries(seed: 11)
      func fit(_ order: [Int]?, _ relabel: (Int) -> Int) throws -> VarianceComponents {
        try series.fit(way.arrangement, way.method, fixed: way.fixed, order: order, relabel: relabel) {
          ($0 * round).rounded() / round
        }
      }
      let plain = try fit(nil) { $0 }
      var random = SplitMix(seed: 5)
      for shift in [3, 7, 1_000_003] {
        let keys = series.values.map { _ in random.uniform() }
        let order = series.values.indices.sorted { keys[$0] < keys[$1] }
        let other = try fit(order) { (($0 + 1) * shift) % 13 * (shift > 100 ? Int.max / 13 : 1) - 40 }
        #expect(other.components == plain.components)
        #expect(other.fixedEffects.estimates == plain.fixedEffects.estimates)
        #expect(other.fixedEffects.covariance == plain.fixedEffects.covariance)
        #expect(other.logLikelihood == plain.logLikelihood && other.table == plain.table)
      }
    }
  }

  @Test(arguments: ways)
  func `a shift changes no component and a power of two scales to the bit`(way: Way) throws {
    let series = SimulatedSeries(seed: 12)
    // On a grid of 2^-20, so that an offset is exact.
    func grid(_ value: Double) -> Double { (value * 1_048_576).rounded() / 1_048_576 }
    let plain = try series.fit(way.arrangement, way.method, fixed: way.fixed, transform: grid)
    let shifted = try series.fit(way.arrangement, way.method, fixed: way.fixed, transform: { grid($0) + 1e8 })
    #expect(shifted.components == plain.components)
    let scaled = try series.fit(way.arrangement, way.method, fixed: way.fixed, transform: { grid($0) * 1024 })
    for (a, b) in zip(scaled.components, plain.components) { #expect(a.variance == b.variance * 1_048_576) }
    let thirds = try series.fit(way.arrangement, way.method, fixed: way.fixed, transform: { grid($0) / 3 })
    for (a, b) in zip(thirds.components, plain.components) { #expect(agree(a.variance, b.variance / 9, digits: 10)) }
  }

  @Test(arguments: [false, true])
  func `REML equals the analysis of variance on balanced data inside the boundary`(fixed: Bool) throws {
    for seed in UInt64(1)...20 {
      let series = SimulatedSeries(seed: seed, losing: 0)
      let anova = try series.fit(.nested, .anova, fixed: fixed)
      if anova.components.contains(where: \.isNegative) { continue }
      let reml = try series.fit(.nested, .reml, fixed: fixed)
      for (a, b) in zip(reml.components, anova.components) { #expect(agree(a.variance, b.variance, digits: 10)) }
    }
  }

  /// Each run holds every sample alike, so that the tree has a closed form where the projection takes a column for each run.
  @Test func `squares beside a sample that all runs hold alike are those of the projection`() throws {
    for seed in UInt64(1)...4 {
      let series = SimulatedSeries(seed: seed, losing: 0)
      let tree = try #require(try series.model(.nested, .anova, fixed: true, forceCrossed: false).sequential)
      let projected = try #require(try series.model(.nested, .anova, fixed: true, forceCrossed: true).sequential)
      #expect(tree.map(\.degreesOfFreedom) == [3, 12, 16, 96 - 32 - 2])
      for (a, b) in zip(tree, projected) {
        #expect(a.degreesOfFreedom == b.degreesOfFreedom && agree(a.sumOfSquares, b.sumOfSquares, digits: 12))
        for (x, y) in zip(a.coefficients, b.coefficients) { #expect(abs(x - y) < 1e-10) }
      }
    }
  }

  @Test(arguments: ways.filter { $0.arrangement == .nested })
  func `the tree and the projection give the same answer`(way: Way) throws {
    for seed in UInt64(1)...6 {
      let series = SimulatedSeries(seed: seed, deviations: seed < 4 ? [1, 0.7, 0.4, 0.5] : [0, 0.3, 0, 0.5])
      let tree = try series.fit(.nested, way.method, fixed: way.fixed)
      let projection = try VarianceComponents(
        series.model(.nested, way.method, fixed: way.fixed, forceCrossed: true), method: way.method)
      #expect(tree.model.isNested && !projection.model.isNested)
      for (a, b) in zip(tree.components, projection.components) { #expect(agree(a.variance, b.variance, digits: 9)) }
      for (a, b) in zip(tree.fixedEffects.estimates, projection.fixedEffects.estimates) {
        #expect(agree(a, b, digits: 10))
      }
      if let a = tree.logLikelihood, let b = projection.logLikelihood { #expect(agree(a, b, digits: 12)) }
      let weights = way.fixed ? [0.0, 1, -1] : [1.0]
      for rule in [DegreesOfFreedomRule.satterthwaite, .kenwardRoger] {
        let (a, b) = (
          try tree.fixedEffects.contrast(weights, rule: rule), try projection.fixedEffects.contrast(weights, rule: rule)
        )
        #expect(agree(a.standardError, b.standardError, digits: 9))
        #expect(agree(a.degreesOfFreedom, b.degreesOfFreedom, digits: 8))
      }
    }
  }

  /// Exact derivatives against central differences of the criterion.
  @Test(arguments: [(false, false), (false, true), (true, false), (true, true)])
  func `derivatives of the likelihood are those of the likelihood`(fixed: Bool, forceCrossed: Bool) throws {
    let model = try SimulatedSeries(seed: 21).model(.nested, .reml, fixed: fixed, forceCrossed: forceCrossed)
    let theta = [0.3, 0.2, 0.05, 0.1]
    for kind in [LikelihoodKind.restricted, .full] {
      let here = try #require(model.criterion(kind, at: theta))
      let information = try #require(model.fixedInformation(at: theta))
      for k in theta.indices {
        func moved(_ step: Double) throws -> (CriterionPoint, FixedInformation) {
          var other = theta
          other[k] += step
          return (try #require(model.criterion(kind, at: other)), try #require(model.fixedInformation(at: other)))
        }
        let step = theta[k] * 1e-4
        let (above, below) = (try moved(step), try moved(-step))
        #expect(agree(here.gradient[k], (above.0.value - below.0.value) / (2 * step), digits: 4))
        for j in theta.indices {
          let slope = (above.0.gradient[j] - below.0.gradient[j]) / (2 * step)
          #expect(abs(here.observedHessian[k, j] - slope) <= 1e-5 * abs(slope) + 1e-6)
          let bend = (above.1.first[j][0, 0] - below.1.first[j][0, 0]) / (2 * step)
          #expect(abs(information.second[k][j][0, 0] - bend) <= 1e-5 * abs(bend) + 1e-6)
        }
      }
    }
  }

  /// Laboratories a million times as far apart as replicates: what is between agrees with the analysis of the means, what
  /// is within with that of the deviations; on offsets of 1e8 and 1e10 as far as the doubles hold the data.
  @Test(arguments: zip([0, 1e8, 1e10], [9, 3, 1]))
  func `a residual of a millionth keeps its digits`(offset: Double, digits: Int) throws {
    let series = SimulatedSeries(seed: 31, deviations: [1, 0, 0, 1e-6], losing: 0)
    // One factor, balanced: the exact answer is the analysis of variance.
    let scale = offset == 0 ? 1.0 : offset == 1e8 ? 100.0 : 1e5
    let random = [ModelFactor("laboratory", series.codes[0])]
    let plain = try VarianceComponents(series.values.map { $0 * scale }, random: random, method: .anova)
    let reml = try VarianceComponents(series.values.map { $0 * scale + offset }, random: random)
    for (a, b) in zip(reml.components, plain.components) { #expect(agree(a.variance, b.variance, digits: digits)) }
    #expect(reml.components[1].standardDeviation / reml.components[0].standardDeviation < 3e-6)
    // Unbalanced: REML lets go of nothing either.
    let unbalanced = SimulatedSeries(seed: 31, deviations: [1, 0, 0, 1e-6])
    let fit = try VarianceComponents(
      unbalanced.values.map { $0 * scale }, random: [ModelFactor("laboratory", unbalanced.codes[0])])
    let within = try #require(
      try MeanSquare.within(
        (0..<4).map { lab in
          unbalanced.values.indices.filter { unbalanced.codes[0][$0] == lab }.map { unbalanced.values[$0] * scale }
        }, name: "within"))
    #expect(agree(fit.components[1].variance, within.value, digits: 8))
  }

  /// 2 analysts crossed with 4 days, 11 results. NumPy and SciPy, by code of its own: the restricted deviance minimised over the
  /// shares of the components at a fixed total, on a grid, its faces, and by simplex from the best point; it exceeds the least of
  /// all by 3.841458820694 at 0.12388643 and 10.70776208, and by 2.254 at 2.340949, where a search ends that stays in one maximum.
  @Test func `the profile of a total reaches to where no share of the components makes it likely`() throws {
    let fit = try VarianceComponents(
      [101.22, 101.18, 100.78, 101.03, 99.8, 100.76, 100.5, 100.77, 100.49, 99.73, 100.16].map { $0 - 100 },
      random: [
        ModelFactor("analyst", [1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2]),
        ModelFactor("day", [1, 1, 2, 2, 3, 4, 1, 2, 2, 3, 4]),
      ], arrangement: .asCoded)
    let profile = try fit.profileInterval(of: fit.total, level: 0.95)
    #expect(abs(profile.lower - 0.1238864318) < 1e-9)
    #expect(abs(profile.upper - 10.7077620835) < 1e-7)
    #expect(fit.isCrossed)
  }
}
