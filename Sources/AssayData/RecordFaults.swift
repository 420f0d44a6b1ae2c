internal import Notation

/// What is wrong with a record whatever its fields mean.
extension RecordReader {
  /// Tells the control characters of the current record.
  func tellControls(file: Int, _ problems: inout ProblemCollector) {
    for (field, byte) in controls {
      problems.error(
        byte == 0 ? "E_NUL" : "E_CONTROL", Place(file: file, line: recordLine, column: field),
        "the control character \(controlName(Unicode.Scalar(byte))) stands in this field; "
          + (byte == 0 ? "the file was cut short, or is not text" : "export the file again without it"))
    }
  }

  /// Tells that the current record has another number of fields than the header.
  func tellRagged(fields: Int, file: Int, hint: String = "", _ problems: inout ProblemCollector) {
    let hint = fieldCount == 1 && field(0).isQuoted ? "; the whole row stands in one pair of quotes" : hint
    problems.error(
      "E_RAGGED", Place(file: file, line: recordLine),
      "the row has \(fieldCount) \(fieldCount == 1 ? "field" : "fields") where the header has \(fields)\(hint)")
  }
}
