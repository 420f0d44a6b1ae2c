import Foundation
import Testing

/// `check`, `plan` and `judge` on conditions, as a user sees them: their messages and their codes.
struct ComparabilityTests {
  private static let foreign = [
    "laborator", "transfer", "sending", "receiving", "sender", "receiver", "r/s", "typed in",
  ]

  /// Without the program's name and the keys that a message quotes.
  private static func expectOwnWords(_ run: Program.Run, _ what: String) {
    for text in [run.output, run.errors] {
      let said = [
        "methodtransfer", "role laboratory", "columns.laboratory", "wide-by-laboratory", "as sending already",
      ]
      .reduce(text) { $0.replacing($1, with: "") }
      for line in said.split(whereSeparator: \.isNewline) {
        for word in foreign where line.lowercased().contains(word) {
          Issue.record("\(what): \(word) in: \(line.prefix(240))")
        }
      }
    }
  }

  private static let plan = """
    schema: methodtransfer/protocol/1
    study: {id: CP-1, title: Model against plant, kind: comparability}
    sending: plant
    receiving: [model]
    planning: {truth: {bias: 0, runSD: 0.06, repeatabilitySD: 0.02, sdRatio: 1}, power: 0.9, simulations: 40, seed: 1}
    data:
      delimiter: ","
      decimal: "."
      columns: {laboratory: scale, sample: pool, run: batch, analyst: by, replicate: rep, value: result}
    attributes:
      - id: titre
        title: Titre
        unit: g/L
        scale: log
        unitOfReplication: run
        design: {samples: [harvest], runs: 3, replicates: 1}
        qualityRange: {multiplier: 3, share: 90}
        criteria:
          - {id: AC-1, kind: mean-ratio, scope: pooled, limits: [0.80, 1.25], alpha: 0.05, justification: {source: historical, text: T}}

    """

  private static let head = "scale,pool,batch,by,rep,result\n"

  private static func rows(_ scale: String, _ results: [String], by: String = "A") -> String {
    results.enumerated().map { "\(scale),harvest,\(scale.prefix(1))\($0),\(by),1,\($1)\n" }.joined()
  }

  private static let plant = rows("plant", ["4.1", "4.3", "4.2"])
  private static let model = rows("model", ["4.2", "4.4", "4.1"], by: "B")

  /// Files with everything that a message may have to say of a condition.
  private static let files: [(what: String, rows: [String])] = [
    ("good", [plant, model]), ("a condition is unknown", [plant, rows("Model", ["4"]), rows("pilot", ["4"])]),
    ("a condition is absent", [plant]), ("staff in both", [plant, rows("model", ["4.2", "4.4", "4.1"])]),
    ("a condition is not named", [plant, model, ",harvest,x,A,1,4.0\n"]),
    ("a result is not there", [plant, "model,harvest,m1,B,1,\n"]),
    ("another unit's size", [plant, rows("model", ["42", "44", "41"])]),
    ("a summary", [plant, model, "mean,harvest,x,A,1,4.0\n"]), ("a doubled row", [plant, plant, model]),
    ("an outlier", [plant, rows("model", ["4.2", "4.4", "4.1", "4.3", "43"])]), ("nothing", []),
  ]

  @Test(arguments: files.indices)
  func `check tells of conditions, whatever is wrong with a file`(index: Int) throws {
    let (what, rows) = Self.files[index]
    let scratch = try Scratch()
    let yaml = try scratch.write(Self.plan, "protocol.yaml")
    let csv = try scratch.write(Self.head + rows.joined(), "results.csv")
    let run = try Program.run(["check", csv, "--protocol", yaml])
    Self.expectOwnWords(run, what)
    if what == "good" { #expect(run.status == 0, "\(run.errors)") }
    if what.hasSuffix("unknown") { #expect(run.status == 65 && run.errors.contains("the condition \"pilot\"")) }
  }

  private static let wide = "columns:"
  private static let faults: [(old: String, new: String)] = [
    ("sending: plant", "sending: model"), ("limits: [0.80, 1.25]", "limits: [1.1, 1.25]"),
    ("alpha: 0.05", "alpha: 0.2"), (wide, "layout: wide-by-laboratory\n  values: {plant: P}\n  columns:"),
    (wide, "layout: wide-by-laboratory\n  values: {plant: P, model: P}\n  columns:"),
    (wide, "layout: wide-by-laboratory\n  values: {plant: P, modell: M}\n  columns:"),
    ("attributes:", "sources: [{path: a.csv, laboratory: pilot}]\nattributes:"), ("id: titre", "id: potency"),
    (
      "kind: mean-ratio, scope: pooled, limits: [0.80, 1.25]",
      "kind: mean-difference, relative: true, limits: [-200, 9]"
    ),
  ]

  @Test(arguments: faults.indices)
  func `a protocol's faults and warnings are told of conditions`(index: Int) throws {
    let scratch = try Scratch()
    let text = Self.plan.replacing(Self.faults[index].old, with: Self.faults[index].new)
    #expect(text != Self.plan)
    let csv = try scratch.write(Self.head + Self.plant + Self.model, "results.csv")
    let run = try Program.run(["check", csv, "--protocol", try scratch.write(text, "protocol.yaml")])
    #expect(!run.errors.isEmpty)
    Self.expectOwnWords(run, Self.faults[index].new)
  }

  @Test func `plan and judge tell of conditions on a terminal`() throws {
    let scratch = try Scratch()
    let yaml = try scratch.write(Self.plan, "protocol.yaml")
    let csv = try scratch.write(Self.head + Self.plant + Self.model, "results.csv")
    for arguments in [["plan", yaml], ["plan", yaml, "--pilot", csv], ["judge", csv, "--protocol", yaml]] {
      let run = try Program.run(arguments)
      #expect(run.status < 64, "\(run.errors)")
      Self.expectOwnWords(run, arguments[0])
    }
  }

  /// The range decides nothing: with it, without it, and with one that no unit meets.
  @Test func `no exit code and no finding comes from a quality range`() throws {
    let scratch = try Scratch()
    let csv = try scratch.write(Self.head + Self.plant + Self.model, "results.csv")
    var runs: [Program.Run] = []
    for range in [
      "qualityRange: {multiplier: 3, share: 90}", "qualityRange: {multiplier: 0.001, share: 100}", "digits: 2",
    ] {
      let text = Self.plan.replacing("qualityRange: {multiplier: 3, share: 90}", with: range)
      runs.append(
        try Program.run(["judge", csv, "--protocol", try scratch.write(text, "protocol.yaml"), "--json"]))
    }
    #expect(Set(runs.map(\.status)).count == 1)
    let records = try runs.map { try Record($0.output) }
    #expect(Set(records.map { $0.findings.map { "\($0.criterion) \($0.verdict)" } }).count == 1)
    #expect(runs.map { $0.output.contains("\"qualityRanges\"") } == [true, true, false])
    #expect(runs[1].output.contains("\"reachesShare\": false"))
  }

  @Test func `a transfer refuses a quality range with the reason`() throws {
    let scratch = try Scratch()
    let yaml = try scratch.write(Self.plan.replacing("kind: comparability", with: "kind: transfer"), "protocol.yaml")
    let csv = try scratch.write(Self.head + Self.plant + Self.model, "results.csv")
    let run = try Program.run(["judge", csv, "--protocol", yaml])
    #expect(run.status == 65 && run.errors.contains("[E_KIND]") && run.errors.contains("says nothing of how"))
  }
}
