internal import Notation

/// What is to be said of a name from a file: why it is refused, or what a reader should know of it.
struct NameInspection {
  var fault: (code: String, message: String)?
  var remarks: [(code: String, message: String)] = []

  /// Inspects a name once, at its first appearance.
  ///
  /// - Parameter role: what it names, in a word: "laboratory".
  init(_ bytes: ArraySlice<UInt8>, role: String) {
    guard Self.isSuspicious(bytes) else { return }
    let text = String(decoding: bytes, as: UTF8.self)
    fault = Self.fault(in: text, role: role)
    guard fault == nil else { return }
    let scalars = text.unicodeScalars
    let name = "the \(role) \(quoted(text))"
    if scalars.contains(where: { $0 == "\n" || $0 == "\r" }) {
      remarks.append(("W_NEWLINE_IN_NAME", "\(name) holds a line break"))
    }
    let isNumber = (try? NumberGrammar.point.read(bytes)) != nil
    if let first = scalars.first, "=+-@\t".unicodeScalars.contains(first), !isNumber {
      remarks.append(("W_FORMULA", "\(name) would be a formula in a spreadsheet; exported tables neutralise it"))
    }
    if scalars.contains(where: { "<>`|[{}$".unicodeScalars.contains($0) }) || containsPair("]", "(", in: scalars) {
      remarks.append(("W_MARKUP", "\(name) holds characters that HTML, Markdown or LaTeX act on; shown as plain text"))
    } else if !Self.isDate(bytes),
      scalars.contains("/") || scalars.contains("\\") || containsPair(".", ".", in: scalars)
    {
      remarks.append(("W_PATHLIKE", "\(name) looks like a path; it never names a file"))
    }
    if let hidden = scalars.first(where: isInvisible) {
      remarks.append(("W_INVISIBLE", "\(name) holds the invisible character \(codePoint(hidden))"))
    }
  }

  /// Whether the bytes need a closer look: nearly no name does.
  private static func isSuspicious(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.count <= FileLimits.nameCharacters, let first = bytes.first else { return true }
    if first == 0x3D || first == 0x2B || first == 0x2D || first == 0x40 { return true }
    var previous: UInt8 = 0
    for byte in bytes {
      switch byte {
      case ..<0x20, 0x7F..., 0x24, 0x2F, 0x3C, 0x3E, 0x5B, 0x5C, 0x5D, 0x60, 0x7B, 0x7C, 0x7D: return true
      case 0x2E where previous == 0x2E: return true
      default: previous = byte
      }
    }
    return false
  }

  /// Digits with strokes between, such as 03/02/2026: a date, which is common and harmless.
  private static func isDate(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.allSatisfy { $0 >= 0x30 && $0 <= 0x39 || $0 == 0x2F } && bytes.first != 0x2F && bytes.last != 0x2F
  }

  private static func fault(in text: String, role: String) -> (String, String)? {
    let scalars = text.unicodeScalars
    for (index, scalar) in zip(0..., scalars) where isRefused(scalar, first: index == 0) {
      return ("E_CONTROL", "the \(role) \(quoted(text)) holds the control character \(controlName(scalar))")
    }
    var run = 0
    for scalar in scalars {
      run = isCombining(scalar) ? run + 1 : 0
      if run > FileLimits.combiningMarks {
        return (
          "E_LIMIT",
          "the \(role) has more than \(FileLimits.combiningMarks) combining marks on one character, which is the limit"
        )
      }
    }
    guard scalars.count <= FileLimits.nameCharacters else {
      return (
        "E_LIMIT", "the \(role) \(quoted(text)) is longer than \(FileLimits.nameCharacters) characters, the limit"
      )
    }
    return nil
  }
}

/// 0x1B, 0x00 (NUL) or U+2028: a control character as people name it.
func controlName(_ scalar: Unicode.Scalar) -> String {
  switch scalar.value {
  case 0: "0x00 (NUL)"
  case 0x1A: "0x1A (Ctrl-Z, the end mark of DOS files)"
  case 0x1B: "0x1B (ESC)"
  case ..<0x80: hexadecimal(UInt8(scalar.value))
  default: codePoint(scalar)
  }
}

/// Control characters, line and paragraph separators, and marks that reorder a line. A tab may open a name and a line
/// break may stand in a quoted one, for both are common and harmless once neutralised.
private func isRefused(_ scalar: Unicode.Scalar, first: Bool) -> Bool {
  switch scalar.value {
  case 0x0A, 0x0D: false
  case 0x09: !first
  case ..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
  default: false
  }
}

/// The first character of a header that nobody sees and that is no tab or line break of a quoted one: a control character,
/// a line separator, a mark that reorders text. Another format character is one too, unless the protocol declares the
/// header with it; so are not the joiners, which are spelling in several scripts.
func headerControl(in text: String, isDeclared: Bool) -> Unicode.Scalar? {
  text.unicodeScalars.first { scalar in
    if scalar == "\t" { return false }
    if isRefused(scalar, first: false) { return true }
    return !isDeclared && isInvisible(scalar) && scalar.value != 0x200C
  }
}

private func isCombining(_ scalar: Unicode.Scalar) -> Bool {
  guard scalar.value >= 0x300 else { return false }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .spacingMark: return true
  default: return false
  }
}

/// Format characters such as U+200B, but for the joiner that emoji and some scripts need.
private func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
  scalar.value > 0x7F && scalar.properties.generalCategory == .format && scalar.value != 0x200D
}

private func containsPair(_ a: Unicode.Scalar, _ b: Unicode.Scalar, in scalars: String.UnicodeScalarView) -> Bool {
  zip(scalars, scalars.dropFirst()).contains { $0 == a && $1 == b }
}

/// `text` as it is compared for clashes: without case, invisible characters, and blanks at its ends; inner blanks are one.
func folded(_ text: String) -> String {
  var out = String.UnicodeScalarView()
  var pendingBlank = false
  for scalar in text.unicodeScalars {
    if scalar.value > 0x7F, scalar.properties.generalCategory == .format { continue }
    if scalar.properties.isWhitespace {
      pendingBlank = !out.isEmpty
      continue
    }
    if pendingBlank { out.append(" ") }
    pendingBlank = false
    out.append(scalar)
  }
  return String(out).lowercased()
}

/// `text` as it looks: folded, and with the plain character in place of each that looks like it.
func alikeKey(_ text: String) -> String { folded(LookAlikes.plain(text)) }

/// How two names that fold to one differ, for a person: "in case", "in the character U+00A0" …
func differenceOfSpelling(_ a: String, _ b: String) -> String {
  func spelt(_ text: String) -> [Unicode.Scalar] { text.unicodeScalars.filter { $0.value > 0x7F } }
  if a == b {
    let forms = [a, b].map { text in
      text.unicodeScalars.filter { $0.value > 0x7F }.map(codePoint).joined(separator: " ")
    }
    return "in Unicode normal form (\(forms[0]) against \(forms[1]))"
  }
  if folded(a) != folded(b), LookAlikes.areAlike(a, b) {
    return "in characters that look alike (\(LookAlikes.difference(a, b)))"
  }
  var ways: [String] = []
  let special = (a + b).unicodeScalars.filter {
    $0.value > 0x7F && ($0.properties.generalCategory == .format || $0.properties.isWhitespace)
  }
  var seen: [Unicode.Scalar] = []
  for scalar in special where !seen.contains(scalar) { seen.append(scalar) }
  if !seen.isEmpty { ways.append("in the character \(seen.map(codePoint).joined(separator: ", "))") }
  func blanks(_ text: String) -> [Int] {
    text.unicodeScalars.enumerated().filter { $0.element == " " }.map({ $0.offset })
  }
  if seen.isEmpty, blanks(a) != blanks(b) { ways.append("in blanks") }
  let bare: (String) -> [Unicode.Scalar] = { text in
    text.unicodeScalars.filter { !$0.properties.isWhitespace && $0.properties.generalCategory != .format }
  }
  if bare(a) != bare(b) { ways.append("in case") }
  return ways.joined(separator: " and ")
}
