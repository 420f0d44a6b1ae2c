import Statistics
import TestSupport
import Testing

struct SecondChainTests {
  private func links(_ random: inout SplitMix) -> [StandardsChain.Link] {
    let steps = 1 + Int(random.uniform() * 5)
    var links: [StandardsChain.Link] = [
      .primary(
        lnValue: 3 + random.normal(), standardUncertainty: random.uniform() < 0.5 ? 0 : 0.01,
        degreesOfFreedom: random.uniform() < 0.5 ? .infinity : 9)
    ]
    for k in 1...steps {
      // Mostly against the one before; sometimes a fork.
      let comparator = random.uniform() < 0.8 ? k - 1 : 0
      let isShared = k > 1 && random.uniform() < 0.4
      links.append(
        StandardsChain.Link(
          comparator: comparator, lnValue: 3 + 0.05 * random.normal(), lnRatio: 0.05 * random.normal(),
          standardUncertainty: 0.002 + 0.02 * random.uniform(),
          degreesOfFreedom: Double(2 + Int(random.uniform() * 12)),
          correlations: isShared ? [k - 1: random.uniform() - 0.5] : [:]))
    }
    return links
  }

  @Test func `both engines agree on 2,000 random chains of standards`() throws {
    var tally = Tally()
    var random = SplitMix(seed: 20_261_210)
    var chains = 0
    while chains < 2_000 {
      let links = links(&random)
      guard let chain = try? StandardsChain(links) else { continue }
      chains += 1
      let second = try SecondEngine.Chain(links)
      for generation in chain.generations { tally.add(second.checks(of: generation, level: 0.95)) }
    }
    tally.expectAgreement()
  }

  private func groups(_ random: inout SplitMix) -> [[Double]] {
    let between = [0.0, 0.02, 0.1][Int(random.uniform() * 3)]
    return (0..<(2 + Int(random.uniform() * 7))).map { _ in
      let shift = between * random.normal()
      let spread = 0.01 + 0.05 * random.uniform()
      return (0..<(2 + Int(random.uniform() * 6))).map { _ in 0.04 + shift + spread * random.normal() }
    }
  }

  @Test func `both engines agree on 2,000 random ratios of several laboratories`() throws {
    var tally = Tally()
    var random = SplitMix(seed: 20_261_211)
    for k in 0..<2_000 {
      let groups = groups(&random)
      let ratios = try GroupedRatios(groups)
      let second = try SecondEngine.Consensus(groups)
      // The restricted likelihood has a grid to itself; the others take turns.
      for (place, method) in RatioConsensus.allCases.enumerated() where place < 3 || place % 6 == k % 6 {
        guard let first = try? ratios.combined(method) else { continue }
        tally.add(second.checks(of: first, level: 0.95))
      }
    }
    tally.expectAgreement()
  }

  /// Thirteen trials of the BCG vaccine (Colditz & others 1994): ln risk ratios of cases among vaccinated and others. The means
  /// and standard errors as metafor prints them (Viechtbauer 2010, *J. Stat. Softw.* 36(3)).
  @Test func `metafor's means of the BCG trials are met`() throws {
    let trials: [[Double]] = [
      [4, 119, 11, 128], [6, 300, 29, 274], [3, 228, 11, 209], [62, 13536, 248, 12619], [33, 5036, 47, 5761],
      [180, 1361, 372, 1079], [8, 2537, 10, 619], [505, 87886, 499, 87892], [29, 7470, 45, 7232],
      [17, 1699, 65, 1600], [186, 50448, 141, 27197], [5, 2493, 3, 2338], [27, 16886, 29, 17825],
    ]
    let means = trials.map { t in
      AnalysisScale.log.position(of: t[0] / (t[0] + t[1]) / (t[2] / (t[2] + t[3])))
    }
    let variances = trials.map { t in 1 / t[0] - 1 / (t[0] + t[1]) + 1 / t[2] - 1 / (t[2] + t[3]) }
    let second = SecondEngine.Consensus(
      means: means, standardErrors: variances.map { $0.squareRoot() }, degreesOfFreedom: means.map { _ in nil })
    let laird = try second.combined(.derSimonianLairdNormal)
    #expect(prints(laird.value, "-0.7141") && prints(laird.variance.squareRoot(), "0.1787"))
    let fixed = try second.combined(.fixedEffect)
    #expect(prints(fixed.value, "-0.4303") && prints(fixed.variance.squareRoot(), "0.0405"))
    let restricted = try second.combined(.randomEffects)
    #expect(prints(restricted.value, "-0.7145") && prints(restricted.variance.squareRoot(), "0.1808"))
  }

  @Test func `faults put into a chain or a consensus are found`() throws {
    var faults = FaultTally()
    var random = SplitMix(seed: 60)
    var chains = 0
    while chains < 100 {
      let links = links(&random)
      guard links.count > 2, let chain = try? StandardsChain(links), let last = chain.generations.last,
        last.path.count > 2
      else { continue }
      chains += 1
      func wrong(_ change: (StandardsChain.Link) -> StandardsChain.Link) throws -> [CrossCheck] {
        var other = links
        other[last.path[1]] = change(links[last.path[1]])
        return try SecondEngine.Chain(other).checks(of: last, level: 0.95)
      }
      func link(
        _ from: StandardsChain.Link, ratio: Double? = nil, uncertainty: Double? = nil, freedom: Double? = nil
      ) -> StandardsChain.Link {
        StandardsChain.Link(
          comparator: from.comparator, lnValue: from.lnValue, lnRatio: ratio ?? from.lnRatio,
          standardUncertainty: uncertainty ?? from.standardUncertainty,
          degreesOfFreedom: freedom ?? from.degreesOfFreedom, correlations: from.correlations)
      }
      faults.add("chain: the sign of a ratio", try wrong { link($0, ratio: -$0.lnRatio) })
      faults.add("chain: one degree of freedom more", try wrong { link($0, freedom: $0.degreesOfFreedom + 1) })
      faults.add("chain: an SD for a standard error", try wrong { link($0, uncertainty: 2 * $0.standardUncertainty) })
    }
    for _ in 0..<100 {
      let groups = groups(&random)
      let ratios = try GroupedRatios(groups)
      let second = try SecondEngine.Consensus(groups)
      func wrong(_ method: RatioConsensus, _ name: String, _ value: Double, _ error: Double, _ freedom: Double) throws {
        faults.add(
          "consensus: \(name)",
          [
            CrossCheck(
              .consensus, "value", first: value,
              second: .found(try second.combined(method).value, tolerance: 1e-9, scale: 1e-3)),
            CrossCheck(
              .consensus, "error", first: error,
              second: .found(try second.combined(method).variance.squareRoot(), tolerance: 1e-9, scale: 0)),
            CrossCheck(
              .consensus, "freedom", first: freedom,
              second: .found(try second.combined(method).degreesOfFreedom, tolerance: 1e-9, scale: 0)),
          ])
      }
      let equal = try ratios.combined(.equalWeights).estimate
      try wrong(.equalWeights, "a sign", -equal.value, equal.standardError, equal.degreesOfFreedom)
      try wrong(
        .equalWeights, "one degree of freedom more", equal.value, equal.standardError, equal.degreesOfFreedom + 1)
      let pooled = try ratios.combined(.pooledWithin).estimate
      try wrong(.equalWeights, "one variance for all", pooled.value, pooled.standardError, pooled.degreesOfFreedom)
      let scatter = try ratios.combined(.groupMeans).estimate
      try wrong(
        .pooledWithin, "scatter of means for that within", scatter.value, scatter.standardError,
        scatter.degreesOfFreedom)
    }
    faults.expectFound()
  }
}
