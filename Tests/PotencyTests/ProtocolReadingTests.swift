import Foundation
import TestSupport
import Testing

/// `potency --protocol` reads a file as `judge` does: what it excludes is honoured, counted and said.
struct ProtocolReadingTests {
  private static let plan = """
    schema: methodtransfer/protocol/1
    study: {id: T, title: T, kind: transfer}
    sending: Site A
    receiving: Site B
    data:
      delimiter: ","
      decimal: "."
      missing: [MASKED]
      validityWords: {use: ["yes"], exclude: ["no"]}
      columns: {laboratory: lab, validity: valid}
    attributes:
      - id: activity
        title: T
        unit: ratio
        scale: log
        reference: S
        unitOfReplication: run
        doseResponse:
          model: 4pl
          reference: S
          columns: {preparation: preparation, dose: dose, response: response, run: run}
        criteria:
          - {id: AC-1, kind: mean-ratio, limits: [0.8, 1.25], alpha: 0.05, justification: {source: specification, text: T}}
          - {id: AC-2, kind: similarity, parameter: upper-asymptote, limits: [0.8, 1.25], mayFail: 1, alpha: 0.05, justification: {source: historical, text: T}}

    """

  private static let header = "lab,run,preparation,dose,response,valid\n"

  /// Three runs of one laboratory; `change` has the fields of a row, the number of which counts within its run.
  private static func text(_ change: (inout [String], String, Int) -> Void = { _, _, _ in }) -> String {
    var text = header
    for (run, factor) in [("1", 1.1), ("2", 1.3), ("3", 0.9)] {
      for (index, line) in Study.curve(run, factor: factor).split(whereSeparator: \.isNewline).enumerated() {
        var fields = ["Site A"] + line.split(separator: ",").map(String.init) + ["yes"]
        change(&fields, run, index)
        if !fields.isEmpty { text += fields.joined(separator: ",") + "\n" }
      }
    }
    return text
  }

  private static func record(_ text: String, plan: String = plan, _ arguments: String...) throws -> [String: Any] {
    let scratch = try Scratch()
    try scratch.write(text, "plates.csv")
    try scratch.write(plan, "protocol.yaml")
    let run = try Program.run(
      ["potency", "plates.csv", "--protocol", "protocol.yaml", "--json"] + arguments, in: scratch.url)
    #expect(run.status == 0, "\(run.errors)")
    return try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
  }

  @Test func `excluded runs and masked wells are left out as if they were not there, and are said`() throws {
    let marked = Self.text { fields, run, index in
      if run == "2" { fields[5] = "no" }
      if run == "3", index == 5 || index == 21 { fields[4] = "MASKED" }
    }
    let bare = Self.text { fields, run, index in
      if run == "2" || (run == "3" && (index == 5 || index == 21)) { fields = [] }
    }
    let (found, wanted) = (try Self.record(marked), try Self.record(bare))
    #expect(found["assays"] as? [NSObject] == wanted["assays"] as? [NSObject])
    #expect(found["combined"] as? [NSObject] == wanted["combined"] as? [NSObject])
    #expect((found["assays"] as? [Any])?.count == 2)
    let input = try #require((found["inputs"] as? [[String: Any]])?.first)
    #expect(input["rows"] as? Int == 96 && input["used"] as? Int == 62 && input["excluded"] as? Int == 34)
    let excluded = try #require(found["excluded"] as? [[String: Any]])
    #expect(excluded.map { $0["run"] as? String } == ["2", "3"])
    #expect(excluded.map { $0["readings"] as? Int } == [32, 2])
    #expect(excluded.map { $0["reason"] as? String } == ["invalid (no)", "missing"])
    #expect(excluded.map { $0["line"] as? Int } == [34, 71])
    let scratch = try Scratch()
    try scratch.write(marked, "plates.csv")
    try scratch.write(Self.plan, "protocol.yaml")
    let page = try Program.run(["potency", "plates.csv", "--protocol", "protocol.yaml"], in: scratch.url).output
      .replacing("\n  ", with: " ")
    #expect(page.contains("34 of 96 readings are excluded by the file: Site A run 2, 32 readings: invalid"))
    #expect(page.contains("1 run has no reading left"))
  }

  @Test func `a status column, aliases, a preamble and runs within days are read too`() throws {
    let plain = try Self.record(Self.text())
    let status = Self.plan.replacing("  validityWords: {use: [\"yes\"], exclude: [\"no\"]}\n", with: "")
      .replacing("validity: valid", with: "status: valid")
    let cancelled = Self.text { fields, run, _ in fields[5] = run == "2" ? "cancelled" : "final" }
    #expect((try Self.record(cancelled, plan: status)["assays"] as? [Any])?.count == 2)
    let preamble = Self.plan.replacing("  missing:", with: "  headerLine: 3\n  missing:")
    #expect(
      try Self.record("Reader 3000\nplate 1\n" + Self.text(), plan: preamble)["assays"] as? [NSObject]
        == plain["assays"] as? [NSObject])
    let aliases = Self.plan.replacing("  missing:", with: "  aliases: {preparation: {\"T 1\": T}}\n  missing:")
    let renamed = Self.text { fields, _, _ in if fields[2] == "T" { fields[2] = "T 1" } }
    let names = try Self.record(renamed, plan: aliases)["assays"] as? [[String: Any]]
    #expect(names?.allSatisfy { $0["preparation"] as? String == "T" } == true)
    let within = Self.plan.replacing("  missing:", with: "  runsWithin: [day]\n  missing:")
      .replacing("run: run}", with: "run: run, day: day}")
    let days = Self.text { fields, run, _ in
      fields[1] = "1"
      fields.append("D\(run)")
    }.replacing("valid\n", with: "valid,day\n")
    #expect((try Self.record(days, plan: within)["assays"] as? [Any])?.count == 3)
  }

  @Test func `nominal potencies of a named column are those of the levels, whatever the protocol calls them`() throws {
    let text = Self.text { fields, _, _ in fields.append(fields[2] == "S" ? "1" : "1.1") }
      .replacing("valid\n", with: "valid,made\n")
    let levels = try #require(
      (try Self.record(text, "--nominal", "made")["validation"] as? [[String: Any]])?.first?["levels"]
        as? [[String: Any]])
    #expect(levels.map { $0["nominal"] as? Double } == [1.1])
  }

  @Test func `a preparation that must be similar and is not has no potency, and its value stands beside`() throws {
    let plan = Self.plan.replacing(
      "      reference: S\n      columns", with: "      reference: S\n      requireSimilar: [AC-2]\n      columns")
    let text = Self.text { fields, run, _ in
      if run == "3", fields[2] == "T", let value = Double(fields[4]) { fields[4] = "\((value * 600).rounded() / 1000)" }
    }
    let (with, without) = (try Self.record(text, plan: plan), try Self.record(text))
    let assays = try #require(with["assays"] as? [[String: Any]])
    #expect(assays[2]["reason"] as? String == "it is not shown similar by AC-2" && assays[2]["potency"] == nil)
    let free = try #require(without["assays"] as? [[String: Any]])
    #expect(assays[2]["withheld"] as? NSObject == free[2]["potency"] as? NSObject && free[2]["withheld"] == nil)
    let combined = try #require((with["combined"] as? [[String: Any]])?.first)
    #expect(combined["runsWithPotency"] as? Int == 2)
  }

  @Test func `a protocol of other bytes than UTF-8 is refused`() throws {
    let scratch = try Scratch()
    try scratch.write(Self.text(), "plates.csv")
    var bytes = Data(Self.plan.utf8)
    bytes.append(contentsOf: [0x23, 0xE9, 0x0A])
    try bytes.write(to: scratch.url.appendingPathComponent("protocol.yaml"))
    let run = try Program.run(["potency", "plates.csv", "--protocol", "protocol.yaml"], in: scratch.url)
    #expect(run.status == 65 && run.errors.contains("UTF-8"))
  }
}
