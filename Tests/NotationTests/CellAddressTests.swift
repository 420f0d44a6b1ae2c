import Notation
import Testing

struct CellAddressTests {
  @Test(arguments: [
    ("A1", 1, 1), ("D14", 14, 4), ("$aa$10", 10, 27), ("XFD1048576", 1_048_576, 16_384), ("ZZ9", 9, 702),
  ])
  func `a cell is found by its name`(name: String, row: Int, column: Int) throws {
    let address = try #require(CellAddress(name))
    #expect(address == CellAddress(row: row, column: column))
    #expect(CellAddress(address.description) == address)
  }

  @Test(arguments: ["", "A", "1", "A0", "A01", "XFE1", "A1048577", "A1B", "1A", "A-1", "A1:B2", "Ä1", "R1C1"])
  func `what names no cell has no place`(name: String) { #expect(CellAddress(name) == nil) }

  @Test func `a range is two corners, one cell or whole columns`() throws {
    let range = try #require(CellRange("$A$5:H52"))
    #expect(range.rows == 5...52 && range.columns == 1...8 && range.description == "A5:H52")
    #expect(CellRange("C3") == CellRange(rows: 3...3, columns: 3...3))
    let columns = try #require(CellRange("A:H"))
    #expect(columns.isWholeColumns && columns.description == "A:H" && columns.rows.upperBound == 1_048_576)
    #expect(range.contains(CellAddress(row: 52, column: 8)) && !range.contains(CellAddress(row: 53, column: 8)))
    #expect(range.overlaps(columns) && !range.overlaps(CellRange(rows: 1...4, columns: 1...8)))
  }

  @Test(arguments: ["", "A5:", ":H52", "H52:A5", "A5:H", "A:H52", "A5-H52", "A5:H52:J9", "Sheet1!A5:H52", "A5 :H52"])
  func `corners that are turned around or half written are no range`(name: String) { #expect(CellRange(name) == nil) }
}
