internal import Notation

/// Texts.
extension Reader {
  static let nameLimit = 200
  static let textLimit = 2000

  /// The characters of a scalar. Plain ones keep theirs: `007` and `No` are text where text is expected.
  private mutating func characters(_ node: YAMLNode, _ name: String) -> String? {
    switch node.content {
    case .plain(""):
      error("E_TYPE", at: node.place, "\(name) is empty, expected a text; write it, or leave the key out")
    case .plain(let text) where text == "null" || text == "~":
      error(
        "E_TYPE", at: node.place,
        "\(name) is \(text), which says that there is no value; leave the key out, or put the text in quotes")
    case .plain(let text), .quoted(let text): return text
    case .list, .mapping: error("E_TYPE", at: node.place, "\(name) is \(node.described), expected a text")
    }
    return nil
  }

  /// A name that people and files refer to by its characters: not empty, no blanks around it, nothing invisible.
  mutating func name(_ node: YAMLNode, _ name: String) -> String? {
    guard let text = characters(node, name), isWithin(Self.nameLimit, text, node, name) else { return nil }
    guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else {
      error("E_EMPTY", at: node.place, "\(name) is an empty text, expected a name")
      return nil
    }
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate:
        error(
          "E_CONTROL", at: node.place,
          "\(name) \(quoted(text)) holds the invisible character \(codePoint(scalar)); write it without")
        return nil
      default: continue
      }
    }
    guard !first.properties.isWhitespace, !last.properties.isWhitespace else {
      error("E_NAME", at: node.place, "\(name) \(quoted(text)) begins or ends with a blank; write it without")
      return nil
    }
    return text
  }

  /// A text of a results file, such as a header or a missing code: as it stands there, whatever that is.
  mutating func fileText(_ node: YAMLNode, _ name: String, mayBeEmpty: Bool = false) -> String? {
    let text: String?
    if mayBeEmpty, case .plain(let plain) = node.content, !plain.isEmpty {
      text = plain
    } else {
      text = characters(node, name)
    }
    guard let text, isWithin(Self.nameLimit, text, node, name) else { return nil }
    guard mayBeEmpty || !text.isEmpty else {
      error("E_EMPTY", at: node.place, "\(name) is an empty text, expected the text as it stands in the file")
      return nil
    }
    guard !text.unicodeScalars.contains("\0") else {
      error("E_CONTROL", at: node.place, "\(name) \(quoted(text)) holds the character U+0000; no text file does")
      return nil
    }
    return text
  }

  /// Prose. Its line breaks become blanks, as in a folded text.
  mutating func text(_ node: YAMLNode, _ name: String) -> String? {
    guard let raw = characters(node, name), isWithin(Self.textLimit, raw, node, name) else { return nil }
    let lines = raw.split { $0 == "\n" || $0 == "\r" || $0 == "\r\n" }
    let text = lines.map(String.init).joined(separator: " ")
    guard text.contains(where: { !$0.isWhitespace }) else {
      error("E_EMPTY", at: node.place, "\(name) is an empty text; say it in words")
      return nil
    }
    for scalar in text.unicodeScalars {
      let category = scalar.properties.generalCategory
      let isJoiner = scalar.value == 0x200C || scalar.value == 0x200D
      guard category == .control || (category == .format && !isJoiner) else { continue }
      error("E_CONTROL", at: node.place, "\(name) holds the invisible character \(codePoint(scalar)); write it without")
      return nil
    }
    return text
  }

  private mutating func isWithin(_ limit: Int, _ text: String, _ node: YAMLNode, _ name: String) -> Bool {
    let count = text.unicodeScalars.count
    guard count > limit else { return true }
    error("E_LIMIT", at: node.place, "\(name) has \(count) characters, more than the limit of \(limit); shorten it")
    return false
  }

  /// Warns where a report's reader could take the text for markup; it is shown as text.
  mutating func warnOfMarkup(_ text: String?, _ entry: YAMLNode.Entry?) {
    guard let text, let entry, text.contains("<") || text.contains(">") else { return }
    warn(
      "W_MARKUP", at: entry.value.place,
      "\(entry.key) \(quoted(text)) holds < or >; it is shown as text, never as markup")
  }

  /// A name or prose that may not be taken for markup without a warning.
  mutating func title(_ key: String, _ section: Section, isName: Bool) -> String? {
    let text = required(key, section) { isName ? $0.name($1, $2) : $0.text($1, $2) }
    warnOfMarkup(text, section[key])
    return text
  }
}

/// Words of a closed list, `true` and `false`.
extension Reader {
  /// One of the words of `Word`.
  mutating func word<Word: RawRepresentable & CaseIterable>(_ node: YAMLNode, _ name: String) -> Word?
  where Word.RawValue == String {
    word(node, name, among: Word.allCases.map { $0.rawValue }).flatMap { Word(rawValue: $0) }
  }

  mutating func word(_ node: YAMLNode, _ name: String, among words: [String]) -> String? {
    guard let text = node.scalar else {
      error("E_TYPE", at: node.place, "\(name) is \(node.described), expected \(Spelling.list(words))")
      return nil
    }
    guard words.contains(text) else {
      error(
        "E_ENUM", at: node.place,
        "\(name) is \(text.isEmpty ? "empty" : quoted(text)), expected \(Spelling.list(words))"
          + Spelling.hint(text, among: words))
      return nil
    }
    return text
  }

  /// `true` or `false`, exactly.
  mutating func flag(_ node: YAMLNode, _ name: String) -> Bool? {
    switch node.content {
    case .plain("true"): return true
    case .plain("false"): return false
    case .plain(let text) where ["yes", "y", "on", "true"].contains(text.lowercased()):
      error("E_TYPE", at: node.place, "\(name) is \(quoted(text)), expected true or false; write true")
    case .plain(let text) where ["no", "n", "off", "false"].contains(text.lowercased()):
      error("E_TYPE", at: node.place, "\(name) is \(quoted(text)), expected true or false; write false")
    default:
      error("E_TYPE", at: node.place, "\(name) is \(node.described), expected true or false without quotes")
    }
    return nil
  }
}
