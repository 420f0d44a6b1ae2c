/// Characters that look like another one in every font, so that two names may differ and nobody can see it.
public enum LookAlikes {
  /// `text` with the plain character in place of each look-alike: two names that are equal so look the same.
  public static func plain(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      // Full-width forms of ASCII.
      case 0xFF01...0xFF5E: scalars.append(Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar)
      // Roman numerals that are characters of their own.
      case 0x2160...0x217F: scalars.append(contentsOf: romanNumeral(scalar).unicodeScalars)
      default: scalars.append(plainOf[scalar] ?? scalar)
      }
    }
    return String(scalars)
  }

  /// Whether two texts differ, and only by look-alikes and case.
  public static func areAlike(_ a: String, _ b: String) -> Bool {
    let (plainA, plainB) = (plain(a).lowercased(), plain(b).lowercased())
    return plainA == plainB && a.lowercased() != b.lowercased()
  }

  /// The characters beyond ASCII that stand in one of the two only, each with its code point and name:
  /// `"Site В" has U+0412 CYRILLIC CAPITAL LETTER VE`.
  public static func difference(_ a: String, _ b: String) -> String {
    func special(_ text: String, without other: String) -> [Unicode.Scalar] {
      var found: [Unicode.Scalar] = []
      for scalar in text.unicodeScalars
      where scalar.value > 0x7F && !other.unicodeScalars.contains(scalar) && !found.contains(scalar) {
        found.append(scalar)
      }
      return found
    }
    return [(a, b), (b, a)].compactMap { text, other -> String? in
      let scalars = special(text, without: other).prefix(3)
      return scalars.isEmpty ? nil : "\(quoted(text)) has \(scalars.map(spelt).joined(separator: ", "))"
    }.joined(separator: ", ")
  }

  /// `; it looks like "valid", but "vаlid" has U+0430 …`, or nothing where `text` looks like none of `words`.
  public static func hint(_ text: String, among words: [String]) -> String {
    guard let word = words.first(where: { areAlike(text, $0) }) else { return "" }
    return "; it looks like \(quoted(word)), but \(difference(text, word))"
  }

  /// `U+0412 CYRILLIC CAPITAL LETTER VE`.
  private static func spelt(_ scalar: Unicode.Scalar) -> String {
    [codePoint(scalar), scalar.properties.name ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// `Ⅻ` as `XII`, `ⅼ` as `l`.
  private static func romanNumeral(_ scalar: Unicode.Scalar) -> String {
    let numerals = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "L", "C", "D", "M"]
    let numeral = numerals[Int(scalar.value - 0x2160) % 16]
    return scalar.value < 0x2170 ? numeral : numeral.lowercased()
  }

  private static let plainOf: [Unicode.Scalar: Unicode.Scalar] = {
    var table: [Unicode.Scalar: Unicode.Scalar] = [:]
    for (alike, plain) in pairs {
      for scalar in alike.unicodeScalars { table[scalar] = plain }
    }
    return table
  }()

  /// Of the confusable characters of Unicode Technical Standard 39 those that no eye tells apart and that names of laboratories,
  /// samples and units hold: Cyrillic and Greek letters, strokes, the two micro signs.
  private static let pairs: [(alike: String, plain: Unicode.Scalar)] = [
    ("\u{410}\u{391}", "A"), ("\u{412}\u{392}", "B"), ("\u{421}\u{3F9}", "C"), ("\u{415}\u{395}", "E"),
    ("\u{41D}\u{397}", "H"), ("\u{406}\u{399}\u{4C0}", "I"), ("\u{408}", "J"), ("\u{41A}\u{39A}\u{212A}", "K"),
    ("\u{41C}\u{39C}", "M"), ("\u{39D}", "N"), ("\u{41E}\u{39F}", "O"), ("\u{420}\u{3A1}", "P"), ("\u{405}", "S"),
    ("\u{422}\u{3A4}", "T"), ("\u{425}\u{3A7}", "X"), ("\u{4AE}\u{3A5}", "Y"), ("\u{396}", "Z"), ("\u{430}", "a"),
    ("\u{441}\u{3F2}", "c"), ("\u{435}", "e"), ("\u{4BB}", "h"), ("\u{456}", "i"), ("\u{458}", "j"),
    ("\u{43E}\u{3BF}", "o"), ("\u{440}", "p"), ("\u{455}", "s"), ("\u{445}", "x"), ("\u{443}", "y"),
    ("\u{3BC}", "\u{B5}"), ("\u{2010}\u{2011}\u{2012}\u{2013}\u{2212}\u{FE63}", "-"),
    ("\u{2019}\u{2BC}\u{2032}", "'"), ("\u{212B}", "\u{C5}"), ("\u{2126}", "\u{3A9}"), ("\u{BA}\u{2DA}", "\u{B0}"),
    ("\u{2044}\u{2215}", "/"),
  ]
}
