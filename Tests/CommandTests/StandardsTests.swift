import Foundation
import Testing

/// Reference standards on the command line: a provisional one is told wherever its results go.
struct StandardsTests {
  static let ledger = """
    schema: methodtransfer/standards/1
    standards:
      - {id: WHO-1, value: 1}
      - {id: RS-02, lot: L2, comparator: WHO-1, value: 1.02, rule: offset, ratio: 1.0234, standardUncertainty: 0.01, degreesOfFreedom: 11, provisional: true, date: 2025-03-01}
      - {id: RS-03, lot: L3, comparator: RS-02, value: 1.02, rule: equivalence, ratio: 0.991, standardUncertainty: 0.008, degreesOfFreedom: 15, date: 2024-01-05}

    """

  private func judged(_ ledger: String, _ more: String...) throws -> (run: Program.Run, scratch: Scratch) {
    let scratch = try Scratch()
    let path = try scratch.write(ledger, "ledger.yaml")
    let run = try Program.run(
      Program.judging("potency-six-runs", "--standards", path, "--report", scratch.path("r")) + more)
    return (run, scratch)
  }

  private func object(_ bytes: Data?) throws -> [String: Any] {
    let found = try JSONSerialization.jsonObject(with: bytes ?? Data())
    return try #require(found as? [String: Any])
  }

  @Test func `judge says of every page that the reference is provisional, and records the ledger`() throws {
    let (run, scratch) = try judged(Self.ledger)
    let sentence = "whose value rests on RS-02, which is provisional."
    #expect([0, 1, 2].contains(run.status) && run.errors.contains("W_STANDARD_DATE"))
    #expect(run.output.contains("**PROVISIONAL REFERENCE**"))
    let words = run.output.replacing("\n  ", with: " ")
    #expect(words.contains("is relative to RS-03 (value 1.02), \(sentence)"))
    let files = try scratch.contents("r")
    let page = String(decoding: try #require(files["report.html"]), as: UTF8.self)
    #expect(page.contains(sentence) && page.contains("Reference standards used") && page.contains("ledger.yaml"))
    // The foot of every printed page.
    #expect(page.contains("NOT LOCKED · PROVISIONAL REFERENCE"))
    let record = try object(files["result.json"])
    let references = try #require(record["references"] as? [[String: Any]])
    #expect(references.count == 1 && references[0]["standard"] as? String == "RS-03")
    #expect(references[0]["lot"] as? String == "L3" && references[0]["value"] as? Double == 1.02)
    #expect(
      references[0]["provisional"] as? Bool == false && references[0]["restsOnProvisional"] as? [String] == ["RS-02"])
    let uncertainty = try #require(references[0]["standardUncertainty"] as? Double)
    #expect((uncertainty - (0.01 * 0.01 + 0.008 * 0.008).squareRoot()).magnitude < 1e-15)
    let drift = try #require((references[0]["drift"] as? [String: Any])?["estimate"] as? Double)
    #expect((drift - 1.0234 * 0.991 / 1.02).magnitude < 1e-14)
    let protocolRecord = try #require(record["protocol"] as? [String: Any])
    let named = try #require(protocolRecord["standards"] as? [String: Any])
    #expect(named["name"] as? String == "ledger.yaml" && (named["sha256"] as? String)?.count == 64)
    let manifest = try object(files["manifest.json"])
    #expect((manifest["standards"] as? [String: Any])?["sha256"] as? String == named["sha256"] as? String)
    #expect(files["tables/references.csv"].map { String(decoding: $0, as: UTF8.self) }?.contains("RS-03") == true)
  }

  @Test func `the ledger is part of the record's hash, and without one nothing is changed`() throws {
    func hash(_ run: Program.Run) -> Substring? { run.output.split(separator: "Record: ").last?.prefix(8) }
    let plain = try Program.run(Program.judging("potency-six-runs"))
    let one = try judged(Self.ledger).run
    let other = try judged(Self.ledger.replacing("provisional: true, ", with: "")).run
    #expect(Set([hash(plain), hash(one), hash(other)]).count == 3)
    #expect(!plain.output.contains("PROVISIONAL") && plain.output.contains("is relative to RS-03."))
    #expect(!other.output.contains("PROVISIONAL") && other.output.contains("is relative to RS-03 (value 1.02)."))
    let record = try Program.run(Program.judging("potency-six-runs", "--json")).output
    #expect(!record.contains("\"references\"") && !record.contains("\"standards\""))
  }

  @Test(arguments: [
    (ledger.replacing("id: RS-03", with: "id: RS-04"), "E_STANDARD_UNKNOWN", "protocol.yaml:30:16"),
    (ledger.replacing("comparator: WHO-1", with: "comparator: WHO-2"), "E_STANDARD_GAP", "ledger.yaml:4"),
    (ledger.replacing("standards/1", with: "standards/2"), "E_SCHEMA", "ledger.yaml:1:9"),
    (
      ledger.replacing("date: 2024-01-05", with: "correlations: {RS-02: -0.9, RS-04: -0.9}")
        + "  - {id: RS-04, comparator: RS-03, value: 1.02, rule: equivalence, ratio: 1, standardUncertainty: 0.01, degreesOfFreedom: 9, correlations: {RS-02: -0.9}}\n",
      "E_STANDARD", "ledger.yaml:6"
    ),
  ])
  func `a ledger that cannot be used is refused as data are`(text: String, code: String, place: String) throws {
    for command in ["judge", "check"] {
      let scratch = try Scratch()
      let path = try scratch.write(text, "ledger.yaml")
      let run = try Program.run([command] + Program.judging("potency-six-runs", "--standards", path).dropFirst())
      #expect(run.status == 65 && run.output.isEmpty)
      #expect(run.errors.contains("[\(code)]") && run.errors.contains(place), "\(run.errors)")
    }
  }

  @Test func `a ledger that is not there, and a report that would hold it, are told`() throws {
    let scratch = try Scratch()
    #expect(try Program.run(Program.judging("potency-six-runs", "--standards", scratch.path("no.yaml"))).status == 66)
    let path = try scratch.write(Self.ledger, "ledger.yaml")
    let run = try Program.run(
      Program.judging("potency-six-runs", "--standards", path, "--report", scratch.url.path))
    #expect(run.status == 73 && run.errors.contains("ledger.yaml"))
  }

  @Test func `check shows the standards that were understood`() throws {
    let scratch = try Scratch()
    let path = try scratch.write(Self.ledger, "ledger.yaml")
    let arguments = ["check"] + Program.judging("potency-six-runs", "--standards", path).dropFirst()
    let text = try Program.run(arguments).output
    for words in ["Reference standards of ledger.yaml", "WHO-1", "1.0234", "infinite", "rests on RS-02", "primary"] {
      #expect(text.contains(words), "\(words)")
    }
    let record = try JSONSerialization.jsonObject(with: Data(try Program.run(arguments + ["--json"]).outputBytes))
    let standards = try #require((record as? [String: Any])?["standards"] as? [[String: Any]])
    #expect(standards.map { $0["standard"] as? String } == ["WHO-1", "RS-02", "RS-03"])
    #expect(standards[2]["restsOnProvisional"] as? [String] == ["RS-02"])
  }

  // MARK: - potency

  private func potency(_ ledger: String, _ more: [String]) throws -> (run: Program.Run, scratch: Scratch) {
    let scratch = try Scratch()
    let path = try scratch.write(ledger, "ledger.yaml")
    let plates = Program.dataset("potency-plates", "results.csv")
    return (try Program.run(["potency", plates, "--standards", path] + more, in: scratch.url), scratch)
  }

  private static let byHand = ["--model", "4pl", "--reference", "RS-03"]
  private static let byProtocol = ["--protocol", Program.dataset("potency-plates", "protocol.yaml")]

  @Test(arguments: [byHand, byProtocol])
  func `potency says that its reference is provisional, in every form`(arguments: [String]) throws {
    let (run, scratch) = try potency(Self.ledger, arguments + ["--out", "p.csv", "--report", "r"])
    #expect(run.status == 0 && run.output.contains("**PROVISIONAL REFERENCE**"), "\(run.errors)")
    let words = run.output.replacing("\n  ", with: " ")
    #expect(words.contains("relative to RS-03 (value 1.02), whose value rests on RS-02, which is provisional."))
    let rows = try String(contentsOf: scratch.url.appendingPathComponent("p.csv"), encoding: .utf8)
      .split(whereSeparator: \.isNewline)
    #expect(rows[0].hasSuffix(",remarks,reference_provisional") && rows.dropFirst().allSatisfy { $0.hasSuffix(",yes") })
    let files = try scratch.contents("r")
    let record = try object(files["potency.json"])
    let reference = try #require(record["reference"] as? [String: Any])
    #expect(reference["standard"] as? String == "RS-03" && reference["value"] as? Double == 1.02)
    #expect(reference["provisional"] as? Bool == false && reference["restsOnProvisional"] as? [String] == ["RS-02"])
    #expect((record["standards"] as? [String: Any])?["name"] as? String == "ledger.yaml")
    #expect(files["report.html"].map { String(decoding: $0, as: UTF8.self) }?.contains("PROVISIONAL REFERENCE") == true)
  }

  @Test func `the column of potency is read by judge, as a warning at most`() throws {
    let (_, scratch) = try potency(Self.ledger, Self.byHand + ["--out", "p.csv"])
    let plan = """
      schema: methodtransfer/protocol/1
      study: {id: T, title: T, kind: transfer}
      sending: Site A
      receiving: Site B
      data: {delimiter: ",", decimal: ".", missing: [""], columns: {laboratory: lab, sample: preparation, run: run, value: potency, referenceLot: reference, validity: valid}}
      attributes:
        - id: potency
          title: Potency
          unit: ratio
          scale: log
          reference: L3
          unitOfReplication: run
          criteria:
            - {id: AC-1, kind: mean-ratio, limits: [0.5, 2], alpha: 0.05, justification: {source: specification, text: T}}

      """
    let path = try scratch.write(plan, "protocol.yaml")
    let run = try Program.run([
      "judge", scratch.path("p.csv"), "--protocol", path, "--standards", scratch.path("ledger.yaml"),
    ])
    #expect([0, 1, 2].contains(run.status) && run.output.contains("PROVISIONAL REFERENCE"), "\(run.errors)")
  }

  @Test func `a reference that the ledger does not know has no potency`() throws {
    let (run, _) = try potency(Self.ledger.replacing("RS-03", with: "RS-30"), Self.byHand)
    #expect(run.status == 65 && run.output.isEmpty && run.errors.contains("E_STANDARD_UNKNOWN"))
    #expect(run.errors.contains("ledger.yaml: error: the reference \"RS-03\""), "\(run.errors)")
    #expect(try potency(Self.ledger.replacing("RS-03", with: "RS-30"), Self.byProtocol).run.status == 65)
  }

  @Test func `without a ledger the table of potency is what it was`() throws {
    let scratch = try Scratch()
    let run = try Program.run(
      ["potency", Program.dataset("potency-plates", "results.csv"), "--out", scratch.path("p.csv"), "--json"]
        + Self.byHand)
    #expect(run.status == 0 && !run.output.contains("\"standards\"") && !run.output.contains("restsOnProvisional"))
    let rows = try String(contentsOf: scratch.url.appendingPathComponent("p.csv"), encoding: .utf8)
    #expect(rows.split(whereSeparator: \.isNewline)[0].hasSuffix(",conditions,remarks"))
  }

  // MARK: - Different reference lots

  /// The six runs with Site B on RS-04, and a protocol that brings them over.
  private func bridged(_ scratch: Scratch, lots: [String: String] = ["Site B": "RS-04"]) throws -> [String] {
    func text(_ file: String) throws -> String {
      try String(contentsOfFile: Program.dataset("potency-six-runs", file), encoding: .utf8)
    }
    let rows = try text("results.csv").split(whereSeparator: \.isNewline).map { line in
      String(lots.first { line.hasPrefix($0.key) }.map { line.replacing("RS-03", with: $0.value) } ?? line)
    }
    let plan = try text("protocol.yaml").replacing(
      "    reference: RS-03\n", with: "    reference: RS-03\n    otherReferences: bridge\n")
    let ledger =
      Self.ledger.replacing("provisional: true, ", with: "")
      + "  - {id: RS-04, lot: L4, comparator: RS-03, value: 1.05, rule: offset, ratio: 1.031, standardUncertainty: 0.012, degreesOfFreedom: 11, provisional: true}\n"
    return [
      "judge", try scratch.write(rows.joined(separator: "\n") + "\n", "results.csv"), "--protocol",
      try scratch.write(plan, "protocol.yaml"), "--standards", try scratch.write(ledger, "ledger.yaml"),
    ]
  }

  @Test func `results on another lot are converted, and page one says by which factor`() throws {
    let scratch = try Scratch()
    let run = try Program.run(try bridged(scratch) + ["--report", scratch.path("r")])
    let words = run.output.replacing("\n  ", with: " ")
    #expect(
      words.contains(
        "at Site B is relative to RS-04 (value 1.05), whose value is **PROVISIONAL**; its results were converted to RS-03 (value 1.02) by the factor 1.031 (95\u{A0}% interval 1.004 to 1.059): **bridged, not measured side by side**."
      ), "\(run.output)\(run.errors)")
    #expect(words.contains("at Site A is relative to RS-03 (value 1.02)."))
    let record = try object(try scratch.contents("r")["result.json"])
    let references = try #require(record["references"] as? [[String: Any]])
    #expect(references.map { $0["laboratory"] as? String } == ["Site A", "Site B"] && references[0]["factor"] == nil)
    let factor = try #require(references[1]["factor"] as? [String: Any])
    #expect(references[1]["broughtTo"] as? String == "RS-03" && factor["degreesOfFreedom"] as? Double == 11)
    #expect(((factor["estimate"] as? Double ?? 0) - 1.031).magnitude < 1e-12)
    #expect(((factor["standardUncertainty"] as? Double ?? 0) - 0.012).magnitude < 1e-15)
    let plain = try object(Data(try Program.run(Program.judging("potency-six-runs", "--json")).outputBytes))
    func first(_ record: [String: Any], _ key: String) -> Double {
      ((record["findings"] as? [[String: Any]])?.first?[key] as? Double) ?? 0
    }
    #expect((first(record, "estimate") / first(plain, "estimate") - 1.031).magnitude < 1e-12)
    let added =
      first(record, "standardError") * first(record, "standardError")
      - first(plain, "standardError") * first(plain, "standardError")
    #expect((added - 0.012 * 0.012).magnitude < 1e-12)
  }

  @Test func `one other lot at both laboratories cancels`() throws {
    let scratch = try Scratch()
    let run = try Program.run(try bridged(scratch, lots: ["Site A": "RS-04", "Site B": "L4"]) + ["--json"])
    let plain = try object(Data(try Program.run(Program.judging("potency-six-runs", "--json")).outputBytes))
    let found = try object(Data(run.outputBytes))
    func interval(_ record: [String: Any]) -> [String: Double]? {
      ((record["findings"] as? [[String: Any]])?.first?["interval"] as? [String: Any])?.compactMapValues {
        $0 as? Double
      }
    }
    #expect(interval(found) == interval(plain) && interval(found)?["lower"] != nil)
    let text = try Program.run(try bridged(scratch, lots: ["Site A": "RS-04", "Site B": "L4"])).output
      .replacing("\n  ", with: " ")
    #expect(text.contains("is common and cancels where laboratories are compared") && !text.contains("side by side"))
  }

  @Test func `without a ledger a protocol that brings results over is refused, and so is a second lot`() throws {
    let scratch = try Scratch()
    let arguments = try bridged(scratch)
    let bare = try Program.run(Array(arguments.prefix(4)))
    #expect(bare.status == 65 && bare.errors.contains("--standards") && bare.errors.contains("E_KEY_MISSING"))
    let file = scratch.url.appendingPathComponent("results.csv")
    let text = try String(contentsOf: file, encoding: .utf8)
    let last = try #require(text.split(whereSeparator: \.isNewline).last)
    try Data(text.replacing(last, with: last.replacing("RS-04", with: "RS-03")).utf8).write(to: file)
    let run = try Program.run(arguments)
    #expect(
      run.status == 65 && run.errors.contains("used two reference lots") && run.errors.contains("E_REFERENCE_LOT"))
  }

  @Test func `potency fits each laboratory against the reference that the protocol names for it`() throws {
    let scratch = try Scratch()
    let rows = try String(contentsOfFile: Program.dataset("potency-plates", "results.csv"), encoding: .utf8)
      .split(whereSeparator: \.isNewline).map {
        $0.contains("Site B") ? String($0.replacing("RS-03", with: "RS-04")) : String($0)
      }
    let plan = try String(contentsOfFile: Program.dataset("potency-plates", "protocol.yaml"), encoding: .utf8)
      .replacing("      reference: RS-03\n", with: "      reference: {Site A: RS-03, Site B: RS-04}\n")
      .replacing("    reference: RS-03\n    unit", with: "    reference: RS-03\n    otherReferences: bridge\n    unit")
    let ledger =
      Self.ledger.replacing("provisional: true, ", with: "")
      + "  - {id: RS-04, comparator: RS-03, value: 1.02, rule: equivalence, ratio: 1.031, standardUncertainty: 0.012, degreesOfFreedom: 11, provisional: true}\n"
    let (data, path) = (try scratch.write(rows.joined(separator: "\n"), "r.csv"), try scratch.write(plan, "p.yaml"))
    let standards = try scratch.write(ledger, "l.yaml")
    func potencies(_ arguments: [String]) throws -> [[Substring]] {
      let run = try Program.run(["potency"] + arguments + ["--out", scratch.path("o.csv")])
      #expect(run.status == 0, "\(run.errors)")
      return try String(contentsOfFile: scratch.path("o.csv"), encoding: .utf8).split(whereSeparator: \.isNewline)
        .dropFirst()
        .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    }
    let own = try potencies([data, "--protocol", path, "--standards", standards])
    let plain = try potencies([
      Program.dataset("potency-plates", "results.csv"), "--protocol",
      Program.dataset("potency-plates", "protocol.yaml"),
    ])
    #expect(own.map { $0[3] } == plain.map { $0[3] } && own.count == plain.count)
    #expect(Set(own.map { "\($0[0]) \($0[11]) \($0.last ?? "")" }) == ["Site A RS-03 no", "Site B RS-04 yes"])
    let judged = try Program.run(["judge", data, "--protocol", path, "--standards", standards])
    #expect(judged.output.contains("bridged, not") && [0, 1, 2].contains(judged.status), "\(judged.errors)")
    let planned = try Program.run([
      "plan", path, "--standards", standards, "--power", "0.8", "--run-sd", "0.1", "--simulations", "300",
    ])
    #expect(planned.output.contains("no number of runs removes it"), "\(planned.errors)")
  }
}
