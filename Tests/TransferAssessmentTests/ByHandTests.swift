import Notation
import Statistics
import TestSupport
import Testing
import Transfer

/// Data so small that the answer is a fraction.
struct ByHandTests {
  static let rows = Row.runs("S", ["1 3", "3 5", "4 8"]) + Row.runs("R", ["2 4", "6 8"])

  /// Run means S 2, 4, 6 and R 3, 7: d = 5 - 4 = 1; SE² = 4/3 + 8/2 = 16/3; df = (16/3)²/((4/3)²/2 + 4²/1).
  @Test func `Welch on run means`() throws {
    let finding = try Study(Plan("kind: mean-difference, limits: [-50, 50]"), Self.rows).finding()
    let evidence = try #require(finding.evidence)
    #expect(evidence.estimate == 1)
    #expect(agree(evidence.standardError ?? 0, (16.0 / 3).squareRoot(), digits: 15))
    // (256/9) / (16/9/2 + 16) = (256/9) / (152/9) = 32/19
    #expect(agree(evidence.degreesOfFreedom ?? 0, 32.0 / 19, digits: 15))
    #expect(finding.sendingUnits == 3 && finding.receivingUnits == 2)
    #expect(evidence.laboratories.map(\.mean) == [4, 5] && evidence.laboratories.map(\.results) == [6, 4])
  }

  /// s² = (2·4 + 1·8)/3 = 16/3; SE² = 16/3 (1/3 + 1/2) = 40/9; df = 3.
  @Test func `one common variance of run means`() throws {
    let evidence = try #require(
      try Study(Plan("kind: mean-difference, limits: [-50, 50], variances: pooled"), Self.rows).finding().evidence)
    #expect(agree(evidence.standardError ?? 0, (40.0 / 9).squareRoot(), digits: 15) && evidence.degreesOfFreedom == 3)
  }

  /// Samples X and Y, each in runs of its own: SE² = Σ s²/n/K², here (2/2 + 8/2 + 2/2 + 2/2)/4 = 7/4.
  @Test func `several samples, one a run`() throws {
    let rows =
      Row.runs("S", ["1", "3"], prefix: "a") + Row.runs("S", ["10", "14"], sample: "Y", prefix: "b")
      + Row.runs("R", ["2", "4"], prefix: "a") + Row.runs("R", ["11", "13"], sample: "Y", prefix: "b")
    let evidence = try #require(try Study(Plan("kind: mean-difference, limits: [-50, 50]"), rows).finding().evidence)
    #expect(evidence.estimate == 0.5)
    #expect(agree(evidence.standardError ?? 0, (7.0 / 4).squareRoot(), digits: 15))
    // (7/4)² / ((1/4)²·3 + 1) = (49/16)/(19/16)
    #expect(agree(evidence.degreesOfFreedom ?? 0, 49.0 / 19, digits: 15))
  }

  /// S (1,3), (3,5), (4,8): within-run variances 2, 2, 8, so s² = 4 with 3 df; R: 2, 2, so 2 with 2 df.
  @Test func `repeatability and its ratio`() throws {
    let findings = try Study(
      Plan(
        "kind: repeatability, laboratory: sending, measure: sd, limit: 50",
        "kind: precision-ratio, of: repeatability, limit: 50"),
      Self.rows
    ).assessment().findings
    #expect(findings[0].evidence?.estimate == 2 && findings[0].evidence?.degreesOfFreedom == 3)
    #expect(agree(findings[1].evidence?.estimate ?? 0, 0.5.squareRoot(), digits: 15))
  }

  /// MS run = 2·4 = 8, MS within = 4: σ² of one result = 8/2 + 4/2 = 6; a sum of mean squares has no degrees of freedom.
  @Test func `intermediate precision from runs`() throws {
    let finding = try Study(
      Plan("kind: intermediate-precision, laboratory: sending, measure: sd, sources: [run], limit: 90"), Self.rows
    ).finding()
    #expect(agree(finding.evidence?.estimate ?? 0, 6.0.squareRoot(), digits: 15))
    #expect(finding.evidence?.degreesOfFreedom == nil && finding.evidence?.upperPValue == nil)
    let figures = try #require(finding.evidence?.laboratories.first)
    #expect(figures.meanSquares.map(\.square.value) == [8, 4] && figures.meanSquares.map(\.coefficient) == [0.5, 0.5])
  }

  /// A lot at two levels is one lot: differences of lot means 1.5, 2.5, 2 and not six of them.
  @Test func `a matched lot at two levels is one unit`() throws {
    var rows: [Row] = []
    for (lot, shift) in [("L1", [1, 2]), ("L2", [2, 3]), ("L3", [1, 3])] {
      for (level, nominal) in ["10", "20"].enumerated() {
        rows.append(Row(lab: "S", run: "s" + lot, result: "\(10 * (level + 1))", sample: lot, nominal: nominal))
        rows.append(
          Row(lab: "R", run: "r" + lot, result: "\(10 * (level + 1) + shift[level])", sample: lot, nominal: nominal))
      }
    }
    let finding = try Study(Plan("kind: mean-difference, limits: [-9, 9]").with { $0.unit = "sample" }, rows).finding()
    #expect(finding.sendingUnits == 3 && finding.evidence?.degreesOfFreedom == 2)
    #expect(finding.evidence?.estimate == 2)
    #expect(agree(finding.evidence?.standardError ?? 0, (0.25 / 3).squareRoot(), digits: 14))
  }

  /// "1.0" and "1.00" are one level.
  @Test func `levels compare by value, not by how they are written`() throws {
    let rows =
      Row.runs("S", ["1", "2", "4"]).map { row in changed(row) { $0.nominal = "1.0" } }
      + Row.runs("R", ["1", "2", "3"]).map { row in changed(row) { $0.nominal = "1.00" } }
    let finding = try Study(Plan("kind: mean-difference, limits: [-50, 50]"), rows).finding()
    #expect(finding.verdict != .notEvaluated, "\(finding.reason)")
  }
}

func changed(_ row: Row, _ change: (inout Row) -> Void) -> Row {
  var copy = row
  change(&copy)
  return copy
}
