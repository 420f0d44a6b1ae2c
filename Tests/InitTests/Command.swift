import Foundation
import Testing

/// The built command, run as a user runs it.
struct Command {
  let status: Int32
  let output: String
  let messages: String

  /// Runs the command with `arguments` in `folder` and waits for its end.
  init(_ arguments: [String], in folder: Folder) throws {
    // Files rather than pipes: a pipe that nobody reads in time stops the command.
    let (out, err) = ("\(folder.path)/.out", "\(folder.path)/.err")
    for path in [out, err] { try Data().write(to: URL(filePath: path)) }
    let process = Process()
    process.executableURL = Self.executable
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder.path)
    let (outHandle, errHandle) = (
      try #require(FileHandle(forWritingAtPath: out)), try #require(FileHandle(forWritingAtPath: err))
    )
    process.standardOutput = outHandle
    process.standardError = errHandle
    try process.run()
    process.waitUntilExit()
    status = process.terminationStatus
    output = try String(contentsOfFile: out, encoding: .utf8)
    messages = try String(contentsOfFile: err, encoding: .utf8)
  }

  /// Beside the running test executable or bundle, in the products folder.
  private static var executable: URL {
    var folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    while folder.pathComponents.count > 1 {
      let candidate = folder.appending(path: "methodtransfer")
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: candidate.path, isDirectory: &isFolder), !isFolder.boolValue {
        return candidate
      }
      folder.deleteLastPathComponent()
    }
    return URL(filePath: "methodtransfer")
  }
}

/// A new folder, removed with its contents when the last reference goes.
final class Folder: Sendable {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "InitTests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func read(_ name: String) throws -> String { try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"))
  }
}
