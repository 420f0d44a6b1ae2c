import Foundation
import TestSupport

/// Every JSON that the tests look at: the stored ones of the snapshots, and what freshly run commands print.
enum Records {
  struct Record: Sendable {
    let name: String
    let schema: String
    let value: JSONValue
  }

  /// A command with `--json`, run in a folder of the repository; it writes no file.
  struct Run: Sendable {
    let folder: String
    let arguments: [String]

    init(_ folder: String, _ arguments: String) {
      self.folder = folder
      self.arguments = arguments.split(separator: " ").map(String.init)
    }
  }

  static let snapshots = Schemas.repository.appendingPathComponent("Tests/SnapshotTests/Snapshots")

  static func stored() throws -> [Record] {
    try FileManager.default.subpathsOfDirectory(atPath: snapshots.path).sorted().flatMap { name in
      guard name.hasSuffix(".json") || name.hasSuffix("stdout.txt") else { return [Record]() }
      let text = try String(contentsOf: snapshots.appendingPathComponent(name), encoding: .utf8)
      // What changes by run or release is stored as a word.
      return try records(
        text.replacingOccurrences(of: "\"VERSION\"", with: "\"1.0.0\"")
          .replacingOccurrences(of: "\"SHA-256\"", with: "\"\(String(repeating: "0", count: 64))\""), name)
    }
  }

  static func fresh() throws -> [Record] {
    try runs.flatMap { run in
      let found = try Program.run(run.arguments, in: Schemas.repository.appendingPathComponent(run.folder))
      return try records(found.output, run.arguments.joined(separator: " "))
    }
  }

  /// A document, or a line each of `calc --batch`; none where the text is no JSON.
  private static func records(_ text: String, _ name: String) throws -> [Record] {
    guard let first = text.first, first == "{" || first == "[" else { return [] }
    let values = try (try? [JSONValue(text)]) ?? text.split(separator: "\n").map { try JSONValue(String($0)) }
    return values.map { Record(name: name, schema: schema(of: $0), value: $0) }
  }

  /// A record says which it is; what `calc` and `explain` print does not.
  private static func schema(of value: JSONValue) -> String {
    if let word = value["schema"]?.text?.split(separator: "/").dropFirst().first { return "\(word).schema.json" }
    return value["term"] != nil || value.type == "array" ? "explain.schema.json" : "calc.schema.json"
  }
}
