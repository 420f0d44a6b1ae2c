internal import CYAML

extension YAMLTree {
  /// Nodes within nodes that are followed; a text that goes deeper is a fault.
  static let depthLimit = 1_000

  /// The single document of a text, as libyaml's parser reads it (YAML 1.1).
  ///
  /// - Returns: `nil` where the text holds no document.
  /// - Throws: ``YAMLFault``.
  public init?(of text: String) throws(YAMLFault) {
    var bytes = Array(text.utf8)
    let found: Result<YAMLTree?, YAMLFault> = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
      var parser = unsafe yaml_parser_t()
      guard unsafe yaml_parser_initialize(&parser) == 1 else { return .failure(.unreadable) }
      defer { unsafe yaml_parser_delete(&parser) }
      unsafe yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
      unsafe yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
      var builder = Builder()
      do throws(YAMLFault) {
        while try unsafe Self.step(&parser, &builder) {}
        return .success(builder.root)
      } catch {
        return .failure(error)
      }
    }
    guard let root = try found.get() else { return nil }
    self = root
  }

  /// Takes the next event.
  ///
  /// - Returns: whether more may follow.
  private static func step(_ parser: inout yaml_parser_t, _ builder: inout Builder) throws(YAMLFault) -> Bool {
    var event = unsafe yaml_event_t()
    guard unsafe yaml_parser_parse(&parser, &event) == 1 else { throw unsafe fault(of: parser) }
    defer { unsafe yaml_event_delete(&event) }
    let mark = unsafe YAMLMark(event.start_mark)
    switch unsafe event.type {
    case YAML_STREAM_END_EVENT: return false
    case YAML_DOCUMENT_START_EVENT:
      guard builder.root == nil else { throw .secondDocument(at: mark) }
    case YAML_ALIAS_EVENT:
      try builder.alias(unsafe text(event.data.alias.anchor) ?? "", at: mark)
    case YAML_SCALAR_EVENT:
      let scalar = unsafe event.data.scalar
      let value = unsafe String(
        decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      let style: YAMLScalarStyle =
        switch unsafe scalar.style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
        default: .plain
        }
      builder.add(
        YAMLTree(
          mark: mark, tag: unsafe text(scalar.tag), anchor: builder.anchor(unsafe text(scalar.anchor)),
          content: .scalar(value, style)))
    case YAML_SEQUENCE_START_EVENT:
      let start = unsafe event.data.sequence_start
      try builder.open(mark, tag: unsafe text(start.tag), anchor: unsafe text(start.anchor), isMapping: false)
    case YAML_MAPPING_START_EVENT:
      let start = unsafe event.data.mapping_start
      try builder.open(mark, tag: unsafe text(start.tag), anchor: unsafe text(start.anchor), isMapping: true)
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: builder.close()
    default: break
    }
    return true
  }

  private static func text(_ characters: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    guard let characters = unsafe characters else { return nil }
    return unsafe String(cString: characters)
  }

  private static func fault(of parser: yaml_parser_t) -> YAMLFault {
    guard unsafe parser.error == YAML_SCANNER_ERROR || parser.error == YAML_PARSER_ERROR,
      let problem = unsafe parser.problem
    else { return .unreadable }
    let context = unsafe parser.context.map { unsafe String(cString: $0) }
    return unsafe .syntax(
      problem: String(cString: problem), at: YAMLMark(parser.problem_mark), context: context,
      contextAt: context == nil ? nil : YAMLMark(parser.context_mark))
  }
}

extension YAMLMark {
  fileprivate init(_ mark: yaml_mark_t) { self.init(line: Int(mark.line) + 1, column: Int(mark.column) + 1) }
}

/// Puts a parser's events together.
private struct Builder {
  private struct Open {
    let mark: YAMLMark
    let tag: String?
    let anchor: String?
    let isMapping: Bool
    var nodes: [YAMLTree] = []
  }

  private(set) var root: YAMLTree?
  private var open: [Open] = []
  private var anchors: Set<String> = []

  /// Notes an anchor, which aliases may name from now on.
  mutating func anchor(_ name: String?) -> String? {
    if let name { anchors.insert(name) }
    return name
  }

  mutating func alias(_ name: String, at mark: YAMLMark) throws(YAMLFault) {
    guard anchors.contains(name) else { throw .undefinedAlias(at: mark) }
    add(YAMLTree(mark: mark, tag: nil, anchor: nil, content: .alias(name)))
  }

  mutating func open(_ mark: YAMLMark, tag: String?, anchor name: String?, isMapping: Bool) throws(YAMLFault) {
    guard open.count < YAMLTree.depthLimit else { throw .tooDeep(at: mark) }
    open.append(Open(mark: mark, tag: tag, anchor: anchor(name), isMapping: isMapping))
  }

  mutating func close() {
    guard let last = open.popLast() else { return }
    let content: YAMLTree.Content =
      last.isMapping
      ? .mapping(
        stride(from: 0, to: last.nodes.count - 1, by: 2).map {
          YAMLTree.Pair(key: last.nodes[$0], value: last.nodes[$0 + 1])
        })
      : .sequence(last.nodes)
    add(YAMLTree(mark: last.mark, tag: last.tag, anchor: last.anchor, content: content))
  }

  mutating func add(_ node: YAMLTree) {
    if open.isEmpty { root = node } else { open[open.count - 1].nodes.append(node) }
  }
}
