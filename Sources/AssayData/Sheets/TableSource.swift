internal import Notation
internal import Workbook

/// What a table is read from: a delimited text, or a sheet of a workbook put as one.
///
/// Every row of a sheet is a line, every column a field, so that one reader reads both; where messages say a line and a field of a
/// text they say a cell of a sheet.
struct TableSource {
  let bytes: [UInt8]
  /// After a byte order mark.
  let start: Int
  /// As ``AssayData/File/encoding`` says it.
  let encoding: String
  let delimiter: UInt8
  /// `nil` for a text.
  let sheet: SheetTable?

  /// Why there is no table.
  typealias Fault = DecodedText.Fault

  private static let workbookNames = [".xlsx", ".xlsm", ".xltx", ".ods"]

  /// Whether the name says that the file is a workbook; one that is called otherwise is refused.
  static func isWorkbook(_ name: String) -> Bool {
    let lower = name.lowercased()
    return workbookNames.contains { lower.utf8.suffix($0.utf8.count).elementsEqual($0.utf8) }
  }

  /// - Throws: ``Fault``.
  init(
    _ bytes: [UInt8], name: String, encoding: TextEncoding, delimiter: UInt8, sheet choice: SheetChoice?,
    by authority: Authority
  ) throws(Fault) {
    if Self.isWorkbook(name) {
      let table = try Self.table(in: bytes, choice, by: authority)
      sheet = table
      start = 0
      self.delimiter = UInt8(ascii: ",")
      self.encoding = name.lowercased().utf8.suffix(4).elementsEqual(".ods".utf8) ? "ods" : "xlsx"
      self.bytes = SheetText(table, percent: choice?.percent).bytes
      return
    }
    if bytes.starts(with: [0x50, 0x4B]) || bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]),
      let message = Self.workbookUnderAnotherName(bytes)
    {
      throw Self.fault("E_BINARY", message)
    }
    if choice?.name != nil || choice?.range != nil {
      throw Self.fault(
        "E_SHEET",
        "\(authority.name) names a sheet or a range, and this file is no workbook (.xlsx, .ods); leave it out, or give the workbook"
      )
    }
    let text = try DecodedText(bytes, declared: encoding, delimiter: delimiter, by: authority)
    (self.bytes, start, self.encoding) = (text.bytes, text.start, text.encoding)
    (self.delimiter, sheet) = (delimiter, nil)
  }

  private static func fault(_ code: String, _ message: String) -> Fault {
    Fault(code: code, line: 0, column: 0, message: message)
  }

  /// What a file that is packed like a workbook is, where its name does not say so; `nil` where it is none.
  private static func workbookUnderAnotherName(_ bytes: [UInt8]) -> String? {
    do throws(WorkbookFault) {
      _ = try Workbook(bytes)
      return
        "this is a workbook, and its name does not say so; give it one that ends in .xlsx, or export the results as CSV"
    } catch {
      guard case .notAWorkbook(let foreign) = error, foreign != .unknown else { return nil }
      return foreign.message
    }
  }

  // MARK: - Sheets

  /// The columns that are asked for, over all rows: what stands above or below a range is looked through like what stands above or
  /// below any table.
  private static func table(
    in bytes: [UInt8], _ choice: SheetChoice?, by authority: Authority
  ) throws(Fault) -> SheetTable {
    let workbook: Workbook
    do throws(WorkbookFault) { workbook = try Workbook(bytes) } catch {
      throw fault(error.code, error.message(authority))
    }
    let sheet = try sheet(choice?.name, of: workbook, by: authority)
    do throws(WorkbookFault) {
      guard let range = choice?.range, !range.isWholeColumns else {
        return try workbook.table(of: sheet, in: choice?.range)
      }
      let table = try workbook.table(
        of: sheet, in: CellRange(rows: 1...CellAddress.lastRow, columns: range.columns))
      guard let used = table.range, range.rows.upperBound <= used.rows.upperBound else {
        throw .rangeBeyondSheet(range, used: table.range)
      }
      return table
    } catch {
      throw fault(error.code, error.message(authority))
    }
  }

  /// The sheet of that name, or the only one that has cells.
  private static func sheet(
    _ name: String?, of workbook: Workbook, by authority: Authority
  ) throws(Fault) -> Workbook.Sheet {
    let names = workbook.sheets.map { quoted($0.name) }.joined(separator: ", ")
    if let name {
      guard let sheet = workbook.sheet(named: name) else {
        throw fault("E_SHEET", "the workbook has no sheet \(quoted(name)); its sheets are \(names)")
      }
      return sheet
    }
    let all = workbook.sheets.filter { $0.hasCells }
    guard all.count == 1, let only = all.first else {
      throw fault(
        "E_SHEET",
        "the workbook has \(all.count) sheets with cells (\(names)); say which one is read: \(authority.declaration(.sheet, "NAME"))"
      )
    }
    return only
  }
}
