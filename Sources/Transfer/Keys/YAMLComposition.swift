internal import Notation
internal import Yams

/// The text as nodes with places. Keys that stand twice, anchors, tags and merge keys are found here.
struct YAMLComposition {
  private(set) var problems: [Problem] = []
  private let file: String
  /// What messages call the file: the protocol, say.
  private let what: String
  /// Where a character was put into the text that the parser saw, in places of the text as it is.
  private var insertions: [Insertion] = []

  /// The most entries of one list or mapping; a protocol has tens.
  private static let entryLimit = 1000
  private var isTooLong = false

  private struct Insertion {
    let line: Int
    let column: Int
  }

  /// Composes the single document of `text`.
  ///
  /// - Parameter what: the file by its part in a study, for messages.
  /// - Throws: ``Rejection`` when the text is not YAML, or must not be parsed.
  static func read(
    _ text: String, file: String, what: String = "the protocol"
  ) throws(Rejection) -> (root: YAMLNode, problems: [Problem]) {
    let guards = YAMLGuards(file: file, what: what)
    var scalars = text.unicodeScalars[...]
    if scalars.first == "\u{FEFF}" { scalars = scalars.dropFirst() }
    let body = String(scalars)
    try guards.check(body)
    var composition = YAMLComposition(file: file, what: what)
    let (root, parser) = try composition.composed(body)
    // A node refers to its anchor weakly, and the parser alone owns it.
    let converted = withExtendedLifetime(parser) { composition.converted(root, depth: 1) }
    guard !composition.isTooLong else { throw Rejection(composition.problems) }
    return (converted, composition.problems)
  }

  private init(file: String, what: String) { (self.file, self.what) = (file, what) }

  // MARK: - Duplicate keys

  /// The parser gives up at the first key that stands twice. Each time, that key is made distinct by a character that no
  /// text here may hold, so that every other fault is found too; ``converted(_:depth:)`` takes the character away again.
  private mutating func composed(_ text: String) throws(Rejection) -> (root: Node, parser: Parser) {
    // Each time the whole text is parsed again, so a long one is given up sooner.
    let limit = min(20, (1 << 18) / max(1, text.utf8.count))
    var duplicate: (mark: Mark, keys: [String])?
    while true {
      do {
        let patched = insertions.isEmpty ? text : withInsertions(text)
        let parser = try Parser(yaml: patched, resolver: .basic, encoding: .utf8)
        guard let root = try parser.singleRoot() else {
          throw Rejection([
            Problem(
              .error, "E_EMPTY", at: SourceLocation(file: file, line: 1, column: 1), "\(what) holds no text")
          ])
        }
        return (root, parser)
      } catch let error as Rejection {
        throw error
      } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
        guard insertions.count < limit, let place = insertion(for: context.mark, in: text) else {
          throw duplicateAlone(context.mark, keys)
        }
        duplicate = (context.mark, keys)
        insertions.append(place)
      } catch let error as YamlError {
        // A key that cannot be made distinct, such as a block of text.
        if let duplicate, !insertions.isEmpty { throw duplicateAlone(duplicate.mark, duplicate.keys) }
        throw SyntaxFault(error, text: text, file: file, what: what).rejection
      } catch {
        throw Rejection([
          Problem(.error, "E_SYNTAX", at: SourceLocation(file: file), "this is not YAML that can be read")
        ])
      }
    }
  }

  private func duplicateAlone(_ mark: Mark, _ keys: [String]) -> Rejection {
    Rejection([
      Problem(
        .error, "E_KEY_DUP", at: place(of: mark),
        "the key \(quoted(keys.first ?? "")) stands more than once in this mapping; keep one of them")
    ])
  }

  /// Where to put a character so that the key at `mark` differs from every other, or `nil` where that is not possible.
  private func insertion(for mark: Mark, in text: String) -> Insertion? {
    let original = place(of: mark)
    guard let line = original.line, let column = original.column,
      let first = Lines(text).scalar(line: line, column: column)
    else { return nil }
    let isQuoted = first == "\"" || first == "'"
    let found = Insertion(line: line, column: column + (isQuoted ? 1 : 0))
    return insertions.contains { $0.line == found.line && $0.column == found.column } ? nil : found
  }

  private func withInsertions(_ text: String) -> String {
    var lines = Lines(text)
    for (index, place) in insertions.enumerated().sorted(by: { $0.element.column > $1.element.column }) {
      // Plane 16, private use: refused in the text itself.
      guard let mark = Unicode.Scalar(0x100000 + UInt32(index)) else { continue }
      lines.insert(mark, line: place.line, column: place.column)
    }
    return lines.text
  }

  /// The place in the text as it is, of a mark in the text that the parser saw.
  private func place(of mark: Mark) -> SourceLocation {
    let before = insertions.filter { $0.line == mark.line }.map(\.column).sorted()
    let shift = before.enumerated().count { index, column in column + index < mark.column }
    return SourceLocation(file: file, line: mark.line, column: mark.column - shift)
  }

  // MARK: - Nodes

  private mutating func refuse(_ code: String, _ place: SourceLocation, _ message: String) {
    problems.append(Problem(.error, code, at: place, message))
  }

  private mutating func converted(_ node: Node, depth: Int) -> YAMLNode {
    let place = node.mark.map { self.place(of: $0) } ?? SourceLocation(file: file)
    if node.anchor != nil {
      refuse("E_ANCHOR", place, "anchors (&) and aliases (*) are not read here: write the text out where it is needed")
    }
    guard depth <= YAMLGuards.depthLimit else {
      problems += YAMLGuards(file: file, what: what).depthMessage(line: place.line, column: place.column).problems
      return YAMLNode(place: place, content: .plain(""))
    }
    switch node {
    case .scalar(let scalar):
      let isPlain = scalar.style == .plain
      checkTag(scalar.tag, implicit: isPlain ? [""] : ["", "tag:yaml.org,2002:str"], place)
      return YAMLNode(place: place, content: isPlain ? .plain(scalar.string) : .quoted(scalar.string))
    case .sequence(let sequence):
      checkTag(sequence.tag, implicit: [""], place)
      guard isWithinLimit(sequence.count, place) else { return YAMLNode(place: place, content: .list([])) }
      return YAMLNode(place: place, content: .list(sequence.map { converted($0, depth: depth + 1) }))
    case .mapping(let mapping):
      checkTag(mapping.tag, implicit: [""], place)
      guard isWithinLimit(mapping.count, place) else { return YAMLNode(place: place, content: .mapping([])) }
      return YAMLNode(place: place, content: .mapping(entries(of: mapping, depth: depth)))
    case .alias:
      refuse("E_ANCHOR", place, "aliases (*) are not read here: write the text out where it is needed")
      return YAMLNode(place: place, content: .plain(""))
    }
  }

  private mutating func isWithinLimit(_ count: Int, _ place: SourceLocation) -> Bool {
    guard count > Self.entryLimit else { return true }
    isTooLong = true
    refuse("E_LIMIT", place, "\(count) entries in one list or mapping are beyond the limit of \(Self.entryLimit)")
    return false
  }

  private mutating func checkTag(_ tag: Tag, implicit: Set<String>, _ place: SourceLocation) {
    guard !implicit.contains(tag.rawValue) else { return }
    refuse("E_TAG", place, "the tag \(quoted(tag.rawValue)) is not read here: remove it; types follow from the keys")
  }

  private mutating func entries(of mapping: Node.Mapping, depth: Int) -> [YAMLNode.Entry] {
    var entries: [YAMLNode.Entry] = []
    var firstLines: [String: Int] = [:]
    for (key, value) in mapping {
      let place = key.mark.map { self.place(of: $0) } ?? SourceLocation(file: file)
      let content = converted(value, depth: depth + 1)
      guard case .scalar(let scalar) = key else {
        refuse("E_TYPE", place, "a key is a list or a mapping, expected a word")
        continue
      }
      if scalar.anchor != nil {
        refuse("E_ANCHOR", place, "anchors (&) and aliases (*) are not read here: write the text out")
      }
      // The parser's comparison of keys has given plain ones the tag of text already.
      checkTag(scalar.tag, implicit: ["", "tag:yaml.org,2002:str"], place)
      let name = isMarked(place, scalar) ? String(scalar.string.unicodeScalars.dropFirst()) : scalar.string
      if name == "<<", scalar.style == .plain {
        refuse("E_ANCHOR", place, "merge keys (<<) are not read here: write the keys out where they are needed")
        continue
      }
      if let first = firstLines[name] {
        refuse(
          "E_KEY_DUP", place, "the key \(quoted(name)) stands on line \(first) already; keep one of the two")
        continue
      }
      firstLines[name] = place.line ?? 0
      entries.append(YAMLNode.Entry(key: name, keyPlace: place, value: content))
    }
    return entries
  }

  private func isMarked(_ place: SourceLocation, _ key: Node.Scalar) -> Bool {
    let isQuoted = key.style == .singleQuoted || key.style == .doubleQuoted
    let column = (place.column ?? 0) + (isQuoted ? 1 : 0)
    return insertions.contains { $0.line == place.line && $0.column == column }
  }
}
