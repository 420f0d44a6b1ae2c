import TestSupport
import Testing
import Transfer

/// What is worked out once for many questions gives each of them the answer it would have alone, to the last bit.
struct LeftOutTests {
  /// Runs of one to three results of two samples: each laboratory needs a mixed model.
  private static func unbalanced(seed: UInt64) -> [Row] {
    var random = SplitMix(seed: seed)
    var rows: [Row] = []
    for lab in ["S", "R"] {
      for run in 0..<5 {
        let effect = random.normal() * 0.5
        for sample in ["X", "Y"] {
          for replicate in 0..<(1 + Int(random.uniform() * 3)) {
            let value = 100 + effect + random.normal() * 0.4
            rows.append(
              Row(
                lab: lab, run: "\(lab)\(run)", result: "\((value * 100).rounded() / 100)", sample: sample,
                replicate: replicate + 1))
          }
        }
      }
    }
    return rows
  }

  @Test(arguments: [
    ["kind: mean-difference, limits: [-2, 2]"], ["kind: mean-difference, limits: [-2, 2], variances: pooled"],
    ["kind: mean-ratio, limits: [0.9, 1.1]"],
    ["kind: intermediate-precision, laboratory: receiving, measure: sd, sources: [run], limit: 2"],
    ["kind: precision-ratio, of: repeatability, limit: 3"],
  ])
  func `a finding with a run left out is that of the study without it`(criterion: [String]) throws {
    let rows = Self.unbalanced(seed: 4)
    let plan = Plan().with { $0.criteria = criterion }
    let whole = try Study(plan, rows).assessment()
    let diagnosis = try #require((whole.sensitivities + whole.diagnoses).first)
    let left = diagnosis.leftOut.filter { $0.scenario.factor == .run }
    #expect(left.count >= 5)
    // Of either laboratory.
    for alternative in [left[0], left[3], left[left.count - 1]] {
      let kept = rows.filter { !($0.lab == alternative.scenario.laboratory && $0.run == alternative.scenario.name) }
      let finding = try Study(plan, kept).finding()
      #expect(alternative.evidence != nil && alternative.evidence == finding.evidence, "\(alternative.scenario.name)")
      #expect(alternative.verdict == finding.verdict)
    }
  }

  /// By sample, by level and by both at once, whatever the order of rows.
  @Test func `an item's finding is that of its rows alone`() throws {
    var random = SplitMix(seed: 9)
    var rows: [Row] = []
    for lab in ["S", "R"] {
      for sample in 0..<6 {
        for nominal in ["50", "100"] {
          for run in 0..<3 {
            rows.append(
              Row(
                lab: lab, run: "\(lab)\(run)", result: "\((1000 + random.normal() * 10).rounded() / 10)",
                sample: "L\(sample)", nominal: nominal))
          }
        }
      }
    }
    let difference = "kind: mean-difference, limits: [-3, 3]"
    let mixed = rows.enumerated().sorted { ($0.offset * 37 % 72) < ($1.offset * 37 % 72) }.map(\.element)
    for (scope, column) in [("each-sample", Column.sample), ("each-level", Column.nominal)] {
      let findings = try Study(Plan("\(difference), scope: \(scope)"), mixed).assessment().findings
      #expect(findings.count == (column == .sample ? 6 : 2))
      for finding in findings {
        let name = try #require(finding.item.name)
        let own = rows.filter { name == $0[column] || name == "level \($0[column])" }
        #expect(!own.isEmpty, "\(name)")
        let alone = try Study(Plan(difference), own).finding()
        #expect(finding.evidence == alone.evidence && finding.unitsNeeded == alone.unitsNeeded, "\(name)")
      }
    }
    let pooled = try #require(try Study(Plan(difference), mixed).assessment().findings.first)
    #expect(pooled.items.bySample.count == 6 && pooled.items.byLevel.count == 2)
    #expect(pooled.items.bySampleAndLevel.count == 12)
    for member in pooled.items.bySample {
      let own = rows.filter { member.finding.item.name == $0.sample }
      #expect(try Study(Plan(difference), own).finding().evidence == member.finding.evidence)
    }
  }
}
