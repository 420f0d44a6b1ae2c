public import Notation

/// A workbook in memory: its sheets, and the cells of each when they are asked for.
///
/// `.xlsx` and `.xlsm` (ECMA-376, strict and transitional) and `.ods` (ISO/IEC 26300). Macros are never run, formulas never computed,
/// links never followed: what is read is what the cells store.
public struct Workbook: Sendable {
  public enum Format: Sendable, Hashable {
    /// `.xlsx`, `.xlsm` and their templates.
    case officeOpenXML
    /// `.ods`.
    case openDocument
  }

  public struct Sheet: Sendable, Hashable {
    public enum Visibility: Sendable, Hashable {
      case visible
      case hidden
      /// Hidden so that the program does not offer to show it.
      case veryHidden
    }

    public let name: String
    public let visibility: Visibility
    /// Whether it has cells: a chart, a dialog or a sheet of macros has none.
    public let hasCells: Bool
    let part: String
    let namedIn: String
  }

  public let format: Format
  /// In the order of their tabs.
  public let sheets: [Sheet]
  /// Whether it holds macros, which are not looked at.
  public let hasMacros: Bool
  /// Whether it asks for its formulas to be computed when it is opened.
  public var computesOnLoad: Bool { context.computesOnLoad }

  private let archive: Archive
  private let context: SheetCells.Context

  /// Finds what a file holds; no cell is read.
  ///
  /// - Throws: ``WorkbookFault`` where it is no workbook, or a damaged one.
  public init(_ bytes: [UInt8]) throws(WorkbookFault) {
    if let foreign = ForeignFile(bytes) { throw .notAWorkbook(foreign) }
    let archive = try Archive(bytes)
    if let package = try Relationships(of: "", in: archive) {
      try self.init(package, in: archive)
    } else {
      try self.init(openDocument: archive)
    }
  }

  private init(_ package: Relationships, in archive: Archive) throws(WorkbookFault) {
    guard let main = package.first(ofType: "officeDocument"), !main.isExternal else {
      throw .notAWorkbook(.otherArchive)
    }
    guard !main.target.utf8.suffix(4).elementsEqual(".bin".utf8) else { throw .notAWorkbook(.xlsb) }
    let workbook = WorkbookPart(part: main.target)
    try workbook.read(from: archive, namedIn: package.part)
    guard let relationships = try Relationships(of: main.target, in: archive) else {
      throw .malformed("the workbook names no parts", part: main.target, line: 0, cell: nil)
    }
    var sheets: [Sheet] = []
    for sheet in workbook.sheets {
      guard let target = relationships[sheet.relationship] else {
        throw .missingPart(sheet.name, namedIn: relationships.part)
      }
      guard !target.isExternal else { throw .externalPart(target.target, namedIn: relationships.part) }
      guard archive[target.target] != nil else { throw .missingPart(target.target, namedIn: relationships.part) }
      sheets.append(
        Sheet(
          name: sheet.name, visibility: sheet.visibility, hasCells: target.type == "worksheet", part: target.target,
          namedIn: relationships.part))
    }
    var (formats, shared): ([StylesPart.Format], SharedTexts) = ([], SharedTexts())
    if let part = try Self.part("styles", of: relationships) {
      let styles = StylesPart(part: part)
      try styles.read(from: archive, namedIn: relationships.part)
      formats = styles.formats
    }
    if let part = try Self.part("sharedStrings", of: relationships) {
      let texts = SharedTextsPart(part: part)
      try texts.read(from: archive, namedIn: relationships.part)
      shared = texts.texts
    }
    self.archive = archive
    format = .officeOpenXML
    self.sheets = sheets
    hasMacros = relationships.first(ofType: "vbaProject") != nil
    context = SheetCells.Context(
      shared: shared, formats: formats, dateSystem: workbook.dateSystem, computesOnLoad: workbook.computesOnLoad)
  }

  private init(openDocument archive: Archive) throws(WorkbookFault) {
    guard archive[Self.content] != nil else { throw .notAWorkbook(.otherArchive) }
    if archive[Self.manifest] != nil {
      let manifest = OpenDocumentManifest(part: Self.manifest)
      try manifest.read(from: archive, namedIn: Self.manifest)
      guard !manifest.isEncrypted else { throw .notAWorkbook(.encrypted) }
    }
    let content = OpenDocumentPart(part: Self.content)
    try content.read(from: archive, namedIn: Self.manifest)
    self.archive = archive
    format = .openDocument
    sheets = content.sheets.map { sheet in
      Sheet(
        name: sheet.name, visibility: sheet.isHidden ? .hidden : .visible, hasCells: true, part: Self.content,
        namedIn: Self.manifest)
    }
    hasMacros = archive["Basic/script-lc.xml"] != nil
    context = SheetCells.Context(shared: SharedTexts(), formats: [], dateSystem: .from1900, computesOnLoad: false)
  }

  private static let content = "content.xml"
  private static let manifest = "META-INF/manifest.xml"

  private static func part(_ type: String, of relationships: Relationships) throws(WorkbookFault) -> String? {
    guard let target = relationships.first(ofType: type) else { return nil }
    guard !target.isExternal else { throw .externalPart(target.target, namedIn: relationships.part) }
    return target.target
  }

  /// The sheet of that name, spelt exactly so.
  public func sheet(named name: String) -> Sheet? { sheets.first { $0.name.utf8.elementsEqual(name.utf8) } }

  /// Reads the cells of a sheet of this workbook.
  ///
  /// - Parameter range: the cells that are asked for; all that hold anything where it is `nil`.
  /// - Throws: ``WorkbookFault``, as where the range ends beyond the last cell that holds anything.
  public func table(of sheet: Sheet, in range: CellRange? = nil) throws(WorkbookFault) -> SheetTable {
    guard sheet.hasCells else { throw .noCells(sheet: sheet.name) }
    if format == .openDocument {
      let reader = OpenDocumentPart(part: sheet.part, sheet: sheets.firstIndex(of: sheet), range: range)
      try reader.read(from: archive, namedIn: sheet.namedIn)
      return try reader.table.finished(sheet: sheet.name)
    }
    let reader = SheetPart(part: sheet.part, range: range, context: context)
    try reader.read(from: archive, namedIn: sheet.namedIn)
    return try reader.table.finished(sheet: sheet.name)
  }
}
