import AssayData
import Notation
import Statistics
import TestSupport
import Testing
import Transfer

/// What is known of the standards that results are relative to.
struct ReferenceTests {
  static let plan = """
    schema: methodtransfer/protocol/1
    study: {id: T-1, title: T, kind: transfer}
    sending: S
    receiving: R
    data: {delimiter: ",", decimal: ".", columns: {laboratory: lab, run: run, value: y}}
    standards:
      - {id: RS-01, value: 1}
      - {id: RS-02, comparator: RS-01, value: 1.02, rule: offset, ratio: 1.0234, standardUncertainty: 0.01, degreesOfFreedom: 11, provisional: true}
      - {id: RS-03, lot: L3, comparator: RS-02, value: 1.02, rule: equivalence, ratio: 0.991, standardUncertainty: 0.008, degreesOfFreedom: 15}
    attributes:
      - id: potency
        title: Relative potency
        unit: "%"
        scale: log
        reference: RS-03
        unitOfReplication: run
        criteria:
          - {id: AC-1, kind: mean-ratio, limits: [0.8, 1.25], alpha: 0.05, justification: {source: specification, text: T}}

    """

  static let results = "lab,run,y\nS,1,99\nS,2,101\nS,3,100\nR,1,98\nR,2,104\nR,3,101\n"

  static func edit(_ old: String, _ new: String) -> String { plan.replacing(old, with: new) }

  @Test func `a reference is known with what its value rests on, and with the chain's figures`() throws {
    let assessment = try assess(protocolText: Self.plan, results: Self.results)
    let use = try #require(assessment.references.first)
    #expect(assessment.references.count == 1 && use.standard.id == "RS-03" && use.laboratory == nil)
    #expect(use.provisional.map(\.id) == ["RS-02"] && use.restsOnProvisional && !use.standard.provisional)
    let generation = try #require(use.generation)
    // By hand: u² = 0.01² + 0.008², df = u⁴/(0.01⁴/11 + 0.008⁴/15), drift = 1.0234 × 0.991/1.02.
    let variance = 0.01 * 0.01 + 0.008 * 0.008
    #expect(agree(generation.lnMeasured.standardError, variance.squareRoot(), digits: 13))
    let df = variance * variance / (0.01 * 0.01 * 0.01 * 0.01 / 11 + 0.008 * 0.008 * 0.008 * 0.008 / 15)
    #expect(agree(generation.lnMeasured.degreesOfFreedom, df, digits: 13))
    #expect(agree(AnalysisScale.log.reported(generation.drift.value), 1.0234 * 0.991 / 1.02, digits: 13))
  }

  @Test func `without standards nothing is known, and an attribute without a reference has none`() throws {
    let parts = Self.plan.split(separator: "standards:\n")
    let none = parts[0] + "attributes:" + parts[1].split(separator: "attributes:")[1]
    #expect(try assess(protocolText: String(none), results: Self.results).references.isEmpty)
    let bare = Self.edit("    reference: RS-03\n", "").replacing("id: potency", with: "id: activity")
    #expect(try assess(protocolText: bare, results: Self.results).references.isEmpty)
  }

  @Test func `a reference is known by its lot, in the protocol and in a file`() throws {
    let byLot = try assess(protocolText: Self.edit("reference: RS-03", "reference: L3"), results: Self.results)
    #expect(byLot.references.first?.standard.id == "RS-03")
    let column = Self.edit("value: y}", "value: y, referenceLot: rs}")
    let rows = "lab,run,y,rs\nS,1,99,RS-03\nS,2,101,L3\nR,1,98,RS-03\nR,2,104,L3\n"
    #expect(try assess(protocolText: column, results: rows).references.first?.standard.id == "RS-03")
    let other = #expect(throws: Rejection.self) {
      try assess(protocolText: column, results: rows.replacing("R,2,104,L3", with: "R,2,104,RS-02"))
    }
    #expect(other?.problems.map(\.code) == ["E_REFERENCE_LOT"] && other?.problems[0].location?.line == 5)
  }

  @Test func `a verdict does not depend on what is known of the reference`() throws {
    let finding = try assess(protocolText: Self.plan, results: Self.results).findings[0]
    let bare = Self.edit("    reference: RS-03\n", "").replacing("id: potency", with: "id: activity")
    #expect(try assess(protocolText: bare, results: Self.results).findings[0].evidence == finding.evidence)
  }

  @Test func `where no ratio is written it follows from the values`() throws {
    let text = Self.edit("value: 1.02, rule: offset, ratio: 1.0234", "value: 1.0234, rule: offset")
      .replacing("value: 1.02, rule: equivalence", with: "value: 1.0234, rule: equivalence")
    let transferProtocol = try TransferProtocol(yaml: text, file: "p")
    let chain = try #require(try transferProtocol.standards?.chain())
    #expect(chain.links.map(\.comparator) == [nil, 0, 1])
    #expect(agree(AnalysisScale.log.reported(chain.links[1].lnRatio), 1.0234, digits: 13))
    #expect(chain.links.map(\.isCarriedOver) == [false, false, true] && chain.links[0].lnRatio == 0)
    #expect(chain.links[0].standardUncertainty == 0 && chain.links[0].degreesOfFreedom == .infinity)
  }

  @Test func `correlations that no errors can have together are refused by name and line`() throws {
    let text = Self.edit("degreesOfFreedom: 15}", "degreesOfFreedom: 15, correlations: {RS-02: -0.9, RS-04: -0.9}}")
      .replacing(
        "attributes:",
        with: "  - {id: RS-04, comparator: RS-03, value: 1.02, rule: equivalence, ratio: 1, standardUncertainty: 0.01, "
          + "degreesOfFreedom: 9, correlations: {RS-02: -0.9}}\nattributes:")
    let ledger = try #require(try TransferProtocol(yaml: text, file: "p").standards)
    let rejection = #expect(throws: Rejection.self) { try ledger.chain() }
    #expect(rejection?.problems.map(\.code) == ["E_STANDARD"] && rejection?.problems[0].location?.line == 10)
    #expect(rejection?.problems[0].message.contains("\"RS-02\", \"RS-03\" and \"RS-04\"") == true)
  }
}
