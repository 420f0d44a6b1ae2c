import Notation
import Testing

@testable import AssayData

/// Which lines of a file are the table, and what stands about it.
struct ExtentTests {
  static let preamble = "Report;of 2 March\nOperator;A. B.\n\n"
  static let rows = "LabA,R1,10.1\nLabA,R2,10.3\nLabB,R1,10.2\nLabB,R2,10.4\n"

  static func mapping(_ extent: TableExtent) -> Mapping { Study.small { $0.extent = extent } }

  @Test(arguments: [TableExtent.End.blank, .text("Mean"), .text("Mean of"), .line(5)])
  func `a table ends where the protocol says, and what follows is counted and not read`(_ end: TableExtent.End) throws {
    let footer = end == .blank ? "\n" : ""
    let text = "lab,run,result\n" + Self.rows + footer + "Mean of all,,10.25\nAudit \"trail\" 2026\n"
    let data = try Study.read(text, Self.mapping(TableExtent(end: end)))
    #expect(data.count == 4 && data.warnings.isEmpty)
    #expect(data.files[0].otherLines.footer == (end == .blank ? 3 : 2))
  }

  @Test func `a line of delimiters alone is a blank one`() throws {
    let text = "lab,run,result\n" + Self.rows + ",,\nLot,Spec,Value\nX,Y,Z\n"
    #expect(try Study.read(text, Self.mapping(TableExtent(end: .blank))).count == 4)
  }

  @Test func `a row of the table below its end is an error at its line`() throws {
    let text = "lab,run,result\n" + Self.rows + "\nLabB,R3,10.9\nLabB,R4,11.0\n"
    let problems = Study.problems(text, Self.mapping(TableExtent(end: .blank)))
    let error = try #require(problems.first { $0.code == "E_END" })
    #expect(error.location?.line == 7)
    #expect(error.message.contains("(data.endsAt: blank, line 6), and 1 more does"))
  }

  @Test(arguments: ["<0.05", "n.a.", "ND"])
  func `a result that is none in number, below the end, is one all the same`(_ cell: String) throws {
    let text = "lab,run,result\n" + Self.rows + "\nLabB,R3,\(cell)\n"
    let mapping = Study.small {
      $0.extent = TableExtent(end: .blank)
      $0.missing = ["n.a."]
      $0.censoredWords = ["ND": ExactDecimal(1)]
    }
    #expect(Study.problems(text, mapping).map { $0.code } == ["E_END"])
  }

  @Test(arguments: ["#LabB,R3,14.9", "# LabB,R3,14.9", "#\tLabB,R3,<0.05"])
  func `a result is not taken out of a study by a mark before its line`(_ comment: String) throws {
    let text = "lab,run,result\n# two laboratories\n" + Self.rows + comment + "\n#LabB,R4,12.2\n\nfooter\n"
    let problems = Study.problems(text, Self.mapping(TableExtent(end: .blank, comment: "#")))
    #expect(problems.map { $0.code } == ["E_ROW"])
    #expect(problems.first?.location?.line == 7 && problems.first?.message.contains("and 1 more does") == true)
    // What is no row of this study may be a comment.
    let other = text.replacing(comment, with: "#LabC,R3,14.9").replacing("#LabB,R4,12.2", with: "#Mean,,12.2")
    #expect(Study.problems(other, Self.mapping(TableExtent(end: .blank, comment: "#"))).isEmpty)
  }

  @Test func `rows above the header are no preamble`() throws {
    let text = "lab,run,result\nLabB,R1,14.1\nLabB,R2,14.2\n\nlab,run,result\n" + Self.rows
    let problems = Study.problems(text, Self.mapping(TableExtent(headerLine: 5)))
    #expect(problems.map { $0.code } == ["E_ROW"] && problems[0].location?.line == 2)
    #expect(problems[0].message.contains("data.headerLine"))
    let between = "lab,run,result\nLabB,R1,14.1\n,,mg/mL\n" + Self.rows
    #expect(
      Study.problems(between, Self.mapping(TableExtent(headerLine: 1, unitsLine: 3))).map { $0.location?.line } == [2])
  }

  @Test func `a table may end with its file at a blank line, and at nothing else that is declared`() {
    let text = "lab,run,result\n" + Self.rows
    func codes(_ end: TableExtent.End) -> [String] {
      Study.problems(text, Self.mapping(TableExtent(end: end))).map { $0.code }
    }
    #expect(codes(.blank).isEmpty)
    #expect(codes(.text("Mean")) == ["E_END"])
    #expect(codes(.line(5)).isEmpty)
    #expect(codes(.line(6)) == ["E_END"])
  }

  @Test func `comments are passed over wherever they stand, and counted`() throws {
    let text = "# exported\nlab,run,result\n# first block\n" + Self.rows + "#end\n"
    let data = try Study.read(text, Self.mapping(TableExtent(comment: "#")))
    #expect(data.count == 4 && data.files[0].otherLines.comments == 3)
    #expect(data.location(of: 0).line == 4)
    #expect(Study.problems(text, Study.small()).contains { $0.code == "E_HEADER" })
  }

  @Test func `a line of units under the header is held against the protocol`() throws {
    func text(_ unit: String) -> String { "lab,run,result\n,,\(unit)\n" + Self.rows }
    let extent = TableExtent(headerLine: 1, unitsLine: 2)
    let data = try Study.read(text("mg/mL"), Self.mapping(extent))
    #expect(data.count == 4 && data.name(.unit, of: 0) == "mg/mL" && data.hasUnits)
    #expect(Study.problems(text("g/L"), Self.mapping(extent)).map { $0.code } == ["E_UNIT"])
    #expect(Study.problems(text(""), Self.mapping(extent)).map { $0.code } == ["E_UNIT"])
    #expect(
      Study.problems("lab,run,result\n,mg/mL\n" + Self.rows, Self.mapping(extent)).map { $0.code } == ["E_RAGGED"])
    #expect(Study.problems("lab,run,result\n", Self.mapping(extent)).map { $0.code } == ["E_HEADER"])
  }
}
