import Foundation
import Testing

/// The part of result.json that these tests ask for.
private struct Record: Decodable {
  struct Finding: Decodable {
    let criterion: String
    let verdict: String
  }
  let verdict: String
  let findings: [Finding]
}

/// The part of bridge.json that these tests ask for.
private struct BridgingRecord: Decodable {
  struct Assigned: Decodable {
    let standard: String
    let value: Double
  }
  let assigned: Assigned?
}

private let kinds = ["assay", "potency", "comparability", "potency-results", "bridging"]

/// What judges a template of this kind.
private func command(_ kind: String) -> String { kind == "bridging" ? "bridge" : "judge" }

@Suite struct TemplateTests {
  @Test(arguments: kinds)
  func `check accepts a template as it is written`(kind: String) throws {
    let folder = try Folder()
    #expect(try Command(["init", kind], in: folder).status == 0)
    let check = try Command(
      ["check", "\(kind)/results.csv", "--protocol", "\(kind)/protocol.yaml", "--json"], in: folder)
    #expect(check.status == 0, "\(check.messages)")
    // The only thing to be warned of is that the limits are examples.
    let foreign = check.messages.split(whereSeparator: \.isNewline).filter { !$0.contains("[W_EXAMPLE]") }
    #expect(foreign.isEmpty)
  }

  @Test(arguments: kinds)
  func `a template meets its criteria and is a draft that cannot pass`(kind: String) throws {
    let folder = try Folder()
    _ = try Command(["init", kind, "--out", "study"], in: folder)
    let judge = try Command(
      [command(kind), "study/results.csv", "--protocol", "study/protocol.yaml", "--json"], in: folder)
    #expect(judge.status == 2)
    let record = try JSONDecoder().decode(Record.self, from: Data(judge.output.utf8))
    #expect(record.verdict == "inconclusive")
    #expect(!record.findings.isEmpty && record.findings.allSatisfy { $0.verdict == "pass" })
  }

  @Test(arguments: kinds)
  func `with its limits justified and its items done a template passes`(kind: String) throws {
    let folder = try Folder()
    _ = try Command(["init", kind, "--out", "."], in: folder)
    let plan = try folder.read("protocol.yaml")
      .replacing("source: example", with: "source: capability").replacing("done: false", with: "done: true")
    try folder.write(plan, to: "protocol.yaml")
    let judge = try Command([command(kind), "results.csv", "--protocol", "protocol.yaml"], in: folder)
    #expect(judge.status == 0, "\(judge.output)")
  }

  @Test func `a bridging template gives no value as a draft, and one with both rules when it is made real`() throws {
    let folder = try Folder()
    _ = try Command(["init", "bridging", "--out", "."], in: folder)
    let arguments = ["bridge", "results.csv", "--protocol", "protocol.yaml", "--json"]
    func assigned(_ plan: String) throws -> BridgingRecord.Assigned? {
      try folder.write(plan, to: "protocol.yaml")
      let output = try Command(arguments, in: folder).output
      return try JSONDecoder().decode(BridgingRecord.self, from: Data(output.utf8)).assigned
    }
    let draft = try folder.read("protocol.yaml")
    let ofDraft = try assigned(draft)
    #expect(ofDraft == nil)
    let real = draft.replacing("source: example", with: "source: capability").replacing(
      "done: false", with: "done: true")
    let offset = try assigned(real)
    #expect(offset?.standard == "RS-04" && (103..<104).contains(offset?.value ?? 0))
    let carried = real.replacing("rule: offset                       # or equivalence", with: "rule: equivalence")
      .replacing("required: false", with: "required: true")
    let byEquivalence = try assigned(carried)
    #expect(byEquivalence?.value == 102.1)
  }

  @Test func `plates are those of two laboratories, six runs of 32 wells each`() throws {
    let folder = try Folder()
    _ = try Command(["init", "potency", "--out", "."], in: folder)
    let rows = try folder.read("results.csv").split(whereSeparator: \.isNewline).dropFirst().map {
      $0.split(separator: ",")
    }
    let runs = Dictionary(grouping: rows) { [$0[0], $0[3]] }
    #expect(runs.count == 12)
    for rows in runs.values {
      #expect(rows.count == 32 && Set(rows.map { $0[5] }).count == 32 && Set(rows.map { $0[6] }) == ["RS-01", "LOT-1"])
    }
  }

  @Test func `the potencies of a template's plates can be had without its verdict`() throws {
    let folder = try Folder()
    _ = try Command(["init", "potency", "--out", "."], in: folder)
    let potency = try Command(["potency", "results.csv", "--protocol", "protocol.yaml"], in: folder)
    #expect(potency.status == 0 && potency.output.contains("LOT-1 at Site B"), "\(potency.messages)")
    #expect(potency.messages.isEmpty)
  }

  @Test(arguments: kinds.filter { $0 != "potency" })
  func `results are balanced, two laboratories of six runs in duplicate`(kind: String) throws {
    let folder = try Folder()
    _ = try Command(["init", kind, "--out", "."], in: folder)
    let rows = try folder.read("results.csv").split(whereSeparator: \.isNewline).dropFirst()
      .map { $0.split(separator: ",").map(String.init) }
    let laboratories = Dictionary(grouping: rows) { $0[0] }
    #expect(laboratories.count == 2)
    for rows in laboratories.values {
      // lab,analyst,day,run,sample (or standard) … or scale,batch,started,sample …
      let run = kind == "comparability" ? 1 : 3
      let cells = Dictionary(grouping: rows) { [$0[run], $0[kind == "comparability" ? 3 : 4]] }
      #expect(Set(rows.map { $0[run] }).count == 6)
      #expect(cells.values.allSatisfy { $0.count == 2 })
      #expect(cells.count == 6 * (kind == "assay" ? 3 : 2))
    }
  }

  @Test(arguments: kinds)
  func `a template's lines fit a page and are not run together`(kind: String) throws {
    let folder = try Folder()
    _ = try Command(["init", kind, "--out", "."], in: folder)
    let plan = try folder.read("protocol.yaml")
    #expect(plan.split(whereSeparator: \.isNewline).filter { $0.count > 120 }.map(String.init) == [])
    // The parts that templates share begin on lines of their own.
    for line in ["  # Optional keys of data; without the first mark they are in force:", "rules:", "attributes:"] {
      #expect(plan.contains("\n\(line)\n"))
    }
    #expect(plan.hasSuffix("\n"))
    #expect(try folder.read("results.csv").hasSuffix("\n"))
  }

  @Test(arguments: kinds)
  func `every optional key works when its mark is removed`(kind: String) throws {
    let folder = try Folder()
    _ = try Command(["init", kind, "--out", "."], in: folder)
    var removed = 0
    let lines = try folder.read("protocol.yaml").split(separator: "\n", omittingEmptySubsequences: false).map { line in
      // At the left margin stand text and a source for a file of another name; batches of a scale have no day.
      guard let match = line.firstMatch(of: /^( +)# ([a-z][A-Za-z]+: .*)$/),
        kind != "comparability" || !match.2.hasPrefix("runsWithin")
      else { return String(line) }
      removed += 1
      return String(match.1 + match.2)
    }
    #expect(removed >= 12)
    try folder.write(lines.joined(separator: "\n"), to: "protocol.yaml")
    let check = try Command(["check", "results.csv", "--protocol", "protocol.yaml"], in: folder)
    #expect(check.status == 0, "\(check.messages)")
  }
}
