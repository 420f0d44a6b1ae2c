import AssayData
import Notation
import Testing

struct PlainTableTests {
  static func read(_ text: String, _ request: PlainTable.Request) throws(Rejection) -> PlainTable {
    try PlainTable(reading: Array(text.utf8), name: "table.csv", request)
  }

  static let request = PlainTable.Request(values: ["y"], labels: ["lab", "run"])

  @Test func `columns are found by name in any order, and values keep their digits`() throws {
    let table = try Self.read("run,note,y,lab\nr1,x,100000000.10,A\nr2,x,2.5,B\nr1,,-0.30,A\n", Self.request)
    #expect(table.values[0].map(\.description) == ["100000000.10", "2.5", "-0.30"])
    #expect(table.labels.map(\.header) == ["lab", "run"])
    #expect(table.labels[0].levels == ["A", "B"] && table.labels[0].codes == [0, 1, 0])
    #expect(table.labels[1].levels == ["r1", "r2"] && table.labels[1].codes == [0, 1, 0])
    #expect(table.lines == [2, 3, 4] && table.warnings.isEmpty)
    #expect(table.file.rows == 3 && table.file.encoding == "utf-8" && table.file.lineEnding == "LF")
  }

  @Test func `several columns of numbers are read side by side, without labels too`() throws {
    let table = try Self.read(
      "a;b\n1,5;2\n3;4,25\n", .init(values: ["b", "a"], labels: [], delimiter: 0x3B, numbers: .comma))
    #expect(table.values.map { $0.map(\.description) } == [["2", "4.25"], ["1.5", "3"]])
  }

  @Test func `two Unicode forms of one label are told, not merged`() throws {
    let rejection = try #require(throws: Rejection.self) {
      try Self.read("lab,run,y\nZu\u{308}rich,1,1\nZ\u{FC}rich,1,2\n", Self.request)
    }
    #expect(rejection.problems.map(\.code) == ["E_NAME_CLASH"])
  }

  struct Fault: Sendable, CustomTestStringConvertible {
    let text: String
    let code: String
    let line: Int?
    let words: [String]
    var testDescription: String { "\(code): \(words)" }
  }

  static let faults: [Fault] = [
    .init(text: "", code: "E_EMPTY", line: nil, words: ["the file is empty"]),
    .init(text: "lab,run,y\n", code: "E_EMPTY", line: nil, words: ["no results"]),
    .init(
      text: "lab,runs,y\nA,1,1\n", code: "E_COLUMN_MISSING", line: 1,
      words: ["did you mean \"runs\"", "it has \"lab\", \"runs\", \"y\""]),
    .init(text: "a,b\n1,2\n", code: "E_HEADER", line: 1, words: ["\"lab\"", "it has \"a\", \"b\""]),
    .init(
      text: "lab;run;y\nA;1;1\n", code: "E_DELIMITER", line: 1, words: ["--delimiter \";\"", "the command says \",\""]),
    .init(text: "sep=;\nlab;run;y\n", code: "E_DELIMITER", line: 1, words: ["--delimiter \";\""]),
    .init(text: "lab,run,y,y\nA,1,1,2\n", code: "E_COLUMN_DUP", line: 1, words: ["\"y\"", "3 and 4"]),
    .init(text: "lab,run,y\nA,1,1\nA,1\n", code: "E_RAGGED", line: 3, words: ["2 fields", "3"]),
    .init(text: "lab,run,y\nA,\"1,1\n", code: "E_QUOTE", line: 2, words: ["never closed"]),
    .init(text: "lab,run,y\nA,1,\n", code: "E_MISSING", line: 2, words: ["y is empty", "supply it"]),
    .init(text: "lab,run,y\nA,1,NA\n", code: "E_MISSING", line: 2, words: ["\"NA\""]),
    .init(text: "lab,run,y\nA,,2\n", code: "E_LABEL_EMPTY", line: 2, words: ["run is empty"]),
    .init(
      text: "lab,run,y\nA,1,\"99,8\"\n", code: "E_DECIMAL_COMMA", line: 2,
      words: ["the command declares \".\"", "--decimal"]),
    .init(text: "lab,run,y\nA,1,\"1,234\"\n", code: "E_THOUSANDS", line: 2, words: ["1,234"]),
    .init(text: "lab,run,y\nA,1,<0.05\n", code: "E_CENSORED", line: 2, words: ["<0.05"]),
    .init(text: "lab,run,y\nA,1,9 mg\n", code: "E_NUMBER", line: 2, words: ["9 mg"]),
    .init(text: "lab,run,y\nA,1,1\nlab,run,y\n", code: "E_ROW", line: 3, words: ["header is repeated"]),
    .init(text: "lab,run,y\nA,1,1\nMean,,1\n", code: "E_ROW", line: 3, words: ["\"Mean\""]),
    .init(text: "lab,run,y\nA,1,1\na,1,1\n", code: "E_NAME_CLASH", line: 3, words: ["in case"]),
    .init(text: "lab,run,y\nA\u{1B}[2J,1,1\n", code: "E_CONTROL", line: 2, words: ["0x1B"]),
  ]

  @Test(arguments: faults)
  func `what cannot be read is refused with its line and how to mend it`(fault: Fault) throws {
    let rejection = try #require(throws: Rejection.self) { try Self.read(fault.text, Self.request) }
    let problem = try #require(rejection.problems.first)
    #expect(problem.code == fault.code && problem.location?.line == fault.line, "\(problem)")
    for word in fault.words { #expect(problem.description.contains(word), "\(problem)") }
    #expect(!problem.message.contains("protocol") && !problem.message.contains("data."), "\(problem)")
  }

  @Test func `a value without a logarithm is refused where the scale needs one`() throws {
    let request = PlainTable.Request(values: ["y"], labels: ["lab"], mustBePositive: true)
    let rejection = try #require(throws: Rejection.self) { try Self.read("lab,y\nA,1\nA,0\nA,-2\n", request) }
    #expect(rejection.problems.map(\.code) == ["E_LOG_DOMAIN", "E_LOG_DOMAIN"])
    #expect(rejection.problems.compactMap { $0.location?.line } == [3, 4])
  }

  @Test func `a column asked for twice is refused`() throws {
    let request = PlainTable.Request(values: ["y"], labels: ["y"])
    let rejection = try #require(throws: Rejection.self) { try Self.read("y\n1\n", request) }
    #expect(rejection.problems.map(\.code) == ["E_COLUMN_DUP"])
  }

  @Test func `a wrong encoding names the option that mends it, and the option does`() throws {
    let bytes = Array("lab,y\nGen".utf8) + [0xE8] + Array("ve,1\n".utf8)
    let rejection = try #require(throws: Rejection.self) {
      try PlainTable(reading: bytes, name: "t.csv", .init(values: ["y"], labels: ["lab"]))
    }
    #expect(rejection.problems.first?.message.contains("--encoding windows-1252") == true)
    let table = try PlainTable(
      reading: bytes, name: "t.csv", .init(values: ["y"], labels: ["lab"], encoding: .windows1252))
    #expect(table.labels[0].levels == ["Genève"] && table.file.encoding == "windows-1252")
  }

  @Test func `all faults are counted and the first twenty kept`() throws {
    let text = "lab,run,y\n" + String(repeating: "A,1,x\n", count: 50)
    let rejection = try #require(throws: Rejection.self) { try Self.read(text, Self.request) }
    #expect(rejection.errorCount == 50 && rejection.problems.count == 20)
  }

  /// Codes of faults that do not rest on a protocol's names.
  static let shared: Set = [
    "E_ENCODING", "E_UTF8", "E_NUL", "E_BINARY", "E_EMPTY", "E_HEADER", "E_COLUMN_DUP", "E_RAGGED", "E_QUOTE",
    "E_DELIMITER", "E_ROW", "E_COLUMN_MISSING", "E_NUMBER", "E_NUMBER_RANGE", "E_CENSORED", "E_MISSING",
    "E_DECIMAL_COMMA", "E_THOUSANDS", "E_NAME_CLASH", "E_LIMIT", "W_EOL", "W_HEADER", "W_BLANK", "W_VALUE",
    "W_NAME_CLASH", "W_FORMULA", "W_MARKUP", "W_NEWLINE_IN_NAME", "W_PATHLIKE",
  ]

  @Test(
    arguments: HostileFileTests.cases.filter {
      shared.contains($0.code) && !($0.also ?? []).contains { $0.hasPrefix("accept") }
    })
  func `a hostile file is met as in a study`(hostile: HostileFileTests.Case) throws {
    let request = PlainTable.Request(
      values: ["result"], labels: ["lab", "sample", "analyst", "day", "run", "replicate"])
    var problems: [Problem]
    do throws(Rejection) {
      problems = try PlainTable(reading: try hostile.load(), name: hostile.file, request).warnings
      #expect(hostile.verdict != "reject")
    } catch {
      problems = error.problems
      #expect(hostile.verdict == "reject", "\(problems)")
    }
    #expect(problems.contains { $0.code == hostile.code }, "\(problems)")
  }
}

extension HostileFileTests.Case {
  func load() throws(Rejection) -> [UInt8] {
    guard let bytes = try? bytes() else { throw Rejection([]) }
    return bytes
  }
}
