import Notation
import Testing
import Transfer

/// Planned numbers, for all laboratories or one by one, and the rule for more than planned.
struct DesignTests {
  private static func read(_ design: String, rules: String = "missingUnits: report") throws(Rejection)
    -> TransferProtocol
  {
    try TransferProtocol(
      yaml: Fixture.linear.replacing("design: {samples: [LOT7, LOT8], runs: 6}", with: "design: {\(design)}")
        .replacing("rules: {missingUnits: report}", with: "rules: {\(rules)}"), file: "protocol.yaml")
  }

  @Test func `a planned number may be given by laboratory`() throws {
    let transferProtocol = try Self.read(
      "runs: {LabA: 8, LabB: 6}, analysts: {LabA: 1, LabB: 2}, days: 3, replicates: {LabB: 2, LabA: 2}")
    let design = try #require(transferProtocol.attributes[0].design)
    #expect(design.runs?.at("LabA") == 8 && design.runs?.at("LabB") == 6 && design.runs?.largest == 8)
    #expect(design.analysts?.at("LabB") == 2 && design.days == 3 && design.replicates?.at("LabA") == 2)
    #expect(design.isByLaboratory)
    #expect(try Self.read("runs: 6").attributes[0].design?.isByLaboratory == false)
    // Another size is the same everywhere.
    #expect(transferProtocol.attributes[0].resized(units: 9).design?.runs == 9)
  }

  @Test(arguments: [
    ("runs: {LabA: 8}", "E_KEY_MISSING", "runs says nothing of \"LabB\""),
    ("runs: {LabA: 8, Labb: 6}", "E_LABS", "runs names \"Labb\", which is no laboratory of the study"),
    ("runs: {LabA: 8, LabB: 0}", "E_INTEGER", "runs of LabB is 0"),
    ("days: {LabA: 8, LabB: many}", "E_TYPE", "days of LabB is \"many\""),
    ("runs: [8, 6]", "E_TYPE", "runs is a list"),
  ])
  func `a number that does not name each laboratory once is refused at its place`(
    design: String, code: String, words: String
  ) {
    do throws(Rejection) {
      _ = try Self.read(design)
      Issue.record("\(design) was read")
    } catch {
      let found = error.problems.filter { $0.severity == .error }
      #expect(found.map(\.code).contains(code), "\(found)")
      #expect(found.contains { $0.message.contains(words) && $0.location?.line == 23 }, "\(found)")
    }
  }

  @Test func `more than planned is refused unless the protocol says report`() throws {
    #expect(try Self.read("runs: 6").rules.surplusUnits == .refuse)
    #expect(try Self.read("runs: 6", rules: "surplusUnits: refuse").rules.surplusUnits == .refuse)
    let reporting = try Self.read("runs: 6", rules: "surplusUnits: report, invalidRuns: refuse")
    #expect(reporting.rules.surplusUnits == .report && reporting.rules.invalidRuns == .refuse)
    #expect(try Self.read("runs: 6").reportingSurplus.rules.surplusUnits == .report)
    #expect(throws: Rejection.self) { try Self.read("runs: 6", rules: "surplusUnits: allow") }
  }
}
