/// Splits delimited text into records, strictly by RFC 4180 but for the declared delimiter and the line ends.
///
/// Works on bytes: a field is a range of them, and only one with doubled quotes is copied.
struct RecordReader {
  /// Small, because one is written for every cell: the limit of a file's size fits 32 bits.
  struct Field {
    private let first: Int32
    private let behind: Int32
    /// Whether the range is one of ``RecordReader/unescaped``.
    let isUnescaped: Bool
    let isQuoted: Bool

    init(start: Int, end: Int, isUnescaped: Bool = false, isQuoted: Bool = false) {
      first = Int32(truncatingIfNeeded: start)
      behind = Int32(truncatingIfNeeded: end)
      self.isUnescaped = isUnescaped
      self.isQuoted = isQuoted
    }

    var start: Int { Int(first) }
    var end: Int { Int(behind) }
    var isEmpty: Bool { first == behind }
  }

  /// Why a record could not be split. `isFatal` when what follows cannot be split either.
  struct Fault {
    let code: String
    let line: Int
    let field: Int
    let message: String
    let isFatal: Bool
  }

  enum Outcome {
    case record
    case end
    case fault(Fault)
  }

  /// How many lines ended in each way, and where a second way first appeared.
  struct LineEndings {
    var lf = 0
    var crlf = 0
    var cr = 0
    var firstMixed = 0

    var kinds: Int { (lf > 0 ? 1 : 0) + (crlf > 0 ? 1 : 0) + (cr > 0 ? 1 : 0) }
    var name: String { kinds > 1 ? "mixed" : crlf > 0 ? "CRLF" : cr > 0 ? "CR" : "LF" }
  }

  let bytes: [UInt8]
  let delimiter: UInt8
  private(set) var position: Int
  /// The line that the next record starts on.
  private(set) var line = 1
  /// The fields of the current record, and behind them what is left of longer ones.
  private var room: [Field] = []
  /// How many fields the current record has.
  private(set) var fieldCount = 0
  /// The line that the current record starts on, and its first byte.
  private(set) var recordLine = 1
  private(set) var recordStart = 0
  private(set) var unescaped: [UInt8] = []
  /// The first control character of each field of the current record that has one.
  private(set) var controls: [(field: Int, byte: UInt8)] = []
  private(set) var endings = LineEndings()
  /// Where the text begins, behind a byte order mark.
  let origin: Int
  /// What a line opens with that is passed over as a comment; empty where none is.
  let comment: [UInt8]
  /// Lines passed over so, and where each begins.
  private(set) var comments: [(position: Int, line: Int)] = []

  /// Whether a line break within quotes begins a line; not where lines are the rows of a sheet.
  private let countsLinesInQuotes: Bool

  /// - Parameter comment: what a line opens with that is passed over.
  init(
    _ bytes: [UInt8], from start: Int = 0, delimiter: UInt8, comment: String? = nil, countsLinesInQuotes: Bool = true
  ) {
    self.countsLinesInQuotes = countsLinesInQuotes
    self.bytes = bytes
    self.delimiter = delimiter
    self.comment = Array((comment ?? "").utf8)
    origin = start
    position = start
  }

  /// Goes back to a record that was read before.
  mutating func move(to position: Int, line: Int) {
    self.position = position
    self.line = line
  }

  /// Whether the next line opens with `text`, in quotes or not.
  func opens(with text: [UInt8]) -> Bool {
    let rest = bytes[position...]
    return rest.starts(with: text) || rest.first == 0x22 && rest.dropFirst().starts(with: text)
  }

  /// Whether the next line holds nothing but blanks, delimiters and empty quotes; false at the end of the text.
  var isAtBlankLine: Bool {
    guard position < bytes.count else { return false }
    for byte in bytes[position...] {
      if byte == 0x0A || byte == 0x0D { return true }
      guard byte == delimiter || byte == 0x20 || byte == 0x09 || byte == 0x22 else { return false }
    }
    return true
  }

  /// Passes over the comments that stand next.
  mutating func passComments() {
    guard !comment.isEmpty else { return }
    while position < bytes.count, bytes[position...].starts(with: comment) {
      comments.append((position, line))
      skipLine()
    }
  }

  /// Whether the record is a line with nothing on it.
  var isBlank: Bool { fieldCount == 1 && room[0].isEmpty && !room[0].isQuoted }

  /// The fields of the current record.
  var fields: ArraySlice<Field> { room[..<fieldCount] }

  /// A field of the current record.
  func field(_ index: Int) -> Field { room[index] }

  func slice(_ field: Field) -> ArraySlice<UInt8> {
    field.isUnescaped ? unescaped[field.start..<field.end] : bytes[field.start..<field.end]
  }

  func text(_ field: Field) -> String { String(decoding: slice(field), as: UTF8.self) }

  /// About how many records follow, a little more rather than less, from the length of the next ones.
  var estimatedRecords: Int {
    let rest = bytes.count - position
    let sample = bytes[position...].prefix(65_536)
    let lines = sample.count { $0 == 0x0A || $0 == 0x0D }
    guard rest > sample.count else { return lines + 1 }
    // Address space that is never written costs nothing, growing an array does.
    return min(rest / max(1, sample.count / max(1, lines)) * 5 / 4 + 16, FileLimits.results)
  }

  /// Passes over the rest of a line, whatever is on it.
  mutating func skipLine() {
    while position < bytes.count, bytes[position] != 0x0A, bytes[position] != 0x0D { position += 1 }
    if position < bytes.count { endLine() }
  }

  /// Reads the next record into ``fields``.
  mutating func next() -> Outcome {
    fieldCount = 0
    if !unescaped.isEmpty { unescaped.removeAll(keepingCapacity: true) }
    if !controls.isEmpty { controls.removeAll() }
    passComments()
    guard position < bytes.count else { return .end }
    recordLine = line
    recordStart = position
    if readPlainRecord() { return .record }
    while true {
      if fieldCount == FileLimits.columns {
        return .fault(
          Fault(
            code: "E_LIMIT", line: recordLine, field: FileLimits.columns + 1,
            message: "a row of more than \(FileLimits.columns) fields, which is the limit", isFatal: true))
      }
      let isQuoted = position < bytes.count && bytes[position] == 0x22
      if let fault = isQuoted ? readQuoted() : readBare() { return .fault(fault) }
      guard position < bytes.count else { return .record }
      if bytes[position] == delimiter {
        position += 1
      } else {
        endLine()
        return .record
      }
    }
  }

  /// The common case in one tight loop: bare fields up to a line feed. At anything else it stops before the field it is
  /// in, which the general case then reads.
  private mutating func readPlainRecord() -> Bool {
    let copy = bytes
    let bytes = copy.span
    let delimiter = self.delimiter
    let end = bytes.count
    var start = position
    var i = start
    while i < end {
      let byte = bytes[i]
      // From # to ~, in one comparison.
      if byte &- 0x23 < 0x5C, byte != delimiter {
        i &+= 1
        continue
      }
      let isEnd = byte == 0x0A
      if byte != delimiter, !isEnd {
        // A blank, an exclamation mark or a byte beyond ASCII is nothing special.
        if byte == 0x20 || byte == 0x21 || byte >= 0x80 {
          i += 1
          continue
        }
        break
      }
      if i - start > FileLimits.fieldBytes || fieldCount == FileLimits.columns { break }
      put(Field(start: start, end: i))
      i += 1
      start = i
      if isEnd {
        position = i
        if endings.lf == 0, endings.kinds > 0, endings.firstMixed == 0 { endings.firstMixed = line }
        endings.lf += 1
        line += 1
        return true
      }
    }
    position = start
    return false
  }

  private mutating func put(_ field: Field) {
    if fieldCount < room.count { room[fieldCount] = field } else { room.append(field) }
    fieldCount += 1
  }

  /// Up to the delimiter, the end of the line, or the end of the text.
  private mutating func readBare() -> Fault? {
    let start = position
    var i = start
    let end = bytes.count
    while i < end {
      let byte = bytes[i]
      if byte > 0x22, byte != delimiter, byte != 0x7F {
        i += 1
        continue
      }
      if byte == delimiter || byte == 0x0A || byte == 0x0D { break }
      if byte == 0x22 {
        position = i
        return lineFault(
          "E_QUOTE", "a quote inside a field that does not start with one; quote the whole field, and double the quote")
      }
      if byte < 0x20, byte != 0x09 { noteControl(byte) }
      if byte == 0x7F { noteControl(byte) }
      i += 1
    }
    position = i
    guard i - start <= FileLimits.fieldBytes else {
      if let control = controls.last, control.field == fieldCount + 1, control.byte == 0 {
        return lineFault(
          "E_NUL", "NUL characters (0x00) over \(i - start) bytes; the file was cut short, or is not text")
      }
      return lineFault("E_LIMIT", "a field of \(i - start) bytes; the limit is \(FileLimits.fieldBytes)")
    }
    put(Field(start: start, end: i))
    return nil
  }

  /// From an opening quote to behind the closing one.
  private mutating func readQuoted() -> Fault? {
    let openLine = line
    let start = position + 1
    var i = start
    var copied = start
    let firstUnescaped = unescaped.count
    var isUnescaped = false
    func fault(_ code: String, _ message: String, fatal: Bool) -> Fault {
      Fault(code: code, line: openLine, field: fieldCount + 1, message: message, isFatal: fatal)
    }
    while true {
      guard i < bytes.count else {
        position = i
        return fault("E_QUOTE", "the quote that opens this field is never closed", fatal: true)
      }
      guard i - start <= FileLimits.fieldBytes else {
        position = bytes.count
        return line > openLine
          ? fault(
            "E_QUOTE", "the quote that opens this field is not closed within \(FileLimits.fieldBytes) bytes",
            fatal: true)
          : fault(
            "E_LIMIT", "a quoted field longer than \(FileLimits.fieldBytes) bytes, which is the limit", fatal: true)
      }
      let byte = bytes[i]
      if byte > 0x22, byte != 0x7F {
        i += 1
      } else if byte == 0x22 {
        guard i + 1 < bytes.count, bytes[i + 1] == 0x22 else { break }
        unescaped.append(contentsOf: bytes[copied...i])
        isUnescaped = true
        i += 2
        copied = i
      } else {
        if byte == 0x0A || (byte == 0x0D && !(i + 1 < bytes.count && bytes[i + 1] == 0x0A)) {
          if countsLinesInQuotes { line += 1 }
        } else if byte == 0x7F || (byte < 0x20 && byte != 0x09 && byte != 0x0D) {
          noteControl(byte)
        }
        i += 1
      }
    }
    position = i + 1
    if position < bytes.count, bytes[position] != delimiter, bytes[position] != 0x0A, bytes[position] != 0x0D {
      let found = fault(
        "E_QUOTE", "characters after the closing quote; quote the whole field, and double a quote inside it",
        fatal: false)
      skipLine()
      return found
    }
    if isUnescaped {
      unescaped.append(contentsOf: bytes[copied..<i])
      put(Field(start: firstUnescaped, end: unescaped.count, isUnescaped: true, isQuoted: true))
    } else {
      put(Field(start: start, end: i, isQuoted: true))
    }
    return nil
  }

  /// A fault after which reading goes on with the next line.
  private mutating func lineFault(_ code: String, _ message: String) -> Fault {
    let fault = Fault(code: code, line: line, field: fieldCount + 1, message: message, isFatal: false)
    skipLine()
    return fault
  }

  private mutating func noteControl(_ byte: UInt8) {
    guard controls.last?.field != fieldCount + 1 else { return }
    controls.append((fieldCount + 1, byte))
  }

  /// Passes over the line end at `position`.
  private mutating func endLine() {
    let kindsBefore = endings.kinds
    if bytes[position] == 0x0A {
      endings.lf += 1
    } else if position + 1 < bytes.count, bytes[position + 1] == 0x0A {
      endings.crlf += 1
      position += 1
    } else {
      endings.cr += 1
    }
    if endings.kinds > 1, kindsBefore == 1, endings.firstMixed == 0 { endings.firstMixed = line }
    position += 1
    line += 1
  }

  /// The line and field in which the character after `text` stands.
  static func place(after text: ArraySlice<UInt8>, delimiter: UInt8) -> (line: Int, column: Int) {
    var reader = RecordReader(Array(text), delimiter: delimiter)
    var place = (1, 1)
    while true {
      switch reader.next() {
      case .end: return place
      case .fault(let fault): place = (fault.line, fault.field)
      case .record: place = (reader.recordLine, reader.fieldCount)
      }
      if reader.line > reader.recordLine, reader.position == reader.bytes.count, let last = text.last,
        last == 0x0A || last == 0x0D
      {
        place = (reader.line, 1)
      }
    }
  }
}
