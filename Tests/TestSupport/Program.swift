public import Foundation

/// The built command, run as a process.
public enum Program {
  public struct Run: Sendable {
    public let status: Int32
    public let output: String
    public let errors: String
  }

  /// Waits for its end.
  ///
  /// - Parameter environment: What stands in the environment besides, or in place of, what the tests were given.
  /// - Throws: ``Killed`` where a signal ended it.
  public static func run(
    _ arguments: [String], in folder: URL, input: String? = nil, environment: [String: String] = [:]
  ) throws -> Run {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let scratch = try Scratch()
    // To files, so that no pipe can fill.
    let (out, err) = (scratch.url.appendingPathComponent("out"), scratch.url.appendingPathComponent("err"))
    for file in [out, err] { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
    process.standardOutput = try FileHandle(forWritingTo: out)
    process.standardError = try FileHandle(forWritingTo: err)
    process.standardInput = FileHandle.nullDevice
    if let input {
      try scratch.write(input, "in")
      process.standardInput = try FileHandle(forReadingFrom: scratch.url.appendingPathComponent("in"))
    }
    try process.run()
    process.waitUntilExit()
    guard process.terminationReason == .exit else { throw Killed(signal: process.terminationStatus) }
    return Run(
      status: process.terminationStatus, output: try String(contentsOf: out, encoding: .utf8),
      errors: try String(contentsOf: err, encoding: .utf8))
  }

  /// A command that ended by a signal: a crash.
  public struct Killed: Error {
    public let signal: Int32
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

/// A folder of its own, gone when it is no longer used.
public final class Scratch: Sendable {
  public let url: URL

  public init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("methodtransfer-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  public func write(_ text: String, _ name: String) throws {
    try Data(text.utf8).write(to: url.appendingPathComponent(name))
  }

  public func read(_ name: String) throws -> String {
    try String(contentsOf: url.appendingPathComponent(name), encoding: .utf8)
  }

  /// Every file below a folder, with its bytes.
  public func contents(_ folder: String) throws -> [String: Data] {
    var found: [String: Data] = [:]
    let root = url.appendingPathComponent(folder)
    for name in try FileManager.default.subpathsOfDirectory(atPath: root.path) {
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: root.path + "/" + name, isDirectory: &isFolder)
      if !isFolder.boolValue { found[name] = try Data(contentsOf: root.appendingPathComponent(name)) }
    }
    return found
  }
}
