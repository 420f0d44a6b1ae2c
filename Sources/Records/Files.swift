internal import CCrypto
internal import Glibc

/// Reading and writing whole files.
public enum Files {
  /// The largest input that is read, in bytes.
  public static let inputLimit = 512 << 20

  /// The bytes of a file; `-` is standard input.
  ///
  /// - Throws: ``RecordError/cannotRead(path:reason:)``, ``RecordError/tooLarge(path:bytes:limit:)``.
  public static func read(_ path: String, limit: Int = inputLimit) throws(RecordError) -> [UInt8] {
    let descriptor = path == "-" ? STDIN_FILENO : unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .cannotRead(path: path, reason: systemReason()) }
    defer { if path != "-" { _ = close(descriptor) } }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw .cannotRead(path: path, reason: systemReason()) }
    if status.st_mode & S_IFMT == S_IFDIR { throw .cannotRead(path: path, reason: "it is a folder") }
    let expected = Int(status.st_size)
    guard expected <= limit else { throw .tooLarge(path: path, bytes: expected, limit: limit) }
    var bytes: [UInt8] = []
    var failure: String? = nil
    // A file that tells its size is read in one piece; a stream grows.
    var chunk = max(expected + 1, 1 << 16)
    reading: while true {
      let count = bytes.count
      let piece = unsafe [UInt8](unsafeUninitializedCapacity: chunk) { buffer, filled in
        var got = unsafe Glibc.read(descriptor, buffer.baseAddress, chunk)
        while got < 0 && errno == EINTR { got = unsafe Glibc.read(descriptor, buffer.baseAddress, chunk) }
        if got < 0 { failure = systemReason() }
        filled = max(0, got)
      }
      if let failure { throw .cannotRead(path: path, reason: failure) }
      if piece.isEmpty { break reading }
      if bytes.isEmpty { bytes = piece } else { bytes += piece }
      guard count + piece.count <= limit else { throw .tooLarge(path: path, bytes: count + piece.count, limit: limit) }
      chunk = 1 << 16
    }
    return bytes
  }

  /// Writes a whole file or nothing: a temporary file beside the target, written, synced and renamed over it, and the
  /// folder synced, so that after a kill or on a full disk the target is the old file or the whole new one.
  ///
  /// - Parameter mayReplace: of the contents of a file that is there, whether the new one may take its place.
  /// - Throws: ``RecordError/cannotWrite(path:reason:)``; ``RecordError/foreignFile(path:reason:)`` for whatever may not be
  ///   replaced: another's file, a link, a device, a pipe.
  public static func write(
    _ bytes: [UInt8], to path: String, mayReplace: ([UInt8]) -> Bool = { _ in false }
  ) throws(RecordError) {
    switch kind(of: path) {
    case nil: break
    case .file:
      guard mayReplace(try read(path)) else {
        throw .foreignFile(path: path, reason: "it is there already and is not of the kind that would be written")
      }
    case .folder: throw .foreignFile(path: path, reason: "it is a folder")
    case .link: throw .foreignFile(path: path, reason: "it is a link")
    case .other: throw .foreignFile(path: path, reason: "it is no file but a device, a pipe or a socket")
    }
    removeLeftOvers(of: path)
    let temporary = ownName(beside: path, "tmp")
    try writeNew(bytes, to: temporary, called: path)
    guard unsafe rename(temporary, path) == 0 else {
      let reason = systemReason()
      _ = unsafe unlink(temporary)
      throw .cannotWrite(path: path, reason: reason)
    }
    sync(folder: folder(of: path))
  }

  /// Writes files below a new folder and puts the folder in its place at once: `folder` is afterwards what it was before,
  /// or holds exactly these files. An earlier one is exchanged for it in one step, so a kill leaves the one or the other;
  /// where the file system cannot exchange, two steps are taken, and what a kill between them leaves aside is put back by
  /// the next look at the folder.
  ///
  /// - Parameters:
  ///   - files: relative names, of which a folder part is made as needed; no `..`, and no two alike.
  ///   - mayReplace: of what stands in the folder, whether all of it may go; throws the reason why not.
  /// - Throws: ``RecordError/cannotWrite(path:reason:)``, and what `mayReplace` throws.
  public static func writeFolder(
    _ files: [(name: String, bytes: [UInt8])], to folder: String,
    mayReplace: ([FolderEntry]) throws(RecordError) -> Void
  ) throws(RecordError) {
    let target = try target(folder)
    removeLeftOvers(of: target)
    let temporary = ownName(beside: target, "tmp")
    do throws(RecordError) {
      try makeFolder(temporary)
      for file in files {
        precondition(!file.name.split(separator: "/").contains(".."), "a report's own names stay below its folder")
        var path = temporary
        for part in file.name.split(separator: "/").dropLast() {
          path += "/\(part)"
          try makeFolder(path)
        }
        try writeNew(file.bytes, to: "\(temporary)/\(file.name)", called: "\(target)/\(file.name)")
      }
      sync(folder: temporary)
      // As late as can be, so that nothing comes between.
      let present = try entries(of: target) == nil ? nil : contents(of: target)
      if let present { try mayReplace(present) }
      try put(temporary, at: target, exchange: present != nil)
      if present != nil { remove(temporary) }
    } catch {
      remove(temporary)
      throw error
    }
    sync(folder: self.folder(of: target))
  }

  /// What stands in a folder and below it, by name; `nil` where there is no such folder.
  ///
  /// - Throws: ``RecordError/cannotWrite(path:reason:)`` where it cannot be looked at, or is no folder.
  public static func folderEntries(_ folder: String) throws(RecordError) -> [FolderEntry]? {
    let target = try target(folder)
    removeLeftOvers(of: target)
    return try entries(of: target) == nil ? nil : contents(of: target)
  }

  /// The folder itself, where a link leads to it.
  private static func target(_ folder: String) throws(RecordError) -> String {
    var target = folder
    while target.count > 1, target.hasSuffix("/") { target.removeLast() }
    return kind(of: target) == .link ? try resolved(target) : target
  }

  private static func contents(of folder: String) throws(RecordError) -> [FolderEntry] {
    var found: [FolderEntry] = []
    func look(_ prefix: String) throws(RecordError) {
      for name in try entries(of: prefix.isEmpty ? folder : "\(folder)/\(prefix)") ?? [] {
        let path = prefix.isEmpty ? name : "\(prefix)/\(name)"
        switch kind(of: "\(folder)/\(path)") {
        case .folder:
          found.append(FolderEntry(name: path, kind: .folder))
          try look(path)
        case .file: found.append(FolderEntry(name: path, kind: .file))
        default: found.append(FolderEntry(name: path, kind: .other))
        }
      }
    }
    try look("")
    return found
  }

  // MARK: - Left by a kill

  /// A name beside a path that nobody else has: this program's, this process's.
  private static func ownName(beside path: String, _ ending: String) -> String {
    let (folder, name) = (folder(of: path), path.split(separator: "/").last.map(String.init) ?? path)
    return "\(folder == "/" ? "" : folder)/.\(name).methodtransfer-\(getpid()).\(ending)"
  }

  /// Removes what processes that are no more left beside a path; a folder that was put aside and never replaced comes back.
  private static func removeLeftOvers(of path: String) {
    let (folder, name) = (folder(of: path), path.split(separator: "/").last.map(String.init) ?? path)
    let start = ".\(name).methodtransfer-"
    guard let names = try? entries(of: folder) else { return }
    for left in names where left.hasPrefix(start) {
      let parts = left.dropFirst(start.count).split(separator: ".")
      guard parts.count == 2, let process = pid_t(parts[0]), process > 0, process != getpid(),
        kill(process, 0) != 0, errno == ESRCH
      else { continue }
      let here = "\(folder == "/" ? "" : folder)/\(left)"
      switch parts[1] {
      case "old" where kind(of: path) == nil: _ = unsafe rename(here, path)
      case "old", "tmp": remove(here)
      default: break
      }
    }
  }

  /// Puts a folder in its place; an earlier one is then what stands under the temporary name.
  private static func put(_ temporary: String, at target: String, exchange: Bool) throws(RecordError) {
    guard exchange else {
      if unsafe rename(temporary, target) != 0 { throw .cannotWrite(path: target, reason: systemReason()) }
      return
    }
    // An exchange leaves no moment without a report.
    let exchanging: UInt32 = 2
    if unsafe renameat2(AT_FDCWD, temporary, AT_FDCWD, target, exchanging) == 0 { return }
    guard errno == EINVAL || errno == ENOSYS else { throw .cannotWrite(path: target, reason: systemReason()) }
    // A file system that cannot exchange: two steps, and the first is taken back when the second fails.
    let aside = ownName(beside: target, "old")
    if unsafe rename(target, aside) != 0 { throw .cannotWrite(path: target, reason: systemReason()) }
    if unsafe rename(temporary, target) != 0 {
      let reason = systemReason()
      _ = unsafe rename(aside, target)
      throw .cannotWrite(path: target, reason: reason)
    }
    remove(aside)
  }

  /// Whether a file stands below a folder, by the paths that the system resolves both to.
  public static func stands(_ path: String, below folder: String) -> Bool {
    guard let file = try? resolved(path), let folder = try? resolved(folder) else { return false }
    return file.hasPrefix(folder == "/" ? folder : folder + "/")
  }

  /// Whether two paths lead to one file that exists.
  public static func isSame(_ path: String, _ other: String) -> Bool {
    guard let one = try? resolved(path), let two = try? resolved(other) else { return false }
    return one == two
  }

  /// Makes a folder and those above it, as far as they do not exist.
  ///
  /// - Throws: ``RecordError/cannotWrite(path:reason:)``, also when a file stands in the way.
  public static func makeFolders(_ path: String) throws(RecordError) {
    var folder = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      folder += "\(part)/"
      try makeFolder(folder)
    }
    guard !folder.isEmpty else { return }
    var status = stat()
    let found = unsafe stat(folder, &status)
    guard found == 0 else { throw .cannotWrite(path: path, reason: systemReason()) }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw .cannotWrite(path: path, reason: "it is no folder") }
  }

  /// Whether something of this name exists.
  public static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  /// Writes to standard output or standard error, and says whether all of it arrived.
  public static func print(_ text: String, toStandardError: Bool = false) -> Bool {
    let descriptor = toStandardError ? STDERR_FILENO : STDOUT_FILENO
    return writeAll(Array(text.utf8), to: descriptor)
  }

  /// Whether standard output, or standard error, is a terminal.
  public static func isTerminal(standardError: Bool = false) -> Bool {
    isatty(standardError ? STDERR_FILENO : STDOUT_FILENO) == 1
  }

  // MARK: - System calls

  private enum Kind { case file, folder, link, other }

  /// What stands at a path itself, links not followed; `nil` where nothing does.
  private static func kind(of path: String) -> Kind? {
    var status = stat()
    guard unsafe lstat(path, &status) == 0 else { return nil }
    return switch status.st_mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .folder
    case S_IFLNK: .link
    default: .other
    }
  }

  /// The path without links, `.` and `..`.
  private static func resolved(_ path: String) throws(RecordError) -> String {
    guard let real = unsafe realpath(path, nil) else { throw .cannotWrite(path: path, reason: systemReason()) }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }

  private static func writeNew(_ bytes: [UInt8], to path: String, called name: String) throws(RecordError) {
    _ = unsafe unlink(path)
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .cannotWrite(path: name, reason: systemReason()) }
    let written = writeAll(bytes, to: descriptor) && fsync(descriptor) == 0
    let reason = systemReason()
    let closed = close(descriptor) == 0
    guard written && closed else {
      _ = unsafe unlink(path)
      throw .cannotWrite(path: name, reason: reason)
    }
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    unsafe bytes.withUnsafeBytes { buffer in
      var offset = 0
      while offset < buffer.count {
        let count = unsafe Glibc.write(descriptor, buffer.baseAddress! + offset, buffer.count - offset)
        if count < 0 && errno == EINTR { continue }
        if count <= 0 { return false }
        offset += count
      }
      return true
    }
  }

  private static func makeFolder(_ path: String) throws(RecordError) {
    if unsafe mkdir(path, 0o755) != 0 && errno != EEXIST { throw .cannotWrite(path: path, reason: systemReason()) }
  }

  /// The names in a folder, sorted; `nil` where there is no folder.
  private static func entries(of path: String) throws(RecordError) -> [String]? {
    guard let folder = unsafe opendir(path) else {
      if errno == ENOENT { return nil }
      throw .cannotWrite(path: path, reason: systemReason())
    }
    defer { _ = unsafe closedir(folder) }
    var names: [String] = []
    while let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private static func remove(_ path: String) {
    if kind(of: path) == .folder {
      for name in (try? entries(of: path)) ?? [] { remove("\(path)/\(name)") }
      _ = unsafe rmdir(path)
    } else {
      _ = unsafe unlink(path)
    }
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// A folder that cannot be synced (some file systems) has still been renamed into, which is what is promised.
  private static func sync(folder: String) {
    let descriptor = unsafe open(folder, O_RDONLY | O_CLOEXEC)
    if descriptor >= 0 {
      _ = fsync(descriptor)
      _ = close(descriptor)
    }
  }
}

private func systemReason() -> String { unsafe String(cString: strerror(errno)) }
