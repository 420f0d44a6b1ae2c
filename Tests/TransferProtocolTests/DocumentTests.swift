import Notation
import Testing
import Transfer

/// What is wrong with a file before its content is looked at.
struct DocumentTests {
  private static let json = """
    {
     "schema": "methodtransfer/protocol/1",
     "study": {"id": "transfer-001", "title": "Two-laboratory study", "kind": "transfer"},
     "sending": "LabA", "receiving": ["LabB"],
     "data": {"delimiter": ",", "decimal": ".", "columns": {"laboratory": "lab", "run": "run", "value": "result"}},
     "attributes": [{"id": "content", "title": "Content", "unit": "mg/mL", "scale": "linear", "unitOfReplication": "run",
      "criteria": [{
       "id": "AC-1",
       "kind": "mean-difference",
       "limits": [-2.0, 2.0],
       "alpha": 0.05,
       "justification": {"source": "specification", "text": "Example limits"}
      }]
     }]
    }
    """

  @Test func `JSON is read, also with a comma too many`() {
    #expect(Fixture.problems(Self.json) == [])
    #expect(Fixture.problems(Fixture.edit(Self.json, "}]\n}", "},]\n,}").replacing("\n,}", with: ",\n}")) == [])
  }

  @Test(arguments: [
    Fault(in: json, "\"alpha\": 0.05,", "\"alpha\": ‹NaN,", "E_NUMBER", "NaN"),
    Fault(in: json, "\"alpha\": 0.05,", "\"alpha\": 0.05,\n   ‹\"alpha\": 0.20,", "E_KEY_DUP", "\"alpha\"", "line 11"),
    Fault(in: json, "\"alpha\": 0.05,", "\"alpha\": ‹\"0,05\",", "E_TYPE", "0,05"),
    Fault("", "‹[1,2,3]\n", "E_TYPE", "a list", "object"),
    Fault("", "‹text\n", "E_TYPE", "object"),
    Fault("", "‹", "E_EMPTY"), Fault("", "‹# only a comment\n", "E_EMPTY"),
    Fault("kind: transfer}", "kind: transfer, ‹kind: transfer}", "E_KEY_DUP", "\"kind\"", "line 2"),
    Fault("kind: transfer}", "kind: transfer, ‹'kind': transfer}", "E_KEY_DUP", "\"kind\"", "line 2"),
    Fault("sending: LabA", "sending: LabA\n‹sending: LabA", "E_KEY_DUP", "\"sending\"", "line 3"),
    Fault("sending: LabA", "sending: LabA\n‹\"send\\x69ng\": LabA", "E_KEY_DUP", "\"sending\"", "line 3"),
    Fault("sending: LabA", "sending: LabA\n‹---\nsending: LabB", "E_SYNTAX", "second document"),
    Fault("sending: LabA", "sending: ‹&lab LabA", "E_ANCHOR", "write the text out"),
    Fault("receiving: [LabB]", "receiving: ‹*lab", "E_ANCHOR", "anchors"),
    Fault("sending: LabA", "‹<<: {a: b}\nsending: LabA", "E_ANCHOR", "merge"),
    Fault("sending: LabA", "sending: ‹!!str LabA", "E_TAG", "str"),
    Fault("sending: LabA", "sending: ‹!lab LabA", "E_TAG", "!lab"),
    Fault("receiving: [LabB]", "receiving: ‹!!set [LabB]", "E_TAG", "set"),
    Fault("sending: LabA", "‹[a, b]: c\nsending: LabA", "E_TYPE", "a key"),
    Fault("sending: LabA", "sending: Lab‹\u{0}A", "E_CONTROL", "U+0000"),
    Fault("sending: LabA", "sending: Lab‹\u{1B}[31mA", "E_CONTROL", "U+001B"),
    Fault("sending: LabA", "sending: Lab‹\u{200B}A", "E_CONTROL", "U+200B", "escape"),
    Fault("sending: LabA", "sending: Lab‹\u{202E}A", "E_CONTROL", "U+202E"),
    Fault("sending: LabA", "sending: Lab‹\u{2028}A", "E_CONTROL", "U+2028"),
    Fault("sending: LabA", "sending: Lab‹\u{85}A", "E_CONTROL", "U+0085"),
    Fault("sending: LabA", "sending: Lab‹\u{E000}A", "E_CONTROL", "U+E000"),
    Fault("sending: LabA", "sending: Lab‹\u{FFFE}A", "E_CONTROL", "U+FFFE"),
    Fault("  decimal", "‹\tdecimal", "E_SYNTAX", "tab"),
    Fault("title: Content", "title: Content‹: amount", "E_SYNTAX", "colon", "quotes"),
    Fault("sending: LabA", "sending: ‹@LabA", "E_SYNTAX", "not YAML"),
    Fault("value: result,", "value: Wirkstärke ‹[%],", "E_SYNTAX", "inside { }", "value: \"Wirkstärke [%]\""),
    Fault("value: result,", "value: result ‹[x],", "E_SYNTAX", "need quotes"),
    Fault("text: VR-31}", "text: VR-31, ‹page 4}", "E_KEY_UNKNOWN", "page 4", "put that text in quotes"),
    Fault(
      "receiving: [LabB]", "receiving: \(String(repeating: "[", count: 32))‹[\(String(repeating: "]", count: 33))",
      "E_SYNTAX", "depth", "32"),
    Fault(
      "", "{\"study\": \(String(repeating: "[", count: 31))‹[\(String(repeating: "[", count: 20_000))", "E_SYNTAX",
      "depth"),
  ])
  func `a faulty document is refused at its place`(fault: Fault) { expectProblem(fault, .error) }

  @Test(arguments: ["- ", "? ", "[", "{", "{a: [", "\"\": ["])
  func `nesting of any kind beyond the depth is answered at once`(opening: String) {
    let start = ContinuousClock.now
    let problems = Fixture.problems(String(repeating: opening, count: 20_000) + "a")
    #expect(ContinuousClock.now - start < .seconds(2))
    #expect(problems.contains { $0.message.contains("depth") }, "\(problems.map { $0.description })")
  }

  @Test func `brackets in texts and comments are not nesting`() {
    let text = Fixture.edit(
      Fixture.linear, "title: Content",
      "title: \"it's \\\"\(String(repeating: "[", count: 40))\"   # \(String(repeating: "{", count: 40))")
    #expect(Fixture.problems(text) == [])
    #expect(Fixture.problems(Fixture.edit(Fixture.linear, "title: Content", "title: it's [a] b")) == [])
  }

  @Test func `a file beyond the limit of size is refused unread`() {
    let problems = Fixture.problems(Fixture.linear + String(repeating: "# padding\n", count: 110_000))
    #expect(problems.map { $0.code } == ["E_LIMIT"])
    #expect(problems.first?.message.contains("1048576") == true)
  }

  @Test(arguments: ["linear", "json"])
  func `a file that was cut off within a text or bracket says that it ends`(form: String) {
    let text = form == "json" ? Self.json : Fixture.linear
    let cuts: [Substring] =
      form == "json"
      ? ["\"sending\": \"La", "\"sending\": \"LabA\"", "\"criteria\": [", "\"alpha\""]
      : ["kind: tra", "delimiter: \"", "{truth: {bias", "[LOT7", "limits: [-2.0,", "{source: specification, text"]
    for cut in cuts {
      guard let found = text.firstRange(of: cut) else {
        Issue.record("\(cut) is not in the fixture")
        continue
      }
      let problems = Fixture.problems(String(text[..<found.upperBound]))
      #expect(problems.map { $0.code } == ["E_SYNTAX"])
      #expect(problems.first?.message.contains("ends") == true, "\(problems)")
    }
  }

  /// Each level doubles; as keys they would be compared node by node.
  @Test(arguments: [false, true]) func `a bomb of aliases is refused at once`(asKeys: Bool) {
    var text = "a0: &a0 [x, x]\n"
    for i in 1...60 { text += "a\(i): &a\(i) [*a\(i - 1), *a\(i - 1)]\n" }
    if asKeys { text += "? *a60\n: 1\n? *a59\n: 2\n" }
    let start = ContinuousClock.now
    #expect(Fixture.problems(text).map { $0.code } == ["E_ANCHOR"])
    #expect(ContinuousClock.now - start < .seconds(2))
  }

  @Test func `signs of anchors in prose are prose`() {
    let text = Fixture.edit(
      Fixture.linear, "title: Content", "title: R&D &c *c (*c) \(String(repeating: "*5 ", count: 20))")
    #expect(Fixture.problems(text) == [])
  }

  @Test func `keys that stand many times are all reported`() {
    let text = Fixture.edit(
      Fixture.linear, "rules: {missingUnits: report}",
      "rules: {missingUnits: report, repeats: refuse, missingUnits: refuse, repeats: refuse, missingUnits: report}")
    let edited = Fixture.edit(text, "seed: 20261122", "seed: 1, seed: 2")
    let problems = Fixture.problems(Fixture.edit(edited, "scale: linear", "scale: sqrt"))
    #expect(problems.map { $0.code } == ["E_KEY_DUP", "E_KEY_DUP", "E_KEY_DUP", "E_KEY_DUP", "E_ENUM"])
    #expect(problems.prefix(3).compactMap { $0.location?.column } == [48, 70, 87])
  }

  @Test(arguments: [
    (0..<15_000).map { "k\($0): 1\nk\($0): 2\n" }.joined(), (0..<90_000).map { "k\($0): 1\n" }.joined(),
    "a: [" + String(repeating: "1,", count: 400_000) + "]",
    String(repeating: "?\n", count: 200_000),
  ])
  func `a file as long as may be is answered soon, whatever it holds`(text: String) {
    let start = ContinuousClock.now
    #expect(!Fixture.problems(text).isEmpty)
    // A debug build on a busy machine; what is meant is that it is not a minute.
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  @Test func `a list beyond the limit is refused by the limit alone`() {
    let texts = (0..<1001).map { "N\($0)" }.joined(separator: ",")
    let problems = Fixture.problems(Fixture.edit(Fixture.linear, "missing: []", "missing: [\(texts)]"))
    #expect(problems.map { $0.code } == ["E_LIMIT"])
    #expect(problems.first?.location == Notation.SourceLocation(file: "protocol.yaml", line: 9, column: 12))
  }

  @Test func `a decimal comma within braces is recognised`() {
    let text = Fixture.edit(
      Fixture.linear, "specification: {lower: 90, upper: 110}", "specification: {lower: 89,5, upper: 110}")
    let problems = Fixture.problems(text)
    #expect(problems.map { $0.code } == ["E_KEY_UNKNOWN"])
    #expect(problems.first?.message.contains("decimal comma") == true)
  }

  @Test func `a byte order mark and other line ends change nothing`() throws {
    let plain = try TransferProtocol(yaml: Fixture.linear, file: "p")
    #expect(try TransferProtocol(yaml: "\u{FEFF}" + Fixture.linear, file: "p") == plain)
    #expect(try TransferProtocol(yaml: Fixture.linear.replacing("\n", with: "\r\n"), file: "p") == plain)
    #expect(try TransferProtocol(yaml: Fixture.linear.replacing("\n", with: "\r"), file: "p") == plain)
  }

  @Test func `prose may run over lines`() throws {
    let text = Fixture.edit(
      Fixture.linear, "{source: capability, text: VR-31}",
      "\n          source: capability\n          text: |\n            VR-31,\n            page 4\n")
    let read = try TransferProtocol(yaml: text, file: "p")
    #expect(read.attributes[0].criteria[1].justification.text == "VR-31, page 4")
  }
}
