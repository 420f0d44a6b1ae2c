internal import Notation

/// Rows that are no results: headers once more, statistics, numbers that a delimiter has split.
extension TableReader {
  /// A hint when a row is too long as one is in which numbers with a decimal comma were not quoted.
  func splitNumberHint() -> String {
    let level = header.fieldOfRole[Role.level.index]
    let numeric = (header.valueFields + (level.map { [$0] } ?? [])).sorted()
    let extra = records.fieldCount - headerCells.count
    guard records.delimiter == UInt8(ascii: ","), extra > 0, extra <= numeric.count else { return "" }
    for field in numeric where field + 1 < records.fieldCount {
      let (whole, fraction) = (records.field(field), records.field(field + 1))
      let digits = records.slice(whole).drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
      guard !whole.isQuoted, !fraction.isQuoted, isDigits(digits), isDigits(records.slice(fraction)) else { continue }
      return
        "; fields \(field + 1) and \(field + 2), \(quoted(records.text(whole))) and \(quoted(records.text(fraction))), look like "
        + "one number with a decimal comma and without quotes: export with another delimiter, with quotes, or with a "
        + "decimal point"
    }
    return ""
  }

  private func isDigits(_ bytes: ArraySlice<UInt8>) -> Bool {
    !bytes.isEmpty && bytes.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
  }

  /// Whether a record is the header again.
  ///
  /// Not asked of a reader: one that hands its own records over is copied for that, row by row.
  static func isHeader(_ records: RecordReader, _ cells: [[UInt8]], firstValueField: Int) -> Bool {
    func matches(_ index: Int) -> Bool {
      let field = records.field(index)
      return field.end - field.start == cells[index].count && records.slice(field).elementsEqual(cells[index])
    }
    // A cell of results that is the header's own text settles nearly every row at once.
    return matches(firstValueField) && cells.indices.allSatisfy(matches)
  }

  /// Whether a row with empty identifiers opens with the name of a statistic.
  func isSummaryRow(_ records: RecordReader) -> Bool {
    let first = records.field(0)
    return first.end - first.start <= 64 && !first.isEmpty && Statistic(records.text(first)) != nil
  }
}
