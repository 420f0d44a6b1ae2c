internal import Notation

/// What is refused before a parser sees the text, because the parser would hang on it, hide it or miscount its lines.
struct YAMLGuards {
  static let byteLimit = 1 << 20
  static let depthLimit = 32
  /// Fewer aliases than this cannot grow a file of ``byteLimit`` beyond reason; the reader refuses them with their place.
  private static let aliasLimit = 8

  let file: String
  /// What messages call the file.
  let what: String

  /// - Throws: ``Rejection`` when the text must not be parsed.
  func check(_ text: String) throws(Rejection) {
    guard text.utf8.count <= Self.byteLimit else {
      throw rejection(
        "E_LIMIT", nil, nil,
        "\(what) has \(text.utf8.count) bytes, more than the limit of \(Self.byteLimit); is this the right file?")
    }
    try checkCharacters(text)
    try checkFlowDepth(text)
    try checkAliases(text)
  }

  private func rejection(_ code: String, _ line: Int?, _ column: Int?, _ message: String) -> Rejection {
    Rejection([Problem(.error, code, at: SourceLocation(file: file, line: line, column: column), message)])
  }

  func depthMessage(line: Int?, column: Int?) -> Rejection {
    rejection(
      "E_SYNTAX", line, column,
      "lists and mappings are nested beyond the depth of \(Self.depthLimit), which no such file needs")
  }

  /// Every character that an editor would not show, or that would end a line for the parser and not for an editor.
  private func checkCharacters(_ text: String) throws(Rejection) {
    var problems: [Problem] = []
    var walk = Walk()
    for scalar in text.unicodeScalars {
      let (line, column) = walk.step(over: scalar)
      guard scalar.value >= 0x7F || scalar.value < 0x20, !isAllowed(scalar) else { continue }
      problems.append(
        Problem(
          .error, "E_CONTROL", at: SourceLocation(file: file, line: line, column: column),
          "the character \(codePoint(scalar)) is invisible or has no agreed meaning; remove it"
            + (scalar.properties.generalCategory == .format ? ", or write it as an escape in double quotes" : "")))
      if problems.count == 20 { break }
    }
    if !problems.isEmpty { throw Rejection(problems) }
  }

  private func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control: scalar == "\n" || scalar == "\r" || scalar == "\t"
    // The joiners are spelling in several scripts.
    case .format: scalar.value == 0x200C || scalar.value == 0x200D
    case .lineSeparator, .paragraphSeparator, .privateUse, .surrogate: false
    default: !scalar.properties.isNoncharacterCodePoint
    }
  }

  /// Counts open brackets outside quotes and comments. An upper bound is enough: what it misses the parser's own limit stops.
  private func checkFlowDepth(_ text: String) throws(Rejection) {
    var walk = Walk()
    var depth = 0
    var quote: Unicode.Scalar?
    var isEscaped = false
    var isComment = false
    var mayStartToken = true
    var previous: Unicode.Scalar = "\n"
    for scalar in text.unicodeScalars {
      let (line, column) = walk.step(over: scalar)
      defer { previous = scalar }
      if scalar == "\n" || scalar == "\r" {
        isComment = false
        isEscaped = false
        if quote == nil { mayStartToken = true }
        continue
      }
      if isComment { continue }
      if let open = quote {
        if isEscaped {
          isEscaped = false
        } else if open == "\"", scalar == "\\" {
          isEscaped = true
        } else if scalar == open {
          quote = nil
          mayStartToken = true
        }
        continue
      }
      switch scalar {
      case "#" where previous == " " || previous == "\n" || previous == "\r" || previous == "\t": isComment = true
      case "\"" where mayStartToken, "'" where mayStartToken: quote = scalar
      case "[" where mayStartToken || depth > 0, "{" where mayStartToken || depth > 0:
        depth += 1
        mayStartToken = true
        guard depth <= Self.depthLimit else { throw depthMessage(line: line, column: column) }
      case "]", "}":
        depth = max(0, depth - 1)
        mayStartToken = false
      case "," where depth > 0: mayStartToken = true
      case " ", "\t": mayStartToken = mayStartToken || previous == ":" || previous == "-" || previous == "?"
      // After a quoted key of JSON no blank is needed.
      case ":" where previous == "\"": mayStartToken = true
      default: mayStartToken = false
      }
    }
  }

  /// Aliases multiply: a page of them unfolds to more nodes than a machine has memory, and comparing keys made of them never ends.
  private func checkAliases(_ text: String) throws(Rejection) {
    guard text.utf8.contains(UInt8(ascii: "&")), text.utf8.contains(UInt8(ascii: "*")) else { return }
    var anchors: Set<String> = []
    var aliases: [(name: String, line: Int, column: Int)] = []
    var walk = Walk()
    var previous: Unicode.Scalar = "\n"
    var open: (sign: Unicode.Scalar, name: String, line: Int, column: Int)?
    func close() {
      guard let token = open, !token.name.isEmpty else { return }
      if token.sign == "&" {
        anchors.insert(token.name)
      } else {
        aliases.append((token.name, token.line, token.column))
      }
    }
    for scalar in text.unicodeScalars {
      let (line, column) = walk.step(over: scalar)
      defer { previous = scalar }
      let isNameCharacter =
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "_" || scalar == "-"
      if isNameCharacter, open != nil {
        open?.name.unicodeScalars.append(scalar)
        continue
      }
      close()
      open = nil
      if scalar == "&" || scalar == "*", " \t\r\n[{,:-?".unicodeScalars.contains(previous) {
        open = (scalar, "", line, column)
      }
    }
    close()
    let uses = aliases.filter { anchors.contains($0.name) }
    guard uses.count > Self.aliasLimit, let first = uses.first else { return }
    throw rejection(
      "E_ANCHOR", first.line, first.column,
      "the alias \(quoted("*" + first.name)) repeats another part of the file; anchors and aliases are not read here: write the text out"
    )
  }

  /// Lines and columns as editors count them.
  private struct Walk {
    private var line = 1
    private var column = 0
    private var previous: Unicode.Scalar = " "

    /// The place of `scalar`, the next of the text.
    mutating func step(over scalar: Unicode.Scalar) -> (line: Int, column: Int) {
      if previous == "\n" || (previous == "\r" && scalar != "\n") {
        line += 1
        column = 0
      }
      column += 1
      previous = scalar
      return (line, column)
    }
  }
}
