import AssayData
import Notation
import Testing
import Transfer

struct StudyFaultTests {
  @Test(arguments: [
    Fault("schema: methodtransfer/protocol/1", "schema: ‹methodtransfer/protocol/2", "E_SCHEMA", "protocol/1"),
    Fault("schema: methodtransfer/protocol/1\nstudy", "‹study", "E_KEY_MISSING", "schema"),
    Fault("rules:", "‹ruls:", "E_KEY_UNKNOWN", "\"ruls\"", "did you mean \"rules\""),
    Fault(
      "sending: LabA", "‹doseResponse: {}\nsending: LabA", "E_UNSUPPORTED", "under that attribute"
    ),
    Fault("id: transfer-001, title", "‹titel: x, id: transfer-001, title", "E_KEY_UNKNOWN", "did you mean \"title\""),
    Fault("{id: transfer-001, title: Two-laboratory study,", "‹{title: Two-laboratory study,", "E_KEY_MISSING", "id"),
    Fault("kind: transfer}", "kind: ‹transfr}", "E_ENUM", "did you mean \"transfer\""),
    Fault("kind: transfer}", "kind: transfer, product: ‹}", "E_TYPE", "product is empty"),
    Fault("kind: transfer}", "kind: transfer, product: ‹null}", "E_TYPE", "no value"),
    Fault("id: transfer-001", "id: ‹\"\"", "E_EMPTY", "id"),
    Fault("id: transfer-001", "id: ‹\" transfer-001\"", "E_NAME", "blank"),
    Fault("id: transfer-001", "id: ‹\"a\\u200Bb\"", "E_CONTROL", "U+200B"),
    Fault("id: transfer-001", "id: ‹\"a\\nb\"", "E_CONTROL", "U+000A"),
    Fault("id: transfer-001", "id: ‹[a]", "E_TYPE", "a list", "expected a text"),
    Fault("id: transfer-001", "id: ‹\(String(repeating: "x", count: 201))", "E_LIMIT", "201", "200"),
    Fault("title: Two-laboratory study", "title: ‹\(String(repeating: "x", count: 2001))", "E_LIMIT", "2000"),
    Fault("title: Two-laboratory study", "title: ‹\"a\\u0007b\"", "E_CONTROL", "U+0007"),
    Fault("receiving: [LabB]", "receiving: [‹LabA]", "E_LABS", "LabA", "sending"),
    Fault("receiving: [LabB]", "receiving: ‹LabA", "E_LABS", "LabA"),
    Fault("receiving: [LabB]", "receiving: [LabB, ‹LabB]", "E_LABS", "LabB", "receiving"),
    Fault("receiving: [LabB]", "receiving: [‹lab a]", "E_LABS", "lab a", "LabA", "case or blanks"),
    Fault("receiving: [LabB]", "receiving: ‹[]", "E_EMPTY", "receiving"),
    Fault("receiving: [LabB]", "receiving: ‹{a: b}", "E_TYPE", "mapping"),
    Fault(
      "receiving: [LabB]", "receiving: ‹[\((0..<50).map { "B\($0)" }.joined(separator: ", "))]", "E_LIMIT", "50", "49"),
    Fault("done: true", "done: ‹yes", "E_TYPE", "write true"),
    Fault("done: true", "done: ‹No", "E_TYPE", "write false"),
    Fault("done: true", "done: ‹True", "E_TYPE", "write true"),
    Fault("done: true", "done: ‹\"true\"", "E_TYPE", "without quotes"),
    Fault(
      "{item: Analysts trained, owner: receiving, done: true}", "‹{item: Analysts trained, done: true}",
      "E_KEY_MISSING", "owner"),
    Fault("seed: 20261122", "seed: ‹-1", "E_INTEGER", "-1"),
    Fault("seed: 20261122", "seed: ‹99999999999999999999999", "E_INTEGER", "99999999999999999999999"),
    Fault("seed: 20261122", "seed: ‹18446744073709551616", "E_INTEGER", "18446744073709551615"),
    Fault("seed: 20261122", "seed: ‹1\(String(repeating: "0", count: 36))", "E_INTEGER", "digits"),
    Fault("seed: 20261122", "seed: ‹1.5", "E_INTEGER", "1.5", "whole"),
    Fault("simulations: 100000", "simulations: ‹1000000000000000000", "E_LIMIT", "limit of 100000000"),
    Fault("simulations: 100000", "simulations: ‹1e300", "E_LIMIT", "limit"),
    Fault("simulations: 100000", "simulations: ‹0", "E_INTEGER", "from 1"),
    Fault("power: 0.9", "power: ‹90", "E_RANGE", "from 0.000001 to 0.999999"),
    Fault("runSD: 0.15", "runSD: ‹-0.15", "E_RANGE", "-0.15"),
    Fault("sdRatio: 1", "sdRatio: ‹0", "E_RANGE", "above 0"),
    Fault(
      "{bias: 0, runSD: 0.15, repeatabilitySD: 0.05", "‹{bias: 0, runSD: 0, repeatabilitySD: 0", "E_RANGE", "both 0"),
    Fault("{missingUnits: report}", "{missingUnits: ‹ignore}", "E_ENUM", "report or refuse"),
    Fault("{missingUnits: report}", "{outliers: ‹remove}", "E_ENUM", "report-only"),
    Fault("{missingUnits: report}", "{rounding: ‹judge-rounded}", "E_ENUM", "judge-unrounded"),
    Fault("{missingUnits: report}", "{repeats: ‹average}", "E_ENUM", "refuse"),
    Fault("scale: linear", "scale: ‹sqrt", "E_ENUM", "sqrt", "linear or log"),
    Fault("scale: linear", "scale: ‹Linear", "E_ENUM", "did you mean \"linear\""),
    Fault("digits: 1", "digits: ‹13", "E_LIMIT", "12"),
    Fault("{lower: 90, upper: 110}", "{lower: ‹110, upper: 90}", "E_RANGE", "not below"),
    Fault("{lower: 90, upper: 110}", "‹{}", "E_KEY_MISSING", "lower or upper"),
    Fault("unitOfReplication: run", "unitOfReplication: ‹well", "E_ENUM", "run, day, analyst, sample or result"),
    Fault("samples: [LOT7, LOT8]", "samples: [LOT7, ‹LOT7]", "E_REPEATED", "LOT7"),
    Fault("samples: [LOT7, LOT8]", "samples: [LOT7, LOT8], levels: [1, ‹1.0]", "E_REPEATED", "1.0"),
    Fault("runs: 6", "runs: ‹0", "E_INTEGER", "from 1"),
    Fault("runs: 6", "runs: 6, samplesPerRun: ‹2", "E_ENUM", "all or 1"),
    Fault("attributes:\n", "attributes:\n  - ‹content\n", "E_TYPE", "expected a mapping"),
    Fault("criteria:\n", "criteria:\n      - ‹AC-1\n", "E_TYPE", "expected a mapping"),
  ])
  func `a fault outside the data and the criteria is refused at its place`(fault: Fault) {
    expectProblem(fault, .error)
  }

  @Test(arguments: [
    Fault(
      in: Fixture.log,
      "- id: potency\n    title: Relative potency\n    unit: \"%\"\n    scale: log\n    reference: RS-03",
      "- id: ‹potency\n    title: Relative potency\n    unit: \"%\"\n    scale: log", "W_REFERENCE",
      "name it under reference"),
    Fault(
      "title: Content", "title: ‹Relative potency", "W_REFERENCE", "speaks of a potency"),
  ])
  func `a name that speaks of potency without a reference is warned of, and declares none`(fault: Fault) {
    expectProblem(fault, .warning)
  }

  @Test(arguments: ["../../../../srv/owned.html", "/etc/cron.d/x"])
  func `a protocol that names a place to write to is refused by that name`(path: String) {
    let fault = Fault("sending: LabA", "‹output: \"\(path)\"\nsending: LabA", "E_KEY_UNKNOWN", path)
    let (text, place) = fault.marked
    let problems = Fixture.problems(text)
    #expect(problems.map { $0.code } == ["E_KEY_UNKNOWN", "E_PATH"])
    #expect(problems.first?.location == place)
    #expect(problems.allSatisfy { $0.message.contains(path) })
  }

  @Test(arguments: [
    Fault("id: transfer-001", "id: ‹\"</title><script>alert(1)</script>\"", "W_MARKUP", "<"),
    Fault("title: Content", "title: ‹Content > 5 %", "W_MARKUP", "title"),
    Fault("decimal: \".\"", "decimal: ‹\",\"", "W_DELIMITER", "quotes"),
  ])
  func `a warning stands at its place`(fault: Fault) { expectProblem(fault, .warning) }

  @Test func `what looks like a template is text`() throws {
    let text = Fixture.edit(Fixture.linear, "id: transfer-001", "id: \"${HOME} {{7*7}} %s%n `id`\"")
    let read = try TransferProtocol(yaml: text, file: "protocol.yaml")
    #expect(read.study.id == "${HOME} {{7*7}} %s%n `id`")
    #expect(read.warnings == [])
  }

  @Test func `laboratories may change their parts`() throws {
    let text = Fixture.edit(Fixture.linear, "sending: LabA\nreceiving: [LabB]", "sending: LabB\nreceiving: [LabA]")
    let read = try TransferProtocol(yaml: text, file: "protocol.yaml")
    #expect(read.vocabulary.laboratories == ["LabB", "LabA"])
  }

  @Test func `a plain scalar keeps its characters where text is expected`() throws {
    let text = Fixture.edit(Fixture.linear, "id: transfer-001, title: Two-laboratory study", "id: 007, title: No")
    let read = try TransferProtocol(yaml: text, file: "protocol.yaml")
    #expect(read.study.id == "007")
    #expect(read.study.title == "No")
  }

  @Test func `every fault of a file is reported at once, by place`() {
    var text = Fixture.edit(Fixture.linear, "kind: transfer}", "kind: transfr}")
    text = Fixture.edit(text, "receiving: [LabB]", "receiving: [LabA]")
    text = Fixture.edit(text, "seed: 20261122", "seed: -1")
    text = Fixture.edit(text, "limits: [-2.0, 2.0]", "limits: [2, -2]\n        alpha: 0.2")
    text = Fixture.edit(text, "scale: linear", "scale: sqrt\n    colour: red")
    text = Fixture.edit(text, "limit: 1.5", "limit: -1")
    let rejection = #expect(throws: Rejection.self) { try TransferProtocol(yaml: text, file: "protocol.yaml") }
    let problems = rejection?.problems ?? []
    #expect(
      problems.map { $0.code } == [
        "E_ENUM", "E_LABS", "E_INTEGER", "E_ENUM", "E_KEY_UNKNOWN", "E_MARGIN", "W_ALPHA", "E_KEY_DUP", "E_MARGIN",
      ])
    #expect(rejection?.errorCount == 8)
    let lines = problems.compactMap { $0.location?.line }
    #expect(lines == lines.sorted())
  }
}
