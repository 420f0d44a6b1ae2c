import Foundation
import Notation
import Testing

@testable import AssayData

/// Results in workbooks, as spreadsheet programs store them.
struct WorkbookTests {
  static func bytes(_ name: String) throws -> [UInt8] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().resolvingSymlinksInPath()
    return Array(try Data(contentsOf: folder.appendingPathComponent("Workbooks/\(name)")))
  }

  static let vocabulary = Study.vocabulary(laboratories: ["Site A", "Site B"], unit: "%")

  static func mapping(_ change: (inout Mapping) -> Void = { _ in }) -> Mapping {
    Study.mapping {
      $0.columns = [.laboratory: "Laboratory", .sample: "Lot", .run: "Run", .value: "Assay"]
      change(&$0)
    }
  }

  static func read(_ name: String, as shown: String? = nil, _ mapping: Mapping = mapping()) throws(Rejection)
    -> AssayData
  {
    guard let bytes = try? bytes(name) else { throw Rejection([]) }
    return try AssayData(reading: [.init(name: shown ?? name, bytes: bytes, mapping: mapping)], for: vocabulary)
  }

  private func problems(_ name: String, as shown: String? = nil, _ mapping: Mapping = mapping()) -> [Problem] {
    do { return try Self.read(name, as: shown, mapping).warnings } catch { return error.problems }
  }

  /// What is stored is 99.799999999999997, which a double cannot tell from 99.8.
  @Test func `a workbook gives the numbers that are in its cells, each with its cell`() throws {
    let data = try Self.read("plain.xlsx")
    #expect(data.values.map { $0.description } == ["99.8", "99.8", "100.1", "99.9", "100.2", "99.5"])
    #expect("\(data.location(of: 2))" == "plain.xlsx:Results!D4" && data.warnings.isEmpty)
    #expect(
      data.files[0].encoding == "xlsx" && data.files[0].lineEnding == nil && data.files[0].sheet?.name == "Results")
  }

  @Test func `of several sheets the protocol names one`() throws {
    let error = try #require(problems("two-sheets.xlsx").first)
    #expect(error.code == "E_SHEET" && error.message.contains("\"Results\", \"Notes\""))
    #expect(try Self.read("two-sheets.xlsx", Self.mapping { $0.sheet = SheetChoice(name: "Results") }).count == 6)
    #expect(
      problems("two-sheets.xlsx", Self.mapping { $0.sheet = SheetChoice(name: "results") }).map { $0.code } == [
        "E_SHEET"
      ])
  }

  @Test func `a range, or the lines of the table, say which cells are read`() throws {
    let range = try #require(CellRange("B5:E11"))
    let data = try Self.read("preamble.xlsx", Self.mapping { $0.sheet = SheetChoice(range: range) })
    #expect(data.count == 6 && "\(data.location(of: 0))" == "preamble.xlsx:Results!E6")
    let lines = try Self.read(
      "preamble.xlsx", Self.mapping { $0.extent = TableExtent(headerLine: 5, end: .blank) })
    #expect(lines.count == 6 && lines.location(of: 5).cell == "E11" && lines.files[0].otherLines.footer == 2)
    let beyond = try #require(CellRange("B5:E40"))
    #expect(
      problems("preamble.xlsx", Self.mapping { $0.sheet = SheetChoice(range: beyond) }).map { $0.code } == ["E_SHEET"])
  }

  @Test func `rows that a range leaves out are an error at their cells`() throws {
    func problems(_ range: String) -> [String] {
      self.problems("preamble.xlsx", Self.mapping { $0.sheet = SheetChoice(range: CellRange(range)) })
        .map { "\($0.code) \($0.location?.line ?? 0)" }
    }
    #expect(problems("B5:E9") == ["E_END 10"])
    #expect(problems("B5:E11") == [])
    // The header of a range is its first row.
    #expect(problems("B7:E11").first?.hasPrefix("E_HEADER") == true)
    let apart = Self.mapping {
      $0.sheet = SheetChoice(range: CellRange("B7:E11"))
      $0.extent = TableExtent(headerLine: 5)
    }
    #expect(self.problems("preamble.xlsx", apart).map { $0.code } == ["E_SHEET"])
    do throws(Rejection) {
      _ = try PlainTable(
        reading: (try? Self.bytes("preamble.xlsx")) ?? [], name: "preamble.xlsx",
        .init(values: ["Assay"], labels: ["Run"], sheet: SheetChoice(range: CellRange("B5:E9"))))
      Issue.record("rows below the range were left out")
    } catch { #expect(error.problems.map { $0.code } == ["E_END"] && error.problems[0].location?.line == 10) }
  }

  @Test func `hidden rows and columns are read and named`() throws {
    let data = try Self.read("hidden.xlsx")
    #expect(data.count == 6)
    #expect(data.warnings.map { $0.code } == ["W_HIDDEN", "W_HIDDEN"])
    #expect(data.warnings.map { "\($0.location!)" } == ["hidden.xlsx:Results", "hidden.xlsx:Results!3:3"])
  }

  @Test func `a percentage is an error until it is said what it means`() throws {
    let error = try #require(problems("percent.xlsx").first)
    #expect(error.code == "E_PERCENT" && error.location?.cell == "D2")
    #expect(error.message.contains("\"0.998\" is stored, \"99.8\" % is seen"))
    func values(_ percent: SheetChoice.Percent) throws -> [String] {
      try Self.read("percent.xlsx", Self.mapping { $0.sheet = SheetChoice(percent: percent) }).values.map {
        $0.description
      }
    }
    #expect(try values(.shown).prefix(3) == ["99.8", "99.8", "100.1"])
    #expect(try values(.stored).prefix(3) == ["0.998", "0.998", "1.001"])
  }

  @Test func `cells that hold no value, or another thing than they should, are refused each at its place`() {
    let found = problems("faulty.xlsx").filter { $0.severity == .error }
    #expect(
      found.map { "\($0.location?.cell ?? "-") \($0.code)" } == [
        "D2 E_CELL", "B3 E_CELL", "D4 E_CELL", "D5 E_CELL", "A6 E_CELL", "D6 E_CELL", "A7 E_CELL",
      ])
  }

  @Test func `a workbook under another name, and another file under a workbook's, are refused`() throws {
    for name in ["results.csv", "results.xls", "results.xlsb"] {
      let named = Self.mapping { $0.sheet = SheetChoice(name: "Results") }
      let found = problems("plain.xlsx", as: name, named)
      #expect(found.map { $0.code } == ["E_BINARY"] && found[0].message.contains(".xlsx"))
    }
    let old = AssayData.Input(
      name: "results.xls", bytes: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], mapping: Self.mapping())
    do throws(Rejection) { _ = try AssayData(reading: [old], for: Self.vocabulary) } catch {
      #expect(error.problems.map { $0.code } == ["E_BINARY"])
    }
    let text = AssayData.Input(name: "results.xlsx", bytes: Array("lab,run,result\n".utf8), mapping: Self.mapping())
    #expect(throws: Rejection.self) { try AssayData(reading: [text], for: Self.vocabulary) }
    #expect(
      Study.problems(Study.baseline, Study.mapping { $0.sheet = SheetChoice(name: "Results") }).map { $0.code } == [
        "E_SHEET"
      ])
  }

  @Test func `a plain table is read from a workbook too`() throws {
    let table = try PlainTable(
      reading: Self.bytes("plain.xlsx"), name: "plain.xlsx", .init(values: ["Assay"], labels: ["Laboratory", "Run"]))
    #expect(table.count == 6 && table.values[0][1].description == "99.8" && table.lines[0] == 2)
    do throws(Rejection) {
      _ = try PlainTable(
        reading: (try? Self.bytes("faulty.xlsx")) ?? [], name: "faulty.xlsx", .init(values: ["Assay"], labels: []))
      Issue.record("faulty cells were read")
    } catch { #expect(error.problems.first?.location?.cell == "D2") }
  }
}
