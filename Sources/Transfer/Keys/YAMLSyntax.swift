internal import Notation
internal import YAML

/// A text by lines, ended as YAML ends them.
struct Lines {
  private var lines: [[Unicode.Scalar]] = [[]]

  init(_ text: String) {
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      if previous == "\n" || (previous == "\r" && scalar != "\n") { lines.append([]) }
      lines[lines.count - 1].append(scalar)
      previous = scalar
    }
  }

  /// The character at a place counted from 1, or `nil` at the end of a line or beyond.
  func scalar(line: Int, column: Int) -> Unicode.Scalar? {
    guard lines.indices.contains(line - 1), lines[line - 1].indices.contains(column - 1) else { return nil }
    return lines[line - 1][column - 1]
  }

  /// Whether nothing but blanks stands at this place and after it.
  func isEnd(line: Int, column: Int) -> Bool {
    guard line >= 1 else { return false }
    guard line <= lines.count else { return true }
    return lines[line - 1].dropFirst(column - 1).allSatisfy { $0.properties.isWhitespace }
      && lines.dropFirst(line).allSatisfy { $0.allSatisfy { $0.properties.isWhitespace } }
  }
}

/// The parser's complaint in words that help to mend the file.
struct SyntaxFault {
  let rejection: Rejection

  init(_ fault: YAMLFault, text: String, file: String, what: String) {
    func refuse(_ mark: YAMLMark?, _ message: String, code: String = "E_SYNTAX") -> Rejection {
      Rejection([
        Problem(.error, code, at: SourceLocation(file: file, line: mark?.line, column: mark?.column), message)
      ])
    }
    switch fault {
    case .tooDeep(let mark):
      rejection = YAMLGuards(file: file, what: what).depthMessage(line: mark.line, column: mark.column)
    case .secondDocument(let mark):
      rejection = refuse(mark, "a second document starts here (---); \(what) is one document: remove the rest")
    case .undefinedAlias(let mark):
      rejection = refuse(
        mark, "anchors (&) and aliases (*) are not read here: write the text out, or put it in quotes", code: "E_ANCHOR"
      )
    case .syntax(let problem, let mark, let context, let contextAt):
      let lines = Lines(text)
      let opened = contextAt.map { "; see line \($0.line), column \($0.column)" } ?? ""
      if lines.isEnd(line: mark.line, column: mark.column) {
        rejection = refuse(
          mark,
          "the file ends before what it opened is closed\(opened) (\(problem)); it may have been cut off: compare it with the original"
        )
      } else if lines.scalar(line: mark.line, column: mark.column) == "\t" {
        rejection = refuse(mark, "a tab stands where blanks are expected; indent with blanks")
      } else if problem.holds("mapping values are not allowed") {
        rejection = refuse(
          mark,
          "a colon and a blank stand inside a text without quotes, or the line is indented wrongly; put the text in quotes, or mend the indentation"
        )
      } else {
        let when = context.map { "\($0), " } ?? ""
        let isUnquoted =
          problem.holds("did not find expected ','") || problem.holds("cannot start any token")
          || context?.holds("flow") == true
        let mend =
          isUnquoted
          ? "inside { } and [ ], texts with , [ ] { } : # need quotes, and everywhere those that begin with % or @, as in "
            + "value: \"Wirkstärke [%]\""
          : "check quotes, brackets and indentation here"
        rejection = refuse(mark, "this is not YAML: \(when)\(problem)\(opened); \(mend)")
      }
    case .unreadable:
      rejection = refuse(nil, "this is not YAML that can be read: check it from its first line")
    }
  }
}
