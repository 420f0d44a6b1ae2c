import Notation
import Statistics
import Testing

@testable import Transfer

/// Findings hold their deciding numbers against the second engine.
struct TwoEnginesTests {
  private static let closedForms: Set<String> = [
    "mean-difference", "mean-ratio", "recovery", "repeatability", "intermediate-precision", "precision-ratio",
  ]

  @Test(arguments: DatasetTests.names)
  func `every closed form of a data set is held to 1e-7 or better, and both engines agree`(name: String) throws {
    let assessment = try DatasetTests.assessment(name)
    for finding in assessment.findings where finding.evidence != nil {
      #expect(!finding.crossChecks.contains { $0.disagrees }, "\(finding.crossChecks)")
      guard Self.closedForms.contains(finding.criterion.kindName) else { continue }
      #expect(finding.crossChecks.count >= 3)
      #expect(
        finding.crossChecks.allSatisfy { !$0.isNotCrossChecked && $0.tolerance <= 1e-7 }, "\(finding.crossChecks)")
    }
    #expect(assessment.selfChecks.allSatisfy { $0.passed })
  }

  @Test(arguments: stride(from: UInt64(1), to: 61, by: 6).map { $0..<$0 + 6 })
  func `both engines agree on what random studies are judged by`(seeds: Range<UInt64>) throws {
    var held = 0
    for seed in seeds {
      let study = RandomStudy(seed: seed)
      let assessment = try assess(protocolText: study.plan.text, results: Study(study.plan, study.rows).results)
      for finding in assessment.findings where finding.evidence != nil {
        #expect(!finding.crossChecks.isEmpty, "\(finding.criterion.kindName) of \(seed)")
        for check in finding.crossChecks {
          #expect(!check.disagrees && !check.isNotCrossChecked, "\(seed), \(finding.criterion.id): \(check)")
          held += 1
        }
      }
    }
    #expect(held > 200)
  }

  /// An end that was held at another level than the one that is judged would hold nothing.
  @Test func `the ends that are held are those that are judged`() throws {
    func ofLots(_ lab: String, _ values: [String]) -> [Row] {
      values.enumerated().map { Row(lab: lab, run: "\(lab)\($0.offset)", result: $0.element, sample: "L\($0.offset)") }
    }
    let lots = ofLots("S", ["10.0", "11.0", "12.5", "13.0"]) + ofLots("R", ["10.2", "11.1", "12.4", "13.3"])
    let runs =
      Row.runs("S", ["10.1 10.3", "9.8 10.0", "10.2 9.9"]) + Row.runs("R", ["10.4 10.2", "9.9 10.3", "10.6 10.1"])
    let dilutions = ["4", "8", "16"].flatMap { level in
      ["R", "S"].flatMap { lab in
        Row.runs(lab, [level, "\(level).1", "\(level).3"]).map { row in changed(row) { $0.nominal = level } }
      }
    }
    let studies: [(Plan, [Row])] = [
      (Plan("kind: mean-difference, limits: [-2, 2], alpha: 0.03").with { $0.unit = "sample" }, lots),
      (Plan("kind: mean-difference, limits: [-2, 2], alpha: 0.03"), runs),
      (Plan("kind: mean-ratio, limits: [0.8, 1.2], alpha: 0.03"), runs),
      (Plan("kind: dilution-linearity, limits: [0.8, 1.2], alpha: 0.03").with { $0.scale = "log" }, dilutions),
    ]
    for (plan, rows) in studies {
      let finding = try Study(plan, rows).finding()
      let evidence = try #require(finding.evidence)
      guard case .interval(let interval) = evidence.basis, case .bounded(let lower, let upper) = interval.judged else {
        Issue.record("\(plan.criteria): \(evidence)")
        continue
      }
      func held(_ name: String) -> Double? { finding.crossChecks.first { $0.name == name }?.first }
      #expect(held("lower end") == lower && held("upper end") == upper, "\(plan.criteria): \(finding.crossChecks)")
    }
  }

  @Test func `two numbers that lie apart fail a check that names both`() throws {
    let finding = try #require(DatasetTests.assessment("hplc-assay-pass").findings.first { !$0.crossChecks.isEmpty })
    let own = try #require(finding.crossChecks.first)
    let apart = CrossCheck(
      own.kind, own.name, first: own.first * (1 + 1e-8) + 1e-8, second: .found(own.first, tolerance: 1e-9, scale: 0))
    let wrong = Finding(
      criterion: finding.criterion, attribute: finding.attribute, item: finding.item, receiving: finding.receiving,
      verdict: finding.verdict, reason: finding.reason, evidence: finding.evidence, sendingUnits: 6, receivingUnits: 6,
      unitsNeeded: nil, remarks: [], crossChecks: finding.crossChecks + [apart])
    let failed = SelfCheck.checks(of: wrong).filter { !$0.passed }
    let said = try #require(failed.first)
    #expect(failed.count == 1 && said.name.contains("\(apart.first) and \(own.first) disagree"), "\(said.name)")
    #expect(SelfCheck.checks(of: finding).contains { $0.passed && $0.name.contains("both engines") })
  }

  @Test func `what has no second route is told and fails nothing`() throws {
    let finding = try #require(DatasetTests.assessment("hplc-assay-pass").findings.first)
    let none = CrossCheck(.meanTest, "estimate", first: 1, second: .none(.noRoute))
    let alone = Finding(
      criterion: finding.criterion, attribute: finding.attribute, item: finding.item, receiving: finding.receiving,
      verdict: finding.verdict, reason: finding.reason, evidence: finding.evidence, sendingUnits: 6, receivingUnits: 6,
      unitsNeeded: nil, remarks: [], crossChecks: [none])
    #expect(SelfCheck.checks(of: alone).allSatisfy { $0.passed && !$0.name.contains("both engines") })
  }
}
