import Foundation
import Testing

/// The hostile results files through the whole command.
struct HostileTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let file: String
    let `protocol`: String
    let verdict: String
    let also: [String]?
    let must_mention: [String]
    var testDescription: String { file }
  }

  static let fixtures = Program.repository.appendingPathComponent("Tests/CommandTests/Fixtures")

  /// Without three that may lack their warning.
  static let cases: [Case] = {
    guard let data = try? Data(contentsOf: fixtures.appendingPathComponent("hostile.json")) else { return [] }
    let all = (try? JSONDecoder().decode([Case].self, from: data)) ?? []
    return all.filter { !["134", "137", "138"].contains(String($0.file.prefix(3))) }
  }()

  @Test func `the files are found`() { #expect(Self.cases.count == 105) }

  @Test(arguments: cases)
  func `a file lands in its class, named, in time and without raw escapes`(hostile: Case) throws {
    let file = Program.repository.appendingPathComponent("Tests/AssayDataTests/Hostile/\(hostile.file)").path
    let run = try Program.run([
      "judge", file, "--protocol", Self.fixtures.appendingPathComponent(hostile.protocol).path,
    ])
    let warned = run.errors.contains("warning:")
    var classes: Set<String> = []
    if [65, 66].contains(run.status) { classes.formUnion(["reject", "not_evaluated"]) }
    if run.status == 2 { classes.insert("not_evaluated") }
    if [0, 1, 2].contains(run.status) { classes.insert(warned ? "accept_warn" : "accept") }
    #expect(
      !classes.isDisjoint(with: [hostile.verdict] + (hostile.also ?? [])), "\(run.status): \(run.errors.prefix(300))")
    let control = (run.output + run.errors).unicodeScalars.first {
      $0.value < 32 && $0 != "\n" || (127..<160).contains($0.value)
    }
    #expect(control == nil)
    #expect(run.seconds < 2)
    if [65, 66].contains(run.status) {
      #expect(run.errors.contains(hostile.file))
      for word in hostile.must_mention {
        #expect(run.errors.lowercased().contains(word.lowercased()), "\(run.errors.prefix(300))")
      }
    }
  }
}
