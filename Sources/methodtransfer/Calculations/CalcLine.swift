internal import Notation

/// One line of a batch: `{"fn": "nct_sf", "args": {"t": "2", "df": 5, "ncp": "1"}}`, read strictly.
///
/// Numbers are kept as they are written, so that they are read by the same grammar as everywhere; a key that stands twice is
/// a fault, where JSON readers keep the last.
struct CalcLine {
  let function: String
  let arguments: CalcArguments

  /// - Throws: ``CalcFault`` with the column where the line is no such object.
  init(_ bytes: ArraySlice<UInt8>) throws(CalcFault) {
    guard bytes.count <= 65_536 else { throw CalcFault("the line has more than 65536 bytes") }
    var reader = Reader(bytes: bytes, at: bytes.startIndex)
    var function: String?
    var pairs: [(key: String, text: String)]?
    for member in 0... {
      guard try reader.opens("{", "}", isFirst: member == 0) else { break }
      let key = try reader.string()
      try reader.expect(":")
      switch key {
      case "fn" where function == nil: function = try reader.string()
      case "args" where pairs == nil: pairs = try reader.pairs()
      case "fn", "args": throw CalcFault("\(quoted(key)) stands twice in the line")
      default: throw CalcFault("\(quoted(key)) is no part of a line, which has \"fn\" and \"args\"")
      }
    }
    try reader.end()
    guard let function else { throw CalcFault("the line has no \"fn\", the name of a function") }
    guard let pairs else { throw CalcFault("the line has no \"args\", an object of arguments") }
    self.function = function
    arguments = try CalcArguments(pairs)
  }
}

/// A cursor over a line of JSON.
private struct Reader {
  let bytes: ArraySlice<UInt8>
  var at: Int

  private var column: Int { at - bytes.startIndex + 1 }

  private func fault(_ expected: String) -> CalcFault {
    guard at < bytes.endIndex else {
      return CalcFault("the line ends where \(expected) is expected; it is {\"fn\": \"…\", \"args\": {…}}")
    }
    let rest = String(decoding: bytes[at...].prefix(12), as: UTF8.self)
    return CalcFault("column \(column): \(quoted(visible(rest))) is found where \(expected) is expected")
  }

  private mutating func skipBlanks() {
    while at < bytes.endIndex, [0x20, 0x09, 0x0D].contains(bytes[at]) { at += 1 }
  }

  private mutating func takes(_ character: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard at < bytes.endIndex, bytes[at] == UInt8(ascii: character) else { return false }
    at += 1
    return true
  }

  mutating func expect(_ character: Unicode.Scalar) throws(CalcFault) {
    guard takes(character) else { throw fault("\"\(character)\"") }
  }

  /// Whether another member follows; takes the opening brace, a comma or the closing brace.
  mutating func opens(_ opening: Unicode.Scalar, _ closing: Unicode.Scalar, isFirst: Bool) throws(CalcFault) -> Bool {
    if isFirst {
      try expect(opening)
      return !takes(closing)
    }
    if takes(closing) { return false }
    try expect(",")
    return true
  }

  mutating func end() throws(CalcFault) {
    skipBlanks()
    guard at == bytes.endIndex else { throw fault("the end of the line") }
  }

  mutating func pairs() throws(CalcFault) -> [(key: String, text: String)] {
    var pairs: [(key: String, text: String)] = []
    while try opens("{", "}", isFirst: pairs.isEmpty) {
      guard pairs.count < 64 else { throw CalcFault("there are more than 64 arguments") }
      let key = try string()
      try expect(":")
      skipBlanks()
      let isText = at < bytes.endIndex && bytes[at] == UInt8(ascii: "\"")
      pairs.append((key, isText ? try string() : try number()))
    }
    return pairs
  }

  /// The characters of a number as they stand; the number grammar judges them.
  private mutating func number() throws(CalcFault) -> String {
    let start = at
    while at < bytes.endIndex, bytes[at] >= 0x30 && bytes[at] <= 0x39 || "+-.eE".utf8.contains(bytes[at]) { at += 1 }
    guard at > start else { throw fault("a number or a text") }
    return String(decoding: bytes[start..<at], as: UTF8.self)
  }

  mutating func string() throws(CalcFault) -> String {
    guard takes("\"") else { throw fault("a text in double quotes") }
    var out: [UInt8] = []
    while at < bytes.endIndex {
      let byte = bytes[at]
      at += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: out, as: UTF8.self) else { throw CalcFault("the line is not UTF-8") }
        return text
      case 0..<0x20: throw CalcFault("column \(column - 1): a control character stands in a text")
      case UInt8(ascii: "\\"): out.append(contentsOf: try escaped())
      default: out.append(byte)
      }
    }
    throw fault("the closing quote of a text")
  }

  private mutating func escaped() throws(CalcFault) -> [UInt8] {
    guard at < bytes.endIndex else { throw fault("an escape") }
    let byte = bytes[at]
    at += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"):
      // No name or number here needs a pair of surrogates.
      let digits = String(decoding: bytes[at...].prefix(4), as: UTF8.self)
      guard digits.utf8.count == 4, let code = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(code) else {
        throw fault("four hexadecimal digits of a character")
      }
      at += 4
      return Array(String(Character(scalar)).utf8)
    default:
      at -= 1
      throw fault("an escape that JSON has")
    }
  }
}
