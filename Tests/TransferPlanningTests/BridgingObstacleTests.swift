import TestSupport
import Testing
import Transfer

@testable import Statistics
@testable import TransferPlanning

/// Bridging studies that cannot pass, cannot be judged, or that no plan can follow.
struct BridgingObstacleTests {
  static let excluded: [(change: @Sendable (inout BridgingProtocol) -> Void, words: String)] = [
    ({ $0.truth = "bias: 0.0488, runSD: 0.03, repeatabilitySD: 0" }, "lies at or above the upper limit (1.05)"),
    (
      { $0.truth = "bias: -0.0513, runSD: 0.03, repeatabilitySD: 0" },
      "true ratio S2/S1 of 0.95, which lies at or below"
    ),
    (
      {
        $0.rule = "offset"
        $0.criteria = ["\(BridgingProtocol.ratio), direction: lower", BridgingProtocol.halfWidth]
        $0.truth = "bias: -0.1, runSD: 0.03, repeatabilitySD: 0"
      }, "at or below the lower limit (0.95)"
    ),
    // u = 3 %: 2.2 × 3 % is more than 5 %.
    (
      {
        $0.criteria = [BridgingProtocol.ratio, BridgingProtocol.ofChain]
        $0.standards = BridgingProtocol.chain(0.03)
      },
      "the chain before the study gives the value a half-width of 6.826 % by itself, which is not below the limit, 5 %"
    ),
    (
      {
        $0.criteria = [BridgingProtocol.ratio, BridgingProtocol.drift]
        $0.standards = BridgingProtocol.chain(0.04)
      }, "the chain before the study leaves the drift uncertain by a factor of"
    ),
    (
      {
        $0.criteria = [BridgingProtocol.ratio, BridgingProtocol.drift]
        $0.standards = BridgingProtocol.chain(0.005, ratio: "1.06")
      }, "by the ledger and the assumed bias S2 would have a drift of 1.06, which lies at or above the upper limit"
    ),
    (
      {
        $0.rule = "offset"
        $0.criteria = [BridgingProtocol.halfWidth, BridgingProtocol.drift]
        $0.standards = BridgingProtocol.chain(0.005, ratio: "0.94")
      }, "by the ledger S1 has a drift of 0.94, which the rule offset carries on"
    ),
    // Inside the limits, but nearer to one than the chain is certain of.
    (
      {
        $0.rule = "offset"
        $0.criteria = [BridgingProtocol.halfWidth, BridgingProtocol.drift]
        $0.standards = BridgingProtocol.chain(0.01, ratio: "1.04")
      }, "about 1.04, which does not fit inside the limits (0.95 to 1.05)"
    ),
  ]

  @Test(arguments: excluded.indices)
  func `what no size can show is said with its reason`(_ index: Int) throws {
    var planned = BridgingProtocol()
    Self.excluded[index].change(&planned)
    let plan = try planned.plan(40, .sizes)
    #expect(plan.cannotPass && plan.exitCode == 2 && plan.attributes[0].sizes.isEmpty)
    #expect(plan.impossibilities.contains { $0.contains(Self.excluded[index].words) }, "\(plan.impossibilities)")
  }

  /// One degree of freedom of a chain may be more than endless ones of a study: Satterthwaite's sum is no narrower for it.
  @Test func `a chain of very few degrees of freedom excludes only what no study could make narrow enough`() throws {
    let before = (variance: 0.0004, degreesOfFreedom: 3.0)
    let alone = ChainAlone.halfWidth(before, tail: 0.025)
    let least = ChainAlone.leastHalfWidth(before, tail: 0.025)
    #expect(agree(alone, 3.182446305284263 * 0.02, digits: 12))
    #expect(least < alone)
    for own in [0.00005, 0.0001, 0.0002, 0.0004, 0.001] {
      for freedom in [3.0, 10, 1e9] {
        let total = satterthwaite([(own, freedom), before]) ?? 0
        let half = LnEstimate(0, standardError: (own + before.variance).squareRoot(), degreesOfFreedom: total)
          .halfWidth(level: 0.95)
        #expect(half >= least * (1 - 1e-4))
      }
    }
    #expect(agree(ChainAlone.leastHalfWidth((0.0004, 11), tail: 0.025), 2.200985160082949 * 0.02, digits: 11))
  }

  static let blocked: [(planned: BridgingProtocol, words: String)] = [
    (
      BridgingProtocol(design: "runs: 1, replicates: 3"),
      "A has 1 run with a ratio where a standard error needs at least 2"
    ),
    (
      BridgingProtocol(unit: "day", design: "days: 1, runs: 4, replicates: 1"),
      "A has 1 day with a ratio where a standard error needs at least 2"
    ),
    (
      .several(
        2, "equal-weights", truth: "bias: 0, runSD: 0.04, repeatabilitySD: 0.02", design: "runs: 1, replicates: 2"),
      "L1 has 1 run with a ratio"
    ),
    (
      .several(
        2, "pooled-within", truth: "bias: 0, runSD: 0.04, repeatabilitySD: 0.02", design: "runs: 1, replicates: 2"),
      "no laboratory has a second run"
    ),
    (
      .several(
        3, "random-effects", truth: "bias: 0, runSD: 0.04, repeatabilitySD: 0.02", design: "runs: 1, replicates: 2"),
      "L1 has 1 run with a ratio"
    ),
  ]

  @Test(arguments: blocked.indices)
  func `a design that cannot be judged says why, and what could`(_ index: Int) throws {
    let plan = try Self.blocked[index].planned.plan(40, .all)
    #expect(plan.all == nil && plan.cannotPass && plan.exitCode == 2 && plan.attributes[0].curves.isEmpty)
    #expect(plan.impossibilities.contains { $0.contains(Self.blocked[index].words) }, "\(plan.impossibilities)")
    #expect(plan.criteria.allSatisfy { $0.power == nil })
  }

  /// The scatter of laboratory means needs no second run.
  @Test func `laboratory means can be planned with one run each`() throws {
    let plan = try BridgingProtocol.several(
      6, "laboratory-means", truth: "bias: 0, runSD: 0.02, repeatabilitySD: 0.02, laboratorySD: 0.01",
      design: "runs: 1, replicates: 2"
    ).plan(60, .sizes)
    #expect(plan.all?.exact != nil && plan.attributes[0].smallest?.units ?? 0 >= 1)
  }

  static let faults: [(words: String, truth: String, design: String)] = [
    ("results that never vary plan nothing", "bias: 0, runSD: 0, repeatabilitySD: 0", "runs: 6"),
    ("no assumed standard deviation has a part", "bias: 0, runSD: 0, repeatabilitySD: 0, analystSD: 0.1", "runs: 6"),
    ("a figure above 50 cannot be meant", "bias: 0, runSD: 0.1, repeatabilitySD: 0, laboratorySD: 60", "runs: 6"),
    ("does not say runs", "bias: 0, runSD: 0.1, repeatabilitySD: 0", "replicates: 2"),
  ]

  @Test(arguments: faults.indices)
  func `a protocol that no plan can follow is refused in words`(_ index: Int) throws {
    let (words, truth, design) = Self.faults[index]
    var planned = BridgingProtocol(design: design)
    // A truth in which nothing varies is refused when it is read; the command line may still give it.
    planned.truth = index < 2 ? "bias: 0, runSD: 0.1, repeatabilitySD: 0" : truth
    #expect {
      _ = try planned.plan(40) {
        if index < 2 { $0.assumptions[0].truth.runSD = 0 }
        if index == 1 { $0.assumptions[0].truth.analystSD = 0.1 }
      }
    } throws: { error in
      (error as? PlanningObstacle)?.description.contains(words) ?? false
    }
  }

  @Test func `an obstacle of a study at several laboratories is one of the candidate, who is not named as a place`()
    throws
  {
    let planned = BridgingProtocol.several(
      3, "equal-weights", truth: "bias: 0.06, runSD: 0.04, repeatabilitySD: 0.02")
    let plan = try planned.plan(40)
    #expect(plan.impossibilities.count == 1 && plan.impossibilities[0].hasPrefix("BC-1: the assumed bias"))
  }

  /// The figures that a design is tried with must not agree by themselves.
  @Test(arguments: [9, 10, 11, 12, 22])
  func `laboratory means can be planned with any number of runs`(_ runs: Int) throws {
    let planned = BridgingProtocol.several(
      2, "laboratory-means", truth: "bias: 0, runSD: 0.02, repeatabilitySD: 0.02, laboratorySD: 0.01",
      design: "runs: \(runs), replicates: 1")
    let transferProtocol = try planned.read()
    let study = try PlannedStudy(transferProtocol.attributes[0], of: transferProtocol)
    #expect(study.items.map(\.obstacle) == [nil])
  }
}
