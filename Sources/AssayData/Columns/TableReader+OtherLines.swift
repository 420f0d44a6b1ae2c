internal import Notation

/// Lines that the protocol declares to be none of the table: above it, below it, and comments. Whatever it declares, no result may
/// vanish so: a line among them that would read as a row of the table is an error.
extension TableReader {
  /// Passes over what stands below the table.
  mutating func readFooter(_ end: TableEnd, _ store: ResultStore, _ problems: inout ProblemCollector) {
    let first = records.line
    var rows: [Int] = []
    footing: while true {
      switch records.next() {
      case .end: break footing
      case .fault(let fault): if fault.isFatal { break footing }
      case .record: if readsAsRow(records) { rows.append(records.recordLine) }
      }
    }
    footer = records.line - first
    tell(rows, "E_END", &problems, "stands below its end (\(end.words), line \(first))") {
      "correct \(end.words.prefix { $0 != ":" }), or export the second table to a file of its own"
    }
  }

  /// Looks through the lines above the header, and those between it and its units.
  func tellRowsAbove(_ problems: inout ProblemCollector) {
    var reader = RecordReader(records.bytes, from: records.origin, delimiter: records.delimiter)
    var rows: [Int] = []
    while reader.line < start.line, reader.position < reader.bytes.count {
      let (position, line) = (reader.position, reader.line)
      reader.skipLine()
      let isAbove = line < header.line || line > header.line && line < unitsLine
      if isAbove, readsAsRow(reader.bytes[position..<reader.position]) { rows.append(line) }
    }
    tell(rows, "E_ROW", &problems, "stands above its rows, where it is passed over") {
      "correct data.headerLine or data.headerLines, or export the first table to a file of its own"
    }
  }

  /// Looks through the comments: a result is not taken out of a study by a mark before its line.
  func tellRowsInComments(_ problems: inout ProblemCollector) {
    let rows = records.comments.filter { comment in
      let behind = comment.position + records.comment.count
      let end = records.bytes[behind...].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? records.bytes.count
      return readsAsRow(records.bytes[behind..<end].drop { $0 == 0x20 || $0 == 0x09 })
    }
    tell(rows.map { $0.line }, "E_ROW", &problems, "is a comment by data.comment") {
      "a result that is not to count stands in the table, marked in a column of validity or status"
    }
  }

  private func tell(
    _ rows: [Int], _ code: String, _ problems: inout ProblemCollector, _ what: String, mend: () -> String
  ) {
    guard let line = rows.first else { return }
    problems.error(
      code, Place(file: file, line: line),
      "this line reads as a row of the table and \(what)"
        + (rows.count > 1 ? ", and \(rows.count - 1) more \(rows.count == 2 ? "does" : "do")" : "") + "; \(mend())")
  }

  private func readsAsRow(_ line: ArraySlice<UInt8>) -> Bool {
    var reader = RecordReader(Array(line), delimiter: records.delimiter)
    guard case .record = reader.next() else { return false }
    return readsAsRow(reader)
  }

  /// Whether a record has the columns, something that is said of a result where results stand, and names of the study.
  private func readsAsRow(_ record: RecordReader) -> Bool {
    guard record.fieldCount == headerCells.count,
      !Self.isHeader(record, headerCells, firstValueField: firstValueField), !isSummaryRow(record),
      header.valueFields.contains(where: { saysResult(record.slice(record.field($0))) })
    else { return false }
    for column in identifiers where needed >> UInt32(column.role.index) & 1 == 1 {
      if record.field(column.field).isEmpty, rowStart[column.role.index] < 0 { return false }
    }
    return [Role.laboratory, .attribute].allSatisfy { role in
      rawName(role, in: record).map { isOfStudy($0, role) } ?? true
    }
  }

  /// A number, or what stands in place of one: a declared code for a missing result, a limit that it is below.
  private func saysResult(_ cell: ArraySlice<UInt8>) -> Bool {
    guard !cell.isEmpty else { return false }
    return (try? numbers.read(cell)) != nil || isMissing(cell) || declaredLimit(of: cell) != nil
      || Qualifier.isBelowLimit(String(decoding: cell, as: UTF8.self)) || writtenLimit(of: cell) != nil
  }
}
