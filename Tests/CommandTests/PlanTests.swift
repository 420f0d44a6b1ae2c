import Foundation
import Testing

/// `plan`, run as a user runs it; few studies, since only what is said of them is asked here.
struct PlanTests {
  static let head = """
    schema: methodtransfer/protocol/1
    study: {id: TP-1, title: Potency, kind: transfer}
    sending: Site A
    receiving: [Site B]
    data:
      delimiter: ","
      decimal: "."
      columns: {laboratory: lab, attribute: test, sample: sample, run: run, replicate: replicate, value: result}

    """

  static let planning =
    "planning: {truth: {bias: 0, runSD: 0.198, repeatabilitySD: 0, sdRatio: 1}, power: 0.9, simulations: 60, seed: 1}\n"

  static func attribute(_ id: String, scale: String = "log", runs: Int = 6, limits: String = "[0.80, 1.25]") -> String {
    """
      - id: \(id)
        title: \(id)
        unit: "%"
        scale: \(scale)
        reference: RS-03
        unitOfReplication: run
        design: {samples: [LOT7], runs: \(runs), replicates: 1}
        criteria:
          - {id: AC-\(id), kind: \(scale == "log" ? "mean-ratio" : "mean-difference"), scope: pooled, limits: \(limits), alpha: 0.05, justification: {source: specification, text: T}}

    """
  }

  static let sample = head + planning + "attributes:\n" + attribute("potency")
  static let bare = head + "attributes:\n" + attribute("potency")
  static let mixed =
    head + "attributes:\n" + attribute("potency") + attribute("content", scale: "linear", limits: "[-1, 1]")

  private static let few = ["--simulations", "40"]

  private func run(_ yaml: String, _ more: [String], environment: [String: String] = [:]) throws -> Program.Run {
    let scratch = try Scratch()
    return try Program.run(["plan", try scratch.write(yaml, "protocol.yaml")] + more, environment: environment)
  }

  /// What of the record the tests ask about.
  private struct PlanRecord: Decodable {
    struct Chance: Decodable {
      let power: Double
      let monteCarloError: Double
    }
    struct Criterion: Decodable {
      let id: String
      let power: Double?
      let monteCarloError: Double?
    }
    struct Needed: Decodable {
      let attribute: String
      let units: Int?
    }
    struct Curve: Decodable {
      struct Point: Decodable {
        let x: Double
        let all: Chance?
      }
      let quantity: String
      let points: [Point]
    }
    struct Attribute: Decodable {
      struct Assumptions: Decodable {
        let bias: Double
        let runSD: Double
        let repeatabilitySD: Double
        let source: String
        let commandLine: [String]
      }
      let assumptions: Assumptions
    }
    let schema: String
    let exitCode: Int32
    let reachesTarget: Bool
    let target: Double
    let seed: String
    let all: Chance?
    let criteria: [Criterion]
    let attributes: [Attribute]
    let curves: [Curve]
    let unitsNeeded: [Needed]
    let impossible: [String]

    init(_ run: Program.Run) throws { self = try JSONDecoder().decode(Self.self, from: Data(run.outputBytes)) }
  }

  @Test(arguments: [
    ([String](), 2), (["--run-sd", "0.05", "--bias", "-0.01"], 0), (["--power", "0.05"], 0), (["--bias", "0.3"], 2),
  ])
  func `the exit code says whether the design reaches its target, in the text and in the record`(
    more: [String], status: Int
  ) throws {
    let text = try run(Self.sample, Self.few + more)
    #expect(text.status == Int32(status) && text.errors == "")
    let word = more.first == "--bias" ? "CANNOT PASS" : status == 0 ? "TARGET REACHED" : "TARGET NOT REACHED"
    #expect(text.output.prefix(60).contains(word))
    let record = try PlanRecord(try run(Self.sample, Self.few + more + ["--json"]))
    #expect(record.exitCode == Int32(status) && record.reachesTarget == (status == 0))
    #expect(record.impossible.isEmpty == (more.first != "--bias"))
  }

  @Test func `the record holds criteria, all together, curves and units needed`() throws {
    let run = try run(Self.sample, Self.few + ["--json"])
    let record = try PlanRecord(run)
    #expect(record.schema == "methodtransfer/plan/1" && record.target == 0.9 && record.seed == "1")
    #expect(record.criteria.map(\.id) == ["AC-potency"])
    #expect(record.criteria[0].power == record.all?.power)
    // Six runs at 20 % CV: one study in five; 18 runs for 90 %.
    let power = try #require(record.all?.power)
    let error = try #require(record.all?.monteCarloError)
    #expect((power - 0.203).magnitude < 0.02 + 4 * error)
    #expect(record.unitsNeeded.count == 1 && (16...20).contains(record.unitsNeeded[0].units ?? 0))
    #expect(record.curves.map(\.quantity).prefix(2) == ["units", "bias"])
    #expect(
      record.curves.allSatisfy { curve in zip(curve.points, curve.points.dropFirst()).allSatisfy { $0.x < $1.x } })
  }

  @Test func `one thread and several give the same bytes, anywhere`() throws {
    let runs = try [
      run(Self.sample, Self.few + ["--json", "--threads", "1"]),
      run(
        Self.sample, Self.few + ["--json", "--threads", "4"],
        environment: ["LC_ALL": "de_DE.UTF-8", "TZ": "Asia/Kathmandu"]),
    ]
    #expect(runs[0].outputBytes == runs[1].outputBytes && runs[0].outputBytes.last == UInt8(ascii: "\n"))
  }

  @Test func `options take the place of the planning section, figure by figure, and the record says so`() throws {
    let record = try PlanRecord(
      try run(
        Self.sample,
        ["--json", "--simulations", "4e1", "--run-sd", "1e-1", "--repeatability-sd", "0.02", "--seed", "7"]))
    let assumed = record.attributes[0].assumptions
    #expect(assumed.runSD == 0.1 && assumed.repeatabilitySD == 0.02 && assumed.bias == 0)
    #expect(assumed.commandLine == ["runSD", "repeatabilitySD"] && record.seed == "7")
    #expect(assumed.source == "the protocol's planning section")
  }

  @Test func `options stand in for a planning section that is not there`() throws {
    let run = try run(Self.bare, Self.few + ["--json", "--run-sd", "0.1", "--power", "0.8"])
    let record = try PlanRecord(run)
    #expect(record.target == 0.8 && record.attributes[0].assumptions.source == "the command line")
  }

  @Test(arguments: [
    (["--power", "1.2"], "--power is a chance from 0.000001 to 0.999999"), (["--power", "0,9"], "--power"),
    (["--power", "0.9999999"], "--power is a chance"),
    (["--simulations", "1e9"], "--simulations is a whole number from 1 to 100000000"),
    (["--simulations", "0"], "--simulations"), (["--simulations", "1.5"], "--simulations"),
    (["--run-sd", "-1"], "--run-sd is a standard deviation, not below 0"), (["--run-sd", "nan"], "--run-sd"),
    (["--sd-ratio", "0"], "--sd-ratio is a number above 0"), (["--precision", "1"], "--precision"),
    (["--threads", "0"], "--threads"), (["--seed", "-1"], "--seed is a whole number"),
    (["--bias", "x\u{1B}[31m"], "--bias"), (["--attribute", "potency"], "--attribute"),
    (["--attribute", "none", "--bias", "1"], "the protocol has"),
  ])
  func `wrong usage is exit 64 in words, within a second`(more: [String], word: String) throws {
    let run = try run(Self.sample, more)
    #expect(run.status == 64 && run.output == "" && run.seconds < 1)
    #expect(run.errors.contains(word) && !run.errors.contains("\u{1B}"), "\(run.errors)")
  }

  @Test(arguments: [
    (sample, ["--run-sd", "0"], "every assumed standard deviation is 0"),
    (bare, [], "nothing says what is taken as true of potency"), (bare, ["--run-sd", "0.1"], "give --power"),
    (mixed, ["--run-sd", "0.1", "--power", "0.9"], "name one with --attribute"),
    (mixed, ["--run-sd", "0.1", "--power", "0.9", "--attribute", "potency"], "taken as true of content"),
    (sample.replacing("alpha: 0.05", with: "alpha: 0.6"), [], "alpha"),
    (sample.replacing("    design: {samples: [LOT7], runs: 6, replicates: 1}\n", with: ""), [], "has no design"),
    (sample.replacing("runs: 6", with: "runs: 900000"), [], "runs is 900000"),
    (sample.replacing("runs: 6, replicates: 1", with: "runs: 10000, replicates: 10000"), [], "200000000 results"),
    ("schema: nothing", [], "schema"),
  ])
  func `a protocol of which no plan can be made is exit 65 in words, within a second`(
    yaml: String, more: [String], word: String
  ) throws {
    let run = try run(yaml, more)
    #expect(run.status == 65 && run.output == "" && run.seconds < 1, "\(run.status) \(run.output.prefix(100))")
    #expect(run.errors.contains(word), "\(run.errors)")
  }

  @Test func `a protocol that is not there is exit 66`() throws {
    #expect(try Program.run(["plan", "/nowhere/protocol.yaml"]).status == 66)
  }

  @Test func `nothing but the answer reaches a pipe: no colour, no progress`() throws {
    let run = try run(Self.sample, Self.few, environment: ["NO_COLOR": "1", "TERM": "xterm"])
    #expect(!run.output.contains("\u{1B}") && !run.output.contains("\r") && run.errors == "")
    #expect(run.output.hasPrefix("**◐ TARGET NOT REACHED**: This design passes in "))
  }

  @Test func `a report is written whole, and a second time in its place`() throws {
    let scratch = try Scratch()
    let yaml = try scratch.write(Self.sample, "protocol.yaml")
    for _ in 0..<2 {
      let run = try Program.run(["plan", yaml, "--json", "--report", scratch.path("out")] + Self.few)
      #expect(run.status == 2)
      let files = try scratch.contents("out")
      #expect(files["plan.json"] == Data(run.outputBytes))
      for name in ["plan.html", "manifest.json", "figures/power-curve.svg", "tables/sizes.csv", "tables/power.csv"] {
        #expect(files[name] != nil, "\(name)")
      }
    }
    #expect(try Program.run(["plan", yaml, "--report", scratch.url.path] + Self.few).status == 73)
  }

  @Test func `a draft is planned, and said to be one`() throws {
    let run = try run(Self.sample.replacing("source: specification", with: "source: example"), Self.few)
    #expect(run.status == 2 && run.output.contains("DRAFT") && run.errors.contains("W_EXAMPLE"))
  }

  @Test(arguments: ["assay", "potency", "comparability"])
  func `every starter study can be planned as it stands, and from its own results as a pilot`(kind: String) throws {
    let scratch = try Scratch()
    #expect(try Program.run(["init", kind, "--out", scratch.path("s")]).status == 0)
    let yaml = scratch.path("s/protocol.yaml")
    let run = try Program.run(["plan", yaml, "--simulations", "8"])
    #expect((run.status == 0 || run.status == 2) && run.output.contains("DRAFT"))
    if kind == "assay" { #expect(run.output.contains("With 1 replicate: AC-2:")) }
    let pilot = try Program.run([
      "plan", yaml, "--pilot", scratch.path("s/results.csv"), "--simulations", "8", "--json",
    ])
    let assumed = try PlanRecord(pilot).attributes[0].assumptions
    #expect(assumed.source == "the pilot results in results.csv" && assumed.bias == 0 && assumed.runSD > 0)
  }

  @Test func `a pilot that says too little is exit 65 in words, and one that is not there exit 66`() throws {
    let scratch = try Scratch()
    let yaml = try scratch.write(Self.sample, "protocol.yaml")
    let csv = try scratch.write("lab,test,sample,run,replicate,result\nSite A,potency,LOT7,R1,1,100\n", "pilot.csv")
    let run = try Program.run(["plan", yaml, "--pilot", csv])
    #expect(run.status == 65 && run.output == "" && run.errors.contains("pilot"), "\(run.errors)")
    #expect(try Program.run(["plan", yaml, "--pilot", scratch.path("none.csv")]).status == 66)
  }

  @Test func `judge shows what was planned beside its verdict, which never depends on it`() throws {
    let scratch = try Scratch()
    var outputs: [(String, Int32)] = []
    let yaml = Self.head.replacing("planning", with: "") + Self.planning + "attributes:\n" + Self.attribute("potency")
    var rows = "lab,test,sample,run,replicate,result\n"
    for (lab, shift) in [("Site A", 0), ("Site B", 1)] {
      for run in 1...6 { rows += "\(lab),potency,LOT7,\(lab.last ?? "X")\(run),1,\(100 + shift + run * 7 % 5).0\n" }
    }
    let results = try scratch.write(rows, "results.csv")
    for text in [yaml, yaml.replacing(Self.planning, with: "")] {
      let run = try Program.run(
        ["judge", results, "--protocol", try scratch.write(text, "protocol.yaml"), "--report", scratch.path("r")])
      outputs.append((run.output, run.status))
      let files = try scratch.contents("r")
      let record = String(decoding: files["result.json"] ?? Data(), as: UTF8.self)
      #expect(record.contains("plannedPower") == (text == yaml))
      #expect((files["tables/planned-power.csv"] != nil) == (text == yaml))
    }
    #expect(outputs[0].1 == outputs[1].1)
    #expect(outputs[0].0.contains("planned chance of passing") && !outputs[1].0.contains("planned chance"))
  }
}
