import AssayData
import Notation
import Testing
import Transfer

extension Fixture {
  /// A candidate is compared with the current standard in two laboratories.
  static let bridging = """
    schema: methodtransfer/protocol/1
    study: {id: B-1, title: RS-04 against RS-03, kind: bridging}
    laboratories: [Site A, Site B]
    standards:
      - {id: RS-02, value: 1.00}
      - {id: RS-03, comparator: RS-02, value: 1.02, rule: offset, standardUncertainty: 0.01, degreesOfFreedom: 11}
    comparison: {current: RS-03, candidate: RS-04, rule: offset, consensus: equal-weights, provisional: true}
    planning: {truth: {bias: 0, runSD: 0.06, repeatabilitySD: 0.03, laboratorySD: 0.01}, power: 0.9, simulations: 1000, seed: 1}
    data:
      layout: wide-by-sample
      values: {RS-03: current_pct, RS-04: candidate_pct}
      delimiter: ","
      decimal: "."
      columns: {laboratory: lab, run: run}
    attributes:
      - id: activity
        title: Activity
        unit: "%"
        scale: log
        unitOfReplication: run
        criteria:
          - id: AC-1
            kind: mean-ratio
            limits: [0.95, 1.0526]
            alpha: 0.05
            required: false
            justification: {source: specification, text: Example limits}
          - id: AC-2
            kind: assigned-value
            limit: 5
            uncertainty: ratio
            alpha: 0.05
            justification: {source: capability, text: Example limits}
          - id: AC-3
            kind: drift
            limits: [0.97, 1.03]
            alpha: 0.05
            required: false
            justification: {source: historical, text: Example limits}

    """
}

struct BridgingProtocolTests {
  @Test func `laboratories are held against the sender one by one, two standards once, whoever measured them`() throws {
    let transfer = try TransferProtocol(
      yaml: Fixture.linear.replacing("receiving: [LabB]", with: "receiving: [LabB, LabC]"), file: "p")
    #expect(transfer.contrasts.map(\.reference) == ["LabA", "LabA"])
    #expect(transfer.contrasts.map(\.test) == ["LabB", "LabC"])
    let bridging = try TransferProtocol(
      yaml: Fixture.bridging.replacing("[Site A, Site B]", with: "[Site A, Site B, Site C]"), file: "p")
    #expect(bridging.contrasts.map(\.reference) == ["RS-03"] && bridging.contrasts.map(\.test) == ["RS-04"])
  }

  @Test func `a bridging study is read field by field`() throws {
    let transferProtocol = try TransferProtocol(yaml: Fixture.bridging, file: "p")
    #expect(
      transferProtocol.warnings == [] && transferProtocol.study.kind == .bridging
        && transferProtocol.laboratories == ["Site A", "Site B"])
    let comparison = try #require(transferProtocol.comparison)
    #expect(comparison.current == "RS-03" && comparison.candidate == "RS-04" && comparison.rule == .offset)
    #expect(comparison.consensus == .equalWeights && comparison.provisional)
    #expect(comparison.location.line == 7)
    #expect(transferProtocol.standards?.path(to: "RS-03").map(\.id) == ["RS-02", "RS-03"])
    let truth = try #require(transferProtocol.planning?.truth)
    #expect(truth.laboratorySD == 0.01 && truth.sdRatio == 1 && truth.runSD == 0.06)
    let kinds = transferProtocol.attributes[0].criteria.map(\.kind)
    guard case .meanRatio = kinds[0], case .assignedValue(let value) = kinds[1], case .drift(let drift) = kinds[2]
    else {
      Issue.record("\(kinds)")
      return
    }
    #expect(value.limit == ExactDecimal(5) && value.uncertainty == .ratio)
    #expect(drift.limits.lower.description == "0.97" && drift.limits.upper.description == "1.03")
    #expect(transferProtocol.vocabulary.mandatoryRoles == [.sample, .run])
    let mapping = try transferProtocol.mapping(forFile: "x.csv")
    #expect(
      mapping.layout
        == .wide(
          .bySample,
          columns: [.init("current_pct", [.sample: "RS-03"]), .init("candidate_pct", [.sample: "RS-04"])]))
  }

  @Test(arguments: Comparison.Consensus.allCases) func `every consensus has its word`(consensus: Comparison.Consensus)
    throws
  {
    let text = Fixture.edit(Fixture.bridging, "consensus: equal-weights", "consensus: \(consensus.rawValue)")
    #expect(try TransferProtocol(yaml: text, file: "p").comparison?.consensus == consensus)
  }

  private static let oneLaboratory = Fixture.edit(
    Fixture.edit(Fixture.bridging, "laboratories: [Site A, Site B]", "laboratories: Site A"),
    "consensus: equal-weights, ", "")
  private static let equivalence = Fixture.edit(
    Fixture.edit(Fixture.bridging, "rule: offset, consensus", "rule: equivalence, consensus"),
    "        alpha: 0.05\n        required: false\n        justification: {source: specification",
    "        alpha: 0.05\n        justification: {source: specification")

  @Test func `one laboratory, and the rule equivalence, are read too`() throws {
    let alone = try TransferProtocol(yaml: Self.oneLaboratory, file: "p")
    #expect(alone.laboratories == ["Site A"] && alone.receiving == [] && alone.comparison?.consensus == nil)
    #expect(try TransferProtocol(yaml: Self.equivalence, file: "p").comparison?.rule == .equivalence)
    let pair = Fixture.edit(
      Fixture.bridging, "laboratories: [Site A, Site B]", "sending: Site A\nreceiving: [Site B, Site C]")
    #expect(try TransferProtocol(yaml: pair, file: "p").laboratories == ["Site A", "Site B", "Site C"])
    let sender = Fixture.edit(Self.oneLaboratory, "laboratories: Site A", "sending: Site A")
    #expect(try TransferProtocol(yaml: sender, file: "p").laboratories == ["Site A"])
  }

  @Test func `standards may stand in a ledger`() throws {
    let parts = Fixture.bridging.split(separator: "standards:\n")
    let own = parts[1].split(separator: "comparison:")[0]
    let ledger = try StandardsLedger(
      yaml: "schema: methodtransfer/standards/1\nstandards:\n" + own, file: "ledger.yaml")
    let text = Fixture.edit(Fixture.bridging, "standards:\n" + own, "")
    #expect(try TransferProtocol(yaml: text, file: "p", standards: ledger).standards == ledger)
    do {
      _ = try TransferProtocol(yaml: Fixture.bridging, file: "p", standards: ledger)
      Issue.record("accepted")
    } catch {
      #expect(error.problems.map(\.code) == ["E_STANDARD"] && error.problems[0].location?.line == 4)
      #expect(error.problems[0].message.contains("keep one of the two"))
    }
    #expect(Fixture.problems(text).map(\.code) == ["E_KEY_MISSING"])
    #expect(Fixture.problems(text)[0].message.contains("standards: [{id: RS-03, value: 1.0}]"))
    do {
      let known = Fixture.edit(text, "candidate: RS-04", "candidate: RS-02")
      _ = try TransferProtocol(yaml: known, file: "p", standards: ledger)
      Issue.record("accepted")
    } catch {
      #expect(error.problems.map(\.code) == ["E_STANDARD_TWICE"])
      #expect(error.problems[0].message.contains("line 3 of ledger.yaml"))
    }
  }

  @Test(arguments: [
    Fault(in: Fixture.bridging, "current: RS-03", "current: ‹RS-30", "E_STANDARD_UNKNOWN", "RS-30", "did you mean"),
    Fault(in: Fixture.bridging, "candidate: RS-04", "candidate: ‹RS-02", "E_STANDARD_TWICE", "line 5", "1.00"),
    Fault(in: Fixture.bridging, "candidate: RS-04", "candidate: ‹RS-03", "E_STANDARD", "not compared with itself"),
    Fault(
      in: Fixture.bridging, "comparison: {current: RS-03, candidate: RS-04, rule: offset, ",
      "comparison: ‹{current: RS-03, candidate: RS-04, ", "E_KEY_MISSING", "comparison has no rule", "no default"),
    Fault(
      in: Fixture.bridging, "consensus: equal-weights", "consensus: ‹mean", "E_ENUM", "equal-weights", "mandel-paule"),
    Fault(
      in: Fixture.bridging, "rule: offset, consensus: equal-weights, provisional: true",
      "rule: offset, ‹lot: 7, consensus: equal-weights", "E_KEY_UNKNOWN", "lot"),
    Fault(
      in: Fixture.bridging, "{current: RS-03, candidate: RS-04, rule: offset, consensus: equal-weights,",
      "‹{current: RS-03, candidate: RS-04, rule: offset,", "E_KEY_MISSING", "no consensus", "laboratory-means"),
    Fault(
      in: oneLaboratory, "rule: offset, provisional", "rule: offset, consensus: ‹equal-weights, provisional",
      "E_BRIDGING", "one laboratory"),
    Fault(
      in: Fixture.bridging,
      "comparison: {current: RS-03, candidate: RS-04, rule: offset, consensus: equal-weights, provisional: true}\n", "",
      "E_KEY_MISSING", "has no comparison", "current: RS-03"),
    Fault(in: Fixture.bridging, "laboratories: [Site A, Site B]\n", "", "E_KEY_MISSING", "laboratories: [Site A]"),
    Fault(
      in: Fixture.bridging, "laboratories: [Site A, Site B]", "laboratories: [Site A, Site B]\n‹sending: Site A",
      "E_LABS", "beside laboratories"),
    Fault(
      in: Fixture.bridging, "laboratories: [Site A, Site B]", "laboratories: [Site A, ‹site a]", "E_LABS",
      "case or blanks"),
    Fault(
      in: Fixture.bridging, "laboratories: [Site A, Site B]", "laboratories: [Site A, Site B, ‹Site A]", "E_LABS",
      "named twice"),
    Fault(
      in: Fixture.bridging, "laboratories: [Site A, Site B]",
      "laboratories: ‹[\((0..<51).map { "L\($0)" }.joined(separator: ", "))]", "E_LIMIT", "51", "50"),
    Fault(in: Fixture.bridging, "scale: log", "scale: ‹linear", "E_SCALE", "scale: log"),
    Fault(
      in: Fixture.bridging, "unitOfReplication: run", "unitOfReplication: ‹result", "E_BRIDGING", "hold both standards"),
    Fault(
      in: Fixture.bridging, "- id: AC-3\n        kind: drift\n        limits: [0.97, 1.03]",
      "- ‹id: AC-3\n        kind: precision-ratio\n        of: repeatability\n        limit: 2", "E_BRIDGING",
      "precision-ratio", "compares laboratories", "mean-ratio, assigned-value, drift or similarity"),
    Fault(
      in: Fixture.bridging, "- id: AC-3\n        kind: drift",
      "- ‹id: AC-3\n        scope: each-sample\n        kind: drift", "E_SCOPE", "pooled"),
    Fault(
      in: Fixture.bridging, "- id: AC-1\n        kind: mean-ratio",
      "- ‹id: AC-1\n        kind: mean-ratio\n        variances: pooled", "E_BRIDGING", "in pairs"),
    Fault(
      in: Fixture.bridging, "- id: AC-1\n        kind: mean-ratio",
      "- ‹id: AC-1\n        kind: mean-ratio\n        degreesOfFreedom: satterthwaite", "E_BRIDGING", "in pairs"),
    Fault(in: Fixture.bridging, "        uncertainty: ratio\n", "", "E_KEY_MISSING", "ratio", "chain"),
    Fault(in: Fixture.bridging, "uncertainty: ratio", "uncertainty: ‹both", "E_ENUM", "ratio or chain"),
    Fault(in: Fixture.bridging, "limit: 5", "limit: ‹-5", "E_MARGIN", "half-width in percent"),
    Fault(in: Fixture.bridging, "limits: [0.97, 1.03]", "limits: ‹[-0.97, 1.03]", "E_MARGIN", "above 0"),
    Fault(
      in: Fixture.bridging, "        uncertainty: ratio\n        alpha: 0.05\n",
      "        uncertainty: ratio\n        alpha: 0.05\n        required: false\n", "E_BRIDGING", "assigned-value",
      "no limit is a default"),
    Fault(
      in: equivalence, "limits: [0.95, 1.0526]\n        alpha: 0.05\n",
      "limits: [0.95, 1.0526]\n        alpha: 0.05\n        required: false\n", "E_BRIDGING",
      "required criterion of the kind mean-ratio"),
    Fault(
      in: Fixture.bridging, "laboratorySD: 0.01", "laboratorySD: 0.01, ‹mean: 100", "E_BRIDGING", "mean has no part"),
    Fault(
      in: Fixture.bridging, "laboratorySD: 0.01", "laboratorySD: 0.01, ‹runBySampleSD: 1", "E_BRIDGING",
      "runBySampleSD has no part"),
    Fault(
      in: Fixture.bridging, "laboratorySD: 0.01", "laboratorySD: 0.01, sdRatio: ‹1.2", "E_BRIDGING",
      "sdRatio is 1 or left out"),
    Fault(in: Fixture.bridging, "laboratorySD: 0.01", "laboratorySD: 0.01, sdRatio: ‹one", "E_TYPE", "one"),
    Fault(in: Fixture.bridging, "laboratorySD: 0.01", "laboratorySD: ‹-0.01", "E_RANGE", "not below 0"),
    Fault(
      in: Fixture.bridging, "columns: {laboratory: lab, run: run}", "columns: {laboratory: lab, run: run, ‹sample: x}",
      "E_COLUMN", "leave sample out"),
    Fault(
      in: Fixture.bridging, "columns: {laboratory: lab, run: run}", "columns: {laboratory: lab, run: run, ‹value: x}",
      "E_COLUMN", "leave value out"),
    Fault(
      in: Fixture.bridging, "columns: {laboratory: lab, run: run}", "columns: {laboratory: lab, run: ‹current_pct}",
      "E_COLUMN", "one meaning"),
    Fault(in: Fixture.bridging, "RS-04: candidate_pct", "RS-04: ‹current_pct", "E_COLUMN", "two samples"),
    Fault(in: Fixture.bridging, "RS-04: candidate_pct", "‹rs-03: candidate_pct", "E_REPEATED", "case or blanks"),
    Fault(in: Fixture.bridging, "RS-04: candidate_pct", "‹\" RS-04\": candidate_pct", "E_NAME", "blank"),
    Fault(in: Fixture.bridging, "RS-04: candidate_pct", "RS-04: ‹[a]", "E_TYPE", "a list"),
    Fault(
      in: Fixture.bridging, "{RS-03: current_pct, RS-04: candidate_pct}", "‹[current_pct, candidate_pct]", "E_TYPE",
      "each sample"),
    Fault(in: Fixture.bridging, "{RS-03: current_pct, RS-04: candidate_pct}", "‹{}", "E_EMPTY", "no columns"),
    Fault(
      in: Fixture.bridging, "columns: {laboratory: lab, run: run}", "columns: ‹{run: run}", "E_KEY_MISSING",
      "laboratory"),
    Fault(
      in: Fixture.bridging,
      "  layout: wide-by-sample\n  values: {RS-03: current_pct, RS-04: candidate_pct}\n  delimiter: \",\"\n  decimal: \".\"\n  columns: {laboratory: lab, run: run}",
      "  delimiter: \",\"\n  decimal: \".\"\n  columns: ‹{laboratory: lab, run: run, value: x}", "E_KEY_MISSING",
      "sample", "which standard a result is of"),
  ])
  func `a fault of a bridging study is refused at its place`(fault: Fault) {
    let (text, place) = fault.marked
    let problems = Fixture.problems(text)
    let all = Comment(rawValue: problems.map { $0.description }.joined(separator: "\n"))
    let found = problems.first { $0.code == fault.code && (place.line == nil || $0.location == place) }
    #expect(found?.severity == .error, all)
    #expect(fault.words.allSatisfy { found?.message.contains($0) == true }, all)
    #expect(problems.count == 1, all)
  }

  @Test func `values are in one unit with the results`() {
    let text = Fixture.bridging.replacing("value: 1.00}", with: "value: 1.00, unit: IU/mL}")
      .replacing("value: 1.02,", with: "value: 1.02, unit: IU/mL,")
    #expect(Fixture.problems(text) == [])
    for unit in ["ratio", "\"1\"", "IU/mL"] {
      #expect(Fixture.problems(text.replacing("unit: \"%\"", with: "unit: \(unit)")) == [])
    }
    let other = Fixture.problems(text.replacing("unit: \"%\"", with: "unit: U/mL"))
    #expect(other.map(\.code) == ["E_STANDARD_UNIT"] && other[0].location?.line == 18)
    #expect(other[0].message.contains("\"U/mL\"") && other[0].message.contains("\"IU/mL\""))
  }

  @Test func `a study of two standards has one attribute`() {
    let text =
      Fixture.bridging
      + Fixture.bridging.split(separator: "attributes:\n")[1]
      .replacing("activity", with: "other").replacing("AC-", with: "AD-")
    let problems = Fixture.problems(text.replacing("columns: {", with: "columns: {attribute: test, "))
    #expect(problems.map(\.code) == ["E_BRIDGING"] && problems[0].message.contains("one attribute, not 2"))
  }

  @Test(arguments: [
    Fault(
      "sending: LabA", "‹comparison: {current: A, candidate: B, rule: offset}\nsending: LabA", "E_BRIDGING", "transfer",
      "leave it out"),
    Fault("sending: LabA", "‹laboratories: [LabA, LabB]\nsending: LabA", "E_BRIDGING", "sending and receiving"),
    Fault("sending: LabA\nreceiving: [LabB]", "‹laboratories: [LabA, LabB]", "E_BRIDGING", "sending and receiving"),
    Fault(
      "sdRatio: 1}", "sdRatio: 1, ‹laboratorySD: 0.1}", "E_BRIDGING",
      "here the difference between two laboratories is bias"),
    Fault(
      in: Fixture.log,
      "- id: AC-4\n        kind: precision-ratio\n        of: intermediate\n        sources: [run]\n        limit: 2",
      "- ‹id: AC-4\n        kind: drift\n        limits: [0.9, 1.1]", "E_BRIDGING", "drift", "kind bridging"),
    Fault(
      in: Fixture.chain, "reference: RS-03", "reference: ‹RS-3", "E_STANDARD_UNKNOWN", "\"RS-3\"", "did you mean",
      "provisional"),
    Fault(
      in: Fixture.log, "attributes:", "standards: ‹{id: A, value: 1}\nattributes:", "E_TYPE", "a list of standards"),
    Fault(
      in: Fixture.edit(Fixture.plates, "attributes:", "standards: [{id: RS-1, value: 1}]\nattributes:"),
      "    reference: RS-03\n    unitOfReplication: run\n", "    reference: RS-1\n    unitOfReplication: run\n",
      "E_NONE"),
    Fault(
      in: Fixture.edit(Fixture.plates, "attributes:", "standards: [{id: RS-1, value: 1}]\nattributes:"),
      "id: potency\n    title: Relative potency\n    unit: ratio\n    scale: log\n    reference: RS-03\n    unitOfReplication: run\n    doseResponse:\n      model: 4pl\n      reference: RS-03",
      "id: activity\n    title: Activity\n    unit: ratio\n    scale: log\n    unitOfReplication: run\n    doseResponse:\n      model: 4pl\n      reference: ‹RS-03",
      "E_STANDARD_UNKNOWN", "\"RS-03\""),
  ])
  func `what belongs to bridging, and references that no ledger knows, are refused elsewhere`(fault: Fault) {
    guard fault.code != "E_NONE" else {
      #expect(Fixture.problems(fault.marked.text) == [])
      return
    }
    expectProblem(fault, .error)
  }

  @Test func `a lot is a name of its standard`() throws {
    let text = Fixture.edit(Fixture.chain, "reference: RS-03", "reference: L-0217")
    let transferProtocol = try TransferProtocol(yaml: text, file: "p")
    #expect(transferProtocol.standards?.standard(named: "L-0217")?.id == "RS-02")
  }

  @Test func `a file that no source names must tell which standard a result is of`() throws {
    let text = Fixture.edit(
      Fixture.edit(
        Fixture.bridging, "  layout: wide-by-sample\n  values: {RS-03: current_pct, RS-04: candidate_pct}\n", ""),
      "attributes:",
      "sources: [{path: \"w*\", data: {layout: wide-by-sample, values: {RS-03: a, RS-04: b}}}]\nattributes:")
    let transferProtocol = try TransferProtocol(yaml: text, file: "p")
    #expect(try transferProtocol.mapping(forFile: "w1").layout != .long)
    let rejection = #expect(throws: Rejection.self) { try transferProtocol.mapping(forFile: "x") }
    #expect(rejection?.problems.map(\.code) == ["E_SOURCE"])
    #expect(
      rejection?.problems[0].message.contains("value or sample") == true, "\(rejection?.problems[0].message ?? "")")
  }
}

/// What a bridging study's results may be relative to.
struct BridgingReferenceTests {
  private func plan(_ reference: String) -> String {
    """
    schema: methodtransfer/protocol/1
    study: {id: B, title: B, kind: bridging}
    laboratories: A
    standards: [{id: RS-03, value: 1.0}]
    comparison: {current: RS-03, candidate: RS-04, rule: equivalence}
    data: {delimiter: ",", decimal: ".", columns: {laboratory: lab, run: run, sample: standard, value: result}}
    attributes:
      - id: potency
        title: T
        unit: ratio
        scale: log
    \(reference)
        unitOfReplication: run
        criteria:
          - {id: BC-1, kind: mean-ratio, limits: [0.9, 1.11], alpha: 0.05, justification: {source: specification, text: T}}
    """
  }

  @Test func `a value is not carried over by a ratio that is bounded on one side`() throws {
    let text = plan("").replacing("limits: [0.9, 1.11],", with: "limits: [0.9, 1.11], direction: lower,")
    let rejection = try #require(throws: Rejection.self) { try TransferProtocol(yaml: text, file: "p.yaml") }
    let problem = try #require(rejection.problems.first { $0.severity == .error })
    #expect(problem.code == "E_BRIDGING" && problem.message.contains("leaves one side open"))
  }

  @Test func `a potency needs no reference where both standards are measured`() throws {
    #expect(try TransferProtocol(yaml: plan(""), file: "p.yaml").attributes[0].reference == nil)
  }

  @Test func `a reference that the standards do not know is refused at its place`() throws {
    let rejection = try #require(throws: Rejection.self) {
      try TransferProtocol(yaml: plan("    reference: RS-30"), file: "p.yaml")
    }
    let problem = try #require(rejection.problems.first { $0.severity == .error })
    #expect(problem.code == "E_STANDARD_UNKNOWN" && problem.location?.line == 12)
  }
}
