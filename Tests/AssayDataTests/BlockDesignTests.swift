import Notation
import Testing

@testable import AssayData

/// A declared block or Latin square is checked cell by cell.
struct BlockDesignTests {
  private static let treatments = ["S 1", "S 2", "T 1", "T 2"]

  private static func reading(_ treatment: String, _ blocks: [String]) -> BlockDesign.Reading {
    let parts = treatment.split(separator: " ")
    return BlockDesign.Reading(
      preparation: String(parts[0]), dose: ExactDecimal(Int(parts[1]) ?? 0), blocks: blocks)
  }

  /// Treatment (row + column) mod 4 in each cell.
  private static let square = (0..<16).map { index in
    reading(treatments[(index / 4 + index % 4) % 4], ["\(index / 4 + 1)", "\(index % 4 + 1)"])
  }
  private static let blocks = (0..<24).map { reading(treatments[$0 % 4], ["B\($0 / 8 + 1)"]) }

  private static func faults(_ readings: [BlockDesign.Reading]) -> [BlockDesign.Fault] { BlockDesign(readings).faults }

  @Test func `a whole square and whole blocks have no fault, replicates in a block included`() {
    #expect(Self.faults(Self.square).isEmpty && Self.faults(Self.blocks).isEmpty)
  }

  @Test func `a cell that stands twice is named, and the one that lacks`() {
    var readings = Self.square
    readings[6] = Self.reading("T 2", ["3", "1"])
    let found = Self.faults(readings)
    #expect(found.map(\.isError) == [true, true])
    #expect(
      found[0].message.contains("row \"3\", column \"1\" stands twice: T at 2 and T at 1") && found[0].reading == 8)
    #expect(found[1].message.contains("no reading is of the cell row \"2\", column \"3\""))
  }

  @Test func `exchanged labels are named with both columns`() {
    var readings = Self.square
    (readings[0], readings[1]) = (Self.reading("S 2", ["1", "1"]), Self.reading("S 1", ["1", "2"]))
    let found = Self.faults(readings)
    #expect(found.allSatisfy(\.isError) && found.count == 2)
    #expect(
      found.contains {
        $0.message == "S at 2 stands twice in column \"1\": in row \"1\" and row \"2\", and less often in column \"2\""
      }, "\(found.map(\.message))")
  }

  @Test func `a lost reading is told and refuses nothing`() {
    let found = Self.faults(Array(Self.square.dropLast()))
    #expect(found.map(\.isError) == [false] && found[0].message.contains("row \"4\", column \"4\""))
    let block = Self.faults(Array(Self.blocks.dropLast()))
    #expect(block.map(\.message) == ["T at 2 stands less often in block \"B3\" than in the others"])
  }

  @Test func `labels exchanged between blocks are named, and a test that a block was not planned for is not`() {
    var readings = Self.blocks
    readings[0] = Self.reading("S 2", ["B1"])
    readings[9] = Self.reading("S 1", ["B2"])
    let found = Self.faults(readings).filter(\.isError).map(\.message)
    #expect(
      found.count == 2 && found[0].hasPrefix("S at 2 stands 3 times in block \"B1\", and twice elsewhere"), "\(found)")
    #expect(Self.faults(Self.blocks.filter { $0.preparation == "S" || $0.blocks != ["B3"] }).isEmpty)
  }

  @Test func `files of readings are refused with the line`() throws {
    var text = "lab,run,prep,dose,row,column,od\n"
    for lab in ["LabA", "LabB"] {
      for reading in Self.square {
        let isMoved = lab == "LabB" && reading.blocks == ["2", "3"]
        let cell = isMoved ? ["3", "1"] : reading.blocks
        text += "\(lab),1,\(reading.preparation),\(reading.dose),\(cell[0]),\(cell[1]),1.\(text.utf8.count)\n"
      }
    }
    var mapping = Study.mapping()
    mapping.columns = [
      .laboratory: "lab", .run: "run", .preparation: "prep", .dose: "dose", .row: "row", .column: "column",
      .value: "od",
    ]
    mapping.plates = Plates(refusesZeroDose: true, responses: .any)
    let problems = Study.problems(text, mapping).filter { $0.code == "E_BLOCK" }
    #expect(problems.first?.location?.line == 26 && problems.first?.message.contains("run \"1\" of \"LabB\"") == true)
  }
}
