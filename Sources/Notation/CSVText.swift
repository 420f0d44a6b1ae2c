/// The text of a CSV file (RFC 4180): the one way in which a table is written, whoever reads it.
public enum CSVText {
  /// A record with its line end, CR LF.
  public static func record(_ fields: some Sequence<String>) -> String {
    fields.map { field($0) }.joined(separator: ",") + "\r\n"
  }

  /// A field: harmless in a spreadsheet, visible to a reader, quoted where it has to be.
  ///
  /// A text that a spreadsheet would run as a formula (one that begins with `=`, `+`, `-`, `@`, in full width too) is led by an
  /// apostrophe. What cannot be seen, or turns the text around it, is spelt: `<U+202E>`.
  ///
  /// - Parameter isName: whether it is the name of something. A name stays text though it reads as a number: a run called -1
  ///   has its apostrophe, a result of -1 has none.
  public static func field(_ text: String, isName: Bool = false) -> String {
    var safe = spelt(text)
    if let first = text.unicodeScalars.first, "=+-@\t\r\n\0＝＋－＠".unicodeScalars.contains(first),
      isName || (try? NumberGrammar.point.read(text)) == nil
    {
      safe = "'" + safe
    }
    let isPlain = safe.unicodeScalars.allSatisfy { $0 != "," && $0 != "\"" }
    guard !isPlain || safe.first == " " || safe.last == " " else { return safe }
    // By scalars: marks join with what stands before them to one character.
    var quoted = "\""
    for scalar in safe.unicodeScalars {
      if scalar == "\"" { quoted.unicodeScalars.append("\"") }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }

  /// As ``visible(_:)``, but blanks of any width stay: they part numbers and units in the words of a report.
  private static func spelt(_ text: String) -> String {
    let isUnseen = { (scalar: Unicode.Scalar) -> Bool in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
      default: false
      }
    }
    // Most fields are plain numbers and names.
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    guard text.unicodeScalars.contains(where: isUnseen) else { return text }
    var out = ""
    for scalar in text.unicodeScalars {
      if isUnseen(scalar) { out += "<\(codePoint(scalar))>" } else { out.unicodeScalars.append(scalar) }
    }
    return out
  }
}
