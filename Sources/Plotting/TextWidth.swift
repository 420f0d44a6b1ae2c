/// How wide text will be, so that labels can be kept off each other without a renderer at hand.
enum TextWidth {
  /// The advance of each printable ASCII character in Arial (and Liberation Sans), thousandths of the type size.
  private static let advances: [UInt16] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
  ]

  /// The width of one line of `text` at `size`, in the same unit as `size`.
  static func of(_ text: String, size: Double, bold: Bool = false) -> Double {
    var thousandths = 0
    for scalar in Markup.spelt(text).unicodeScalars {
      if scalar.value >= 0x20, scalar.value < 0x7F {
        thousandths += Int(advances[Int(scalar.value) - 0x20])
      } else if scalar.properties.generalCategory == .nonspacingMark
        || scalar.properties.generalCategory == .enclosingMark
      {
        continue
      } else if scalar.value == 0xA0 {
        thousandths += 278
      } else {
        thousandths += scalar.value >= 0x1100 ? (scalar.value >= 0x2E80 ? 1000 : 700) : 620
      }
    }
    return Double(thousandths) / 1000 * size * (bold ? 1.07 : 1)
  }

  /// `text` cut to fit `width`, ending in an ellipsis where it was cut.
  static func fitted(_ text: String, width: Double, size: Double, bold: Bool = false) -> String {
    if of(text, size: size, bold: bold) <= width { return text }
    var kept = Substring(Markup.spelt(text).prefix(400))
    while !kept.isEmpty, of(kept + "…", size: size, bold: bold) > width { kept.removeLast() }
    return kept + "…"
  }

  /// `text` in lines no wider than `width`, broken between words; a word that is wider is cut.
  static func wrapped(_ text: String, width: Double, size: Double) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      let longer = line.isEmpty ? String(word) : line + " " + word
      if of(longer, size: size) <= width || line.isEmpty {
        line = longer
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    if !line.isEmpty { lines.append(line) }
    return lines.map { fitted($0, width: width, size: size) }
  }

  private static func of(_ text: Substring, size: Double, bold: Bool) -> Double {
    of(String(text), size: size, bold: bold)
  }
}
