import Foundation
import Statistics
import TestSupport
import Testing

struct ReferenceGroupedRatiosTests {
  /// Means 1 and 5, variances 2 and 4.
  private static let two: [[Double]] = [[0, 2], [7, 3, 5]]

  private static let byHand: [(RatioConsensus, variance: Double, freedom: Double)] = [
    (.equalWeights, 7.0 / 12, 49.0 / 17),
    (.pooledWithin, 25.0 / 36, 3),
    (.groupMeans, 4, 1),
  ]

  @Test(arguments: byHand)
  func `two groups have these squared standard errors and degrees of freedom by hand`(
    method: RatioConsensus, variance: Double, freedom: Double
  ) throws {
    let found = try GroupedRatios(Self.two).combined(method)
    #expect(agree(found.lnRatio, 3, digits: 15) && found.weights == [0.5, 0.5] && found.betweenVariance == nil)
    #expect(agree(found.standardError * found.standardError, variance, digits: 14))
    #expect(agree(try #require(found.degreesOfFreedom), freedom, digits: 14))
    let half = StudentT(degreesOfFreedom: freedom).upperQuantile(0.05) * variance.squareRoot()
    let interval = found.interval(level: 0.9)
    #expect(agree(interval.lower, 3 - half, digits: 12) && agree(interval.upper, 3 + half, digits: 12))
  }

  /// MS_between 96/5 on 1, MS_within 10/3 on 3, n₀ = 12/5.
  @Test func `the components of variance of two groups are these by hand`() throws {
    let ratios = try GroupedRatios(Self.two)
    let found = try ratios.betweenGroups()
    #expect(agree(found.between.value, 19.2, digits: 14) && found.between.degreesOfFreedom == 1)
    #expect(agree(found.within.value, 10.0 / 3, digits: 14) && found.within.degreesOfFreedom == 3)
    #expect(agree(found.valuesPerGroup, 2.4, digits: 14))
    #expect(agree(found.variance, 119.0 / 18, digits: 14) && !found.isTruncated)
    #expect(agree(found.percentGCV, 100 * (exp((119.0 / 18).squareRoot()) - 1), digits: 13))
    #expect(agree(found.pValue, try OneWayAnalysis(Self.two).pValue, digits: 12))
    let within = try ratios.withinSpread()
    #expect(agree(within.standardDeviation, (10.0 / 3).squareRoot(), digits: 14) && within.degreesOfFreedom == 3)
    let spread = try ratios.spreadOfGroupMeans()
    #expect(agree(spread.standardDeviation, 8.0.squareRoot(), digits: 14) && spread.degreesOfFreedom == 1)
    #expect(ratios.groupCount == 2 && ratios.valueCount == 5)
  }

  @Test func `a component between groups that comes out negative is zero and said so`() throws {
    // Means 0 and 0.5, variance 8 within each: MS_between 1/4, n₀ = 2.
    let found = try GroupedRatios([[-2, 2], [-1.5, 2.5]]).betweenGroups()
    #expect(agree(found.untruncated, -3.875, digits: 14) && found.variance == 0 && found.isTruncated)
    #expect(found.percentGCV == 0)
  }

  /// SciPy 1.17.1: 0.1 * sqrt(4 / scipy.stats.chi2.ppf([0.975, 0.025], 4)).
  @Test func `the interval of a spread is the chi-square one`() throws {
    let spread = RatioSpread(standardDeviation: 0.1, degreesOfFreedom: 4)
    let interval = spread.interval(level: 0.95)
    #expect(prints(interval.lower, "0.0599133139") && prints(interval.upper, "0.2873555634"))
    let percent = spread.percentGCVInterval(level: 0.95)
    #expect(agree(percent.lower, 100 * (exp(interval.lower) - 1), digits: 13))
    #expect(agree(percent.upper, 100 * (exp(interval.upper) - 1), digits: 13))
    #expect(agree(spread.percentGCV, 100 * (exp(0.1) - 1), digits: 13))
  }

  @Test func `one group has the very numbers of the paired t test`() throws {
    var random = SplitMix(seed: 20_260_811)
    for n in 2...14 {
      let values = (0..<n).map { _ in 0.02 + 0.05 * random.normal() }
      let margin = try Margin(lower: log(0.95), upper: log(1 / 0.95))
      let test = try EquivalenceTest.oneSample(Moments(values), margin: margin)
      for method in [RatioConsensus.equalWeights, .pooledWithin] {
        let found = try GroupedRatios([values]).combined(method)
        #expect(found.lnRatio == test.estimate && found.standardError == test.standardError)
        #expect(found.degreesOfFreedom == test.degreesOfFreedom && found.weights == [1])
        #expect(found.interval(level: 0.9) == test.confidenceInterval(level: 0.9))
        let p = found.pValues(lower: margin.lower, upper: margin.upper)
        #expect(p == (test.lowerPValue, test.upperPValue))
        let opposite = found.oppositePValues(lower: margin.lower, upper: margin.upper)
        #expect(agree(opposite.lower, 1 - p.lower, digits: 12) && agree(opposite.upper, 1 - p.upper, digits: 12))
      }
    }
  }

  @Test(arguments: RatioConsensus.allCases, [0.01, 0.025, 0.05])
  func `both p-values are below alpha exactly when the interval lies inside the limits`(
    method: RatioConsensus, alpha: Double
  ) throws {
    var random = SplitMix(seed: 20_260_812)
    var (inside, beyond) = (0, 0)
    for _ in 0..<100 {
      let truth = 0.12 * random.normal()
      let groups = (0..<3).map { _ in
        (0..<4).map { _ in truth + 0.05 * random.normal() }
      }
      let found = try GroupedRatios(groups).combined(method)
      let interval = found.interval(level: 1 - 2 * alpha)
      let p = found.pValues(lower: -0.1, upper: 0.1)
      let opposite = found.oppositePValues(lower: -0.1, upper: 0.1)
      guard abs(max(p.lower, p.upper) - alpha) > 1e-10 else { continue }
      let isInside = interval.lower > -0.1 && interval.upper < 0.1
      let isBeyond = interval.upper < -0.1 || interval.lower > 0.1
      #expect((max(p.lower, p.upper) < alpha) == isInside)
      #expect((min(opposite.lower, opposite.upper) < alpha) == isBeyond)
      inside += isInside ? 1 : 0
      beyond += isBeyond ? 1 : 0
    }
    #expect(inside > 2 && beyond > 2)
  }

  @Test func `equal variances and counts make equal weights and the common variance one`() throws {
    let ratios = try GroupedRatios([[1, 2, 3], [5, 6, 7], [2, 3, 4]])
    let (equal, pooled) = (try ratios.combined(.equalWeights), try ratios.combined(.pooledWithin))
    #expect(agree(equal.standardError, pooled.standardError, digits: 15))
    #expect(agree(try #require(equal.degreesOfFreedom), try #require(pooled.degreesOfFreedom), digits: 14))
  }

  @Test(arguments: Golden.Combinations.all.filter { $0.metafor != nil })
  func `metafor's answers for means with standard errors are met`(set: Golden.Combinations.Set) throws {
    let ratios = try GroupedRatios(
      means: set.y, standardErrors: set.variance.map { $0.squareRoot() },
      degreesOfFreedom: set.y.map { _ in nil })
    let peers = try #require(set.metafor)
    let pairs: [(RatioConsensus, String, room: Double)] = [
      (.randomEffects, "REML_knha", 1e-4), (.mandelPaule, "PM_knha", 1e-4), (.derSimonianLaird, "DL_knha", 1e-9),
      (.derSimonianLairdNormal, "DL_z", 1e-9), (.fixedEffect, "FE_z", 1e-9),
    ]
    var compared = 0
    for (method, name, room) in pairs {
      guard let peer = peers[name], peer.se > 1e-12 else { continue }
      let found = try ratios.combined(method)
      let interval = found.interval(level: 0.95)
      // An offset of 1e6 costs metafor digits.
      let room = set.name == "h1-offset" ? 1e-4 : room
      for (value, expected) in [
        (found.lnRatio, peer.mean), (found.standardError, peer.se), (interval.lower, peer.lower),
        (interval.upper, peer.upper),
      ] { #expect(abs(value - expected) <= room * max(peer.se, 1e-12 * abs(expected) / room), "\(name)") }
      #expect(abs((found.betweenVariance ?? 0) - peer.tau2) <= room * max(peer.se, peer.tau2), "\(name)")
      compared += 1
    }
    #expect(compared > 0)
  }

  @Test(arguments: Golden.Combinations.all)
  func `consensus of means with standard errors agrees with 50 digits`(set: Golden.Combinations.Set) throws {
    let ratios = try GroupedRatios(
      means: set.y, standardErrors: set.variance.map { $0.squareRoot() },
      degreesOfFreedom: set.y.map { _ in .infinity })
    let fixed = try ratios.combined(.fixedEffect)
    #expect(agree(fixed.lnRatio, set.reference.fixedMean, digits: 13) && fixed.degreesOfFreedom == nil)
    #expect(agree(fixed.standardError, set.reference.fixedSE, digits: 13))
    let k = Double(set.y.count)
    let equal = try ratios.combined(.equalWeights)
    #expect(agree(equal.standardError, set.variance.reduce(0, +).squareRoot() / k, digits: 13))
    #expect(equal.degreesOfFreedom == nil)
    guard set.reference.Q > 1e-20 else {
      #expect(throws: RatioError.noVariation) { try ratios.combined(.randomEffects) }
      #expect(throws: RatioError.noVariation) { try ratios.combined(.groupMeans) }
      return
    }
    let unweighted = try PotencyCombination.unweighted(set.y)
    let scatter = try ratios.combined(.groupMeans)
    #expect(agree(scatter.lnRatio, unweighted.lnPotency, digits: 14))
    #expect(agree(scatter.standardError, unweighted.standardError, digits: 14))
    #expect(scatter.degreesOfFreedom == k - 1)
    let methods: [(RatioConsensus, String)] = [
      (.randomEffects, "restrictedMaximumLikelihood"), (.randomEffectsAdHoc, "restrictedMaximumLikelihood"),
      (.mandelPaule, "mandelPaule"), (.derSimonianLaird, "derSimonianLaird"),
      (.derSimonianLairdNormal, "derSimonianLaird"),
    ]
    for (method, name) in methods {
      let expected = try #require(set.reference.estimators[name])
      let found = try ratios.combined(method)
      #expect(agree(found.lnRatio, expected.mean, digits: 12), "\(method)")
      let error =
        switch method {
        case .randomEffectsAdHoc: max(expected.se, expected.seHartungKnapp)
        case .derSimonianLairdNormal: expected.se
        default: expected.seHartungKnapp
        }
      #expect(agree(found.standardError, error, digits: 10), "\(method)")
      #expect(found.degreesOfFreedom == (method == .derSimonianLairdNormal ? nil : k - 1))
      #expect(agree(found.weights.reduce(0, +), 1, digits: 13))
    }
  }

  @Test func `single values and their means with standard errors combine alike`() throws {
    let values = try GroupedRatios([[0.01, 0.03, -0.02], [0.05, 0.02], [0.04, 0.01, 0.00, 0.03]])
    let certificates = try GroupedRatios(
      means: values.means.map(\.lnRatio), standardErrors: try values.means.map { try #require($0.standardError) },
      degreesOfFreedom: values.means.map(\.degreesOfFreedom))
    for method in RatioConsensus.allCases where method != .pooledWithin {
      let (one, other) = (try values.combined(method), try certificates.combined(method))
      #expect(abs(one.lnRatio - other.lnRatio) < 1e-16 && agree(one.standardError, other.standardError, digits: 13))
      #expect(agree(one.estimate.degreesOfFreedom, other.estimate.degreesOfFreedom, digits: 13))
    }
    #expect(throws: RatioError.needsValues) { try certificates.combined(.pooledWithin) }
    #expect(throws: RatioError.needsValues) { try certificates.withinSpread() }
    #expect(throws: RatioError.needsValues) { try certificates.leavingOut(value: 0, in: 0) }
    #expect(certificates.valueCount == nil)
    #expect(
      try certificates.leavingOut(group: 1).combined(.fixedEffect).lnRatio
        == values.leavingOut(group: 1).combined(.fixedEffect).lnRatio)
  }

  @Test(arguments: RatioConsensus.allCases)
  func `the order of groups and of values changes no bit`(method: RatioConsensus) throws {
    var random = SplitMix(seed: 20_260_813)
    for _ in 0..<12 {
      let groups = (0..<5).map { group in (0..<(2 + group)).map { _ in 0.1 * random.normal() } }
      let order = groups.indices.map { ($0, random.uniform()) }.sorted { $0.1 < $1.1 }.map(\.0)
      let shuffled = order.map { index in Array(groups[index].reversed()) }
      let (one, other) = (try GroupedRatios(groups), try GroupedRatios(shuffled))
      let (a, b) = (try one.combined(method), try other.combined(method))
      #expect(a.estimate == b.estimate && a.betweenVariance == b.betweenVariance)
      #expect(order.map { a.weights[$0] } == b.weights)
      #expect(try one.withinSpread() == other.withinSpread())
      #expect(try one.spreadOfGroupMeans() == other.spreadOfGroupMeans())
      #expect(try one.betweenGroups() == other.betweenGroups())
    }
  }

  @Test(arguments: RatioConsensus.allCases)
  func `a power of two as scale scales, and a shift shifts`(method: RatioConsensus) throws {
    let groups = [[0.5, 0.25, 0.75], [0.125, 0.5], [1.0, 0.5, 0.25]]
    let one = try GroupedRatios(groups).combined(method)
    let scaled = try GroupedRatios(groups.map { $0.map { $0 * 8 } }).combined(method)
    #expect(agree(scaled.standardError, 8 * one.standardError, digits: 13))
    #expect(agree(scaled.lnRatio, 8 * one.lnRatio, digits: 13))
    let shifted = try GroupedRatios(groups.map { $0.map { $0 + 64 } }).combined(method)
    #expect(agree(shifted.standardError, one.standardError, digits: 13))
    #expect(agree(shifted.lnRatio, one.lnRatio + 64, digits: 13))
    // The receiving and the sending part changed: the sign turns.
    let turned = try GroupedRatios(groups.map { $0.map { -$0 } }).combined(method)
    #expect(agree(turned.lnRatio, -one.lnRatio, digits: 14))
    #expect(agree(turned.standardError, one.standardError, digits: 14))
  }

  @Test func `a group or a value is left out`() throws {
    let ratios = try GroupedRatios([[1, 2], [3], [4, 5, 6]])
    #expect(try ratios.leavingOut(group: 1) == GroupedRatios([[1, 2], [4, 5, 6]]))
    #expect(try ratios.leavingOut(value: 1, in: 2) == GroupedRatios([[1, 2], [3], [4, 6]]))
    #expect(try ratios.leavingOut(value: 0, in: 1) == GroupedRatios([[1, 2], [4, 5, 6]]))
    let single = try GroupedRatios([[1]])
    #expect(throws: RatioError.nothing) { try single.leavingOut(group: 0) }
    #expect(throws: RatioError.nothing) { try single.leavingOut(value: 0, in: 0) }
  }

  @Test func `what cannot be combined is refused in words`() throws {
    #expect(throws: RatioError.nothing) { try GroupedRatios([]) }
    #expect(throws: RatioError.emptyGroup(1)) { try GroupedRatios([[1], []]) }
    #expect(throws: RatioError.notFinite(group: 1, value: 2)) { try GroupedRatios([[1], [0, 1, .nan]]) }
    #expect(throws: RatioError.notFinite(group: 0, value: 0)) { try GroupedRatios([[1e200, -1e200]]) }
    let one = try GroupedRatios([[1, 2]])
    for method in RatioConsensus.allCases where method != .equalWeights && method != .pooledWithin {
      #expect(throws: RatioError.tooFewGroups(needed: 2, found: 1)) { try one.combined(method) }
    }
    #expect(throws: RatioError.tooFewGroups(needed: 2, found: 1)) { try one.betweenGroups() }
    let single = try GroupedRatios([[1, 2], [3]])
    for method in [RatioConsensus.equalWeights, .randomEffects, .fixedEffect] {
      #expect(throws: RatioError.tooFewValues(group: 1, needed: 2, found: 1)) { try single.combined(method) }
    }
    #expect(try single.combined(.groupMeans).lnRatio == 2.25)
    #expect(try single.combined(.pooledWithin).degreesOfFreedom == 1)
    #expect(throws: RatioError.noRepeats) { try GroupedRatios([[1], [2]]).combined(.pooledWithin) }
    #expect(throws: RatioError.tooFewValues(group: 0, needed: 2, found: 1)) {
      try GroupedRatios([[1]]).combined(.pooledWithin)
    }
    let constant = try GroupedRatios([[2, 2], [2, 2]])
    for method in [RatioConsensus.equalWeights, .pooledWithin, .groupMeans] {
      #expect(throws: RatioError.noVariation) { try constant.combined(method) }
    }
    #expect(throws: RatioError.noVariation) { try constant.withinSpread() }
    #expect(throws: RatioError.noVariation) { try constant.spreadOfGroupMeans() }
    #expect(throws: RatioError.noVariation) { try constant.betweenGroups() }
    let still = try GroupedRatios([[1, 2], [3, 3]])
    #expect(throws: RatioError.noStandardError(group: 1)) { try still.combined(.randomEffects) }
    #expect(agree(try still.combined(.equalWeights).standardError, 0.25, digits: 14))
    #expect(throws: RatioError.uneven(means: 2, standardErrors: 1, degreesOfFreedom: 2)) {
      try GroupedRatios(means: [1, 2], standardErrors: [1], degreesOfFreedom: [nil, nil])
    }
    #expect(throws: RatioError.noStandardError(group: 0)) {
      try GroupedRatios(means: [1], standardErrors: [-1], degreesOfFreedom: [nil])
    }
    #expect(throws: RatioError.noDegreesOfFreedom(group: 0)) {
      try GroupedRatios(means: [1], standardErrors: [1], degreesOfFreedom: [0])
    }
    #expect(throws: RatioError.noDegreesOfFreedom(group: 0)) {
      try GroupedRatios(means: [1, 2], standardErrors: [1, 1], degreesOfFreedom: [nil, 3]).combined(.equalWeights)
    }
    for obstacle in [
      RatioError.nothing, .emptyGroup(0), .notFinite(group: 0, value: 1), .noRepeats, .noVariation, .needsValues,
      .uneven(means: 1, standardErrors: 2, degreesOfFreedom: 3), .tooFewGroups(needed: 2, found: 1),
      .tooFewValues(group: 0, needed: 2, found: 1), .tooFewShared(needed: 2, found: 0), .noStandardError(group: 0),
      .noDegreesOfFreedom(group: 0),
    ] { #expect(!obstacle.description.isEmpty) }
  }

  @Test func `an exact estimate has a point for its interval, and p-values of 0 and 1`() {
    let exact = LnEstimate(0.02, standardError: 0, degreesOfFreedom: .infinity)
    #expect(exact.isExact && exact.interval(level: 0.95) == (0.02, 0.02))
    #expect(exact.pValues(lower: -0.1, upper: 0.1) == (0, 0))
    #expect(exact.oppositePValues(lower: -0.1, upper: 0.1) == (1, 1))
    #expect(exact.pValue(above: 0.02) == 1 && exact.pValue(below: 0.02) == 1)
    let known = LnEstimate(0, standardError: 1, degreesOfFreedom: .infinity)
    let many = LnEstimate(0, standardError: 1, degreesOfFreedom: 1e9)
    #expect(agree(known.halfWidth(level: 0.95), 1.959963984540054, digits: 14))
    #expect(agree(many.halfWidth(level: 0.95), known.halfWidth(level: 0.95), digits: 8))
    #expect(agree(many.pValue(above: 2), known.pValue(above: 2), digits: 8))
  }
}
