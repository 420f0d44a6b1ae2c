import Notation
import Testing
import Workbook

/// What openpyxl, XlsxWriter and LibreOffice put into workbooks comes out of them, and nothing else.
struct OtherWritersTests {
  static let files = [
    "openpyxl.xlsx", "xlsxwriter.xlsx", "inline.xlsx", "from1904.xlsx", "libreoffice.xlsx", "libreoffice.ods",
  ]

  @Test(arguments: files)
  func `sheets are found in their order, hidden ones and charts with them`(file: String) throws {
    let book = try Workbook(Golden.bytes(file))
    let expected = try Golden.sheets(of: file)
    #expect(book.sheets.map { $0.name } == expected.map { $0.name })
    #expect(book.sheets.map { "\($0.visibility)" } == expected.map { $0.visibility })
    #expect(book.sheets.map { $0.hasCells } == expected.map { $0.hasCells })
    #expect(!book.hasMacros)
  }

  @Test(arguments: files)
  func `every cell is what was put in`(file: String) throws {
    let book = try Workbook(Golden.bytes(file))
    for expected in try Golden.sheets(of: file) where expected.hasCells {
      let sheet = try #require(book.sheet(named: expected.name))
      let table = try book.table(of: sheet)
      let found = table.described
      for address in Set(found.keys).union(expected.cells.keys).sorted() {
        #expect(found[address] == expected.cells[address], "\(file) \(expected.name)!\(address)")
      }
      #expect(table.rows.filter { $0.isHidden }.map { $0.number } == expected.hiddenRows)
      #expect(table.rows.filter { $0.isFiltered }.map { $0.number } == expected.filteredRows)
      #expect(table.hiddenColumns == expected.hiddenColumns)
      #expect(table.mergedCells.map { "\($0)" } == expected.merged)
      #expect(table.faultCount == expected.cells.values.count { !$0[3].isEmpty })
    }
  }
}
