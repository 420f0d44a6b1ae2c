import AssayData
import Notation
import Testing

/// What a message advises does no harm when it is followed.
struct AdviceTests {
  private static let log = Study.vocabulary(mustBePositive: true)

  @Test(arguments: ["ND", "n.d.", "BQL", "BLOQ", "< LOQ", "not detected", "nicht nachweisbar", "未检出"])
  func `a word for a result below a limit is not advised to be declared missing`(word: String) throws {
    let text = "lab,run,result\nLabA,1,5\nLabA,2,\(word)\nLabB,1,5.1\n"
    for vocabulary in [Study.vocabulary, Self.log] {
      let problem = try IdentityTests.first("E_CENSORED", text, Study.small(), vocabulary)
      #expect(problem.location == SourceLocation(file: "results.csv", line: 3, column: 3))
      #expect(problem.message.contains("data.censoredWords") && !problem.message.contains("data.missing"), "\(problem)")
    }
    let table = try #require(throws: Rejection.self) {
      try PlainTableTests.read("lab,y\nA,5\nA,\(word)\n", .init(values: ["y"], labels: ["lab"]))
    }
    #expect(table.problems.map(\.code) == ["E_CENSORED"])
    #expect(table.problems.allSatisfy { !$0.message.contains("leave") && !$0.message.contains("data.") })
  }

  @Test func `a zero on the log scale is a result below a limit, and a negative one is no result`() throws {
    let text = "lab,run,result\nLabA,1,5\nLabA,2,0\nLabA,3,-1\nLabB,1,5.1\n"
    let problems = Study.problems(text, Study.small(), Self.log).filter { $0.code == "E_LOG_DOMAIN" }
    #expect(problems.count == 2 && problems.allSatisfy { !$0.message.contains("data.missing") }, "\(problems)")
    #expect(problems[0].message.contains("data.censoredWords: {\"0\": 0.05}"), "\(problems)")
    #expect(!problems[1].message.contains("censored"), "\(problems)")
  }

  @Test func `a cell without a result may be declared missing`() throws {
    let problem = try IdentityTests.first("E_MISSING", "lab,run,result\nLabA,1,NA\nLabB,1,5.1\n", Study.small())
    #expect(problem.message.contains("declare the text under data.missing"))
  }

  @Test(arguments: [["1.009", "0.997"], ["12.345", "12.34"], ["1234.567", "1.009"], ["1.009", "-0.989"]])
  func `three decimals are no thousands where a number of the column shows the mark`(values: [String]) throws {
    let comma = Study.small {
      $0.delimiter = UInt8(ascii: ";")
      $0.numbers = .comma
    }
    let rows = values.enumerated().map { "LabA;\($0.offset);\($0.element)\n" }.joined()
    let problem = try IdentityTests.first("E_DECIMAL_POINT", "lab;run;result\n\(rows)LabB;1;5,1\n", comma)
    #expect(problem.location?.line == 2)
    #expect(
      problem.message.contains("declare data.decimal: \".\"") && !problem.message.contains("thousands"), "\(problem)")
    #expect(!problem.message.contains("without"), "\(problem)")
  }

  @Test func `a mark that may be either is not advised to be taken away`() throws {
    let problem = try IdentityTests.first(
      "E_THOUSANDS", "lab,run,result\nLabA,1,\"1,234\"\nLabB,1,1250\n", Study.small())
    #expect(problem.message.contains("data.decimal") && !problem.message.contains("write the digits"), "\(problem)")
    let table = try #require(throws: Rejection.self) {
      try PlainTableTests.read("lab,y\nA,\"1,234\"\nA,\"0,997\"\n", .init(values: ["y"], labels: ["lab"]))
    }
    #expect(table.problems.map(\.code) == ["E_DECIMAL_COMMA", "E_DECIMAL_COMMA"])
  }

  @Test(arguments: ["BLANK", "MAX", "Control"])
  func `a well without a dose is a control that may be left out, not a row to remove`(name: String) throws {
    let mapping = Study.mapping {
      $0.columns = [.laboratory: "lab", .run: "run", .preparation: "prep", .dose: "dose", .value: "y"]
      $0.plates = Plates(refusesZeroDose: true, responses: .any)
    }
    let text = "lab,run,prep,dose,y\nLabA,1,S,1,0.5\nLabA,1,\(name),,0.1\nLabB,1,S,1,0.5\n"
    let problem = try IdentityTests.first("E_MISSING", text, mapping)
    #expect(problem.location == SourceLocation(file: "results.csv", line: 3, column: 4))
    #expect(problem.message.contains("no curve") && problem.message.contains("[\(name)]"), "\(problem)")
    #expect(!problem.message.contains("remove") && !problem.message.contains("statistic"), "\(problem)")
    let ignoring = Study.mapping {
      $0.columns = mapping.columns
      $0.plates = mapping.plates
      $0.rows = RowRules(ignore: ["dose": [""]])
    }
    #expect(try Study.read(text, ignoring).count == 2)
  }

  /// Files with one fault each that a message might advise to delete from raw data.
  @Test(arguments: [
    "lab,run,rep,s,result\nLabA,1,1,A,5\nLabA,1,1,A,6\nLabB,1,1,A,5\n",
    "lab,run,rep,s,result\nLabA,1,1,A,5\nLabA,1,1,A,5\nLabB,1,1,A,5\n",
    "lab,run,rep,s,result\nLabA,1,1,A,5\nlab,run,rep,s,result\nLabB,1,1,A,5\n",
    "lab,run,rep,s,result\nLabA,1,1,A,5\nLabA,1,Mean,A,5\nLabB,1,1,A,5\n",
    "lab,run,rep,s,result\nLabA,1,1,A,5\nMean,,,,5\nLabB,1,1,A,5\n",
    "lab,run,rep,s,result\nLabA,1,1,A,5\nLabC,1,1,A,5\nLabB,1,1,A,5\n",
    "lab,run,rep,s,result\nLabA,1,1,A\u{1},5\nLabB,1,1,A,5\n",
    "lab,run,rep,s,result\nLabA,1,1,A,5\nLabA,1,2,a,5\nLabB,1,1,A,5\n",
    "lab,run,rep,s,result\nLabA,R1,1,A,5\nLabA,R1 MW,1,A,5\nLabB,R1,1,A,5\n",
    "lab,run,rep,s,result\nLabA,1,1,A,>5\nLabB,1,1,A,5\n", "lab,run,rep,s,result\nLabA,1,1,A,\nLabB,1,1,A,5\n",
  ])
  func `no message asks to remove rows or cells of raw data`(text: String) {
    let problems = Study.problems(text, Study.small([.replicate: "rep", .sample: "s"]))
    #expect(!problems.isEmpty)
    for problem in problems {
      for word in ["remove", "delete", "leave the row out", "keep one", "drop"] {
        #expect(!problem.message.contains(word), "\(problem)")
      }
    }
  }
}
