import Notation
import Testing
import Transfer

/// Planned numbers and names that are not met: each laboratory's own results are counted and named.
struct NothingPlannedTests {
  static let criterion = "kind: mean-difference, limits: [-9, 9]"

  static func plan(_ samples: String, without: Set<String> = []) -> Plan {
    Plan(criterion).with {
      $0.design = "samples: [\(samples)], runs: 3, replicates: 1"
      $0.without = without
    }
  }

  @Test(arguments: [
    (
      Row.runs("S", ["10", "11", "12"], sample: "B"),
      "none of the 3 results of S is of a planned sample: they stand under other names, \"B\" (renamed? then declare data.aliases); R has no results"
    ),
    (
      Row.runs("R", ["10", "11"], sample: "C"),
      "S has no results; none of the 2 results of R is of a planned sample: they stand under other names, \"C\" (renamed? then declare data.aliases)"
    ),
  ])
  func `results under other names are counted at the laboratory that has them`(rows: [Row], reason: String) throws {
    #expect(try Study(Self.plan("A"), rows).finding().reason == reason)
  }

  @Test func `results that name no sample are of the one that is planned, and of none where two are`() throws {
    let rows = Row.runs("S", ["10", "11", "12"]) + Row.runs("R", ["10.5", "11.5", "12.5"])
    #expect(try Study(Self.plan("A", without: ["sample"]), rows).finding().verdict == .pass)
    let two = try Study(Self.plan("A, B", without: ["sample"]), rows).finding()
    #expect(
      two.reason
        == "none of the 3 results of S is of a planned sample at a planned level; none of the 3 results of R is of a planned sample at a planned level"
    )
  }

  /// Three runs of two results are planned of each laboratory.
  @Test(arguments: [
    (["10 11", "11 12", "12 13"], false), (["10 11", "11 12", "12"], true), (["10 11 12", "11 12 13"], true),
    (["10", "11", "12"], true),
  ])
  func `a laboratory is short of results or of runs, be the other number as planned`(runs: [String], isShort: Bool)
    throws
  {
    let plan = Plan(Self.criterion).with { $0.design = "samples: [X], runs: 3, replicates: 2" }
    let rows = Row.runs("S", ["10 11", "11 12", "12 13"]) + Row.runs("R", runs)
    #expect(try Study(plan, rows).assessment().completeness[0].entries.map(\.isShort) == [false, isShort])
  }

  /// Two analysts, or two days, and no word on runs: one result of each.
  @Test(arguments: ["analyst", "day"])
  func `results of more runs than units are more than planned where the other factor is not planned`(unit: String)
    throws
  {
    let plan = Plan(Self.criterion).with {
      $0.unit = unit
      $0.design = "samples: [X], \(unit)s: 2, replicates: 1"
      $0.without = ["level"]
    }
    let rows = (Row.runs("S", ["10", "11"]) + Row.runs("R", ["10.1", "10.9", "10.5"])).enumerated().map { index, row in
      changed(row) {
        $0.analyst = "\(row.lab)-\(index % 2)"
        $0.day = "\(row.lab)-\(index % 2)"
      }
    }
    #expect(
      try Study(plan, rows).finding().reason
        == "R (\"X\") has 3 results where 2 were planned, and the protocol's rule for more than planned (surplusUnits) is to refuse"
    )
  }

  @Test func `matched lots with a result more in one of them are not evaluated`() throws {
    func lab(_ name: String, _ results: [String]) -> [Row] {
      results.enumerated().flatMap { Row.runs(name, [$0.element], sample: "L\($0.offset)", prefix: "\($0.offset)") }
    }
    let plan = Plan(Self.criterion).with { $0.unit = "sample" }
    let finding = try Study(plan, lab("S", ["10", "11", "12"]) + lab("R", ["10.1", "11.3 11.2", "12.2"])).finding()
    #expect(
      finding.reason
        == "the number of results of a lot differs; unbalanced replication is not evaluated by this version")
    #expect(
      try Study(plan, lab("S", ["10", "11", "12"]) + lab("R", ["10.1", "11.3", "12.2"])).finding().verdict == .pass)
  }

  /// Two runs of each analyst.
  @Test(arguments: [
    (["d1", "d1", "d2", "d2"], true), (["d1", "d2", "d1", "d2"], false), (["d1", "d1", "d1", "d1"], false),
  ])
  func `analysts with days of their own are told, also where they made several runs`(days: [String], isTold: Bool)
    throws
  {
    let rows = ["S", "R"].flatMap { lab in
      Row.runs(lab, ["10", "11", "12", "13"], analysts: ["a", "a", "b", "b"]).enumerated().map { index, row in
        changed(row) { $0.day = days[index] }
      }
    }
    let warnings = try Study(Plan(Self.criterion), rows).assessment().warnings
    #expect(warnings.count { $0.code == "W_CONFOUNDED" } == (isTold ? 2 : 0))
  }
}
