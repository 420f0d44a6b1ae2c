import Foundation
import Statistics
import TestSupport
import Testing

extension Golden {
  struct SignedRank: Decodable, Sendable {
    struct Interval: Decodable, Sendable {
      let name: String
      let values: [Double]
      let level: Double
      let estimate: Double
      let lower: Double
      let upper: Double
      let rank: Int
      let attained: Double
    }
    let intervals: [Interval]
    static let all = Golden.load("signed-rank", as: SignedRank.self).intervals
  }

  struct AlgorithmA: Decodable, Sendable {
    struct Set: Decodable, Sendable, CustomTestStringConvertible {
      let name: String
      let values: [Double]
      let peer: [Double]?
      let mean: String
      let spread: String
      var testDescription: String { name }
    }
    let sets: [Set]
    static let all = Golden.load("algorithm-a", as: AlgorithmA.self).sets
  }
}

struct ReferenceRobustTests {
  /// Golden/algorithm-a.py.
  @Test(arguments: Golden.AlgorithmA.all)
  func `Algorithm A agrees with 40 digits, and with its peers as far as their factor goes`(
    set: Golden.AlgorithmA.Set
  ) throws {
    let found = try RobustMean(set.values)
    let (mean, spread) = (try #require(Double(set.mean)), try #require(Double(set.spread)))
    #expect(abs(found.mean - mean) < 1e-12 * spread + 1e-16 * abs(mean), "\(found.mean), \(mean)")
    #expect(agree(found.standardDeviation, spread, digits: 11))
    #expect(
      agree(found.standardUncertainty, 1.25 * spread / Double(set.values.count).squareRoot(), digits: 11))
    // Their factor is 1.1334 where the standard prints 1.134, and 0.05 % of a spread becomes up to 1 % where most
    // values are limited.
    if let peer = set.peer {
      #expect(abs(found.mean - peer[0]) < 0.002 * spread)
      #expect(abs(found.standardDeviation - peer[1]) < 0.012 * spread)
    }
  }

  @Test func `without a value beyond the limits it is the mean and 1.134 times the standard deviation`() throws {
    let found = try RobustMean([1, 2, 3, 4, 5])
    #expect(found.mean == 3 && found.median == 3 && found.count == 5 && found.limitedCount == 0)
    // SD √2.5, and 1.5 s* = 2.69 holds all; so it settles after one step.
    #expect(agree(found.standardDeviation, 1.134 * 2.5.squareRoot(), digits: 14))
  }

  @Test func `one value far out moves the robust mean by no more than its limit`() throws {
    let values = [0.01, -0.02, 0.03, 0.0, 0.015, -0.01, 0.02, 0.005]
    let clean = try RobustMean(values)
    let far = try RobustMean(values + [10])
    let farther = try RobustMean(values + [1e6])
    #expect(far.limitedCount >= 1 && abs(far.mean - farther.mean) < 1e-12)
    #expect(abs(far.mean - clean.mean) < 0.6 * clean.standardDeviation)
  }

  @Test func `order, shift and scale do what they should to both robust estimates`() throws {
    var random = SplitMix(seed: 20_260_901)
    for _ in 0..<100 {
      let n = 4 + Int(random.uniform() * 20)
      let values = (0..<n).map { _ in random.normal() / random.uniform() }
      let (one, other) = (try RobustMean(values), try RobustMean(values.reversed()))
      #expect(one == other)
      let moved = try RobustMean(values.map { 8 * $0 + 16 })
      #expect(abs(moved.mean - (8 * one.mean + 16)) < 1e-10 * one.standardDeviation)
      #expect(agree(moved.standardDeviation, 8 * one.standardDeviation, digits: 10))
      let rank = try HodgesLehmann(values)
      #expect(try HodgesLehmann(values.reversed()) == rank)
      let turned = try HodgesLehmann(values.map { -$0 })
      #expect(turned.estimate == -rank.estimate && turned.median == -rank.median)
      let level = 0.8
      let (a, b) = (try rank.interval(level: level), try turned.interval(level: level))
      #expect(a.lower == -b.upper && a.upper == -b.lower && a.attainedLevel == b.attainedLevel)
      #expect(a.lower <= a.estimate && a.estimate <= a.upper && a.attainedLevel >= level)
    }
  }

  /// R 4.2.2, wilcox.test; Golden/signed-rank.R.
  @Test func `the signed-rank interval is R's, and the attained level that of its distribution`() throws {
    #expect(Golden.SignedRank.all.count > 25)
    for golden in Golden.SignedRank.all {
      let set = try HodgesLehmann(golden.values)
      let found = try set.interval(level: golden.level)
      #expect(agree(found.estimate, golden.estimate, digits: 13), "\(golden.name)")
      #expect(agree(found.lower, golden.lower, digits: 13) && agree(found.upper, golden.upper, digits: 13))
      #expect(found.rank == golden.rank && agree(found.attainedLevel, golden.attained, digits: 12))
      #expect(!found.hasTies && found.level == golden.level)
    }
  }

  /// All 2^n choices of signs.
  @Test(arguments: 1...11)
  func `the attained level is the share of signs that leave the centre inside`(n: Int) throws {
    let centre = try HodgesLehmann((1...n).map { Double($0) })
    for level in [0.3, 0.5, 0.75, 0.9, 0.95] {
      guard let found = try? centre.interval(level: level) else {
        #expect(Double(1 << (n - 1)) * (1 - level) < 1)
        continue
      }
      var (outside, wider) = (0, 0)
      for signs in 0..<(1 << n) {
        let sum = (1...n).reduce(0) { $0 + (signs >> ($1 - 1) & 1 == 1 ? $1 : 0) }
        outside += sum < found.rank ? 1 : 0
        wider += sum <= found.rank ? 1 : 0
      }
      let all = Double(1 << n)
      #expect(found.attainedLevel == 1 - 2 * Double(outside) / all && found.attainedLevel >= level)
      // The next rank would not reach the level, or lies beyond the middle.
      #expect(1 - 2 * Double(wider) / all < level || found.rank > n * (n + 1) / 4)
    }
  }

  /// 1 - 2 · 3/32: attained to the last bit, where R takes rank 2.
  @Test func `a level that a rank attains exactly is that rank's`() throws {
    let found = try HodgesLehmann([0.021, -0.013, 0.0344, 0.0027, 0.0531]).interval(level: 0.8125)
    #expect(found.rank == 3 && found.attainedLevel == 0.8125)
  }

  @Test func `the interval by ranks holds the centre as often as it says, for tails of any weight`() throws {
    var random = SplitMix(seed: 20_260_902)
    let studies = 4_000
    for power in [1.0, 0.25] {
      var held = 0
      var level = 0.0
      for _ in 0..<studies {
        let values = (0..<8).map { _ in
          let sign = random.uniform() < 0.5 ? -1.0 : 1
          return sign * pow(1 / random.uniform() - 1, power)
        }
        let found = try HodgesLehmann(values).interval(level: 0.9)
        held += found.lower <= 0 && found.upper >= 0 ? 1 : 0
        level = found.attainedLevel
      }
      let error = (level * (1 - level) / Double(studies)).squareRoot()
      #expect(abs(Double(held) / Double(studies) - level) < 3.29 * error)
    }
  }

  @Test func `ties are said`() throws {
    let found = try HodgesLehmann([1, 2, 2, 3, 4, 7])
    #expect(found.hasTies && found.estimate == 3 && found.median == 2.5)
    #expect(try found.interval(level: 0.9).hasTies)
    #expect(try !HodgesLehmann([1, 2, 3]).hasTies)
  }

  @Test func `what has no robust answer is refused in words`() throws {
    #expect(throws: RobustError.tooFew(needed: 3, found: 2)) { try RobustMean([1, 2]) }
    #expect(throws: RobustError.notFinite(index: 1)) { try RobustMean([1, .infinity, 2]) }
    #expect(throws: RobustError.halfTheSame) { try RobustMean([1, 1, 1, 2, 3]) }
    #expect(throws: RobustError.halfTheSame) { try RobustMean([5, 5, 5]) }
    #expect(throws: RobustError.tooFew(needed: 1, found: 0)) { try HodgesLehmann([]) }
    #expect(throws: RobustError.notFinite(index: 0)) { try HodgesLehmann([.nan]) }
    #expect(throws: RobustError.tooMany(limit: 1_000, found: 1_001)) {
      try HodgesLehmann([Double](repeating: 1, count: 1_001))
    }
    let five = try HodgesLehmann([1, 2, 3, 4, 6])
    #expect(throws: RobustError.tooFewForLevel(level: 0.95, needed: 6, found: 5)) { try five.interval(level: 0.95) }
    #expect(throws: RobustError.tooFewForLevel(level: 0.99, needed: 8, found: 5)) { try five.interval(level: 0.99) }
    #expect(try HodgesLehmann([1, 2, 3, 4, 6, 9]).interval(level: 0.95).rank == 1)
    for obstacle in [
      RobustError.halfTheSame, .notConverged, .tooFew(needed: 3, found: 1), .notFinite(index: 0),
      .tooFewForLevel(level: 0.95, needed: 6, found: 5), .tooMany(limit: 1_000, found: 2_000),
    ] { #expect(!obstacle.description.isEmpty) }
  }
}
