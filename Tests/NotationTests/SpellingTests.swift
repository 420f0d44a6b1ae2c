import Notation
import Testing

/// Lists of words as sentences say them.
struct SpellingTests {
  @Test(
    arguments: [
      ([], ""), (["a"], "a"), (["a", "b"], "a, b"), (["a", "b", "c"], "a, b and 1 more"),
      (["a", "b", "c", "d"], "a, b and 2 more"),
    ] as [([String], String)])
  func `of many words the first are named and the rest counted`(words: [String], said: String) {
    #expect(Spelling.first(2, of: words) == said)
  }

  @Test(
    arguments: [
      (["a"], "a"), (["a", "b"], "a; b"), (["a", "b", "c"], "a; b; and 1 more"),
      (["a", "b", "c", "d"], "a; b; and 2 more"),
    ] as [([String], String)])
  func `between semicolons the count stands behind one too`(words: [String], said: String) {
    #expect(Spelling.first(2, of: words, separator: "; ") == said)
  }

  @Test(
    arguments: [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
      as [([String], String)])
  func `a whole list ends with its conjunction`(words: [String], said: String) {
    #expect(Spelling.list(words, "and") == said)
  }
}
