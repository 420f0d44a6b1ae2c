import Foundation
import Testing

/// The built command, run as a process.
enum Program {
  struct Run: Sendable {
    let status: Int32
    let output: String
    let errors: String
    let outputBytes: [UInt8]
    let seconds: Double
  }

  /// Beside the test bundle, wherever that was built.
  static let url: URL = {
    let here = Bundle.module.bundleURL.deletingLastPathComponent()
    return here.appendingPathComponent("methodtransfer")
  }()

  static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static func dataset(_ name: String, _ file: String) -> String {
    repository.appendingPathComponent("datasets/\(name)/\(file)").path
  }

  /// Arguments that judge a study of `datasets/` with one results file.
  static func judging(_ name: String, _ more: String...) -> [String] {
    ["judge", dataset(name, "results.csv"), "--protocol", dataset(name, "protocol.yaml")] + more
  }

  /// - Parameter wrapper: a program and its arguments that starts the command, with whatever it takes away first.
  static func run(
    _ arguments: [String], in folder: URL? = nil, environment: [String: String] = [:], outputTo path: String? = nil,
    under wrapper: [String] = []
  ) throws -> Run {
    let process = Process()
    let words = wrapper + [url.path] + arguments
    process.executableURL = URL(fileURLWithPath: words[0])
    process.arguments = Array(words.dropFirst())
    if let folder { process.currentDirectoryURL = folder }
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    // To files, so that no pipe can fill.
    let scratch = try Scratch()
    let (out, err) = (scratch.url.appendingPathComponent("out"), scratch.url.appendingPathComponent("err"))
    for file in [out, err] { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
    process.standardOutput = try FileHandle(forWritingTo: path.map { URL(fileURLWithPath: $0) } ?? out)
    process.standardError = try FileHandle(forWritingTo: err)
    process.standardInput = FileHandle.nullDevice
    let start = Date()
    try process.run()
    process.waitUntilExit()
    let seconds = Date().timeIntervalSince(start)
    try #require(process.terminationReason == .exit, "killed by signal \(process.terminationStatus)")
    let bytes = [UInt8](try Data(contentsOf: out))
    return Run(
      status: process.terminationStatus, output: String(decoding: bytes, as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: err), as: UTF8.self), outputBytes: bytes, seconds: seconds)
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

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }

  func write(_ text: String, _ name: String) throws -> String {
    try Data(text.utf8).write(to: url.appendingPathComponent(name))
    return path(name)
  }

  /// Every file below, with its bytes.
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
struct Record: Decodable {
  struct Finding: Decodable {
    let criterion: String
    let verdict: String
  }
  let schema: String
  let verdict: String
  let exitCode: Int32
  let findings: [Finding]

  init(_ text: String) throws { self = try JSONDecoder().decode(Self.self, from: Data(text.utf8)) }
}
