import Testing

@testable import Plotting

@Suite struct MarkupTests {
  @Test(arguments: [
    ("a & b", "a &amp; b"), ("<script>", "&lt;script&gt;"), ("\" onload='x", "&quot; onload=&#39;x"),
    ("line\nfeed", "line&lt;U+000A&gt;feed"), ("\u{1B}[31m", "&lt;U+001B&gt;[31m"),
    ("abc\u{202E}fed", "abc&lt;U+202E&gt;fed"), ("\u{2066}x\u{200B}", "&lt;U+2066&gt;x&lt;U+200B&gt;"),
    ("5\u{A0}%", "5\u{A0}%"), ("µ é 中", "µ é 中"), ("\u{2028}", "&lt;U+2028&gt;"), ("\u{85}", "&lt;U+0085&gt;"),
  ])
  func `text goes in escaped, and nothing hidden goes in raw`(text: String, expected: String) {
    let markup: Markup = "<b>\(text)</b>"
    #expect(markup.description == "<b>\(expected)</b>")
    #expect(Markup(escaping: text).description == expected)
  }

  @Test(
    arguments: [
      (0, "0"), (-0.0, "0"), (-0.001, "0"), (12, "12"), (3.5, "3.5"), (0.25, "0.25"), (-0.25, "-0.25"), (1.05, "1.05"),
      (1.005, "1"), (2.999, "3"), (1e300, "1000000000"), (-1e300, "-1000000000"),
    ] as [(Double, String)])
  func `a coordinate has two decimals at most and no exponent`(value: Double, expected: String) {
    let markup: Markup = "\(value)"
    #expect(markup.description == expected)
  }

  @Test func `markup goes in as it is, and appending adds to the end`() {
    let inner: Markup = "<i>\("<")</i>"
    var outer: Markup = "<b>\(inner)\(7)</b>"
    outer += "!"
    #expect(outer.description == "<b><i>&lt;</i>7</b>!")
  }

  @Test(arguments: [("abc", 3), ("中文", 4), ("e\u{301}", 1), ("ﾊﾟ", 2), ("👩‍🔬", 2), ("é", 1), ("", 0), ("●", 1)])
  func `a character takes the cells that a terminal gives it`(text: String, cells: Int) {
    #expect(TerminalWidth.of(text) == cells)
    #expect(TerminalWidth.of(TerminalWidth.padded(text, to: 9)) == 9)
  }

  @Test func `the four marks differ in shape, tone and character`() {
    let marks = VerdictMark.allCases
    #expect(Set(marks.map(\.svg)).count == 4)
    #expect(Set(marks.map(\.character)).count == 4)
    #expect(Set(marks.map(\.tone.ink)).count == 4)
    #expect(marks.allSatisfy { DrawingReader($0.svg.description) != nil })
  }
}
