import Foundation
import Testing

@testable import methodtransfer

/// What the documents say of the sources, held against them.
@Suite struct DocumentationTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private static func read(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// The Swift files of a module, each as text.
  private static func sources(_ module: String) throws -> [String] {
    let folder = root.appending(path: "Sources/\(module)")
    let paths =
      FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
    return try paths.filter { $0.pathExtension == "swift" }.map { try String(contentsOf: $0, encoding: .utf8) }
  }

  /// The rest of Transfer reads protocols, criteria with their kinds among them, whose codes `explain` knows.
  @Test(arguments: [
    "AssayData", "Transfer/Measured", "Transfer/Potency", "Transfer/Assessed", "Transfer/Standards",
    "Transfer/Planned", "Transfer/Tables",
  ])
  func `every code that results can meet is in the data format`(module: String) throws {
    let document = try Self.read("docs/data-format.md")
    var missing: Set<String> = []
    for source in try Self.sources(module) {
      for match in source.matches(of: /"([EW]_[A-Z0-9_]+)"/) where !document.contains("`\(match.1)`") {
        missing.insert(String(match.1))
      }
    }
    #expect(missing.sorted() == [])
  }

  @Test func `every code in the data format is one that the sources have`() throws {
    let sources = try Self.sources("AssayData") + Self.sources("Transfer")
    let unknown = try Self.read("docs/data-format.md").matches(of: /`([EW]_[A-Z0-9_]+)`/).map { String($0.1) }
      .filter { code in !sources.contains { $0.contains("\"\(code)\"") } }
    #expect(unknown == [])
  }

  @Test func `every import is in the table of the architecture, and nothing else is`() throws {
    let table = try Self.read("docs/architecture.md").split(separator: "| module | may import |\n")[1]
      .split(separator: "\n\n")[0].split(whereSeparator: \.isNewline).dropFirst()
    var allowed: [String: Set<String>] = [:]
    for row in table {
      let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      allowed[cells[0]] = cells[1] == "-" ? [] : Set(cells[1].components(separatedBy: ", "))
    }
    let modules = try FileManager.default.contentsOfDirectory(atPath: Self.root.appending(path: "Sources").path)
    #expect(Set(modules) == Set(allowed.keys))
    for module in modules.sorted() {
      var imported: Set<String> = []
      for source in try Self.sources(module) {
        for match in source.matches(of: /(?m)^(?:(?:internal|public|package|private) )?import ([A-Za-z]+)/) {
          imported.insert(String(match.1))
        }
      }
      #expect(imported.isSubset(of: allowed[module] ?? []), "\(module)")
    }
  }

  @Test func `a word of the glossary is marked where explain tells more of it, and only there`() throws {
    let explained = try Explanations.carried()
    var marked = 0
    for row in try Self.read("docs/glossary.md").split(whereSeparator: \.isNewline) where row.hasPrefix("| ") {
      let cell = row.dropFirst(2).prefix { $0 != "|" }
      for name in cell.split(separator: ",").map({ $0.trimmingCharacters(in: .whitespaces) }) where name != "term" {
        let word = name.hasSuffix(" *") ? String(name.dropLast(2)) : name
        #expect((explained[word] != nil) == name.hasSuffix(" *"), "\(word)")
        if name.hasSuffix(" *") { marked += 1 }
      }
    }
    #expect(marked > 80)
  }
}
