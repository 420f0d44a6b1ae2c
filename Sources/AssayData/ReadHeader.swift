internal import Notation

/// Passes over the declared preamble and reads the header, or says why there is none.
///
/// - Parameter original: The file's bytes before they were decoded.
func readHeader(
  _ records: inout RecordReader, of original: [UInt8], _ mapping: Mapping, _ vocabulary: StudyVocabulary, _ file: Int,
  _ problems: inout ProblemCollector
) -> Header? {
  while records.line < mapping.headerLine, records.position < records.bytes.count { records.skipLine() }
  guard records.position < records.bytes.count else {
    problems.error(
      "E_HEADER", Place(file: file),
      "no header: data.headerLine says line \(mapping.headerLine), the file has \(max(records.line - 1, 1))")
    return nil
  }
  guard let (texts, start) = readHeaderTexts(&records, file, .studyProtocol, &problems) else { return nil }
  var header = Header(
    texts, line: records.recordLine, mapping: mapping, vocabulary: vocabulary, file: file,
    nearby: { mapping in
      otherDelimiter(start, .studyProtocol) { Header.matches($0, mapping) }.map { ("E_DELIMITER", $0) }
        ?? laterHeader(start, mapping).map { ("E_HEADER", $0) }
    }, asUTF8: { headerAsUTF8(original, line: start.line, mapping) }, &problems)
  if header != nil, let line = mapping.extent.unitsLine {
    guard let units = readUnits(&records, line: line, fields: texts.count, file, &problems) else { return nil }
    header?.units = units
  }
  return header
}

/// Reads the line of units under the header.
private func readUnits(
  _ records: inout RecordReader, line: Int, fields: Int, _ file: Int, _ problems: inout ProblemCollector
) -> [String]? {
  while records.line < line, records.position < records.bytes.count { records.skipLine() }
  let place = Place(file: file, line: line)
  guard records.position < records.bytes.count, case .record = records.next(), records.recordLine == line else {
    problems.error(
      "E_HEADER", place, "no line of units: data.headerLines says line \(line), which the file does not have")
    return nil
  }
  guard records.fieldCount == fields else {
    records.tellRagged(
      fields: fields, file: file, hint: "; data.headerLines says that it holds the units of the header's columns",
      &problems)
    return nil
  }
  return records.fields.map { records.text($0) }
}

/// Reads the header's record and answers its texts, and the reader as it stood before; or says why there is none.
func readHeaderTexts(
  _ records: inout RecordReader, _ file: Int, _ authority: Authority, _ problems: inout ProblemCollector
) -> (texts: [String], start: RecordReader)? {
  guard hasMoreThanComments(records) else {
    problems.error("E_EMPTY", Place(file: file), "no header: the file holds only comments or blank lines")
    return nil
  }
  passSeparatorLine(&records, file, authority, &problems)
  let start = records
  switch records.next() {
  case .end:
    problems.error("E_EMPTY", Place(file: file), "no header: nothing follows")
    return nil
  case .fault(let fault):
    problems.error(fault.code, Place(file: file, line: fault.line, column: fault.field), fault.message)
    return nil
  case .record: break
  }
  if let control = records.controls.first {
    problems.error(
      control.byte == 0 ? "E_NUL" : "E_CONTROL",
      Place(file: file, line: records.recordLine, column: control.field),
      "the control character \(controlName(Unicode.Scalar(control.byte))) stands in the header; is this a text file?")
    return nil
  }
  return (records.fields.map { records.text($0) }, start)
}

/// The header as it reads when a file that is declared to have an encoding of single bytes is taken as UTF-8, which such a
/// file hardly ever is by chance.
private func headerAsUTF8(_ original: [UInt8], line: Int, _ mapping: Mapping) -> [String]? {
  guard mapping.encoding == .windows1252 || mapping.encoding == .latin1, isUTF8BeyondASCII(original) else {
    return nil
  }
  var reader = RecordReader(original, delimiter: mapping.delimiter)
  while reader.line < line, reader.position < original.count { reader.skipLine() }
  guard case .record = reader.next() else { return nil }
  return reader.fields.map { reader.text($0) }
}

/// Whether any line is neither blank nor opens with `#`.
private func hasMoreThanComments(_ records: RecordReader) -> Bool {
  var isLineStart = true
  var isComment = false
  for byte in records.bytes[records.position...] {
    if byte == 0x0A || byte == 0x0D {
      isLineStart = true
      isComment = false
    } else if isLineStart {
      if byte == 0x20 || byte == 0x09 { continue }
      isLineStart = false
      isComment = byte == UInt8(ascii: "#")
      if !isComment { return true }
    }
  }
  return false
}

/// Passes over Excel's `sep=;` line, which says what the protocol says already.
private func passSeparatorLine(
  _ records: inout RecordReader, _ file: Int, _ authority: Authority, _ problems: inout ProblemCollector
) {
  let head = records.bytes[records.position...].prefix(6)
  guard head.prefix(4).elementsEqual("sep=".utf8), head.count >= 5, let separator = head.dropFirst(4).first,
    separator != 0x0A, separator != 0x0D, head.count == 5 || head.last == 0x0A || head.last == 0x0D
  else { return }
  let place = Place(file: file, line: records.line)
  if separator == records.delimiter {
    problems.warning("W_SEPARATOR", place, "Excel's line \"sep=\" is passed over; the delimiter is the declared one")
  } else {
    problems.error(
      "E_DELIMITER", place,
      "the line \"sep=\" says \(delimiterName(separator)), \(authority.name) says \(delimiterName(records.delimiter)); "
        + "declare \(authority.declaration(.delimiter, delimiterKey(separator)))")
  }
  records.skipLine()
}

/// A hint when the header would be understood with another delimiter.
///
/// - Parameter matches: how many of the columns asked for are among such texts.
func otherDelimiter(_ start: RecordReader, _ authority: Authority, matches: ([String]) -> Int) -> String? {
  var best: (count: Int, delimiter: UInt8)?
  for delimiter in [UInt8(ascii: ","), UInt8(ascii: ";"), 0x09, UInt8(ascii: "|")] where delimiter != start.delimiter {
    var reader = RecordReader(start.bytes, from: start.position, delimiter: delimiter)
    guard case .record = reader.next(), reader.fieldCount > 1 else { continue }
    let count = matches(reader.fields.map { reader.text($0) })
    if count > best?.count ?? 0 { best = (count, delimiter) }
  }
  guard let best else { return nil }
  return
    ". It is separated by \(delimiterName(best.delimiter)), \(authority.name) says \(delimiterName(start.delimiter)); "
    + "declare \(authority.declaration(.delimiter, delimiterKey(best.delimiter)))"
}

/// A hint when one of the next lines would be the header.
private func laterHeader(_ start: RecordReader, _ mapping: Mapping) -> String? {
  var reader = start
  let wanted = Set(mapping.columns.values.flatMap { $0.headers }).count
  for _ in 0..<1_000 {
    guard case .record = reader.next() else { continue }
    let count = Header.matches(reader.fields.map { reader.text($0) }, mapping)
    if count * 2 > wanted {
      return ". Line \(reader.recordLine) looks like the header; declare data.headerLine: \(reader.recordLine)"
    }
  }
  return nil
}

/// A delimiter in words: "tab", ";".
func delimiterName(_ delimiter: UInt8) -> String {
  delimiter == 0x09 ? "tab" : quoted(String(UnicodeScalar(delimiter)))
}

private func delimiterKey(_ delimiter: UInt8) -> String {
  delimiter == 0x09 ? "\"\\t\"" : "\"\(String(UnicodeScalar(delimiter)))\""
}
