import Foundation
import TestSupport
import Testing

/// `methodtransfer potency` as a user runs it.
struct CommandTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    var text = Study.header + Study.curve("1")
    var arguments = ["--model", "4pl", "--reference", "S"]
    var status: Int32 = 65
    let words: [String]
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(
      name: "no model", arguments: ["--reference", "S"], status: 64, words: ["--model", "parallel-line", "no default"]),
    Case(name: "no reference", arguments: ["--model", "4pl"], status: 64, words: ["--reference", "no default"]),
    Case(
      name: "an unknown model", arguments: ["--model", "6pl", "--reference", "S"], status: 64, words: ["6pl", "5pl"]),
    Case(
      name: "a level beyond 1", arguments: ["--model", "4pl", "--reference", "S", "--level", "95"], status: 64,
      words: ["0.95"]),
    Case(
      name: "a level that no data reach",
      arguments: ["--model", "4pl", "--reference", "S", "--level", "0.9999999999999999"], status: 64,
      words: ["--level is a confidence level", "from 0.5 to 0.999999"]),
    Case(
      name: "a column asked for twice",
      arguments: ["--model", "4pl", "--reference", "S", "--dose", "response"], status: 64, words: ["asked for twice"]),
    Case(
      name: "three blocks", arguments: ["--model", "parallel-line", "--reference", "S", "--block", "a,b,c"], status: 64,
      words: ["Latin square"]),
    Case(
      name: "lines by pairs", arguments: ["--model", "slope-ratio", "--reference", "S", "--fit", "pairs"], status: 64,
      words: ["--fit pairs is of curves"]),
    Case(
      name: "a reference misspelt", arguments: ["--model", "4pl", "--reference", "s"],
      words: ["no reading is of the reference \"s\"", "\"S\", \"T\"", "[E_REFERENCE]"]),
    Case(
      name: "the reference alone", text: "preparation,dose,response\nS,1,1\nS,2,2\n",
      words: ["a test preparation beside it", "[E_REFERENCE]"]),
    Case(
      name: "a missing column", arguments: ["--model", "4pl", "--reference", "S", "--response", "od"],
      words: ["the header lacks \"od\"", "[E_COLUMN_MISSING]"]),
    Case(
      name: "a dose that is a dilution", text: "preparation,dose,response\nS,1:10,1\nT,1,2\n",
      words: ["file.csv:2:2", "1:10"]),
    Case(
      name: "a saturated well", text: "preparation,dose,response\nS,10,OVER\nT,1,2\n", words: ["file.csv:2:3", "OVER"]),
    Case(
      name: "a negative dose", text: "preparation,dose,response\nS,-1,1\nT,1,2\n",
      words: ["file.csv:2", "-1", "below zero", "[E_DOSE_DOMAIN]"]),
    Case(
      name: "a dose of zero", text: "preparation,dose,response\nS,0,1\nT,1,2\n",
      words: ["file.csv:2", "no logarithm", "--zero-dose asymptote", "[E_DOSE_DOMAIN]"]),
    Case(
      name: "a well twice", text: "preparation,well,dose,response\nS,A1,1,1\nT,B1,1,2\nT,A1,2,2\n",
      words: ["file.csv:4", "\"A1\"", "line 2", "[E_WELL_TWICE]"]),
    Case(
      name: "two assumed potencies", text: "preparation,dose,response,u\nS,1,1,1\nT,1,2,5\nT,2,2,6\n",
      arguments: ["--model", "4pl", "--reference", "S", "--assumed-potency", "u"],
      words: ["file.csv:4", "is 6 here and 5 before", "[E_FACTOR]"]),
    Case(
      name: "an assumed potency of zero", text: "preparation,dose,response,u\nS,1,1,1\nT,1,2,0\n",
      arguments: ["--model", "4pl", "--reference", "S", "--assumed-potency", "u"],
      words: ["file.csv:3", "not above zero", "[E_FACTOR]"]),
    Case(
      name: "two dose levels", text: "preparation,dose,response\nS,1,1\nS,2,2\nT,1,1\nT,2,2\n",
      words: ["2", "4", "[E_NO_POTENCY]"]),
    Case(
      name: "a flat test", text: Study.header + Study.curve("1", flat: true), words: ["flat", "[E_NO_POTENCY]"]),
    Case(
      name: "a protocol without doseResponse", arguments: ["--protocol", "absent.yaml"], status: 66,
      words: ["absent.yaml"]),
    Case(
      name: "a protocol and a model", arguments: ["--protocol", "p.yaml", "--model", "4pl"], status: 64,
      words: ["The protocol says what --model would"]),
  ]

  @Test(arguments: cases)
  func `what cannot be answered is said in words`(case: Case) throws {
    let scratch = try Scratch()
    try scratch.write(`case`.text, "file.csv")
    let run = try Program.run(["potency", "file.csv"] + `case`.arguments, in: scratch.url)
    #expect(run.status == `case`.status && run.output.isEmpty, "\(run.status) \(run.errors)")
    for word in `case`.words { #expect(run.errors.contains(word), "\(word): \(run.errors)") }
  }

  private static let plates = Study.datasets.appendingPathComponent("potency-plates")
  private static let asked = ["--model", "4pl", "--reference", "RS-03", "--assumed-potency", "assumed_potency"]

  @Test func `the record is JSON, the same each time, and holds every run`() throws {
    let arguments = ["potency", "results.csv"] + Self.asked + ["--json"]
    let runs = try (0..<2).map { _ in try Program.run(arguments, in: Self.plates) }
    #expect(runs[0].status == 0 && runs[0].errors.isEmpty && runs[0].output == runs[1].output)
    let found = try JSONSerialization.jsonObject(with: Data(runs[0].output.utf8))
    let root = try #require(found as? [String: Any])
    #expect(root["schema"] as? String == "methodtransfer/potency/1")
    let assays = try #require(root["assays"] as? [[String: Any]])
    #expect(assays.count == 24)
    let relative = try #require(assays[0]["relativePotency"] as? [String: Any])
    for key in ["estimate", "interval", "lnStandardError", "degreesOfFreedom"] {
      #expect(relative[key] != nil, "\(key)")
    }
    #expect((root["combined"] as? [[String: Any]])?.count == 4)
  }

  @Test func `a protocol asks for the same as the options`() throws {
    let byOptions = try Program.run(
      ["potency", "results.csv"] + Self.asked + ["--interval", "fieller", "--json"], in: Self.plates)
    let byProtocol = try Program.run(
      ["potency", "results.csv", "--protocol", "protocol.yaml", "--json"], in: Self.plates)
    #expect(byProtocol.status == 0 && byProtocol.output == byOptions.output, "\(byProtocol.errors)")
  }

  @Test func `its potencies are results that judge reads, with the verdict of the plates themselves`() throws {
    let scratch = try Scratch()
    let source = Self.plates.appendingPathComponent("results.csv").path
    let run = try Program.run(["potency", source] + Self.asked + ["--out", "potencies.csv"], in: scratch.url)
    #expect(run.status == 0 && run.errors.contains("potencies.csv"))
    // The same protocol, but for where potencies come from.
    let plan = try String(contentsOf: Self.plates.appendingPathComponent("protocol.yaml"), encoding: .utf8)
    var lines: [Substring] = []
    var isInside = false
    for line in plan.split(whereSeparator: \.isNewline) {
      if line.hasSuffix("doseResponse:") { isInside = true }
      if line.hasSuffix("criteria:") { isInside = false }
      if !isInside { lines.append(line) }
    }
    let columns =
      "columns: {laboratory: lab, run: run, sample: preparation, value: potency, referenceLot: reference, validity: valid}"
    try scratch.write(
      lines.joined(separator: "\n").replacing("columns: {laboratory: lab, day: day}", with: columns), "protocol.yaml")
    let fromPotencies = try Program.run(
      ["judge", "potencies.csv", "--protocol", "protocol.yaml", "--json"], in: scratch.url)
    let fromPlates = try Program.run(
      ["judge", "results.csv", "--protocol", "protocol.yaml", "--json"], in: Self.plates)
    #expect(fromPotencies.status == 0 && fromPlates.status == 0, "\(fromPotencies.errors) \(plan)")
    func figures(_ text: String) -> [String] {
      // Runs and their parameters stand before the findings.
      text.split(whereSeparator: \.isNewline).drop { !$0.contains("\"findings\"") }.filter {
        $0.contains("\"estimate\"") || $0.contains("\"interval\"")
      }.map(String.init)
    }
    // The plates name a day besides, which one more sensitivity rests on.
    let (own, all) = (figures(fromPotencies.output), figures(fromPlates.output))
    #expect(own.count > 6 && Array(own.prefix(6)) == Array(all.prefix(6)) && Set(own).isSubset(of: all))
  }

  @Test func `a run that gives no potency is warned of and costs no exit code`() throws {
    let scratch = try Scratch()
    let text = Study.header + Study.curve("1") + Study.curve("2", flat: true)
    try scratch.write(text, "file.csv")
    let run = try Program.run(["potency", "file.csv", "--model", "4pl", "--reference", "S"], in: scratch.url)
    #expect(run.status == 0 && run.output.contains("no potency"))
    #expect(run.errors.contains("[W_NO_POTENCY]") && run.errors.contains("run \"2\""))
    let piped = try Program.run(["potency", "-", "--model", "4pl", "--reference", "S"], in: scratch.url, input: text)
    #expect(piped.status == 0 && piped.errors.contains("standard input"))
  }

  @Test func `the folder holds page, record, potencies, tables and figures, and repeats to the byte`() throws {
    let scratch = try Scratch()
    let source = Self.plates.appendingPathComponent("results.csv").path
    for folder in ["one", "two"] {
      let run = try Program.run(["potency", source] + Self.asked + ["--report", folder], in: scratch.url)
      #expect(run.status == 0, "\(run.errors)")
    }
    var (one, two) = (try scratch.contents("one"), try scratch.contents("two"))
    for name in [
      "report.html", "potency.json", "potencies.csv", "manifest.json", "tables/potencies.csv", "tables/similarity.csv",
      "tables/readings-site-a.csv", "figures/dose-response-site-a-1.svg", "figures/plates-site-b-6.svg",
      "figures/parameter-ratios-1.svg", "figures/potency-by-run-2.svg", "figures/residuals-site-b-12.svg",
    ] { #expect(one[name] != nil, "\(name)") }
    one["manifest.json"] = nil
    two["manifest.json"] = nil
    #expect(one == two)
  }

  @Test func `an output in place of the input is refused`() throws {
    let scratch = try Scratch()
    try scratch.write(Study.header + Study.curve("1"), "file.csv")
    let before = try scratch.read("file.csv")
    let run = try Program.run(
      ["potency", "file.csv", "--model", "4pl", "--reference", "S", "--out", "./file.csv"], in: scratch.url)
    let after = try scratch.read("file.csv")
    #expect(run.status == 73 && after == before, "\(run.errors)")
  }
}
