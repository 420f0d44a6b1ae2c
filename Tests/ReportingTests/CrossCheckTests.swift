import Statistics
import Testing
import Transfer

@testable import Reporting

struct CrossCheckTests {
  private static func check(_ tolerance: Double) -> CrossCheck {
    CrossCheck(.meanTest, "estimate", first: 1, second: .found(1, tolerance: tolerance, scale: 0))
  }

  @Test(arguments: [(1e-9, "1e-9"), (1.1e-9, "1e-8"), (3e-8, "1e-7"), (1e-7, "1e-7"), (0.2, "1e0"), (1, "1e0")])
  func `a tolerance is stated as the next power of ten, never as a smaller one`(tolerance: Double, stated: String) {
    #expect(Self.check(tolerance).heldTo == stated)
  }

  @Test func `the record says the tolerance or why there is none, and no digit that was met`() {
    #expect(
      Self.check(1e-9).record
        == .members(["kind": .string("mean-test"), "number": .string("estimate"), "heldTo": .string("1e-9")]))
    let none = CrossCheck(.ratioTest, "ratio", first: 1, second: .none(.noRoute))
    #expect(
      none.record
        == .members([
          "kind": .string("ratio-test"), "number": .string("ratio"),
          "notCrossChecked": .string("there is no second route for it"),
        ]))
  }

  /// Whether a second fit came to an end may depend on the C library, so that no record can say it.
  @Test func `what one machine has no second value for stands in the manifest and not in the record`() throws {
    let astray = CrossCheck(.potency, "ln potency", first: 1, second: .none(.notConverged(starts: 3)), tolerance: 1e-7)
    let found = CrossCheck(.potency, "ln potency", first: 1, second: .found(1, tolerance: 1e-7, scale: 0))
    #expect(astray.record == found.record)
    #expect([CrossChecked("run 1", [found])].withoutValueRecord == nil)
    let told = [CrossChecked("run 1", [found, astray])]
    #expect(
      told.withoutValueRecord
        == .array([
          .members([
            "place": .string("run 1"), "kind": .string("potency"), "number": .string("ln potency"),
            "reason": .string("a second fit did not come to an end from any of 3 starts"),
          ])
        ]))
    let words = try #require(told.withoutValueMessage)
    #expect(words.contains("run 1: potency ln potency") && words.contains("3 starts"), "\(words)")
    // What has no route has none anywhere, and is told where everyone reads it.
    let none = CrossCheck(.potency, "ln potency", first: 1, second: .none(.noRoute))
    #expect([CrossChecked("run 1", [none])].withoutValueRecord == nil)
  }

  @Test func `each finding with figures is in the table, and one with a number that was not held says why`() throws {
    let assessment = try StudyFixture.assessment()
    let table = try #require(StudyFixture.report().csvTables.first { $0.name == "second-engine" })
    let lines = table.contents.split(separator: "\r\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let told = assessment.findings.filter { $0.evidence != nil }
    #expect(assessment.checksOfRuns.isEmpty)
    #expect(lines.reduce(0) { $0 + (Int($1[1]) ?? 0) } == told.count)
    for line in lines {
      let own = told.filter { $0.criterion.id == line[0] }
      #expect(Int(line[2]) == own.reduce(0) { $0 + $1.crossChecks.count { $0.second != nil } })
      let open = own.count { $0.crossChecks.isEmpty || $0.crossChecks.contains { $0.isNotCrossChecked } }
      #expect(Int(line[4]) == open && line[5].isEmpty == (open == 0))
    }
  }
}
