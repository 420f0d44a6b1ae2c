/// What somebody may have meant by a word that is none of `words`.
public enum Spelling {
  /// `; did you mean "limits"?` or nothing. Of a word that looks the same the code points in which it differs.
  public static func hint(_ text: String, among words: [String]) -> String {
    let alike = LookAlikes.hint(text, among: words)
    guard alike.isEmpty else { return alike }
    guard let near = nearest(to: text, among: words) else { return "" }
    return "; did you mean \(quoted(near))?"
  }

  /// The word that needs the fewest changes, when they are few for its length.
  public static func nearest(to text: String, among words: [String]) -> String? {
    // Long texts are no misspelt words, and the comparison costs their square.
    guard !text.isEmpty, text.unicodeScalars.count <= 40 else { return nil }
    let plain = text.lowercased().filter { !" _-".contains($0) }
    var best: (word: String, distance: Int)?
    for word in words {
      let candidate = word.lowercased().filter { !" _-".contains($0) }
      let distance = distance(Array(plain.unicodeScalars), Array(candidate.unicodeScalars))
      guard distance <= max(1, candidate.count / 3), distance < best?.distance ?? .max else { continue }
      best = (word, distance)
    }
    return best?.word
  }

  /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
  private static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var row = [i + 1]
      for (j, y) in b.enumerated() {
        var least = min(row[j] + 1, last[j + 1] + 1, last[j] + (x == y ? 0 : 1))
        if i > 0, j > 0, x == b[j - 1], a[i - 1] == y { least = min(least, beforeLast[j - 1] + 1) }
        row.append(least)
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }

  /// The first of many words, and how many more there are: `a, b and 3 more`; with semicolons `a; b; and 3 more`.
  public static func first(_ most: Int, of words: [String], separator: String = ", ") -> String {
    let rest = words.count - most
    let shown = words.prefix(most).joined(separator: separator)
    return rest > 0 ? "\(shown)\(separator == "; " ? ";" : "") and \(rest) more" : shown
  }

  /// `a`, `a or b`, `a, b or c`.
  public static func list(_ words: [String], _ conjunction: String = "or") -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " \(conjunction) " + last
  }
}
