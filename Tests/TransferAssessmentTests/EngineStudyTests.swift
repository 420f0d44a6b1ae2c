import AssayData
import Statistics
import Testing

@testable import Transfer

/// Whole studies of every form, judged, and each finding held against the second engine.
///
/// `verification engines` judges 10,000 of them; `docs/two-engines.md` has what came of it.
struct EngineStudyTests {
  /// One of each form in each batch of eleven.
  @Test(arguments: stride(from: UInt64(0), to: 506, by: 11).map { $0..<$0 + 11 })
  func `both engines agree on every finding of random studies of every form`(seeds: Range<UInt64>) throws {
    for seed in seeds {
      let study = EngineStudy(seed: seed)
      let assessment = try assess(protocolText: study.protocolText, results: study.results)
      #expect(assessment.selfChecks.allSatisfy { $0.passed }, "\(seed): \(assessment.failedChecks)")
      for finding in assessment.findings where finding.evidence != nil {
        #expect(!finding.crossChecks.isEmpty, "\(seed): \(finding.criterion.kindName)")
        for check in finding.crossChecks {
          #expect(!check.disagrees && !check.isNotCrossChecked, "\(seed), \(finding.criterion.id): \(check)")
        }
      }
      for checks in assessment.plateChecks {
        #expect(
          !checks.potencies.isEmpty || assessment.assays.contains { $0.run == checks.run && $0.potencies.isEmpty })
        #expect(checks.checks.allSatisfy { !$0.disagrees && !$0.isNotCrossChecked }, "\(seed): \(checks.checks)")
      }
    }
  }

  @Test func `each form has findings, and plates have checks of their own`() throws {
    for seed in 0..<UInt64(EngineStudy.Form.allCases.count) {
      let study = EngineStudy(seed: seed)
      let assessment = try assess(protocolText: study.protocolText, results: study.results)
      #expect(assessment.findings.contains { $0.evidence != nil }, "\(study.form)")
      let isOfPlates = study.form == .curves || study.form == .lines
      #expect(assessment.plateChecks.isEmpty != isOfPlates)
      guard isOfPlates else { continue }
      let similar = assessment.findings.filter { $0.criterion.kindName == "similarity" }
      #expect(similar.allSatisfy { $0.crossChecks.count >= 6 }, "\(similar.map { $0.crossChecks.count })")
    }
  }
}
