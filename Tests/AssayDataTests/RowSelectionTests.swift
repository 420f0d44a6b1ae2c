import Notation
import Testing

@testable import AssayData

/// Rows that are not part of the study, and rows that are although a rule passes them over.
struct RowSelectionTests {
  static let header = "lab,type,sample,run,result\n"

  static func mapping(_ rules: RowRules) -> Mapping {
    Study.small([.sample: "sample"]) { $0.rows = rules }
  }

  static let rows =
    "LabA,Unknown,LOT7,R1,10.1\nLabA,Standard,STD,R1,50\nLabA,Blank,,R1,0.1\nLabB,unknown,LOT7,R1,10.2\n"
    + "LabC,Standard,STD,R1,50\n"

  static let lists = RowRules(ignore: ["type": ["Standard", "Blank"]], use: ["type": ["Unknown"]])

  @Test func `rows of other kinds are passed over, counted by their word, and make no name known`() throws {
    let data = try Study.read(Self.header + Self.rows, Self.mapping(Self.lists))
    #expect(data.count == 2 && data.factors[.sample]?.levels == ["LOT7"])
    #expect(data.ignoredRows.map { "\($0.word) \($0.rows)" } == ["Standard 2", "Blank 1"])
  }

  @Test func `a word in neither list of a column is an error`() throws {
    let problems = Study.problems(Self.header + Self.rows + "LabB,Control,QC,R1,9\n", Self.mapping(Self.lists))
    let error = try #require(problems.first { $0.code == "E_ROW" })
    #expect(error.location?.line == 7 && error.location?.column == 2)
    #expect(error.message.contains("use: \"Unknown\"; ignore: \"Standard\", \"Blank\""))
  }

  @Test func `with words to ignore alone all other rows are used`() throws {
    let rules = RowRules(ignore: ["type": ["Standard", "Blank"]])
    #expect(try Study.read(Self.header + Self.rows, Self.mapping(rules)).count == 2)
  }

  @Test func `others are all that the study does not name`() throws {
    let rules = RowRules(ignoresOthers: ["lab"])
    let text = Self.header + "LabA,x,LOT7,R1,10.1\nLabZ,x,LOT7,R1,10\nLabB,x,LOT7,R1,10.2\nLabQ,x,LOT9,R1,10\n"
    let data = try Study.read(text, Self.mapping(rules))
    #expect(data.count == 2 && data.ignoredRows.map { $0.word } == ["LabZ", "LabQ"])
  }

  /// One spelt otherwise is refused by its column, as it would be without the rule: no result may vanish by a slip.
  @Test(arguments: ["labB", "LabB ", "Lab\u{412}"])
  func `others are not names of the study that are merely spelt otherwise`(_ name: String) {
    let text = Self.header + "LabA,x,LOT7,R1,10.1\nLabB,x,LOT7,R1,10.2\n\(name),x,LOT7,R2,19\n"
    #expect(Study.problems(text, Self.mapping(RowRules(ignoresOthers: ["lab"]))).map { $0.code } == ["E_NAME_CLASH"])
    let words = RowRules(ignoresOthers: ["type"], use: ["type": ["LabB"]])
    let other = Self.header + "LabA,LabB,LOT7,R1,10.1\nLabB,\(name),LOT7,R1,10.2\n"
    #expect(Study.problems(other, Self.mapping(words)).allSatisfy { $0.code != "W_IGNORED" })
  }

  @Test func `a row with the names of the design is left out, not passed over`() throws {
    let rules = RowRules(ignore: ["type": ["Reinjected", "Standard"]])
    let text =
      Self.header
      + "LabA,Unknown,LOT7,R1,10.1\nLabA,Reinjected,LOT7,R1,14.9\nLabA,Reinjected,LOT9,R2,10\nLabB,Unknown,LOT7,R1,10.2\n"
    let data = try Study.read(text, Self.mapping(rules))
    #expect(data.count == 3)
    #expect(data.standing(of: 1) == .leftOut(column: "type", word: "Reinjected") && data.lines == [2, 3, 5])
    #expect(!data.isUsable(1) && data.hasResult(1) && data.values[1].description == "14.9")
    #expect(data.ignoredRows.map { "\($0.word) \($0.rows)" } == ["Reinjected 1"])
    #expect(data.warnings.contains { $0.code == "W_EXCLUDED" && $0.location?.line == 3 })
    let listed = try Study.read(text, Self.mapping(rules), Study.vocabulary(samples: ["LOT7", "LOT9"]))
    #expect(listed.count == 4 && listed.ignoredRows.isEmpty)
  }

  @Test func `a row of statistics is no result, whatever it names`() throws {
    let rules = RowRules(ignore: ["type": ["Mean", "SD"]])
    let text = Self.header + "LabA,x,LOT7,R1,10.1\nLabA,Mean,LOT7,R1,10.1\nLabA,SD,LOT7,R1,0.1\nLabB,x,LOT7,R1,10.2\n"
    let data = try Study.read(text, Self.mapping(rules))
    #expect(data.count == 2 && data.ignoredRows.map { $0.rows } == [1, 1])
  }

  @Test func `what is wrong with a row that is passed over is no error`() throws {
    let rules = RowRules(ignore: ["type": ["Standard"]])
    let text = Self.header + "LabA,Unknown,LOT7,R1,10.1\nLabA,Standard,LOT7,R1,n.d.\nLabB,Unknown,LOT7,R1,10.2\n"
    let data = try Study.read(text, Self.mapping(rules))
    #expect(data.count == 2 || data.count == 3)
    #expect(!data.isUsable(1) || data.count == 2)
  }
}
