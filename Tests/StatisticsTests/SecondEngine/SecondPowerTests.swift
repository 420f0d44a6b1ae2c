import Statistics
import TestSupport
import Testing

struct SecondPowerTests {
  private func plan(_ random: inout SplitMix, welch: Bool) throws -> (
    PlannedComparison, Double, EquivalenceZone, Double
  ) {
    let (n, m) = (2 + Int(random.uniform() * 12), 2 + Int(random.uniform() * 12))
    let sd = 0.2 + random.uniform()
    let spread: PlannedComparison.Spread =
      welch
      ? .separate(test: sd, reference: 0.2 + random.uniform())
      : [.oneGroup(sd), .paired(sd), .pooled(sd)][Int(random.uniform() * 3)]
    let limit = 0.5 + random.uniform()
    let zone: EquivalenceZone =
      [.inside(try Margin(lower: -limit, upper: 1.2 * limit)), .above(-limit), .below(limit)][
        Int(random.uniform() * 3)]
    return (
      try PlannedComparison(spread, test: n, reference: m), 0.4 * random.normal(), zone,
      [0.05, 0.025, 0.1][Int(random.uniform() * 3)]
    )
  }

  @Test func `both engines agree on the power of 2,000 random plans`() throws {
    var tally = Tally()
    var random = SplitMix(seed: 20_261_207)
    for k in 0..<2_000 {
      let (comparison, truth, zone, alpha) = try plan(&random, welch: false)
      tally.add(SecondEngine.Power.checks(of: comparison, truth: truth, zone: zone, alpha: alpha))
      guard k % 4 == 0 else { continue }
      tally.add([
        CrossCheck(
          .power, "chance of failing", first: comparison.chanceOfFailing(truth: truth, zone: zone, alpha: alpha),
          second: SecondEngine.Power.chance(of: comparison, truth: truth, zone: zone, alpha: alpha, fails: true))
      ])
    }
    tally.expectAgreement()
  }

  @Test func `both engines agree on the power of Welch's test`() throws {
    var tally = Tally()
    var random = SplitMix(seed: 20_261_208)
    for _ in 0..<40 {
      let (comparison, truth, zone, alpha) = try plan(&random, welch: true)
      tally.add(SecondEngine.Power.checks(of: comparison, truth: truth, zone: zone, alpha: alpha))
    }
    tally.expectAgreement()
  }

  /// Powers in high precision, by the golden grid.
  @Test func `powers in high precision are met`() throws {
    for point in Golden.load("tost_power", as: Golden.Grid.self).points {
      let a = point.args.mapValues(\.value)
      guard let expected = Double(point.value), let n = a["n1"], let m = a["n2"], let sd = a["sd"],
        let truth = a["diff"], let lower = a["lower"], let upper = a["upper"], let alpha = a["alpha"], n + m < 1e6
      else { continue }
      let comparison = try PlannedComparison(.pooled(sd), test: Int(n), reference: Int(m))
      let found = SecondEngine.Power.chance(
        of: comparison, truth: truth, zone: .inside(try Margin(lower: lower, upper: upper)), alpha: alpha)
      #expect(abs(try #require(found.value) - expected) < 1e-9)
    }
  }

  @Test func `both engines agree on 200 tolerance factors`() throws {
    var tally = Tally()
    var random = SplitMix(seed: 20_261_209)
    for k in 0..<200 {
      let n = 2 + Int(random.uniform() * 60)
      let (coverage, confidence) = ([0.5, 0.9, 0.95, 0.99][k % 4], [0.9, 0.95, 0.99, 0.5][(k / 4) % 4])
      let factor =
        k % 3 == 0
        ? try ToleranceFactor(
          effectiveCount: 1 + 20 * random.uniform(), degreesOfFreedom: 1 + 30 * random.uniform(), coverage: coverage,
          confidence: confidence)
        : try ToleranceFactor(count: n, coverage: coverage, confidence: confidence)
      tally.add(SecondEngine.Tolerance(factor).checks(of: factor))
    }
    tally.expectAgreement()
  }

  /// The grids in high precision, which the tables of ISO 16269-6 and of the NIST e-Handbook print the first digits of.
  @Test func `tolerance factors in high precision are met`() throws {
    for name in ["tolerance_one_sided", "tolerance_two_sided"] {
      for point in Golden.load(name, as: Golden.Grid.self).points {
        let a = point.args.mapValues(\.value)
        guard let expected = Double(point.value), let n = a["n"], let coverage = a["coverage"],
          let confidence = a["confidence"], n < 2e4
        else { continue }
        let factor = try ToleranceFactor(count: Int(n), coverage: coverage, confidence: confidence)
        let second = SecondEngine.Tolerance(factor)
        let found = try #require((point.fn == "tol_k1" ? second.oneSided() : second.twoSided()).value)
        #expect(agree(found, expected, digits: 10), "\(point.fn) \(n) \(coverage) \(confidence)")
      }
    }
  }

  @Test func `faults put into a power or a factor are found`() throws {
    var faults = FaultTally()
    var random = SplitMix(seed: 50)
    var plans = 0
    while plans < 100 {
      let (comparison, truth, zone, alpha) = try plan(&random, welch: false)
      let right = comparison.power(truth: truth, zone: zone, alpha: alpha)
      guard right > 0.01, right < 0.99 else { continue }
      plans += 1
      let second = SecondEngine.Power.chance(of: comparison, truth: truth, zone: zone, alpha: alpha)
      func check(_ fault: String, _ first: Double) {
        faults.add("power: \(fault)", [CrossCheck(.power, fault, first: first, second: second)])
      }
      let more = try PlannedComparison(
        comparison.spread, test: comparison.test + 1, reference: comparison.reference + 1)
      check("one unit more", more.power(truth: truth, zone: zone, alpha: alpha))
      let freedom = Double(comparison.test + comparison.reference)
      check(
        "one degree of freedom more",
        EquivalencePower.power(
          truth: truth, standardError: comparison.standardError, degreesOfFreedom: freedom, zone: zone, alpha: alpha))
      check("the other tail", 1 - right)
      check("two-sided alpha", comparison.power(truth: truth, zone: zone, alpha: alpha / 2))
      let other: Double =
        if case .inside(let margin) = zone { margin.upper + margin.lower - truth + 0.3 } else { -truth }
      check("the sign of the bias", comparison.power(truth: other, zone: zone, alpha: alpha))
    }
    for k in 0..<20 {
      let factor = try ToleranceFactor(count: 4 + k, coverage: 0.95, confidence: 0.95)
      let second = SecondEngine.Tolerance(factor)
      let more = try ToleranceFactor(
        effectiveCount: Double(4 + k), degreesOfFreedom: Double(4 + k), coverage: 0.95, confidence: 0.95)
      faults.add("tolerance factor: one degree of freedom more", second.checks(of: more))
      faults.add(
        "tolerance factor: an approximation",
        [CrossCheck(.toleranceFactor, "", first: factor.howe, second: second.twoSided())])
      faults.add(
        "tolerance factor: one side for both",
        [CrossCheck(.toleranceFactor, "", first: factor.oneSided, second: second.twoSided())])
    }
    faults.expectFound()
  }
}
