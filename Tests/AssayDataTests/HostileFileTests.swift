import AssayData
import Foundation
import Notation
import Testing

/// The broken and hostile results files, each with what must happen to it.
struct HostileFileTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let file: String
    let verdict: String
    let also: [String]?
    let code: String
    let must_mention: [String]
    let receiving: String
    let unit: String
    let fault: String
    var testDescription: String { "\(file): \(fault)" }

    func bytes() throws -> [UInt8] {
      let folder = try #require(Bundle.module.url(forResource: "Hostile", withExtension: nil))
      return [UInt8](try Data(contentsOf: folder.appendingPathComponent(file)))
    }
  }

  static let cases: [Case] = {
    guard let folder = Bundle.module.url(forResource: "Hostile", withExtension: nil),
      let data = try? Data(contentsOf: folder.appendingPathComponent("expected.json")),
      let cases = try? JSONDecoder().decode([Case].self, from: data)
    else { return [] }
    return cases
  }()

  @Test func `every file has its expectation`() {
    #expect(Self.cases.count == 108)
  }

  @Test(arguments: cases)
  func `a file lands in its class and the message names the fault`(hostile: Case) throws {
    let vocabulary = Study.vocabulary(laboratories: ["LabA", hostile.receiving], unit: hostile.unit)
    let outcome: String
    var text = ""
    do {
      let data = try AssayData(
        reading: [.init(name: hostile.file, bytes: hostile.bytes(), mapping: Study.mapping())], for: vocabulary)
      outcome = data.warnings.isEmpty ? "accept" : "accept_warn"
      text = data.warnings.map(\.description).joined(separator: "\n")
      if hostile.code.hasPrefix("W_"), hostile.verdict == "accept_warn" {
        #expect(data.warnings.contains { $0.code == hostile.code }, "\(text)")
      }
    } catch let rejection as Rejection {
      outcome = "reject"
      text = rejection.problems.map(\.description).joined(separator: "\n")
      #expect(rejection.problems.count <= 20 && rejection.errorCount >= rejection.problems.count)
      #expect(rejection.problems.allSatisfy { $0.location?.file == hostile.file })
      if hostile.verdict == "reject" {
        #expect(rejection.problems.contains { $0.code == hostile.code }, "\(text)")
        for word in hostile.must_mention { #expect(text.lowercased().contains(word.lowercased()), "\(text)") }
      }
    }
    #expect(!text.unicodeScalars.contains("\u{1B}"))
    if hostile.verdict == "read" {
      #expect(outcome != "reject", "\(text)")
    } else {
      let allowed = [hostile.verdict] + (hostile.also ?? []).map { $0 == "not_evaluated" ? "accept_warn" : $0 }
      #expect(allowed.contains(outcome), "\(text)")
    }
  }
}
