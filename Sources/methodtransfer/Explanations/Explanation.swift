internal import Reporting

/// What a word of the program means: what is computed, by which formula, after whom, and how it is misread; of the code of
/// a message, what it says, why it is said and how what it names is mended.
struct Explanation: Equatable {
  /// As it is written in a protocol or report.
  let term: String
  /// A line for the list of terms.
  let title: String
  /// Other words for it.
  let synonyms: [String]
  /// Terms to read next.
  let related: [String]
  let paragraphs: [String]
  /// Set as it stands, in lines of at most 78 characters.
  let formula: String?
  /// Empty of a code, as is `misread`; a word has no `why` and no `mend`.
  let source: [String]
  let misread: [String]
  let why: [String]
  let mend: [String]
  /// YAML as it may stand in a protocol, or a command, set as it stands.
  let example: String?

  private static let width = 80

  /// For reading, in lines of at most 80 characters.
  var plainText: String {
    var out = "\(term)\n\(Self.wrapped(title, indent: 0))\n\n"
    out += paragraphs.map { Self.wrapped($0, indent: 0) + "\n" }.joined(separator: "\n")
    if let formula { out += "\nFormula\n" + Self.indented(formula) }
    for (head, text) in [("Source", source), ("How it is misread", misread), ("Why", why), ("How to mend it", mend)]
    where !text.isEmpty {
      out += "\n\(head)\n" + Self.flowing(text)
    }
    if let example { out += "\nExample\n" + Self.indented(example) }
    if !related.isEmpty { out += "\nSee also\n" + Self.flowing([related.joined(separator: ", ")]) }
    return out
  }

  var json: JSON {
    func flowing(_ paragraphs: [String]) -> JSON {
      paragraphs.isEmpty ? .null : .string(paragraphs.joined(separator: " "))
    }
    return .members([
      "term": .string(term), "title": .string(title), "also": .array(synonyms.map { .string($0) }),
      "text": .string(paragraphs.joined(separator: "\n\n")), "formula": formula.map { .string($0) } ?? .null,
      "source": flowing(source), "misread": flowing(misread), "why": flowing(why), "mend": flowing(mend),
      "example": example.map { .string($0) } ?? .null, "see": .array(related.map { .string($0) }),
    ])
  }

  /// Every term with its title, a line each.
  static func list(of all: [Explanation]) -> String {
    let column = all.reduce(0) { max($0, $1.term.count) } + 2
    return all.map { $0.term + String(repeating: " ", count: column - $0.term.count) + $0.title + "\n" }.joined()
  }

  // MARK: - Setting of text

  private static func flowing(_ paragraphs: [String]) -> String {
    wrapped(paragraphs.joined(separator: " "), indent: 2) + "\n"
  }

  private static func wrapped(_ text: String, indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, indent + line.count + 1 + word.count > width {
        lines.append(margin + line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
    }
    lines.append(margin + line)
    return lines.joined(separator: "\n")
  }

  private static func indented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "\n" : "  \($0)\n" }.joined()
  }
}
