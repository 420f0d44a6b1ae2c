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
    guard Self.isWorkbook(name) else {
      if choice?.name != nil || choice?.range != nil {
        throw Fault(
          code: "E_SHEET", line: 0, column: 0,
          message:
            "\(authority.name) names a sheet or a range, and this file is no workbook (.xlsx, .ods); leave it out, or give the workbook"
        )
      }
      let text = try DecodedText(bytes, declared: encoding, delimiter: delimiter, by: authority)
      (self.bytes, start, self.encoding, self.delimiter, sheet) = (
        text.bytes, text.start, text.encoding, delimiter, nil
      )
      return
    }
    let table: SheetTable
    do throws(WorkbookFault) {
      let workbook = try Workbook(bytes)
      let chosen: Workbook.Sheet
      switch Self.sheet(choice?.name, of: workbook) {
      case .success(let sheet): chosen = sheet
      case .failure(let fault): throw WorkbookFault.noCells(sheet: fault.words)
      }
      table = try workbook.table(of: chosen, in: choice?.range)
    } catch {
      throw Fault(code: error.code, line: 0, column: 0, message: error.message)
    }
    sheet = table
    start = 0
    self.delimiter = UInt8(ascii: ",")
    self.encoding = name.lowercased().utf8.suffix(4).elementsEqual(".ods".utf8) ? "ods" : "xlsx"
    self.bytes = SheetText(table, percent: choice?.percent).bytes
  }

  private struct NoSheet: Error { let words: String }

  /// The sheet of that name, or the only one that has cells.
  private static func sheet(_ name: String?, of workbook: Workbook) -> Result<Workbook.Sheet, NoSheet> {
    let names = workbook.sheets.map { quoted($0.name) }.joined(separator: ", ")
    if let name {
      guard let sheet = workbook.sheet(named: name) else {
        return .failure(NoSheet(words: "the workbook has no sheet \(quoted(name)); its sheets are \(names)"))
      }
      return .success(sheet)
    }
    let all = workbook.sheets.filter { $0.hasCells }
    guard all.count == 1, let only = all.first else {
      return .failure(
        NoSheet(
          words: "the workbook has \(all.count) sheets with cells (\(names)); declare which one is read: data.sheet"))
    }
    return .success(only)
  }
}

/// A sheet as the text of a file that is separated by commas.
struct SheetText {
  private(set) var bytes: [UInt8] = []

  init(_ table: SheetTable, percent: SheetChoice.Percent?) {
    guard let range = table.range else { return }
    bytes.reserveCapacity(table.texts.count + table.rows.count * range.columns.count * 2)
    var line = 1
    for row in table.rows {
      // Rows without a cell are blank lines, so that a line has the number of its row.
      while line < row.number {
        bytes.append(0x0A)
        line += 1
      }
      for column in range.columns {
        if column > range.columns.lowerBound { bytes.append(UInt8(ascii: ",")) }
        let cell = table.cell(row, column: column)
        if cell.isPercent, percent == .shown, cell.kind == .number {
          bytes += Self.hundredfold(table.texts[cell.text])
        } else {
          append(table.texts[cell.text])
        }
      }
      bytes.append(0x0A)
      line += 1
    }
  }

  private mutating func append(_ text: ArraySlice<UInt8>) {
    let isPlain = text.allSatisfy { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "\"") && $0 != 0x0A && $0 != 0x0D }
    guard !isPlain else { return bytes += text }
    bytes.append(UInt8(ascii: "\""))
    for byte in text {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// A hundred times a number, by moving its point: exact.
  static func hundredfold(_ text: ArraySlice<UInt8>) -> [UInt8] {
    guard let number = try? NumberGrammar.point.read(text) else { return Array(text) }
    return Array(ExactDecimal(significand: number.significand, exponent: Int(number.exponent) + 2).description.utf8)
  }
}

extension WorkbookFault {
  var code: String {
    switch self {
    case .notAWorkbook: "E_BINARY"
    case .rangeBeyondSheet, .noCells: "E_SHEET"
    case .limit: "E_LIMIT"
    default: "E_WORKBOOK"
    }
  }

  /// What was found and how it is mended.
  var message: String {
    switch self {
    case .notAWorkbook(let file): file.message
    case .damagedArchive(_, let part):
      "the workbook is damaged\(part.map { " (its part \(quoted($0)))" } ?? ""): it was cut or changed on its way; get it again from where it was saved"
    case .duplicatePart(let name):
      "the workbook holds its part \(quoted(name)) twice, so that two programs may see two tables; save it anew in a spreadsheet program"
    case .missingPart(let name, let from):
      "the workbook names a part \(quoted(name)) (in \(quoted(from))) that it does not hold; save it anew in a spreadsheet program"
    case .externalPart(let name, _):
      "a sheet of the workbook lies outside it (\(quoted(name))), which is never followed; save the workbook with its sheets"
    case .limit(let limit, let part):
      "the workbook holds more \(limit.words) than a workbook of results\(part.map { " (in \(quoted($0)))" } ?? ""); export the table to a file of its own"
    case .syntax(let words, let part, let line, _):
      "the workbook's part \(quoted(part)) is no well-formed XML on line \(line) (\(words)); save it anew in a spreadsheet program"
    case .documentType(let part, _):
      "the workbook's part \(quoted(part)) declares a document type, which no workbook has; it may do harm and is not read"
    case .malformed(let words, let part, _, let cell):
      "the workbook's part \(quoted(part)) is not as its format asks\(cell.map { " at \($0)" } ?? ""): \(words); save it anew in a spreadsheet program"
    case .noCells(let words): words
    case .rangeBeyondSheet(let range, let used):
      "data.range is \(range), and the sheet \(used.map { "has nothing beyond \($0)" } ?? "is empty"); correct the range"
    }
  }
}

extension ForeignFile {
  var message: String {
    switch self {
    case .empty: "the file is empty"
    case .xls: "this is an old Excel workbook (.xls); save it as .xlsx"
    case .encrypted: "the workbook is encrypted or opens with a password; save it as .xlsx without one"
    case .xlsb: "this is a binary Excel workbook (.xlsb); save it as .xlsx"
    case .spreadsheetML: "this is a workbook in the XML of Excel 2003; save it as .xlsx"
    case .html:
      "this is a web page that is called a workbook, as some instruments write them; open it and save it as .xlsx"
    case .wordDocument: "this is a Word document, not a workbook; give the workbook or a CSV file"
    case .presentation: "this is a presentation, not a workbook; give the workbook or a CSV file"
    case .otherCompound: "this is another Office document, not a workbook; give the workbook or a CSV file"
    case .otherArchive: "this is a zip archive that holds no workbook; give the workbook or a CSV file"
    case .unknown:
      "this is no workbook although its name says so; give the workbook, or a text file under a name such as .csv"
    }
  }
}

extension WorkbookLimit {
  fileprivate var words: String {
    switch self {
    case .parts: "parts"
    case .unpackedBytes: "bytes"
    case .ratio: "of one thing packed over and over"
    case .depth: "elements within elements"
    case .textLength: "characters in one text"
    case .cells: "cells"
    case .columns: "columns"
    case .sheets: "sheets"
    case .mergedCells: "merged cells"
    case .texts: "texts"
    }
  }
}
