internal import Reporting

/// What a word of the program means: what is computed, by which formula, after whom, and how it is misread.
struct Explanation {
  /// As it is written in a protocol or report.
  let term: String
  /// A line for the list of terms.
  let title: String
  /// Paragraphs parted by blank lines; line breaks within one are blanks.
  let text: String
  /// Set as it stands, in lines of at most 76 characters.
  let formula: String?
  let source: String
  let misread: String
  /// YAML as it may stand in a protocol, or a command, set as it stands.
  let example: String?

  init(
    _ term: String, title: String, text: String, formula: String? = nil, source: String, misread: String,
    example: String? = nil
  ) {
    self.term = term
    self.title = title
    self.text = text
    self.formula = formula
    self.source = source
    self.misread = misread
    self.example = example
  }

  /// Criterion kinds first, then the other terms.
  static let all =
    criteriaOnMeans + criteriaOnPrecision + criteriaOnPotency + criteriaOnStandards + decisions + estimation + potencies
    + references + standards + scopes + readiness + looks + planning + studyPlans + comparability

  private static let width = 80

  /// For reading, in lines of at most 80 characters.
  var plainText: String {
    var out = "\(term)\n\(Self.wrapped(title, indent: 0))\n\n"
    out += Self.paragraphs(text).map { Self.wrapped($0, indent: 0) + "\n" }.joined(separator: "\n")
    if let formula { out += "\nFormula\n" + Self.indented(formula) }
    out += "\nSource\n" + Self.wrapped(source, indent: 2) + "\n"
    out += "\nHow it is misread\n" + Self.wrapped(misread, indent: 2) + "\n"
    if let example { out += "\nExample\n" + Self.indented(example) }
    return out
  }

  var json: JSON {
    .members([
      "term": .string(term), "title": .string(title),
      "text": .string(Self.paragraphs(text).joined(separator: "\n\n")), "formula": formula.map { .string($0) } ?? .null,
      "source": .string(Self.flowing(source)), "misread": .string(Self.flowing(misread)),
      "example": example.map { .string($0) } ?? .null,
    ])
  }

  /// Every term with its title, a line each.
  static var list: String {
    let column = all.reduce(0) { max($0, $1.term.count) } + 2
    return all.map { $0.term + String(repeating: " ", count: column - $0.term.count) + $0.title + "\n" }.joined()
  }

  // MARK: - Setting of text

  private static func paragraphs(_ text: String) -> [String] {
    var paragraphs: [[Substring]] = [[]]
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.isEmpty { paragraphs.append([]) } else { paragraphs[paragraphs.count - 1].append(line) }
    }
    return paragraphs.filter { !$0.isEmpty }.map { $0.joined(separator: " ") }
  }

  private static func flowing(_ text: String) -> String { paragraphs(text).joined(separator: " ") }

  private static func wrapped(_ text: String, indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
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
