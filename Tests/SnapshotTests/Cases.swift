import Foundation
import TestSupport
import Testing

/// `cases.json`: what is run, and what of its output changes by run.
struct Cases: Decodable, Sendable {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    /// The folder of the repository whose files the command finds where it runs.
    let study: String
    let arguments: [String]

    var testDescription: String { name }
  }

  struct Rule: Decodable, Sendable {
    let files: String
    let pattern: String
    let replacement: String
  }

  let environment: [String: String]
  let normalise: [Rule]
  let cases: [Case]

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  static let repository = folder.deletingLastPathComponent().deletingLastPathComponent()
  static let snapshots = folder.appendingPathComponent("Snapshots")

  static let all: Cases = {
    do {
      return try JSONDecoder().decode(
        Cases.self, from: try Data(contentsOf: folder.appendingPathComponent("cases.json")))
    } catch {
      preconditionFailure("cases.json: \(error)")
    }
  }()

  /// Everything that a case leaves, by name, without what changes by run.
  ///
  /// - Parameter further: stands in the environment besides.
  func output(of it: Case, further: [String: String] = [:]) throws -> [String: Data] {
    let scratch = try Scratch()
    var given: [String: Data] = [:]
    let study = Self.repository.appendingPathComponent(it.study)
    for file in try FileManager.default.contentsOfDirectory(at: study, includingPropertiesForKeys: [.isDirectoryKey]) {
      guard try file.resourceValues(forKeys: [.isDirectoryKey]).isDirectory != true else { continue }
      let content = try Data(contentsOf: file)
      given[file.lastPathComponent] = content
      try content.write(to: scratch.url.appendingPathComponent(file.lastPathComponent))
    }
    let run = try Program.run(it.arguments, in: scratch.url, environment: environment.merging(further) { $1 })
    var found = try scratch.contents(".")
    for (name, content) in given {
      #expect(found.removeValue(forKey: name) == content, "\(it.name): the input \(name) is no longer what it was")
    }
    found["stdout.txt"] = Data(run.output.utf8)
    found["stderr.txt"] = Data(run.errors.utf8)
    found["status.txt"] = Data("\(run.status)\n".utf8)
    return try Dictionary(uniqueKeysWithValues: found.map { ($0.key, try normalised($0.value, $0.key)) })
  }

  private func normalised(_ content: Data, _ name: String) throws -> Data {
    let rules = normalise.filter { name.range(of: $0.files, options: .regularExpression) != nil }
    guard !rules.isEmpty, var text = String(data: content, encoding: .utf8) else { return content }
    for rule in rules {
      let expression = try NSRegularExpression(pattern: rule.pattern, options: .anchorsMatchLines)
      text = expression.stringByReplacingMatches(
        in: text, range: NSRange(text.startIndex..., in: text), withTemplate: rule.replacement)
    }
    return Data(text.utf8)
  }
}
