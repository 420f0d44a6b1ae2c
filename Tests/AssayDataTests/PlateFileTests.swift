import AssayData
import Notation
import Testing

/// Files of dose-response readings.
struct PlateFileTests {
  static let mapping = Mapping(
    delimiter: UInt8(ascii: ","), numbers: .point, missing: ["NA"],
    columns: [
      .laboratory: "lab", .run: "plate", .preparation: "preparation", .dose: "dose", .replicate: "replicate",
      .value: "response", .validity: "check",
    ], plates: Plates(refusesZeroDose: true, responses: .any))

  static let vocabulary = Study.vocabulary(
    unit: "ratio", mustBePositive: true, reference: "REF", attributes: ["potency"], mandatory: [.run, .sample])

  /// Two laboratories, two preparations, four doses.
  static let lines: [String] = {
    var lines = ["lab,plate,preparation,dose,replicate,response,check"]
    for laboratory in ["LabA", "LabB"] {
      for preparation in ["REF", "TEST"] {
        for dose in ["0.1", "1", "10", "100"] {
          for replicate in 1...2 {
            lines.append("\(laboratory),P1,\(preparation),\(dose),\(replicate),\(lines.count).25,valid")
          }
        }
      }
    }
    return lines
  }()

  /// The table with one cell of line 2 changed.
  static func text(_ column: String, _ cell: String) -> String {
    var lines = lines
    let headers = lines[0].split(separator: ",").map(String.init)
    var cells = lines[1].split(separator: ",").map(String.init)
    guard let field = headers.firstIndex(of: column) else { return "" }
    cells[field] = cell
    lines[1] = cells.joined(separator: ",")
    return lines.joined(separator: "\n") + "\n"
  }

  static func problems(_ text: String, _ change: (inout Mapping) -> Void = { _ in }) -> [Problem] {
    var mapping = mapping
    change(&mapping)
    return Study.problems(text, mapping, vocabulary)
  }

  @Test func `wells are read as results are, each with its place`() throws {
    let data = try Study.read(lines(), Self.mapping, Self.vocabulary)
    #expect(data.count == 32 && data.warnings == [])
    #expect(data.name(.preparation, of: 8) == "TEST" && data.number(.dose, of: 8)?.description == "0.1")
    #expect(data.location(of: 8).description == "results.csv:10:6")
    #expect(data.counts().map(\.sample) == ["REF", "TEST", "REF", "TEST"] && data.hasUnits)
    #expect(data.normalisedTable().hasPrefix("laboratory,attribute,run,replicate,value,validity,preparation,dose,file"))
  }

  private func lines() -> String { Self.lines.joined(separator: "\n") + "\n" }

  @Test(arguments: [
    ("dose", "1:10", "E_NUMBER", "1:10", 4), ("dose", "1/10", "E_NUMBER", "ratio", 4),
    ("dose", "-0.1", "E_DOSE_DOMAIN", "-0.1", 4), ("dose", "0", "E_DOSE_DOMAIN", "no logarithm", 4),
    ("dose", "0.00", "E_DOSE_DOMAIN", "zeroDose: asymptote", 4), ("dose", "high", "E_NUMBER", "high", 4),
    ("dose", "", "E_MISSING", "dose is empty", 4), ("dose", "0,1", "E_RAGGED", "", 0),
    ("dose", "<0.1", "E_CENSORED", "<0.1", 4), ("dose", "10 ng", "E_NUMBER", "10 ng", 4),
    ("preparation", "", "E_MISSING", "preparation is empty", 3), ("preparation", "Mean", "E_ROW", "Mean", 0),
    ("preparation", "ref", "E_NAME_CLASH", "REF", 0), ("plate", "", "E_MISSING", "run is empty", 2),
    ("response", "OVER", "E_NUMBER", "ran over its range", 6), ("response", "OVRFLW", "E_NUMBER", "OVRFLW", 6),
    ("response", "*2.1034", "E_NUMBER", "*2.1034", 6), ("response", "(2.1034)", "E_NUMBER", "masked", 6),
    ("response", "n/a", "E_MISSING", "response", 6), ("response", "1.234.567", "E_THOUSANDS", "1.234.567", 6),
    ("replicate", "2", "E_DUPLICATE", "two values", 0), ("check", "maybe", "E_STATUS", "maybe", 7),
  ])
  func `a well that cannot be read so is refused at its place, naming what was found`(
    column: String, cell: String, code: String, word: String, field: Int
  ) {
    let problems = Self.problems(Self.text(column, cell))
    let found = problems.first { $0.code == code }
    #expect(found?.severity == .error, "\(problems)")
    #expect(found?.message.contains(word) == true, "\(problems)")
    if field > 0 { #expect(found?.location?.line == 2 && found?.location?.column == field, "\(problems)") }
  }

  @Test func `zero doses and responses are held against what the protocol declares`() throws {
    let zero = Self.text("dose", "0")
    #expect(Self.problems(zero) { $0.plates = Plates(refusesZeroDose: false, responses: .any) } == [])
    for (responses, cell, isRefused) in [
      (Plates.Responses.any, "-0.1", false), (.notNegative, "-0.1", true), (.notNegative, "0", false),
      (.positive, "0", true), (.positive, "0.1", false),
    ] {
      let problems = Self.problems(Self.text("response", cell)) {
        $0.plates = Plates(refusesZeroDose: true, responses: responses)
      }
      #expect(problems.map(\.code) == (isRefused ? ["E_LOG_DOMAIN"] : []), "\(responses) \(cell)")
    }
    // A response at or below zero is no result, so the log scale of potencies does not refuse it.
    #expect(Self.problems(Self.text("response", "-3")) == [])
  }

  @Test func `missing and invalid wells stay as rows that are not used`() throws {
    let data = try Study.read(Self.text("response", "NA"), Self.mapping, Self.vocabulary)
    #expect(data.standing(of: 0) == .missing && data.warnings.map(\.code) == ["W_MISSING"])
    let invalid = try Study.read(Self.text("check", "invalid"), Self.mapping, Self.vocabulary)
    #expect(!invalid.isUsable(0) && invalid.warnings.contains { $0.code == "W_EXCLUDED" })
  }

  @Test func `doses further apart than a dilution series warn, and one dose is one however it is written`() throws {
    #expect(Self.problems(Self.text("dose", "1e-300")).map(\.code) == ["W_RANGE"])
    let data = try Study.read(Self.text("dose", "0.10"), Self.mapping, Self.vocabulary)
    #expect(data.warnings == [] && data.factors[.dose]?.levels.count == 4)
  }

  @Test func `a signal a hundred times another laboratory's is no other unit`() throws {
    var lines = Self.lines
    for i in 17..<lines.count { lines[i] = lines[i].replacing(".25", with: "00.25") }
    #expect(Self.problems(lines.joined(separator: "\n") + "\n") == [])
  }

  @Test func `columns that the plates lack are named under doseResponse`() {
    let problems = Self.problems(lines()) { $0.columns[.dose] = "concentration" }
    #expect(problems.map(\.code) == ["E_COLUMN_MISSING"])
    #expect(problems.first?.message.contains("doseResponse.columns") == true)
    #expect(Self.problems(lines()) { $0.columns[.preparation] = nil }.contains { $0.code == "E_COLUMN_MISSING" })
  }

  @Test(arguments: ["0", "-2", "1:2", "x"])
  func `assumed potencies and dilutions are numbers above zero`(cell: String) {
    for role in [Role.assumedPotency, .dilution] {
      let text = Self.lines.enumerated().map { "\($1),\($0 == 0 ? "extra" : $0 == 1 ? cell : "2")\n" }.joined()
      let problems = Self.problems(text) { $0.columns[role] = "extra" }
      #expect(problems.first?.location?.line == 2 && problems.first?.location?.column == 8, "\(problems)")
      #expect(problems.first?.severity == .error)
    }
  }

  @Test func `a well that is read twice is one reading too many`() {
    let text = Self.lines.enumerated().map { i, line in
      "\(line),\(i == 0 ? "well" : i == 2 ? "A1" : "A\(i)")\n"
    }.joined().replacing(",0.1,2,", with: ",0.1,1,")
    let problems = Self.problems(text) {
      $0.columns[.well] = "well"
      $0.columns[.replicate] = nil
    }
    #expect(problems.contains { $0.code == "E_DUPLICATE" && $0.severity == .error }, "\(problems)")
  }

  @Test func `results take the place of readings, and what may not be used stays`() throws {
    let data = try Study.read(Self.text("check", "invalid"), Self.mapping, Self.vocabulary)
    let reading = [Bool](repeating: true, count: data.count)
    let one = ExactDecimal(1)
    let potencies = data.replacing(
      readings: reading,
      by: [
        AssayData.Derived(row: 8, sample: "TEST", value: one),
        AssayData.Derived(row: 24, sample: "TEST", value: nil, reason: "flat"),
      ])
    #expect(potencies.count == 3 && potencies.factors[.dose] == nil && potencies.factors[.preparation] == nil)
    #expect(potencies.standing(of: 0) == .unusedReading(word: "invalid") && potencies.name(.sample, of: 0) == "REF")
    #expect(potencies.values[1] == one && potencies.isUsable(1) && potencies.location(of: 1).line == 10)
    #expect(potencies.standing(of: 2) == .noPotency(reason: "flat") && potencies.name(.laboratory, of: 2) == "LabB")
    #expect((0..<3).map { potencies.hasResult($0) } == [false, true, false])
    #expect(potencies.normalisedTable().contains("no potency: flat"))
    #expect(potencies.files == data.files)
  }
}
