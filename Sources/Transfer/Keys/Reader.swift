internal import Notation

/// A mapping of the protocol whose keys have been checked.
struct Section {
  /// What messages call it.
  let name: String
  let place: SourceLocation
  var entries: [YAMLNode.Entry]

  subscript(key: String) -> YAMLNode.Entry? { entries.first { $0.key == key } }
}

/// Walks the nodes of a protocol and collects every fault instead of stopping at the first.
///
/// A reading function returns `nil` exactly when it has noted an error.
struct Reader {
  private(set) var problems: [Problem] = []
  /// The question that the study asks, once it has been read; messages speak in its words.
  var studyKind: Study.Kind?
  var words: StudyWords { studyKind.map { StudyWords($0) } ?? .transfer }
  /// The laboratories of the study, once they have been read without fault.
  var laboratories: [String]?
  /// Whether some keys have the meaning of a bridging study.
  var isBridging: Bool { studyKind == .bridging }

  var hasErrors: Bool { problems.contains { $0.severity == .error } }

  mutating func error(_ code: String, at place: SourceLocation, _ message: String) {
    problems.append(Problem(.error, code, at: place, message))
  }

  mutating func warn(_ code: String, at place: SourceLocation, _ message: String) {
    problems.append(Problem(.warning, code, at: place, message))
  }

  mutating func take(_ found: [Problem]) { problems += found }

  /// Every problem once, by place; those at one place in the order they were found.
  var sortedProblems: [Problem] {
    let once = problems.uniqued
    func key(_ index: Int) -> (Int, Int, Int) {
      (once[index].location?.line ?? 0, once[index].location?.column ?? 0, index)
    }
    return once.indices.sorted { key($0) < key($1) }.map { once[$0] }
  }

  // MARK: - Mappings

  /// `node` as a mapping with only `keys`. `refused` are keys that a reader of the format may know, with what is to be said
  /// of them; each is `E_UNSUPPORTED`.
  mutating func section(
    _ node: YAMLNode, _ name: String, keys: [String], refused: [(key: String, message: String)] = []
  ) -> Section? {
    guard case .mapping(let entries) = node.content else {
      error(
        "E_TYPE", at: node.place,
        "\(name) is \(node.described), expected a mapping (an object) with the keys \(Spelling.list(keys, "and"))")
      return nil
    }
    for entry in entries where !keys.contains(entry.key) {
      if let message = refused.first(where: { $0.key == entry.key })?.message {
        error("E_UNSUPPORTED", at: entry.keyPlace, message)
      } else {
        refuseUnknown(entry, in: name, keys: keys)
      }
    }
    return Section(name: name, place: node.place, entries: entries.filter { keys.contains($0.key) })
  }

  mutating func refuseUnknown(_ entry: YAMLNode.Entry, in name: String, keys: [String]) {
    let isEmpty = entry.value.scalar == ""
    if isEmpty, let digits = entry.key.utf8.first, (0x30...0x39).contains(digits) {
      error(
        "E_KEY_UNKNOWN", at: entry.keyPlace,
        "\(quoted(entry.key)) stands where a key of \(name) is expected; if a decimal comma was meant, write a point")
      return
    }
    let hint = Spelling.hint(entry.key, among: keys)
    let value = entry.value.scalar.map { " (its value is \(quoted($0)))" } ?? ""
    error(
      "E_KEY_UNKNOWN", at: entry.keyPlace,
      "\(quoted(entry.key)) is not a key of \(name)\(value)"
        + (hint.isEmpty
          ? "; the keys are \(Spelling.list(keys, "and"))"
            + (isEmpty
              ? "; if it belongs to the text before it, put that text in quotes, for inside { } a comma parts entries"
              : "")
          : hint))
    if let path = entry.value.scalar, path.hasPrefix("/") || path.holds("../") || path.holds("..\\") {
      error(
        "E_PATH", at: entry.value.place,
        "\(quoted(path)) looks like a place to write to, which a protocol may not name; say it on the command line")
    }
  }

  /// What `read` makes of the value of `key`; `nil` when the key is absent, too.
  mutating func optional<T>(
    _ key: String, _ section: Section, _ read: (inout Reader, YAMLNode, String) -> T?
  ) -> T? {
    guard let entry = section[key] else { return nil }
    return read(&self, entry.value, key)
  }

  /// What `read` makes of the value of `key`, which must be there.
  mutating func required<T>(
    _ key: String, _ section: Section, _ read: (inout Reader, YAMLNode, String) -> T?
  ) -> T? {
    guard section[key] != nil else {
      missing(key, in: section)
      return nil
    }
    return optional(key, section, read)
  }

  mutating func missing(_ key: String, in section: Section, _ why: String = "") {
    error(
      "E_KEY_MISSING", at: section.place,
      "\(section.name) has no \(key)\(why.isEmpty ? ", which has no default: add it" : why)")
  }

  // MARK: - Lists

  /// The nodes of a list.
  mutating func list(_ node: YAMLNode, _ name: String, of what: String, mayBeEmpty: Bool = false) -> [YAMLNode]? {
    guard case .list(let nodes) = node.content else {
      error("E_TYPE", at: node.place, "\(name) is \(node.described), expected a list of \(what): [ … ] or lines with -")
      return nil
    }
    guard mayBeEmpty || !nodes.isEmpty else {
      error("E_EMPTY", at: node.place, "\(name) is an empty list, expected one entry or more (\(what))")
      return nil
    }
    return nodes
  }

  /// Each node of a list read by `read`; `nil` when one was faulty.
  mutating func each<T>(_ nodes: [YAMLNode], _ read: (inout Reader, YAMLNode) -> T?) -> [T]? {
    var values: [T] = []
    for node in nodes {
      if let value = read(&self, node) { values.append(value) }
    }
    return values.count == nodes.count ? values : nil
  }

  /// Notes each value that equals an earlier one; `true` when there is none.
  mutating func areDistinct<T: Hashable>(
    _ values: [T], at nodes: [YAMLNode], _ code: String, _ message: (T) -> String
  ) -> Bool {
    var seen: Set<T> = []
    var distinct = true
    for (value, node) in zip(values, nodes) where !seen.insert(value).inserted {
      error(code, at: node.place, message(value))
      distinct = false
    }
    return distinct
  }
}
