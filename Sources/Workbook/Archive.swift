internal import CZip

/// A zip archive in memory, read by its central directory.
struct Archive: Sendable {
  struct Entry: Sendable {
    let name: String
    let packed: Int
    let unpacked: Int
    fileprivate let directoryPosition: UInt64
    fileprivate let number: UInt64
    fileprivate let isEncrypted: Bool
    fileprivate let method: UInt
  }

  let bytes: [UInt8]
  /// By ``key(_:)``.
  private let entries: [String: Entry]

  /// Reads the directory; no part is unpacked.
  init(_ bytes: [UInt8]) throws(WorkbookFault) {
    self.bytes = bytes
    entries = try unsafe Self.withDirectory(bytes) { (zip) throws(WorkbookFault) in try unsafe Self.entries(zip) }
  }

  /// A part by its name, in whatever case, as the packaging conventions compare names.
  subscript(_ name: String) -> Entry? { entries[Self.key(name)] }

  /// The names of all parts, by the alphabet.
  var names: [String] { entries.values.map { $0.name }.sorted() }

  private static func key(_ name: String) -> String {
    // Some programs part folders by backslashes.
    String(
      decoding: name.utf8.map { $0 == 0x5C ? 0x2F : $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }, as: UTF8.self)
  }

  private static func entries(_ zip: unzFile) throws(WorkbookFault) -> [String: Entry] {
    var entries: [String: Entry] = [:]
    var code = unsafe unzGoToFirstFile(zip)
    while code == UNZ_OK {
      guard entries.count < Limits.parts else { throw .limit(.parts, part: nil) }
      let entry = try unsafe entry(zip)
      guard entries.updateValue(entry, forKey: key(entry.name)) == nil else { throw .duplicatePart(entry.name) }
      code = unsafe unzGoToNextFile(zip)
    }
    guard code == UNZ_END_OF_LIST_OF_FILE else { throw .damagedArchive(.directory, part: nil) }
    return entries
  }

  /// The entry that the directory stands at.
  private static func entry(_ zip: unzFile) throws(WorkbookFault) -> Entry {
    let damage = WorkbookFault.damagedArchive(.directory, part: nil)
    var info = unz_file_info64()
    var name = [CChar](repeating: 0, count: 1_024)
    var position = unz64_file_pos()
    guard unsafe unzGetCurrentFileInfo64(zip, &info, &name, UInt(name.count), nil, 0, nil, 0) == UNZ_OK,
      unsafe unzGetFilePos64(zip, &position) == UNZ_OK, info.size_filename < name.count,
      let packed = Int(exactly: info.compressed_size), let unpacked = Int(exactly: info.uncompressed_size)
    else { throw damage }
    let text = name.prefix(Int(info.size_filename)).map { UInt8(bitPattern: $0) }
    guard !text.isEmpty, !text.contains(0) else { throw damage }
    return Entry(
      name: String(decoding: text, as: UTF8.self), packed: packed, unpacked: unpacked,
      directoryPosition: position.pos_in_zip_directory, number: position.num_of_file, isEncrypted: info.flag & 1 != 0,
      method: UInt(info.compression_method))
  }

  /// Unpacks a part piece by piece, and sees at its end that all of it came as the directory says.
  ///
  /// - Parameter take: is given a place to put the next bytes at, and told how many came; none at the end.
  func unpack(_ entry: Entry, _ room: () -> UnsafeMutableRawBufferPointer?, _ take: (Int) throws(WorkbookFault) -> Void)
    throws(WorkbookFault)
  {
    guard !entry.isEncrypted else { throw .damagedArchive(.encrypted, part: entry.name) }
    guard entry.method == 0 || entry.method == 8 else { throw .damagedArchive(.method, part: entry.name) }
    guard entry.unpacked <= Limits.unpackedBytes else { throw .limit(.unpackedBytes, part: entry.name) }
    guard entry.unpacked < Limits.ratioFrom || entry.unpacked / max(entry.packed, 1) <= Limits.ratio else {
      throw .limit(.ratio, part: entry.name)
    }
    try unsafe Self.withDirectory(bytes) { (zip) throws(WorkbookFault) in
      var position = unz64_file_pos(pos_in_zip_directory: entry.directoryPosition, num_of_file: entry.number)
      guard unsafe unzGoToFilePos64(zip, &position) == UNZ_OK, unsafe unzOpenCurrentFile(zip) == UNZ_OK else {
        throw .damagedArchive(.content, part: entry.name)
      }
      defer { unsafe unzCloseCurrentFile(zip) }
      var total = 0
      while true {
        guard let buffer = unsafe room() else { throw .limit(.textLength, part: entry.name) }
        let count = unsafe Int(unzReadCurrentFile(zip, buffer.baseAddress, UInt32(truncatingIfNeeded: buffer.count)))
        guard count >= 0 else { throw .damagedArchive(.content, part: entry.name) }
        total += count
        if count == 0 { break }
        try take(count)
      }
      // Minizip gives no more than the directory says, and knows the checksum once all of it was read.
      guard total == entry.unpacked else { throw .damagedArchive(.size, part: entry.name) }
      guard unsafe unzCloseCurrentFile(zip) == UNZ_OK else { throw .damagedArchive(.checksum, part: entry.name) }
      try take(0)
    }
  }

  /// Opens the directory for as long as `body` runs.
  private static func withDirectory<Answer>(
    _ bytes: [UInt8], _ body: (unzFile) throws(WorkbookFault) -> Answer
  ) throws(WorkbookFault) -> Answer {
    let answer: Result<Answer, WorkbookFault> = unsafe bytes.withUnsafeBytes { buffer in
      var memory = unsafe MemoryFile(bytes: buffer)
      return unsafe withUnsafeMutablePointer(to: &memory) { memory in
        var functions = unsafe MemoryFile.functions(memory)
        guard let zip = unsafe unzOpen2_64(nil, &functions) else {
          return .failure(.damagedArchive(.directory, part: nil))
        }
        defer { unsafe unzClose(zip) }
        do throws(WorkbookFault) { return .success(try unsafe body(zip)) } catch { return .failure(error) }
      }
    }
    return try answer.get()
  }
}

/// Bytes that minizip reads as a file.
@unsafe private struct MemoryFile {
  let bytes: UnsafeRawBufferPointer
  var position = 0

  static func functions(_ file: UnsafeMutablePointer<MemoryFile>) -> zlib_filefunc64_def {
    unsafe zlib_filefunc64_def(
      zopen64_file: { file, _, _ in unsafe file },
      zread_file: { file, _, room, size in unsafe MemoryFile.of(file).pointee.read(room, size) },
      zwrite_file: { _, _, _, _ in 0 },
      ztell64_file: { file, _ in unsafe ZPOS64_T(MemoryFile.of(file).pointee.position) },
      zseek64_file: { file, _, offset, origin in unsafe MemoryFile.of(file).pointee.seek(offset, origin) },
      zclose_file: { _, _ in 0 },
      zerror_file: { _, _ in 0 },
      opaque: file)
  }

  static func of(_ opaque: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<MemoryFile> {
    unsafe opaque!.assumingMemoryBound(to: MemoryFile.self)
  }

  mutating func read(_ room: UnsafeMutableRawPointer?, _ size: uLong) -> uLong {
    let count = unsafe min(Int(clamping: size), bytes.count - position)
    if count > 0 {
      unsafe room?.copyMemory(from: bytes.baseAddress! + position, byteCount: count)
      unsafe position += count
    }
    return uLong(count)
  }

  /// - Returns: 0 where there is such a place.
  mutating func seek(_ offset: ZPOS64_T, _ origin: Int32) -> Int {
    let start =
      switch origin {
      case ZLIB_FILEFUNC_SEEK_CUR: unsafe position
      case ZLIB_FILEFUNC_SEEK_END: unsafe bytes.count
      default: 0
      }
    // Offsets wrap where one counts backwards.
    let (place, overflow) = start.addingReportingOverflow(Int(truncatingIfNeeded: Int64(bitPattern: offset)))
    guard !overflow, place >= 0, unsafe place <= bytes.count else { return -1 }
    unsafe position = place
    return 0
  }
}
