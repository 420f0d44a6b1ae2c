import AssayData
import Notation
import Testing

/// A row that is not used shows its cell as the file has it, and never a number that nobody measured.
struct ShownCellTests {
  @Test func `an excluded row shows its number where it has one, else its cell`() throws {
    let mapping = Study.small([.validity: "ok", .status: "st"]) { $0.censored = .halfLimit }
    let data = try Study.read(
      """
      lab,run,ok,st,result
      LabA,1,invalid,final,95.03*
      LabA,2,invalid,final,96.180
      LabA,3,invalid,final,n.a.
      LabA,4,invalid,final,
      LabA,5,valid,replaced,OVRFLW
      LabA,6,valid,replaced,0
      LabA,7,invalid,final,<0.05
      LabA,8,valid,final,<0.5
      LabB,1,valid,final,5.1

      """, mapping)
    func shown(_ row: Int) -> String? {
      switch data.shown(row) {
      case .number(let value): "\(value)"
      case .text(let text): "'\(text)'"
      case .nothing: nil
      }
    }
    #expect(
      (0..<9).map(shown) == ["'95.03*'", "96.180", "'n.a.'", "''", "'OVRFLW'", "0", "'<0.05'", "'<0.5'", "5.1"])
    #expect((0..<9).map(data.hasResult) == [false, true, false, false, false, true, false, false, true])
    #expect((0..<9).map(data.isUsable) == [false, false, false, false, false, false, false, true, true])
    let table = data.normalisedTable()
    #expect(table.contains("LabA,content,1,95.03*,") && table.contains(",2,96.180,") && table.contains(",4,,invalid,"))
    #expect(table.contains(",8,<0.5,valid,") && !table.contains("0.25") && !table.contains(",3,0,"))
    #expect(Set(data.cells.keys) == Set(0..<8), "the text is kept of those rows alone")
  }

  @Test func `a missing code is shown as it stands, and no formula is let into a table`() throws {
    let data = try Study.read(
      "lab,run,result\nLabA,1,-\nLabA,2,=NA()\nLabB,1,5.1\n", Study.small { $0.missing = ["-", "=NA()"] })
    #expect(data.shown(0) == .text("-") && data.shown(1) == .text("=NA()"))
    #expect(data.normalisedTable().contains("LabA,content,2,'=NA(),results.csv"))
  }

  @Test func `a number that is excluded keeps its value whatever its decimal mark`() throws {
    let mapping = Study.mapping {
      $0.columns = [.laboratory: "lab", .run: "run", .value: "result", .validity: "ok"]
      $0.delimiter = UInt8(ascii: ";")
      $0.numbers = .comma
    }
    let data = try Study.read("lab;run;ok;result\nLabA;1;invalid;95,03\nLabB;1;valid;5,1\n", mapping)
    #expect(data.hasResult(0) && data.values[0].description == "95.03")
  }
}
