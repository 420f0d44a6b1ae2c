internal import Notation

/// Reads the part of an OpenDocument spreadsheet in which all of its sheets are (ISO/IEC 26300-1, 9): the names of the sheets, and the cells
/// of one of them where one is asked for.
final class OpenDocumentPart: PartReader {
  struct NamedSheet {
    let name: String
    let isHidden: Bool
  }

  private enum Place { case document, styles, style, body, spreadsheet, table, row, cell, paragraph, other }

  private enum Form: String {
    case number = "float"
    case percent = "percentage"
    case currency, date, time, boolean, string, void
  }

  private struct OpenCell {
    var isCovered = false
    var repeated = 1
    var spanned = (rows: 1, columns: 1)
    var form: Form?
    var isError = false
    var value: [UInt8]?
    var formula = FormulaKind.none
    var paragraphs = 0
    var text: [UInt8] = []
  }

  /// A cell of the present row, and how often it stands there.
  private struct Pending {
    let cell: StoredCell
    let repeated: Int
    let fault: CellFault.Reason?
    let spanned: (rows: Int, columns: Int)
  }

  private(set) var sheets: [NamedSheet] = []
  private(set) var table: SheetTableBuilder
  /// The number of the sheet whose cells are read; none where only names are asked for.
  private let wanted: Int?
  private var path: [Place] = []
  private var hiddenStyles: Set<String> = []
  private var styleName = ""
  private var row = 0
  private var column = 0
  private var rowRepeated = 1
  private var rowVisibility: (isHidden: Bool, isFiltered: Bool) = (false, false)
  private var pending: [Pending] = []
  private var cell = OpenCell()
  /// Cells that hold anything, each as often as it is said to stand there.
  private var expanded: Int64 = 0

  /// - Parameter range: the cells that are asked for.
  init(part: String, sheet: Int? = nil, range: CellRange? = nil) {
    wanted = sheet
    table = SheetTableBuilder(range: range, texts: [])
    super.init(part: part)
  }

  /// Whether the cells of the present sheet are asked for.
  private var isWanted: Bool { sheets.count - 1 == wanted }

  override func start(_ name: XMLName, _ attributes: XMLAttributes) throws(WorkbookFault) {
    path.append(try place(of: name, attributes))
  }

  /// What begins with an element.
  private func place(of name: XMLName, _ attributes: XMLAttributes) throws(WorkbookFault) -> Place {
    let (namespace, local) = (name.namespace, name.local)
    switch path.last {
    case nil:
      guard namespace == .office, local == "document-content" else { throw .notAWorkbook(.otherArchive) }
      return .document
    case .document:
      guard namespace == .office else { return .other }
      return local == "automatic-styles" ? .styles : local == "body" ? .body : .other
    case .styles:
      guard namespace == .style, local == "style" else { return .other }
      styleName = attributes.value("name", in: .style)?.text ?? ""
      return .style
    case .style:
      if namespace == .style, local == "table-properties", attributes.value("display", in: .table)?.flag == false {
        hiddenStyles.insert(styleName)
      }
      return .other
    case .body:
      guard namespace == .office, local == "spreadsheet" else { throw .notAWorkbook(.otherArchive) }
      return .spreadsheet
    case .spreadsheet:
      guard namespace == .table, local == "table" else { return .other }
      try beginTable(attributes)
      return .table
    case .table: return isWanted ? try placeInTable(namespace, local, attributes) : .other
    case .row:
      guard namespace == .table, local == "table-cell" || local == "covered-table-cell" else {
        throw malformed("what is among the cells of row \(row) is none")
      }
      try beginCell(attributes, isCovered: local == "covered-table-cell")
      return .cell
    case .cell:
      // Remarks and drawings have paragraphs of their own.
      guard namespace == .text, local == "p" else { return .other }
      if cell.paragraphs > 0 { cell.text.append(0x0A) }
      cell.paragraphs += 1
      return .paragraph
    case .paragraph: return try placeInText(namespace, local, attributes)
    case .other: return .other
    }
  }

  override func end() throws(WorkbookFault) {
    let ended = path.removeLast()
    if ended == .cell, path.last == .row { try endCell() }
    if ended == .row { try endRow() }
  }

  override func text(_ text: XMLBytes) throws(WorkbookFault) {
    if path.last == .paragraph {
      text.append(to: &cell.text)
      guard cell.text.count <= Limits.textBytes else { throw .limit(.textLength, part: part) }
    } else if path.last == .row || path.last == .cell, text.hasInk {
      throw malformed("characters where none belong")
    }
  }

  // MARK: - Sheets

  private func beginTable(_ attributes: XMLAttributes) throws(WorkbookFault) {
    guard let name = attributes.value("name", in: .table)?.text, !name.isEmpty else {
      throw malformed("a sheet without name")
    }
    guard sheets.count < Limits.sheets else { throw .limit(.sheets, part: part) }
    guard !sheets.contains(where: { $0.name.utf8.elementsEqual(name.utf8) }) else {
      throw malformed("two sheets of one name")
    }
    let style = attributes.value("style-name", in: .table)?.text
    sheets.append(NamedSheet(name: name, isHidden: style.map { hiddenStyles.contains($0) } ?? false))
    row = 0
    column = 0
  }

  private func placeInTable(
    _ namespace: XMLNamespace, _ local: XMLBytes, _ attributes: XMLAttributes
  ) throws(WorkbookFault) -> Place {
    guard namespace == .table else { return .other }
    if local == "table-row" {
      rowRepeated = try count(attributes.value("number-rows-repeated", in: .table))
      rowVisibility = visibility(attributes)
      pending.removeAll(keepingCapacity: true)
      column = 0
      return .row
    }
    if local == "table-column" {
      let repeated = try count(attributes.value("number-columns-repeated", in: .table))
      let first = column + 1
      column += repeated
      guard column <= CellAddress.lastColumn else { throw malformed("a column beyond the last one") }
      if visibility(attributes).isHidden {
        try table.hide(columns: first...column, part: part)
      }
      return .other
    }
    if local == "table-source" { throw .externalPart(sheets.last?.name ?? "", namedIn: part) }
    // Groups of rows and columns, which hold more of them.
    if Self.groups.contains(local.text) { return .table }
    guard Self.known.contains(local.text) else { throw malformed("the element \(local.text) is not of a sheet") }
    return .other
  }

  private func visibility(_ attributes: XMLAttributes) -> (isHidden: Bool, isFiltered: Bool) {
    guard let value = attributes.value("visibility", in: .table) else { return (false, false) }
    return (value == "collapse" || value == "filter", value == "filter")
  }

  private func count(_ value: XMLBytes?) throws(WorkbookFault) -> Int {
    guard let value else { return 1 }
    guard let count = value.number, count > 0, count <= CellAddress.lastRow else {
      throw malformed("\(value.text) is no number of cells")
    }
    return count
  }

  // MARK: - Cells

  private func beginCell(_ attributes: XMLAttributes, isCovered: Bool) throws(WorkbookFault) {
    cell = OpenCell()
    cell.isCovered = isCovered
    cell.repeated = try count(attributes.value("number-columns-repeated", in: .table))
    cell.spanned = (
      try count(attributes.value("number-rows-spanned", in: .table)),
      try count(attributes.value("number-columns-spanned", in: .table))
    )
    if let type = attributes.value("value-type", in: .office) {
      guard let form = Form(rawValue: type.text) else { throw malformed("a cell of the unknown type \(type.text)") }
      cell.form = form
    }
    cell.isError = attributes.value("value-type", in: .calcext).map { $0 == "error" } ?? false
    switch cell.form {
    case .number, .percent, .currency: cell.value = attributes.value("value", in: .office)?.array
    case .date: cell.value = attributes.value("date-value", in: .office)?.array
    case .time: cell.value = attributes.value("time-value", in: .office)?.array
    case .boolean: cell.value = attributes.value("boolean-value", in: .office)?.array
    case .string: cell.value = attributes.value("string-value", in: .office)?.array
    case .void, nil: break
    }
    if let formula = attributes.value("formula", in: .table) { cell.formula = FormulaKind(formula: formula.array) }
  }

  private func placeInText(
    _ namespace: XMLNamespace, _ local: XMLBytes, _ attributes: XMLAttributes
  ) throws(WorkbookFault) -> Place {
    guard namespace == .text else { return .other }
    if local == "s" {
      let blanks = try count(attributes.value("c", in: .text))
      guard blanks <= Limits.textBytes else { throw .limit(.textLength, part: part) }
      cell.text.append(contentsOf: repeatElement(0x20, count: blanks))
    } else if local == "tab" {
      cell.text.append(0x09)
    } else if local == "line-break" {
      cell.text.append(0x0A)
    } else {
      // Pieces with other looks, and links, are text of the cell.
      return .paragraph
    }
    return .other
  }

  private func endCell() throws(WorkbookFault) {
    let start = table.texts.count
    var stored = StoredCell(start: UInt32(start), end: 0, column: 0, kind: .blank, flags: 0)
    var fault: CellFault.Reason?
    if cell.isError || cell.formula != .none && cell.form == .string && Self.isError(cell.text) {
      table.texts.append(contentsOf: cell.text)
      stored.kind = .error
      fault = .error(String(decoding: cell.text, as: UTF8.self))
    } else {
      fault = try readValue(&stored)
    }
    stored.end = UInt32(table.texts.count)
    if cell.formula != .none {
      stored.flags |= cell.formula == .statistic ? StoredCell.statistic | StoredCell.computed : StoredCell.computed
      if fault == nil, cell.form == nil { fault = .notComputed }
    }
    let first = column + 1
    column += cell.repeated
    guard column <= CellAddress.lastColumn else { throw malformed("a cell beyond the last column") }
    guard stored.start != stored.end || fault != nil || cell.formula != .none || cell.spanned != (1, 1) else { return }
    stored.column = UInt16(first)
    pending.append(Pending(cell: stored, repeated: cell.repeated, fault: fault, spanned: cell.spanned))
  }

  private func readValue(_ stored: inout StoredCell) throws(WorkbookFault) -> CellFault.Reason? {
    switch cell.form {
    case .number, .percent, .currency:
      guard let value = cell.value else { throw malformed("a cell without the number that it says to hold") }
      stored.kind = .number
      guard StoredNumber.append(value, to: &table.texts) else {
        table.texts.append(contentsOf: value)
        return .noNumber(String(decoding: value, as: UTF8.self))
      }
      if cell.form == .percent { stored.flags |= StoredCell.percent }
    case .date:
      guard let value = cell.value else { throw malformed("a cell without the date that it says to hold") }
      guard let date = ISODate(value), date.day != nil else {
        table.texts.append(contentsOf: value)
        return .noDate(String(decoding: value, as: UTF8.self))
      }
      stored.kind = date.append(to: &table.texts, showsTime: value.contains(UInt8(ascii: "T")))
    case .time:
      guard let value = cell.value else { throw malformed("a cell without the time that it says to hold") }
      guard let milliseconds = ISODate.milliseconds(ofSpan: value) else {
        table.texts.append(contentsOf: value)
        return .noDate(String(decoding: value, as: UTF8.self))
      }
      SerialDate.appendTime(milliseconds, to: &table.texts)
      stored.kind = .time
    case .boolean:
      guard let value = cell.value, value == Array("true".utf8) || value == Array("false".utf8) else {
        throw malformed("a cell that is neither true nor false")
      }
      table.texts.append(contentsOf: (value.count == 4 ? "TRUE" : "FALSE").utf8)
      stored.kind = .boolean
    case .string, .void, nil:
      let text = cell.form == .string ? cell.value ?? cell.text : cell.text
      table.texts.append(contentsOf: text)
      if text.isEmpty, cell.formula == .none { return nil }
      stored.kind = cell.form == nil && text.isEmpty ? .blank : .text
      if NumericText.looksNumeric(text[...]) { stored.flags |= StoredCell.numeric }
    }
    return nil
  }

  /// What a formula gives that has no result, as LibreOffice writes it where it does not say so otherwise.
  private static func isError(_ text: [UInt8]) -> Bool {
    text.starts(with: "#".utf8)
      && (text.last == UInt8(ascii: "!") || text.last == UInt8(ascii: "?") || text.elementsEqual("#N/A".utf8))
      || text.starts(with: "Err:".utf8)
  }

  private func endRow() throws(WorkbookFault) {
    let first = row + 1
    row += rowRepeated
    guard row <= CellAddress.lastRow else { throw malformed("a row beyond the last one") }
    guard !pending.isEmpty else { return }
    // A few bytes may say a sheet full of cells, whether they are asked for or not.
    expanded += pending.reduce(0) { $0 + Int64($1.repeated) } * Int64(rowRepeated)
    guard expanded <= Int64(Limits.cells) else { throw .limit(.cells, part: part) }
    for number in first...row {
      table.beginRow(number, isHidden: rowVisibility.isHidden, isFiltered: rowVisibility.isFiltered)
      for held in pending {
        for column in Int(held.cell.column)..<(Int(held.cell.column) + held.repeated) {
          let address = CellAddress(row: number, column: column)
          let isEmpty = held.cell.start == held.cell.end && held.fault == nil
          if !isEmpty { table.use(address) }
          if held.spanned != (1, 1) {
            try table.merge(
              CellRange(
                rows: number...min(number + held.spanned.rows - 1, CellAddress.lastRow),
                columns: column...min(column + held.spanned.columns - 1, CellAddress.lastColumn)), part: part)
          }
          guard table.takes(address), !isEmpty || held.cell.kind != .blank else { continue }
          if let fault = held.fault { table.fault(fault, at: address) }
          var cell = held.cell
          cell.column = UInt16(column)
          try table.append(cell, part: part)
        }
      }
      table.endRow()
    }
  }

  private static let groups: Set<String> = [
    "table-header-rows", "table-row-group", "table-rows", "table-header-columns", "table-column-group", "table-columns",
  ]

  /// The elements of a sheet that say nothing of its values.
  private static let known: Set<String> = [
    "title", "desc", "dde-source", "scenario", "shapes", "named-expressions", "sort", "soft-page-break", "filter",
  ]
}

/// Looks whether the parts of an OpenDocument file are encrypted.
final class OpenDocumentManifest: PartReader {
  private(set) var isEncrypted = false

  override func start(_ name: XMLName, _ attributes: XMLAttributes) throws(WorkbookFault) {
    if name.local == "encryption-data" { isEncrypted = true }
  }
}
