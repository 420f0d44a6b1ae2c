internal import Notation

/// A file that ends right behind a digit, with no line end: it may have been cut inside its last number.
struct EndOfFile {
  /// The line and field of the last cell, and its text.
  private let line: Int
  private let field: Int
  private let text: String
  /// The text of an earlier cell of its column that all have more decimals than it, where there is one.
  private let longer: String?

  /// How many rows are looked at for the decimals of the column.
  private static let rows = 1_000

  /// `nil` where the file ends otherwise.
  ///
  /// - Parameter table: a reader that stands behind the header.
  init?(_ table: RecordReader, numbers: NumberGrammar) {
    guard let last = table.bytes.last, last >= 0x30, last <= 0x39 else { return nil }
    // From the last line end on; a quoted cell ends in a quote, so that no line end is inside one here.
    let head = table.bytes.lastIndex { $0 == 0x0A || $0 == 0x0D } ?? table.bytes.startIndex
    let cell = table.bytes[(head + 1)...].split(separator: table.delimiter, omittingEmptySubsequences: false)
    guard let own = cell.last, head >= table.position - 1 else { return nil }
    text = String(decoding: own, as: UTF8.self)
    field = cell.count
    line = table.line + Self.lineEnds(table.bytes[table.position...head])
    func decimals(_ bytes: ArraySlice<UInt8>) -> Int {
      bytes.firstIndex(of: numbers.decimalMark).map { bytes.endIndex - $0 - 1 } ?? 0
    }
    var reader = table
    var shortest: (decimals: Int, text: String)?
    for _ in 0..<Self.rows {
      guard case .record = reader.next(), reader.position < reader.bytes.count else { break }
      guard reader.fieldCount >= field else { continue }
      let slice = reader.slice(reader.field(field - 1))
      guard !slice.isEmpty, (try? numbers.read(slice)) != nil else { continue }
      let count = decimals(slice)
      if count < shortest?.decimals ?? .max { shortest = (count, String(decoding: slice, as: UTF8.self)) }
    }
    longer = shortest.flatMap { $0.decimals > decimals(own) ? $0.text : nil }
  }

  private static func lineEnds(_ bytes: ArraySlice<UInt8>) -> Int {
    var count = 0
    var previous: UInt8 = 0
    for byte in bytes {
      if byte == 0x0D || (byte == 0x0A && previous != 0x0D) { count += 1 }
      previous = byte
    }
    return count
  }

  func tell(file: Int, _ problems: inout ProblemCollector) {
    problems.warning(
      "W_TRUNCATED", Place(file: file, line: line, column: field),
      longer.map { longer in
        "the file was probably cut here: it ends with \(quoted(text)) and no line end, and every number above has more decimals, "
          + "such as \(quoted(longer)); it is read as it stands: hold the last row against the system that the file came from"
      }
        ?? "the file ends with \(quoted(text)) and no line end, so its last number may be cut; it is read as it stands: hold the "
        + "last row against the system that the file came from")
  }
}
