import AssayData
import Notation
import Testing
import Transfer

struct DataFaultTests {
  private static let columns =
    "columns: {laboratory: lab, sample: sample, analyst: analyst, day: day, run: run, replicate: replicate, value: result, unit: unit}"

  @Test(arguments: [
    Fault("layout: long", "layout: ‹wide", "E_ENUM", "wide-by-replicate"),
    Fault("layout: long", "layout: long\n  ‹values: [a]", "E_LAYOUT", "long"),
    Fault(
      "data:\n  layout: long", "data:\n  ‹layout: wide-by-replicate", "E_KEY_MISSING", "values", "no default"),
    Fault(
      "data:\n  layout: long\n  delimiter: \",\"\n", "data:\n  ‹layout: long\n", "E_KEY_MISSING", "delimiter",
      "no default"),
    Fault("delimiter: \",\"", "delimiter: ‹\":\"", "E_ENUM", "tab"),
    Fault("delimiter: \",\"", "delimiter: ‹|", "E_ENUM", "in quotes"),
    Fault("decimal: \".\"", "decimal: ‹point", "E_ENUM", ". or ,"),
    Fault("layout: long", "encoding: ‹utf8", "E_ENUM", "did you mean \"utf-8\""),
    Fault("layout: long", "headerLine: ‹0", "E_INTEGER", "from 1"),
    Fault("missing: []", "missing: [NA, ‹NA]", "E_REPEATED", "NA"),
    Fault("missing: []", "missing: ‹NA", "E_TYPE", "expected a list"),
    Fault("missing: []", "censored: ‹maximum-likelihood", "E_UNSUPPORTED", "not judged by this version"),
    Fault("missing: []", "censored: ‹zero", "E_ENUM", "refuse or half-limit"),
    Fault("missing: []", "censoredWords: ‹[ND]", "E_TYPE", "{ND: 0.05}"),
    Fault("missing: []", "censoredWords: {ND: ‹0}", "E_RANGE", "ND", "above zero"),
    Fault("missing: []", "censoredWords: {ND: ‹low}", "E_TYPE", "ND"),
    Fault("missing: []", "censoredWords: {‹\"0.1\": 0.05}", "E_NAME", "0.1"),
    Fault("missing: []", "missing: [ND]\n  censoredWords: {‹ND: 0.05}", "E_REPEATED", "not missing"),
    Fault("missing: []", "rows: {‹drop: {kind: [mean]}}", "E_KEY_UNKNOWN", "drop"),
    Fault("missing: []", "rows: {ignore: ‹[mean]}", "E_TYPE", "{aggregation: [mean]}"),
    Fault("missing: []", "rows: ‹{ignore: {kind: [mean]}, use: {kind: [Mean]}}", "E_REPEATED", "mean"),
    Fault(
      "rules: {",
      "sources: [{path: a.csv, data: {layout: wide-by-replicate, values: [r1, r2], columns: {‹qualifier: q}}}]\nrules: {",
      "E_COLUMN", "several results"),
    Fault("missing: []", "scaleCheck: ‹true", "E_ENUM", "on or off"),
    Fault("missing: []", "runsWithin: [‹sample]", "E_ENUM", "day or analyst"),
    Fault("missing: []", "validityWords: ‹{use: [yes], exclude: [Yes]}", "E_REPEATED", "yes"),
    Fault("missing: []", "statusWords: {‹used: [yes]}", "E_KEY_UNKNOWN", "did you mean \"use\""),
    Fault("missing: []", "aliases: {‹sampel: {a: b}}", "E_KEY_UNKNOWN", "did you mean \"sample\""),
    Fault("missing: []", "aliases: {sample: ‹a}", "E_TYPE", "mapping"),
    Fault("missing: []", "aliases: {laboratory: {B: ‹LabC}}", "E_LABS", "LabC", "\"LabA\" and \"LabB\""),
    Fault("missing: []", "aliases: {attribute: {B: ‹Content}}", "E_ATTRIBUTE", "did you mean \"content\""),
    Fault("{laboratory: lab,", "{laboratory: lab, ‹hue: well,", "E_KEY_UNKNOWN", "the keys are"),
    Fault("{laboratory: lab,", "{laboratory: lab, ‹instrumnt: x,", "E_KEY_UNKNOWN", "did you mean \"instrument\""),
    Fault("{laboratory: lab,", "{laboratory: lab, level: ‹lab,", "E_COLUMN", "\"lab\"", "laboratory", "level"),
    Fault("{laboratory: lab,", "{laboratory: ‹\"\",", "E_EMPTY", "laboratory"),
    Fault(
      columns, columns.replacing("columns: {laboratory: lab, ", with: "columns: ‹{"), "E_KEY_MISSING", "laboratory"),
    Fault(columns, columns.replacing(" value: result,", with: "").replacing("{", with: "‹{"), "E_KEY_MISSING", "value"),
    Fault(
      columns, columns.replacing(" run: run,", with: "").replacing("{", with: "‹{"), "E_KEY_MISSING", "run",
      "unit of replication"),
    Fault(
      columns, columns.replacing(" day: day,", with: "").replacing("{", with: "‹{"), "E_KEY_MISSING", "day", "AC-2"),
    Fault(
      in: Fixture.log, "{laboratory: lab, run: run, level: nominal", "‹{laboratory: lab, run: run", "E_KEY_MISSING",
      "level", "AC-2"),
    Fault(
      in: Fixture.log, "{laboratory: lab, run: run", "‹{laboratory: lab, validity: run", "E_KEY_MISSING", "run",
      "unit of replication"),
    Fault(in: Fixture.log, "columns: {", "runsWithin: [day]\n  columns: ‹{", "E_KEY_MISSING", "day", "runsWithin"),
    Fault("rules: {", "sources: [{path: ‹/srv/RU.csv}]\nrules: {", "E_PATH", "/srv/RU.csv", "without folders"),
    Fault("rules: {", "sources: [{path: ‹../RU.csv}]\nrules: {", "E_PATH", "../RU.csv"),
    Fault("rules: {", "sources: [{path: ‹'C:\\RU.csv'}]\nrules: {", "E_PATH", "C:"),
    Fault("rules: {", "sources: [‹{laboratory: LabB}]\nrules: {", "E_KEY_MISSING", "path"),
    Fault("rules: {", "sources: [{path: a.csv, laboratory: ‹LabC}]\nrules: {", "E_LABS", "LabC"),
    Fault("rules: {", "sources: [{path: a.csv, attribute: ‹contents}]\nrules: {", "E_ATTRIBUTE", "contents"),
    Fault("rules: {", "sources: [{path: a.csv, data: {‹delimeter: \",\"}}]\nrules: {", "E_KEY_UNKNOWN", "delimiter"),
    Fault("rules: {", "sources: [{path: a.csv, data: {delimiter: ‹x}}]\nrules: {", "E_ENUM"),
    Fault("rules: {", "sources: [{path: a.csv}, ‹{path: a.csv}]\nrules: {", "E_PATH", "two sources"),
    Fault(
      "rules: {",
      "sources: [{path: a.csv, data: {layout: wide-by-replicate, values: [r1, r2], columns: {‹value: r3}}}]\nrules: {",
      "E_COLUMN", "wide-by-replicate"),
    Fault(
      "rules: {", "sources: [{path: a.csv, data: {layout: wide-by-replicate, values: [r1, ‹r1]}}]\nrules: {",
      "E_COLUMN", "r1"),
    Fault(
      "rules: {", "sources: [{path: a.csv, data: {layout: wide-by-laboratory, values: ‹{LabA: a}}}]\nrules: {",
      "E_LABS", "LabB"),
    Fault(
      "rules: {",
      "sources: [{path: a.csv, data: {layout: wide-by-laboratory, values: {LabA: a, LabB: b, ‹LabC: c}}}]\nrules: {",
      "E_LABS", "LabC"),
    Fault(
      "rules: {", "sources: [{path: a.csv, data: {layout: wide-by-laboratory, values: {LabA: a, LabB: ‹a}}}]\nrules: {",
      "E_COLUMN", "two laboratories"),
    Fault(
      "rules: {",
      "sources: [{path: a.csv, ‹laboratory: LabA, data: {layout: wide-by-laboratory, values: {LabA: a, LabB: b}}}]\nrules: {",
      "E_LABS", "a column for each"),
  ])
  func `data that cannot be read so is refused at its place`(fault: Fault) { expectProblem(fault, .error) }
}

struct SourceTests {
  private func read(_ old: String, _ new: String, in base: String = Fixture.linear) throws -> TransferProtocol {
    try TransferProtocol(yaml: Fixture.edit(base, old, new), file: "protocol.yaml")
  }

  @Test func `a source overrides data key by key and columns role by role`() throws {
    let read = try read(
      "rules: {",
      "sources: [{path: 'RU_*.csv', laboratory: LabB, data: {delimiter: tab, columns: {value: Ergebnis}}}]\nrules: {")
    let mapping = try read.mapping(forFile: "RU_2026.csv")
    #expect(mapping.delimiter == UInt8(ascii: "\t"))
    #expect(mapping.laboratory == "LabB")
    #expect(mapping.columns[.value] == "Ergebnis")
    #expect(mapping.columns[.run] == "run")
    #expect(mapping.columns[.laboratory] == nil)
    #expect(try read.mapping(forFile: "SU.csv") == read.data)
    #expect(read.data.columns[.laboratory] == "lab")
  }

  @Test func `the first source that matches is used`() throws {
    let read = try read(
      "rules: {", "sources: [{path: 'RU_1*', laboratory: LabA}, {path: 'RU_*', laboratory: LabB}]\nrules: {")
    #expect(try read.mapping(forFile: "RU_12.csv").laboratory == "LabA")
    #expect(try read.mapping(forFile: "RU_2.csv").laboratory == "LabB")
  }

  @Test func `data that names no laboratory is enough when every source does, and a stray file is refused`() throws {
    let read = try read(
      "columns: {laboratory: lab, run", "columns: {run",
      in: Fixture.edit(
        Fixture.log, "attributes:",
        "sources: [{path: a.csv, laboratory: LabA}, {path: b.csv, laboratory: LabB}]\nattributes:"))
    #expect(try read.mapping(forFile: "b.csv").laboratory == "LabB")
    let rejection = #expect(throws: Rejection.self) { try read.mapping(forFile: "c.csv") }
    #expect(rejection?.problems.map { $0.code } == ["E_SOURCE"])
    #expect(rejection?.problems.first?.location?.file == "c.csv")
    #expect(rejection?.problems.first?.message.contains("\"a.csv\" or \"b.csv\"") == true)
    #expect(rejection?.problems.first?.message.contains("laboratory") == true)
  }

  @Test func `a source that names no laboratory is refused where data names none either`() {
    let text = Fixture.edit(
      Fixture.edit(Fixture.log, "columns: {laboratory: lab, run", "columns: {run"), "attributes:",
      "sources: [{path: a.csv, laboratory: LabA}, {path: b.csv}]\nattributes:")
    let problems = Fixture.problems(text)
    #expect(problems.map { $0.code } == ["E_KEY_MISSING"])
    #expect(problems.first?.location == Notation.SourceLocation(file: "protocol.yaml", line: 9, column: 44))
  }

  @Test func `wide layouts say value, replicate and laboratory themselves`() throws {
    let byReplicate = try read(
      "rules: {", "sources: [{path: a.csv, data: {layout: wide-by-replicate, values: [r1, r2]}}]\nrules: {")
    let first = try byReplicate.mapping(forFile: "a.csv")
    #expect(first.layout == .wideByReplicate(columns: ["r1", "r2"]))
    #expect(first.columns[.value] == nil && first.columns[.replicate] == nil && first.columns[.laboratory] == "lab")
    let byLaboratory = try read(
      "rules: {",
      "sources: [{path: a.csv, data: {layout: wide-by-laboratory, values: {LabA: S (%), LabB: R (%)}}}]\nrules: {")
    let second = try byLaboratory.mapping(forFile: "a.csv")
    #expect(
      second.layout
        == .wide(
          .byLaboratory,
          columns: [.init("S (%)", [.laboratory: "LabA"]), .init("R (%)", [.laboratory: "LabB"])]))
    #expect(second.columns[.value] == nil && second.columns[.laboratory] == nil)
  }

  /// Two attributes, of which one has two columns.
  static func byAttribute(_ values: String, _ more: String = "") -> String {
    Fixture.edit(
      Fixture.log, "attributes:",
      """
      sources: [{path: a.csv, data: {layout: wide-by-attribute, values: \(values)\(more)}}, {path: b.csv, attribute: water}]
      attributes:
        - id: water
          title: Water
          unit: "%"
          scale: linear
          unitOfReplication: run
          criteria:
            - {id: W-1, kind: mean-difference, limits: [-1, 1], alpha: 0.05, justification: {source: capability, text: T}}
      """)
  }

  @Test func `a table by attributes has a column for each, or several that are its replicates`() throws {
    let text = Self.byAttribute("{potency: [P 1, P 2], water: Water}", ", notTested: [\"\", n.t.]")
    let mapping = try TransferProtocol(yaml: text, file: "protocol.yaml").mapping(forFile: "a.csv")
    #expect(
      mapping.layout
        == .wide(
          .byAttribute,
          columns: [
            .init("P 1", [.attribute: "potency", .replicate: "1"]),
            .init("P 2", [.attribute: "potency", .replicate: "2"]), .init("Water", [.attribute: "water"]),
          ]))
    #expect(mapping.notTested == ["", "n.t."])
    #expect(mapping.columns[.value] == nil && mapping.columns[.attribute] == nil)
  }

  @Test(arguments: [
    ("{potency: P, moisture: M}", "", "E_ATTRIBUTE", "\"moisture\" is no attribute of this study"),
    ("{potency: P, water: P}", "", "E_COLUMN", "the column \"P\" is given to two attributes"),
    ("{potency: [P, P]}", "", "E_COLUMN", "the column \"P\" is listed twice"),
    ("{potency: P}", ", columns: {unit: U}", "E_COLUMN", "units may stand in a line under the header"),
    ("{potency: P}", ", missing: [NT], notTested: [NT]", "E_REPEATED", "cannot mean both"),
    ("{}", "", "E_EMPTY", "write each attribute and the header of its column"),
  ])
  func `a fault in a table by attributes is told`(values: String, more: String, code: String, words: String) {
    let problems = Fixture.problems(Self.byAttribute(values, more))
    #expect(problems.first?.code == code && problems.first?.message.contains(words) == true, "\(problems)")
  }

  @Test func `not tested is said of tables by attributes alone`() {
    let problems = Fixture.problems(
      Fixture.edit(Fixture.log, "attributes:", "sources: [{path: a.csv, data: {notTested: [\"\"]}}]\nattributes:"))
    #expect(problems.first?.code == "E_LAYOUT")
  }

  @Test func `several attributes need a column or a source that tells them apart`() throws {
    let second = """
      attributes:
        - id: water
          title: Water
          unit: "%"
          scale: linear
          unitOfReplication: result
          criteria:
            - {id: AC-9, kind: mean-difference, limits: [-1, 1], alpha: 0.05, justification: {source: historical, text: T-1}}

      """
    let text = Fixture.edit(Fixture.linear, "attributes:\n", second)
    #expect(Fixture.problems(text).map { $0.code } == ["E_KEY_MISSING"])
    #expect(Fixture.problems(text).first?.message.contains("2 attributes") == true)
    let sources =
      "sources: [{path: w.csv, attribute: water, data: {columns: {run: Lauf}}}, {path: c.csv, attribute: content}]\nrules: {"
    let read = try read("rules: {", sources, in: text)
    #expect(try read.mapping(forFile: "w.csv").attribute == "water")
    #expect(read.vocabulary.mandatoryRoles == [.run, .day])
    #expect(read.attributes.map(\.mandatoryRoles) == [[], [.run, .day]])
  }

  @Test(arguments: [
    ("RU_*.csv", "RU_1.csv", true), ("RU_*.csv", "RU_.csv", true), ("RU_*.csv", "SU_1.csv", false),
    ("*", "", true), ("a*b*c", "a.b.b.c", true), ("a*b*c", "a.b.c.d", false),
    ("*.csv", "ru.CSV", false), ("a**", "a", true), ("Pr\u{FC}fung_*.csv", "Pru\u{308}fung_1.csv", true),
    ("Pru\u{308}fung_*.csv", "Pr\u{FC}fung_1.csv", true), ("Pr\u{FC}fung_*.csv", "Prufung_1.csv", false),
    (String(repeating: "*a", count: 90) + "b", String(repeating: "a", count: 20_000), false),
  ])
  func `a star stands for any run of characters, and never takes long`(pattern: String, name: String, matches: Bool)
    throws
  {
    let read = try read("rules: {", "sources: [{path: \"\(pattern)\"}]\nrules: {")
    #expect(read.sources[0].matches(name) == matches)
  }
}
