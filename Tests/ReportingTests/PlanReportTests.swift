import Foundation
import Notation
import Reporting
import Testing
import TransferPlanning
import Transfer

/// Plans as they are shown.
struct PlanReportTests {
  static let hostile = "<script>alert(1)</script>"

  static func plan(
    bias: String = "0", limits: String = "[0.80, 1.25]", more: String = "", offset: String = "offset: 0.05, ",
    title: String = "Potency"
  ) -> String {
    """
    schema: methodtransfer/protocol/1
    study: {id: TP-1, title: "\(title)", kind: transfer}
    sending: Site A
    receiving: [Site B]
    planning: {truth: {bias: \(bias), runSD: 0.12, repeatabilitySD: 0.06, sdRatio: 1}, \(offset)power: 0.9, simulations: 60, seed: 1}
    data:
      delimiter: ","
      decimal: "."
      columns: {laboratory: lab, attribute: test, sample: sample, run: run, replicate: replicate, value: result}
    attributes:
      - id: potency
        title: "\(title)"
        unit: "%"
        scale: log
        reference: RS-03
        unitOfReplication: run
        design: {samples: [LOT7], runs: 6, samplesPerRun: all, replicates: 2}
        criteria:
          - {id: "AC-1", kind: mean-ratio, scope: pooled, limits: \(limits), alpha: 0.05, justification: {source: specification, text: T}}
          - {id: "AC-2\(title == hostile ? hostile : "")", kind: intermediate-precision, laboratory: receiving, measure: gcv, sources: [run], scope: pooled, limit: 25, alpha: 0.05, justification: {source: capability, text: T}}
    \(more)
    """
  }

  static let second = """
      - id: content
        title: Content
        unit: mg
        scale: linear
        unitOfReplication: run
        planning: {truth: {bias: 0, runSD: 0.03, repeatabilitySD: 0.02, sdRatio: 1}}
        design: {samples: [LOT7], runs: 6, replicates: 2}
        criteria:
          - {id: AC-3, kind: mean-difference, scope: pooled, limits: [-0.1, 0.1], alpha: 0.05, justification: {source: specification, text: T}}
    """

  static func study(_ yaml: String) throws -> StudyPlan {
    let transferProtocol = try TransferProtocol(yaml: yaml, file: "protocol.yaml")
    return try StudyPlan(transferProtocol, try PlanRequest(transferProtocol, threads: 2))
  }

  static let provenance = PlanProvenance(
    protocolFile: .init(name: "protocol.yaml", sha256: String(repeating: "0", count: 64)), version: "1.0",
    shortHash: "abcdef12")

  @Test func `the page answers first, shows its figures and leaves nothing hanging`() throws {
    let study = try Self.study(Self.plan(title: Self.hostile))
    let report = Report(study, Self.provenance)
    #expect(report.danglingReferences == [])
    #expect(
      report.figures.map(\.name) == ["power-curve", "curve-bias", "curve-sd-ratio", "curve-variability"])
    let names = report.csvTables.map(\.name)
    #expect(Set(names).count == names.count)
    let page = report.html
    #expect(!page.contains("<script>") && page.contains("&lt;script&gt;"))
    #expect(page.contains("target 90\u{A0}%") && page.contains("planned: 6"))
    let text = report.planText(ansi: false)
    #expect(text.hasPrefix("**◐ TARGET NOT REACHED**: This design passes in "))
    #expect(!text.contains("\u{1B}"))
    for word in ["Taken as zero", "Consumer's risk", "Producer's risk", "fewest results", "Monte Carlo"] {
      #expect(text.contains(word), "\(word)")
    }
  }

  @Test func `without an offset the page says that there is no producer's risk`() throws {
    let text = Report(try Self.study(Self.plan(offset: "")), Self.provenance).planText(ansi: false)
    #expect(text.contains("No offset is stated, so no producer's risk is given."))
  }

  @Test func `a truth beyond a limit cannot pass, and the reason stands in the first sentence`() throws {
    let study = try Self.study(Self.plan(bias: "0.3"))
    let text = Report(study, Self.provenance).planText(ansi: false)
    #expect(study.exitCode == 2)
    let answer = text.split(separator: "\n\n").first?.replacing("\n", with: " ") ?? ""
    #expect(
      answer.hasPrefix(
        "**✕ CANNOT PASS**: No size can show this: a study would pass by chance only, which α keeps rare. AC-1: "))
    #expect(text.contains("No size is given"))
  }

  @Test func `a panel is answered for all together, then for each attribute`() throws {
    let report = Report(try Self.study(Self.plan(more: Self.second)), Self.provenance)
    #expect(report.sections.map(\.name) == ["decision", "attribute-potency", "attribute-content", "method"])
    #expect(report.planText(ansi: false).hasPrefix("**◐ TARGET NOT REACHED**: All 2 attributes together pass in "))
    #expect(report.figures.map(\.name).prefix(2) == ["power-curve-1", "power-curve-2"])
    #expect(report.danglingReferences == [])
    let names = report.csvTables.map(\.name)
    #expect(Set(names).count == names.count)
  }

  @Test func `no percentage that was simulated stands without its Monte Carlo error`() throws {
    let report = Report(try Self.study(Self.plan(more: Self.second)), Self.provenance)
    for section in report.sections {
      for case .table(let table) in section.blocks {
        for cell in table.rows.flatMap(\.cells) {
          let text = cell.text.plain
          guard text.hasSuffix("\u{A0}%"), cell.note?.contains("simulated") != true, cell.note != "exact" else {
            continue
          }
          #expect(
            text.contains("±") || text.hasPrefix("below") || text.hasPrefix("above") || text == "90\u{A0}%", "\(text)")
        }
      }
    }
  }

  @Test func `the record is the same on any number of threads`() throws {
    let transferProtocol = try TransferProtocol(yaml: Self.plan(), file: "protocol.yaml")
    var texts: Set<String> = []
    for threads in [1, 3] {
      texts.insert(
        try StudyPlan(transferProtocol, try PlanRequest(transferProtocol, threads: threads)).record(Self.provenance)
          .text)
    }
    #expect(texts.count == 1)
  }

  @Test func `a study without a promise says why, and one without a planning section says nothing`() throws {
    let yaml = Self.plan().replacing(
      "    design: {samples: [LOT7], runs: 6, samplesPerRun: all, replicates: 2}\n", with: "")
    let noDesign = try TransferProtocol(yaml: yaml, file: "p.yaml")
    guard case .none(let fault)? = PlannedPromise(noDesign) as PlannedPromise? else {
      Issue.record("a promise without a design")
      return
    }
    #expect(fault.description.contains("has no design"))
    let lines = Self.plan().split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("planning:") }.joined(
      separator: "\n")
    #expect(PlannedPromise(try TransferProtocol(yaml: lines, file: "p.yaml")) == nil)
  }

  @Test func `a design that cannot be judged names one that reaches the target`() throws {
    let yaml = Self.plan().replacing("runs: 6", with: "runs: 1")
    let text = Report(try Self.study(yaml), Self.provenance).planText(ansi: false)
    let answer = text.split(separator: "\n\n")[0].replacing("\n", with: " ")
    #expect(answer.contains("No study of this design can be judged."), "\(answer)")
    #expect(answer.contains(" × 1 replicate would reach the target."), "\(answer)")
  }
}
