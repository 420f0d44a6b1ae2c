import AssayData
import Notation
import Testing
import Transfer

extension Fixture {
  /// Results that may be relative to any lot of the chain.
  static let bridged = edit(
    edit(
      edit(chain, "value: result}", "value: result, referenceLot: rs}"), "reference: RS-03\n",
      "reference: RS-03\n    otherReferences: bridge\n"),
    "      - id: AC-2\n        kind: recovery\n        limits: [97, 103]\n        alpha: 0.05\n        justification: {source: specification, text: Example limits}\n",
    "")

  /// Plates of two laboratories, each against a lot of its own.
  static let bridgedPlates = edit(
    edit(
      edit(
        plates, "attributes:",
        "standards:\(chain.split(separator: "standards:")[1].split(separator: "attributes:")[0])  - {id: XX, value: 1}\nattributes:"
      ),
      "    reference: RS-03\n    unitOfReplication",
      "    reference: RS-03\n    otherReferences: bridge\n    unitOfReplication"),
    "      reference: RS-03\n      columns", "      reference: {LabA: RS-03, LabB: L-0217}\n      columns")
}

struct OtherReferencesTests {
  @Test func `results are refused on other references unless they are to be bridged`() throws {
    let plain = try TransferProtocol(yaml: Fixture.chain, file: "p")
    #expect(plain.attributes[0].otherReferences == .refuse)
    let lots = try #require(plain.vocabulary.attributes[0].reference)
    #expect(lots.name == "RS-03" && !lots.areBridged && Set(lots.standards.keys) == ["RS-03", "L-0301"])
    let said = try TransferProtocol(
      yaml: Fixture.edit(Fixture.bridged, "otherReferences: bridge", "otherReferences: refuse"), file: "p")
    #expect(said.attributes[0].otherReferences == .refuse)
    let bare = try TransferProtocol(yaml: Fixture.log, file: "p").vocabulary.attributes[0].reference
    #expect(bare == ReferenceLots("RS-03"))
  }

  @Test func `bridged results know every lot of the same primary by each of its names`() throws {
    let transferProtocol = try TransferProtocol(yaml: Fixture.bridged, file: "p")
    #expect(transferProtocol.attributes[0].otherReferences == .bridge && transferProtocol.warnings == [])
    #expect(transferProtocol.vocabulary.mandatoryRoles.contains(.referenceLot))
    let lots = try #require(transferProtocol.vocabulary.attributes[0].reference)
    #expect(lots.areBridged && lots.apart.isEmpty)
    #expect(
      lots.standards["L-0217"] == "RS-02" && lots.standards["RS-9"] == "RS-9" && lots.standards["L-0301"] == "RS-03")
    let text = Fixture.edit(Fixture.bridged, "standards:\n", "standards:\n  - {id: XX, lot: X1, value: 1}\n")
    let apart = try TransferProtocol(yaml: text, file: "p").vocabulary.attributes[0].reference
    #expect(apart?.apart == ["XX", "X1"] && apart?.standards["XX"] == nil)
  }

  @Test func `each laboratory's plates have the reference that the protocol names for it`() throws {
    let transferProtocol = try TransferProtocol(yaml: Fixture.bridgedPlates, file: "p")
    let found = try #require(transferProtocol.attributes[0].doseResponse)
    #expect(found.reference == "RS-03" && found.references.map(\.laboratory) == ["LabA", "LabB"])
    #expect(found.used(by: "LabB").reference == "L-0217" && found.used(by: "LabA").reference == "RS-03")
    #expect(found.used(by: "LabB").columns == found.columns && found.used(by: "LabB").model == .fourParameter)
    #expect(found.names(referenceOf: "LabB") && !found.names(referenceOf: "LabC"))
    #expect(!transferProtocol.vocabulary.mandatoryRoles.contains(.referenceLot))
    let one = try #require(try TransferProtocol(yaml: Fixture.plates, file: "p").attributes[0].doseResponse)
    #expect(one.used(by: "LabB") == one && one.names(referenceOf: "anyone"))
  }

  @Test func `a key that is asked anew of a resized attribute is kept`() throws {
    let attribute = try TransferProtocol(yaml: Fixture.bridged, file: "p").attributes[0]
    #expect(
      attribute.resized(units: 9).otherReferences == .bridge
        && attribute.replicated(by: .day).otherReferences == .bridge)
  }

  @Test(arguments: [
    Fault(in: Fixture.bridged, "otherReferences: bridge", "otherReferences: ‹allow", "E_ENUM", "refuse or bridge"),
    Fault(
      in: Fixture.bridged, "columns: {laboratory: lab, run: run, level: nominal, value: result, referenceLot: rs}",
      "columns: ‹{laboratory: lab, run: run, level: nominal, value: result}", "E_KEY_MISSING", "referenceLot",
      "otherReferences: bridge"),
    Fault(in: Fixture.bridged, "reference: RS-03", "reference: ‹RS-3", "E_STANDARD_UNKNOWN", "did you mean"),
    Fault(
      in: Fixture.edit(Fixture.bridged, "- id: potency", "- id: activity"),
      "    reference: RS-03\n    otherReferences: bridge", "    otherReferences: ‹bridge", "E_KEY_MISSING",
      "has no reference"),
    Fault(in: Fixture.bridged, "unit: \"%\"", "unit: ‹U/mL", "E_STANDARD_UNIT", "\"U/mL\"", "\"IU/mL\""),
    Fault(
      in: Fixture.bridged, "kind: mean-ratio\n", "kind: mean-ratio\n        variances: ‹pooled\n", "E_BRIDGING",
      "a variance of its own"),
    Fault(
      in: Fixture.edit(Fixture.log, "value: result}", "value: result, referenceLot: rs}"), "reference: RS-03\n",
      "reference: RS-03\n    otherReferences: ‹bridge\n", "E_KEY_MISSING", "no standards", "--standards"),
    Fault(
      in: Fixture.bridgedPlates, "{LabA: RS-03, LabB: L-0217}", "{LabA: RS-03, LabB: ‹RS-77}", "E_STANDARD_UNKNOWN",
      "RS-77"),
    Fault(
      in: Fixture.bridgedPlates, "{LabA: RS-03, LabB: L-0217}", "{LabA: RS-03, LabB: ‹XX}", "E_STANDARD_GAP", "\"XX\"",
      "\"WHO-1\"", "nothing says"),
    Fault(in: Fixture.bridgedPlates, "{LabA: RS-03, LabB: L-0217}", "‹{LabA: RS-03}", "E_LABS", "none for \"LabB\""),
    Fault(
      in: Fixture.bridgedPlates, "{LabA: RS-03, LabB: L-0217}", "{LabA: RS-03, LabB: L-0217, LabX: ‹RS-02}", "E_LABS",
      "\"LabX\" is no laboratory"),
    Fault(in: Fixture.bridgedPlates, "{LabA: RS-03, LabB: L-0217}", "‹{}", "E_EMPTY", "names no laboratory"),
    Fault(in: Fixture.bridgedPlates, "{LabA: RS-03, LabB: L-0217}", "{LabA: RS-03, LabB: ‹[a]}", "E_TYPE", "LabB"),
    Fault(in: Fixture.bridgedPlates, "{LabA: RS-03, LabB: L-0217}", "‹[RS-03]", "E_TYPE", "a list"),
    Fault(
      in: Fixture.edit(Fixture.bridgedPlates, "    otherReferences: bridge\n", ""),
      "reference: {LabA: RS-03, LabB: L-0217}", "reference: ‹{LabA: RS-03, LabB: RS-03}", "E_BRIDGING",
      "only with otherReferences: bridge"),
    Fault(
      in: Fixture.edit(Fixture.bridgedPlates, "    otherReferences: bridge\n", ""),
      "reference: {LabA: RS-03, LabB: L-0217}", "reference: ‹RS-9", "E_STANDARD", "another standard",
      "otherReferences: bridge"),
    Fault(
      in: Fixture.bridging, "    unitOfReplication: run", "    otherReferences: ‹bridge\n    unitOfReplication: run",
      "E_BRIDGING", "two standards in one run"),
    Fault(
      in: Fixture.edit(
        Fixture.edit(
          Fixture.bridging, "    unitOfReplication: run\n",
          "    unitOfReplication: run\n    doseResponse:\n      model: 4pl\n      reference: RS-03\n      columns: {preparation: p, dose: d, response: y, run: r}\n"
        ), "  layout: wide-by-sample\n  values: {RS-03: current_pct, RS-04: candidate_pct}\n", ""),
      "reference: RS-03\n      columns", "reference: ‹{Site A: RS-03, Site B: RS-03}\n      columns", "E_BRIDGING",
      "one reference; name it alone"),
  ])
  func `what cannot be converted so is refused at its place`(fault: Fault) {
    let (text, place) = fault.marked
    let problems = Fixture.problems(text)
    let all = Comment(rawValue: problems.map { $0.description }.joined(separator: "\n"))
    let found = problems.first { $0.code == fault.code && $0.location == place }
    #expect(found?.severity == .error, all)
    #expect(fault.words.allSatisfy { found?.message.contains($0) == true }, all)
    #expect(problems.count { $0.severity == .error } == 1, all)
  }

  @Test func `the log scale is needed, and matched lots have no evaluation`() {
    let linear = Fixture.problems(Fixture.edit(Fixture.bridged, "scale: log", "scale: linear"))
    #expect(
      linear.contains { $0.code == "E_SCALE" && $0.message.contains("otherReferences") && $0.location?.line == 44 },
      "\(linear)")
    let lots = Fixture.problems(
      Fixture.edit(
        Fixture.edit(Fixture.bridged, "unitOfReplication: run", "unitOfReplication: sample"), "run: run, level",
        "run: run, sample: s, level"))
    #expect(lots.contains { $0.code == "E_BRIDGING" && $0.message.contains("matched lots") }, "\(lots)")
  }
}
