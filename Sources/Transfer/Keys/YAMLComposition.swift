internal import Notation
internal import YAML

/// The text as nodes with places. Keys that stand twice, anchors, tags and merge keys are found here.
struct YAMLComposition {
  private(set) var problems: [Problem] = []
  private let file: String
  /// What messages call the file: the protocol, say.
  private let what: String

  /// The most entries of one list or mapping; a protocol has tens.
  private static let entryLimit = 1000
  private var isTooLong = false

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
    let converted = composition.converted(try composition.parsed(body), depth: 1)
    guard !composition.isTooLong else { throw Rejection(composition.problems) }
    return (converted, composition.problems)
  }

  private init(file: String, what: String) { (self.file, self.what) = (file, what) }

  private func parsed(_ text: String) throws(Rejection) -> YAMLTree {
    let found: YAMLTree?
    do throws(YAMLFault) {
      found = try YAMLTree(of: text)
    } catch {
      throw SyntaxFault(error, text: text, file: file, what: what).rejection
    }
    guard let found else {
      throw Rejection([
        Problem(.error, "E_EMPTY", at: SourceLocation(file: file, line: 1, column: 1), "\(what) holds no text")
      ])
    }
    return found
  }

  private func place(of mark: YAMLMark) -> SourceLocation {
    SourceLocation(file: file, line: mark.line, column: mark.column)
  }

  // MARK: - Nodes

  private mutating func refuse(_ code: String, _ place: SourceLocation, _ message: String) {
    problems.append(Problem(.error, code, at: place, message))
  }

  private mutating func converted(_ node: YAMLTree, depth: Int) -> YAMLNode {
    let place = place(of: node.mark)
    if node.anchor != nil {
      refuse("E_ANCHOR", place, "anchors (&) and aliases (*) are not read here: write the text out where it is needed")
    }
    guard depth <= YAMLGuards.depthLimit else {
      problems += YAMLGuards(file: file, what: what).depthMessage(line: place.line, column: place.column).problems
      return YAMLNode(place: place, content: .plain(""))
    }
    switch node.content {
    case .scalar(let text, let style):
      checkTag(node, mayBeText: style != .plain)
      return YAMLNode(place: place, content: style == .plain ? .plain(text) : .quoted(text))
    case .sequence(let nodes):
      checkTag(node, mayBeText: false)
      guard isWithinLimit(nodes.count, place) else { return YAMLNode(place: place, content: .list([])) }
      return YAMLNode(place: place, content: .list(nodes.map { converted($0, depth: depth + 1) }))
    case .mapping(let pairs):
      checkTag(node, mayBeText: false)
      guard isWithinLimit(pairs.count, place) else { return YAMLNode(place: place, content: .mapping([])) }
      return YAMLNode(place: place, content: .mapping(entries(of: pairs, depth: depth)))
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

  /// - Parameter mayBeText: whether the tag of text says no more than how the node is written.
  private mutating func checkTag(_ node: YAMLTree, mayBeText: Bool) {
    guard let tag = node.tag, !(mayBeText && tag == "tag:yaml.org,2002:str") else { return }
    refuse(
      "E_TAG", place(of: node.mark), "the tag \(quoted(tag)) is not read here: remove it; types follow from the keys")
  }

  private mutating func entries(of pairs: [YAMLTree.Pair], depth: Int) -> [YAMLNode.Entry] {
    var entries: [YAMLNode.Entry] = []
    var firstLines: [String: Int] = [:]
    for pair in pairs {
      let place = place(of: pair.key.mark)
      let content = converted(pair.value, depth: depth + 1)
      guard case .scalar(let name, let style) = pair.key.content else {
        refuse("E_TYPE", place, "a key is a list or a mapping, expected a word")
        continue
      }
      if pair.key.anchor != nil {
        refuse("E_ANCHOR", place, "anchors (&) and aliases (*) are not read here: write the text out")
      }
      checkTag(pair.key, mayBeText: true)
      if name == "<<", style == .plain {
        refuse("E_ANCHOR", place, "merge keys (<<) are not read here: write the keys out where they are needed")
        continue
      }
      if let first = firstLines[name] {
        refuse(
          "E_KEY_DUP", place, "the key \(quoted(name)) stands on line \(first) already; keep one of the two")
        continue
      }
      firstLines[name] = pair.key.mark.line
      entries.append(YAMLNode.Entry(key: name, keyPlace: place, value: content))
    }
    return entries
  }
}
