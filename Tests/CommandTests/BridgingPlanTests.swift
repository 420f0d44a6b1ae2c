import Foundation
import Testing

/// `plan` of a bridging study, run as a user runs it; few studies, since only what is said of them is asked here.
struct BridgingPlanTests {
  static let standards =
    "standards: [{id: RS-02, value: 1.0}, {id: RS-03, comparator: RS-02, value: 1.0, rule: equivalence, ratio: 1.005, standardUncertainty: 0.008, degreesOfFreedom: 11}]\n"

  static let planning =
    "planning: {truth: {bias: 0.01, runSD: 0.04, repeatabilitySD: 0.02}, offset: 0.02, power: 0.9, simulations: 40, seed: 1}\n"

  static func study(
    laboratories: String = "[Site A, Site B]", consensus: String = "consensus: pooled-within",
    planning: String = planning,
    standards: String = standards, design: String = "{runs: 6, replicates: 2}"
  ) -> String {
    """
    schema: methodtransfer/protocol/1
    study: {id: BR-1, title: Bridging of RS-04, kind: bridging}
    laboratories: \(laboratories)
    \(standards)comparison: {current: RS-03, candidate: RS-04, rule: equivalence\(consensus.isEmpty ? "" : ", \(consensus)")}
    \(planning)data:
      delimiter: ","
      decimal: "."
      columns: {laboratory: lab, run: run, sample: standard, replicate: replicate, value: result}
    attributes:
      - id: potency
        title: Relative potency
        unit: ratio
        scale: log
        reference: RS-03
        unitOfReplication: run
        design: \(design)
        criteria:
          - {id: BC-1, kind: mean-ratio, limits: [0.95, 1.05], alpha: 0.05, justification: {source: specification, text: T}}
          - {id: BC-2, kind: assigned-value, uncertainty: ratio, limit: 4, alpha: 0.05, required: false, justification: {source: capability, text: T}}
          - {id: BC-3, kind: drift, limits: [0.95, 1.05], alpha: 0.05, required: false, justification: {source: capability, text: T}}

    """
  }

  static let one = study(laboratories: "Site A", consensus: "")

  private func run(_ yaml: String, _ more: [String] = [], environment: [String: String] = [:]) throws -> Program.Run {
    let scratch = try Scratch()
    return try Program.run(["plan", try scratch.write(yaml, "protocol.yaml")] + more, environment: environment)
  }

  /// What of the record the tests ask about.
  private struct PlanRecord: Decodable {
    struct Chance: Decodable {
      let power: Double
      let monteCarloError: Double
      let exact: Double?
    }
    struct Criterion: Decodable {
      let id: String
      let receiving: String?
      let power: Double?
      let monteCarloError: Double?
    }
    struct Rule: Decodable {
      let rule: String
      let decides: Bool
      let criteria: [String]
      let chance: Chance?
    }
    struct Study: Decodable {
      let kind: String
      let laboratories: [String]
      let sending: String?
    }
    struct Comparison: Decodable {
      let current: String
      let candidate: String
      let rule: String
      let consensus: String?
    }
    struct Needed: Decodable {
      let units: Int?
      let replicates: Int?
    }
    struct HalfWidths: Decodable {
      struct Size: Decodable {
        struct Assured: Decodable {
          let assurance: Double
          let units: Int?
        }
        let percent: Double
        let criterion: String?
        let expected: Int?
        let assured: [Assured]
        let exact: Bool
      }
      let counted: String
      let sizes: [Size]
    }
    struct Chain: Decodable {
      struct Alone: Decodable {
        let criterion: String
        let met: Bool
      }
      let standard: String
      let standardUncertainty: Double
      let drift: Double
      let alone: [Alone]
    }
    struct Curve: Decodable { let quantity: String }
    struct Attribute: Decodable {
      struct Assumptions: Decodable {
        let bias: Double
        let runSD: Double
        let laboratorySD: Double
        let source: String
        let commandLine: [String]
      }
      let assumptions: Assumptions
    }
    let schema: String
    let exitCode: Int32
    let reachesTarget: Bool
    let answer: String
    let study: Study
    let comparison: Comparison
    let all: Chance?
    let criteria: [Criterion]
    let rules: [Rule]
    let attributes: [Attribute]
    let chain: Chain
    let halfWidths: [HalfWidths]
    let curves: [Curve]
    let unitsNeeded: [Needed]
    let impossible: [String]

    init(_ run: Program.Run) throws { self = try JSONDecoder().decode(Self.self, from: Data(run.outputBytes)) }
  }

  @Test(arguments: [
    ([String](), 2, "TARGET NOT REACHED"), (["--run-sd", "0.01", "--bias", "-0.01"], 0, "TARGET REACHED"),
    (["--power", "0.05"], 0, "TARGET REACHED"), (["--bias", "0.05"], 2, "CANNOT PASS"),
  ])
  func `the exit code says whether the design reaches its target, in the text and in the record`(
    more: [String], status: Int, word: String
  ) throws {
    let text = try run(Self.one, more)
    #expect(text.status == Int32(status) && text.errors == "", "\(text.errors)")
    #expect(text.output.prefix(60).contains(word))
    let record = try PlanRecord(try run(Self.one, more + ["--json"]))
    #expect(record.exitCode == Int32(status) && record.reachesTarget == (status == 0))
    #expect(record.impossible.isEmpty == (more.first != "--bias"))
  }

  @Test func `the record holds what every plan's does, and both rules, the chain and the half-widths beside`() throws {
    let record = try PlanRecord(try run(Self.study(), ["--json"]))
    #expect(record.schema == "methodtransfer/plan/1" && record.study.kind == "bridging")
    #expect(record.study.laboratories == ["Site A", "Site B"] && record.study.sending == nil)
    #expect(record.comparison.current == "RS-03" && record.comparison.candidate == "RS-04")
    #expect(record.comparison.rule == "equivalence" && record.comparison.consensus == "pooled-within")
    #expect(
      record.criteria.map(\.id) == ["BC-1", "BC-2", "BC-3"] && record.criteria.allSatisfy { $0.receiving == nil })
    #expect(record.criteria[0].power == record.all?.power && record.criteria[0].monteCarloError == 0)
    #expect(record.rules.map(\.rule) == ["equivalence", "offset"] && record.rules.map(\.decides) == [true, false])
    #expect(record.rules.map(\.criteria) == [["BC-1"], ["BC-2"]] && record.rules[1].chance?.exact != nil)
    #expect(record.chain.standard == "RS-03" && record.chain.standardUncertainty == 0.008)
    #expect((record.chain.drift - 1.005).magnitude < 1e-12 && record.chain.alone.map(\.criterion) == ["BC-3"])
    #expect(record.halfWidths.map(\.counted) == ["units"])
    #expect(record.halfWidths[0].sizes.map(\.percent) == [2, 3, 4, 5, 10])
    #expect(record.halfWidths[0].sizes.map(\.criterion) == [nil, nil, "BC-2", nil, nil])
    for size in record.halfWidths[0].sizes {
      let units = [size.expected] + size.assured.map(\.units)
      #expect(size.exact && zip(units, units.dropFirst()).allSatisfy { ($0 ?? 0) <= ($1 ?? 0) })
    }
    #expect(record.curves.map(\.quantity) == ["units", "laboratories", "bias", "variability"])
    #expect(
      record.unitsNeeded.count == 1 && record.unitsNeeded[0].units ?? 0 > 2 && record.unitsNeeded[0].replicates == 2)
  }

  @Test func `the first line says the chance and what would reach the target, in the words of standards`() throws {
    let run = try run(Self.study(), ["--run-sd", "0.06"])
    #expect(run.output.hasPrefix("**◐ TARGET NOT REACHED**: This design passes in "))
    let first = run.output.prefix { $0 != "#" }.split(separator: "\n\n")[0].replacing("\n", with: " ")
    #expect(first.contains(" runs a laboratory × 2 replicates would"), "\(first)")
    for word in ["receiving", "sending", "R/S"] {
      #expect(!run.output.lowercased().contains(word.lowercased()), "\(word)")
    }
    for words in [
      "Ratio of geometric means RS-04/RS-03", "Current → candidate: RS-03 → RS-04", "Both rules",
      "If the standards agreed", "for a half-width of the value", "a true ratio RS-04/RS-03 at the lower limit, 0.95",
    ] { #expect(run.output.contains(words), "\(words)") }
    #expect(!run.output.contains("\u{1B}") && !run.output.contains("\r"))
  }

  @Test(arguments: [one, study(consensus: "consensus: equal-weights")])
  func `one thread and several give the same bytes, anywhere`(yaml: String) throws {
    let runs = try [
      run(yaml, ["--json", "--threads", "1"]),
      run(yaml, ["--json", "--threads", "4"], environment: ["LC_ALL": "de_DE.UTF-8", "TZ": "Asia/Kathmandu"]),
    ]
    #expect(runs[0].outputBytes == runs[1].outputBytes && runs[0].outputBytes.last == UInt8(ascii: "\n"))
  }

  @Test func `options take the place of the planning section, the SD between laboratories among them`() throws {
    let record = try PlanRecord(
      try run(Self.study(), ["--json", "--laboratory-sd", "0.01", "--run-sd", "3e-2", "--bias", "0"]))
    let assumed = record.attributes[0].assumptions
    #expect(assumed.laboratorySD == 0.01 && assumed.runSD == 0.03 && assumed.bias == 0)
    #expect(assumed.commandLine == ["bias", "runSD", "laboratorySD"])
    let bare = Self.study(planning: "")
    #expect(try run(bare, ["--run-sd", "0.03"]).errors.contains("give --power"))
    #expect(try run(bare).errors.contains("--bias and --laboratory-sd"))
    let stated = try PlanRecord(try run(bare, ["--json", "--run-sd", "0.03", "--power", "0.8", "--simulations", "20"]))
    #expect(stated.attributes[0].assumptions.source == "the command line")
  }

  @Test(arguments: [
    (["--sd-ratio", "1.2"], "in which --sd-ratio has no part"), (["--mean", "100"], "in which --mean has no part"),
    (["--run-by-sample-sd", "0.1"], "in which --run-by-sample-sd has no part"),
    (["--laboratory-sd", "-1"], "--laboratory-sd is a standard deviation, not below 0"),
    (["--laboratory-sd", "x"], "--laboratory-sd"),
  ])
  func `figures that have no meaning for standards are wrong usage, within a second`(more: [String], word: String)
    throws
  {
    let run = try run(Self.one, more)
    #expect(run.status == 64 && run.output == "" && run.seconds < 1)
    #expect(run.errors.contains(word), "\(run.errors)")
  }

  @Test func `an SD between laboratories has no meaning in a transfer`() throws {
    let run = try run(PlanTests.sample, ["--laboratory-sd", "0.1"])
    #expect(run.status == 64 && run.errors.contains("in a study of the kind bridging"), "\(run.errors)")
  }

  @Test(arguments: [
    (one, ["--run-sd", "0", "--repeatability-sd", "0"], "every assumed standard deviation is 0"),
    (study(design: "{replicates: 2}"), [], "does not say runs"), (study(standards: ""), [], "standards"),
    (study(design: "{runs: 10000, replicates: 10000}"), [], "results"),
  ])
  func `a protocol of which no plan can be made is exit 65 in words, within a second`(
    yaml: String, more: [String], word: String
  ) throws {
    let run = try run(yaml, more)
    #expect(run.status == 65 && run.output == "" && run.seconds < 1, "\(run.status) \(run.output.prefix(100))")
    #expect(run.errors.contains(word), "\(run.errors)")
  }

  @Test func `a ledger of its own gives the standards, and is named in record and manifest`() throws {
    let scratch = try Scratch()
    let yaml = try scratch.write(Self.study(laboratories: "Site A", consensus: "", standards: ""), "protocol.yaml")
    let ledger = try scratch.write(
      "schema: methodtransfer/standards/1\n" + Self.standards, "ledger.yaml")
    let run = try Program.run(["plan", yaml, "--standards", ledger, "--json", "--report", scratch.path("out")])
    #expect(run.status == 2, "\(run.errors)")
    #expect(run.output.contains("\"standards\": {\"name\": \"ledger.yaml\"") || run.output.contains("ledger.yaml"))
    let files = try scratch.contents("out")
    #expect(String(decoding: files["manifest.json"] ?? Data(), as: UTF8.self).contains("ledger.yaml"))
    #expect(files["plan.json"] == Data(run.outputBytes))
    let two = try Program.run(["plan", "-", "--standards", "-"])
    #expect(two.status == 64 && two.errors.contains("cannot both be standard input"))
  }

  @Test func `a report holds page, record, tables and figures`() throws {
    let scratch = try Scratch()
    let yaml = try scratch.write(Self.study(), "protocol.yaml")
    let run = try Program.run(["plan", yaml, "--json", "--report", scratch.path("out")])
    let files = try scratch.contents("out")
    #expect(files["plan.json"] == Data(run.outputBytes))
    for name in [
      "plan.html", "manifest.json", "tables/power.csv", "tables/rules.csv", "tables/sizes.csv",
      "tables/laboratory-sizes.csv", "tables/half-widths.csv", "tables/chain.csv", "tables/chain-alone.csv",
      "tables/consumers-risk.csv", "tables/curve-bias-data.csv", "figures/power-curve-1.svg",
      "figures/power-curve-2.svg", "figures/curve-bias.svg", "figures/curve-variability.svg",
    ] { #expect(files[name] != nil, "\(name)") }
    let page = String(decoding: files["plan.html"] ?? Data(), as: UTF8.self)
    #expect(page.contains("What a reader must know") && !page.contains("receiving"))
  }

  @Test func `a draft is planned, and said to be one`() throws {
    let run = try run(Self.one.replacing("source: specification", with: "source: example"))
    #expect(run.status == 2 && run.output.contains("DRAFT") && run.errors.contains("W_EXAMPLE"))
  }

  @Test func `an earlier comparison gives the SDs, and the bias stays as it is assumed`() throws {
    let scratch = try Scratch()
    let yaml = try scratch.write(Self.study(), "protocol.yaml")
    var rows = "lab,run,standard,replicate,result\n"
    for (lab, shift) in [("Site A", 0.0), ("Site B", 0.01)] {
      for run in 1...5 {
        for replicate in 1...2 {
          let noise = Double(run * 7 % 5) / 50 + Double((run + replicate) % 2) / 200
          rows += "\(lab),\(run),RS-03,\(replicate),\(1 + Double(run) / 50)\n"
          rows += "\(lab),\(run),RS-04,\(replicate),\(1 + Double(run) / 50 + shift + noise)\n"
        }
      }
    }
    let pilot = try scratch.write(rows, "pilot.csv")
    let run = try Program.run(["plan", yaml, "--pilot", pilot, "--json"])
    let assumed = try PlanRecord(run).attributes[0].assumptions
    #expect(assumed.source == "the pilot results in pilot.csv" && assumed.bias == 0.01 && assumed.runSD > 0)
    #expect(run.output.contains("with 80 % confidence it is at most"))
    let little = try scratch.write(
      rows.split(whereSeparator: \.isNewline).prefix(3).joined(separator: "\n") + "\n", "little.csv")
    let refused = try Program.run(["plan", yaml, "--pilot", little])
    #expect(refused.status == 65 && refused.output == "" && refused.errors.contains("pilot"), "\(refused.errors)")
  }

  @Test func `the starter study can be planned as it stands, and from its own results as a pilot`() throws {
    let scratch = try Scratch()
    #expect(try Program.run(["init", "bridging", "--out", scratch.path("s")]).status == 0)
    let yaml = scratch.path("s/protocol.yaml")
    let run = try Program.run(["plan", yaml, "--simulations", "8"])
    #expect((run.status == 0 || run.status == 2) && run.output.contains("DRAFT"), "\(run.errors)")
    let pilot = try Program.run([
      "plan", yaml, "--pilot", scratch.path("s/results.csv"), "--simulations", "8", "--json",
    ])
    let assumed = try PlanRecord(pilot).attributes[0].assumptions
    #expect(assumed.source == "the pilot results in results.csv" && assumed.bias == 0.01)
  }

  @Test func `bridge shows what was planned beside its verdict, which never depends on it`() throws {
    let scratch = try Scratch()
    var rows = "lab,run,standard,replicate,result\n"
    for lab in ["Site A", "Site B"] {
      for run in 1...6 {
        rows +=
          "\(lab),\(run),RS-03,1,1.0\(run)\n\(lab),\(run),RS-04,1,1.0\((run * 5 + (lab == "Site A" ? 1 : 3)) % 7)\n"
      }
    }
    let results = try scratch.write(rows, "results.csv")
    var runs: [Program.Run] = []
    for planning in [Self.planning, ""] {
      let yaml = try scratch.write(Self.study(planning: planning), "protocol.yaml")
      let run = try Program.run(["bridge", results, "--protocol", yaml, "--report", scratch.path("r")])
      runs.append(run)
      let files = try scratch.contents("r")
      let record = String(decoding: files["bridge.json"] ?? Data(), as: UTF8.self)
      // Overall, and once for each of the three findings.
      #expect(record.components(separatedBy: "\"plannedPower\"").count == (planning.isEmpty ? 1 : 5))
      let table = files["tables/planned-power.csv"].map { String(decoding: $0, as: UTF8.self) }
      #expect(table?.hasPrefix("Criterion,Chance of passing") ?? false == !planning.isEmpty)
    }
    #expect(runs[0].status == runs[1].status && runs.allSatisfy { $0.status < 3 }, "\(runs[0].errors)")
    #expect(runs[0].output.contains("planned chance of passing") && !runs[1].output.contains("planned chance"))
  }
}
