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
