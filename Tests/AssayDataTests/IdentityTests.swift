import AssayData
import Notation
import Testing

/// What makes a result another one, and what does not.
struct IdentityTests {
  static func first(
    _ code: String, _ text: String, _ mapping: Mapping, _ vocabulary: StudyVocabulary = Study.vocabulary
  ) throws -> Problem {
    let problems = Study.problems(text, mapping, vocabulary)
    return try #require(problems.first { $0.code == code }, "\(problems)")
  }

  @Test(arguments: [Role.date, .instrument, .lot, .referenceLot])
  func `the circumstances of a result do not make it another one`(role: Role) throws {
    let text = "lab,run,rep,what,result\nLabA,1,1,first,5.0\nLabA,1,1,second,5.4\nLabB,1,1,first,5.1\n"
    let problem = try Self.first("E_DUPLICATE", text, Study.small([.replicate: "rep", role: "what"]))
    #expect(problem.severity == .error && problem.location?.line == 3)
    #expect(problem.message.contains("\(role.rawValue) (\"second\", there \"first\")"), "\(problem)")
    #expect(problem.message.contains("replicates") && problem.message.contains("status or validity"), "\(problem)")
    #expect(!problem.message.contains("remove") && !problem.message.contains("keep one"), "\(problem)")
  }

  @Test func `equal readings at two times are replicates where no column numbers them`() {
    let text = "lab,run,date,result\nLabA,1,2026-03-02 08:10,5.0\nLabA,1,2026-03-02 10:10,5.0\nLabB,1,x,5.1\n"
    #expect(Study.problems(text, Study.small([.date: "date"])).isEmpty)
    let same = text.replacing("10:10", with: "08:10")
    #expect(Study.problems(same, Study.small([.date: "date"])).map(\.code) == ["W_DUPLICATE"])
  }

  // MARK: - Days

  @Test(arguments: [
    "2026-03-02 08:03", "2026-03-02T08:03:00", "2026-03-02T08:03:00Z", "20260302T0803", "02.03.2026 8:03", "08:03",
    "3/2/2026 12:03 AM", "3/2/2026 12:00 PM", "46083.3354", "46083,5", "2026-03-02 00:00:01",
    // With a point, an h, a word or another mark, as people and databases write them.
    "2026-03-02 08.15", "2026-03-02 8h15", "02.03.2026 8.15 Uhr", "2.3.2026 klo 8.15", "2.3.2026 kl. 08.15",
    "2026-03-02_08:15:00", "02/03/2026-08:15", "2026-03-02/08:15", "2026-03-02@08:15", "2026-03-02t08:15:00",
    "02MAR2026:08:15:00", "02-MAR-26 08.15.00.000000 AM", "20260302 0815", "20260302081500", "202603020815",
    "2026年3月2日 8時15分", "2026-03-02 08：15", "2 March 2026, 8 am", "Mar 2, 2026 at 8:15 PM", "8h15", "8.15 Uhr",
    "Day 2 08:10", "2026-03-02 12:00 pm",
  ])
  func `a day with a time of day is refused`(day: String) throws {
    let text = "lab;day;result\nLabA;\(day);5\nLabB;D1;5.1\n"
    let mapping = Study.mapping {
      $0.delimiter = UInt8(ascii: ";")
      $0.columns = [.laboratory: "lab", .day: "day", .value: "result"]
    }
    let problem = try Self.first("E_DAY", text, mapping, Study.vocabulary(mandatory: [.day]))
    #expect(problem.location?.line == 2 && problem.location?.column == 2)
    #expect(problem.message.contains("data.columns.date"), "\(problem)")
  }

  @Test(arguments: [
    "D1", "Day 2", "2026-03-04", "3", "04/03/2026", "Tuesday", "46083", "Day 1:2", "T1", "12.5",
    "1A", "2P", "Day 2 p.m.", "24h", "1:2", "3.3.", "2026-W10-2", "Week 1:Day 2", "2026-03-02 session 2",
    "2026-03-02 (2)",
    "20260302", "20260302-1", "10.11.12", "2 March 2026", "02MAR2026", "2026年3月2日", "123456789012",
  ])
  func `a day without a time is a day`(day: String) throws {
    let mapping = Study.small([.day: "day"])
    let data = try Study.read("lab,run,day,result\nLabA,1,\(day),5\nLabB,1,\(day),5.1\n", mapping)
    #expect(data.name(.day, of: 0) == day)
  }

  @Test func `a time of midnight is left off, so that a date is one day however it was exported`() throws {
    let text = """
      lab,run,day,result
      LabA,1,2026-03-02 00:00:00,5
      LabA,2,2026-03-02,6
      LabA,3,3/2/2026 12:00:00 AM,6
      LabB,1,2026-03-02T00:00,5.1

      """
    let data = try Study.read(text, Study.small([.day: "day"]))
    #expect(data.factors[.day]?.levels == ["2026-03-02", "3/2/2026"])
    #expect(data.warnings.filter { $0.code == "W_DAY" }.count == 1)
  }

  @Test func `a time that is declared to be of a day is that day`() throws {
    let mapping = Study.small([.day: "day"]) { $0.aliases = [.day: ["08:03": "D1"]] }
    let data = try Study.read("lab,run,day,result\nLabA,1,08:03,5\nLabB,1,D1,5.1\n", mapping)
    #expect(data.factors[.day]?.levels == ["D1"])
  }

  @Test func `a factor that is called day is held to the same`() throws {
    let request = PlainTable.Request(values: ["y"], labels: ["day"])
    let refused = try #require(throws: Rejection.self) {
      try PlainTableTests.read("day,y\n2026-03-02 08:03,1\n2026-03-02 10:03,2\n", request)
    }
    #expect(refused.problems.map(\.code) == ["E_DAY", "E_DAY"])
    let midnight = try PlainTableTests.read("day,y\n2026-03-02 00:00,1\n2026-03-02,2\n", request)
    #expect(midnight.labels[0].levels == ["2026-03-02"])
    let run = PlainTable.Request(values: ["y"], labels: ["started"])
    #expect(try PlainTableTests.read("started,y\n2026-03-02 08:03,1\n", run).count == 1)
  }

  // MARK: - Wells

  private static let plates = Study.mapping {
    $0.columns = [
      .laboratory: "lab", .run: "run", .plate: "plate", .well: "well", .preparation: "prep", .dose: "dose",
      .value: "y",
    ]
    $0.plates = Plates(refusesZeroDose: true, responses: .any, refusesSeveralPlates: false)
  }

  @Test(arguments: [("B2", "B02"), ("B02", "b2"), ("A1", "A-01")])
  func `a well of a plate is read once, however it is written`(one: String, other: String) throws {
    func text(_ plate: String, _ preparation: String) -> String {
      "lab,run,plate,well,prep,dose,y\nLabA,1,P1,\(one),S,1,0.5\nLabA,1,\(plate),\(other),\(preparation),1,0.6\nLabB,1,P1,\(one),S,1,0.5\n"
    }
    let twice = try Self.first("E_DUPLICATE", text("P1", "S"), Self.plates)
    #expect(twice.message.contains("\"\(one)\"") && twice.message.contains("\"\(other)\""), "\(twice)")
    let moved = try Self.first("E_WELL_TWICE", text("P1", "T"), Self.plates)
    #expect(moved.message.contains("\"\(one)\"") && moved.message.contains("\"\(other)\""), "\(moved)")
    #expect(moved.location?.line == 3 && moved.severity == .error)
    #expect(Study.problems(text("P2", "T"), Self.plates).filter { $0.severity == .error }.isEmpty)
  }

  // MARK: - Headers and names that look alike

  @Test(arguments: [("run", "RUN", "in case"), ("run", "run ", "in blanks"), ("run", "r\u{443}n", "")])
  func `a column beside a mapped one that differs only so is refused`(own: String, twin: String, how: String) throws {
    let text = "lab,\(own),\(twin),result\nLabA,1,2,5\nLabB,1,2,5.1\n"
    let found = Study.problems(text, Study.small()).first { $0.code == "E_COLUMN" }
    // The Cyrillic u is a y to the eye: another name.
    guard how != "" else { return #expect(found == nil) }
    #expect(found?.message.contains(how) == true && found?.location?.column == 3, "\(String(describing: found))")
    let both = Study.small([.lot: .column(twin)])
    #expect(Study.problems(text, both).allSatisfy { $0.severity == .warning }, "declared, it is known")
  }

  @Test func `letters that look alike are told with their code points`() throws {
    let name = try Self.first("E_NAME_CLASH", "lab,run,result\nL\u{430}bA,1,5\nLabB,1,5.1\n", Study.small())
    #expect(name.message.contains("U+0430 CYRILLIC SMALL LETTER A"), "\(name)")
    let sample = try Self.first(
      "E_NAME_CLASH", "lab,run,s,result\nLabA,1,LOT-1,5\nLabB,1,L\u{41E}T-1,5.1\n", Study.small([.sample: "s"]))
    #expect(sample.message.contains("U+041E"), "\(sample)")
    let vocabulary = StudyVocabulary(
      laboratories: ["LabA", "LabB"],
      attributes: [.init(id: "content", unitOfMeasurement: "mg/mL", mustBePositive: false)],
      mandatoryRoles: [.run], names: ["LOT-1"])
    let planned = try Self.first(
      "E_NAME_CLASH", "lab,run,s,result\nLabA,1,L\u{41E}T-1,5\nLabB,1,L\u{41E}T-1,5.1\n", Study.small([.sample: "s"]),
      vocabulary)
    #expect(planned.message.contains("U+041E") && planned.location?.line == 2, "\(planned)")
    let header = try Self.first(
      "E_COLUMN_MISSING", "lab,run,size (\u{3BC}m)\nLabA,1,5\n", Study.small([.value: "size (\u{B5}m)"]))
    #expect(header.message.contains("U+00B5") && header.message.contains("U+03BC"), "\(header)")
    let twins = try Self.first(
      "E_COLUMN", "lab,run,(\u{3BC}m),(\u{B5}m)\nLabA,1,5,5\n", Study.small([.value: "(\u{B5}m)"]))
    #expect(twins.message.contains("U+00B5") && twins.message.contains("U+03BC"), "\(twins)")
    let status = try Self.first(
      "E_STATUS", "lab,run,ok,result\nLabA,1,v\u{430}lid,5\nLabB,1,valid,5.1\n", Study.small([.validity: "ok"]))
    #expect(status.message.contains("U+0430"), "\(status)")
  }

  // MARK: - The end of a file

  @Test func `a file that ends in digits without a line end may be cut`() throws {
    let whole = "lab,run,result\nLabA,1,100.21\nLabB,1,100.3"
    let cut = try Self.first("W_TRUNCATED", whole, Study.small())
    #expect(cut.location?.line == 3 && cut.location?.column == 3)
    #expect(cut.message.contains("probably cut") && cut.message.contains("\"100.21\""), "\(cut)")
    #expect(try Study.read(whole, Study.small()).values[1].description == "100.3")
    let perhaps = try Self.first("W_TRUNCATED", whole + "6", Study.small())
    #expect(!perhaps.message.contains("probably"), "\(perhaps)")
    #expect(Study.problems(whole + "\n", Study.small()).isEmpty)
    #expect(Study.problems(whole + "\r\n", Study.small()).allSatisfy { $0.code != "W_TRUNCATED" })
    let word = "lab,result,run\nLabA,1,R1\nLabB,1.1,R2 end"
    #expect(Study.problems(word, Study.small()).isEmpty)
  }

  @Test func `a table of a command is held to the same`() throws {
    let request = PlainTable.Request(values: ["y"], labels: ["lab"])
    let table = try PlainTableTests.read("lab,y\nA,1.25\nB,1.2", request)
    #expect(table.warnings.map(\.code) == ["W_TRUNCATED"] && table.warnings[0].location?.line == 3)
    let twins = try #require(throws: Rejection.self) { try PlainTableTests.read("lab,y,Y\nA,1,2\n", request) }
    #expect(twins.problems.map(\.code) == ["E_COLUMN"])
  }
}
