import Foundation
import Notation
import Reporting
import Statistics
import Testing
import Transfer

/// Report, record and folder of a study.
struct ReportTests {
  static let provenance = TableProvenance(
    input: Provenance.Input(name: "t.csv", sha256: String(repeating: "ab", count: 32)), version: "0",
    shortHash: "abababab")

  static func studies() throws -> [PrecisionOfTable] {
    [
      try StudyTests.study(StudyTests.byHand, factors: ["lab", "day"]),
      try StudyTests.study(StudyTests.byHand, factors: ["lab", "day"], method: .reml, scale: .log),
      try StudyTests.study(StudyTests.negative, factors: ["run"], target: .percent(ExactDecimal(5))),
      try StudyTests.study(
        StudyTests.samples, factors: ["run"], by: "sample", method: .reml, target: .percent(ExactDecimal(5))),
      try StudyTests.study(StudyTests.samples + "S2,1,70.1\nS2,2,70.2\n", factors: ["run"], by: "sample"),
    ]
  }

  @Test func `a report refers to nothing that it lacks, and holds no script and no number that is none`() throws {
    for study in try Self.studies() {
      let report = Report(study, Self.provenance)
      #expect(report.danglingReferences.isEmpty)
      let html = report.html
      #expect(!html.contains("<script") && !html.lowercased().contains(">nan<") && !html.contains("inf "))
      #expect(html == Report(study, Self.provenance).html)
      #expect(
        report.csvTables.contains { $0.name == "components" }
          && report.figures.contains { $0.name.hasPrefix("variability") })
      let text = report.markdown(only: Section.ofPrecisionOnTerminal)
      // Samples that share the runs leave run by sample in the residual, which is then no repeatability.
      let isRepeatability = study.request.by == nil
      #expect(text.contains(isRepeatability ? "Repeatability" : "Residual with interaction"))
      #expect(isRepeatability == text.contains("**Repeatability**"))
      let record = study.record(Self.provenance).text
      #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(record.utf8)) }
    }
  }

  @Test
  func `the folder holds page, record, tables, figures and manifest, and repeats to the byte but for the manifest`()
    throws
  {
    let scratch = try Scratch()
    let source = try Program.fixtures().appendingPathComponent("simulated-potency.csv").path
    let arguments = [
      source, "--value", "potency", "--factors", "lab,day,run", "--scale", "log", "--by", "sample", "--target", "8%",
      "--report",
    ]
    for folder in ["one", "two"] {
      let run = try Program.precision(arguments + [folder], in: scratch.url)
      #expect(run.status == 0, "\(run.errors)")
    }
    var (one, two) = (try scratch.contents("one"), try scratch.contents("two"))
    let expected = [
      "report.html", "precision.json", "manifest.json", "tables/components.csv", "tables/levels.csv",
      "tables/formats.csv",
      "tables/homogeneity.csv", "figures/variability-l50.svg", "figures/components-figure.svg",
    ]
    for name in expected { #expect(one[name] != nil, "\(name)") }
    one["manifest.json"] = nil
    two["manifest.json"] = nil
    #expect(one == two)
    let record = try Record(String(decoding: try #require(one["precision.json"]), as: UTF8.self))
    #expect(record.text("schema") == "methodtransfer/precision/1")
    #expect(record.text("by.levels.L50.level") == "L50")
    #expect(record.number("by.levels.L100.repeatability.standardDeviation").map { $0 > 0.03 && $0 < 0.05 } == true)
  }

  @Test func `a folder that holds something else is left alone`() throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(
      at: scratch.url.appendingPathComponent("mine"), withIntermediateDirectories: true)
    try scratch.write("dear", "mine/letter.txt")
    let source = try Program.fixtures().appendingPathComponent("dyestuff.csv").path
    let run = try Program.precision(
      [source, "--value", "yield", "--factors", "batch", "--report", "mine"], in: scratch.url)
    #expect(run.status == 73 && run.errors.contains("letter.txt"))
    #expect(try scratch.contents("mine").keys.sorted() == ["letter.txt"])
  }

  @Test func `text for a terminal shows components, formats and the target's cheapest`() throws {
    let run = try Program.precision([
      "usp1010-appendix-b.csv", "--value", "y", "--factors", "run", "--method", "anova", "--target", "0.6",
    ])
    #expect(run.status == 0 && run.errors.isEmpty)
    for word in [
      "Variance components", "Replication of a reportable value", "Cheapest by the estimate", "4 run × 1, 4 results",
      "1.119",
    ] {
      #expect(run.output.contains(word), "\(word)")
    }
  }
}
