import Statistics
import TestSupport
import Testing

/// A short, seeded version of `docs/verification.md`: real values, mean squares computed from them, default methods.
struct BoundsCoverageTests {
  struct Design: Sendable {
    let runs: Int
    let replicates: Int
    let correlation: Double
  }

  private struct Study {
    let between: MeanSquare
    let within: MeanSquare
    let mean: Double
    private let replicates: Double

    init(_ design: Design, _ random: inout SplitMix) throws {
      let cells = (0..<design.runs).map { _ in
        let run = random.normal() * design.correlation.squareRoot()
        return (0..<design.replicates).map { _ in run + random.normal() * (1 - design.correlation).squareRoot() }
      }
      replicates = Double(design.replicates)
      let means = try Moments(cells.map { $0.reduce(0, +) / Double(design.replicates) })
      mean = means.mean
      between = MeanSquare(
        name: "run", value: means.variance, degreesOfFreedom: Double(design.runs - 1))
      within = try #require(try MeanSquare.within(cells, name: "e"))
    }

    var intermediate: VarianceSum {
      VarianceSum([
        .init(coefficient: 1, meanSquare: between), .init(coefficient: 1 - 1 / replicates, meanSquare: within),
      ])
    }
    var component: VarianceSum {
      VarianceSum([
        .init(coefficient: 1, meanSquare: between), .init(coefficient: -1 / replicates, meanSquare: within),
      ])
    }
  }

  @Test(arguments: [
    Design(runs: 3, replicates: 2, correlation: 0), Design(runs: 3, replicates: 3, correlation: 0.9),
    Design(runs: 6, replicates: 3, correlation: 0.3), Design(runs: 10, replicates: 2, correlation: 0.6),
  ])
  func `every default one-sided bound covers at least its level`(design: Design) throws {
    var random = SplitMix(seed: 4711)
    let studies = 2_000
    var missed: [String: Int] = [:]
    func note(_ name: String, _ isMissed: Bool) { missed[name, default: 0] += isMissed ? 1 : 0 }
    let terms = { (study: Study) in study.intermediate.terms.map { ($0.meanSquare.degreesOfFreedom, true) } }
    let first = try Study(design, &random)
    let ratioRule = VarianceRatioBoundRule(test: terms(first), reference: terms(first), level: 0.95)
    let rule = VarianceBoundRule(terms: terms(first), level: 0.95)
    let componentRule = VarianceBoundRule(
      terms: [(first.between.degreesOfFreedom, true), (first.within.degreesOfFreedom, false)], level: 0.95)
    func shares(_ sum: VarianceSum) -> [Double] { sum.terms.map { $0.coefficient * $0.meanSquare.value } }
    for i in 0..<studies {
      let (r, s) = (try Study(design, &random), try Study(design, &random))
      let (a, b, c) = (shares(r.intermediate), shares(s.intermediate), shares(r.component))
      note("intermediate, upper", rule.upper(a) < 1)
      note("intermediate, lower", rule.lower(a) > 1)
      note("ratio, upper", ratioRule.upper(testShares: a, referenceShares: b) < 1)
      note("ratio, lower", ratioRule.lower(testShares: a, referenceShares: b) > 1)
      note("component, upper", componentRule.upper(c) < design.correlation)
      note("component, lower", componentRule.lower(c) > design.correlation)
      if i < 20 {
        // The rules are the defaults, quantiles kept.
        let ratio = try VarianceRatio(test: r.intermediate, reference: s.intermediate)
        #expect(agree(ratio.upperBound(level: 0.95), ratioRule.upper(testShares: a, referenceShares: b)))
        #expect(agree(r.intermediate.lowerBound(level: 0.95), rule.lower(a)))
        #expect(agree(r.component.upperBound(level: 0.95), componentRule.upper(c)))
      }
    }
    // 94.5 % less 3.29 Monte Carlo standard errors.
    let most = Double(studies) * (0.055 + 3.29 * (0.055 * 0.945 / Double(studies)).squareRoot())
    for (name, count) in missed { #expect(Double(count) <= most, "\(name): \(count) of \(studies)") }
  }

  @Test(arguments: [0.05, 0.3])
  func `the bounds of a nested coefficient of variation cover at least their level`(variation: Double) throws {
    var random = SplitMix(seed: 11)
    let design = Design(runs: 3, replicates: 3, correlation: 0.9)
    let studies = 1_000
    var (above, below) = (0, 0)
    for _ in 0..<studies {
      let study = try Study(design, &random)
      let mean = 1 / variation + study.mean
      guard mean > 0 else { continue }
      let cv = try CoefficientOfVariation(
        variance: study.intermediate,
        mean: MeanEstimate(
          centred: mean, variance: study.between.value / 3, degreesOfFreedom: 2, units: 3))
      if cv.upperBound(level: 0.95) < variation { above += 1 }
      if cv.lowerBound(level: 0.95) > variation { below += 1 }
    }
    let most = Double(studies) * (0.055 + 3.29 * (0.055 * 0.945 / Double(studies)).squareRoot())
    #expect(Double(max(above, below)) <= most)
  }
}
