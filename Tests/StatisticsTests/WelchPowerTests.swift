import Statistics
import TestSupport
import Testing

/// The power of Welch's test, over both sample variances.
struct WelchPowerTests {
  struct Quadrature: Decodable {
    struct Point: Decodable {
      let args: [String: Double]
      let value: Double
      let spread: Double
    }
    let points: [Point]
  }

  static func margin(_ lower: Double, _ upper: Double) throws -> EquivalenceZone {
    .inside(try Margin(lower: lower, upper: upper))
  }

  /// Golden/welch_power.py: another integral in other variables, with SciPy's quantiles; two rules agree to 2e-15.
  @Test func `it agrees with an independent double quadrature`() throws {
    let points = Golden.load("welch_power", as: Quadrature.self).points
    #expect(points.count == 12)
    for point in points {
      let a = { (name: String) in point.args[name] ?? .nan }
      #expect(point.spread < 1e-14)
      let plan = try PlannedComparison(
        .separate(test: a("sd1"), reference: a("sd2")), test: Int(a("n1")), reference: Int(a("n2")))
      let power = plan.power(truth: a("diff"), zone: try Self.margin(a("lower"), a("upper")), alpha: a("alpha"))
      #expect(abs(power - point.value) < 1e-11, "\(point.args): \(power), expected \(point.value)")
      let mirrored = try PlannedComparison(
        .separate(test: a("sd2"), reference: a("sd1")), test: Int(a("n2")), reference: Int(a("n1")))
      let other = mirrored.power(truth: -a("diff"), zone: try Self.margin(-a("upper"), -a("lower")), alpha: a("alpha"))
      #expect(abs(power - other) < 1e-11, "laboratories swapped")
    }
  }

  /// Golden/welch_extreme.py: chi-square variables by their densities, two steps of the outer rule that agree to 1e-13. With 2
  /// units against 200 the critical value falls from 318 to 3 within a unit of the variable that is integrated over.
  @Test(arguments: [
    (2, 200, 1.6, 0.4, -3.0, -3.0, 3.5, 0.001, 0.012751497921937645),
    (200, 2, 0.6, 5.0, -1.1, -0.5, 0.5, 0.05, 0.0015161598025832902),
    (2, 1000, 3.0, 0.2, 0.0, -1.0, 2.0, 0.05, 0.023827652977038753),
    (3, 300, 0.2, 2.0, 0.4, -0.8, 0.8, 0.01, 0.4300023634454074),
    (1000, 2, 9.0, 0.15, 0.1, -0.7, 0.9, 0.2, 0.9243450433462687),
  ])
  func `very unequal laboratories cost no digit`(
    n: Int, m: Int, first: Double, second: Double, truth: Double, lower: Double, upper: Double, alpha: Double,
    expected: Double
  ) throws {
    let plan = try PlannedComparison(.separate(test: first, reference: second), test: n, reference: m)
    let power = plan.power(truth: truth, zone: try Self.margin(lower, upper), alpha: alpha)
    #expect(abs(power - expected) < 1e-11, "\(power)")
  }

  /// The very test that judges data, on normal samples with a seed.
  @Test(arguments: [
    (3, 3, 1.0, 1.0, 0.0, 2.0), (4, 9, 0.5, 1.5, 0.3, 1.8), (9, 4, 0.5, 1.5, -0.4, 2.5), (6, 6, 1, 3, 2.5, 2.5),
    (2, 8, 1, 0.4, 0.2, 3),
  ])
  func `simulated studies pass and fail as often`(
    n: Int, m: Int, first: Double, second: Double, truth: Double, limit: Double
  ) throws {
    let (margin, alpha, studies) = (try Margin(lower: -limit, upper: limit), 0.05, 30_000)
    var random = SplitMix(seed: UInt64(n * 1_000 + m))
    var (passed, failed) = (0, 0)
    for _ in 0..<studies {
      let receiving = try MeanEstimate(Moments((0..<n).map { _ in truth + first * random.normal() }))
      let sending = try MeanEstimate(Moments((0..<m).map { _ in second * random.normal() }))
      let test = try EquivalenceTest(test: receiving, reference: sending, margin: margin)
      if test.pValue < alpha { passed += 1 }
      if max(test.lowerPValue, test.upperPValue) > 1 - alpha { failed += 1 }
    }
    let plan = try PlannedComparison(.separate(test: first, reference: second), test: n, reference: m)
    let power = plan.power(truth: truth, zone: .inside(margin), alpha: alpha)
    let failing = plan.chanceOfFailing(truth: truth, zone: .inside(margin), alpha: alpha)
    for (count, chance) in [(passed, power), (failed, failing)] {
      let error = (chance * (1 - chance) / Double(studies)).squareRoot()
      #expect(
        abs(Double(count) / Double(studies) - chance) <= 3.29 * error, "\(count) of \(studies), expected \(chance)")
    }
  }

  @Test func `one laboratory that does not vary, or hardly, leaves the test to the other`() throws {
    let zone = try Self.margin(-1, 1)
    let alone = EquivalencePower.power(
      truth: 0.1, standardError: 0.4 / 5.0.squareRoot(), degreesOfFreedom: 4, zone: zone, alpha: 0.05)
    for spread in [0, 1e-9, 1e-130] {
      let plan = try PlannedComparison(.separate(test: 0.4, reference: spread), test: 5, reference: 8)
      #expect(abs(plan.power(truth: 0.1, zone: zone, alpha: 0.05) - alone) < 1e-10)
    }
  }

  /// Equal SDs and sizes: Satterthwaite's df are between those of one group and the pooled ones, so power is a little less.
  @Test(arguments: [4, 8, 20, 100, 1_000])
  func `it tends to the pooled test from below`(n: Int) throws {
    let zone = try Self.margin(-1, 1)
    let sd = 0.3 * Double(n).squareRoot()
    let pooled = try PlannedComparison(.pooled(sd), test: n).power(truth: 0.1, zone: zone, alpha: 0.05)
    let welch = try PlannedComparison(.separate(test: sd, reference: sd), test: n)
      .power(truth: 0.1, zone: zone, alpha: 0.05)
    #expect(welch < pooled && pooled - welch < 0.2 / Double(n))
  }

  /// Its size is not exactly alpha; Satterthwaite's approximation keeps near it.
  @Test func `the size at a limit stays below 0.06 and one-sided above 0.035`() throws {
    for (n, m, ratio) in [(3, 3, 1.0), (3, 12, 4), (12, 3, 4), (5, 5, 4), (12, 12, 2), (3, 3, 4)] {
      let plan = try PlannedComparison(.separate(test: ratio, reference: 1), test: n, reference: m)
      let size = plan.power(truth: 50, zone: try Self.margin(-50, 50), alpha: 0.05)
      #expect((0.035...0.06).contains(size), "\(n) \(m) \(ratio): \(size)")
      #expect(abs(size - plan.power(truth: 0, zone: .below(0), alpha: 0.05)) < 1e-6)
    }
  }

  @Test func `the smallest size reaches its target and one fewer does not`() throws {
    let zone = try Self.margin(-1, 1)
    for (ratio, target) in [(1.0, 0.8), (2, 0.9), (0.5, 0.9)] {
      let spread = PlannedComparison.Spread.separate(test: 0.6, reference: 1.5)
      let plan = try #require(
        try PlannedComparison.smallest(
          spread, allocation: ratio, truth: 0.1, zone: zone, alpha: 0.05, target: target))
      #expect(plan.power(truth: 0.1, zone: zone, alpha: 0.05) >= target)
      let n = min(plan.test, plan.reference) - 1
      let m = Int((Double(n) * max(ratio, 1 / ratio)).rounded(.up))
      let fewer = try PlannedComparison(spread, test: ratio >= 1 ? m : n, reference: ratio >= 1 ? n : m)
      #expect(fewer.power(truth: 0.1, zone: zone, alpha: 0.05) < target)
    }
  }

  /// The search for a size asks no more than whether a target is reached, and takes a coarser sum where that shows it.
  @Test func `whether a target is reached is what the power says`() throws {
    var random = SplitMix(seed: 11)
    var near = 0
    for _ in 0..<40 {
      let (n, m) = (2 + Int(random.uniform() * 14), 2 + Int(random.uniform() * 14))
      let plan = try PlannedComparison(
        .separate(test: 0.2 + 2 * random.uniform(), reference: 0.2 + 2 * random.uniform()), test: n, reference: m)
      let alpha = [0.001, 0.025, 0.05, 0.2][Int(random.uniform() * 4)]
      let truth = random.uniform() - 0.5
      let zones: [EquivalenceZone] = [try Self.margin(-2, 2), .above(-1.5), .below(1.5)]
      let zone = zones[Int(random.uniform() * 3)]
      let power = plan.power(truth: truth, zone: zone, alpha: alpha)
      for target in [0.5, 0.8, 0.9, power - 1e-4, power + 1e-4, power - 1e-8, power + 1e-8]
      where target > 0 && target < 1 {
        #expect(
          plan.reaches(target, truth: truth, zone: zone, alpha: alpha) == (power >= target),
          "\(n) \(m) \(alpha) \(truth): \(power) and \(target)")
        near += abs(power - target) < 1e-3 ? 1 : 0
      }
    }
    #expect(near > 40)
  }

  /// The coarsest sums are taken at a hundredth from the target: SDs of any ratio, limits so near or far that the test passes at one
  /// place of the ratio of the variances found and not beside it.
  @Test func `a coarse sum is right about a hundredth from the target`() throws {
    var random = SplitMix(seed: 5)
    for _ in 0..<60 {
      let (n, m) = (2 + Int(random.uniform() * 30), 2 + Int(random.uniform() * 30))
      let (r, s) = (0.02 + 2 * random.uniform(), 0.02 + 2 * random.uniform())
      let plan = try PlannedComparison(.separate(test: r, reference: s), test: n, reference: m)
      let limit = plan.standardError * (1.5 + 4 * random.uniform())
      let truth = limit * 0.8 * (random.uniform() - 0.5)
      let zone = try Self.margin(-limit, limit)
      let power = plan.power(truth: truth, zone: zone, alpha: 0.05)
      for target in [power - 0.011, power + 0.011, power - 0.003, power + 0.003] where target > 0 && target < 1 {
        #expect(
          plan.reaches(target, truth: truth, zone: zone, alpha: 0.05) == (power >= target),
          "\(n) \(m) \(r) \(s) \(limit) \(truth): \(power) and \(target)")
      }
    }
  }
}
