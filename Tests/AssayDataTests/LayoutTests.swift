import AssayData
import Notation
import Testing

/// What is read, in every layout and way of writing.
struct LayoutTests {
  @Test func `a result keeps its identifiers, value and place`() throws {
    let data = try Study.read(Study.baseline)
    #expect(data.count == 6 && data.warnings.isEmpty)
    #expect(data.values[3].description == "97.73")
    #expect(data.name(.laboratory, of: 3) == "LabB" && data.name(.attribute, of: 3) == "content")
    #expect(data.name(.run, of: 3) == "R07" && data.name(.replicate, of: 4) == "2" && data.name(.lot, of: 0) == nil)
    #expect(data.location(of: 3).description == "results.csv:5:7")
    #expect(data.factors[.analyst]?.levels == ["A1", "A2", "B1", "B2"])
    #expect(data.files[0].encoding == "utf-8" && data.files[0].lineEnding == "LF")
    #expect(data.files[0].rows == 6 && data.files[0].used == 6)
    #expect(data.files[0].columns[6].header == "result" && data.files[0].columns[6].role == .value)
  }

  static let writings: [(String, [UInt8])] = [
    ("CRLF", Array(Study.baseline.replacing("\n", with: "\r\n").utf8)),
    ("CR", Array(Study.baseline.replacing("\n", with: "\r").utf8)),
    ("no last line end", Array(Study.baseline.dropLast().utf8)),
    ("UTF-8 with a mark", [0xEF, 0xBB, 0xBF] + Array(Study.baseline.utf8)),
    ("UTF-16LE with a mark", [0xFF, 0xFE] + Encoded.utf16(Study.baseline)),
    ("UTF-16BE with a mark", [0xFE, 0xFF] + Encoded.utf16(Study.baseline, bigEndian: true)),
    ("every cell quoted", Array(quotedCells(Study.baseline).utf8)),
  ]

  static func quotedCells(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).map { $0.split(separator: ",").map { "\"\($0)\"" }.joined(separator: ",") }
      .joined(separator: "\n")
  }

  @Test(arguments: writings)
  func `the writing of a file changes no result`(name: String, bytes: [UInt8]) throws {
    let data = try Study.read(bytes)
    #expect(data.warnings.isEmpty, "\(name)")
    #expect(try sameResults(data, Study.read(Study.baseline)), "\(name)")
  }

  @Test(arguments: [[7, 6, 5, 4, 3, 2, 1, 0], [3, 0, 6, 1, 7, 2, 5, 4], [6, 0, 1, 2, 3, 4, 5, 7]])
  func `the order of columns changes no result`(order: [Int]) throws {
    let text = Study.baseline.split(whereSeparator: \.isNewline).map { line in
      let cells = line.split(separator: ",")
      return order.map { String(cells[$0]) }.joined(separator: ",")
    }.joined(separator: "\n")
    #expect(try sameResults(Study.read(text), Study.read(Study.baseline)))
  }

  @Test func `the columns of a wide table are replicates, with their own places`() throws {
    let mapping = Study.mapping { mapping in
      mapping.layout = .wideByReplicate(columns: ["Rep 2", "Rep 1"])
      mapping.columns = [.laboratory: "lab", .run: "run"]
      (mapping.delimiter, mapping.numbers, mapping.missing) = (UInt8(ascii: ";"), .comma, [""])
    }
    let data = try Study.read("lab;Rep 1;run;Rep 2\nLabA;98,4;1;97,9\nLabB;99,1;1;\n", mapping)
    #expect(data.values.map(\.description) == ["97.9", "98.4", "0", "99.1"])
    #expect((0..<4).map { data.name(.replicate, of: $0) } == ["1", "2", "1", "2"])
    #expect(data.fields == [4, 2, 4, 2])
    #expect(data.standing(of: 2) == .missing && data.warnings.map(\.code) == ["W_MISSING"])
    #expect(data.files[0].used == 3)
  }

  @Test func `the columns of a wide table are laboratories`() throws {
    let mapping = Study.mapping { mapping in
      mapping.layout = .wide(
        .byLaboratory,
        columns: [.init("Sending (%)", [.laboratory: "LabA"]), .init("Receiving (%)", [.laboratory: "LabB"])])
      mapping.columns = [.sample: "Sample"]
    }
    let vocabulary = Study.vocabulary(mandatory: [.sample])
    let data = try Study.read(
      "Sample,Sending (%),Receiving (%)\nLOT7,98.4,101.9\nLOT8,98.0,99.9\n", mapping, vocabulary)
    #expect((0..<4).map { data.name(.laboratory, of: $0) } == ["LabA", "LabB", "LabA", "LabB"])
    #expect(data.location(of: 3).description == "results.csv:3:3" && data.warnings.isEmpty)
    #expect(
      Study.problems("Sample,Sending (%),Receiving (%)\nLOT7,98.4,\n", mapping, vocabulary).map(\.code) == ["E_MISSING"]
    )
  }

  static let bySample = Study.mapping { mapping in
    mapping.layout = .wide(
      .bySample, columns: [.init("current", [.sample: "RS-03"]), .init("candidate", [.sample: "RS-04"])])
    mapping.columns = [.laboratory: "lab", .run: "run"]
    mapping.missing = ["NA"]
  }

  @Test func `the columns of a wide table are samples, each result with its own place`() throws {
    let vocabulary = Study.vocabulary(mandatory: [.sample, .run])
    let text = "run,candidate,lab,current\nR1,98.1,LabA,99.6\nR2,97.9,LabA,100.2\nR1,99.0,LabB,NA\n"
    let data = try Study.read(text, Self.bySample, vocabulary)
    #expect((0..<6).map { data.name(.sample, of: $0) } == ["RS-03", "RS-04", "RS-03", "RS-04", "RS-03", "RS-04"])
    #expect(data.values.map(\.description) == ["99.6", "98.1", "100.2", "97.9", "0", "99.0"])
    #expect((0..<6).map { data.name(.run, of: $0) } == ["R1", "R1", "R2", "R2", "R1", "R1"])
    #expect(data.fields == [4, 2, 4, 2, 4, 2] && data.location(of: 3).description == "results.csv:3:2")
    #expect(data.standing(of: 4) == .missing && data.warnings.map(\.code) == ["W_MISSING"])
    #expect(data.files[0].used == 5 && data.files[0].columns.map(\.header) == ["run", "candidate", "lab", "current"])
    let long = try Study.read(
      "lab,run,sample,result\nLabA,R1,RS-03,99.6\nLabA,R1,RS-04,98.1\nLabA,R2,RS-03,100.2\nLabA,R2,RS-04,97.9\n"
        + "LabB,R1,RS-03,NA\nLabB,R1,RS-04,99.0\n", Study.small([.sample: "sample"]) { $0.missing = ["NA"] }, vocabulary
    )
    #expect(sameResults(data, long))
  }

  @Test(arguments: [
    ("run,lab,current\nR1,LabA,99.6\n", "E_COLUMN_MISSING", "results of RS-04"),
    ("run,lab,current,candidate\nR1,LabA,99.6,\n", "E_MISSING", "empty"),
    ("run,lab,current,candidate\nR1,LabA,99.6,x98\n", "E_NUMBER", "x98"),
    ("run,lab,current,candidate,current\nR1,LabA,99.6,98,97\n", "E_COLUMN_DUP", "current"),
    ("run,lab,current,candidate\nR1,LabA,99.6,98\nR1,LabA,99.7,98.2\nR1,LabB,99,98\n", "W_RUN", "R1"),
  ])
  func `a table with a column for each sample is held against the same rules`(
    text: String, code: String, words: String
  ) {
    let problems = Study.problems(text, Self.bySample, Study.vocabulary(mandatory: [.sample, .run]))
    guard code != "W_RUN" else {
      // Two rows of one run are its replicates.
      #expect(problems == [])
      return
    }
    #expect(problems.contains { $0.code == code && $0.message.contains(words) }, "\(problems)")
  }

  @Test func `a file of each laboratory is read by its own mapping`() throws {
    let german = Study.small([.level: "Stufe", .run: "Lauf", .value: "Ergebnis [%]"]) { mapping in
      (mapping.delimiter, mapping.numbers, mapping.encoding) = (UInt8(ascii: ";"), .comma, .windows1252)
      mapping.laboratory = "LabB"
    }
    let bytes = Array("Lauf;Stufe;Prüfer;Ergebnis [%]\nR1;0,5;X;98,4\n".unicodeScalars.map { UInt8($0.value) })
    let data = try AssayData(
      reading: [
        .init(
          name: "a.csv", bytes: Array("lab,run,level,result\nLabA,R1,0.5,98.1\n".utf8),
          mapping: Study.small([.level: "level"])),
        .init(name: "b.csv", bytes: bytes, mapping: german),
      ], for: Study.vocabulary())
    #expect(data.count == 2 && data.name(.laboratory, of: 1) == "LabB")
    #expect(data.factors[.level]?.levels == ["0.5"])
    #expect(data.levelValue(of: 1) == ExactDecimal(significand: 5, exponent: -1))
    #expect(data.location(of: 1).description == "b.csv:2:4")
    #expect(
      data.warnings.map(\.description) == [
        "b.csv:1:3: warning: the column \"Prüfer\" is not declared and not used [W_COLUMN_UNKNOWN]"
      ])
    #expect(data.files[1].encoding == "windows-1252")
  }

  @Test func `the same file twice counts once`() {
    let input = AssayData.Input(name: "a.csv", bytes: Array(Study.baseline.utf8), mapping: Study.mapping())
    #expect(throws: Rejection.self) { try AssayData(reading: [input, input], for: Study.vocabulary) }
    do {
      _ = try AssayData(reading: [input, input], for: Study.vocabulary)
    } catch { #expect(error.problems.map(\.code) == ["E_DUPLICATE_FILE"]) }
  }

  static let export = (0..<12).map { "Lab\($0 % 2 == 0 ? "A" : "B"),R\($0),1,\(99 + $0 % 3)\n" }.joined()

  @Test(arguments: [true, false])
  func `a file that was saved twice is named once`(namesReplicates: Bool) {
    let mapping = Study.small(namesReplicates ? [.replicate: "rep"] : [:])
    let header = "lab,run,\(namesReplicates ? "rep" : "x"),result\n"
    let inputs = ["a.csv", "b.csv"].enumerated().map { index, name in
      let text = header + Self.export
      return AssayData.Input(
        name: name, bytes: Array((index == 0 ? text : text.replacing("\n", with: "\r\n")).utf8), mapping: mapping)
    }
    let problems: [Problem]
    do { problems = try AssayData(reading: inputs, for: Study.vocabulary).warnings } catch { problems = error.problems }
    let found = problems.filter { $0.code.hasSuffix("_DUPLICATE") }
    #expect(found.count == 1 && found[0].severity == (namesReplicates ? .error : .warning), "\(problems)")
    #expect(found[0].location == SourceLocation(file: "b.csv"))
    #expect(found[0].message.contains("each of the 12 results of this file stands in \"a.csv\" already"))
  }

  @Test func `a file whose second half repeats the first is named so`() {
    let problems = Study.problems(
      "lab,run,rep,result\n" + Self.export + Self.export, Study.small([.replicate: "rep"]))
    #expect(problems.map(\.code) == ["E_DUPLICATE"] && problems[0].location?.line == 14)
    #expect(problems[0].message.contains("the 12 results of lines 14 to 25 stand in lines 2 to 13 already"))
  }

  @Test func `whether units were said or assumed can be asked`() throws {
    #expect(try Study.read(Study.baseline).hasUnits)
    let data = try Study.read(Study.baseline, Study.mapping { $0.columns[.unit] = nil })
    #expect(!data.hasUnits && !data.files[0].hasUnits)
  }

  @Test(arguments: [17, 4_999])
  func `one repeated result among thousands is found`(row: Int) {
    var rows = (0..<5_000).map { "Lab\($0 % 2 == 0 ? "A" : "B"),S\($0 % 7),R\($0 / 2),1,\(100 + $0 % 5)" }
    rows.insert(rows[row], at: 2_500)
    let text = "lab,sample,run,replicate,result\n" + rows.joined(separator: "\n")
    let problems = Study.problems(text, Study.small([.sample: "sample", .replicate: "replicate"]))
    #expect(problems.map(\.code) == ["E_DUPLICATE"])
    #expect(problems[0].location?.line == (row < 2_500 ? 2_502 : 5_002))
  }

  @Test func `errors of one code and column are shown three times and then counted`() {
    let text = "lab,run,result\n" + (1...500).map { "LabA,\($0),bad\n" }.joined()
    do {
      _ = try Study.read(text, Study.small())
      Issue.record("accepted")
    } catch {
      #expect(error.problems.count == 4 && error.errorCount == 500)
      #expect(error.problems.map { $0.location?.line } == [2, 3, 4, 5])
      #expect(error.problems[3].description.hasSuffix("and 497 more like this in lines 5 to 501 [E_NUMBER]"))
    }
  }

  @Test(arguments: [3, 4, 5]) func `nothing is summed up that a line of its own could say`(count: Int) {
    let text = "lab,run,result\n" + (1...count).map { "LabA,\($0),bad\n" }.joined()
    let messages = Study.problems(text, Study.small()).map(\.message)
    #expect(messages.count == min(count, 4))
    #expect(messages.last?.hasPrefix("and 2 more like this in lines 5 to 6") == (count == 5))
  }

  // MARK: - By attribute

  /// A test in mg with two columns, one in % with one, whose results are relative to a reference lot.
  static let panel = StudyVocabulary(
    laboratories: ["LabA", "LabB"],
    attributes: [
      .init(id: "assay", unitOfMeasurement: "mg", mustBePositive: true),
      .init(id: "potency", unitOfMeasurement: "%", mustBePositive: true, reference: ReferenceLots("RS-03")),
    ], mandatoryRoles: [.run])

  static let byAttribute = Study.mapping { mapping in
    mapping.layout = .wide(
      .byAttribute,
      columns: [
        .init("Assay 1", [.attribute: "assay", .replicate: "1"]),
        .init("Assay 2", [.attribute: "assay", .replicate: "2"]),
        .init("Potency", [.attribute: "potency"]),
      ])
    mapping.columns = [.laboratory: "lab", .run: "run", .referenceLot: "lot"]
    mapping.missing = ["NA"]
    mapping.notTested = ["", "-"]
  }

  @Test func `the columns of a wide table are attributes and their replicates, and not every row has all`() throws {
    let text =
      "lab,run,lot,Assay 1,Assay 2,Potency\nLabA,1,RS-03,10.1,10.2,99\nLabA,2,,10.3,NA,-\nLabB,1,RS-03,10.0,,98\n"
    let data = try Study.read(text, Self.byAttribute, Self.panel)
    #expect(data.values.map(\.description) == ["10.1", "10.2", "99", "10.3", "0", "10.0", "98"])
    #expect(
      (0..<7).map { data.name(.attribute, of: $0) }
        == ["assay", "assay", "potency", "assay", "assay", "assay", "potency"])
    #expect((0..<7).map { data.name(.replicate, of: $0) } == ["1", "2", nil, "1", "2", "1", nil])
    #expect(data.fields == [4, 5, 6, 4, 5, 4, 6] && data.standing(of: 4) == .missing)
    #expect(data.columnRemarks.map(\.kind) == [.notTested, .notTested])
    #expect(data.columnRemarks.map(\.header) == ["Assay 2", "Potency"])
    #expect(data.columnRemarks.map(\.words) == [[""], ["-"]] && data.columnRemarks.map(\.rows) == [1, 1])
    #expect(data.columnRemarks[1].location.description == "results.csv:3:6")
    #expect(data.warnings.filter { $0.code == "W_NOT_TESTED" }.count == 2)
  }

  @Test func `a row that is left out says nothing of what was tested`() throws {
    var mapping = Self.byAttribute
    mapping.rows = RowRules(ignore: ["type": ["Reinjected"]])
    let text = """
      lab,run,lot,type,Assay 1,Assay 2,Potency
      LabA,1,RS-03,Routine,10.1,10.2,-
      LabA,2,RS-03,Reinjected,10.3,-,-
      LabB,1,RS-03,Routine,10.0,10.4,98

      """
    let data = try Study.read(text, mapping, Self.panel)
    #expect(data.exceptions.keys.sorted() == [2])
    #expect(data.standing(of: 2) == .leftOut(column: "type", word: "Reinjected"))
    #expect(data.columnRemarks.map(\.rows) == [1] && data.columnRemarks.map(\.header) == ["Potency"])
    let warnings = data.warnings.filter { $0.code == "W_NOT_TESTED" }
    #expect(warnings.count == 1 && warnings[0].message.contains("\"Potency\" (1 row)"), "\(warnings)")
  }

  @Test func `a reference lot is asked of the results that are relative to one`() {
    let text = "lab,run,lot,Assay 1,Assay 2,Potency\nLabA,1,,10.1,10.2,99\nLabB,1,RS-04,10.0,10.1,98\n"
    let problems = Study.problems(text, Self.byAttribute, Self.panel)
    #expect(problems.map(\.code) == ["E_REFERENCE_LOT", "E_REFERENCE_LOT"])
    #expect(problems.map { $0.location?.line } == [2, 3])
  }

  @Test func `units under the header are held against each attribute's own`() throws {
    var mapping = Self.byAttribute
    mapping.extent = TableExtent(headerLine: 1, unitsLine: 2)
    let rows = "LabA,1,RS-03,10.1,10.2,99\nLabB,1,RS-03,10.0,10.1,98\n"
    let data = try Study.read("lab,run,lot,Assay 1,Assay 2,Potency\n,,,mg,mg,%\n\(rows)", mapping, Self.panel)
    #expect(data.values.count == 6)
    let problems = Study.problems("lab,run,lot,Assay 1,Assay 2,Potency\n,,,mg,mg,mg\n\(rows)", mapping, Self.panel)
    #expect(problems.map(\.code) == ["E_UNIT"])
    #expect(problems[0].message.contains("the protocol's for \"potency\" is \"%\""), "\(problems)")
  }

  @Test func `a word for not tested is a fault where it is not declared`() {
    var mapping = Self.byAttribute
    mapping.notTested = [""]
    let text = "lab,run,lot,Assay 1,Assay 2,Potency\nLabA,1,RS-03,10.1,10.2,-\nLabB,1,RS-03,10.0,10.1,98\n"
    #expect(Study.problems(text, mapping, Self.panel).map(\.code) == ["E_MISSING"])
  }

  @Test func `of errors of many kinds twenty lines are shown in order and all are counted`() {
    let columns = (1...30).map { "c\($0)" }
    let mapping = Study.mapping { mapping in
      mapping.layout = .wideByReplicate(columns: columns)
      mapping.columns = [.laboratory: "lab", .run: "run"]
    }
    let row = String(repeating: ",bad", count: 30)
    do {
      _ = try Study.read(
        "lab,run,\(columns.joined(separator: ","))\n" + (1...9).map { "LabA,\($0)\(row)\n" }.joined(), mapping)
      Issue.record("accepted")
    } catch {
      #expect(error.problems.count == 20 && error.errorCount == 270)
      #expect(error.problems.prefix(19).map { $0.location?.column } == (3...21).map { $0 })
      #expect(error.problems[19].message.hasPrefix("and 251 more from here on"))
    }
  }

  @Test func `more than twenty warnings of a kind are summed up`() throws {
    let text = "lab,run,result\n" + (1...50).map { "LabA,=\($0)x,5\n" }.joined() + "LabB,1,5.1\n"
    let data = try Study.read(text, Study.small())
    #expect(data.warnings.count == 20 && data.warnings[19].message.contains("31 more"))
  }

  @Test func `excluded and censored results stand with their reason`() throws {
    let mapping = Study.small([.validity: "ok", .status: "st"]) { $0.censored = .halfLimit }
    let data = try Study.read(
      "lab,run,ok,st,result\nLabA,1,valid,final,<0.5\nLabA,2,Invalid,final,n/a\nLabB,1,valid,replaced,5.1\n", mapping)
    #expect(
      data.standing(of: 0) == .censoredAtHalf(limit: ExactDecimal(significand: 5, exponent: -1))
        && data.values[0].double == 0.25)
    #expect(data.standing(of: 1) == .invalid(word: "Invalid") && data.standing(of: 2) == .cancelled(word: "replaced"))
    #expect((0..<3).map(data.isUsable) == [true, false, false] && data.files[0].used == 1)
  }

  @Test func `the normalised table holds every row and runs no formula`() throws {
    let mapping = Study.small([.sample: "s"]) { $0.missing = ["NA"] }
    let data = try Study.read("lab,run,s,result\nLabA,-1,\"=1+1,\"\"x\"\"\",-5.10\nLabB,2,B,NA\n", mapping)
    #expect(
      data.normalisedTable().split(separator: "\r\n", omittingEmptySubsequences: false) == [
        "laboratory,attribute,sample,run,value,file,line,field,standing",
        "LabA,content,\"'=1+1,\"\"x\"\"\",'-1,-5.10,results.csv,2,4,used",
        "LabB,content,B,2,NA,results.csv,3,4,missing", "",
      ])
  }

  @Test func `results are counted by laboratory, attribute, sample and run`() throws {
    let counts = try Study.read(Study.baseline).counts()
    #expect(counts.map(\.run) == ["R01", "R02", "R07", "R08"] && counts.map(\.results) == [2, 1, 2, 1])
    #expect(counts[2].laboratory == "LabB" && counts[2].sample == "S1" && counts[2].usable == 2)
  }
}
