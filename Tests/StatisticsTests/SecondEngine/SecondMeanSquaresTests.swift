import TestSupport
import Testing

@testable import Statistics

/// A random study of runs: named sources nested or crossed, uneven replicates, one sample or several.
struct RandomLayout {
  let named: [[Int]]
  let runs: [Int]
  let samples: [Int]
  var values: [Double]

  init(_ random: inout SplitMix) {
    func pick(_ count: Int) -> Int { Int(random.uniform() * Double(count)) }
    let (outer, inner) = (2 + pick(2), 2 + pick(2))
    let shape = pick(5)
    let sampleCount = pick(4) == 0 ? 2 : 1
    let most = 1 + pick(3)
    let (isUneven, losing) = (pick(2) == 0, pick(3) == 0 ? 0.15 : 0)
    var (analysts, days, runs, samples, values): ([Int], [Int], [Int], [Int], [Double]) = ([], [], [], [], [])
    let deviations = (0..<4).map { _ in 0.2 + random.uniform() }
    let effects = (0..<200).map { _ in random.normal() }
    let level = [0.0, 100, 1e4][pick(3)]
    for a in 0..<outer {
      for d in 0..<inner {
        for r in 0..<(shape == 0 ? 1 : 2) {
          if random.uniform() < losing, a + d > 0 { continue }
          let run = (a * inner + d) * 2 + r
          let replicates = isUneven ? 1 + pick(most) : most
          for s in 0..<sampleCount {
            for _ in 0..<replicates {
              let day = shape == 3 || shape == 4 ? d : a * inner + d
              analysts.append(a)
              days.append(day)
              runs.append(run)
              samples.append(s)
              let fixed = level + deviations[0] * effects[a] + deviations[1] * effects[10 + day]
              let noise = deviations[2] * effects[50 + run] + deviations[3] * random.normal()
              values.append(fixed + noise + Double(s))
            }
          }
        }
      }
    }
    named = shape == 0 || shape == 3 ? [analysts, days] : shape == 1 ? [analysts] : shape == 2 ? [] : [days, analysts]
    self.runs = runs
    self.samples = samples
    self.values = values
  }

  var layout: UnweightedLayout { UnweightedLayout(named: named, runs: runs, samples: samples) }

  func analysis(_ layout: UnweightedLayout) throws -> SecondEngine.UnweightedAnalysis {
    try SecondEngine.UnweightedAnalysis(values, sources: layout.labelsOfResults, samples: samples)
  }
}

struct SecondMeanSquaresTests {
  @Test func `both engines agree on unweighted sums of squares and bounds of 2,000 random layouts`() throws {
    var tally = Tally()
    var random = SplitMix(seed: 20_261_203)
    var studies = 0
    var before: (UnweightedBounds, UnweightedSquares, SecondEngine.UnweightedAnalysis, [Double])?
    while studies < 2_000 {
      let study = RandomLayout(&random)
      let layout = study.layout
      guard let sums = try? UnweightedSums(layout) else { continue }
      studies += 1
      let squares = try sums.squares(study.values)
      let analysis = try study.analysis(layout)
      tally.add(analysis.checks(of: squares))
      let weights = layout.sources.map { _ in [1.0, 1, 0.5][Int(random.uniform() * 3)] }
      let alpha = [0.05, 0.1][studies % 2]
      let bounds = UnweightedBounds(sums, weights: weights, residualWeight: 0.5, level: 1 - alpha)
      tally.add(analysis.checks(of: bounds, squares, weights: weights, residualWeight: 0.5))
      if let (reference, found, other, theirs) = before {
        let ratio = UnweightedRatioBounds(test: bounds, reference: reference, alpha: alpha)
        let own = SecondEngine.unweightedRatio(
          (analysis, weights, 0.5), (other, theirs, 0.5), alpha: alpha)
        tally.add([
          CrossCheck(
            .varianceRatio, "lower", first: ratio.lower(test: squares, reference: found), second: own.lower),
          CrossCheck(
            .varianceRatio, "upper", first: ratio.upper(test: squares, reference: found), second: own.upper),
        ])
      }
      let shares = study.values.map { _ in 1 / Double(study.values.count) }
      if let first = sums.varianceOfMean(squares, weights: shares) {
        let mean = try analysis.mean(0, weights: shares)
        tally.add([
          CrossCheck(
            .meanSquare, "variance of a mean", first: first.variance,
            second: .found(mean.variance, tolerance: 1e-9, scale: 0)),
          CrossCheck(
            .meanSquare, "its degrees of freedom", first: first.degreesOfFreedom,
            second: .found(mean.degreesOfFreedom, tolerance: 1e-7, scale: 0)),
        ])
      }
      before = (bounds, squares, analysis, weights)
    }
    tally.expectAgreement()
  }

  @Test func `both engines agree on bounds of these levels of 200 random layouts`() throws {
    var tally = Tally()
    var random = SplitMix(seed: 17)
    var studies = 0
    var before: (FixedSourceBounds, UnweightedSquares, SecondEngine.UnweightedAnalysis, [Double])?
    while studies < 200 {
      let study = RandomLayout(&random)
      let layout = study.layout
      guard let sums = try? UnweightedSums(layout), !study.named.isEmpty else { continue }
      let weights = layout.sources.map { _ in 1.0 }
      let squares = try sums.squares(study.values)
      guard
        let bounds = try? FixedSourceBounds(
          sums, source: 0, weights: weights, residualWeight: 0.5, level: (studies / 4) % 2 == 0 ? 0.95 : 0.9),
        bounds.hasNoise(squares)
      else { continue }
      studies += 1
      let analysis = try study.analysis(layout)
      tally.add(analysis.checks(of: bounds, squares, weights: weights, residualWeight: 0.5))
      if let (reference, found, other, theirs) = before, reference.level == bounds.level {
        let ratio = FixedSourceRatioBounds(test: bounds, reference: reference)
        let own = analysis.partsOfRatio(fixing: 0, weights: weights, residualWeight: 0.5)
        let above = analysis.total(fixing: 0, weights: weights, residualWeight: 0.5, level: bounds.level)
        let part = other.partsOfRatio(fixing: 0, weights: theirs, residualWeight: 0.5)
        let below = other.total(fixing: 0, weights: theirs, residualWeight: 0.5, level: bounds.level)
        tally.add([
          CrossCheck(
            .varianceRatio, "upper, these levels", first: ratio.upper(test: squares, reference: found),
            second: SecondEngine.UnweightedAnalysis.ratioOfFixed((own.raised, above.upper), (part.shrunk, below.lower)))
        ])
      }
      before = studies % 3 == 0 ? nil : (bounds, squares, analysis, weights)
    }
    tally.expectAgreement()
  }

  @Test func `both engines agree on 2,000 sequential analyses of variance`() throws {
    var tally = Tally()
    var random = SplitMix(seed: 31)
    var studies = 0
    while studies < 2_000 {
      let study = RandomLayout(&random)
      guard study.named.count == 2 || study.named.isEmpty, study.values.count < 40 else { continue }
      let factors = study.named.isEmpty ? [study.runs] : study.named
      let isCrossed = Set(factors[0]).count * Set(factors[factors.count - 1]).count < 12 && factors.count == 2
      // Nested in each other as coded, or told apart by what holds them.
      let labels =
        isCrossed
        ? factors
        : factors.indices.map { k in
          factors[k].indices.map { i in
            factors[0...k].reduce(0) { $0 * 100 + $1[i] }
          }
        }
      let fixed = Set(study.samples).count > 1 ? [study.samples] : []
      let random = factors.enumerated().map { ModelFactor("\($0)", $1) }
      guard
        let fit = try? VarianceComponents(
          study.values, random: random, fixed: fixed.map { FixedTerm(ModelFactor("sample", $0)) },
          arrangement: isCrossed ? .asCoded : .nested, method: .anova), let table = fit.table
      else { continue }
      studies += 1
      tally.add(try SecondEngine.SequentialSquares(study.values, factors: labels, fixed: fixed).checks(of: table))
    }
    tally.expectAgreement()
  }

  @Test(arguments: Golden.load("variance-components-published", as: Golden.PublishedComponents.self).cases)
  func `published mean squares are met by the second engine`(set: Golden.PublishedComponents.Case) throws {
    guard set.y.count <= 400 else { return }
    let labels = set.factors.indices.map { k in
      set.y.indices.map { i in set.factors[0...k].reduce(0) { $0 * 1_000 + $1.codes[i] } }
    }
    let found = try SecondEngine.SequentialSquares(set.y, factors: labels)
    #expect(found.degreesOfFreedom == set.degreesOfFreedom)
    for (k, square) in set.meanSquares.enumerated() {
      #expect(agree(found.sumsOfSquares[k] / Double(found.degreesOfFreedom[k]), square, digits: 9))
    }
  }

  /// NIST's one-way sets, as far as doubles hold them.
  @Test(arguments: Golden.load("nist-anova", as: Golden.OneWay.self).sets)
  func `NIST's F is met by the second engine`(set: Golden.OneWay.Set) throws {
    guard set.means.isEmpty else { return }
    let groups = set.groups.map { $0.compactMap { Double($0) } }
    let labels = groups.indices.flatMap { [Int](repeating: $0, count: groups[$0].count) }
    let found = try SecondEngine.SequentialSquares(groups.flatMap { $0 }, factors: [labels])
    let mean = zip(found.sumsOfSquares, found.degreesOfFreedom).map { $0 / Double($1) }
    #expect(correctDigits(mean[0] / mean[1], try #require(Double(set.certified))) >= min(9, set.attainable - 1))
    let within = SecondEngine.withinGroups(groups.flatMap { $0 }, groups: labels)
    #expect(agree(try #require(within.meanSquare.value), mean[1], digits: 11))
  }

  @Test func `faults put into mean squares are found`() throws {
    var faults = FaultTally()
    var random = SplitMix(seed: 8)
    var studies = 0
    while studies < 100 {
      let study = RandomLayout(&random)
      let layout = study.layout
      guard let sums = try? UnweightedSums(layout), let squares = try? sums.squares(study.values) else { continue }
      studies += 1
      let analysis = try study.analysis(layout)
      let moved = squares.degreesOfFreedom.map { $0 + 1 }
      func wrong(_ values: [Double]? = nil, _ residual: Double? = nil, _ freedom: [Double]? = nil) -> UnweightedSquares
      {
        UnweightedSquares(
          values: values ?? squares.values, residual: residual ?? squares.residual,
          degreesOfFreedom: freedom ?? squares.degreesOfFreedom)
      }
      faults.add("mean squares: one degree of freedom more", analysis.checks(of: wrong(nil, nil, moved)))
      let k = studies % squares.values.count
      var values = squares.values
      values[k] *= -1
      faults.add("mean squares: a sign", analysis.checks(of: wrong(values)))
      let rank = Double(sums.degreesOfFreedom[k])
      values[k] = squares.values[k] * rank / (rank + 1)
      faults.add("mean squares: n in place of n - 1", analysis.checks(of: wrong(values)))
      values[k] = k + 1 < squares.values.count ? squares.values[k + 1] : squares.values[0] + 0.01
      faults.add("mean squares: that of another source", analysis.checks(of: wrong(values)))
    }
    faults.expectFound()
  }
}
