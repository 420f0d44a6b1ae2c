import Foundation
import TestSupport
import Testing

/// Whole outputs, byte for byte, so that no sentence, number or line of a figure changes unseen.
struct SnapshotTests {
  @Test(arguments: Cases.all.cases)
  func `a case says and writes what is stored, to the byte`(it: Cases.Case) throws {
    try Self.compare(it, try Cases.all.output(of: it))
  }

  /// The C library picks variants of exp, log and pow by what a processor can do; nothing that is written may depend on it.
  @Test(arguments: Cases.all.cases)
  func `a processor without AVX2 and FMA gives the same bytes`(it: Cases.Case) throws {
    let masked = ["GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX512F"]
    try Self.compare(it, try Cases.all.output(of: it, further: masked))
  }

  private static func compare(_ it: Cases.Case, _ made: [String: Data]) throws {
    let stored = try files(Cases.snapshots.appendingPathComponent(it.name))
    for name in Set(stored.keys).union(made.keys).sorted() {
      switch (stored[name], made[name]) {
      case (let old?, let new?):
        if let difference = Difference(old, new) {
          Issue.record("\(it.name)/\(name): \(difference) (scripts/snapshots --write \(it.name))")
        }
      case (nil, _): Issue.record("\(it.name)/\(name) is written, and is not stored")
      case (_, nil): Issue.record("\(it.name)/\(name) is stored, and is not written")
      }
    }
  }

  @Test func `every stored folder is of a case, and no two cases share one`() throws {
    let folders = try FileManager.default.contentsOfDirectory(
      at: Cases.snapshots, includingPropertiesForKeys: [.isDirectoryKey]
    ).filter { try $0.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true }.map(\.lastPathComponent)
    #expect(folders.sorted() == Cases.all.cases.map(\.name).sorted())
  }

  @Test(arguments: [
    ("a\nb\nc\n", "a\nB\nc\n", "line 2: stored “b”, now “B”"), ("a\n", "a\nb\n", "line 2: stored “”, now “b”"),
    ("a\r\n", "a\n", "line 1: stored “a\r”, now “a”"), ("a", "a\n", "line 2: stored nothing, now “”"),
  ])
  func `a difference names the first line that differs, and both versions of it`(old: String, new: String, says: String)
  {
    #expect(Difference(Data(old.utf8), Data(new.utf8))?.description == says)
    #expect(Difference(Data(old.utf8), Data(old.utf8)) == nil)
  }

  @Test func `a difference in a long line shows what stands about it`() throws {
    let start = String(repeating: "x", count: 900)
    let said = try #require(Difference(Data("\(start)old\(start)".utf8), Data("\(start)new\(start)".utf8))).description
    #expect(said.utf8.count < 900 && said.contains("xold") && said.contains("xnew"))
  }

  private static func files(_ root: URL) throws -> [String: Data] {
    var found: [String: Data] = [:]
    guard let names = FileManager.default.enumerator(atPath: root.path) else { return [:] }
    for case let name as String in names {
      let file = root.appendingPathComponent(name)
      if try file.resourceValues(forKeys: [.isDirectoryKey]).isDirectory != true {
        found[name] = try Data(contentsOf: file)
      }
    }
    return found
  }
}

/// The first line in which two texts differ.
struct Difference: CustomStringConvertible {
  let description: String

  init?(_ old: Data, _ new: Data) {
    guard old != new else { return nil }
    let (old, new) = (
      old.split(separator: 10, omittingEmptySubsequences: false),
      new.split(separator: 10, omittingEmptySubsequences: false)
    )
    let line = zip(old, new).prefix { $0 == $1 }.count
    let (was, now) = (line < old.count ? old[line] : nil, line < new.count ? new[line] : nil)
    let column = zip(was ?? Data(), now ?? Data()).prefix { $0 == $1 }.count
    description = "line \(line + 1): stored \(Self.shown(was, column)), now \(Self.shown(now, column))"
  }

  /// A line, or of a long one what stands about `column`; a figure is one line of some thousand characters.
  private static func shown(_ line: Data?, _ column: Int) -> String {
    guard let line else { return "nothing" }
    guard line.count > 400 else { return "“\(String(decoding: line, as: UTF8.self))”" }
    let start = max(0, column - 120)
    return "“… \(String(decoding: line.dropFirst(start).prefix(280), as: UTF8.self)) …”"
  }
}
