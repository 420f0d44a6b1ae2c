import Statistics
import TestSupport
import Testing

/// The power of tests with one variance: one group, pairs, two groups pooled.
struct EquivalencePowerTests {
  /// mpmath at 34 digits, two routes.
  @Test func `the power of the pooled test is exact`() throws {
    for point in Golden.load("tost_power", as: Golden.Grid.self).points {
      let a = point.args.mapValues(\.value)
      let value = { (name: String) in a[name] ?? .nan }
      let plan = try PlannedComparison(
        .pooled(value("sd")), test: Int(value("n1")), reference: Int(value("n2")))
      let margin = try Margin(lower: value("lower"), upper: value("upper"))
      let power = plan.power(truth: value("diff"), zone: .inside(margin), alpha: value("alpha"))
      let expected = try #require(Double(point.value))
      #expect(abs(power - expected) < 1e-13, "\(a): \(power), expected \(expected)")
      let direct = EquivalencePower.power(
        truth: value("diff"), standardError: plan.standardError, degreesOfFreedom: value("n1") + value("n2") - 2,
        lower: value("lower"), upper: value("upper"), alpha: value("alpha"))
      #expect(direct == power)
    }
  }

  /// mpmath, 45 digits, as in Benchmarks/digits.py. Near zero the density of the SD is then a power that is not whole, which a rule for
  /// polynomials alone integrates to four digits.
  @Test(arguments: [
    (0.5, 0.35, 1.07, 0.1787976321191112991), (0, 0.1, 1.28, 0.9701117947460698099),
    (0.5, 0.1, 1.5, 0.8062216712076079072), (0.5, 0.1, 2.1, 0.9284468004142452933),
    (0, 0.35, 2.5, 0.4495460225360899829), (1.2, 0.35, 3.3, 0.01704187172798247628),
    (0, 0.35, 5.5, 0.6115914668032649785),
  ])
  func `fractional degrees of freedom cost no digits`(truth: Double, se: Double, v: Double, expected: Double) {
    let power = EquivalencePower.power(
      truth: truth, standardError: se, degreesOfFreedom: v, zone: Self.zone(), alpha: 0.05)
    #expect(abs(power - expected) < 1e-13, "\(power)")
    // One side alone is a tail of the noncentral t.
    let one = EquivalencePower.power(
      truth: truth, standardError: se, degreesOfFreedom: v, zone: .above(-1), alpha: 0.05)
    let t = StudentT(degreesOfFreedom: v).upperQuantile(0.05)
    let tail = NoncentralT(degreesOfFreedom: v, noncentrality: (truth + 1) / se).upperTail(t)
    #expect(abs(one - tail) < 1e-12, "\(one), not \(tail)")
  }

  /// The everyday failure of planning: identical laboratories, 20 % CV (log-normal), limits 0.80-1.25, six runs each pass
  /// one time in five, and 18 are needed for 90 %.
  @Test func `six runs at 20 % CV pass one time in five and eighteen are needed`() throws {
    let spread = PlannedComparison.Spread.pooled(GeometricVariation.standardDeviation(percentLogNormalCV: 20))
    let limit = AnalysisScale.log.position(of: 1.25)
    let zone = EquivalenceZone.inside(try Margin(lower: -limit, upper: limit))
    let six = try PlannedComparison(spread, test: 6)
    #expect((0.19...0.21).contains(six.power(truth: 0, zone: zone, alpha: 0.05)))
    let needed = try PlannedComparison.smallest(spread, truth: 0, zone: zone, alpha: 0.05, target: 0.9)
    #expect(needed?.test == 18 && needed?.reference == 18 && needed?.total == 36)
  }

  static func zone(_ margin: Double = 1) -> EquivalenceZone {
    (try? Margin(lower: -margin, upper: margin)).map { .inside($0) } ?? .above(.nan)
  }

  @Test(arguments: [2.0, 3, 10, 50, 1e4, 1e6], [0.2, 0.05, 0.001])
  func `a truth at a limit passes with alpha at most, with alpha where the study is precise`(v: Double, alpha: Double) {
    for se in [0.01, 0.2, 0.7, 3] {
      let power = EquivalencePower.power(
        truth: 1, standardError: se, degreesOfFreedom: v, zone: Self.zone(), alpha: alpha)
      #expect(power <= alpha + 1e-13)
      #expect(se > 0.01 || v < 10 || abs(power - alpha) < 1e-12)
    }
    let above = EquivalencePower.power(
      truth: 1, standardError: 0.7, degreesOfFreedom: v, zone: .above(1), alpha: alpha)
    #expect(abs(above - alpha) < 1e-12, "one side has its size whatever the precision: \(above)")
  }

  @Test(arguments: [1.0, 4, 37, 1e5])
  func `mirrored truths and limits have the same power`(v: Double) throws {
    let (a, b) = (try Margin(lower: -1, upper: 1.5), try Margin(lower: -1.5, upper: 1))
    func power(_ truth: Double, _ zone: EquivalenceZone) -> Double {
      EquivalencePower.power(truth: truth, standardError: 0.4, degreesOfFreedom: v, zone: zone, alpha: 0.05)
    }
    for truth in [-0.9, 0, 0.3, 2] {
      #expect(abs(power(truth, .inside(a)) - power(-truth, .inside(b))) < 1e-15)
      #expect(abs(power(truth, .above(-1)) - power(-truth, .below(1))) < 1e-15)
    }
  }

  @Test
  func `power grows with n, with the limits and with precision, and tends to nothing with alpha and to one with n`()
    throws
  {
    func power(_ n: Int, sd: Double = 1, margin: Double = 1, alpha: Double = 0.05) throws -> Double {
      try PlannedComparison(.pooled(sd), test: n).power(truth: 0.2, zone: Self.zone(margin), alpha: alpha)
    }
    let byUnits = try (6...60).map { try power($0) }
    let byMargin = try stride(from: 0.3, through: 3, by: 0.1).map { try power(8, margin: $0) }
    let bySpread = try stride(from: 3.0, through: 0.2, by: -0.1).map { try power(8, sd: $0) }
    for series in [byUnits, byMargin, bySpread] { #expect(zip(series, series.dropFirst()).allSatisfy { $0 <= $1 }) }
    #expect(try power(1_000_000) > 1 - 1e-12)
    #expect(try power(6, alpha: 1e-12) < 1e-10)
    #expect(try power(20, alpha: 0.49) > 0.98)
  }

  @Test func `the chance to fail has the one-sided tails of noncentral t`() throws {
    let plan = try PlannedComparison(.oneGroup(1.3), test: 7)
    for truth in [-2.0, 0, 0.9, 1.4] {
      let zone = Self.zone()
      let fails = plan.chanceOfFailing(truth: truth, zone: zone, alpha: 0.05)
      let t = StudentT(degreesOfFreedom: 6).upperQuantile(0.05)
      let above = NoncentralT(degreesOfFreedom: 6, noncentrality: (truth - 1) / plan.standardError).upperTail(t)
      let below = NoncentralT(degreesOfFreedom: 6, noncentrality: (truth + 1) / plan.standardError).lowerTail(-t)
      #expect(abs(fails - above - below) < 1e-12)
      let passes = plan.power(truth: truth, zone: zone, alpha: 0.05)
      #expect(passes + fails <= 1)
      let oneSided = plan.power(truth: truth, zone: .above(-1), alpha: 0.05)
      let tail = NoncentralT(degreesOfFreedom: 6, noncentrality: (truth + 1) / plan.standardError).upperTail(t)
      #expect(abs(oneSided - tail) < 1e-12 && passes <= oneSided)
    }
  }

  @Test func `a search finds the first count that reaches its target, from any guess`() {
    for first in [2, 3, 17, 900] {
      let steps = { (n: Int) in n >= first ? 0.95 : 0.6 }
      for guess in [nil, 2, 10, 899, 900, 901, 5_000] as [Int?] {
        #expect(EquivalencePower.smallest(near: guess, reaching: 0.9, power: steps) == first)
      }
    }
    #expect(EquivalencePower.smallest(reaching: 0.8, limit: 500) { _ in 0.05 } == nil)
    // With a low target even a dip is not passed over.
    #expect(EquivalencePower.smallest(reaching: 0.1) { $0 == 3 || $0 > 40 ? 0.2 : 0.05 } == 3)
  }

  @Test(arguments: [1.0, 2, 0.5, 1.5])
  func `an unequal allocation is the smallest of its ratio`(ratio: Double) throws {
    let found = try PlannedComparison.smallest(
      .pooled(1), allocation: ratio, truth: 0, zone: Self.zone(), alpha: 0.05, target: 0.9)
    let plan = try #require(found)
    let n = min(plan.test, plan.reference)
    #expect(max(plan.test, plan.reference) == Int((Double(n) * max(ratio, 1 / ratio)).rounded(.up)))
    #expect(plan.power(truth: 0, zone: Self.zone(), alpha: 0.05) >= 0.9)
    let other = Int((Double(n - 1) * max(ratio, 1 / ratio)).rounded(.up))
    let smaller = try PlannedComparison(
      .pooled(1), test: ratio >= 1 ? other : n - 1, reference: ratio >= 1 ? n - 1 : other)
    #expect(smaller.power(truth: 0, zone: Self.zone(), alpha: 0.05) < 0.9)
  }

  @Test func `a truth at or beyond a limit has no size, and plans that cannot be are refused`() throws {
    for truth in [1.0, -1, 1.2] {
      #expect(
        try PlannedComparison.smallest(.pooled(1), truth: truth, zone: Self.zone(), alpha: 0.05, target: 0.8) == nil)
    }
    #expect(throws: PlanError.tooFew(needed: 2, found: 1)) { try PlannedComparison(.oneGroup(1), test: 1) }
    #expect(throws: PlanError.tooFew(needed: 3, found: 2)) { try PlannedComparison(.pooled(1), test: 1) }
    #expect(throws: PlanError.tooFew(needed: 2, found: 1)) {
      try PlannedComparison(.separate(test: 1, reference: 1), test: 4, reference: 1)
    }
    #expect(throws: PlanError.standardDeviation(0)) { try PlannedComparison(.paired(0), test: 4) }
    #expect(throws: PlanError.standardDeviation(-1)) {
      try PlannedComparison(.separate(test: 2, reference: -1), test: 4)
    }
    #expect(throws: PlanError.allocation(0)) {
      try PlannedComparison.smallest(
        .pooled(1), allocation: 0, truth: 0, zone: Self.zone(), alpha: 0.05, target: 0.8)
    }
  }

  /// Limits that are next to nothing beside the standard error: then the power is 2 c φ(0) K eᵛ⁺¹/(v (v + 1)), where K rᵛ⁻¹ is the
  /// density of the SD over its true value near zero and e the value at which the interval is as wide as the limits.
  @Test(arguments: [(1e6, 4.2562390085e-63), (1e9, 4.2562390085e-96), (1e12, 4.2562390085e-129)])
  func `a standard error far beyond the limits has its tiny power`(sd: Double, expected: Double) throws {
    let zone = EquivalenceZone.inside(try Margin(lower: -2, upper: 2))
    for truth in [0.0, 0.5, -1.9] {
      let power = try PlannedComparison(.pooled(sd), test: 6, reference: 6).power(
        truth: truth, zone: zone, alpha: 0.05)
      #expect(agree(power, expected, digits: 9), "\(power)")
    }
    // And falls as it should where nothing is small: no SD makes a number that is none.
    for sd in [1e30, 1e139] {
      let power = try PlannedComparison(.pooled(sd), test: 6, reference: 6).power(truth: 0, zone: zone, alpha: 0.05)
      #expect(power >= 0 && power < 1e-250)
    }
  }
}
