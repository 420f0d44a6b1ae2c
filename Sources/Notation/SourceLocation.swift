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

  public init(file: String, line: Int? = nil, column: Int? = nil) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// `file:line:column`, as editors and compilers write it.
  public var description: String {
    var text = file
    if let line {
      text += ":\(line)"
      if let column { text += ":\(column)" }
    }
    return text
  }
}
