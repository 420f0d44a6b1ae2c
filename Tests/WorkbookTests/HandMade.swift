import Notation

@testable import Workbook

/// Workbooks put together by hand, for what no program at hand writes.
enum HandMade {
  static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
  static let strict = "http://purl.oclc.org/ooxml/spreadsheetml/main"
  private static let relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
  private static let package = "http://schemas.openxmlformats.org/package/2006/relationships"

  struct Part {
    let name: String
    let bytes: [UInt8]
    let checksum: UInt32

    init(_ name: String, _ bytes: [UInt8]) {
      self.name = name
      self.bytes = bytes
      checksum = HandMade.checksum(bytes)
    }
  }

  /// The parts of a workbook with one sheet of the given rows.
  static func parts(
    rows: String, beside: String = "", styles: String? = nil, texts: String? = nil, workbook: String = "",
    namespace: String = main
  ) -> [Part] {
    var targets = "<Relationship Id=\"r1\" Type=\"\(relationships)/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
    var parts = [
      (
        "_rels/.rels",
        "<Relationships xmlns=\"\(package)\"><Relationship Id=\"r1\" Type=\"\(relationships)/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
      ),
      (
        "xl/workbook.xml",
        "<workbook xmlns=\"\(namespace)\" xmlns:r=\"\(relationships)\">\(workbook)<sheets><sheet name=\"Sheet1\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
      ),
      (
        "xl/worksheets/sheet1.xml",
        "<worksheet xmlns=\"\(namespace)\"><sheetData>\(rows)</sheetData>\(beside)</worksheet>"
      ),
    ]
    if let styles {
      targets += "<Relationship Id=\"r2\" Type=\"\(relationships)/styles\" Target=\"styles.xml\"/>"
      parts.append(("xl/styles.xml", "<styleSheet xmlns=\"\(namespace)\">\(styles)</styleSheet>"))
    }
    if let texts {
      targets += "<Relationship Id=\"r3\" Type=\"\(relationships)/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/>"
      parts.append(("xl/sharedStrings.xml", "<sst xmlns=\"\(namespace)\">\(texts)</sst>"))
    }
    parts.append(("xl/_rels/workbook.xml.rels", "<Relationships xmlns=\"\(package)\">\(targets)</Relationships>"))
    return parts.map { Part($0.0, Array($0.1.utf8)) }
  }

  /// The table of the one sheet.
  static func table(_ parts: [Part], in range: CellRange? = nil) throws(WorkbookFault) -> SheetTable {
    let book = try Workbook(packed(parts))
    return try book.table(of: book.sheets[0], in: range)
  }

  /// A zip archive of parts that are stored as they are (APPNOTE.TXT 6.3.10, 4.3).
  static func packed(_ parts: [Part], method: UInt16 = 0, flags: UInt16 = 0) -> [UInt8] {
    var out: [UInt8] = []
    var directory: [UInt8] = []
    for part in parts {
      let name = Array(part.name.utf8)
      let head =
        little(20, 2) + little(Int(flags), 2) + little(Int(method), 2) + little(0, 4) + little(Int(part.checksum), 4)
        + little(part.bytes.count, 4) + little(part.bytes.count, 4) + little(name.count, 2) + little(0, 2)
      directory +=
        [0x50, 0x4B, 1, 2] + little(20, 2) + head + little(0, 2) + little(0, 2) + little(0, 2) + little(0, 4)
        + little(out.count, 4) + name
      out += [0x50, 0x4B, 3, 4] + head + name + part.bytes
    }
    let start = out.count
    return out + directory + [0x50, 0x4B, 5, 6] + little(0, 4) + little(parts.count, 2) + little(parts.count, 2)
      + little(directory.count, 4) + little(start, 4) + little(0, 2)
  }

  static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }

  private static let table: [UInt32] = (0..<256).map { index in
    var value = UInt32(index)
    for _ in 0..<8 { value = value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
    return value
  }

  /// CRC-32 (ISO/IEC 8802-3).
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var value = ~UInt32(0)
    table.withUnsafeBufferPointer { table in
      for byte in bytes { value = table[Int(truncatingIfNeeded: (value ^ UInt32(byte)) & 0xFF)] ^ value >> 8 }
    }
    return ~value
  }
}

extension Archive {
  /// A part as it unpacks.
  func bytes(of name: String) throws(WorkbookFault) -> [UInt8] {
    guard let entry = self[name] else { throw .missingPart(name, namedIn: "") }
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 1)
    defer { room.deallocate() }
    var bytes: [UInt8] = []
    try unpack(entry, { room }, { (count) throws(WorkbookFault) in bytes += room.prefix(count) })
    return bytes
  }
}
