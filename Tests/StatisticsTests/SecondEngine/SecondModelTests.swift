import Foundation
import TestSupport
import Testing

@testable import Statistics

struct SecondModelTests {
  /// A random unbalanced study with one or two random factors and a fixed one.
  struct Study {
    let values: [Double]
    let random: [ModelFactor]
    let labels: [[Int]]
    let sample: [Int]
    let arrangement: RandomArrangement

    init(_ random: inout SplitMix) {
      let isCrossed = random.uniform() < 0.3
      let (outer, inner) = (3 + Int(random.uniform() * 3), 2 + Int(random.uniform() * 3))
      let spreads = [random.uniform(), random.uniform(), 0.2 + random.uniform()].map { $0 * $0 }
      let effects = (0..<60).map { _ in random.normal() }
      var (a, b, sample, values): ([Int], [Int], [Int], [Double]) = ([], [], [], [])
      for i in 0..<outer {
        for j in 0..<inner {
          for k in 0..<(1 + Int(random.uniform() * 3)) {
            a.append(i)
            b.append(j)
            sample.append((i + k) % 2)
            let place = isCrossed ? 20 + j : 20 + i * inner + j
            let fixed = 100 + Double((i + k) % 2)
            values.append(
              fixed + spreads[0] * effects[i] + spreads[1] * effects[place] + spreads[2] * random.normal())
          }
        }
      }
      self.values = values
      self.sample = sample
      arrangement = isCrossed ? .asCoded : .nested
      self.random = [ModelFactor("day", a), ModelFactor("run", b)]
      labels = [a, isCrossed ? b : zip(a, b).map { $0 * 100 + $1 }]
    }

    func fit() throws -> VarianceComponents {
      try VarianceComponents(
        values, random: random, fixed: [FixedTerm(ModelFactor("sample", sample))], arrangement: arrangement)
    }
  }

  @Test func `both engines agree on 200 random mixed models`() throws {
    var tally = Tally()
    var random = SplitMix(seed: 20_261_204)
    var studies = 0
    while studies < 200 {
      let study = Study(&random)
      guard let fit = try? study.fit() else { continue }
      studies += 1
      let model = try SecondEngine.DenseModel(study.values, factors: study.labels, fixed: [study.sample])
      tally.add(model.checks(of: fit))
      let theta = fit.components.map(\.variance)
      for weights in [[1, 0.5], [0, 1]] {
        for rule in [DegreesOfFreedomRule.satterthwaite, .kenwardRoger] {
          guard let contrast = try? fit.fixedEffects.contrast(weights, rule: rule) else { continue }
          tally.add(model.checks(of: contrast, weights: weights, at: theta))
        }
      }
    }
    tally.expectAgreement()
  }

  /// Components by lme4 and SAS, certified to eleven digits: the dense likelihood is that of lme4, and it is at its maximum.
  @Test(arguments: Golden.load("variance-components", as: Golden.Components.self).cases)
  func `certified components are a maximum of the dense likelihood`(set: Golden.Components.Case) throws {
    let fit = try VarianceComponents(set.y, random: set.random, arrangement: set.reading)
    let codes = set.random.map(\.codes)
    let labels =
      set.reading == .nested
      ? codes.indices.map { k in set.y.indices.map { i in codes[0...k].reduce(0) { $0 * 1_000 + $1[i] } } } : codes
    let model = try SecondEngine.DenseModel(set.y, factors: labels)
    #expect(abs(try #require(model.logLikelihood(set.reml).value) - set.logLikelihood) < 1e-8)
    let mean = try model.contrast([1], at: set.reml, rule: .satterthwaite)
    #expect(agree(mean.value, set.mean, digits: 11))
    #expect(agree(mean.variance.squareRoot(), set.standardError, digits: 9))
    var tally = Tally()
    tally.add(model.checks(of: fit))
    tally.expectAgreement()
  }

  /// The transfer models of the golden file, with SEs and degrees of freedom of lmerTest and pbkrtest.
  @Test(arguments: Golden.load("mixed-models", as: Golden.MixedModels.self).transfers)
  func `lmerTest's and pbkrtest's degrees of freedom are met`(set: Golden.MixedModels.Transfer) throws {
    let model = try SecondEngine.DenseModel(
      set.values, factors: [zip(set.lab, set.day).map { $0 * 1_000 + $1 }], fixed: [set.lab])
    let satterthwaite = try model.contrast([0, 1], at: set.reml, rule: .satterthwaite)
    #expect(agree(abs(satterthwaite.value), abs(set.estimate), digits: 7))
    #expect(agree(satterthwaite.variance.squareRoot(), set.se, digits: 7))
    #expect(agree(satterthwaite.degreesOfFreedom, set.dfSatterthwaite, digits: 4))
    let adjusted = try model.contrast([0, 1], at: set.reml, rule: .kenwardRoger)
    #expect(agree(adjusted.variance.squareRoot(), set.seKR, digits: 6))
    #expect(agree(adjusted.degreesOfFreedom, set.dfKR, digits: 5))
  }

  @Test func `too many rows are said to be too many`() {
    let values = (0..<200).map(Double.init)
    #expect(throws: CrossCheck.Reason.tooLarge(rows: 200)) {
      try SecondEngine.DenseModel(values, factors: [values.map { _ in 1 }])
    }
    // Runs that nothing joins are a matrix each, however many they are.
    #expect(throws: Never.self) {
      try SecondEngine.DenseModel(values + values, factors: [(values + values).indices.map { $0 / 4 }])
    }
  }

  /// By GSL's differences of the dense likelihood, which has no derivative of its own.
  @Test func `the dense score is the derivative of the dense likelihood`() throws {
    var random = SplitMix(seed: 31)
    for _ in 0..<40 {
      let study = Study(&random)
      let model = try SecondEngine.DenseModel(study.values, factors: study.labels, fixed: [study.sample])
      let theta = (0..<3).map { _ in 0.05 + random.uniform() }
      for (k, score) in model.score(theta).enumerated() {
        func likelihood(_ factor: Double) -> Double {
          var other = theta
          other[k] *= exp(factor)
          return model.logLikelihood(other).value ?? .nan
        }
        let h = 1e-3
        let slope = (8 * (likelihood(h) - likelihood(-h)) - likelihood(2 * h) + likelihood(-2 * h)) / (12 * h)
        #expect(abs(slope - (try #require(score.value))) < 1e-8 * Double(study.values.count))
      }
    }
  }

  @Test func `faults put into a mixed model are found`() throws {
    var faults = FaultTally()
    var random = SplitMix(seed: 12)
    var studies = 0
    while studies < 100 {
      let study = Study(&random)
      guard let fit = try? study.fit(), fit.components.allSatisfy({ $0.variance > 0 }),
        let own = fit.logLikelihood, let contrast = try? fit.fixedEffects.contrast([1, 0.5], rule: .satterthwaite)
      else { continue }
      studies += 1
      let model = try SecondEngine.DenseModel(study.values, factors: study.labels, fixed: [study.sample])
      let theta = fit.components.map(\.variance)
      func check(_ fault: String, _ first: Double, _ second: SecondValue) {
        faults.add("REML: \(fault)", [CrossCheck(.likelihood, fault, first: first, second: second)])
      }
      check("one fixed effect too few counted", own - 0.9189385332, model.logLikelihood(theta))
      // A component that is one in a hundred off is no maximum.
      let off = model.score([theta[0], theta[1], 1.01 * theta[2]])
      faults.add(
        "REML: a component off by 1 %",
        off.map { CrossCheck(.likelihood, "score", first: 0, second: $0) })
      // The components of the analysis of variance, or of the full likelihood, in place of the restricted one's.
      if let other = try? VarianceComponents(
        study.values, random: study.random, fixed: [FixedTerm(ModelFactor("sample", study.sample))],
        arrangement: study.arrangement, method: .ml)
      {
        faults.add(
          "REML: full likelihood for restricted",
          model.score(other.components.map(\.variance)).map { CrossCheck(.likelihood, "score", first: 0, second: $0) })
      }
      func wrong(_ estimate: Double? = nil, _ error: Double? = nil, _ freedom: Double? = nil) -> FixedContrast {
        FixedContrast(
          estimate: estimate ?? contrast.estimate, standardError: error ?? contrast.standardError,
          degreesOfFreedom: freedom ?? contrast.degreesOfFreedom, rule: contrast.rule)
      }
      for (fault, other) in [
        ("a sign", wrong(-contrast.estimate)),
        ("one degree of freedom more", wrong(nil, nil, contrast.degreesOfFreedom + 1)),
        ("a standard error of n in place of n - 1", wrong(nil, contrast.standardError * 0.98)),
      ] { faults.add("contrast: \(fault)", model.checks(of: other, weights: [1, 0.5], at: theta)) }
    }
    faults.expectFound()
  }
}
