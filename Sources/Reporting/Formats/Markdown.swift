internal import Notation
internal import Plotting

extension Report {
  /// Text for a terminal or a repository, in GitHub's Markdown; figures are their captions and a drawing in characters.
  ///
  /// - Parameters:
  ///   - names: the sections to show, by name; `nil` shows all. Numbers stay those of the whole report.
  ///   - ansi: whether verdict words are bold and coloured, for a terminal that shows it.
  ///   - verdictFirst: whether the sentence of the verdict opens the text, before the title.
  public func markdown(only names: [String]? = nil, ansi: Bool = false, verdictFirst: Bool = false) -> String {
    let writer = MarkdownWriter(numbering: Numbering(self), ansi: ansi)
    var parts: [String] = ["# " + Markdown.escaped(title)]
    if verdictFirst {
      parts.insert(contentsOf: sections.flatMap { $0.blocks }.filter { $0.isVerdict }.map { writer.text($0) }, at: 0)
    }
    var head = "\(Markdown.escaped(kind))"
    if let stamp { head += " · **\(Markdown.escaped(stamp))**" }
    parts.append(head)
    parts.append(facts.map { "- \(Markdown.escaped($0.label)): \(Markdown.escaped($0.value))" }.joined(separator: "\n"))
    for (index, section) in sections.enumerated() where names?.contains(section.name) ?? true {
      parts.append("## \(index + 1) \(Markdown.escaped(section.title))")
      for block in section.blocks where !(verdictFirst && block.isVerdict) { parts.append(writer.text(block)) }
    }
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }
}

/// What Markdown would take for more than text, as far as that would do harm.
enum Markdown {
  /// `text` on one line, to be read and copied from a terminal first: names keep their `_`, `*` and `[ ]`.
  ///
  /// Escaped is what would part the cells of a table or open code, markup or a link: `|`, a backtick, `<`, and the
  /// bracket that would follow a link's text. Characters that cannot be seen are spelt out.
  static func escaped(_ text: String) -> String {
    var out = ""
    var previous: Unicode.Scalar = " "
    var backslashes = 0
    for scalar in Markup.spelt(text).unicodeScalars {
      if scalar == "|" || scalar == "`" || scalar == "<" || scalar == "(" && previous == "]" {
        // Backslashes before it would take the escape for themselves.
        out += String(repeating: "\\", count: backslashes + 1)
      }
      backslashes = scalar == "\\" ? backslashes + 1 : 0
      previous = scalar
      out.unicodeScalars.append(scalar)
    }
    return out
  }

  /// `text` where a line begins: what would make a heading, a list or a rule of it is escaped.
  static func atLineStart(_ text: String) -> String {
    guard let first = text.first else { return text }
    if "#+-=".contains(first) { return "\\" + text }
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    if !digits.isEmpty, digits.count < 10, let next = text.dropFirst(digits.count).first, next == "." || next == ")" {
      let rest = text.dropFirst(digits.count + 1)
      if rest.isEmpty || rest.first == " " { return digits + "\\" + text.dropFirst(digits.count) }
    }
    return text
  }

  /// `text` in lines of about `width` cells, broken between words; every further line is led by `indent`.
  static func wrapped(_ text: String, width: Int = 100, indent: String = "") -> String {
    var lines: [String] = []
    var line = ""
    var length = 0
    for word in text.split(separator: " ", omittingEmptySubsequences: false).map(String.init) {
      let cells = TerminalWidth.of(word)
      // A word that would be read as a mark at the start of a line stays on the one before.
      if !line.isEmpty, length + 1 + cells > width, atLineStart(word) == word {
        lines.append(line)
        (line, length) = (indent + word, indent.count + cells)
      } else {
        line += line.isEmpty && lines.isEmpty ? word : " " + word
        length += cells + 1
      }
    }
    lines.append(line)
    return lines.joined(separator: "\n")
  }
}

/// How each kind of block is shown in Markdown.
private struct MarkdownWriter {
  let numbering: Numbering
  let ansi: Bool

  func text(_ block: Block) -> String {
    switch block {
    case .heading(let text): return "### " + inline(text)
    case .paragraph(let text): return Markdown.wrapped(Markdown.atLineStart(inline(text)))
    case .verdict(let bar):
      let counts = bar.counts.map { "- " + inline($0) }.joined(separator: "\n")
      let sentence = Markdown.wrapped("\(badge(bar.label)): \(inline(bar.sentence))")
      return counts.isEmpty ? sentence : sentence + "\n\n" + counts
    case .statements(let entries), .glossary(let entries): return list(entries)
    case .table(let table): return self.table(table)
    case .figure(let figure): return self.figure(figure)
    case .box(let title, let entries): return "### \(Markdown.escaped(title))\n\n" + list(entries)
    case .diagnosis(let cards):
      return cards.map { card in
        let text =
          "- \(Markdown.escaped(card.question)) **\(inline(card.answer, isStrong: true))** \(inline(card.text))"
        return Markdown.wrapped(text, indent: "  ")
      }.joined(separator: "\n")
    case .signatures(let signatures):
      return self.table(
        Table(
          "signatures", columns: ["Role", "The signature means", "Name", "Signature", "Date"].map { Table.Column($0) },
          rows: signatures.map { Table.Row([Cell(RichText($0.role)), Cell(RichText($0.meaning)), "", "", ""]) }))
    case .pageBreak: return ""
    }
  }

  private func list(_ entries: [Entry]) -> String {
    entries.map { Markdown.wrapped("- **\(Markdown.escaped($0.label))** \(inline($0.text))", indent: "  ") }
      .joined(separator: "\n")
  }

  /// - Parameter isStrong: whether asterisks stand around it already.
  private func inline(_ text: RichText, isStrong: Bool = false) -> String {
    text.runs.map { run in
      switch run {
      case .text(let text): Markdown.escaped(text)
      case .strong(let text): isStrong ? Markdown.escaped(text) : marked(text, "**")
      case .emphasis(let text): marked(text, "*")
      case .code(let text): code(text)
      case .deleted(let text): marked(text, "~~")
      case .inserted(let text): isStrong ? Markdown.escaped(text) : marked(text, "**")
      case .verdict(let label):
        isStrong && !ansi ? "\(label.mark.character) \(Markdown.escaped(label.word))" : badge(label)
      case .reference(let name): Markdown.escaped(numbering.place(name)?.text ?? name)
      }
    }.joined()
  }

  /// Marks have to touch what they mark, so blanks at the ends stay outside.
  private func marked(_ text: String, _ mark: String) -> String {
    let lead = text.prefix { $0 == " " }
    let rest = text.dropFirst(lead.count)
    let tail = String(rest.reversed().prefix { $0 == " " })
    let core = String(rest.dropLast(tail.count))
    return core.isEmpty ? text : lead + mark + Markdown.escaped(core) + mark + tail
  }

  /// A code span, fenced by more backticks than it holds. A bar is escaped: in a table it would part cells.
  private func code(_ text: String) -> String {
    let spelt = Markup.spelt(text).replacing(each: "|", by: "\\|")
    let fence = String(repeating: "`", count: longestRun(of: "`", in: spelt) + 1)
    return fence.count > 1 ? "\(fence) \(spelt) \(fence)" : "\(fence)\(spelt)\(fence)"
  }

  private func longestRun(of character: Character, in text: String) -> Int {
    var (longest, length) = (0, 0)
    for next in text {
      length = next == character ? length + 1 : 0
      longest = max(longest, length)
    }
    return longest
  }

  private func badge(_ label: VerdictLabel) -> String {
    let words = "\(label.mark.character) \(Markdown.escaped(label.word))"
    guard ansi else { return "**\(words)**" }
    let colour: String =
      switch label.mark.tone {
      case .affirmative: "34"
      case .doubtful: "33"
      case .negative: "31"
      case .absent: "90"
      }
    return "\u{1B}[1;\(colour)m\(words)\u{1B}[0m"
  }

  // MARK: - Figures

  private func figure(_ figure: Figure) -> String {
    let number = numbering.figure(figure.name) ?? 0
    var parts = [Markdown.wrapped("**Figure\u{A0}\(number).** \(inline(figure.caption))")]
    for drawing in figure.drawings where !drawing.lines.isEmpty {
      let lines = (figure.drawings.count > 1 ? [Markup.spelt(drawing.title)] : []) + drawing.lines
      let fence = String(repeating: "`", count: max(3, (lines.map { longestRun(of: "`", in: $0) }.max() ?? 0) + 1))
      let trimmed = lines.map { line in String(line.reversed().drop { $0 == " " }.reversed()) }
      parts.append("\(fence)text\n\(trimmed.joined(separator: "\n"))\n\(fence)")
    }
    return parts.joined(separator: "\n\n")
  }

  // MARK: - Tables

  private func table(_ table: Table) -> String {
    var grid: [[String]] = [table.columns.map { Markdown.escaped($0.fullHead) }]
    for row in table.rows {
      if let heading = row.heading {
        grid.append(["**\(Markdown.escaped(heading))**"] + Array(repeating: "", count: max(table.columns.count - 1, 0)))
      }
      grid.append(
        table.columns.indices.map { index in
          guard index < row.cells.count else { return "" }
          let cell = row.cells[index]
          var text = inline(cell.text, isStrong: cell.emphasis == .strong)
          if cell.emphasis == .strong, !text.isEmpty { text = "**\(text)**" }
          if let note = cell.note { text += " (\(Markdown.escaped(note)))" }
          return text
        })
    }
    let widths = table.columns.indices.map { index in
      max(3, grid.map { TerminalWidth.of(Self.withoutColour($0[index])) }.max() ?? 3)
    }
    func line(_ cells: [String]) -> String {
      let padded = cells.enumerated().map { index, cell in
        let blanks = String(repeating: " ", count: max(0, widths[index] - TerminalWidth.of(Self.withoutColour(cell))))
        return table.columns[index].alignment == .right ? blanks + cell : cell + blanks
      }
      return "| " + padded.joined(separator: " | ") + " |"
    }
    let rule = table.columns.enumerated().map { index, column in
      switch column.alignment {
      case .left: String(repeating: "-", count: widths[index])
      case .right: String(repeating: "-", count: widths[index] - 1) + ":"
      case .centre: ":" + String(repeating: "-", count: widths[index] - 2) + ":"
      }
    }
    var parts: [String] = []
    if let caption = table.caption, let number = numbering.table(table.name) {
      parts.append(Markdown.wrapped("**Table\u{A0}\(number).** \(inline(caption))"))
    }
    if let head = grid.first, !head.isEmpty {
      parts.append(
        ([line(head), "| " + rule.joined(separator: " | ") + " |"] + grid.dropFirst().map(line)).joined(separator: "\n")
      )
    }
    if let note = table.note { parts.append(Markdown.wrapped(Markdown.atLineStart(inline(note)))) }
    return parts.joined(separator: "\n\n")
  }

  /// Without the colour codes of this writer, which take no cells; data cannot hold any, being spelt out.
  private static func withoutColour(_ text: String) -> String {
    guard text.utf8.contains(0x1B) else { return text }
    var out = ""
    var isCode = false
    for character in text {
      if character == "\u{1B}" {
        isCode = true
      } else if isCode {
        isCode = character != "m"
      } else {
        out.append(character)
      }
    }
    return out
  }
}
