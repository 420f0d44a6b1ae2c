import Foundation
import Statistics
import TestSupport
import Testing

struct ReferenceStandardsChainTests {
  typealias Link = StandardsChain.Link

  private func link(
    _ comparator: Int?, value: Double = 0, ratio: Double, u: Double, df: Double = .infinity,
    correlations: [Int: Double] = [:]
  ) -> Link {
    Link(
      comparator: comparator, lnValue: value, lnRatio: ratio, standardUncertainty: u, degreesOfFreedom: df,
      correlations: correlations)
  }

  /// u 3, 4, 12 on 4, 8, 16: variances 9, 25, 169 along the path; degrees of freedom 25²/(9²/4 + 16²/8) and so on.
  @Test func `a straight chain adds ln ratios and variances by hand`() throws {
    let chain = try StandardsChain([
      .primary(lnValue: 0.5), link(0, value: 0.5, ratio: 0.25, u: 3, df: 4),
      link(1, value: 1.5, ratio: 0.5, u: 4, df: 8),
      link(2, value: 1, ratio: -0.125, u: 12, df: 16),
    ])
    let expected: [(measured: Double, u: Double, df: Double, drift: Double)] = [
      (0.5, 0, .infinity, 0), (0.75, 3, 4, 0.25), (1.25, 5, 625 / (81.0 / 4 + 256.0 / 8), -0.25),
      (1.125, 13, 28561 / (81.0 / 4 + 256.0 / 8 + 20736.0 / 16), 0.125),
    ]
    for (k, generation) in chain.generations.enumerated() {
      #expect(generation.path == Array(0...k) && generation.primary == 0 && generation.link == k)
      #expect(agree(generation.lnMeasured.value, expected[k].measured, digits: 15))
      #expect(agree(generation.lnMeasured.standardError, expected[k].u, digits: 15))
      #expect(agree(generation.lnMeasured.degreesOfFreedom, expected[k].df, digits: 14))
      #expect(agree(generation.drift.value, expected[k].drift, digits: 15))
      #expect(generation.drift.standardError == generation.lnMeasured.standardError)
      #expect(
        generation.lnPrimary == 0.5 && agree(generation.accumulated.value, expected[k].measured - 0.5, digits: 15))
    }
    #expect(chain.generation(0).lnMeasured.isExact && chain.generation(0).shares.isEmpty)
    let shares = chain.generation(3).shares
    #expect(shares.map(\.link) == [0, 1, 2, 3])
    for (share, exact) in zip(shares, [0, 9.0 / 169, 16.0 / 169, 144.0 / 169]) {
      #expect(agree(share.share, exact, digits: 14))
    }
    let difference = try chain.difference(3, over: 1)
    #expect(
      agree(difference.value, 0.375, digits: 15) && agree(difference.standardError, 160.0.squareRoot(), digits: 14))
    #expect(agree(chain.covariance(1, 3), 9, digits: 15) && chain.covariance(1, 3) == chain.covariance(3, 1))
  }

  @Test func `the primary's own uncertainty is in what is measured and not in the drift`() throws {
    let chain = try StandardsChain([
      .primary(lnValue: 1, standardUncertainty: 4, degreesOfFreedom: 20), link(0, value: 1, ratio: 0.1, u: 3, df: 5),
    ])
    let generation = chain.generation(1)
    #expect(agree(generation.lnMeasured.standardError, 5, digits: 15))
    #expect(agree(generation.lnMeasured.degreesOfFreedom, 625 / (256.0 / 20 + 81.0 / 5), digits: 14))
    #expect(generation.drift.standardError == 3 && generation.drift.degreesOfFreedom == 5)
    #expect(generation.accumulated.standardError == 3 && agree(generation.drift.value, 0.1, digits: 14))
    #expect(try chain.difference(1, over: 0).standardError == 3)
    #expect(chain.generation(0).drift.isExact && chain.generation(0).lnMeasured.standardError == 4)
  }

  /// Three means of one variance each (u² = 2 of every ratio). 1 against 0 and 2 against 1 share the mean of 1, which
  /// is above in one and below in the other: variance 2 of the sum, as if 1 had not been there. 1 and 2 against 0 share
  /// the mean of 0: variance 2 of the difference.
  @Test func `a shared comparator cancels, by hand`() throws {
    let means = SharedReadings.Means(numerator: 1, denominator: 1)
    let below = try #require(SharedReadings.correlation(means, sharing: .numerator, with: means, sharing: .denominator))
    let above = try #require(
      SharedReadings.correlation(means, sharing: .denominator, with: means, sharing: .denominator))
    #expect(agree(below, -0.5, digits: 15) && agree(above, 0.5, digits: 15))
    let root = 2.0.squareRoot()
    let line = try StandardsChain([
      .primary(lnValue: 0), link(0, ratio: 0.1, u: root, df: 6),
      link(1, ratio: 0.2, u: root, df: 6, correlations: [1: below]),
    ])
    let generation = line.generation(2)
    #expect(agree(generation.lnMeasured.standardError, root, digits: 14))
    // a = 1 and 1 of V = 2: 4/(1/6 + 1/6).
    #expect(agree(generation.lnMeasured.degreesOfFreedom, 12, digits: 14))
    #expect(agree(generation.shares[1].share, 0.5, digits: 14) && agree(line.covariance(1, 2), 1, digits: 14))
    let fork = try StandardsChain([
      .primary(lnValue: 0), link(0, ratio: 0.1, u: root, df: 6),
      link(0, ratio: 0.2, u: root, df: 6, correlations: [1: above]),
    ])
    let difference = try fork.difference(2, over: 1)
    #expect(agree(difference.value, 0.1, digits: 14) && agree(difference.standardError, root, digits: 14))
    #expect(agree(fork.covariance(1, 2), 1, digits: 14))
    #expect(fork.correlation(1, 2) == 0.5 && fork.correlation(2, 1) == 0.5 && fork.correlation(0, 1) == 0)
  }

  /// Means with variances 1, 4 and 9.
  @Test func `the correlation of two ratios follows from the variances of their means`() {
    let first = SharedReadings.Means(numerator: 4, denominator: 1)
    let second = SharedReadings.Means(numerator: 9, denominator: 4)
    let found = SharedReadings.correlation(first, sharing: .numerator, with: second, sharing: .denominator)
    #expect(agree(found ?? 0, -4 / 65.0.squareRoot(), digits: 15))
    let half = SharedReadings.correlation(
      first, sharing: .numerator, with: second, sharing: .denominator, covariance: 2)
    #expect(agree(half ?? 0, -2 / 65.0.squareRoot(), digits: 15))
    let none = SharedReadings.Means(numerator: 0, denominator: 0)
    #expect(SharedReadings.correlation(none, sharing: .numerator, with: second, sharing: .denominator) == nil)
  }

  /// Shared runs (1, 2), (3, 6), (5, 4): s₁₂ = (-2·-2 + 0·2 + 2·0)/2 = 2; n = 3, n₁ = 4, n₂ = 3.
  @Test func `the correlation of two series follows from the runs they share, by hand`() throws {
    let first = [1.0, 3, 5, 11]
    let second = [4.0, 2, 6]
    let found = try SharedReadings.estimated(
      from: first, second, shared: [(first: 0, second: 1), (first: 1, second: 2), (first: 2, second: 0)])
    #expect(agree(found.covariance, 0.5, digits: 14) && found.sharedRuns == 3 && !found.isTruncated)
    // s₁² = 56/3 over 4, s₂² = 4 over 3.
    #expect(agree(found.correlation, 0.5 / (14.0 / 3 * 4 / 3).squareRoot(), digits: 14))
    #expect(throws: RatioError.tooFewShared(needed: 2, found: 1)) {
      try SharedReadings.estimated(from: first, second, shared: [(first: 0, second: 0)])
    }
    #expect(throws: RatioError.noVariation) {
      try SharedReadings.estimated(from: [1, 1], [1, 2], shared: [(first: 0, second: 0), (first: 1, second: 1)])
    }
    #expect(throws: RatioError.tooFewValues(group: 1, needed: 2, found: 1)) {
      try SharedReadings.estimated(from: [1, 2], [1], shared: [(first: 0, second: 0)])
    }
    let beyond = try SharedReadings.estimated(
      from: [-2, 2, 0], [-2, 2, 0], shared: [(first: 0, second: 0), (first: 1, second: 1)])
    #expect(beyond.correlation == 1 && beyond.isTruncated)
  }

  @Test func `a single link is the paired t`() throws {
    let ratios = try GroupedRatios([[0.02, 0.05, -0.01, 0.03, 0.00]])
    let paired = try ratios.combined(.equalWeights)
    let chain = try StandardsChain([
      .primary(lnValue: 0),
      link(0, ratio: paired.lnRatio, u: paired.standardError, df: paired.estimate.degreesOfFreedom),
    ])
    let found = chain.generation(1).lnMeasured
    #expect(found.value == paired.lnRatio && found.standardError == paired.standardError)
    #expect(agree(found.degreesOfFreedom, 4, digits: 15))
    let (one, other) = (found.interval(level: 0.95), paired.interval(level: 0.95))
    #expect(agree(one.lower, other.lower, digits: 13) && agree(one.upper, other.upper, digits: 13))
  }

  private func history(_ random: inout SplitMix, count: Int) -> [Link] {
    (0..<count).map { index in
      guard index > 0 else { return .primary(lnValue: 0.3, standardUncertainty: 0.01, degreesOfFreedom: 9) }
      let comparator = Int(random.uniform() * Double(index))
      var correlations: [Int: Double] = [:]
      // One partner at most keeps the matrix possible.
      if index % 2 == 0, index > 1 { correlations[index - 1] = random.uniform() - 0.5 }
      return Link(
        comparator: comparator, lnValue: 0.1 * random.normal(), lnRatio: 0.1 * random.normal(),
        standardUncertainty: 0.02 * random.uniform(), degreesOfFreedom: 3 + Double(index), correlations: correlations)
    }
  }

  @Test func `how links are numbered changes no bit`() throws {
    var random = SplitMix(seed: 20_260_821)
    for _ in 0..<40 {
      let links = history(&random, count: 9)
      // order[new] = old
      let order = links.indices.map { ($0, random.uniform()) }.sorted { $0.1 < $1.1 }.map(\.0)
      var place = [Int](repeating: 0, count: order.count)
      for (new, old) in order.enumerated() { place[old] = new }
      let renumbered = order.map { old in
        let link = links[old]
        return Link(
          comparator: link.comparator.map { place[$0] }, lnValue: link.lnValue, lnRatio: link.lnRatio,
          standardUncertainty: link.standardUncertainty, degreesOfFreedom: link.degreesOfFreedom,
          correlations: Dictionary(uniqueKeysWithValues: link.correlations.map { (place[$0.key], $0.value) }))
      }
      let (one, other) = (try StandardsChain(links), try StandardsChain(renumbered))
      for old in links.indices {
        let (a, b) = (one.generation(old), other.generation(place[old]))
        #expect(a.lnMeasured == b.lnMeasured && a.drift == b.drift && a.accumulated == b.accumulated)
        #expect(a.shares.map(\.share) == b.shares.map(\.share) && a.path.map { place[$0] } == b.path)
        for partner in links.indices {
          #expect(
            try one.difference(old, over: partner) == other.difference(place[old], over: place[partner]))
          #expect(one.covariance(old, partner) == other.covariance(place[old], place[partner]))
        }
      }
    }
  }

  @Test func `differences, covariances and contrasts agree with each other`() throws {
    var random = SplitMix(seed: 20_260_822)
    for _ in 0..<40 {
      let chain = try StandardsChain(history(&random, count: 8))
      for i in chain.links.indices {
        let generation = chain.generation(i)
        let variance = generation.lnMeasured.standardError * generation.lnMeasured.standardError
        #expect(agree(chain.covariance(i, i), variance, digits: 12))
        #expect(agree(generation.shares.reduce(0) { $0 + $1.share }, 1, digits: 12))
        #expect(agree(generation.drift.value, generation.lnMeasured.value - generation.lnValue, digits: 12))
        for j in chain.links.indices {
          let found = try chain.difference(i, over: j)
          let square = chain.covariance(i, i) + chain.covariance(j, j) - 2 * chain.covariance(i, j)
          #expect(abs(found.standardError * found.standardError - square) < 1e-14)
          let values = generation.lnMeasured.value - chain.generation(j).lnMeasured.value
          #expect(abs(found.value - values) < 1e-14)
          var coefficients = [Double](repeating: 0, count: chain.links.count)
          for step in chain.paths[i] { coefficients[step] += 1 }
          for step in chain.paths[j] { coefficients[step] -= 1 }
          let contrast = chain.uncertainty(of: coefficients)
          #expect(abs(contrast.standardError - found.standardError) < 1e-13)
          #expect(agree(contrast.degreesOfFreedom, found.degreesOfFreedom, digits: 9))
          if i == j { #expect(found.isExact && found.value == 0 && found.degreesOfFreedom == .infinity) }
        }
      }
    }
  }

  @Test(arguments: [1e-90, 1e-8, 1e8, 1e90])
  func `the size of uncertainties scales standard errors and leaves degrees of freedom`(scale: Double) throws {
    func chain(_ scale: Double) throws -> StandardsChain {
      try StandardsChain([
        .primary(lnValue: 0), link(0, ratio: 0, u: 2 * scale, df: 3),
        link(1, ratio: 0, u: 3 * scale, df: 4, correlations: [1: -0.25]),
      ])
    }
    let (one, other) = (try chain(1).generation(2), try chain(scale).generation(2))
    #expect(agree(other.lnMeasured.standardError, scale * one.lnMeasured.standardError, digits: 13))
    #expect(agree(other.lnMeasured.degreesOfFreedom, one.lnMeasured.degreesOfFreedom, digits: 13))
    #expect(agree(other.shares[1].share, one.shares[1].share, digits: 12))
    // One that is far smaller than another is as if it were not there.
    let uneven = try StandardsChain([
      .primary(lnValue: 0), link(0, ratio: 0, u: 1e-80, df: 3), link(1, ratio: 0, u: 1, df: 4),
    ])
    #expect(uneven.generation(2).lnMeasured.standardError == 1 && uneven.generation(2).lnMeasured.degreesOfFreedom == 4)
  }

  @Test func `nothing uncertain gives a point, and errors that cancel wholly leave none`() throws {
    let sure = try StandardsChain([.primary(lnValue: 0.1), link(0, value: 0.1, ratio: 0.2, u: 0, df: 3)])
    let generation = sure.generation(1)
    #expect(generation.drift.isExact && generation.drift.degreesOfFreedom == .infinity && generation.shares.isEmpty)
    #expect(agree(generation.drift.interval(level: 0.95).lower, 0.2, digits: 15))
    let same = try StandardsChain([
      .primary(lnValue: 0), link(0, ratio: 0.1, u: 0.3, df: 3),
      link(0, ratio: 0.2, u: 0.3, df: 3, correlations: [1: 1]),
    ])
    #expect(try same.difference(2, over: 1).isExact)
    // What nearly cancels leaves hardly any degrees of freedom, and a finite interval all the same.
    let near = try StandardsChain([
      .primary(lnValue: 0), link(0, ratio: 0.1, u: 1, df: 2),
      link(0, ratio: 0.2, u: 1.5, df: 2, correlations: [1: 0.999]),
    ])
    let difference = try near.difference(2, over: 1)
    #expect(difference.degreesOfFreedom == 0.5 && difference.interval(level: 0.95).upper.isFinite)
  }

  @Test func `a candidate extends the chain`() throws {
    let chain = try StandardsChain([.primary(lnValue: 0), link(0, ratio: 0.1, u: 3)])
    let extended = try chain.extended(by: link(1, ratio: 0.2, u: 4, correlations: [1: 0.5]))
    #expect(extended.links.count == 3 && extended.generation(2).path == [0, 1, 2])
    #expect(agree(extended.generation(2).lnMeasured.standardError, 37.0.squareRoot(), digits: 14))
    #expect(extended.generation(1) == chain.generation(1))
    #expect(throws: ChainError.noSuchComparator(link: 2, comparator: 7)) {
      try chain.extended(by: link(7, ratio: 0, u: 1))
    }
  }

  @Test func `what is no chain is refused in words`() throws {
    let primary = Link.primary(lnValue: 0)
    func refuses(_ fault: ChainError, _ links: [Link]) {
      #expect(throws: fault) { try StandardsChain(links) }
      #expect(!fault.description.isEmpty)
    }
    refuses(.nothing, [])
    refuses(.noSuchComparator(link: 1, comparator: 2), [primary, link(2, ratio: 0, u: 1)])
    refuses(.loop([1]), [primary, link(1, ratio: 0, u: 1)])
    refuses(
      .loop([1, 3, 2]),
      [link(3, ratio: 0, u: 1), link(3, ratio: 0, u: 1), link(1, ratio: 0, u: 1), link(2, ratio: 0, u: 1), primary])
    refuses(.notFinite(link: 1), [primary, link(0, ratio: .nan, u: 1)])
    refuses(.notFinite(link: 0), [.primary(lnValue: .infinity)])
    refuses(.ratioOfPrimary(link: 0), [link(nil, ratio: 0.1, u: 0)])
    refuses(.standardUncertainty(link: 1, value: -1), [primary, link(0, ratio: 0, u: -1)])
    refuses(.standardUncertainty(link: 1, value: .infinity), [primary, link(0, ratio: 0, u: .infinity)])
    refuses(.degreesOfFreedom(link: 1, value: 0), [primary, link(0, ratio: 0, u: 1, df: 0)])
    func pair(_ one: [Int: Double], _ other: [Int: Double]) -> [Link] {
      [primary, link(0, ratio: 0, u: 1, correlations: one), link(1, ratio: 0, u: 1, correlations: other)]
    }
    refuses(.noSuchPartner(link: 1, partner: 3), pair([3: 0.5], [:]))
    refuses(.correlationWithItself(link: 2), pair([:], [2: 1]))
    refuses(.correlation(link: 2, partner: 1, value: 1.5), pair([:], [1: 1.5]))
    refuses(.contradiction(link: 1, partner: 2, stated: 0.5, byPartner: -0.5), pair([2: 0.5], [1: -0.5]))
    #expect(throws: Never.self) { try StandardsChain(pair([2: 0.5], [1: 0.5])) }
    // 1 and 2 alike, 2 and 3 alike, 1 and 3 opposite; 4 has no part in it.
    refuses(
      .impossibleCorrelations(links: [1, 2, 3]),
      [
        primary, link(0, ratio: 0, u: 1, correlations: [2: 0.9, 4: 0.1]),
        link(0, ratio: 0, u: 1, correlations: [3: 0.9]),
        link(0, ratio: 0, u: 1, correlations: [1: -0.9]), link(0, ratio: 0, u: 1),
      ])
    // Just possible: singular.
    let root = 0.5.squareRoot()
    #expect(throws: Never.self) {
      try StandardsChain([
        primary, link(0, ratio: 0, u: 1, correlations: [2: root, 3: root]), link(0, ratio: 0, u: 1),
        link(0, ratio: 0, u: 1),
      ])
    }
    let chain = try StandardsChain([primary, primary, link(0, ratio: 0, u: 1), link(1, ratio: 0, u: 1)])
    #expect(throws: ChainError.differentPrimaries(2, 3)) { try chain.difference(2, over: 3) }
    #expect(chain.covariance(2, 3) == 0 && !ChainError.differentPrimaries(2, 3).description.isEmpty)
  }
}
