import AssayData
import Foundation
import Notation
import Plotting
import Testing
import Transfer

@testable import Reporting

/// What the report and the record of a bridging study say.
@Suite struct BridgingReportTests {
  static func study(
    rule: String = "offset", limit: String = "10", provisional: Bool = true, candidate: String = "RS-04",
    lost: Bool = false
  ) throws -> Assessment {
    let transferProtocol = try TransferProtocol(
      yaml: """
        schema: methodtransfer/protocol/1
        study: {id: BR-7, title: Bridging, kind: bridging}
        laboratories: [Site A, Site B]
        standards:
          - {id: RS-01, value: 100, unit: U/vial, date: 2020-01-05}
          - {id: RS-02, comparator: RS-01, value: 100, unit: U/vial, rule: equivalence, ratio: 0.98, standardUncertainty: 0.01, degreesOfFreedom: 7, date: 2022-02-01}
          - {id: RS-03, comparator: RS-02, value: 103, unit: U/vial, rule: offset, ratio: 1.03, standardUncertainty: 0.012, degreesOfFreedom: 9, date: 2024-02-01, provisional: \(provisional)}
        comparison: {current: RS-03, candidate: "\(candidate)", rule: \(rule), consensus: equal-weights}
        data:
          delimiter: ","
          decimal: "."
          missing: [NA]
          columns: {laboratory: lab, analyst: analyst, run: run, sample: standard, value: result, unit: unit}
        attributes:
          - id: activity
            title: Activity
            unit: U/vial
            scale: log
            unitOfReplication: run
            criteria:
              - {id: BC-1, kind: assigned-value, uncertainty: ratio, limit: \(limit), alpha: 0.05, justification: {source: specification, text: T}}
              - {id: BC-2, kind: mean-ratio, limits: [0.9, 1.11], alpha: 0.05, justification: {source: specification, text: T}}
              - {id: BC-3, kind: drift, limits: [0.9, 1.11], alpha: 0.05, required: false, justification: {source: specification, text: T}}
        """, file: "protocol.yaml")
    var text = "lab,analyst,run,standard,result,unit\n"
    for (laboratory, ratios) in [("Site A", [1.01, 1.05, 1.02, 1.04]), ("Site B", [1.06, 1.03, 1.00, 1.05])] {
      for (run, ratio) in ratios.enumerated() {
        let current = 100 + Double(run)
        let isLost = lost && laboratory == "Site B" && run == 2
        text += "\(laboratory),A\(run % 2),\(run),RS-03,\(isLost ? "NA" : "\(current)"),U/vial\n"
        text += "\(laboratory),A\(run % 2),\(run),\"\(candidate)\",\(current * ratio),U/vial\n"
        text += "\(laboratory),A\(run % 2),\(run),RS-01,\(current / 1.02),U/vial\n"
      }
    }
    let data = try AssayData(
      reading: [
        .init(
          name: "results.csv", bytes: Array(text.utf8), mapping: try transferProtocol.mapping(forFile: "results.csv"))
      ],
      for: transferProtocol.vocabulary)
    return try Assessment(of: data, against: transferProtocol)
  }

  static let provenance = Provenance(
    protocolFile: .init(name: "protocol.yaml", sha256: String(repeating: "a", count: 64)),
    inputs: [.init(name: "results.csv", sha256: String(repeating: "b", count: 64))], version: "0", shortHash: "0123abcd"
  )

  private func box(_ report: Report, _ label: String) -> String? {
    report.sections.first?.blocks.lazy.compactMap { block -> String? in
      guard case .box(_, let entries) = block else { return nil }
      return entries.first { $0.label == label }?.text.plain
    }.first
  }

  private func paragraph(_ report: Report) -> String? {
    report.sections.first?.blocks.lazy.compactMap { block -> String? in
      if case .paragraph(let text) = block { text.plain } else { nil }
    }.first
  }

  private func table(_ report: Report, _ name: String) -> Table? {
    report.sections.flatMap(\.blocks).lazy.compactMap { block -> Table? in
      if case .table(let table) = block, table.name == name { table } else { nil }
    }.first
  }

  @Test func `page one says the value, by which rule, and that it rests on a provisional one`() throws {
    let report = Report(try Self.study(), Self.provenance)
    let text = try #require(paragraph(report))
    #expect(text.hasPrefix("RS-04 is given the value 106."))
    #expect(text.hasSuffix("U/vial, by the rule offset: the value of RS-03 times the measured ratio."))
    #expect(box(report, "Provisional")?.contains("rests on RS-03, whose value is provisional") == true)
    #expect(report.stamp == "PROVISIONAL REFERENCE")
    #expect(report.running.status == "NOT LOCKED · PROVISIONAL REFERENCE")
    #expect(report.danglingReferences == [])
    let whole = Report(try Self.study(provisional: false), Self.provenance)
    #expect(whole.stamp == nil && box(whole, "Provisional") == nil)
  }

  @Test func `without a pass no value is given, in words and in the record`() throws {
    let study = try Self.study(limit: "0.5")
    #expect(study.verdict == .inconclusive)
    let text = try #require(paragraph(Report(study, Self.provenance)))
    #expect(text.hasPrefix("No value is given to RS-04. By the rule offset, which decides, it would have been 106."))
    #expect(study.record(Self.provenance).text.contains("\"assigned\": null"))
    #expect(study.ledgerEntry == nil)
  }

  @Test func `both rules are shown whichever decides`() throws {
    for rule in ["offset", "equivalence"] {
      let rows = try #require(table(Report(try Self.study(rule: rule), Self.provenance), "rules")).rows
      #expect(rows.map { $0.cells[0].text.plain } == ["equivalence", "offset"])
      #expect(rows.map { $0.cells.last?.text.plain } == (rule == "offset" ? ["no", "yes"] : ["yes", "no"]))
      #expect(rows[0].cells[7].text.plain == "BC-2 pass" && rows[1].cells[7].text.plain == "BC-1 pass")
    }
  }

  @Test func `the entry for the ledger is read back with the same chain`() throws {
    for rule in ["offset", "equivalence"] {
      let study = try Self.study(rule: rule)
      let entry = try #require(study.ledgerEntry)
      let standards = study.transferProtocol.standards?.standards.count ?? 0
      let ledger = try StandardsLedger(
        yaml: """
          schema: methodtransfer/standards/1
          standards:
            - {id: RS-01, value: 100, unit: U/vial}
            - {id: RS-02, comparator: RS-01, value: 100, unit: U/vial, rule: equivalence, ratio: 0.98, standardUncertainty: 0.01, degreesOfFreedom: 7}
            - {id: RS-03, comparator: RS-02, value: 103, unit: U/vial, rule: offset, ratio: 1.03, standardUncertainty: 0.012, degreesOfFreedom: 9}
          \(entry.text)
          """, file: "ledger.yaml")
      #expect(ledger.standards.count == standards + 1)
      let read = try #require(try ReferenceChain(ledger, to: "RS-04", level: 0.95).generations.last)
      let own = try #require(study.bridging?.chain.generations.last)
      #expect(abs(read.measured.value / own.measured.value - 1) < 1e-7)
      #expect(abs(read.measured.standardUncertainty / own.measured.standardUncertainty - 1) < 1e-6)
      #expect(abs(read.value / own.value - 1) < 1e-7)
    }
  }

  @Test func `runs that were lost are told on page one and keep their place in the table of runs`() throws {
    let report = Report(try Self.study(lost: true), Self.provenance)
    #expect(box(report, "Unpaired")?.hasPrefix("1 run of 8 gives no ratio and is not used: Site B 2") == true)
    let rows = try #require(table(report, "pairs")).rows
    #expect(rows.count == 8)
    #expect(rows[6].cells.contains { $0.text.plain == "the current standard has no usable result in this run" })
  }

  @Test func `names from data are escaped wherever they stand`() throws {
    let report = Report(try Self.study(candidate: "<b>RS&4"), Self.provenance)
    #expect(!report.html.contains("<b>RS"))
    #expect(report.html.contains("&lt;b&gt;RS&amp;4"))
    for figure in report.figures { #expect(!figure.svg.contains("<b>RS")) }
  }

  @Test func `sections, figures and tables are those that an inspector asks for`() throws {
    let report = Report(try Self.study(), Self.provenance)
    #expect(
      report.sections.map(\.name) == [
        "decision", "protocol", "data", "ratio", "chain", "sensitivity", "deviations", "entry", "conclusion",
        "appendix",
      ])
    #expect(
      report.figures.map(\.name).prefix(5) == [
        "decision-figure", "values-activity", "pairs-figure", "forest", "chain-figure",
      ])
    for name in [
      "rules", "pairs", "laboratories", "variation", "consensus", "chain", "policies", "back-test", "left-out",
      "half-widths", "record", "coverage",
    ] {
      #expect(table(report, name) != nil, "\(name)")
    }
    // Words of other questions have no place here.
    let text = report.markdown().lowercased()
    for word in ["receiving", "sending", "transfer has", "r/s"] { #expect(!text.contains(word), "\(word)") }
  }

  @Test func `what a reviewer must know stands in the order of other reports`() throws {
    func labels(_ report: Report) -> [String] {
      report.sections[0].blocks.flatMap { block -> [String] in
        guard case .box(_, let entries) = block else { return [] }
        return entries.map(\.label)
      }
    }
    let own = labels(Report(try Self.study(lost: true), Self.provenance))
    let others = labels(try StudyFixture.report())
    #expect(own.contains("Provisional") && own.contains("Chain") && !own.contains("Reference"))
    let shared = own.filter(others.contains)
    #expect(shared.count > 3 && shared == others.filter(own.contains))
  }

  @Test func `the record has what other programs rely on, and the same bytes each time`() throws {
    let study = try Self.study()
    let text = study.record(Self.provenance).text
    #expect(text == (try Self.study().record(Self.provenance).text))
    let record = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    for key in ["pairs", "ratio", "rule", "assigned", "chain", "provisional", "verdict"] {
      #expect(record[key] != nil, "\(key)")
    }
    #expect(record["schema"] as? String == "methodtransfer/bridge/1")
    #expect(record["provisional"] as? Bool == true)
    let chain = try #require(record["chain"] as? [[String: Any]])
    #expect(chain.map { $0["standard"] as? String } == ["RS-01", "RS-02", "RS-03", "RS-04"])
    for generation in chain {
      for key in ["value", "standardUncertainty", "interval", "measuredValue", "drift"] {
        #expect(generation[key] != nil)
      }
    }
    let pairs = try #require(record["pairs"] as? [[String: Any]])
    #expect(pairs.count == 8 && (pairs[0]["lines"] as? [String])?.first == "results.csv:2")
  }
}
