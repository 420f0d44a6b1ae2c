import TestSupport
import Testing
@testable import Transfer

@testable import Statistics
@testable import TransferPlanning

/// Where theory and simulation both give a chance of a bridging study, the simulation is that of studies judged by the
/// assessment of measured pairs: it ties the planner, the power functions and the judge to each other.
struct BridgingExactTests {
  static let designs: [BridgingProtocol] = [
    BridgingProtocol(
      design: "runs: 8, replicates: 2", truth: "bias: 0.01, runSD: 0.04, repeatabilitySD: 0.02",
      name: "the ratio at one laboratory: the paired t test"),
    BridgingProtocol(
      rule: "offset", design: "runs: 8, replicates: 2",
      criteria: ["\(BridgingProtocol.ratio), direction: lower", BridgingProtocol.halfWidth],
      truth: "bias: -0.02, runSD: 0.04, repeatabilitySD: 0.02", name: "not less than"),
    BridgingProtocol(
      unit: "day", design: "days: 6, runs: 12, replicates: 3",
      truth: "bias: 0, runSD: 0.03, repeatabilitySD: 0.03, daySD: 0.03", name: "days of two runs"),
    BridgingProtocol(
      unit: "analyst", design: "analysts: 6, runs: 12, replicates: 3",
      truth: "bias: 0, runSD: 0.03, repeatabilitySD: 0.03, analystSD: 0.03", name: "analysts of two runs"),
    BridgingProtocol(
      rule: "offset", criteria: [BridgingProtocol.halfWidth], truth: "bias: 0.1, runSD: 0.04, repeatabilitySD: 0.03",
      name: "a half-width at one laboratory"),
    BridgingProtocol(
      rule: "offset", criteria: [BridgingProtocol.ofChain], truth: "bias: 0.1, runSD: 0.04, repeatabilitySD: 0.03",
      name: "a half-width of the value, the primary exact"),
    .several(
      3, "pooled-within", truth: "bias: 0.01, runSD: 0.06, repeatabilitySD: 0.02", design: "runs: 4, replicates: 1",
      name: "three laboratories with one variance"),
    .several(
      3, "pooled-within", rule: "offset", criteria: [BridgingProtocol.halfWidth],
      truth: "bias: 0, runSD: 0.06, repeatabilitySD: 0.03, laboratorySD: 0.05", design: "runs: 4, replicates: 1",
      name: "a half-width at laboratories that differ, with one variance within"),
    .several(
      5, "laboratory-means",
      truth: "bias: 0.01, runSD: 0.04, repeatabilitySD: 0.02, analystSD: 0.02, laboratorySD: 0.02",
      design: "runs: 3, analysts: 2, replicates: 2", name: "laboratory means, analysts shared by runs"),
    .several(
      5, "laboratory-means", rule: "offset", criteria: [BridgingProtocol.halfWidth],
      truth: "bias: 0.01, runSD: 0.04, repeatabilitySD: 0.02, laboratorySD: 0.03",
      design: "runs: 3, replicates: 2", name: "a half-width of laboratory means"),
    BridgingProtocol(
      design: "runs: 8, replicates: 2", criteria: ["kind: drift, limits: [0.95, 1.06]", BridgingProtocol.ratio],
      truth: "bias: 0.02, runSD: 0.04, repeatabilitySD: 0.02", name: "a drift against an exact primary"),
  ]

  /// Band: 3.29 Monte Carlo standard errors of 3,000 studies; `docs/verification.md` has the same with 100,000.
  @Test(arguments: designs)
  func `the simulated chance is the exact one within its Monte Carlo error`(_ planned: BridgingProtocol) throws {
    let power = try #require(try StudyPlan.design(planned.read(), planned.request(3_000)).first?.power)
    let exact = try #require(power.exact, "theory has a chance of \(planned.name)")
    let simulated = try #require(power.simulated)
    #expect(simulated.of == 3_000)
    let error = (exact * (1 - exact) / Double(simulated.of)).squareRoot()
    #expect((simulated.estimate - exact).magnitude <= 3.29 * error, "\(simulated.estimate) for \(exact)")
    // A chance near 0 or 1 would hold whatever was computed.
    #expect(exact > 0.1 && exact < 0.98, "\(exact)")
  }

  static let simulatedOnly: [BridgingProtocol] = [
    .several(2, "equal-weights", truth: "bias: 0, runSD: 0.04, repeatabilitySD: 0.02", name: "variances of their own"),
    .several(
      3, "pooled-within", truth: "bias: 0, runSD: 0.04, repeatabilitySD: 0.02, laboratorySD: 0.01",
      name: "the ratio where laboratories differ by more than the test takes in"),
    .several(3, "mandel-paule", truth: "bias: 0, runSD: 0.03, repeatabilitySD: 0.02", name: "estimated weights"),
    BridgingProtocol(
      design: "runs: 6, analysts: 2, replicates: 2",
      truth: "bias: 0, runSD: 0.03, repeatabilitySD: 0.02, analystSD: 0.02", name: "runs that share analysts"),
    BridgingProtocol(
      unit: "day", design: "days: 4, runs: 6, replicates: 2",
      truth: "bias: 0, runSD: 0.03, repeatabilitySD: 0.02", name: "days with one run and with two"),
    BridgingProtocol(
      rule: "offset", standards: BridgingProtocol.chain(0.005), criteria: [BridgingProtocol.ofChain],
      truth: "bias: 0, runSD: 0.03, repeatabilitySD: 0.02", name: "a half-width that the chain has a part in"),
    BridgingProtocol(
      rule: "offset", criteria: [BridgingProtocol.drift, BridgingProtocol.halfWidth],
      truth: "bias: 0, runSD: 0.03, repeatabilitySD: 0.02", name: "a drift by the rule offset"),
  ]

  @Test(arguments: simulatedOnly)
  func `theory is not claimed where it does not reach`(_ planned: BridgingProtocol) throws {
    let power = try #require(try StudyPlan.design(planned.read(), planned.request(60)).first?.power)
    #expect(power.exact == nil && power.simulated?.of == 60 && power.estimate > 0)
  }

  @Test func `one laboratory with the mean of all weights alike is the paired t test of the statistics`() throws {
    let planned = Self.designs[0]
    let transferProtocol = try planned.read()
    let truth = try #require(transferProtocol.planning?.truth)
    let study = try PlannedStudy(transferProtocol.attributes[0], of: transferProtocol)
    let size = try BridgingSize(standardDeviation: (0.04 * 0.04 + 0.02 * 0.02 / 2).squareRoot(), level: 0.95)
    let limits = Limits(lower: study.limit(0).lower, upper: study.limit(0).upper).ln
    let expected = size.power(runs: 8, truth: 0.01, lower: limits.lower, upper: limits.upper, alpha: 0.05)
    #expect(agree(try #require(study.exactChance(0, truth)).value, expected, digits: 12))
  }

  @Test(arguments: [(2, 0.05, 3.0), (6, 0.04, 5), (30, 0.2, 8)])
  func `the chance of a half-width is that of one group in percent`(runs: Int, sd: Double, percent: Double) throws {
    let size = try BridgingSize(standardDeviation: sd, level: 0.95)
    let found = HalfWidthChance.chance(
      halfWidth: AnalysisScale.log.position(of: 1 + percent / 100), standardError: sd / Double(runs).squareRoot(),
      degreesOfFreedom: Double(runs - 1), level: 0.95)
    #expect(agree(found, size.chance(halfWidthPercent: percent, runs: runs), digits: 12))
  }

  /// By hand: 2 analysts in turn over 4 runs of one laboratory. Units 1, 3 share one analyst, 2, 4 the other. The mean has
  /// run²/4 + analyst²/2; between runs the analysts' part is Σ_a (Σ_u c² - (Σ_u c)²/4)/3 = 2 (2 - 4/4)/3 = 2/3.
  @Test func `variances of units that share an analyst are those worked by hand`() throws {
    let planned = BridgingProtocol(
      design: "runs: 4, analysts: 2, replicates: 4",
      truth: "bias: 0, runSD: 0.3, repeatabilitySD: 0.2, analystSD: 0.5")
    let transferProtocol = try planned.read()
    let study = try PlannedStudy(transferProtocol.attributes[0], of: transferProtocol)
    let found = RatioVariance(try #require(study.standards), try #require(transferProtocol.planning?.truth))
    let run = 0.09 + 0.04 / 4
    #expect(agree(found.ofMean, run / 4 + 0.25 / 2, digits: 14))
    #expect(agree(found.within, run + 0.25 * 2 / 3, digits: 14))
    #expect(!found.isSimple && found.units == 4)
  }

  /// By hand: 8 and 4 runs of one variance s² = 0.03² + 0.02²/2; each mean has s²/n, their mean (s²/8 + s²/4)/4.
  @Test func `numbers by laboratory are planned so, and theory for laboratories alike is not claimed`() throws {
    let planned = BridgingProtocol.several(
      2, "equal-weights", truth: "bias: 0, runSD: 0.03, repeatabilitySD: 0.02",
      design: "runs: {L1: 8, L2: 4}, replicates: 2")
    let transferProtocol = try planned.read()
    let truth = try #require(transferProtocol.planning?.truth)
    let study = try PlannedStudy(transferProtocol.attributes[0], of: transferProtocol)
    let standards = try #require(study.standards)
    #expect((0..<2).map { standards.unitRuns(ofLaboratory: $0).count } == [8, 4])
    #expect(study.places.count == 12 && standards.unitsOfAll == 12 && standards.unitsEach == 8 && !standards.isAlike)
    let variance = 0.03 * 0.03 + 0.02 * 0.02 / 2
    #expect(agree(RatioVariance(standards, truth).estimated.variance, (variance / 8 + variance / 4) / 4, digits: 14))
    #expect(study.exactChance(0, truth) == nil)
  }

  @Test func `at a limit alpha of studies pass, and with very many runs all between limits do`() throws {
    let planned = BridgingProtocol(design: "runs: 30, replicates: 1", truth: "bias: 0, runSD: 0.02, repeatabilitySD: 0")
    let transferProtocol = try planned.read()
    let study = try PlannedStudy(transferProtocol.attributes[0], of: transferProtocol)
    let criterion = transferProtocol.attributes[0].criteria[0]
    let truth = try #require(transferProtocol.planning?.truth)
    let boundaries = study.limits(criterion, truth)
    #expect(
      boundaries.map(\.words) == [
        "a true ratio S2/S1 at the lower limit, 0.95", "a true ratio S2/S1 at the upper limit, 1.05",
      ])
    for boundary in boundaries {
      #expect(agree(try #require(study.exactChance(0, boundary.truth)).value, 0.05, digits: 6))
    }
    let many = try PlannedStudy(transferProtocol.attributes[0].resized(units: 2_000), of: transferProtocol)
    #expect(try #require(many.exactChance(0, truth)).value > 0.999_999)
  }
}

extension PlannedStudy {
  /// The limits of a criterion on the ratio.
  fileprivate func limit(_ index: Int) -> Limits {
    guard case .meanRatio(let kind) = attribute.criteria[index].kind else {
      preconditionFailure("criterion \(index) is on the ratio")
    }
    return kind.terms.limits
  }
}
