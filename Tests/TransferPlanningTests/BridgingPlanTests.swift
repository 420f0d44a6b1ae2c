import TestSupport
import Testing
import Transfer

@testable import Statistics
@testable import TransferPlanning

struct BridgingPlanTests {
  static let whole = BridgingProtocol.several(
    2, "equal-weights", criteria: [BridgingProtocol.ratio, BridgingProtocol.halfWidth, BridgingProtocol.drift],
    truth: "bias: 0.01, runSD: 0.03, repeatabilitySD: 0.03, laboratorySD: 0.005", design: "runs: 5, replicates: 2")

  @Test func `all that is required passes less often than any of it, and each study ends in one way`() throws {
    let plan = try Self.whole.plan(500)
    let all = try #require(plan.all?.simulated)
    for criterion in plan.criteria {
      let power = try #require(criterion.power?.simulated)
      let shares = try #require(criterion.shares)
      #expect(all.count <= power.count)
      #expect(agree(power.estimate + shares.fail + shares.inconclusive + shares.notEvaluated, 1, digits: 12))
    }
    let agreeing = try #require(plan.agreeing)
    #expect(agreeing.estimate > all.estimate)
  }

  @Test func `both rules have their chance, the one that decides is told, and of several limits all count`() throws {
    var planned = Self.whole
    planned.criteria = [
      BridgingProtocol.ratio, "kind: mean-ratio, limits: [0.97, 1.06], required: false",
      "\(BridgingProtocol.halfWidth), required: false",
    ]
    let plan = try planned.plan(400)
    #expect(
      try plan.standards().rules.map(\.rule) == [.equivalence, .offset]
        && plan.standards().rules.map(\.isDeciding) == [true, false])
    #expect(try plan.standards().rules.map { $0.criteria.map(\.id) } == [["BC-1", "BC-2"], ["BC-3"]])
    let both = try #require(try plan.standards().rules[0].chance?.simulated)
    #expect(both.count < (plan.criteria[0].power?.simulated?.count ?? 0))
    #expect(both.count < (plan.criteria[1].power?.simulated?.count ?? 0))
    #expect(try plan.standards().rules[1].chance == plan.criteria[2].power)
    planned.criteria = [BridgingProtocol.ratio]
    let one = try planned.plan(60)
    #expect(try one.standards().rules[1].chance == nil && one.standards().rules[1].criteria.isEmpty)
  }

  @Test(arguments: ["equal-weights", "mandel-paule"])
  func `the answer is the same on one thread and on many`(_ consensus: String) throws {
    var planned = Self.whole
    planned.consensus = consensus
    planned.standards = BridgingProtocol.chain(0.01)
    let one = try planned.plan(24, threads: 1, .all)
    let four = try planned.plan(24, threads: 4, .all)
    #expect(one.all == four.all && one.agreeing == four.agreeing && one.simulations == four.simulations)
    #expect(one.criteria.map(\.power) == four.criteria.map(\.power))
    #expect(one.attributes[0].consumersRisks.map(\.chance) == four.attributes[0].consumersRisks.map(\.chance))
    #expect(
      one.attributes[0].consumersRisks.count == 4
        && one.attributes[0].producersRisk?.chance == four.attributes[0].producersRisk?.chance)
    #expect(
      one.attributes[0].sizes.map(\.units) == four.attributes[0].sizes.map(\.units)
        && one.attributes[0].sizes.map(\.power) == four.attributes[0].sizes.map(\.power))
    #expect(
      try one.standards().laboratorySizes.map(\.laboratories) == four.standards().laboratorySizes.map(\.laboratories))
    #expect(
      try one.standards().halfWidths.flatMap { $0.rows.map(\.assured) }
        == four.standards().halfWidths.flatMap { $0.rows.map(\.assured) })
    #expect(one.attributes[0].curves.map(\.quantity) == [.units, .laboratories, .bias, .variability])
    for (p, q) in zip(one.attributes[0].curves, four.attributes[0].curves) {
      #expect(p.points.map(\.all) == q.points.map(\.all) && p.points.map(\.criteria) == q.points.map(\.criteria))
    }
  }

  // MARK: - Sizes

  /// The paired t test's own smallest sizes.
  @Test func `the fewest runs of one laboratory are those of the paired t test`() throws {
    let planned = BridgingProtocol(truth: "bias: 0.005, runSD: 0.04, repeatabilitySD: 0.03")
    let plan = try planned.plan(40, .sizes)
    #expect(plan.attributes[0].sizes.map(\.replicates) == [1, 2, 3, 4, 6])
    for size in plan.attributes[0].sizes {
      let sd = (0.0016 + 0.0009 / Double(size.replicates)).squareRoot()
      let expected = try BridgingSize(standardDeviation: sd, level: 0.95).runs(
        target: 0.9, truth: 0.005, lower: AnalysisScale.log.position(of: 0.95),
        upper: AnalysisScale.log.position(of: 1.05),
        alpha: 0.05)
      #expect(size.units == expected && size.results == expected.map { $0 * size.replicates })
    }
    #expect(try plan.attributes[0].smallest?.replicates == 2 && plan.standards().laboratorySizes.isEmpty)
    #expect(plan.attributes[0].smallest?.units ?? 0 > plan.attributes[0].units && plan.exitCode == 2)
  }

  @Test func `the runs that a half-width takes are the exact ones where theory has them`() throws {
    let planned = BridgingProtocol(
      rule: "offset", criteria: [BridgingProtocol.halfWidth], truth: "bias: 0, runSD: 0.06, repeatabilitySD: 0.02")
    let plan = try planned.plan(40, .sizes) { $0.power = 0.95 }
    let size = try BridgingSize(standardDeviation: (0.0036 + 0.0004 / 2).squareRoot(), level: 0.95)
    let table = try #require(try plan.standards().halfWidths.first)
    #expect(table.counted == .units && table.held == 1 && table.assurances == [0.8, 0.9, 0.95])
    #expect(
      table.rows.map(\.percent) == [2, 3, 5, 10] && table.rows.map(\.isOfProtocol) == [false, false, true, false])
    for row in table.rows {
      #expect(row.isExact && row.expected == size.runs(halfWidthPercent: row.percent))
      #expect(
        row.assured == table.assurances.map { size.runs(halfWidthPercent: row.percent, assurance: $0) })
    }
  }

  /// Two laboratories with variances of their own: simulated, between the exact sizes of one variance in common and those
  /// of one laboratory.
  @Test func `simulated half-widths lie where theory has those of a common variance, or just above`() throws {
    let truth = "bias: 0, runSD: 0.05, repeatabilitySD: 0.02"
    let own = try BridgingProtocol.several(
      2, "equal-weights", rule: "offset", criteria: [BridgingProtocol.halfWidth], truth: truth
    ).plan(400, .sizes)
    let common = try BridgingProtocol.several(
      2, "pooled-within", rule: "offset", criteria: [BridgingProtocol.halfWidth], truth: truth
    ).plan(40, .sizes)
    for (row, exact) in zip(try own.standards().halfWidths[0].rows, try common.standards().halfWidths[0].rows) {
      #expect(!row.isExact && exact.isExact && row.expected == exact.expected)
      for (simulated, theory) in zip(row.assured, exact.assured) {
        let (simulated, theory) = (try #require(simulated), try #require(theory))
        #expect(simulated >= theory - 2 && simulated <= theory + 3, "\(row.percent) %: \(simulated) for \(theory)")
      }
    }
  }

  @Test func `where laboratories are a sample of others their number decides`() throws {
    let planned = BridgingProtocol.several(
      3, "laboratory-means", criteria: [BridgingProtocol.ratio, "\(BridgingProtocol.halfWidth), required: false"],
      truth: "bias: 0, runSD: 0.02, repeatabilitySD: 0.01, laboratorySD: 0.03", design: "runs: 4, replicates: 1")
    let plan = try planned.plan(40, .sizes)
    // t with two degrees of freedom and an SD of the mean of 0.0173 at least leave more than the limits have room for.
    #expect(plan.attributes[0].sizes.allSatisfy { $0.units == nil } && !plan.cannotPass && !plan.reachesTarget)
    let option = try #require(try plan.standards().fewestLaboratories)
    let laboratories = try #require(option.laboratories)
    #expect(option.units == 4 && laboratories > 3)
    func power(_ count: Double) -> Double {
      EquivalencePower.power(
        truth: 0, standardError: ((0.0009 + 0.0005 / 4) / count).squareRoot(), degreesOfFreedom: count - 1,
        lower: AnalysisScale.log.position(of: 0.95), upper: AnalysisScale.log.position(of: 1.05), alpha: 0.05)
    }
    #expect(power(Double(laboratories)) >= 0.9 && power(Double(laboratories - 1)) < 0.9)
    #expect(try plan.standards().halfWidths.map(\.counted) == [.units, .laboratories])
    let row = try #require(try plan.standards().halfWidths[1].rows.first { $0.isOfProtocol })
    let count = try #require(row.assured.last ?? nil)
    func reached(_ count: Int) -> Double {
      HalfWidthChance.chance(
        halfWidth: AnalysisScale.log.position(of: 1.05),
        standardError: ((0.0009 + 0.0005 / 4) / Double(count)).squareRoot(),
        degreesOfFreedom: Double(count - 1), level: 0.95)
    }
    #expect(reached(count) >= 0.9 && reached(count - 1) < 0.9)
  }

  /// With fixed laboratories that differ more than the limits allow, runs do not help.
  @Test func `laboratories that differ too much leave no number of runs`() throws {
    let planned = BridgingProtocol.several(
      2, "pooled-within", truth: "bias: 0, runSD: 0.02, repeatabilitySD: 0.01, laboratorySD: 0.1",
      design: "runs: 4, replicates: 1")
    let plan = try planned.plan(60, .sizes)
    #expect(plan.attributes[0].sizes.allSatisfy { $0.units == nil } && plan.exitCode == 2 && !plan.cannotPass)
  }

  @Test func `the fewest runs by simulation reach the target and clearly fewer do not`() throws {
    let plan = try Self.whole.plan(400, .sizes)
    let size = try #require(plan.attributes[0].smallest)
    let units = try #require(size.units)
    #expect(try #require(size.power).estimate >= 0.9 && size.replicates == 2)
    func chance(_ units: Int) throws -> Double {
      var planned = Self.whole
      planned.design = "runs: \(units), replicates: 2"
      return try #require(try planned.plan(1_000).all).estimate
    }
    #expect(try chance(units) > 0.85)
    #expect(try chance(max(2, units * 3 / 4)) < 0.9)
  }

  // MARK: - Risks and the chain

  /// With the chain drawn, a drift at its limit passes in α of histories; the study's and the chain's variance add up by
  /// Satterthwaite, so that it is nearly so.
  @Test(arguments: ["equivalence", "offset"])
  func `a drift on its limit passes in at most about alpha of histories`(_ rule: String) throws {
    let planned = BridgingProtocol(
      rule: rule, standards: BridgingProtocol.chain(0.008),
      design: "runs: 12, replicates: 1",
      criteria: [
        rule == "offset" ? "kind: assigned-value, uncertainty: ratio, limit: 20" : "kind: mean-ratio, limits: [0.5, 2]",
        BridgingProtocol.drift,
      ],
      truth: "bias: 0, runSD: 0.02, repeatabilitySD: 0")
    let plan = try planned.plan(4_000, .risks) { $0.halfWidth = 0.002 }
    let risks = plan.attributes[0].consumersRisks.filter { $0.criterion.id == "BC-2" }
    #expect(risks.count == 2)
    for risk in risks {
      let simulated = try #require(risk.chance.simulated)
      #expect(risk.chance.exact == nil)
      #expect(simulated.estimate < 0.05 + 3.29 * (0.05 * 0.95 / Double(simulated.of)).squareRoot() + 0.005)
      // By equivalence the study's own error is in it; by offset it widens the interval and no more, which is cautious.
      #expect(simulated.estimate > (rule == "equivalence" ? 0.035 : 0.01), "\(simulated.estimate)")
      #expect(
        risk.truth.hasPrefix(rule == "equivalence" ? "a true drift of S2 at" : "a true drift of S1, and so of S2, at"))
    }
  }

  @Test func `the chance is that given the ledger's figures, and what the chain leaves is told`() throws {
    let planned = BridgingProtocol(
      standards: BridgingProtocol.chain(0.01), design: "runs: 10, replicates: 2",
      criteria: [BridgingProtocol.ratio, BridgingProtocol.ofChain, BridgingProtocol.drift],
      truth: "bias: 0, runSD: 0.02, repeatabilitySD: 0")
    let plan = try planned.plan(100)
    #expect(
      try plan.standards().chainAlone.map(\.criterion.id) == ["BC-2", "BC-3"]
        && plan.standards().chainAlone.allSatisfy(\.isInside))
    // t(11) at 97.5 % and at 95 %.
    let percent = try #require(try plan.standards().chainAlone[0].percent)
    #expect(agree(percent, GeometricVariation.percentGCV(0.02200985160082949), digits: 10))
    let interval = try #require(try plan.standards().chainAlone[1].interval)
    #expect(agree(interval.upper, AnalysisScale.log.reported(0.01795884818704044), digits: 10))
    var certain = planned
    certain.standards = "{id: S1, value: 1.0}"
    let without = try certain.plan(100)
    #expect(try without.standards().chainAlone.isEmpty)
    #expect(without.criteria[2].power?.simulated?.count ?? 0 >= plan.criteria[2].power?.simulated?.count ?? 0)
  }

  @Test func `a candidate that is off passes less often, by the worse of both signs`() throws {
    let plan = try BridgingProtocol().plan(40, .risks)
    let risk = try #require(plan.attributes[0].producersRisk)
    let planned = try BridgingProtocol().read()
    let study = try PlannedStudy(planned.attributes[0], of: planned)
    func missed(_ bias: Double) throws -> Double {
      var truth = try #require(planned.planning).truth
      truth.bias = bias
      return 1 - (try #require(study.exactChance(0, truth))).value
    }
    #expect(agree(try #require(risk.chance.exact), max(try missed(0.02), try missed(-0.02)), digits: 12))
    #expect(plan.attributes[0].consumersRisks.allSatisfy { ($0.chance.exact ?? 1) < 0.0500001 })
  }

  @Test func `a curve holds the planned design, and limits lie on the curve over the ratio where they are`() throws {
    var planned = Self.whole
    planned.standards = BridgingProtocol.chain(0.002, ratio: "1.01")
    let plan = try planned.plan(24, .curves)
    for curve in plan.attributes[0].curves where curve.quantity != .bias {
      #expect(curve.points.contains { $0.x == curve.planned })
    }
    let limits = plan.attributes[0].limits
    #expect(limits.map(\.criterion.id) == ["BC-1", "BC-1", "BC-3", "BC-3"])
    // The ledger's drift of 1.01 leaves so much less for the ratio.
    #expect(agree(limits[3].x, AnalysisScale.log.position(of: 1.05 / 1.01), digits: 12))
  }

  @Test func `what depends on readings of doses is not simulated, and that is said`() throws {
    let transferProtocol = try TransferProtocol(
      yaml: """
        schema: methodtransfer/protocol/1
        study: {id: B, title: B, kind: bridging}
        laboratories: A
        standards: [{id: REF, value: 1.0}]
        comparison: {current: REF, candidate: NEW, rule: equivalence}
        planning: {truth: {bias: 0, runSD: 0.04, repeatabilitySD: 0}, power: 0.9, simulations: 40, seed: 1}
        data: {delimiter: ",", decimal: ".", columns: {laboratory: lab}}
        attributes:
          - id: potency
            title: T
            unit: ratio
            scale: log
            reference: REF
            unitOfReplication: run
            design: {runs: 6}
            doseResponse: {model: 4pl, reference: REF, columns: {preparation: prep, dose: dose, response: od, run: run}}
            criteria:
              - {id: BC-1, kind: mean-ratio, limits: [0.8, 1.25], alpha: 0.05, justification: {source: specification, text: T}}
              - {id: BC-2, kind: similarity, parameter: slope, limits: [0.7, 1.43], alpha: 0.05, justification: {source: historical, text: T}}
        """, file: "protocol.yaml")
    var request = try PlanRequest(transferProtocol)
    request.parts = [.sizes]
    let found = try StudyPlan(transferProtocol, request)
    #expect(found.notSimulated == ["BC-2"] && found.all?.exact != nil && !found.cannotPass)
    #expect(found.criteria[1].power == nil && found.criteria[1].obstacle?.contains("is not simulated") == true)
    #expect(try found.standards().halfWidths.count == 1)
  }

  // MARK: - The promise

  @Test func `what was promised is quick to tell and is the plan's own figure`() throws {
    let transferProtocol = try Self.whole.read()
    let promised = try PlannedPower(transferProtocol)
    #expect(promised.entries.map(\.criterion) == ["BC-1", "BC-2", "BC-3"])
    #expect(promised.entries.allSatisfy { $0.receiving == "S2" && $0.attribute == "strength" })
    #expect(promised.all?.simulated?.of == PlannedPower.studies && promised.target == 0.9)
    let same = try Self.whole.plan(PlannedPower.studies)
    #expect(promised.all == same.all && promised.entries.map(\.power) == same.criteria.map(\.power))
    let exact = try PlannedPower(BridgingProtocol().read())
    #expect(exact.all?.exact != nil && exact.all?.simulated == nil)
    #expect(try PlannedPower(BridgingObstacleTests.blocked[0].planned.read()).all == nil)
  }
}
