/// How many cells of a terminal a text takes: two for East Asian wide characters and emoji, none for marks that combine.
public enum TerminalWidth {
  public static func of(_ text: String) -> Int {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    return text.reduce(0) { $0 + of($1) }
  }

  /// `text` with blanks to `width` cells, after it or before it.
  public static func padded(_ text: String, to width: Int, atStart: Bool = false) -> String {
    let blanks = String(repeating: " ", count: max(0, width - of(text)))
    return atStart ? blanks + text : text + blanks
  }

  /// A character is as wide as its first scalar; what combines with it adds nothing.
  private static func of(_ character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first else { return 0 }
    // The half-width voicing marks of Japanese join their letter in Unicode and still take a cell.
    let voicing = character.unicodeScalars.dropFirst().count { $0.value == 0xFF9E || $0.value == 0xFF9F }
    if voicing > 0 { return 1 + voicing }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    let isPresentedAsEmoji =
      scalar.properties.isEmojiPresentation || character.unicodeScalars.contains { $0.value == 0xFE0F }
    return isPresentedAsEmoji || wide.contains { $0.contains(scalar.value) } ? 2 : 1
  }

  /// Unicode's East Asian Width classes W and F, by block.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F,
    0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
    0x1F900...0x1F9FF, 0x20000...0x3FFFD,
  ]
}
