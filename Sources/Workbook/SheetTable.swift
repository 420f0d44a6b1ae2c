public import Notation

/// The cells of a sheet, or of a range of it, that hold anything: as they are stored, in the order of reading.
///
/// All texts stand in one array of bytes, so that whoever reads tables reads cells of a sheet as fields of a delimited file:
/// as ranges of bytes, none of which is copied.
public struct SheetTable: Sendable {
  public let sheet: String
  /// What was read: the range that was asked for, within the rows that hold something; else the smallest that holds all.
  /// `nil` where the sheet is empty.
  public let range: CellRange?
  /// The texts of all cells; UTF-8.
  public let texts: [UInt8]
  /// The rows that hold something in the range, and no others: numbers that are left out are blank rows.
  public let rows: [Row]
  /// Columns of the range that are hidden.
  public let hiddenColumns: [Int]
  /// Merged cells that overlap the range, of which all but the first seem blank.
  public let mergedCells: [CellRange]
  /// The cells that no value can be taken from, in the order of reading, as many as are worth telling.
  public let faults: [CellFault]
  /// How many there are.
  public let faultCount: Int

  let cells: [StoredCell]

  /// A row of the sheet.
  public struct Row: Sendable, Hashable {
    /// As the sheet counts it, from 1.
    public let number: Int
    /// Whether a person who opens the sheet does not see it.
    public let isHidden: Bool
    /// Whether a filter hides it.
    public let isFiltered: Bool
    let cells: Range<Int>
  }

  /// What a cell holds.
  public enum Kind: UInt8, Sendable, Hashable {
    case blank
    case text
    case number
    /// A day: `2026-03-02`.
    case date
    /// A day and a time: `2026-03-02T08:15:00`.
    case dateAndTime
    /// A time of day or a span of time: `08:15:00`, `36:00:00`.
    case time
    /// `TRUE` or `FALSE`.
    case boolean
    /// What stands for a result that a formula did not give, such as `#N/A`; always with a fault.
    case error
  }

  /// One cell.
  public struct Cell: Sendable, Hashable {
    public let address: CellAddress
    public let kind: Kind
    /// Where its text stands in ``SheetTable/texts``: a number to 15 significant digits with a point, a date as ISO 8601 has it.
    public let text: Range<Int>
    /// Whether a number is shown as a hundred times itself with a percent sign: the text says 0.984 where 98.4 % is seen.
    public let isPercent: Bool
    /// Whether a text would be taken for a number by a person.
    public let looksLikeNumber: Bool
    public let formula: FormulaKind
  }

  /// The cell of a row in a column of the sheet, which is blank where nothing stands.
  public func cell(_ row: Row, column: Int) -> Cell {
    var (low, high) = (row.cells.lowerBound, row.cells.upperBound)
    // Where no cell is left out, it stands as far behind the first as its column is.
    if low < high, case let direct = low + column - Int(cells[low].column), direct >= low, direct < high,
      Int(cells[direct].column) == column
    {
      return self[direct, row]
    }
    while low < high {
      let middle = (low + high) / 2
      if Int(cells[middle].column) < column { low = middle + 1 } else { high = middle }
    }
    if low < row.cells.upperBound, Int(cells[low].column) == column { return self[low, row] }
    return Cell(
      address: CellAddress(row: row.number, column: column), kind: .blank, text: 0..<0, isPercent: false,
      looksLikeNumber: false, formula: .none)
  }

  /// The cells of a row that hold anything, from left to right.
  public func cells(of row: Row) -> [Cell] { row.cells.map { self[$0, row] } }

  /// A cell's text.
  public func text(of cell: Cell) -> String { String(decoding: texts[cell.text], as: UTF8.self) }

  private subscript(_ index: Int, _ row: Row) -> Cell {
    let stored = cells[index]
    return Cell(
      address: CellAddress(row: row.number, column: Int(stored.column)), kind: stored.kind,
      text: Int(stored.start)..<Int(stored.end), isPercent: stored.flags & StoredCell.percent != 0,
      looksLikeNumber: stored.flags & StoredCell.numeric != 0, formula: stored.formula)
  }
}

/// Why no value can be taken from a cell.
public struct CellFault: Error, Sendable, Hashable {
  public enum Reason: Sendable, Hashable {
    /// It holds an error, such as `#N/A` or `#DIV/0!`.
    case error(String)
    /// It holds a formula, and no value that was computed from it.
    case notComputed
    /// The workbook asks for all formulas to be computed when it is opened, so that what is stored may be of other values, or a
    /// mere zero: the file was written by a program that does not compute.
    case computedOnLoad
    /// It is formatted as a date and holds a number that is none, as it is stored.
    case noDate(String)
    /// The workbook does not say how its number is shown: whether it is a date.
    case unknownFormat
    /// It says to hold a number and holds this.
    case noNumber(String)
  }

  public let address: CellAddress
  public let reason: Reason
}

/// A cell in little room, since there may be millions.
struct StoredCell {
  var start: UInt32
  var end: UInt32
  var column: UInt16
  var kind: SheetTable.Kind
  var flags: UInt8

  static let percent: UInt8 = 1
  static let numeric: UInt8 = 2
  static let computed: UInt8 = 4
  static let statistic: UInt8 = 8

  var formula: FormulaKind { flags & Self.statistic != 0 ? .statistic : flags & Self.computed != 0 ? .other : .none }
}

/// Puts a table together from cells as they come.
struct SheetTableBuilder {
  let range: CellRange?
  var texts: [UInt8]
  private var cells: [StoredCell] = []
  private var rows: [SheetTable.Row] = []
  private var row = (number: 0, isHidden: false, isFiltered: false, first: 0)
  private var merged: [CellRange] = []
  private var hidden: [ClosedRange<Int>] = []
  private var faults: [CellFault] = []
  private var faultCount = 0
  /// The smallest rectangle that holds every cell of the sheet with something in it.
  private var used: (rows: ClosedRange<Int>, columns: ClosedRange<Int>)?
  /// The rows in which a filter may hide some.
  var filteredRows: ClosedRange<Int>?

  /// Faults that are kept.
  private static let keptFaults = 100_000

  init(range: CellRange?, texts: [UInt8]) {
    self.range = range
    self.texts = texts
  }

  /// - Parameter isFiltered: the file says of the row itself that a filter hides it.
  mutating func beginRow(_ number: Int, isHidden: Bool, isFiltered: Bool = false) {
    row = (number, isHidden, isFiltered, cells.count)
  }

  mutating func endRow() {
    guard cells.count > row.first else { return }
    rows.append(
      SheetTable.Row(
        number: row.number, isHidden: row.isHidden, isFiltered: row.isFiltered, cells: row.first..<cells.count))
  }

  /// Whether the table has a place for the cell.
  func takes(_ address: CellAddress) -> Bool { range?.contains(address) ?? true }

  /// Notes that something stands there.
  mutating func use(_ address: CellAddress) {
    guard let known = used else {
      used = (address.row...address.row, address.column...address.column)
      return
    }
    if known.rows.contains(address.row), known.columns.contains(address.column) { return }
    used = (
      min(known.rows.lowerBound, address.row)...max(known.rows.upperBound, address.row),
      min(known.columns.lowerBound, address.column)...max(known.columns.upperBound, address.column)
    )
  }

  /// Appends a cell of the present row.
  mutating func append(_ cell: StoredCell, part: String) throws(WorkbookFault) {
    guard cells.count < Limits.cells else { throw .limit(.cells, part: part) }
    guard texts.count <= Limits.unpackedBytes else { throw .limit(.unpackedBytes, part: part) }
    cells.append(cell)
  }

  mutating func fault(_ reason: CellFault.Reason, at address: CellAddress) {
    faultCount += 1
    if faults.count < Self.keptFaults { faults.append(CellFault(address: address, reason: reason)) }
  }

  mutating func merge(_ range: CellRange, part: String) throws(WorkbookFault) {
    guard merged.count < Limits.mergedCells else { throw .limit(.mergedCells, part: part) }
    merged.append(range)
  }

  mutating func hide(columns: ClosedRange<Int>, part: String) throws(WorkbookFault) {
    guard hidden.count < CellAddress.lastColumn else { throw .limit(.columns, part: part) }
    hidden.append(columns)
  }

  private func hiddenColumns(in columns: ClosedRange<Int>) -> [Int] {
    var isHidden = [Bool](repeating: false, count: CellAddress.lastColumn + 1)
    for range in hidden {
      for column in range { isHidden[column] = true }
    }
    return columns.filter { isHidden[$0] }
  }

  /// The table, once all of the sheet has come.
  func finished(sheet: String) throws(WorkbookFault) -> SheetTable {
    let used = self.used.map { CellRange(rows: $0.rows, columns: $0.columns) }
    var whole = used
    if let range {
      guard let used, range.columns.upperBound <= used.columns.upperBound,
        range.isWholeColumns || range.rows.upperBound <= used.rows.upperBound
      else { throw .rangeBeyondSheet(range, used: used) }
      whole = range.isWholeColumns ? CellRange(rows: used.rows, columns: range.columns) : range
    }
    return SheetTable(
      sheet: sheet, range: whole, texts: texts,
      rows: filteredRows == nil
        ? rows
        : rows.map { row in
          SheetTable.Row(
            number: row.number, isHidden: row.isHidden,
            isFiltered: row.isFiltered || row.isHidden && filteredRows!.contains(row.number), cells: row.cells)
        },
      hiddenColumns: whole.map { hiddenColumns(in: $0.columns) } ?? [],
      mergedCells: whole.map { whole in merged.filter { $0.overlaps(whole) } } ?? [],
      faults: faults, faultCount: faultCount, cells: cells)
  }
}
