import Foundation
import Testing

/// What a report and `--out` may take the place of, by every command that writes them.
struct DeliveryTests {
  private static let potency = [
    "potency", Program.dataset("potency-plates", "results.csv"), "--model", "4pl", "--reference", "RS-03",
  ]

  private static func put(_ text: String, _ name: String, in scratch: Scratch) throws {
    let url = scratch.url.appendingPathComponent(name)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  // MARK: - Reports

  @Test func `an input inside the report folder is refused by every command, and stays`() throws {
    for (name, command) in [
      ("judge", ["judge", "IN/results.csv", "--protocol", "IN/protocol.yaml"]),
      ("bridge", ["bridge", "IN/results.csv", "--protocol", "IN/protocol.yaml"]),
      ("plan", ["plan", "IN/protocol.yaml"]),
      ("potency", ["potency", "IN/results.csv", "--model", "4pl", "--reference", "RS-03"]),
      ("precision", ["precision", "IN/results.csv", "--value", "result", "--factors", "lab,run"]),
    ] {
      let scratch = try Scratch()
      let study = name == "bridge" ? "bridging-plates" : name == "potency" ? "potency-plates" : "hplc-assay-pass"
      for file in ["results.csv", "protocol.yaml"] {
        try Self.put(
          String(contentsOfFile: Program.dataset(study, file), encoding: .utf8), "out/tables/\(file)", in: scratch)
      }
      let before = try scratch.contents("out")
      let run = try Program.run(
        command.map { $0.replacingOccurrences(of: "IN", with: scratch.path("out/tables")) }
          + ["--report", scratch.path("out")])
      #expect(run.status == 73, "\(name): \(run.errors)")
      #expect(run.errors.contains("holds the input"), "\(name): \(run.errors)")
      #expect(try scratch.contents("out") == before, "\(name)")
    }
  }

  @Test func `another study's report gives way only with --replace, the same study's always`() throws {
    let scratch = try Scratch()
    let folder = ["--report", scratch.path("out")]
    #expect(try Program.run(Program.judging("hplc-assay-pass") + folder).status == 0)
    let first = try scratch.contents("out")
    let other = try Program.run(Program.judging("potency-bias-fail") + folder)
    #expect(other.status == 73, "\(other.errors)")
    #expect(
      other.errors.contains("holds the report of \"TP-0201\" by judge, and this one is of "), "\(other.errors)")
    #expect(other.errors.contains("--replace"))
    #expect(other.output.isEmpty)
    #expect(try scratch.contents("out") == first)
    // Of the same study, but by another command.
    let plan = try Program.run(
      ["plan", Program.dataset("hplc-assay-pass", "protocol.yaml"), "--simulations", "200"] + folder)
    #expect(plan.status == 73 && plan.errors.contains("by plan"), "\(plan.errors)")
    #expect(try Program.run(Program.judging("hplc-assay-pass") + folder).status == 0)
    #expect(try Program.run(Program.judging("potency-bias-fail") + folder + ["--replace"]).status == 1)
    #expect(try scratch.contents("out")["result.json"] != first["result.json"])
  }

  @Test(arguments: [
    // Another program's, that quotes what lies there.
    (#"{"files": ["spectra.csv"], "note": "manifest.json"}"#, "manifest.json"),
    // Our schema, but not the hash of what lies there.
    (
      #"{"schema": "methodtransfer/manifest/1", "files": [{"name": "spectra.csv", "sha256": "00"}], "of": {"command": "judge", "study": "TP-0201"}}"#,
      "spectra.csv"
    ),
    ("no JSON at all", "manifest.json"), ("", "spectra.csv"),
  ])
  func `a folder that only looks like a report is refused, with --replace too`(manifest: String, named: String) throws {
    let scratch = try Scratch()
    try Self.put("nm,absorbance\n280,0.412\n", "out/spectra.csv", in: scratch)
    if !manifest.isEmpty { try Self.put(manifest, "out/manifest.json", in: scratch) }
    let before = try scratch.contents("out")
    for more in [[], ["--replace"]] {
      let run = try Program.run(Program.judging("hplc-assay-pass") + ["--report", scratch.path("out")] + more)
      #expect(run.status == 73 && run.errors.contains("holds \(named), which is"), "\(run.errors)")
      #expect(try scratch.contents("out") == before)
    }
  }

  @Test func `a report that was changed after it was written is kept`() throws {
    let scratch = try Scratch()
    let command = Program.judging("hplc-assay-pass") + ["--report", scratch.path("out")]
    _ = try Program.run(command)
    try Self.put("signed", "out/report.html", in: scratch)
    let run = try Program.run(command)
    #expect(run.status == 73 && run.errors.contains("holds report.html"), "\(run.errors)")
    #expect(run.errors.contains("changed since"))
    #expect(try scratch.contents("out")["report.html"] == Data("signed".utf8))
  }

  @Test func `what a killed writing left is cleared by the next, and what a living one has is not`() throws {
    let scratch = try Scratch()
    // No process has a number beyond what the kernel gives.
    try Self.put("half", ".out.methodtransfer-2000000000.tmp/report.html", in: scratch)
    let own = ProcessInfo.processInfo.processIdentifier
    try Self.put("half", ".out.methodtransfer-\(own).tmp/report.html", in: scratch)
    try Self.put("mine", "out.123.tmp", in: scratch)
    #expect(try Program.run(Program.judging("hplc-assay-pass") + ["--report", scratch.path("out")]).status == 0)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: scratch.url.path).sorted() == [
        ".out.methodtransfer-\(own).tmp", "out", "out.123.tmp",
      ])
  }

  @Test func `a report that a kill left aside is put back`() throws {
    let scratch = try Scratch()
    _ = try Program.run(Program.judging("hplc-assay-pass") + ["--report", scratch.path("out")])
    let before = try scratch.contents("out")
    try FileManager.default.moveItem(
      atPath: scratch.path("out"), toPath: scratch.path(".out.methodtransfer-2000000000.old"))
    let run = try Program.run(Program.judging("potency-bias-fail") + ["--report", scratch.path("out")])
    #expect(run.status == 73 && run.errors.contains("--replace"), "\(run.errors)")
    #expect(try scratch.contents("out") == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.url.path) == ["out"])
  }

  @Test func `--replace needs a report`() throws {
    let run = try Program.run(Program.judging("hplc-assay-pass") + ["--replace"])
    #expect(run.status == 64 && run.errors.contains("--replace goes with --report"))
  }

  @Test func `names that leave the same letters give files of their own`() throws {
    let scratch = try Scratch()
    let text = try String(contentsOfFile: Program.dataset("potency-plates", "results.csv"), encoding: .utf8)
    _ = try scratch.write(
      text.replacing("Site A", with: "東京").replacing("Site B", with: "大阪"), "plates.csv")
    let run = try Program.run(
      ["potency", "plates.csv", "--model", "4pl", "--reference", "RS-03", "--report", "out"], in: scratch.url)
    #expect(run.status == 0, "\(run.errors)")
    let files = try scratch.contents("out")
    let manifest = try #require(files["manifest.json"].map { String(decoding: $0, as: UTF8.self) })
    for name in files.keys where name != "manifest.json" {
      #expect(manifest.ranges(of: "\"name\": \"\(name)\"").count == 1, "\(name)")
    }
    for name in ["figures/dose-response", "tables/readings"] {
      let (one, two) = (
        name + (name.hasPrefix("f") ? "-1.svg" : ".csv"), name + "-2" + (name.hasPrefix("f") ? "-1.svg" : ".csv")
      )
      #expect(files[one] != nil && files[two] != nil && files[one] != files[two], "\(files.keys.sorted())")
    }
  }

  // MARK: - --out

  @Test func `--out writes a new table or replaces one of potencies, and nothing else`() throws {
    let scratch = try Scratch()
    func contents(_ name: String) throws -> Data { try Data(contentsOf: scratch.url.appendingPathComponent(name)) }
    _ = try scratch.write("my notes\n", "notes.txt")
    _ = try scratch.write("vial,weight\n1,2\n", "weights.csv")
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("link.csv"), withDestinationPath: scratch.path("notes.txt"))
    try FileManager.default.createDirectory(atPath: scratch.path("folder.csv"), withIntermediateDirectories: false)
    try #require(mkfifo(scratch.path("pipe.csv"), 0o600) == 0)
    for (name, words) in [
      ("notes.txt", "not of the kind"), ("weights.csv", "not of the kind"), ("link.csv", "a link"),
      ("folder.csv", "a folder"), ("pipe.csv", "a pipe"), ("/dev/null", "no file"),
    ] {
      let path = name.hasPrefix("/") ? name : scratch.path(name)
      let run = try Program.run(Self.potency + ["--out", path])
      #expect(
        run.status == 73 && run.errors.contains("is not overwritten: ") && run.errors.contains(words), "\(run.errors)")
    }
    #expect(try contents("notes.txt") == Data("my notes\n".utf8))
    #expect(try contents("weights.csv") == Data("vial,weight\n1,2\n".utf8))
    for _ in 0..<2 { #expect(try Program.run(Self.potency + ["--out", scratch.path("new.csv")]).status == 0) }
    // A table by plate has a column more and is of the kind too.
    let first = try contents("new.csv")
    let byPlate = try Program.run(Self.potency + ["--plates", "each", "--out", scratch.path("new.csv")])
    #expect(byPlate.status == 0, "\(byPlate.errors)")
    #expect(try contents("new.csv") != first)
  }
}
