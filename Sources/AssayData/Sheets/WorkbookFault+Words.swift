internal import Notation
internal import Workbook

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
  func message(_ authority: Authority) -> String {
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
    case .noCells(let sheet):
      "the sheet \(quoted(sheet)) is a chart or a dialog and has no cells; name the one that holds the results"
    case .rangeBeyondSheet(let range, let used):
      "\(authority.key(.range)) is \(range), and the sheet \(used.map { "has nothing beyond \($0)" } ?? "is empty"); correct the range"
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
