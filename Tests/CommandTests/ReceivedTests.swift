import Foundation
import Testing

/// What `check` says back, and what of planned and received is said where: page one, standard error, tables.
struct ReceivedTests {
  private static func plan(_ rules: String = "", design: String = "samples: [LOT-1], runs: 3, replicates: 1") -> String
  {
    """
    schema: methodtransfer/protocol/1
    study: {id: TP-1, title: Assay, kind: transfer}
    sending: North
    receiving: [South]
    rules: {\(rules.isEmpty ? "missingUnits: report" : rules)}
    data:
      delimiter: ","
      decimal: "."
      columns: {laboratory: site, sample: lot, run: run, value: result}
    attributes:
      - id: assay
        title: Assay
        unit: "%"
        scale: linear
        unitOfReplication: run
        design: {\(design)}
        criteria:
          - {id: AC-1, kind: mean-difference, limits: [-4, 3], alpha: 0.05, justification: {source: capability, text: VR-1}}

    """
  }

  private static let complete =
    "site,lot,run,result\nNorth,LOT-1,R1,99.1\nNorth,LOT-1,R2,99.9\nNorth,LOT-1,R3,99.4\n"
    + "South,LOT-1,Q1,99.5\nSouth,LOT-1,Q2,100.1\nSouth,LOT-1,Q3,99.8\n"

  private static func run(
    _ command: [String], _ plan: String, _ results: String
  ) throws -> (run: Program.Run, values: String) {
    let folder = try Scratch()
    _ = try folder.write(plan, "protocol.yaml")
    _ = try folder.write(results, "results.csv")
    let run = try Program.run(
      [command[0], folder.path("results.csv"), "--protocol", folder.path("protocol.yaml")]
        + command.dropFirst().map { $0 == "OUT" ? folder.path("out") : $0 })
    let values = (try? String(contentsOfFile: folder.path("out/tables/results.csv"), encoding: .utf8)) ?? ""
    return (run, values)
  }

  /// Page one: what stands before the second section.
  private static func oneLine(_ text: some StringProtocol) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private static func pageOne(_ run: Program.Run) -> String {
    oneLine(run.output.range(of: "\n## 2 ").map { run.output[..<$0.lowerBound] } ?? run.output[...])
  }

  @Test func `check says who sends and receives, what must be met and what was planned`() throws {
    let (text, _) = try Self.run(["check"], Self.plan(), Self.complete)
    for words in [
      "Sending laboratory: **North**", "Receiving laboratory: **South**", "AC-1", "mean-difference", "-4 to 3",
      "run: results within one are averaged", "samples LOT-1; 3 runs; 1 replicate",
    ] { #expect(text.output.contains(words), "\(words) in \(text.output)") }
    let (json, _) = try Self.run(["check", "--json"], Self.plan(), Self.complete)
    for words in [
      "\"sending\": \"North\"", "\"receiving\": [\"South\"]", "\"surplusUnits\": \"refuse\"", "\"runs\": 3",
      "\"unitOfReplication\": \"run\"", "\"lower\": -4",
    ] { #expect(json.output.contains(words), "\(words) in \(json.output)") }
    #expect(!text.errors.contains("error:") && text.status == 0, "\(text.errors)")
  }

  @Test func `a name that is not planned is warned of by check and judge and is nowhere used`() throws {
    let results = Self.complete + "South,LOT1,Q4,120.5\n"
    for command in ["check", "judge"] {
      let (run, _) = try Self.run([command], Self.plan(), results)
      #expect(run.status == 0)
      #expect(run.errors.contains("results.csv:8:4: warning: sample \"LOT1\" is not in the design of assay"))
      #expect(run.errors.contains("shown and not judged [W_UNPLANNED]"))
    }
    let (judged, values) = try Self.run(["judge", "--report", "OUT"], Self.plan(), results)
    #expect(Self.pageOne(judged).contains("assay: \"LOT1\" is not in the design: shown and not judged."))
    #expect(values.contains("LOT1,Q4,120.5,results.csv,8,4,not planned"))
    let (table, _) = try Self.run(["check", "--table"], Self.plan(), results)
    #expect(table.output.contains("LOT1,Q4,120.5,results.csv,8,4,not planned"))
    #expect(table.output.contains("LOT-1,Q3,99.8,results.csv,7,4,used"))
    let (json, _) = try Self.run(["check", "--json"], Self.plan(), results)
    #expect(
      Self.oneLine(json.output).contains("\"sample\": \"LOT1\", \"run\": \"Q4\", \"results\": 1, \"used\": 0"))
  }

  @Test func `a surplus is said with both numbers, on page one and on standard error`() throws {
    let results = Self.complete + "South,LOT-1,q01,99.7\n"
    let words = "South has 4 runs where 3 were planned (are \"Q1\" and \"q01\" one?)"
    let (refused, _) = try Self.run(["judge"], Self.plan(), results)
    #expect(refused.status == 2 && Self.pageOne(refused).contains(words))
    #expect(Self.pageOne(refused).contains("The transfer has not passed."))
    let (reported, _) = try Self.run(["judge"], Self.plan("surplusUnits: report"), results)
    #expect(reported.status == 0 && Self.pageOne(reported).contains(words))
    #expect(
      reported.errors.contains("more than planned: \(words); judged, by the rule surplusUnits: report [W_SURPLUS]"))
    let (checked, _) = try Self.run(["check"], Self.plan(), results)
    #expect(
      checked.status == 0 && checked.errors.contains("not evaluated, by the rule surplusUnits: refuse [W_SURPLUS]"))
  }

  @Test func `what is missing is said on page one, and what cannot be verified by check first`() throws {
    let (run, _) = try Self.run(["judge"], Self.plan(), Self.complete.replacing("South,LOT-1,Q3,99.8\n", with: ""))
    #expect(Self.pageOne(run).contains("fewer than planned: South (\"LOT-1\"): 2 of 3 runs."))
    let design = "samples: [LOT-1], analysts: 2, runs: 3, replicates: 1"
    let (checked, _) = try Self.run(["check"], Self.plan("missingUnits: refuse", design: design), Self.complete)
    #expect(checked.status == 0)
    #expect(checked.errors.contains("2 analysts are planned, and no column of analysts is mapped"))
    #expect(checked.errors.contains("map the column, or take the number out of the design [W_UNVERIFIED]"))
    let (judged, _) = try Self.run(["judge"], Self.plan("missingUnits: refuse", design: design), Self.complete)
    #expect(judged.status == 2 && Self.pageOne(judged).contains("no column of analysts is mapped"))
  }

  @Test func `plan takes numbers by laboratory and says them`() throws {
    let folder = try Scratch()
    let planning =
      "planning: {truth: {bias: 0, runSD: 0.6, repeatabilitySD: 0.3, sdRatio: 1}, power: 0.8, simulations: 400, seed: 1}\n"
    _ = try folder.write(
      Self.plan(design: "samples: [LOT-1], runs: {North: 7, South: 4}, replicates: 2") + planning, "protocol.yaml")
    let run = try Program.run(["plan", folder.path("protocol.yaml")])
    #expect(run.output.contains("at most") && run.output.contains("7 runs at North and 4 at South"), "\(run.output)")
  }
}
