internal import Notation

/// A file's text as UTF-8, from `start` on, and what it was before.
struct DecodedText {
  let bytes: [UInt8]
  /// After a byte order mark.
  let start: Int
  /// As ``AssayData/File/encoding`` says it.
  let encoding: String

  /// Why a file's bytes are not text in the encoding that was declared or marked.
  struct Fault: Error {
    let code: String
    let line: Int
    let column: Int
    let message: String
  }

  /// Decodes strictly: a byte order mark first, else the declared encoding. Never guesses.
  init(
    _ bytes: [UInt8], declared: TextEncoding, delimiter: UInt8, by authority: Authority = .studyProtocol
  ) throws(Fault) {
    func fault(_ code: String, _ message: String, after good: ArraySlice<UInt8>? = nil) -> Fault {
      guard let good else { return Fault(code: code, line: 0, column: 0, message: message) }
      let (line, column) = RecordReader.place(after: good, delimiter: delimiter)
      return Fault(code: code, line: line, column: column, message: message)
    }
    if let kind = Self.binaryKind(bytes) {
      throw fault("E_BINARY", "this is \(kind.name), not a text file; \(kind.mend)")
    }
    if bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) {
      throw fault("E_ENCODING", "the byte order mark says UTF-32, which is not read; save the file as UTF-8")
    }
    let wide: (littleEndian: Bool, start: Int, name: String)?
    if bytes.starts(with: [0xFF, 0xFE]) {
      wide = (true, 2, "utf-16le with byte order mark")
    } else if bytes.starts(with: [0xFE, 0xFF]) {
      wide = (false, 2, "utf-16be with byte order mark")
    } else if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      wide = nil
    } else {
      let pattern = Self.nulPattern(bytes)
      if declared == .utf16 {
        guard let littleEndian = pattern else {
          throw fault(
            "E_ENCODING",
            "\(authority.key(.encoding)) says utf-16, but the file has no byte order mark and its bytes do not show the order; "
              + "save it with a byte order mark, or declare the encoding it has")
        }
        wide = (littleEndian, 0, littleEndian ? "utf-16le" : "utf-16be")
      } else {
        if pattern != nil {
          throw fault(
            "E_ENCODING",
            "every second byte is NUL (0x00), as in UTF-16 without a byte order mark; declare "
              + authority.declaration(.encoding, "utf-16"))
        }
        wide = nil
      }
    }
    if let wide {
      self.bytes = try Self.utf8(fromUTF16: bytes, from: wide.start, littleEndian: wide.littleEndian, fault)
      start = 0
      encoding = wide.name
      return
    }
    let marked = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    switch marked ? .utf8 : declared {
    case .utf8, .utf16:
      do {
        _ = try UTF8Span(validating: bytes.span)
      } catch {
        let at = error.byteOffsets.lowerBound
        throw fault(
          "E_UTF8",
          "byte \(hexadecimal(bytes[at])) is not valid UTF-8 here; save the file as UTF-8, or declare the encoding it "
            + "has, such as \(authority.declaration(.encoding, "windows-1252"))", after: bytes[(marked ? 3 : 0)..<at])
      }
      self.bytes = bytes
      start = marked ? 3 : 0
      encoding = marked ? "utf-8 with byte order mark" : "utf-8"
    case .windows1252, .latin1:
      let windows = declared == .windows1252
      var out: [UInt8] = []
      out.reserveCapacity(bytes.count + bytes.count / 8)
      for byte in bytes {
        guard byte >= 0x80 else {
          out.append(byte)
          continue
        }
        let scalar = windows && byte < 0xA0 ? windows1252[Int(byte - 0x80)] : UInt32(byte)
        guard scalar > 0 else {
          throw fault(
            "E_ENCODING",
            isUTF8BeyondASCII(bytes)
              ? "this file is UTF-8, not windows-1252, in which byte \(hexadecimal(byte)) means nothing; "
                + "declare data.encoding: utf-8"
              : "byte \(hexadecimal(byte)) means nothing in windows-1252; declare the encoding the file has",
            after: out[...])
        }
        Self.append(scalar, to: &out)
      }
      self.bytes = out
      start = 0
      encoding = declared.rawValue
    }
  }

  /// What a file's first bytes say it is, when that is no text, and what is done about it.
  private static func binaryKind(_ bytes: [UInt8]) -> (name: String, mend: String)? {
    let export = "export the results as CSV"
    let kinds: [(first: [UInt8], name: String, mend: String)] = [
      ([0x50, 0x4B, 0x03, 0x04], "an Excel workbook (zip) or another zip archive", export),
      ([0x50, 0x4B, 0x05, 0x06], "an empty zip archive, such as a damaged Excel workbook", export),
      (Array("%PDF".utf8), "a PDF document", export),
      ([0x1F, 0x8B], "a gzip archive", export),
      ([0xD0, 0xCF, 0x11, 0xE0], "an old Excel workbook (xls)", "save it as .xlsx, or \(export)"),
    ]
    return kinds.first { bytes.starts(with: $0.first) }.map { ($0.name, $0.mend) }
  }

  /// Whether one half of the first bytes is NUL and the other is not, as in UTF-16 of mostly Latin text.
  private static func nulPattern(_ bytes: [UInt8]) -> Bool? {
    let head = bytes.prefix(4096)
    let pairs = head.count / 2
    guard pairs > 0 else { return nil }
    var nuls = (even: 0, odd: 0)
    for i in 0..<(pairs * 2) where head[i] == 0 {
      if i % 2 == 0 { nuls.even += 1 } else { nuls.odd += 1 }
    }
    if nuls.odd * 10 >= pairs * 7, nuls.even * 10 < pairs { return true }
    if nuls.even * 10 >= pairs * 7, nuls.odd * 10 < pairs { return false }
    return nil
  }

  private static func utf8(
    fromUTF16 bytes: [UInt8], from start: Int, littleEndian: Bool,
    _ fault: (String, String, ArraySlice<UInt8>?) -> Fault
  ) throws(Fault) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count / 2 + 16)
    var i = start
    func unit(_ at: Int) -> UInt32 {
      littleEndian
        ? UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8 : UInt32(bytes[at]) << 8 | UInt32(bytes[at + 1])
    }
    while i + 1 < bytes.count {
      let first = unit(i)
      i += 2
      if first < 0xD800 || first > 0xDFFF {
        append(first, to: &out)
        continue
      }
      guard first < 0xDC00, i + 1 < bytes.count, case let second = unit(i), second >= 0xDC00, second <= 0xDFFF else {
        throw fault("E_ENCODING", "half of a UTF-16 surrogate pair stands alone here; save the file as UTF-8", out[...])
      }
      i += 2
      append(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00), to: &out)
    }
    guard i == bytes.count else {
      throw fault("E_ENCODING", "the file ends in the middle of a UTF-16 character: it was cut", out[...])
    }
    return out
  }

  /// Appends a scalar value that is no surrogate.
  private static func append(_ scalar: UInt32, to out: inout [UInt8]) {
    switch scalar {
    case ..<0x80:
      out.append(UInt8(scalar))
    case ..<0x800:
      out.append(UInt8(0xC0 | scalar >> 6))
      out.append(UInt8(0x80 | scalar & 0x3F))
    case ..<0x10000:
      out.append(UInt8(0xE0 | scalar >> 12))
      out.append(UInt8(0x80 | scalar >> 6 & 0x3F))
      out.append(UInt8(0x80 | scalar & 0x3F))
    default:
      out.append(UInt8(0xF0 | scalar >> 18))
      out.append(UInt8(0x80 | scalar >> 12 & 0x3F))
      out.append(UInt8(0x80 | scalar >> 6 & 0x3F))
      out.append(UInt8(0x80 | scalar & 0x3F))
    }
  }
}

/// Whether the bytes are UTF-8 and hold more than ASCII.
func isUTF8BeyondASCII(_ bytes: [UInt8]) -> Bool {
  bytes.contains { $0 >= 0x80 } && (try? UTF8Span(validating: bytes.span)) != nil
}

/// 0x1A, as people write bytes.
func hexadecimal(_ byte: UInt8) -> String {
  let digits = String(byte, radix: 16, uppercase: true)
  return "0x" + (byte < 16 ? "0" : "") + digits
}

/// The characters of windows-1252 from 0x80 to 0x9F; zero where there is none.
/// WHATWG Encoding Standard, index windows-1252, without the five bytes it maps to control characters.
private let windows1252: [UInt32] = [
  0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
  0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
]
