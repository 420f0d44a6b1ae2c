import Foundation
import Testing

/// In the sources, every object of a record is written in one place.
struct WriterTests {
  /// An object written out as `.members(["key": …])`.
  private struct Written: CustomStringConvertible {
    let keys: [String]
    let file: String
    let line: Int
    var description: String { "\(file):\(line)" }
  }

  @Test func `no two places write an object of the same keys`() throws {
    let written = try Self.written()
    #expect(written.count > 80, "objects are no longer found")
    for (keys, places) in Dictionary(grouping: written, by: { Set($0.keys) }) where places.count > 1 {
      Issue.record("\(keys.sorted()) is written by \(places.map(\.description).joined(separator: " and "))")
    }
  }

  @Test func `the ends of an interval are written by IntervalRecord alone`() throws {
    // Of ranges and limits that have further members.
    let others: Set = ["QualityRangeRecord.swift", "PotencyValidationRecord.swift"]
    for (name, text) in try Self.sources() where name != "IntervalRecord.swift" {
      for key in ["set", "below", "above"] {
        #expect(!text.contains("\"\(key)\": .") && !text.contains("key: \"\(key)\""), "\(name) writes \(key)")
      }
      for key in ["lower", "upper"] where !others.contains(name) {
        #expect(!text.contains("\"\(key)\": .") && !text.contains("key: \"\(key)\""), "\(name) writes \(key)")
      }
    }
  }

  @Test func `every key that is written is declared in a schema`() throws {
    let declared = Set(Schemas.all.keys.map(\.name))
    for one in try Self.written() {
      for key in one.keys { #expect(declared.contains(key), "\(one): \(key) is in no schema") }
    }
  }

  @Test func `every key that a schema declares is written`() throws {
    let text = try Self.sources().map(\.text).joined()
    // Of `calc`, which writes 17 digits in place of the shortest.
    let others = ["n1", "n2", "total", "value"]
    for name in Set(Schemas.all.keys.map(\.name)).sorted() where !others.contains(name) {
      #expect(text.contains("\"\(name)\""), "\(name) is declared and never written")
    }
  }

  // MARK: - Reading the sources

  private static func sources() throws -> [(name: String, text: String)] {
    let root = Schemas.repository.appendingPathComponent("Sources")
    let names = try FileManager.default.subpathsOfDirectory(atPath: root.path).filter { $0.hasSuffix(".swift") }
    return try names.sorted().map { name in
      (
        name.split(separator: "/").last.map(String.init) ?? name,
        try String(contentsOf: root.appendingPathComponent(name), encoding: .utf8)
      )
    }
  }

  private static func written() throws -> [Written] {
    try sources().flatMap { name, text in
      var found: [Written] = []
      var rest = text[...]
      while let start = rest.range(of: "members([") {
        let keys = keys(of: text[start.upperBound...])
        let line = text[..<start.lowerBound].count { $0 == "\n" } + 1
        if !keys.isEmpty { found.append(Written(keys: keys, file: name, line: line)) }
        rest = text[start.upperBound...]
      }
      return found
    }
  }

  /// The keys of a dictionary literal from behind its bracket, without those of what stands within it.
  private static func keys(of text: Substring) -> [String] {
    var keys: [String] = []
    var depth = 1
    var i = text.startIndex
    while i < text.endIndex, depth > 0 {
      switch text[i] {
      case "\"":
        var end = text.index(after: i)
        while end < text.endIndex, text[end] != "\"" {
          end = text.index(end, offsetBy: text[end] == "\\" ? 2 : 1)
        }
        let behind = text[end...].dropFirst().drop { $0.isWhitespace }
        if depth == 1, behind.first == ":" { keys.append(String(text[text.index(after: i)..<end])) }
        i = end
      case "(", "[", "{": depth += 1
      case ")", "]", "}": depth -= 1
      default: break
      }
      i = text.index(after: i)
    }
    return keys
  }
}
