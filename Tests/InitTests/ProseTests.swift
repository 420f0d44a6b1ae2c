import Foundation
import Testing

@testable import methodtransfer

/// The texts that a writer edits, and the reader that refuses a slip of the pen.
@Suite struct ProseTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Sources/methodtransfer/Prose")

  @Test func `every text of the folder is in the program, byte for byte, and nothing else is`() throws {
    let carried = Prose.files(in: "")
    for file in carried {
      let text = try String(contentsOf: Self.folder.appending(path: file.path), encoding: .utf8)
      #expect(file.text == text, "\(file.path)")
    }
    var there: Set<String> = []
    for part in ["explain", "templates"] {
      let root = Self.folder.appending(path: part)
      for case let name as String in FileManager.default.enumerator(atPath: root.path) ?? .init()
      where !name.hasPrefix(".") && name.contains(".") {
        there.insert("\(part)/\(name)")
      }
    }
    #expect(Set(carried.map(\.path)) == there)
    #expect(carried.count == there.count)
  }

  @Test func `every explanation reads, no word has two meanings, and every reference leads somewhere`() throws {
    #expect(try Explanations.carried().all.count >= 280)
  }

  @Test func `an entry gives back what was written`() throws {
    let found = try Explanations([("a.md", entry)]).all
    #expect(
      found == [
        Explanation(
          term: "bias", title: "a difference that stays", synonyms: ["trueness", "systematic error"], related: [],
          paragraphs: ["One paragraph over two lines.", "Another."], formula: "b = m - t\n\n  # kept as it stands",
          source: ["Somebody (1900)."], misread: ["As chance."], why: [], mend: [],
          example: "limits: [-2, 2]")
      ])
  }

  @Test(arguments: [
    ("# bias", "bias", 1, "# \" and a term"),
    ("# bias", "# Bi as", 1, "small letters"),
    ("title: a difference that stays\n", "", 3, "title: "),
    ("also: trueness,", "also: trueness,,", 4, "between commas"),
    ("also: ", "other: ", 4, "an empty line after title"),
    ("One paragraph", " One paragraph", 6, "begins with a blank"),
    ("two lines.", "two lines. ", 7, "ends in a blank"),
    ("Another.", "An\tother.", 9, "control character"),
    ("# bias", "# E_BIAS", 32, "needs the sections Why and How to mend it"),
    ("Another.\n\n", "Another.\n", 10, "before a head"),
    ("## Formula", "## Formulas", 11, "the sections are Formula, Source"),
    ("```\nb", "b", 13, "three backticks"),
    ("b = m - t", "b = m - t" + String(repeating: "-", count: 70), 14, "longer than 78"),
    ("## Source\n\nSomebody (1900).\n\n", "", 28, "needs the sections"),
    ("Somebody (1900).\n\n", "", 21, "Source is empty"),
    ("## How it is misread", "## Source", 23, "stands before"),
    ("[-2, 2]\n```", "[-2, 2]", 31, "not closed"),
  ])
  func `a slip is told with its file and line`(text: String, slip: String, line: Int, message: String) throws {
    #expect(entry.contains(text))
    let fault = #expect(throws: ProseFault.self) { try Explanations([("a.md", entry.replacing(text, with: slip))]) }
    #expect(fault?.file == "a.md")
    #expect(fault?.line == line, "\(fault?.description ?? "")")
    #expect(fault?.message.contains(message) == true, "\(fault?.description ?? "")")
  }

  @Test func `a word with two entries and a reference to none are refused`() throws {
    let other = entry.replacing("# bias", with: "# offset").replacing("also: trueness, systematic error\n", with: "")
    #expect(try Explanations([("a.md", entry), ("b.md", other)]).all.count == 2)
    for (slip, message) in [
      (entry, "bias is explained as bias already"),
      (other.replacing("# offset", with: "# Trueness"), "Trueness is explained as bias already"),
      (other.replacing("stays\n", with: "stays\nalso: Systematic_error\n"), "Systematic_error is explained as bias"),
      (other.replacing("stays\n", with: "stays\nsee: biased\n"), "offset refers to biased, which has no entry"),
      (other.replacing("stays\n", with: "stays\nalso: %\n"), "% has no letter or digit"),
      (other.replacing("stays\n", with: "stays\nalso: systematic errors\n"), "systematic errors is explained as bias"),
      (other.replacing("stays\n", with: "stays\nsee: trueness\n"), "offset refers to trueness, which has no entry"),
    ] {
      let fault = #expect(throws: ProseFault.self) { try Explanations([("a.md", entry), ("b.md", slip)]) }
      #expect(fault?.message.contains(message) == true, "\(fault?.description ?? "")")
      #expect(fault?.file == "b.md")
    }
  }

  @Test func `starter protocols say of shared keys the same, but for the words of their kind`() throws {
    func shared(_ kind: String) throws -> Substring {
      let text = try Prose.text(of: "templates/\(kind)/protocol.yaml")
      let begin = try #require(text.range(of: "  # Optional keys of data;"))
      let end = try #require(text.range(of: "# What is measured"))
      return text[begin.lowerBound..<end.lowerBound]
    }
    let model = try shared("assay")
    for kind in Template.all.map(\.kind) {
      let text = try shared(kind).replacing("conditions", with: "laboratories")
        .replacing("condition", with: "laboratory").replacing("aliases: {preparation:", with: "aliases: {sample:")
      #expect(text == model, "\(kind)")
    }
  }
}

private let entry = """
  # bias

  title: a difference that stays
  also: trueness, systematic error

  One paragraph over
  two lines.

  Another.

  ## Formula

  ```
  b = m - t

    # kept as it stands
  ```

  ## Source

  Somebody (1900).

  ## How it is misread

  As chance.

  ## Example

  ```
  limits: [-2, 2]
  ```

  """
