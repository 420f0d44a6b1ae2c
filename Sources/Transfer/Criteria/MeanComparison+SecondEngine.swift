internal import Statistics

/// Means compared once more by the second engine, from unit means or from a mixed model of the results
/// (`docs/two-engines.md`).
extension MeanComparison {
  /// A t test of a difference, held against the same by another way.
  func crossChecks(
    of test: EquivalenceTest, _ terms: MeanTerms, sending s: SecondMean, receiving r: SecondMean
  ) -> [CrossCheck] {
    var own: [CrossCheck] = []
    let second = Result { () throws(CrossCheck.Reason) -> SecondEngine.MeanTest in
      switch terms.variances {
      case .pooled: return try SecondEngine.MeanTest(pooled: try r.unitMeans, reference: try s.unitMeans)
      case .separate:
        var test = try r.found()
        let reference = try s.found()
        own = test.checks + reference.checks
        if bridge?.step != nil {
          guard let way = bridge?.way else { throw .noRoute }
          test.mean = test.mean.adding(try way.second())
        }
        return try SecondEngine.MeanTest(test: test.mean, reference: reference.mean)
      }
    }
    return own
      + SecondEngine.MeanTest.checks(of: test, level: 1 - 2 * criterion.alpha, against: second)
      .held(byModel: r.isModel || s.isModel)
  }

  /// A t test of a difference in one mixed model of both laboratories.
  func crossChecks(
    of test: EquivalenceTest, _ model: CommonModel, _ rule: ModelDegreesOfFreedom
  ) -> [CrossCheck] {
    var own: [CrossCheck] = []
    let second = Result { () throws(CrossCheck.Reason) -> SecondEngine.MeanTest in
      let found = try model.second(rule)
      own = found.checks
      return try SecondEngine.MeanTest(found.mean)
    }
    return own
      + SecondEngine.MeanTest.checks(of: test, level: 1 - 2 * criterion.alpha, against: second).held(byModel: true)
  }

  /// A test of the ratio of two means, and Fieller's ends.
  func crossChecks(
    of test: RatioTest, _ terms: MeanTerms, sending s: SecondMean, receiving r: SecondMean, _ frame: AnalysisFrame
  ) -> [CrossCheck] {
    var own: [CrossCheck] = []
    func moved(_ mean: SecondEngine.Mean) -> SecondEngine.Mean {
      SecondEngine.Mean(
        frame.centre + mean.value, variance: mean.variance, degreesOfFreedom: mean.degreesOfFreedom)
    }
    let second = Result { () throws(CrossCheck.Reason) -> SecondEngine.RatioOfMeans in
      switch terms.variances {
      case .separate:
        let (test, reference) = (try r.found(), try s.found())
        own = test.checks + reference.checks
        return try SecondEngine.RatioOfMeans(test: moved(test.mean), reference: moved(reference.mean))
      case .pooled:
        // The common variance of both, by way of the standard error of their difference.
        func share(_ samples: [[Double]]) -> Double {
          samples.reduce(0) { $0 + 1 / Double($1.count) } / Double(samples.count * samples.count)
        }
        let (test, reference) = (try r.unitMeans, try s.unitMeans)
        let difference = try SecondEngine.MeanTest(pooled: test, reference: reference)
        let variance = difference.standardError * difference.standardError / (share(test) + share(reference))
        func common(_ samples: [[Double]]) throws(CrossCheck.Reason) -> SecondEngine.Mean {
          SecondEngine.Mean(
            moved(try SecondEngine.Mean(samples: samples)).value, variance: variance * share(samples),
            degreesOfFreedom: difference.degreesOfFreedom)
        }
        return try SecondEngine.RatioOfMeans(
          test: try common(test), reference: try common(reference),
          commonDegreesOfFreedom: difference.degreesOfFreedom)
      }
    }
    return own
      + SecondEngine.RatioOfMeans.checks(of: test, level: 1 - 2 * criterion.alpha, against: second)
      .held(byModel: r.isModel || s.isModel)
  }

  /// The mean of the differences of matched lots.
  func crossChecks(of test: EquivalenceTest, receivingLots: [Double], sendingLots: [Double]) -> [CrossCheck] {
    SecondEngine.MeanTest.checks(
      of: test, level: 1 - 2 * criterion.alpha,
      against: Result { () throws(CrossCheck.Reason) in
        try SecondEngine.MeanTest(paired: receivingLots, reference: sendingLots)
      })
  }
}

/// A laboratory's mean on its way into a test of the second engine.
struct SecondMean {
  let cells: LaboratoryCells
  /// The first engine's, where replication is unbalanced; of it the components are taken, and nothing else.
  let model: LaboratoryModel?
  let rule: ModelDegreesOfFreedom?

  var isModel: Bool { model != nil }

  /// Unit means, sample by sample.
  var unitMeans: [[Double]] {
    get throws(CrossCheck.Reason) {
      guard let means = cells.unitMeans else { throw .noRoute }
      return means
    }
  }

  /// The mean, and that a model's components are at the maximum of their likelihood.
  func found() throws(CrossCheck.Reason) -> (mean: SecondEngine.Mean, checks: [CrossCheck]) {
    guard let model else { return (try SecondEngine.Mean(samples: try unitMeans), []) }
    return try model.second(cells, rule ?? .satterthwaite)
  }
}

extension LaboratoryModel {
  /// The equally weighted mean over the samples by dense algebra.
  func second(
    _ cells: LaboratoryCells, _ rule: ModelDegreesOfFreedom
  ) throws(CrossCheck.Reason) -> (mean: SecondEngine.Mean, checks: [CrossCheck]) {
    let (values, groups, units, _) = cells.flat
    let samples = Set(groups).count
    let model = try SecondEngine.DenseModel(
      values, factors: hasCells ? [units, pairs(units, groups)] : [units], fixed: samples > 1 ? [groups] : [])
    return try model.fitted(
      [1] + [Double](repeating: 1 / Double(samples), count: samples - 1), at: components.components, rule: rule.rule)
  }
}

extension CommonModel {
  /// The difference of both laboratories' means by dense algebra.
  func second(_ rule: ModelDegreesOfFreedom) throws(CrossCheck.Reason) -> (
    mean: SecondEngine.Mean, checks: [CrossCheck]
  ) {
    let (r, s) = (receiving.flat, sending.flat)
    let units = s.units.map { 2 * $0 } + r.units.map { 2 * $0 + 1 }
    let cells = s.groups.map { 2 * $0 } + r.groups.map { 2 * $0 + 1 }
    let model = try SecondEngine.DenseModel(
      s.values + r.values, factors: hasCells ? [units, pairs(units, cells)] : [units], fixed: [cells])
    let levels = Set(cells).sorted()
    let (sent, received) = (Double(Set(s.groups).count), Double(Set(r.groups).count))
    let weights = levels.map { $0 % 2 == 0 ? -1 / sent : 1 / received }
    // The means' weights add up to nothing, so that the intercept has none.
    return try model.fitted([0] + weights.dropFirst(), at: components, rule: rule.rule)
  }
}

extension [CrossCheck] {
  /// What rests on a mixed model is held as its degrees of freedom are.
  func held(byModel isModel: Bool) -> [CrossCheck] { isModel ? map { $0.held(to: 1e-7) } : self }
}

/// A label for each pair of labels that occurs.
private func pairs(_ one: [Int], _ other: [Int]) -> [Int] {
  let most = (other.max() ?? 0) + 1
  return zip(one, other).map { $0 * most + $1 }
}
