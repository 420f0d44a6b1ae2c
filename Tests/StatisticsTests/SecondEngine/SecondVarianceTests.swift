import Statistics
import TestSupport
import Testing

struct SecondVarianceTests {
  private func terms(_ random: inout SplitMix, count: Int, signs: Bool) -> [VarianceSum.Term] {
    (0..<count).map { k in
      let v = Double(1 + Int(random.uniform() * 20))
      let coefficient = (signs && k == count - 1 && count > 1 ? -1 : 1) * (0.1 + random.uniform())
      let square = exp2(6 * random.uniform() - 3)
      return VarianceSum.Term(
        coefficient: coefficient, meanSquare: MeanSquare(name: "\(k)", value: square, degreesOfFreedom: v))
    }
  }

  private func exp2(_ x: Double) -> Double { AnalysisScale.log.reported(x * 0.6931471805599453) }

  private func shares(_ terms: [VarianceSum.Term]) -> [SecondEngine.Share] {
    terms.map {
      SecondEngine.Share(
        $0.coefficient * $0.meanSquare.value, degreesOfFreedom: $0.meanSquare.degreesOfFreedom,
        isPositive: $0.coefficient > 0)
    }
  }

  @Test func `both engines agree on bounds of 2,000 random variances and their ratios`() throws {
    var tally = Tally()
    var random = SplitMix(seed: 3)
    for _ in 0..<2_000 {
      let level = [0.8, 0.9, 0.95, 0.99][Int(random.uniform() * 4)]
      let test = terms(&random, count: 1 + Int(random.uniform() * 4), signs: random.uniform() < 0.4)
      let reference = terms(&random, count: 1 + Int(random.uniform() * 3), signs: false)
      let (r, s) = (VarianceSum(test), VarianceSum(reference))
      let (a, b) = (shares(test), shares(reference))
      for (method, pairs) in [(VarianceBoundMethod.modifiedLargeSample, true), (.graybillWang, false)] {
        tally.add([
          CrossCheck(
            .varianceBound, "upper \(method)", first: r.upperBound(level: level, method: method),
            second: SecondEngine.VarianceBound.modifiedLargeSample(a, level: level, isUpper: true, pairs: pairs)),
          CrossCheck(
            .varianceBound, "lower \(method)", first: r.untruncatedLowerBound(level: level, method: method),
            second: SecondEngine.VarianceBound.modifiedLargeSample(a, level: level, isUpper: false, pairs: pairs)),
        ])
      }
      tally.add([
        CrossCheck(
          .varianceBound, "Satterthwaite's", first: s.upperBound(level: level, method: .satterthwaite),
          second: SecondEngine.VarianceBound.bySatterthwaite(b, level: level, isUpper: true))
      ])
      guard r.estimate > 0 else { continue }
      let ratio = try VarianceRatio(test: r, reference: s)
      tally.add([
        CrossCheck(
          .varianceRatio, "upper", first: ratio.upperBound(level: level),
          second: SecondEngine.VarianceRatioBound.modifiedLargeSample(a, b, level: level, isUpper: true)),
        CrossCheck(
          .varianceRatio, "lower", first: ratio.lowerBound(level: level),
          second: SecondEngine.VarianceRatioBound.modifiedLargeSample(a, b, level: level, isUpper: false)),
      ])
    }
    tally.expectAgreement()
  }

  @Test func `both engines agree on 2,000 random coefficients of variation`() throws {
    var tally = Tally()
    var random = SplitMix(seed: 4)
    for _ in 0..<2_000 {
      let level = [0.8, 0.9, 0.95, 0.99][Int(random.uniform() * 4)]
      let spread = [0.01, 0.1, 0.3][Int(random.uniform() * 3)]
      let values = (0..<(2 + Int(random.uniform() * 12))).map { _ in 100 * (1 + spread * random.normal()) }
      let sample = try Moments(values)
      guard sample.mean > 0 else { continue }
      let first = try CoefficientOfVariation(
        standardDeviation: sample.standardDeviation, mean: sample.mean, degreesOfFreedom: Double(sample.count - 1))
      let test = terms(&random, count: 1 + Int(random.uniform() * 3), signs: false)
      let mean = SecondEngine.Mean(30, variance: 10 * random.uniform(), degreesOfFreedom: 1 + 9 * random.uniform())
      let nested = try CoefficientOfVariation(
        variance: VarianceSum(test),
        mean: MeanEstimate(
          centred: 30, variance: mean.variance, degreesOfFreedom: mean.degreesOfFreedom, units: 3))
      let variance = VarianceSum(test).estimate
      for isUpper in [true, false] {
        let side = isUpper ? "upper" : "lower"
        tally.add([
          CrossCheck(
            .variationBound, "\(side) by Vangel",
            first: isUpper ? first.upperBound(level: level) : first.lowerBound(level: level),
            second: SecondEngine.VariationBound.vangel(values, level: level, isUpper: isUpper)),
          CrossCheck(
            .variationBound, "\(side) recovered on ln",
            first: isUpper ? nested.upperBound(level: level) : nested.lowerBound(level: level),
            second: SecondEngine.VariationBound.recovered(
              variance: variance,
              bound: SecondEngine.VarianceBound.modifiedLargeSample(shares(test), level: level, isUpper: isUpper),
              mean: mean, level: level, isUpper: isUpper)),
        ])
      }
    }
    tally.expectAgreement()
  }

  @Test func `faults put into a bound are found`() throws {
    var faults = FaultTally()
    var random = SplitMix(seed: 5)
    for _ in 0..<100 {
      let test = terms(&random, count: 2, signs: false)
      let reference = terms(&random, count: 2, signs: false)
      let a = shares(test)
      let upper = SecondEngine.VarianceBound.modifiedLargeSample(a, level: 0.95, isUpper: true)
      let sum = VarianceSum(test)
      func check(_ name: String, _ value: Double) {
        faults.add("bound: \(name)", [CrossCheck(.varianceBound, name, first: value, second: upper)])
      }
      check("the other tail", sum.upperBound(level: 0.05))
      check("another level", sum.upperBound(level: 0.975))
      check("another method", sum.upperBound(level: 0.95, method: .satterthwaite))
      let moved = test.map { term in
        VarianceSum.Term(
          coefficient: term.coefficient,
          meanSquare: MeanSquare(
            name: "", value: term.meanSquare.value, degreesOfFreedom: term.meanSquare.degreesOfFreedom + 1))
      }
      check("one degree of freedom more", VarianceSum(moved).upperBound(level: 0.95))
      let turned = [test[0], .init(coefficient: -test[1].coefficient, meanSquare: test[1].meanSquare)]
      check("a sign", VarianceSum(turned).upperBound(level: 0.95))
      let second = SecondEngine.VarianceRatioBound.modifiedLargeSample(a, shares(reference), level: 0.95, isUpper: true)
      func check(ratio name: String, _ value: Double) {
        faults.add("ratio of variances: \(name)", [CrossCheck(.varianceRatio, name, first: value, second: second)])
      }
      let right = try VarianceRatio(test: sum, reference: VarianceSum(reference))
      check(ratio: "the other tail", right.lowerBound(level: 0.95))
      let exchanged = try VarianceRatio(test: VarianceSum(reference), reference: sum)
      check(ratio: "exchanged", exchanged.upperBound(level: 0.95))
      check(
        ratio: "one degree of freedom more",
        try VarianceRatio(test: VarianceSum(moved), reference: VarianceSum(reference)).upperBound(level: 0.95))
      check(ratio: "another method", right.upperBound(level: 0.95, method: .satterthwaite))
      let values = (0..<6).map { _ in 100 + 10 * random.normal() }
      let sample = try Moments(values)
      let wrongs = [("one degree of freedom more", 6.0, 0.95), ("another level", 5, 0.9), ("the other tail", 5, 0.05)]
      for (name, v, level) in wrongs {
        let wrong = try CoefficientOfVariation(
          standardDeviation: sample.standardDeviation, mean: sample.mean, degreesOfFreedom: v)
        faults.add(
          "%CV: \(name)",
          [
            CrossCheck(
              .variationBound, name, first: wrong.upperBound(level: level),
              second: SecondEngine.VariationBound.vangel(values, level: 0.95, isUpper: true))
          ])
      }
    }
    faults.expectFound()
  }
}
