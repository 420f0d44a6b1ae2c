import Notation
import Testing
import Transfer

extension Fixture {
  /// Three generations and a side line, as a section of a protocol.
  static let chain = edit(
    log, "attributes:",
    """
    standards:
      - id: WHO-1
        value: 1
        unit: IU/mL
      - id: RS-02
        lot: L-0217
        comparator: WHO-1
        value: 1.03
        unit: IU/mL
        rule: offset
        ratio: 1.0312
        standardUncertainty: 0.012
        degreesOfFreedom: 11
        date: 2024-02-29
      - id: RS-03
        lot: L-0301
        comparator: RS-02
        value: 1.030
        rule: equivalence
        ratio: 0.994
        standardUncertainty: 0.009
        degreesOfFreedom: infinite
        date: 2025-07-14
        provisional: true
        correlations: {RS-02: -0.5}
      - id: RS-9
        comparator: RS-02
        value: 0.9476
        rule: offset
        standardUncertainty: 0.02
        degreesOfFreedom: 5.5
    attributes:
    """)

  /// The same standards in a file of their own.
  static let ledger =
    "schema: methodtransfer/standards/1\nstandards:"
    + chain.split(separator: "standards:")[1].split(separator: "attributes:")[0]

  static func ledgerProblems(_ yaml: String) -> [Problem] {
    do throws(Rejection) { return try StandardsLedger(yaml: yaml, file: "ledger.yaml").warnings } catch {
      return error.problems
    }
  }
}

struct StandardsTests {
  @Test func `standards are read field by field`() throws {
    let transferProtocol = try TransferProtocol(yaml: Fixture.chain, file: "p")
    let ledger = try #require(transferProtocol.standards)
    #expect(
      transferProtocol.warnings == [] && ledger.file == nil
        && ledger.standards.map(\.id) == ["WHO-1", "RS-02", "RS-03", "RS-9"])
    let primary = try #require(ledger["WHO-1"])
    #expect(primary.comparator == nil && primary.rule == nil && primary.ratio == nil && primary.unit == "IU/mL")
    #expect(primary.standardUncertainty == 0 && primary.degreesOfFreedom == .infinity && !primary.provisional)
    let second = try #require(ledger["RS-02"])
    #expect(second.lot == "L-0217" && second.comparator == "WHO-1" && second.value.description == "1.03")
    #expect(second.rule == .offset && second.ratio?.description == "1.0312" && second.standardUncertainty == 0.012)
    #expect(second.degreesOfFreedom == 11 && second.date == "2024-02-29" && second.correlations == [])
    #expect(second.location == Notation.SourceLocation(file: "p", line: 13, column: 5))
    let third = try #require(ledger["RS-03"])
    #expect(third.rule == .equivalence && third.ratio?.double == 0.994 && third.degreesOfFreedom == .infinity)
    #expect(third.provisional && third.correlations.map(\.other) == ["RS-02"] && third.correlations[0].value == -0.5)
    #expect(ledger["RS-9"]?.ratio == nil && ledger["RS-9"]?.degreesOfFreedom == 5.5)
  }

  @Test func `a ledger of its own is the same standards in another file`() throws {
    let own = try #require(try TransferProtocol(yaml: Fixture.chain, file: "ledger.yaml").standards)
    let ledger = try StandardsLedger(yaml: Fixture.ledger, file: "ledger.yaml")
    #expect(ledger.file == "ledger.yaml" && ledger.warnings == [] && ledger.standards.count == 4)
    for (a, b) in zip(own.standards, ledger.standards) {
      #expect(a.id == b.id && a.value == b.value && a.comparator == b.comparator && a.provisional == b.provisional)
      #expect(a.standardUncertainty == b.standardUncertainty && a.correlations == b.correlations)
    }
    let transferProtocol = try TransferProtocol(yaml: Fixture.log, file: "p", standards: ledger)
    #expect(transferProtocol.standards == ledger)
  }

  @Test func `the way back to the primary is followed, and names what is provisional on it`() throws {
    let ledger = try StandardsLedger(yaml: Fixture.ledger, file: "l")
    #expect(ledger.path(to: "RS-03").map(\.id) == ["WHO-1", "RS-02", "RS-03"])
    #expect(ledger.path(to: "WHO-1").map(\.id) == ["WHO-1"] && ledger.path(to: "RS-77").isEmpty)
    #expect(ledger.provisional(behind: "RS-03").map(\.id) == ["RS-03"] && ledger.provisional(behind: "RS-9").isEmpty)
    let text = Fixture.edit(Fixture.ledger, "    date: 2024-02-29", "    provisional: true")
    let other = try StandardsLedger(yaml: text, file: "l")
    #expect(other.provisional(behind: "RS-03").map(\.id) == ["RS-02", "RS-03"])
    #expect(other.provisional(behind: "RS-9").map(\.id) == ["RS-02"])
    #expect(ledger.standard(named: "L-0217")?.id == "RS-02" && ledger.standard(named: "RS-02")?.id == "RS-02")
    #expect(ledger.standard(named: "L-0218") == nil && ledger["L-0217"] == nil)
  }

  @Test func `a primary may have a value and an uncertainty of its own`() throws {
    let text = Fixture.edit(
      Fixture.ledger, "    value: 1\n", "    value: 1\n    standardUncertainty: 0.004\n    degreesOfFreedom: 19\n")
    let primary = try #require(try StandardsLedger(yaml: text, file: "l")["WHO-1"])
    #expect(primary.standardUncertainty == 0.004 && primary.degreesOfFreedom == 19)
  }

  /// The value as it is given has the room of its rounding and of the ratio's; no more.
  @Test(arguments: [
    ("1.03", "1.0312", true), ("1.031", "1.0312", true), ("1.0312", "1.0312", true), ("1.04", "1.0312", false),
    ("1.036", "1.0312", false), ("1.0301", "1.0312", false), ("1.0312", "1.03", true), ("1.0361", "1.03", false),
    ("1", "1.0312", true), ("1.0", "1.0312", true), ("1.1", "1.0312", false),
  ])
  func `a value is held against its comparator's and the ratio as far as its digits go`(
    value: String, ratio: String, isRight: Bool
  ) {
    let text = """
      schema: methodtransfer/standards/1
      standards:
        - {id: A, value: 1}
        - {id: B, comparator: A, value: \(value), rule: offset, ratio: \(ratio), standardUncertainty: 0.01, degreesOfFreedom: 9}
      """
    #expect(Fixture.ledgerProblems(text).map(\.code) == (isRight ? [] : ["E_STANDARD_VALUE"]))
  }

  @Test(arguments: [
    Fault(
      in: Fixture.chain, "comparator: WHO-1", "comparator: ‹WHO-2", "E_STANDARD_GAP", "has a gap",
      "did you mean \"WHO-1\""),
    Fault(
      in: Fixture.chain, "comparator: RS-02\n    value: 1.030", "comparator: ‹L-0217\n    value: 1.030",
      "E_STANDARD_GAP", "lot of \"RS-02\"", "write comparator: RS-02"),
    Fault(in: Fixture.chain, "comparator: WHO-1", "comparator: ‹RS-02", "E_STANDARD_LOOP", "its own comparator"),
    Fault(
      in: Fixture.chain, "comparator: WHO-1", "comparator: ‹RS-03", "E_STANDARD_LOOP",
      "\"RS-02\" was measured against \"RS-03\" was measured against \"RS-02\""),
    Fault(
      in: Fixture.chain, "  - id: WHO-1\n",
      "  - id: WHO-1\n    comparator: ‹RS-03\n    rule: offset\n    standardUncertainty: 0.01\n    degreesOfFreedom: 4\n",
      "E_STANDARD_LOOP",
      "\"WHO-1\" was measured against \"RS-03\" was measured against \"RS-02\" was measured against \"WHO-1\""),
    Fault(
      in: Fixture.chain, "  - id: RS-03", "  - id: ‹RS-02", "E_STANDARD_TWICE", "line 13", "1.03", "1.030", "one value"),
    Fault(in: Fixture.chain, "  - id: RS-03", "  - id: ‹rs-02", "E_STANDARD_TWICE", "case or blanks"),
    Fault(in: Fixture.chain, "lot: L-0301", "lot: ‹L-0217", "E_STANDARD_TWICE", "\"RS-02\"", "\"RS-03\"", "line 14"),
    Fault(
      in: Fixture.chain, "lot: L-0301", "lot: ‹RS-02", "E_STANDARD_TWICE", "id of one standard and the lot of another"),
    Fault(
      in: Fixture.chain, "value: 0.9476", "value: 0.9476\n    unit: ‹U/mL", "E_STANDARD_UNIT", "\"IU/mL\"", "\"WHO-1\"",
      "nothing is converted"),
    Fault(
      in: Fixture.chain, "value: 1.03\n    unit: IU/mL", "value: 1.03\n    unit: ‹mg", "E_STANDARD_UNIT", "\"mg\"",
      "\"IU/mL\""),
    Fault(
      in: Fixture.chain, "value: 1.03\n    unit: IU/mL\n    rule: offset\n    ratio: 1.0312",
      "value: ‹1.03\n    unit: IU/mL\n    rule: offset\n    ratio: 1.0512", "E_STANDARD_VALUE", "1 × 1.0512 = 1.0512",
      "1.03"),
    Fault(in: Fixture.chain, "value: 1.030", "value: ‹1.02", "E_STANDARD_VALUE", "carries over", "1.03", "offset"),
    Fault(in: Fixture.chain, "value: 1.03\n", "value: ‹0\n", "E_RANGE", "above 0"),
    Fault(in: Fixture.chain, "- id: RS-03", "- id: RS-03\n    ‹lots: L", "E_KEY_UNKNOWN", "did you mean \"lot\""),
    Fault(in: Fixture.chain, "    ratio: 0.994\n", "", "E_KEY_MISSING", "\"RS-03\" has no ratio", "drift"),
    Fault(in: Fixture.chain, "    rule: equivalence\n", "", "E_KEY_MISSING", "\"RS-03\" has no rule", "offset"),
    Fault(in: Fixture.chain, "rule: equivalence", "rule: ‹average", "E_ENUM", "equivalence or offset"),
    Fault(in: Fixture.chain, "ratio: 0.994", "ratio: ‹-0.994", "E_RANGE", "above 0"),
    Fault(in: Fixture.chain, "    standardUncertainty: 0.02\n", "", "E_KEY_MISSING", "\"RS-9\"", "0.01 is 1 %"),
    Fault(
      in: Fixture.chain, "standardUncertainty: 0.02", "standardUncertainty: ‹0", "E_RANGE", "never without uncertainty"),
    Fault(in: Fixture.chain, "standardUncertainty: 0.02", "standardUncertainty: ‹2", "E_RANGE", "1 % is 0.01"),
    Fault(in: Fixture.chain, "    value: 1\n", "    value: 1\n    standardUncertainty: ‹-0.1\n", "E_RANGE", "from 0"),
    Fault(in: Fixture.chain, "    degreesOfFreedom: 5.5\n", "", "E_KEY_MISSING", "\"RS-9\"", "infinite"),
    Fault(in: Fixture.chain, "degreesOfFreedom: 5.5", "degreesOfFreedom: ‹0.5", "E_RANGE", "from 1"),
    Fault(in: Fixture.chain, "degreesOfFreedom: 5.5", "degreesOfFreedom: ‹many", "E_TYPE", "many"),
    Fault(in: Fixture.chain, "date: 2025-07-14", "date: ‹14.07.2025", "E_TYPE", "2026-01-05"),
    Fault(in: Fixture.chain, "date: 2025-07-14", "date: ‹2025-02-29", "E_TYPE", "2026-01-05"),
    Fault(in: Fixture.chain, "date: 2025-07-14", "date: ‹2025-13-01", "E_TYPE", "2026-01-05"),
    Fault(in: Fixture.chain, "date: 2025-07-14", "date: ‹2025-+7-14", "E_TYPE", "2026-01-05"),
    Fault(in: Fixture.chain, "date: 2025-07-14", "date: ‹[2025]", "E_TYPE", "a list"),
    Fault(in: Fixture.chain, "provisional: true", "provisional: ‹yes", "E_TYPE", "write true"),
    Fault(in: Fixture.chain, "{RS-02: -0.5}", "‹{RS-2: -0.5}", "E_STANDARD", "\"RS-2\"", "did you mean"),
    Fault(in: Fixture.chain, "{RS-02: -0.5}", "‹{RS-03: -0.5}", "E_STANDARD", "correlated with itself"),
    Fault(in: Fixture.chain, "{RS-02: -0.5}", "{RS-02: ‹-1}", "E_RANGE", "between -1 and 1"),
    Fault(in: Fixture.chain, "{RS-02: -0.5}", "‹-0.5", "E_TYPE", "{RS-02: -0.5}"),
    Fault(
      in: Fixture.chain, "{RS-02: -0.5}",
      "‹{RS-9: -0.5}\n  - id: RS-10\n    comparator: RS-9\n    value: 0.9476\n    rule: offset\n    standardUncertainty: 0.02\n    degreesOfFreedom: 5\n    correlations: {RS-9: 0.1}",
      "E_NONE"),
    Fault(
      in: Fixture.chain, "degreesOfFreedom: 5.5", "degreesOfFreedom: 5.5\n    correlations: {RS-02: 0.1}", "E_NONE"),
    Fault(in: Fixture.chain, "    date: 2024-02-29", "    correlations: {RS-03: -0.5}", "E_NONE"),
    Fault(
      in: Fixture.chain, "  - id: WHO-1\n", "  - id: WHO-1\n    ‹rule: offset\n", "E_STANDARD", "\"WHO-1\"",
      "no comparator"),
    Fault(in: Fixture.chain, "standards:\n", "standards:\n  - ‹RS-01\n", "E_TYPE", "standard", "mapping"),
  ])
  func `a fault of a standard is refused at its place`(fault: Fault) {
    guard fault.code != "E_NONE" else {
      #expect(Fixture.problems(fault.marked.text) == [])
      return
    }
    let (text, place) = fault.marked
    let problems = Fixture.problems(text)
    let all = Comment(rawValue: problems.map { $0.description }.joined(separator: "\n"))
    let found = problems.first { $0.code == fault.code && (place.line == nil || $0.location == place) }
    #expect(found?.severity == .error, all)
    #expect(fault.words.allSatisfy { found?.message.contains($0) == true }, all)
    #expect(problems.count == 1, all)
  }

  @Test func `a correlation is one figure, said here or there or alike in both`() {
    let text = Fixture.edit(Fixture.ledger, "    date: 2024-02-29", "    correlations: {RS-03: 0.5}")
    let problems = Fixture.ledgerProblems(text)
    #expect(problems.map(\.code) == ["E_STANDARD"])
    #expect(problems[0].message.contains("is -0.5 here and 0.5 on line 15") && problems[0].location?.line == 26)
  }

  @Test func `a date before that of the comparator is warned of, in a protocol and in a ledger`() throws {
    let old = ("date: 2025-07-14", "date: 2024-02-28")
    #expect(Fixture.problems(Fixture.edit(Fixture.chain, old.0, old.1)).map(\.code) == ["W_STANDARD_DATE"])
    let ledger = try StandardsLedger(yaml: Fixture.edit(Fixture.ledger, old.0, old.1), file: "ledger.yaml")
    #expect(ledger.warnings.map(\.code) == ["W_STANDARD_DATE"])
    let transferProtocol = try TransferProtocol(yaml: Fixture.log, file: "p", standards: ledger)
    #expect(
      transferProtocol.warnings == ledger.warnings && transferProtocol.warnings[0].location?.file == "ledger.yaml")
  }

  @Test func `every loop is told once, and what depends on a loop is not told besides`() {
    let more = """
      - {id: A, comparator: B, value: 1, rule: offset, standardUncertainty: 0.1, degreesOfFreedom: 3}
      - {id: B, comparator: A, value: 1, rule: offset, standardUncertainty: 0.1, degreesOfFreedom: 3}
      - {id: C, comparator: A, value: 1, rule: offset, standardUncertainty: 0.1, degreesOfFreedom: 3}
      - {id: D, comparator: E, value: 1, rule: offset, standardUncertainty: 0.1, degreesOfFreedom: 3}
      - {id: E, comparator: D, value: 1, rule: offset, standardUncertainty: 0.1, degreesOfFreedom: 3}

      """
    let problems = Fixture.ledgerProblems("schema: methodtransfer/standards/1\nstandards:\n" + more)
    #expect(problems.map(\.code) == ["E_STANDARD_LOOP", "E_STANDARD_LOOP"])
    #expect(problems.map { $0.location?.line } == [3, 6])
  }

  @Test(arguments: [
    ("", "E_EMPTY", "the ledger of standards holds no text"),
    ("schema: methodtransfer/protocol/1\nstandards: [{id: A, value: 1}]", "E_SCHEMA", "methodtransfer/standards/1"),
    ("standards: [{id: A, value: 1}]", "E_KEY_MISSING", "schema"),
    ("schema: methodtransfer/standards/1", "E_KEY_MISSING", "standards"),
    ("schema: methodtransfer/standards/1\nstandards: []", "E_EMPTY", "standards"),
    (
      "schema: methodtransfer/standards/1\nstandard: [{id: A, value: 1}]", "E_KEY_UNKNOWN", "did you mean \"standards\""
    ),
    ("- {id: A, value: 1}", "E_TYPE", "the ledger of standards is a list"),
    ("schema: methodtransfer/standards/1\n---\nx: 1", "E_SYNTAX", "the ledger of standards is one document"),
  ])
  func `what is no ledger is refused as one`(text: String, code: String, words: String) {
    let problems = Fixture.ledgerProblems(text)
    #expect(
      problems.contains { $0.code == code && $0.message.contains(words) && $0.location?.file == "ledger.yaml" },
      "\(problems)")
  }

  /// Each measured against the one before.
  private static func long(_ count: Int, first: String = "{id: S0, value: 1}") -> String {
    "schema: methodtransfer/standards/1\nstandards:\n  - \(first)\n"
      + (1..<count).map {
        "  - {id: S\($0), lot: N\($0), comparator: S\($0 - 1), value: 1, rule: equivalence, ratio: 1, standardUncertainty: 0.01, "
          + "degreesOfFreedom: 9, correlations: {S\($0 - 1): -0.4}}\n"
      }.joined()
  }

  @Test func `a thousand standards in one chain are read at once, and so is a loop of them`() throws {
    let start = ContinuousClock.now
    let ledger = try StandardsLedger(yaml: Self.long(1000), file: "l")
    #expect(ledger.path(to: "S999").count == 1000 && ledger.path(to: "S999").first?.id == "S0")
    let loop = Self.long(
      1000,
      first:
        "{id: S0, comparator: S999, value: 1, rule: equivalence, ratio: 1, standardUncertainty: 0.01, degreesOfFreedom: 9}"
    )
    let problems = Fixture.ledgerProblems(loop)
    #expect(problems.map(\.code) == ["E_STANDARD_LOOP"] && problems[0].message.count < 1000)
    #expect(Fixture.ledgerProblems(Self.long(1001)).map(\.code) == ["E_LIMIT"])
    // A debug build on a busy machine; what is meant is that it is not a minute.
    #expect(ContinuousClock.now - start < .seconds(20))
  }
}
