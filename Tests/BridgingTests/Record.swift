import Foundation
import TestSupport
import Testing

/// A value of JSON, asked for by the names of its members.
struct JSONValue {
  let value: Any?

  init(_ text: String) throws { value = try JSONSerialization.jsonObject(with: Data(text.utf8)) }

  init(file: URL) throws { try self.init(String(contentsOf: file, encoding: .utf8)) }

  private init(_ value: Any?) { self.value = value is NSNull ? nil : value }

  subscript(_ names: String...) -> JSONValue {
    names.reduce(self) { JSONValue(($0.value as? [String: Any])?[$1]) }
  }

  /// The first member of a list whose `name` has this text.
  func first(_ name: String, _ text: String) -> JSONValue {
    list.first { $0[name].text == text } ?? JSONValue(nil as Any?)
  }

  var number: Double? { (value as? NSNumber)?.doubleValue }
  var flag: Bool? { value as? Bool }
  var text: String? { value as? String }
  var list: [JSONValue] { (value as? [Any])?.map { JSONValue($0 as Any?) } ?? [] }
  var texts: [String] { list.compactMap(\.text) }
  var exists: Bool { value != nil }

  /// Whether a member has another one's number; both may be absent.
  func isNear(_ other: JSONValue, relative: Double = 1e-10, absolute: Double = 1e-12) -> Bool {
    guard let one = number, let two = other.number else { return number == nil && other.number == nil }
    return (one - two).magnitude <= relative * two.magnitude + absolute
  }
}

/// The bridging studies of `datasets/`.
enum Dataset {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("datasets")

  static let names: [String] = {
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return entries.filter { $0.hasPrefix("bridging-") }.sorted()
  }()

  static func file(_ name: String, _ path: String) -> URL { folder.appendingPathComponent("\(name)/\(path)") }

  static func read(_ name: String, _ path: String) throws -> String {
    try String(contentsOf: file(name, path), encoding: .utf8)
  }

  static func expected(_ name: String, _ path: String) throws -> JSONValue {
    try JSONValue(file: file(name, "expected/\(path)"))
  }

  /// What `bridge --json` says of a study as it stands.
  static func bridged(_ name: String) throws -> (run: Program.Run, record: JSONValue) {
    let run = try Program.run(["bridge", "results.csv", "--protocol", "protocol.yaml", "--json"], in: file(name, ""))
    return (run, try JSONValue(run.output))
  }
}

/// A study in a folder of its own, to be changed before it is run.
struct BridgingRun {
  let run: Program.Run
  let scratch: Scratch

  /// - Parameter more: further files, name and text.
  init(plan: String, results: String, _ arguments: [String] = ["--json"], more: [(String, String)] = []) throws {
    scratch = try Scratch()
    try scratch.write(plan, "protocol.yaml")
    try scratch.write(results, "results.csv")
    for (name, text) in more { try scratch.write(text, name) }
    run = try Program.run(["bridge", "results.csv", "--protocol", "protocol.yaml"] + arguments, in: scratch.url)
  }

  func record() throws -> JSONValue { try JSONValue(run.output) }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: scratch.url.path + "/" + name) }
}
