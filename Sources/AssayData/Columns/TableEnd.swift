internal import Notation

/// Where the table of a file ends, and what may not stand below.
struct TableEnd {
  private let end: TableExtent.End
  private let text: [UInt8]

  init?(_ end: TableExtent.End?) {
    guard let end else { return nil }
    self.end = end
    if case .text(let text) = end { self.text = Array(text.utf8) } else { text = [] }
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

  /// What is declared, as messages say it.
  var words: String {
    switch end {
    case .blank: "data.endsAt: blank"
    case .text(let text): "data.endsAt: {text: \(quoted(text))}"
    case .line(let line): "data.endsAt: {line: \(line)}"
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
    case .line(let line) where records.line <= line:
      problems.error(
        "E_END", Place(file: file),
        "the table ends with line \(line) by data.endsAt, and the file has \(records.line - 1): it was cut, or the number is another; "
          + "correct it")
    case .line: break
    }
  }
}

extension TableReader {
  /// Passes over what stands below the table. A line there that would read as a row of the table is an error.
  mutating func readFooter(_ end: TableEnd, _ store: ResultStore, _ problems: inout ProblemCollector) {
    let first = records.line
    var rows: [Int] = []
    footing: while true {
      switch records.next() {
      case .end: break footing
      case .fault(let fault): if fault.isFatal { break footing }
      case .record: if readsAsRow() { rows.append(records.recordLine) }
      }
    }
    noteFooter(records.line - first)
    guard let line = rows.first else { return }
    problems.error(
      "E_END", Place(file: file, line: line),
      "this line reads as a row of the table and stands below its end (\(end.words), line \(first))"
        + (rows.count > 1 ? ", and so do \(rows.count - 1) more" : "")
        + "; correct data.endsAt, or export the second table to a file of its own")
  }

  /// Whether the record at hand has the columns, a number where results stand, and names of the study.
  private func readsAsRow() -> Bool {
    guard records.fieldCount == headerCells.count, !isHeader(), !isSummaryRow() else { return false }
    let hasNumber = header.valueFields.contains { field in
      (try? numbers.read(records.slice(records.field(field)))) != nil
    }
    guard hasNumber else { return false }
    for column in identifiers where needed >> UInt32(column.role.index) & 1 == 1 {
      if records.field(column.field).isEmpty, rowStart[column.role.index] < 0 { return false }
    }
    for role in [Role.laboratory, .attribute] {
      guard let name = rawName(role) else { continue }
      if !isOfStudy(name, role) { return false }
    }
    return true
  }
}
