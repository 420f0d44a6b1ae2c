import AssayData
import Notation
import Testing

/// Marks of results below or above a limit that stand in a column of their own.
struct QualifierTests {
  private static let limit = ExactDecimal(significand: 50, exponent: -3)
  private static func mapping(_ policy: CensoringPolicy, _ words: [String: ExactDecimal] = [:]) -> Mapping {
    Study.small([.qualifier: "qual"]) {
      $0.censored = policy
      $0.censoredWords = words
    }
  }
  private static func text(_ mark: String, _ value: String) -> String {
    "lab,run,qual,result\nLabA,1,,0.062\nLabA,2,\(mark),\(value)\nLabA,3,=,0.059\nLabB,1,,0.064\n"
  }

  @Test func `a declared sign makes the number a limit, half of which may stand for the result`() throws {
    let data = try Study.read(Self.text("<", "0.050"), Self.mapping(.halfLimit))
    #expect(data.values.map(\.description) == ["0.062", "0.0250", "0.059", "0.064"])
    #expect(data.standing(of: 1) == .censoredAtHalf(limit: Self.limit) && data.cells[1]?.text == "<0.050")
    #expect(data.standing(of: 0) == .used && data.standing(of: 2) == .used)
    #expect(data.warnings.map(\.code) == ["W_CENSORED"])
    // The cell may say it as well.
    let both = try Study.read(Self.text("<", "<0.050"), Self.mapping(.halfLimit))
    #expect(both.standing(of: 1) == .censoredAtHalf(limit: Self.limit))
  }

  @Test(arguments: [("<", CensoringPolicy.refuse), (">", .halfLimit), ("≤", .halfLimit), (">=", .halfLimit)])
  func `a qualified result is refused as one in a cell is`(mark: String, policy: CensoringPolicy) throws {
    let problem = try IdentityTests.first("E_CENSORED", Self.text(mark, "0.050"), Self.mapping(policy))
    #expect(problem.location == SourceLocation(file: "results.csv", line: 3, column: 4))
  }

  @Test func `a word takes the limit that is declared for it`() throws {
    let words = ["ND": Self.limit]
    for value in ["", "0", "0.050", "n/a"] {
      let data = try Study.read(Self.text("ND", value), Self.mapping(.halfLimit, words))
      #expect(data.standing(of: 1) == .censoredAtHalf(limit: Self.limit), "\(value)")
    }
    let two = try IdentityTests.first("E_CENSORED", Self.text("ND", "0.03"), Self.mapping(.halfLimit, words))
    #expect(two.message.contains("which of the two"), "\(two)")
    let unknown = try IdentityTests.first("E_QUALIFIER", Self.text("U", "0.03"), Self.mapping(.halfLimit, words))
    #expect(unknown.location?.column == 3 && unknown.message.contains("data.censoredWords"), "\(unknown)")
    let none = try IdentityTests.first("E_CENSORED", Self.text("<", "0"), Self.mapping(.halfLimit))
    #expect(none.message.contains("no limit above zero"), "\(none)")
  }

  @Test func `what was excluded below a limit has no number that could be put back`() throws {
    let mapping = Study.small([.qualifier: "qual", .validity: "ok"]) { $0.censored = .halfLimit }
    let text = "lab,run,qual,ok,result\nLabA,1,<,invalid,0.050\nLabA,2,,invalid,0.06\nLabB,1,,valid,0.06\n"
    let data = try Study.read(text, mapping)
    #expect(!data.hasResult(0) && data.hasResult(1) && data.cells[0]?.text == "<0.050")
  }

  @Test(arguments: ["<", ">", "≤", "ND", "n.d.", "BQL", "<LOQ", "< LOD", "<0.05", "not detected", "nicht nachweisbar"])
  func `an undeclared column of marks is warned of by name`(mark: String) throws {
    let data = try Study.read(Self.text(mark, "0.050"), Study.small())
    let warning = try #require(data.warnings.first { $0.code == "W_QUALIFIER" })
    #expect(warning.message.contains("\"qual\"") && warning.location?.line == 3 && warning.location?.column == 3)
    #expect(warning.message.contains("data.columns.qualifier"), "\(warning)")
    #expect(data.columnRemarks.map(\.kind) == [.qualifiers] && data.columnRemarks[0].rows == 1)
    #expect(data.values[1] == Self.limit)
  }

  @Test func `what is no qualifier is not warned of`() throws {
    let none = "lab,run,qual,result\nLabA,1,=,0.062\nLabA,2,,0.05\nLabB,1,,0.064\n"
    #expect(try Study.read(none, Study.small()).columnRemarks.isEmpty)
    let specification = "lab,run,limit,result\nLabA,1,<0.10,0.062\nLabA,2,<0.10,0.05\nLabB,1,<0.20,0.064\n"
    #expect(try Study.read(specification, Study.small()).columnRemarks.isEmpty)
    let remark = "lab,run,note,result\nLabA,1,new column,0.062\nLabA,2,,0.05\nLabB,1,n. B.,0.064\n"
    #expect(try Study.read(remark, Study.small()).columnRemarks.isEmpty)
    let used = Study.small { $0.rows = RowRules(use: ["qual": ["nd"]]) }
    #expect(try Study.read(Self.text("ND", "0.05"), used).columnRemarks.isEmpty)
  }
}
