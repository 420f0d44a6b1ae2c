extension ForeignFile {
  /// What a file is that is no archive; `nil` for an archive.
  init?(_ bytes: [UInt8]) {
    guard !bytes.isEmpty else {
      self = .empty
      return
    }
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return nil }
    if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
      self = Self.compound(bytes)
    } else if bytes.starts(with: [0x09, 0x08]) || bytes.starts(with: [0x09, 0x04]) || bytes.starts(with: [0x09, 0x02]) {
      // The stream of an old workbook without its container.
      self = .xls
    } else if bytes.starts(with: [0x50, 0x4B, 0x05, 0x06]) {
      self = .otherArchive
    } else {
      self = Self.text(bytes.prefix(4_096))
    }
  }

  /// A compound file (MS-CFB) by the streams in its directory, whose names are UTF-16.
  private static func compound(_ bytes: [UInt8]) -> ForeignFile {
    let kinds: [(String, ForeignFile)] = [
      ("EncryptedPackage", .encrypted), ("Workbook", .xls), ("Book", .xls), ("WordDocument", .wordDocument),
      ("PowerPoint Document", .presentation),
    ]
    // Entries are 128 bytes on bounds of 128, and begin with the name.
    for (name, kind) in kinds {
      var wanted: [UInt8] = []
      for byte in name.utf8 { wanted += [byte, 0] }
      wanted += [0, 0]
      for start in stride(from: 512, to: bytes.count - 127, by: 128) where bytes[start] == wanted[0] {
        if bytes[start..<(start + wanted.count)].elementsEqual(wanted) { return kind }
      }
    }
    return .otherCompound
  }

  private static func text(_ head: ArraySlice<UInt8>) -> ForeignFile {
    let text = String(
      decoding: head.filter { $0 != 0 }.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }, as: UTF8.self)
    func holds(_ word: String) -> Bool {
      let (text, word) = (Array(text.utf8), Array(word.utf8))
      guard text.count >= word.count else { return false }
      return (0...(text.count - word.count)).contains { text[$0..<($0 + word.count)].elementsEqual(word) }
    }
    if holds("progid=\"excel.sheet\"") || holds("urn:schemas-microsoft-com:office:spreadsheet") {
      return .spreadsheetML
    }
    if holds("<html") || holds("<table") { return .html }
    return .unknown
  }
}
