public import Notation

/// Why a file could not be read as a workbook, or a sheet of one.
///
/// A part is a file within the workbook, such as `xl/worksheets/sheet1.xml`; its name and every other text here come from the file.
public enum WorkbookFault: Error, Sendable, Hashable {
  /// The file is something else, known by its first bytes or by what it holds.
  case notAWorkbook(ForeignFile)
  /// The container is damaged: the archive's directory, or a part of it where one is named.
  case damagedArchive(ArchiveDamage, part: String?)
  /// Two parts have the same name, but for the case of letters.
  case duplicatePart(String)
  /// A part is named by another one and is not there.
  case missingPart(String, namedIn: String)
  /// A sheet or table of the workbook lies outside it, which is never followed.
  case externalPart(String, namedIn: String)
  /// Something is larger than a workbook of results could be.
  case limit(WorkbookLimit, part: String?)
  /// The part is no well-formed XML, in the words of the parser.
  case syntax(String, part: String, line: Int, column: Int)
  /// The part declares a document type, which no workbook has: entities could be in it.
  case documentType(part: String, line: Int)
  /// The part is XML and not what the format asks for; the cell is said where it is one.
  case malformed(String, part: String, line: Int, cell: CellAddress?)
  /// The sheet is a chart, a dialog or a sheet of macros, which has no cells.
  case noCells(sheet: String)
  /// The range asks for cells beyond the last ones that hold anything; `nil` where none does.
  case rangeBeyondSheet(CellRange, used: CellRange?)
}

/// A file that may have been taken for a workbook.
public enum ForeignFile: Sendable, Hashable {
  case empty
  /// The format of Excel until 2003.
  case xls
  /// Encrypted, or with a password for opening.
  case encrypted
  /// The binary format of Excel since 2007.
  case xlsb
  /// XML of Excel 2003.
  case spreadsheetML
  /// A table of a web page, which instruments often name `.xls`.
  case html
  case wordDocument
  case presentation
  /// Another document of the kind that Word and Excel wrote until 2003.
  case otherCompound
  /// A zip archive that is no workbook.
  case otherArchive
  case unknown
}

/// What is wrong with a container.
public enum ArchiveDamage: Sendable, Hashable {
  /// No directory is found, or it does not hold what it says: the file was cut, or is not whole.
  case directory
  /// A part cannot be unpacked.
  case content
  /// A part's checksum is not that of what it unpacks to.
  case checksum
  /// A part unpacks to another size than the directory says.
  case size
  /// A part is encrypted.
  case encrypted
  /// A part is packed in a way that no workbook uses.
  case method
}

/// What was exceeded.
public enum WorkbookLimit: Sendable, Hashable {
  /// Parts in the container.
  case parts
  /// Bytes that parts unpack to.
  case unpackedBytes
  /// How many times smaller a large part is packed: a bomb.
  case ratio
  /// Elements within elements.
  case depth
  /// The length of one name, attribute or text.
  case textLength
  case cells
  /// Columns that are said to look alike.
  case columns
  case sheets
  case mergedCells
  case texts
}

/// The bounds within which a workbook is read: several times what a million results need.
enum Limits {
  static let parts = 65_536
  static let unpackedBytes = 536_870_912
  /// Of parts above ``ratioFrom`` bytes. Deflate reaches 1,032; rows that are all alike reach a hundred or two.
  static let ratio = 500
  static let ratioFrom = 16_777_216
  static let depth = 256
  /// A cell of Excel holds 32,767 characters.
  static let textBytes = 262_144
  /// Of one tag with its attributes.
  static let tokenBytes = 1_048_576
  static let cells = 10_000_000
  static let sheets = 4_096
  static let mergedCells = 262_144
  static let texts = 8_388_608
}
