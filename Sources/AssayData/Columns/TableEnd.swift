internal import Notation

/// Where the table of a file ends, and what may not stand below.
struct TableEnd {
  private let end: TableExtent.End
  private let text: [UInt8]
  /// Whether `endsAt` says it; else a range does, which may hold blank rows at its end.
  private let isDeclared: Bool
  /// What is declared, as messages say it.
  let words: String

  /// `nil` where the table goes to the end of the file. The last row of a range is an end like any other.
  init?(_ mapping: Mapping) {
    let range = mapping.sheet?.range.flatMap { $0.isWholeColumns ? nil : $0 }
    guard let end = mapping.extent.end ?? range.map({ .line($0.rows.upperBound) }) else { return nil }
    self.end = end
    isDeclared = mapping.extent.end != nil
    if case .text(let text) = end { self.text = Array(text.utf8) } else { text = [] }
    words =
      switch end {
      case .blank: "data.endsAt: blank"
      case .text(let text): "data.endsAt: {text: \(quoted(text))}"
      case .line(let line): isDeclared ? "data.endsAt: {line: \(line)}" : "data.range"
      }
  }

  /// Whether the next line is no longer of the table.
  func isReached(by records: RecordReader) -> Bool {
    guard records.position < records.bytes.count else { return false }
    switch end {
    case .blank: return records.isAtBlankLine
    case .text: return records.opens(with: text)
    case .line(let last): return records.line > last
    }
  }

  /// Tells that the file ended before the table did as it was declared.
  func tellMissing(after records: RecordReader, file: Int, _ problems: inout ProblemCollector) {
    switch end {
    // A table may end with its file.
    case .blank: break
    case .text(let text):
      problems.error(
        "E_END", Place(file: file),
        "no line below the header opens with \(quoted(text)), with which the table ends by data.endsAt: the file was cut, or the text is "
          + "another; correct it")
    case .line(let line) where isDeclared && records.line <= line:
      problems.error(
        "E_END", Place(file: file),
        "the table ends with line \(line) by data.endsAt, and the file has \(records.line - 1): it was cut, or the number is another; "
          + "correct it")
    case .line: break
    }
  }
}
