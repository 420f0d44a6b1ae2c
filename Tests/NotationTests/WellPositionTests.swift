import Notation
import Testing

struct WellPositionTests {
  @Test(arguments: [
    ("A1", 0, 0), ("a01", 0, 0), ("A001", 0, 0), ("H12", 7, 11), ("P24", 15, 23), ("B7", 1, 6), ("b-07", 1, 6),
    ("C 3", 2, 2), ("AF48", 31, 47), ("aa1", 26, 0),
  ])
  func `a well is found by its name, however it is written`(name: String, row: Int, column: Int) throws {
    let found = try #require(WellPosition(name))
    #expect(found.row == row && found.column == column)
    #expect(WellPosition(found.description) == found)
  }

  @Test(arguments: ["", "A", "A0", "A49", "1A", "A1b", "A+1", "AG1", "A0001", "7", "Well A1", "A--1"])
  func `what names no well has no place`(name: String) { #expect(WellPosition(name) == nil) }
}
