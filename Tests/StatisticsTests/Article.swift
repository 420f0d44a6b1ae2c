import Foundation
import Testing

/// A worked example of the documentation: its code stands in a test, which runs it, and its output in the article.
struct Article {
  let name: String
  /// The blocks of code, with an empty line between two.
  let code: String
  /// The blocks of output.
  let output: String

  private static let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

  init(_ name: String) throws {
    let folder = Self.here.deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Sources/Statistics/Statistics.docc")
    let text = try String(contentsOf: folder.appendingPathComponent("\(name).md"), encoding: .utf8)
    var blocks: [String: [String]] = [:]
    var language: String?
    var lines: [Substring] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        if let open = language {
          blocks[open, default: []].append(lines.joined(separator: "\n"))
          language = nil
        } else {
          language = String(line.dropFirst(3))
        }
        lines = []
      } else if language != nil {
        lines.append(line)
      }
    }
    self.name = name
    code = (blocks["swift"] ?? []).joined(separator: "\n\n")
    output = (blocks["text"] ?? []).map { $0 + "\n" }.joined()
  }

  /// What stands in a test file between `// Article NAME` and `// End`, without the indentation of the first.
  func tested(in file: String) throws -> String {
    let text = try String(contentsOf: Self.here.appendingPathComponent(file), encoding: .utf8)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex { $0.drop { $0 == " " } == "// Article \(name)" })
    let indentation = lines[start].prefix { $0 == " " }.count
    let body = lines[(start + 1)...].prefix { $0.drop { $0 == " " } != "// End" }
    return body.map { String($0.dropFirst(indentation)) }.joined(separator: "\n")
  }
}
