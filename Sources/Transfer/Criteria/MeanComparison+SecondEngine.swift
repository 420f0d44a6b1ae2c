internal import Statistics

/// Means compared once more by the second engine, from unit means (`docs/two-engines.md`).
extension MeanComparison {
  /// A t test of a difference, held against the same by another way.
  func crossChecks(
    of test: EquivalenceTest, _ terms: MeanTerms, sending: LaboratoryCells, receiving: LaboratoryCells
  ) -> [CrossCheck] {
    held(.meanTest, "estimate", test.estimate) { () throws(CrossCheck.Reason) in
      let (r, s) = try unitMeans(sending: sending, receiving: receiving)
      let second: SecondEngine.MeanTest
      switch terms.variances {
      case .pooled: second = try SecondEngine.MeanTest(pooled: r, reference: s)
      case .separate:
        var mean = try SecondEngine.Mean(samples: r)
        if let step = bridge?.step {
          mean = mean.adding(
            SecondEngine.Mean(
              step.value, variance: step.standardError * step.standardError, degreesOfFreedom: step.degreesOfFreedom))
        }
        second = try SecondEngine.MeanTest(test: mean, reference: try SecondEngine.Mean(samples: s))
      }
      return second.checks(of: test, level: 1 - 2 * criterion.alpha)
    }
  }

  /// A test of the ratio of two means, and Fieller's ends.
  func crossChecks(
    of test: RatioTest, _ terms: MeanTerms, sending: LaboratoryCells, receiving: LaboratoryCells, _ frame: AnalysisFrame
  ) -> [CrossCheck] {
    held(.ratioTest, "ratio", test.ratio) { () throws(CrossCheck.Reason) in
      let (r, s) = try unitMeans(sending: sending, receiving: receiving)
      func mean(_ samples: [[Double]]) throws(CrossCheck.Reason) -> SecondEngine.Mean {
        let found = try SecondEngine.Mean(samples: samples)
        return SecondEngine.Mean(
          frame.centre + found.value, variance: found.variance, degreesOfFreedom: found.degreesOfFreedom)
      }
      let second: SecondEngine.RatioOfMeans
      switch terms.variances {
      case .separate: second = try SecondEngine.RatioOfMeans(test: try mean(r), reference: try mean(s))
      case .pooled:
        // The common variance of both, by way of the standard error of their difference.
        func share(_ samples: [[Double]]) -> Double {
          samples.reduce(0) { $0 + 1 / Double($1.count) } / Double(samples.count * samples.count)
        }
        let difference = try SecondEngine.MeanTest(pooled: r, reference: s)
        let variance = difference.standardError * difference.standardError / (share(r) + share(s))
        func common(_ samples: [[Double]]) throws(CrossCheck.Reason) -> SecondEngine.Mean {
          SecondEngine.Mean(
            try mean(samples).value, variance: variance * share(samples),
            degreesOfFreedom: difference.degreesOfFreedom)
        }
        second = try SecondEngine.RatioOfMeans(
          test: try common(r), reference: try common(s), commonDegreesOfFreedom: difference.degreesOfFreedom)
      }
      return second.checks(of: test, level: 1 - 2 * criterion.alpha)
    }
  }

  /// The mean of the differences of matched lots.
  func crossChecks(of test: EquivalenceTest, receivingLots: [Double], sendingLots: [Double]) -> [CrossCheck] {
    held(.meanTest, "estimate", test.estimate) { () throws(CrossCheck.Reason) in
      try SecondEngine.MeanTest(paired: receivingLots, reference: sendingLots)
        .checks(of: test, level: 1 - 2 * criterion.alpha)
    }
  }

  /// Unit means of both laboratories, sample by sample.
  ///
  /// - Throws: ``CrossCheck/Reason/noRoute`` where a mixed model stands in their place.
  private func unitMeans(
    sending: LaboratoryCells, receiving: LaboratoryCells
  ) throws(CrossCheck.Reason) -> ([[Double]], [[Double]]) {
    guard let r = receiving.unitMeans, let s = sending.unitMeans else { throw .noRoute }
    return (r, s)
  }

  /// What a second computation holds, or why there is none.
  private func held(
    _ kind: CrossCheck.Kind, _ name: String, _ first: Double,
    _ compute: () throws(CrossCheck.Reason) -> [CrossCheck]
  ) -> [CrossCheck] {
    do throws(CrossCheck.Reason) { return try compute() } catch {
      return [CrossCheck(kind, name, first: first, second: .none(error))]
    }
  }
}
