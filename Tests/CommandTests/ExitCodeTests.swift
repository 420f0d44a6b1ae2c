import Foundation
import Testing

/// What the process says to its caller.
struct ExitCodeTests {
  @Test(arguments: [
    ("hplc-assay-pass", Int32(0), "pass"), ("potency-bias-fail", 1, "fail"), ("potency-six-runs", 2, "inconclusive"),
  ])
  func `the code, the record and the text agree`(name: String, code: Int32, verdict: String) throws {
    let text = try Program.run(Program.judging(name))
    let json = try Program.run(Program.judging(name, "--json"))
    let record = try Record(json.output)
    #expect(text.status == code && json.status == code && record.exitCode == code && record.verdict == verdict)
    #expect(text.output.uppercased().contains(verdict.uppercased()))
    #expect(!json.errors.contains("error:"))
  }

  struct Way: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    let code: Int32
    var testDescription: String { arguments.joined(separator: " ") }
    init(_ code: Int32, _ arguments: [String]) { (self.code, self.arguments) = (code, arguments) }
  }

  static let results = Program.dataset("hplc-assay-pass", "results.csv")
  static let plan = Program.dataset("hplc-assay-pass", "protocol.yaml")

  static let ways: [Way] = [
    Way(64, ["judge"]), Way(64, ["judge", "a.csv"]), Way(64, ["nonsense"]), Way(64, ["judge", "--unknown"]),
    Way(66, ["judge", "absent.csv", "--protocol", plan]), Way(66, ["judge", results, "--protocol", "absent.yaml"]),
    Way(66, ["judge", "/", "--protocol", plan]), Way(65, ["judge", results, "--protocol", results]),
    Way(65, ["judge", plan, "--protocol", plan]), Way(65, ["judge", results, results, "--protocol", plan]),
    Way(73, ["judge", results, "--protocol", plan, "--report", results]),
    Way(73, ["judge", results, "--protocol", plan, "--report", results + "/below"]),
    Way(73, ["judge", results, "--protocol", plan, "--report", Program.dataset("hplc-assay-pass", "")]),
    Way(0, ["--help"]), Way(0, ["--version"]), Way(0, ["check", results, "--protocol", plan]),
  ]

  @Test(arguments: ways)
  func `each way of going wrong has its code`(way: Way) throws {
    let run = try Program.run(way.arguments)
    #expect(run.status == way.code, "\(run.errors.prefix(300))")
    #expect(way.code == 0 || (run.output.isEmpty && !run.errors.isEmpty))
  }

  @Test func `a file beyond the stated limit is rejected at once`() throws {
    let scratch = try Scratch()
    _ = FileManager.default.createFile(atPath: scratch.path("big.csv"), contents: nil)
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: scratch.path("big.csv")))
    try handle.truncate(atOffset: (512 << 20) + 1)
    try handle.close()
    let run = try Program.run([
      "judge", scratch.path("big.csv"), "--protocol", Program.dataset("hplc-assay-pass", "protocol.yaml"),
    ])
    #expect(run.status == 65 && run.seconds < 2, "\(run.errors)")
  }

  @Test func `faults are said with their place, those like another counted`() throws {
    let scratch = try Scratch()
    let lines = try String(contentsOfFile: Program.dataset("hplc-assay-pass", "results.csv"), encoding: .utf8).split(
      separator: "\n")
    let broken = lines.enumerated().map { index, line in
      index == 0
        ? String(line) : line.split(separator: ",").map { $0.contains(".") ? "abc" : String($0) }.joined(separator: ",")
    }
    let file = try scratch.write(broken.joined(separator: "\n") + "\n", "broken.csv")
    let run = try Program.run(["judge", file, "--protocol", Program.dataset("hplc-assay-pass", "protocol.yaml")])
    #expect(run.status == 65 && run.output.isEmpty)
    let said = run.errors.split(whereSeparator: \.isNewline)
    #expect(
      said.count == 4 && said.last?.contains("and \(lines.count - 1 - 3) more like this") == true, "\(run.errors)")
    let form = #/^broken\.csv:[0-9]+:[0-9]+: error: .+ \[E_[A-Z_0-9]+\]$/#
    for line in said { #expect(line.wholeMatch(of: form) != nil, "\(line)") }
  }

  @Test(arguments: [
    ["--help"], ["--version"], ["judge", "--help"], ["help", "plan"], ["explain"], ["calc", "--list"],
  ])
  func `help that did not arrive is no success`(command: [String]) throws {
    #expect(try Program.run(command).status == 0)
    #expect(try Program.run(command, outputTo: "/dev/full").status == 73)
  }

  @Test(arguments: [[String](), ["--json"], ["--report", "report"]])
  func `a full device is never a success`(more: [String]) throws {
    let scratch = try Scratch()
    let run = try Program.run(Program.judging("hplc-assay-pass") + more, in: scratch.url, outputTo: "/dev/full")
    #expect(run.status == 73)
  }
}
