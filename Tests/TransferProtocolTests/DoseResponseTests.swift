import AssayData
import Notation
import Testing
import Transfer

extension Fixture {
  /// An attribute whose potencies come from plates.
  static let plates = """
    schema: methodtransfer/protocol/1
    study: {id: potency-001, title: Potency, kind: transfer}
    sending: LabA
    receiving: LabB
    data:
      delimiter: ","
      decimal: "."
      columns: {laboratory: lab, sample: unused, analyst: who}
    attributes:
      - id: potency
        title: Relative potency
        unit: ratio
        scale: log
        reference: RS-03
        unitOfReplication: run
        doseResponse:
          model: 4pl
          reference: RS-03
          columns: {preparation: prep, dose: dose, response: od, run: plate, well: well, level: nominal}
        criteria:
          - id: AC-1
            kind: mean-ratio
            scope: each-sample
            limits: [0.80, 1.25]
            alpha: 0.05
            justification: {source: specification, text: Example limits}
          - id: AC-2
            kind: similarity
            parameter: slope
            limits: [0.7, 1.4]
            mayFail: 1
            alpha: 0.05
            justification: {source: historical, text: Twelve runs of RS-03 against itself}
          - id: AC-3
            kind: dilution-linearity
            limits: [0.85, 1.2]
            alpha: 0.05
            justification: {source: specification, text: Example limits}

    """

  /// The same with straight lines and without the criterion on slopes.
  static let lines = edit(
    edit(edit(plates, "model: 4pl", "model: slope-ratio"), "kind: similarity", "kind: mean-ratio"),
    "        parameter: slope\n        limits: [0.7, 1.4]\n        mayFail: 1\n", "        limits: [0.7, 1.4]\n")
}

struct DoseResponseTests {
  private func attribute(_ text: String = Fixture.plates) throws -> Attribute {
    try #require(try TransferProtocol(yaml: text, file: "p").attributes.first)
  }

  @Test func `settings that are not written have the defaults that are documented`() throws {
    let found = try #require(try attribute().doseResponse)
    #expect(found.model == .fourParameter && found.reference == "RS-03" && found.transform == .none)
    #expect(found.weights == .none && found.zeroDose == .refuse && found.interval == .profile)
    #expect(found.standardErrors == .expected && found.level == 0.95)
    #expect(found.columns[.value] == "od" && found.columns[.preparation] == "prep" && found.columns.count == 6)
  }

  @Test(arguments: DoseResponse.Model.allCases)
  func `without a word of it curves have the profile of ln potency for interval, and lines Fieller's`(
    model: DoseResponse.Model
  ) throws {
    let lines = model == .parallelLine || model == .slopeRatio
    let text = Fixture.edit(
      lines ? Fixture.lines : Fixture.plates, lines ? "model: slope-ratio" : "model: 4pl", "model: \(model.rawValue)")
    let found = try #require(try attribute(text).doseResponse)
    #expect(found.interval == (lines ? .fieller : .profile) && found.fit == (lines ? .common : .pairs))
    #expect(found.used(by: "Site A").interval == found.interval)
  }

  @Test func `standard errors of a profile are those of parameters and of similarity, and may be named`() throws {
    let text = Fixture.edit(
      Fixture.plates, "model: 4pl", "model: 4pl\n      interval: profile\n      standardErrors: observed")
    #expect(try attribute(text).doseResponse?.standardErrors == .observed)
  }

  @Test func `settings that are written are read`() throws {
    let text = Fixture.edit(
      Fixture.plates, "model: 4pl",
      "model: 5pl\n      transform: log10\n      weights: mean-squared\n      zeroDose: asymptote\n      interval: delta\n"
        + "      fit: common\n      standardErrors: observed\n      level: 0.9")
    let found = try #require(try attribute(text).doseResponse)
    #expect(found.model == .fiveParameter && found.transform == .log10 && found.weights == .meanSquared)
    #expect(found.zeroDose == .asymptote && found.interval == .delta && found.standardErrors == .observed)
    #expect(found.level == 0.9 && found.fit == .common)
    #expect(found.used(by: "Site A").fit == .common)
  }

  @Test func `similarity that a potency needs names criteria of its own attribute`() throws {
    func text(_ value: String) -> String {
      Fixture.edit(Fixture.plates, "      model: 4pl\n", "      model: 4pl\n      requireSimilar: \(value)\n")
    }
    let rules = try #require(try attribute(text("[AC-2]")).doseResponse).requireSimilar
    #expect(rules.map(\.criterion) == ["AC-2"] && rules[0].alpha == 0.05 && rules[0].similarity.mayFail == 1)
    #expect(try attribute().doseResponse?.requireSimilar == [])
    // It goes with the settings of each laboratory.
    #expect(try attribute(text("[AC-2]")).doseResponse?.used(by: "LabB").requireSimilar == rules)
    for (value, code, words) in [
      ("[AC-1]", "E_DOSE_RESPONSE", "\"AC-1\" is a criterion of the kind mean-ratio"),
      ("[AC-2, AC-3]", "E_DOSE_RESPONSE", "those of this attribute are \"AC-2\""),
      ("[AC-9]", "E_DOSE_RESPONSE", "\"AC-9\" is no criterion of this attribute"),
      ("[AC-2, AC-2]", "E_REPEATED", "listed twice"), ("[]", "E_EMPTY", "one entry or more"),
      ("AC-2", "E_TYPE", "expected a list"),
    ] {
      let found = #expect(throws: Rejection.self) { try TransferProtocol(yaml: text(value), file: "p") }
      #expect(found?.problems.count == 1 && found?.problems.first?.code == code, "\(value) \(found?.problems ?? [])")
      #expect(found?.problems.first?.message.contains(words) == true, "\(found?.problems.first?.message ?? "")")
      #expect(found?.problems.first?.location?.line == 18 && (found?.problems.first?.location?.column ?? 0) >= 23)
    }
    let none = Fixture.edit(
      text("[AC-2]"), "kind: similarity\n        parameter: slope\n        limits: [0.7, 1.4]\n        mayFail: 1\n",
      "kind: mean-ratio\n        limits: [0.7, 1.4]\n")
    let found = #expect(throws: Rejection.self) { try TransferProtocol(yaml: none, file: "p") }
    #expect(found?.problems.first?.message.contains("this attribute has none") == true)
  }

  @Test func `files of plates have the columns of doseResponse, and the preparation for a sample`() throws {
    let mapping = try TransferProtocol(yaml: Fixture.plates, file: "p").mapping(forFile: "plates.csv")
    #expect(
      mapping.columns[.value] == "od" && mapping.columns[.run] == "plate" && mapping.columns[.laboratory] == "lab")
    #expect(mapping.columns[.analyst] == "who" && mapping.columns[.sample] == nil)
    #expect(mapping.plates == Plates(refusesZeroDose: true, responses: .any))
    for (transform, responses) in [("ln", Plates.Responses.positive), ("sqrt", .notNegative)] {
      let text = Fixture.edit(Fixture.plates, "model: 4pl", "model: 4pl\n      transform: \(transform)")
      #expect(try TransferProtocol(yaml: text, file: "p").mapping(forFile: "x").plates?.responses == responses)
    }
  }

  @Test func `a source names a laboratory and columns of its own`() throws {
    let text = Fixture.edit(
      Fixture.plates, "attributes:",
      "sources:\n  - {path: \"B*.csv\", laboratory: LabB, data: {delimiter: \";\", columns: {dose: Dosis, value: OD}}}\nattributes:"
    )
    let transferProtocol = try TransferProtocol(yaml: text, file: "p")
    let (a, b) = (try transferProtocol.mapping(forFile: "A.csv"), try transferProtocol.mapping(forFile: "B1.csv"))
    #expect(b.columns[.dose] == "Dosis" && b.columns[.value] == "OD" && b.columns[.preparation] == "prep")
    #expect(b.laboratory == "LabB" && b.plates != nil && b.columns[.laboratory] == nil)
    #expect(a.columns[.dose] == "dose" && a.plates != nil)
  }

  @Test func `beside another attribute plates are files that a source names`() throws {
    let other = """
      attributes:
        - id: content
          title: Content
          unit: mg/mL
          scale: linear
          unitOfReplication: run
          criteria:
            - {id: AC-9, kind: mean-difference, limits: [-1, 1], alpha: 0.05, justification: {source: capability, text: x}}
      """
    let base = Fixture.edit(
      Fixture.edit(
        Fixture.plates, "sample: unused, analyst: who", "sample: lot, run: run, level: level, value: result"),
      "attributes:", other)
    let alone = Fixture.problems(base)
    #expect(alone.map(\.code) == ["E_KEY_MISSING"] || alone.contains { $0.code == "E_SOURCE" }, "\(alone)")
    let text = Fixture.edit(
      base, "attributes:",
      "sources: [{path: \"plates*\", attribute: potency}, {path: \"hplc*\", attribute: content}]\nattributes:")
    let transferProtocol = try TransferProtocol(yaml: text, file: "p")
    let (plates, results) = (
      try transferProtocol.mapping(forFile: "plates1"), try transferProtocol.mapping(forFile: "hplc1")
    )
    #expect(plates.plates != nil && plates.columns[.dose] == "dose" && plates.columns[.sample] == nil)
    #expect(results.plates == nil && results.columns[.dose] == nil && results.columns[.value] == "result")
  }

  @Test func `similarity and dilution linearity are read`() throws {
    let criteria = try attribute().criteria
    guard case .similarity(let similarity) = criteria[1].kind, case .dilutionLinearity(let linearity) = criteria[2].kind
    else {
      Issue.record("\(criteria)")
      return
    }
    #expect(similarity.parameter == .slope && similarity.mayFail == 1)
    #expect(similarity.lower == ExactDecimal(significand: 7, exponent: -1))
    #expect(linearity.limits.upper == ExactDecimal(significand: 12, exponent: -1))
    let oneSided = try attribute(
      Fixture.edit(
        Fixture.plates, "parameter: slope\n        limits: [0.7, 1.4]\n        mayFail: 1",
        "parameter: nonparallelism\n        limit: 0.2")
    ).criteria[1].kind
    guard case .similarity(let other) = oneSided else {
      Issue.record("\(oneSided)")
      return
    }
    #expect(other.lower == nil && other.mayFail == 0 && other.upper == ExactDecimal(significand: 2, exponent: -1))
  }

  @Test(arguments: [
    Fault(in: Fixture.plates, "model: 4pl", "model: ‹3pl", "E_ENUM", "4pl", "slope-ratio"),
    Fault(
      in: Fixture.plates, "    doseResponse:\n      model: 4pl\n      ", "    doseResponse:\n      ‹", "E_KEY_MISSING",
      "model"),
    Fault(in: Fixture.plates, "model: 4pl", "model: 4pl\n      ‹transfrom: ln", "E_KEY_UNKNOWN", "did you mean"),
    Fault(in: Fixture.plates, "model: 4pl", "model: 4pl\n      zeroDose: ‹keep", "E_ENUM", "refuse or asymptote"),
    Fault(in: Fixture.plates, "model: 4pl", "model: 4pl\n      level: ‹95", "E_RANGE", "0.95"),
    Fault(in: Fixture.plates, "response: od", "response: ‹dose", "E_COLUMN", "response", "one meaning"),
    Fault(in: Fixture.plates, "well: well", "‹block: well", "E_DOSE_RESPONSE", "block"),
    Fault(in: Fixture.plates, "well: well", "‹weel: well", "E_KEY_UNKNOWN", "did you mean \"well\""),
    Fault(in: Fixture.plates, "columns: {preparation: prep, ", "columns: ‹{", "E_KEY_MISSING", "preparation"),
    Fault(
      in: Fixture.lines, "model: slope-ratio", "model: slope-ratio\n      weights: ‹replicates", "E_DOSE_RESPONSE",
      "straight lines"),
    Fault(
      in: Fixture.lines, "model: slope-ratio", "model: slope-ratio\n      fit: ‹pairs", "E_DOSE_RESPONSE", "fit: common"
    ),
    Fault(in: Fixture.plates, "model: 4pl", "model: 4pl\n      fit: ‹pair", "E_ENUM", "pairs or common"),
    Fault(
      in: Fixture.lines, "model: slope-ratio", "model: slope-ratio\n      interval: ‹profile", "E_DOSE_RESPONSE",
      "fieller or delta"),
    Fault(
      in: Fixture.lines, "model: slope-ratio", "model: parallel-line\n      zeroDose: ‹asymptote", "E_DOSE_RESPONSE",
      "no place"),
    Fault(
      in: Fixture.lines, "well: well", "row: r, ‹block: b", "E_DOSE_RESPONSE", "Latin square"),
    Fault(in: Fixture.plates, "limits: [0.7, 1.4]", "limits: ‹[-0.7, 1.4]", "E_MARGIN", "above 0"),
    Fault(in: Fixture.plates, "limits: [0.7, 1.4]", "‹limit: 1.4", "E_KEY_UNKNOWN", "two limits"),
    Fault(
      in: Fixture.plates, "parameter: slope\n        limits", "parameter: nonparallelism\n        ‹limits",
      "E_KEY_UNKNOWN",
      "upper limit only"),
    Fault(in: Fixture.plates, "parameter: slope", "parameter: ‹ec50", "E_ENUM", "lower-asymptote"),
    Fault(in: Fixture.plates, "mayFail: 1", "mayFail: ‹-1", "E_INTEGER", "from 0"),
    Fault(
      in: Fixture.plates, "kind: similarity", "kind: similarity\n        scope: ‹each-level", "E_SCOPE", "run by run"),
    Fault(
      in: Fixture.plates, "kind: dilution-linearity", "kind: dilution-linearity\n        scope: ‹each-sample",
      "E_SCOPE",
      "pooled"),
    Fault(
      in: Fixture.edit(Fixture.plates, "model: 4pl", "model: parallel-line"), "parameter: slope",
      "parameter: ‹upper-asymptote", "E_DOSE_RESPONSE", "no asymptotes"),
    Fault(
      in: Fixture.linear, "kind: mean-difference\n        scope: pooled\n        limits: [-2.0, 2.0]",
      "kind: ‹similarity\n        parameter: slope\n        limits: [0.8, 1.25]", "E_DOSE_RESPONSE", "no doseResponse"),
    Fault(
      in: Fixture.linear, "kind: mean-difference\n        scope: pooled\n        limits: [-2.0, 2.0]",
      "kind: ‹dilution-linearity\n        limits: [0.8, 1.25]", "E_SCALE", "log scale"),
  ])
  func `what cannot be meant so is refused at its place`(fault: Fault) {
    let (text, place) = fault.marked
    let problems = Fixture.problems(text)
    let all = Comment(rawValue: problems.map { $0.description }.joined(separator: "\n"))
    let found = problems.first { $0.code == fault.code && (place.line == nil || $0.location == place) }
    #expect(found?.severity == .error, all)
    #expect(fault.words.allSatisfy { found?.message.contains($0) == true }, all)
  }

  @Test func `a unit of percent for ratios is warned of`() {
    let base = Fixture.edit(Fixture.plates, "unit: ratio", "unit: \"%\"")
    #expect(Fixture.problems(base).map(\.code) == ["W_DOSE_RESPONSE"])
    #expect(Fixture.problems(Fixture.edit(base, "well: well", "assumedPotency: declared")) == [])
  }

  @Test func `roles of plates without doseResponse, and levels that nothing names, are refused`() {
    let foreign = Fixture.problems(Fixture.edit(Fixture.linear, "unit: unit}", "unit: unit, dose: dose}"))
    #expect(foreign.map(\.code) == ["E_DOSE_RESPONSE"] && foreign[0].message.contains("dose"))
    let levels = Fixture.problems(Fixture.edit(Fixture.plates, ", level: nominal", ""))
    #expect(levels.map(\.code) == ["E_KEY_MISSING"] && levels[0].message.contains("AC-3"))
    let runs = Fixture.problems(Fixture.edit(Fixture.plates, "run: plate, ", ""))
    #expect(runs.map(\.code) == ["E_KEY_MISSING"] && runs[0].message.contains("run"))
    let wide = Fixture.problems(
      Fixture.edit(Fixture.plates, "  delimiter", "  layout: wide-by-replicate\n  values: [a, b]\n  delimiter"))
    #expect(wide.contains { $0.code == "E_LAYOUT" })
  }
}
