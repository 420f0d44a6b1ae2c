import Foundation
import Testing

/// The folder that `--report` writes: whole or not at all, and never over something else.
struct ReportFolderTests {
  private func report(
    _ scratch: Scratch, _ name: String = "hplc-assay-pass", _ folder: String = "report", _ more: [String] = []
  ) throws -> Program.Run {
    try Program.run(Program.judging(name, "--report", scratch.path(folder)) + more)
  }

  @Test func `what is written is whole, hashed and alone`() throws {
    struct Manifest: Decodable {
      struct File: Decodable {
        let name: String
        let sha256: String
      }
      let files: [File]
      let inputs: [File]
    }
    let scratch = try Scratch()
    #expect(try report(scratch).status == 0)
    let files = try scratch.contents("report")
    let manifest = try JSONDecoder().decode(Manifest.self, from: try #require(files["manifest.json"]))
    #expect(Set(manifest.files.map(\.name)) == Set(files.keys).subtracting(["manifest.json"]))
    let sums = Process()
    sums.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    sums.arguments = ["sha256sum", "--check", "--quiet", "sums"]
    sums.currentDirectoryURL = scratch.url.appendingPathComponent("report")
    let list =
      manifest.files.map { "\($0.sha256)  \($0.name)\n" }
      + manifest.inputs.map { "\($0.sha256)  \(Program.dataset("hplc-assay-pass", $0.name))\n" }
    _ = try scratch.write(list.joined(), "report/sums")
    try sums.run()
    sums.waitUntilExit()
    #expect(sums.terminationStatus == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.url.path) == ["report"])
  }

  @Test func `an earlier report is replaced whole, also by one with other tables`() throws {
    let (scratch, fresh) = (try Scratch(), try Scratch())
    _ = try report(scratch)
    #expect(try report(scratch, "panel-of-attributes", "report", ["--replace"]).status == 2)
    _ = try report(fresh, "panel-of-attributes")
    #expect(Set(try scratch.contents("report").keys) == Set(try fresh.contents("report").keys))
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.url.path) == ["report"])
  }

  @Test(arguments: ["notes.txt", "tables/notes.csv", "figures/photo.png", "tables/deeper/x.csv"])
  func `a folder with a foreign file is refused and nothing in it changes`(foreign: String) throws {
    let scratch = try Scratch()
    _ = try report(scratch)
    let path = scratch.url.appendingPathComponent("report/" + foreign)
    try FileManager.default.createDirectory(at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data("mine".utf8).write(to: path)
    let before = try scratch.contents("report")
    let run = try report(scratch, "potency-bias-fail")
    #expect(
      run.status == 73 && run.errors.contains(foreign.hasPrefix("tables/deeper") ? "tables/deeper" : foreign),
      "\(run.errors)")
    #expect(try scratch.contents("report") == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.url.path) == ["report"])
  }

  @Test func `a link in a report folder is refused, and what it leads to stays`() throws {
    let scratch = try Scratch()
    _ = try report(scratch)
    let tables = scratch.url.appendingPathComponent("report/tables")
    try FileManager.default.moveItem(at: tables, to: scratch.url.appendingPathComponent("elsewhere"))
    try FileManager.default.createSymbolicLink(
      at: tables, withDestinationURL: scratch.url.appendingPathComponent("elsewhere"))
    let before = try scratch.contents("elsewhere")
    #expect(try report(scratch).status == 73)
    #expect(try scratch.contents("elsewhere") == before)
  }

  @Test func `a link to a report folder is followed and kept`() throws {
    let scratch = try Scratch()
    _ = try report(scratch)
    let link = scratch.url.appendingPathComponent("link")
    try FileManager.default.createSymbolicLink(
      at: link, withDestinationURL: scratch.url.appendingPathComponent("report"))
    #expect(try report(scratch, "potency-bias-fail", "link", ["--replace"]).status == 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.url.path).sorted() == ["link", "report"])
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path).hasSuffix("report"))
  }

  @Test func `no input is overwritten`() throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(atPath: scratch.path("report/tables"), withIntermediateDirectories: true)
    let input = scratch.path("report/tables/results.csv")
    try FileManager.default.copyItem(atPath: Program.dataset("hplc-assay-pass", "results.csv"), toPath: input)
    let before = try scratch.contents("report")
    let run = try Program.run(
      [
        "judge", input, "--protocol", Program.dataset("hplc-assay-pass", "protocol.yaml"), "--report",
        scratch.path("report"),
      ])
    #expect(run.status == 73 && run.errors.contains("input"), "\(run.errors)")
    #expect(try scratch.contents("report") == before)
  }
}
