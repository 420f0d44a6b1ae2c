internal import Notation

/// Reads one worksheet.
final class SheetPart: PartReader {
  private var cells: SheetCells

  init(part: String, range: CellRange?, context: SheetCells.Context) {
    cells = SheetCells(part: part, range: range, context: context)
    super.init(part: part)
  }

  var table: SheetTableBuilder { cells.table }

  override func start(_ name: XMLName, _ attributes: XMLAttributes) throws(WorkbookFault) {
    try cells.start(name, attributes)
  }
  override func end() throws(WorkbookFault) { try cells.end() }
  override func text(_ text: XMLBytes) throws(WorkbookFault) { try cells.text(text) }
}

/// The cells of one worksheet, as its elements come.
///
/// A value, so that the hundred things that are asked of it with every cell cost no look whether somebody else changes it.
struct SheetCells {
  /// What the cells of all sheets are read by.
  struct Context {
    let shared: SharedTexts
    let formats: [StylesPart.Format]
    let dateSystem: DateSystem
    let computesOnLoad: Bool
  }

  private enum Place {
    case outside, sheet, rows, row, cell, value, formula, inline, run, text, runText, columns, merges, filter
  }

  /// How a cell says that its value is to be taken (ECMA-376 part 1, 18.18.11).
  enum Form { case number, shared, formulaText, inline, boolean, error, date }

  struct OpenCell {
    var address = CellAddress(row: 1, column: 1)
    var style = 0
    var form = Form.number
    var hasValue = false
    var hasInline = false
    var formula = FormulaKind.none
    /// What a formula says that is nothing but a truth value.
    var constant: UInt8?
    /// The group of formulas whose first one is written out.
    var sharedFormula: Int?
  }

  let part: String
  let context: Context
  var table: SheetTableBuilder
  private var place = Place.outside
  private var skipped = 0
  private var hasRows = false
  private var row = 0
  var cell = OpenCell()
  /// The column of the last cell of the row.
  private var column = 0
  /// The value or the formula of the cell, as it comes.
  var characters: [UInt8] = []
  /// Kinds of formulas that several cells have, by their group.
  private var groups: [Int: FormulaKind] = [:]
  private var filter: CellRange?
  private var filterColumns = 0

  init(part: String, range: CellRange?, context: Context) {
    self.part = part
    self.context = context
    table = SheetTableBuilder(range: range, texts: context.shared.bytes)
  }

  mutating func start(_ name: XMLName, _ attributes: XMLAttributes) throws(WorkbookFault) {
    if skipped > 0 {
      skipped += 1
      return
    }
    let local = name.local
    guard name.namespace == .main else {
      guard place == .sheet else { throw malformed("an element that is none of a worksheet", at: address) }
      skipped = 1
      return
    }
    switch place {
    case .rows:
      guard local == "row" else { throw malformed("what is among the rows is none") }
      try beginRow(attributes)
      place = .row
    case .row:
      if local == "c" {
        try beginCell(attributes)
        place = .cell
      } else {
        guard local == "extLst" else { throw malformed("what is among the cells of row \(row) is none") }
        skipped = 1
      }
    case .cell: try startInCell(local, attributes)
    case .sheet: try startInSheet(local, attributes)
    case .inline, .run: try startInText(local)
    case .outside:
      guard local == "worksheet" else { throw malformed("the part holds no worksheet") }
      place = .sheet
    case .columns: try readColumns(local, attributes)
    case .merges:
      guard local == "mergeCell", let name = attributes.value("ref")?.text, let range = CellRange(name) else {
        throw malformed("merged cells without their range")
      }
      if range.rows.count > 1 || range.columns.count > 1 { try table.merge(range, part: part) }
      skipped = 1
    case .filter:
      if local == "filterColumn" { filterColumns += 1 }
      skipped = 1
    case .value, .formula, .text, .runText: throw malformed("an element within a value", at: address)
    }
  }

  mutating func end() throws(WorkbookFault) {
    if skipped > 0 {
      skipped -= 1
      return
    }
    switch place {
    case .value, .inline: place = .cell
    case .formula:
      place = .cell
      endFormula()
    case .cell:
      place = .row
      try endCell()
    case .row:
      place = .rows
      table.endRow()
    case .run, .text: place = .inline
    case .runText: place = .run
    case .rows, .columns, .merges: place = .sheet
    case .filter:
      place = .sheet
      if let filter, filterColumns > 0 { table.filteredRows = filter.rows }
    case .sheet:
      place = .outside
      guard hasRows else { throw malformed("the worksheet has no rows, not even none") }
    case .outside: break
    }
  }

  mutating func text(_ text: XMLBytes) throws(WorkbookFault) {
    guard skipped == 0 else { return }
    switch place {
    case .value, .formula, .text, .runText:
      text.append(to: &characters)
      guard characters.count <= Limits.textBytes else { throw .limit(.textLength, part: part) }
    case .outside, .sheet, .rows, .row, .cell, .inline, .run, .columns, .merges, .filter:
      if text.hasInk { throw malformed("characters where none belong", at: address) }
    }
  }

  func malformed(_ what: String, at cell: CellAddress? = nil) -> WorkbookFault {
    .malformed(what, part: part, line: 0, cell: cell)
  }

  /// The cell at hand, where there is one.
  private var address: CellAddress? {
    switch place {
    case .cell, .value, .formula, .inline, .run, .text, .runText: cell.address
    case .outside, .sheet, .rows, .row, .columns, .merges, .filter: nil
    }
  }

  // MARK: - Beside the rows

  private mutating func startInSheet(_ local: XMLBytes, _ attributes: XMLAttributes) throws(WorkbookFault) {
    if local == "sheetData" {
      guard !hasRows else { throw malformed("the worksheet has its rows twice") }
      hasRows = true
      place = .rows
    } else if local == "cols" {
      place = .columns
    } else if local == "mergeCells" {
      place = .merges
    } else if local == "autoFilter" {
      place = .filter
      filter = attributes.value("ref").flatMap { CellRange($0.text) }
    } else {
      guard Self.known.contains(local.text) else { throw malformed("the element \(local.text) is not of a worksheet") }
      skipped = 1
    }
  }

  private mutating func readColumns(_ local: XMLBytes, _ attributes: XMLAttributes) throws(WorkbookFault) {
    guard local == "col", let first = attributes.value("min")?.number, let last = attributes.value("max")?.number,
      first >= 1, first <= last, last <= CellAddress.lastColumn
    else { throw malformed("columns without their numbers") }
    let isHidden = try attributes.value("hidden").map { (value) throws(WorkbookFault) in try flag(value) } ?? false
    if isHidden || attributes.value("width").map({ $0 == "0" }) == true {
      try table.hide(columns: first...last, part: part)
    }
    skipped = 1
  }

  private func flag(_ value: XMLBytes) throws(WorkbookFault) -> Bool {
    guard let flag = value.flag else { throw malformed("\(value.text) is neither true nor false") }
    return flag
  }

  // MARK: - Rows and cells

  private mutating func beginRow(_ attributes: XMLAttributes) throws(WorkbookFault) {
    var number = row + 1
    var isHidden = false
    var rest = attributes
    while let (name, value) = rest.nextPlain() {
      if name == "r" {
        guard let said = value.number, said > row else { throw malformed("the number of a row is none above \(row)") }
        number = said
      } else if name == "hidden" {
        isHidden = try flag(value) || isHidden
      } else if name == "ht" {
        isHidden = value == "0" || isHidden
      } else if !Self.rowAttributes.contains(name.text) {
        throw malformed("the attribute \(name.text) is not of a row")
      }
    }
    guard number <= CellAddress.lastRow else { throw malformed("a row beyond the last one") }
    row = number
    column = 0
    table.beginRow(number, isHidden: isHidden)
  }

  private mutating func beginCell(_ attributes: XMLAttributes) throws(WorkbookFault) {
    cell = OpenCell()
    characters.removeAll(keepingCapacity: true)
    var found = column + 1
    var rest = attributes
    while let (name, value) = rest.nextPlain() {
      switch name.count == 1 ? name[0] : 0 {
      case UInt8(ascii: "r"):
        guard let said = columnOfCell(value), said > column else {
          throw malformed("\(value.text) is no cell behind the last one of row \(row)")
        }
        found = said
      case UInt8(ascii: "s"):
        guard let style = value.number else { throw malformed("the style of a cell is no number") }
        cell.style = style
      case UInt8(ascii: "t"): cell.form = try form(value)
      default:
        guard name == "cm" || name == "vm" || name == "ph" else {
          throw malformed("the attribute \(name.text) is not of a cell")
        }
      }
    }
    guard found <= CellAddress.lastColumn else { throw malformed("a cell beyond the last column") }
    column = found
    cell.address = CellAddress(row: row, column: found)
  }

  /// The column of `D14`, when that is in the present row.
  private func columnOfCell(_ name: XMLBytes) -> Int? {
    var (column, i) = (0, 0)
    while name[i] >= 0x41, name[i] <= 0x5A, i < 4 {
      column = column * 26 + Int(name[i] - 0x40)
      i += 1
    }
    var (number, digits) = (0, 0)
    while name[i] >= 0x30, name[i] <= 0x39, digits < 8 {
      number = number * 10 + Int(name[i] - 0x30)
      i += 1
      digits += 1
    }
    return i == name.count && column > 0 && number == row ? column : nil
  }

  private func form(_ value: XMLBytes) throws(WorkbookFault) -> Form {
    if value == "s" { return .shared }
    if value == "n" { return .number }
    if value == "str" { return .formulaText }
    if value == "inlineStr" { return .inline }
    if value == "b" { return .boolean }
    if value == "e" { return .error }
    if value == "d" { return .date }
    throw malformed("a cell of the unknown type \(value.text)")
  }

  private mutating func startInCell(_ local: XMLBytes, _ attributes: XMLAttributes) throws(WorkbookFault) {
    if local == "v" {
      guard !cell.hasValue, !cell.hasInline else { throw malformed("a cell with two values", at: cell.address) }
      cell.hasValue = true
      place = .value
    } else if local == "f" {
      guard cell.formula == .none, !cell.hasValue, !cell.hasInline else {
        throw malformed("a formula behind the value of its cell", at: cell.address)
      }
      cell.formula = .other
      cell.sharedFormula = attributes.value("t").map { $0 == "shared" } == true ? attributes.value("si")?.number : nil
      place = .formula
    } else if local == "is" {
      guard !cell.hasValue, !cell.hasInline else { throw malformed("a cell with two values", at: cell.address) }
      cell.hasInline = true
      place = .inline
    } else {
      guard local == "extLst" else { throw malformed("an unknown element in a cell", at: cell.address) }
      skipped = 1
    }
  }

  private mutating func startInText(_ local: XMLBytes) throws(WorkbookFault) {
    let isRun = place == .run
    if local == "t" {
      place = isRun ? .runText : .text
    } else if !isRun, local == "r" {
      place = .run
    } else {
      guard RichText.isBeside(local, inRun: isRun) else {
        throw malformed("an unknown piece of a text", at: cell.address)
      }
      skipped = 1
    }
  }

  /// Takes the formula's text, which is no value.
  private mutating func endFormula() {
    if characters.isEmpty {
      // One of a group, whose first cell has the text.
      if let group = cell.sharedFormula { cell.formula = groups[group] ?? .other }
    } else {
      cell.formula = FormulaKind(formula: characters)
      cell.constant =
        characters.elementsEqual("TRUE()".utf8) ? 0x31 : characters.elementsEqual("FALSE()".utf8) ? 0x30 : nil
      if let group = cell.sharedFormula { groups[group] = cell.formula }
      characters.removeAll(keepingCapacity: true)
    }
  }

  // MARK: - What there is

  /// The attributes of a row (ECMA-376 part 1, 18.3.1.73) that say nothing of its values.
  private static let rowAttributes: Set<String> = [
    "spans", "s", "customFormat", "customHeight", "outlineLevel", "collapsed", "thickTop", "thickBot", "ph",
  ]

  /// The elements of a worksheet (ECMA-376 part 1, 18.3.1.99) that say nothing of its values.
  private static let known: Set<String> = [
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "sheetCalcPr", "sheetProtection", "protectedRanges",
    "scenarios",
    "sortState", "dataConsolidate", "customSheetViews", "phoneticPr", "conditionalFormatting", "dataValidations",
    "hyperlinks",
    "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties",
    "cellWatches",
    "ignoredErrors", "smartTags", "drawing", "drawingHF", "legacyDrawing", "legacyDrawingHF", "picture", "oleObjects",
    "controls", "webPublishItems", "tableParts", "extLst",
  ]
}
