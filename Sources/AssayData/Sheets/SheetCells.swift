internal import Notation
internal import Workbook

/// Holds the cells of a sheet that are read against what may stand there: a number among results, no date among names.
struct SheetCellCheck {
  private let table: SheetTable
  private let percent: SheetChoice.Percent?
  private let authority: Authority
  private let columns: [Column]
  private let faults: [CellAddress: CellFault.Reason]
  /// Where the last row was found.
  private var position = 0
  private(set) var computed = (count: 0, first: Place(file: 0))
  private(set) var hidden = (count: 0, first: Place(file: 0))

  private struct Column {
    let field: Int
    let header: String
    let holds: Content
  }

  private enum Content {
    case numbers
    case days
    case names
  }

  init(_ table: SheetTable, _ choice: SheetChoice?, columns: [AssayData.File.Column], by authority: Authority) {
    self.authority = authority
    self.table = table
    percent = choice?.percent
    self.columns = columns.enumerated().compactMap { field, column in
      guard !column.roles.isEmpty else { return nil }
      let holds: Content =
        column.roles.contains { $0 == .value || $0.isNumeric }
        ? .numbers : column.roles.contains { $0 == .day || $0 == .date } ? .days : .names
      return Column(field: field, header: column.header, holds: holds)
    }
    var faults: [CellAddress: CellFault.Reason] = [:]
    for fault in table.faults { faults[fault.address] = fault.reason }
    self.faults = faults
  }

  /// Tells what is wrong with the cells of a row; false where anything is.
  mutating func check(row number: Int, file: Int, _ problems: inout ProblemCollector) -> Bool {
    guard let row = row(number), let range = table.range else { return true }
    var isGood = true
    if row.isHidden || row.isFiltered {
      if hidden.count == 0 { hidden.first = Place(file: file, line: number) }
      hidden.count += 1
    }
    for column in columns {
      let at = range.columns.lowerBound + column.field
      let cell = table.cell(row, column: at)
      let place = Place(file: file, line: number, column: column.field + 1)
      if let words = fault(cell, column) {
        problems.error(words.code, place, words.message)
        isGood = false
      } else if cell.formula == .other, cell.kind != .blank {
        if computed.count == 0 { computed.first = place }
        computed.count += 1
      }
    }
    return isGood
  }

  private mutating func row(_ number: Int) -> SheetTable.Row? {
    if position < table.rows.count, table.rows[position].number > number { position = 0 }
    while position < table.rows.count, table.rows[position].number < number { position += 1 }
    guard position < table.rows.count, table.rows[position].number == number else { return nil }
    return table.rows[position]
  }

  private func fault(_ cell: SheetTable.Cell, _ column: Column) -> (code: String, message: String)? {
    let text = quoted(table.text(of: cell))
    if let reason = faults[cell.address] { return ("E_CELL", reason.message) }
    if cell.kind == .error {
      return ("E_CELL", "the cell holds the error \(text); mend it in the workbook, or supply the value")
    }
    if let merged = table.mergedCells.first(where: { $0.contains(cell.address) }) {
      return (
        "E_CELL",
        "the cell belongs to the merged cells \(merged), of which only the first holds anything; take them apart, each with its own value"
      )
    }
    if column.holds == .numbers, cell.formula == .statistic {
      return (
        "E_ROW",
        "the cell computes a statistic of others: its row is no result; leave such rows out by \(authority.ignoredRows), or end the table above them"
      )
    }
    switch (column.holds, cell.kind) {
    case (.numbers, .text) where cell.looksLikeNumber:
      return ("E_CELL", "\(text) is stored as a text that looks like a number; convert it to a number in the workbook")
    case (.numbers, .number) where cell.isPercent && percent == nil:
      return (
        "E_PERCENT",
        "the cell is shown as a percentage: \(text) is stored, \(quoted(String(decoding: SheetText.hundredfold(table.texts[cell.text]), as: UTF8.self))) % is "
          + "seen; say which one is the result: \(authority.percent)"
      )
    case (.numbers, .date), (.numbers, .dateAndTime), (.numbers, .time):
      return (
        "E_CELL",
        "\(text) is a date or a time where a number is expected; spreadsheets turn 3-1 into a date unasked: correct the cell"
      )
    case (.numbers, .boolean):
      return ("E_CELL", "\(text) is a truth value where a number is expected; correct the cell")
    case (.names, .date), (.names, .dateAndTime), (.names, .time):
      return (
        "E_CELL",
        "\(text) is a date where the names of \(quoted(column.header)) stand; spreadsheets turn 3-1 into a date unasked: correct the cell, and store it as text"
      )
    default: return nil
    }
  }

  /// What is told once of the whole sheet.
  func tell(file: Int, _ problems: inout ProblemCollector) {
    if computed.count > 0 {
      problems.warning(
        "W_COMPUTED", computed.first,
        "\(computed.count == 1 ? "1 cell holds" : "\(computed.count) cells hold") what a formula gave when the workbook was last saved; this is the first"
      )
    }
    if hidden.count > 0 {
      problems.warning(
        "W_HIDDEN", hidden.first,
        "\(hidden.count == 1 ? "1 row is hidden or filtered away and is" : "\(hidden.count) rows are hidden or filtered away and are") read like any other; this is the first"
      )
    }
    let unseen = columns.filter { column in
      table.range.map { table.hiddenColumns.contains($0.columns.lowerBound + column.field) } ?? false
    }
    if !unseen.isEmpty {
      problems.warning(
        "W_HIDDEN", Place(file: file),
        "hidden columns are read: \(unseen.map { quoted($0.header) }.joined(separator: ", "))")
    }
    if table.faultCount > table.faults.count {
      problems.error(
        "E_CELL", Place(file: file),
        "\(table.faultCount) cells of the sheet hold an error or no computed value, more than can be told; open the workbook, let it compute, and save it"
      )
    }
  }
}

extension CellFault.Reason {
  var message: String {
    switch self {
    case .error(let text): "the cell holds the error \(quoted(text)); mend it in the workbook, or supply the value"
    case .notComputed: "the cell holds a formula and no value; open the workbook, let it compute, and save it"
    case .computedOnLoad:
      "the cell holds a formula that the workbook asks to compute when it is opened, so that what is stored may be out of date; open it in a spreadsheet program and save it"
    case .noDate(let text): "\(quoted(text)) is shown as a date and is none; correct the cell or its format"
    case .unknownFormat:
      "the workbook does not say how the number is shown, so that it may be a date; save it anew in a spreadsheet program"
    case .noNumber(let text):
      "the cell says to hold a number and holds \(quoted(text)); save the workbook anew in a spreadsheet program"
    }
  }
}
