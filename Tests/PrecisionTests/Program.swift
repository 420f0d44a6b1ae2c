import Foundation
import Testing

/// The built command, run as a process.
enum Program {
  struct Run: Sendable {
    let status: Int32
    let output: String
    let errors: String
  }

  /// Runs `methodtransfer precision` on one of the fixtures, or on a file in `folder`.
  static func precision(_ arguments: [String], in folder: URL? = nil) throws -> Run {
    let process = Process()
    process.executableURL = Bundle.module.bundleURL.deletingLastPathComponent().appendingPathComponent("methodtransfer")
    process.arguments = ["precision"] + arguments
    process.currentDirectoryURL = try folder ?? fixtures()
    let scratch = try Scratch()
    // To files, so that no pipe can fill.
    let (out, err) = (scratch.url.appendingPathComponent("out"), scratch.url.appendingPathComponent("err"))
    for file in [out, err] { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
    process.standardOutput = try FileHandle(forWritingTo: out)
    process.standardError = try FileHandle(forWritingTo: err)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationReason == .exit, "killed by signal \(process.terminationStatus)")
    return Run(
      status: process.terminationStatus, output: try String(contentsOf: out, encoding: .utf8),
      errors: try String(contentsOf: err, encoding: .utf8))
  }

  static func fixtures() throws -> URL {
    try #require(Bundle.module.url(forResource: "Fixtures", withExtension: nil))
  }

  /// The record that `--json` prints.
  static func record(_ arguments: [String]) throws -> Record {
    let run = try precision(arguments + ["--json"])
    try #require(run.status == 0, "\(run.errors)")
    return try Record(run.output)
  }
}

/// A folder of its own, gone when it is no longer used.
final class Scratch: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("methodtransfer-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func write(_ text: String, _ name: String) throws {
    try Data(text.utf8).write(to: url.appendingPathComponent(name))
  }

  /// Every file below a folder, with its bytes.
  func contents(_ folder: String) throws -> [String: Data] {
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

/// A record as any reader of JSON sees it.
struct Record {
  private let root: Any

  init(_ text: String) throws { root = try JSONSerialization.jsonObject(with: Data(text.utf8)) }

  /// What stands at a path such as `components.day.variance` or `formats.2x3.variance`: in a list, the member whose name,
  /// level, method, test or format it is, or the one with that index.
  func value(_ path: String) -> Any? {
    var here: Any? = root
    for part in path.split(separator: ".").map(String.init) {
      if let object = here as? [String: Any] {
        here = object[part]
      } else if let list = here as? [Any] {
        here = Int(part).flatMap { list.indices.contains($0) ? list[$0] : nil } ?? list.first { Self.is($0, part) }
      } else {
        return nil
      }
    }
    return here
  }

  func number(_ path: String) -> Double? { (value(path) as? NSNumber)?.doubleValue }
  func text(_ path: String) -> String? { value(path) as? String }

  private static func `is`(_ member: Any, _ name: String) -> Bool {
    guard let object = member as? [String: Any] else { return false }
    for key in ["name", "level", "method", "test"] where object[key] as? String == name { return true }
    if let runs = object["runs"] as? Int, let replicates = object["replicates"] as? Int {
      return name == "\(runs)x\(replicates)"
    }
    return false
  }
}
