import Notation
import Testing

@testable import AssayData

/// Names that are not whole cells.
struct CellNameTests {
  static let roles: [Role] = [.sample, .run, .day, .replicate, .laboratory]

  static func pattern(_ text: String) throws -> CellPattern { try CellPattern(text, among: roles) }

  private func words(_ pattern: String, _ cell: String) throws -> [String: String]? {
    guard case .one(let found) = try Self.pattern(pattern).match(Array(cell.utf8)) else { return nil }
    return Dictionary(uniqueKeysWithValues: found.map { ($0.key.rawValue, String(decoding: $0.value, as: UTF8.self)) })
  }

  @Test func `a pattern takes its names out of a cell, whole or not at all`() throws {
    #expect(try words("{sample}-R{run}", "LOT 7-R12") == ["sample": "LOT 7", "run": "12"])
    #expect(try words("{sample}-R{run}", "LOT7-12") == nil)
    #expect(try words("{sample}-R{run}", "-R12") == nil)
    #expect(try words("{sample}-R{run}", "LOT7-R") == nil)
    #expect(try words("({run}) {sample}", "(3) Prüfling") == ["run": "3", "sample": "Prüfling"])
    #expect(try words("{_}_{sample}_{_}", "x_LOT7_3") == ["sample": "LOT7"])
    #expect(try words("{sample}", "any thing") == ["sample": "any thing"])
  }

  @Test func `a cell that fits in two ways has no answer, and one in which only the unnamed differs has`() throws {
    guard case .several(let one, let other) = try Self.pattern("{sample}-{run}").match(Array("LOT-7-2".utf8)) else {
      Issue.record("LOT-7-2 has one reading")
      return
    }
    #expect(Set([one, other].map { String(decoding: $0[.sample] ?? [], as: UTF8.self) }) == ["LOT", "LOT-7"])
    #expect(try words("{_}-{_}-{run}", "a-b-c-d") == nil)
    #expect(try words("{_}-{_}:{run}", "a-b-c:4") == ["run": "4"])
  }

  @Test func `a cell of marks without end is refused in bounded time`() throws {
    let cell = Array(String(repeating: "-", count: 3_000).utf8)
    guard case .one = try Self.pattern("{sample}-{run}-{day}-{_}").match(cell) else { return }
    Issue.record("it has a reading")
  }

  @Test func `a text that is no pattern says why`() {
    func fault(_ text: String) -> CellPattern.Fault? {
      do throws(CellPattern.Fault) {
        _ = try CellPattern(text, among: Self.roles)
        return nil
      } catch { return error }
    }
    #expect(fault("LOT") == .noRole)
    #expect(fault("{_}") == .noRole)
    #expect(fault("{sample") == .unclosedBrace)
    #expect(fault("{batch}") == .unknownRole("batch"))
    #expect(fault("{run}{sample}") == .nothingBetween("run", "sample"))
    #expect(fault("{run}-{run}") == .repeatedRole("run"))
  }

  @Test(arguments: [
    ("MM/dd/yyyy HH:mm", "03/02/2026 08:15", "2026-03-02"), ("M/d/yyyy h:mm a", "3/2/2026 8:15 PM", "2026-03-02"),
    ("dd.MM.yyyy", "02.03.2026", "2026-03-02"), ("yyyy-MM-ddTHH:mm:ss", "2026-03-02T08:15:00", "2026-03-02"),
    ("d-MMM-yy", "2-Mar-26", "2026-03-02"), ("yyyyMMdd", "20240229", "2024-02-29"),
  ])
  func `a date is read as it is declared to stand`(_ format: String, _ cell: String, _ date: String) throws {
    #expect(try DateFormat(format).date(in: Array(cell.utf8)) == date)
  }

  @Test func `what is not wholly such a date, or no day, is none`() throws {
    let format = try DateFormat("dd.MM.yyyy")
    for cell in [
      "2.3.2026", "02.03.26", "02.03.2026 ", "30.02.2026", "29.02.2025", "00.01.2026", "02.13.2026", "02/03/2026", "",
    ] {
      #expect(format.date(in: Array(cell.utf8)) == nil)
    }
    #expect(throws: DateFormat.Fault.notOneDate) { try DateFormat("MM/yyyy") }
    #expect(throws: DateFormat.Fault.unknown("Q")) { try DateFormat("dd.MM.yyyy Q") }
    #expect(throws: DateFormat.Fault.nothingBetween("dMyyyy")) { try DateFormat("dMyyyy") }
  }

  static let header = "lab,name,acquired,who,result\n"

  static func mapping(_ change: (inout Mapping) -> Void = { _ in }) throws -> Mapping {
    let pattern = try CellPattern("{sample}-P{replicate}", among: [.sample, .replicate])
    let date = try DateFormat("MM/dd/yyyy HH:mm")
    return Study.mapping {
      $0.columns = [
        .laboratory: "lab", .sample: .part(of: "name", pattern: pattern),
        .replicate: .part(of: "name", pattern: pattern),
        .day: .date(in: "acquired", format: date), .analyst: "who", .run: .composed(["who", "acquired"]),
        .value: "result",
      ]
      change(&$0)
    }
  }

  @Test func `one column gives two names, two columns one, and a time its day`() throws {
    let data = try Study.read(
      Self.header + "LabA,LOT7-P1,03/02/2026 08:15,AB,10.1\nLabB,LOT7-P2,12/24/2026 17:00,CD,10.2\n", Self.mapping())
    #expect(data.name(.sample, of: 0) == "LOT7" && data.name(.replicate, of: 1) == "2")
    #expect(data.name(.day, of: 0) == "2026-03-02" && data.name(.day, of: 1) == "2026-12-24")
    #expect(data.name(.run, of: 0) == "AB, 03/02/2026 08:15" && data.name(.analyst, of: 0) == "AB")
    #expect(
      data.files[0].columns.map { $0.roles } == [
        [.laboratory], [.sample, .replicate], [.day, .run], [.analyst, .run], [.value],
      ])
  }

  @Test func `a cell that does not fit is an error at its place, told once`() throws {
    let problems = Study.problems(
      Self.header + "LabA,LOT7,03/02/2026 08:15,AB,10.1\nLabA,L-P1-P2,2026-03-02,AB,10.1\n", try Self.mapping())
    #expect(problems.map { $0.code } == ["E_PATTERN", "E_PATTERN", "E_PATTERN"])
    #expect(problems.map { $0.location?.line } == [2, 3, 3] && problems.map { $0.location?.column } == [2, 2, 3])
    #expect(problems[1].message.contains("in two ways"))
    #expect(problems[2].message.contains("MM/dd/yyyy HH:mm"))
  }

  @Test func `a name of the whole file needs no column`() throws {
    let data = try Study.read(
      "run,result\nR1,10.1\nR2,10.2\n",
      Study.mapping {
        $0.columns = [.laboratory: .constant("LabB"), .run: "run", .value: "result", .analyst: .constant("AB")]
      })
    #expect(data.name(.laboratory, of: 1) == "LabB" && data.name(.analyst, of: 0) == "AB")
  }

  @Test(arguments: [
    ("1,234.5", NumberGrammar.ThousandsMark.comma, "1234.5"), ("12'345'678", .apostrophe, "12345678"),
    ("1 234", .space, "1234"), ("-1\u{202F}234.50", .narrowNoBreakSpace, "-1234.50"), ("999.5", .comma, "999.5"),
    ("1,234e3", .comma, "1234000"),
  ])
  func `marks between thousands that are declared are read`(
    _ cell: String, _ mark: NumberGrammar.ThousandsMark, _ value: String
  ) throws {
    #expect(try NumberGrammar(decimalMark: 0x2E, thousandsMark: mark).read(cell).description == value)
  }

  @Test(arguments: ["12,34", "1,2345", ",123", "0,123", "1,,234", "1,234,", "1.234,5", "1,23.4", "1234,567"])
  func `a mark that is not between whole groups of thousands is refused`(_ cell: String) {
    #expect(throws: NumberGrammar.Fault.self) {
      try NumberGrammar(decimalMark: 0x2E, thousandsMark: .comma).read(cell)
    }
  }

  @Test func `padding is passed over where it is declared, and only about the number`() throws {
    let grammar = NumberGrammar(decimalMark: 0x2E, trimsPadding: true)
    #expect(try grammar.read("  10.1\u{A0}").description == "10.1")
    #expect(throws: NumberGrammar.Fault.self) { try grammar.read("1 0.1") }
    #expect(throws: NumberGrammar.Fault.empty) { try grammar.read("  ") }
    #expect(throws: NumberGrammar.Fault.self) { try NumberGrammar.point.read(" 10.1") }
  }
}
