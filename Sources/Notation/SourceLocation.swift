/// A place in a file, counted as a person counts: from 1.
///
/// In a delimited file `column` is the number of the field; in a protocol it is the character.
public struct SourceLocation: Sendable, Hashable, CustomStringConvertible {
  /// The file's name, without folders but for those that tell it apart from another one of the same name.
  public let file: String
  /// The line, or `nil` where the whole file is meant.
  public let line: Int?
  /// The field or character, or `nil` where the whole line is meant.
  public let column: Int?
  /// The sheet of a workbook, in which `line` is a row and `column` a column; `nil` in a text.
  public let sheet: String?

  public init(file: String, line: Int? = nil, column: Int? = nil, sheet: String? = nil) {
    self.file = file
    self.line = line
    self.column = column
    self.sheet = sheet
  }

  /// The cell of a sheet, `D14`; `nil` where no cell is meant.
  public var cell: String? {
    guard sheet != nil, let line, let column else { return nil }
    return "\(CellAddress(row: line, column: column))"
  }

  /// `file:line:column`, as editors and compilers write it; `file:sheet!D14` of a workbook.
  public var description: String {
    var text = file
    if let sheet {
      guard let line else { return "\(file):\(sheet)" }
      return "\(file):\(sheet)!\(cell ?? "\(line):\(line)")"
    }
    if let line {
      text += ":\(line)"
      if let column { text += ":\(column)" }
    }
    return text
  }
}
