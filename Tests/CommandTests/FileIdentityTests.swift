import Foundation
import Testing

/// Files of one name, and what files say beside their results, as a user of the command meets them.
struct FileIdentityTests {
  private static func plan(_ columns: String, _ more: String = "") -> String {
    """
    schema: methodtransfer/protocol/1
    study: {id: T-1, title: Transfer, kind: transfer}
    sending: Site A
    receiving: [Site B]
    data:
      delimiter: ","
      decimal: "."
      columns: {\(columns)}
    \(more)
    attributes:
      - id: assay
        title: Assay
        unit: "%"
        scale: linear
        unitOfReplication: run
        criteria:
          - {id: AC-1, kind: mean-difference, limits: [-2, 2], alpha: 0.05, justification: {source: capability, text: VR-1}}

    """
  }

  private static func rows(_ lab: String, _ results: [String]) -> String {
    results.enumerated().map { "\(lab),R\($0.offset),\($0.element)\n" }.joined()
  }

  /// Two folders with a file of one name each; the second has `cell` in line 5.
  private func folders(_ scratch: Scratch, cell: String) throws -> [String] {
    for folder in ["A", "B"] {
      try FileManager.default.createDirectory(
        at: scratch.url.appendingPathComponent(folder), withIntermediateDirectories: true)
    }
    let header = "lab,run,result\n"
    _ = try scratch.write(header + Self.rows("Site A", ["99.1", "100.2", "99.6", "100.4"]), "A/results.csv")
    _ = try scratch.write(header + Self.rows("Site B", ["99.2", "100.1", "99.9", cell]), "B/results.csv")
    let sources = "sources: [{path: \"results.csv\"}]"
    _ = try scratch.write(
      Self.plan("laboratory: lab, run: run, value: result", "  missing: [NA]\n\(sources)"), "protocol.yaml")
    return ["judge", "A/results.csv", "B/results.csv", "--protocol", "protocol.yaml"]
  }

  @Test func `files of one name in two folders are told apart in messages, record and report`() throws {
    let scratch = try Scratch()
    let refused = try Program.run(folders(scratch, cell: "x"), in: scratch.url)
    #expect(refused.status == 65 && refused.errors.hasPrefix("B/results.csv:5:3: error:"), "\(refused.errors)")
    let judged = try Program.run(folders(scratch, cell: "NA") + ["--json", "--report", "out"], in: scratch.url)
    #expect(judged.status == 0 && judged.errors.contains("B/results.csv:5:3: warning:"), "\(judged.errors)")
    for name in ["A/results.csv", "B/results.csv"] { #expect(judged.output.contains("\"name\": \"\(name)\"")) }
    #expect(!judged.output.contains("\"file\": \"results.csv\""))
    let manifest = try String(contentsOf: scratch.url.appendingPathComponent("out/manifest.json"), encoding: .utf8)
    #expect(manifest.contains("B/results.csv"))
    let same = try Program.run(
      ["judge", "A/results.csv", "./A/results.csv", "--protocol", "protocol.yaml"], in: scratch.url)
    #expect(same.status == 65 && same.errors.contains("E_DUPLICATE_FILE"), "\(same.errors)")
    let above = try Program.run(
      ["check", "results.csv", "../B/results.csv", "--protocol", "../protocol.yaml", "--json"],
      in: scratch.url.appendingPathComponent("A"))
    #expect(above.output.contains("\"./results.csv\"") && above.output.contains("\"B/results.csv\""), "\(above.output)")
    let one = try Program.run(["check", "B/results.csv", "--protocol", "protocol.yaml"], in: scratch.url)
    #expect(!one.errors.contains("B/results.csv"), "a name that is alone needs no folder")
  }

  private func judged(
    _ file: String, _ columns: String = "laboratory: lab, run: run, value: result", _ more: String = ""
  )
    throws -> Program.Run
  {
    let scratch = try Scratch()
    _ = try scratch.write(file, "results.csv")
    _ = try scratch.write(Self.plan(columns, more), "protocol.yaml")
    return try Program.run(["judge", "results.csv", "--protocol", "protocol.yaml"], in: scratch.url)
  }

  /// Four runs a laboratory, in each row what `beside` says.
  private static func file(_ beside: (Int) -> String) -> String {
    let results = ["99.1", "100.2", "99.6", "100.4", "99.2", "100.1", "99.9", "100.6"]
    return "lab,run,kind,result\n"
      + results.enumerated().map { index, result in
        "\(index < 4 ? "Site A" : "Site B"),R\(index),\(beside(index)),\(result)\n"
      }.joined()
  }

  @Test func `page one names rows that may be statistics, numbers that may be limits, and rows that were left out`()
    throws
  {
    let statistics = try judged(Self.file { $0 == 2 ? "SD" : "single" })
    let pageOne = statistics.output.components(separatedBy: "## 2 ")[0]
    #expect(statistics.status == 0 && pageOne.contains("Rows of statistics"), "\(pageOne)")
    #expect(pageOne.contains("\"SD\" in the column \"kind\" (1 row, first at results.csv:4:3)"), "\(pageOne)")
    #expect(statistics.errors.contains("W_SUMMARY"))
    let qualifiers = try judged(Self.file { $0 == 5 ? "<" : "" })
    #expect(qualifiers.output.components(separatedBy: "## 2 ")[0].contains("in the column \"kind\" (1 row"))
    #expect(qualifiers.errors.contains("W_QUALIFIER"))
    let leftOut = try judged(
      Self.file { _ in "assay" } + "Site C,R9,water,98.1\n", "laboratory: lab, run: run, value: result",
      "  rows: {ignore: {kind: [water]}}")
    #expect(leftOut.status == 0, "\(leftOut.errors)")
    #expect(
      leftOut.output.components(separatedBy: "## 2 ")[0].contains(
        "1 row with \"water\" in the column \"kind\" is not part of the study"), "\(leftOut.output)")
    #expect(leftOut.errors.contains("W_IGNORED"))
    // A row of the design is no row of something else: it counts as an exclusion.
    let excluded = try judged(
      Self.file { $0 == 5 ? "water" : "assay" }, "laboratory: lab, run: run, value: result",
      "  rows: {ignore: {kind: [water]}}")
    #expect(!excluded.output.contains("is not part of the study"), "\(excluded.output)")
    #expect(excluded.output.contains(/left out \(kind\s+water\)/), "\(excluded.output)")
    #expect(excluded.errors.contains("W_EXCLUDED"))
    let plain = try judged(Self.file { _ in "single" })
    for word in ["Rows of statistics", "Qualifiers", "Rows left out"] { #expect(!plain.output.contains(word)) }
  }

  @Test func `a refusal of means says above all that nothing is judged`() throws {
    let refused = try judged(
      "lab,run,kind,result\nSite A,1,x,99.1\nSite A,1,x,99.4\nSite A,1,mean,99.25\nSite A,2,x,98.7\nSite A,2,x,99.8\n"
        + "Site A,2,mean,99.25\nSite B,1,x,99.3\n")
    #expect(refused.status == 65)
    #expect(refused.errors.hasPrefix("methodtransfer: nothing is judged: rows of statistics"), "\(refused.errors)")
    #expect(refused.errors.contains("results.csv:4:3: error:") && refused.errors.contains("[E_ROW]"))
  }

  @Test func `a table of a command leaves out what its options say`() throws {
    let scratch = try Scratch()
    _ = try scratch.write("run,kind,y\n1,x,9.1\n1,x,9.4\n1,mean,9.25\n2,x,8.7\n2,x,9.8\n2,mean,9.25\n", "t.csv")
    let arguments = ["precision", "t.csv", "--value", "y", "--factors", "run"]
    let refused = try Program.run(arguments, in: scratch.url)
    #expect(refused.status == 65 && refused.errors.contains("--ignore-rows \"kind=mean\""), "\(refused.errors)")
    let read = try Program.run(arguments + ["--ignore-rows", "kind=mean"], in: scratch.url)
    #expect(read.status == 0 && read.output.contains("2 rows with \"mean\""), "\(read.output)\(read.errors)")
    let wrong = try Program.run(arguments + ["--ignore-rows", "mean"], in: scratch.url)
    #expect(wrong.status == 64)
  }
}
