import Foundation
import Notation
import Plotting
import Testing

@testable import Reporting

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct FormatTests {
  // MARK: - HTML

  @Test func `the page is well-formed, and text from data cannot become markup`() throws {
    let html = Sample.report().html
    // Apart from its document type the page is XML.
    let body = try #require(html.split(separator: "\n", maxSplits: 1).last)
    #expect(XMLParser(data: Data(body.utf8)).parse())
    #expect(!html.contains("<script") && !html.contains("\u{202E}") && !html.contains("\u{1B}"))
    #expect(html.contains("<section id=\"section-2\" class=\"fresh whole\">"))
    #expect(html.contains("&lt;script&gt;") && html.contains("&lt;U+202E&gt;"))
  }

  @Test func `the page needs nothing from outside and runs nothing`() {
    let html = Sample.report("plain").html
    #expect(html.contains("default-src 'none'; style-src 'unsafe-inline'"))
    for outside in ["http:", "https:", "src=", "url(", "<link", "@import"] {
      let namespaces = html.replacing("xmlns=\"http://www.w3.org/2000/svg\"", with: "")
      #expect(!namespaces.contains(outside), "\(outside)")
    }
  }

  @Test func `running heads cannot leave the style sheet`() throws {
    let html = Sample.report("</style><b>\" } \\ \n").html
    let style = try #require(html.firstRange(of: "<style>"))
    let end = try #require(html.firstRange(of: "</style>"))
    let sheet = html[style.upperBound..<end.lowerBound]
    #expect(sheet.contains("counter(pages)") && sheet.contains("max-width:700px"))
    #expect(html.ranges(of: "</style>").count == 1)
  }

  @Test func `tables and figures are numbered, and references find them`() {
    let report = Sample.report("x")
    let html = report.html
    for text in [
      "Table\u{A0}1.", "Table\u{A0}2.", "Figure\u{A0}1.", "Figure\u{A0}2.", "#table-1\">table\u{A0}1",
      "#section-2\">section\u{A0}2",
    ] {
      #expect(html.contains(text), "\(text)")
    }
    #expect(!html.contains("Table\u{A0}3."))
    #expect(report.danglingReferences.isEmpty)
    #expect(html.contains("Data: tables/results.csv · record d6317e58"))
  }

  @Test func `a paragraph stays with the figure or table that it leads to`() {
    let blocks: [Block] = [
      .heading("h"), .paragraph("first"), .paragraph("second"), .table(Table("t", columns: [], rows: [])),
    ]
    let report = Report(
      kind: "k", title: "t", facts: [],
      running: .init(document: "", laboratories: "", subject: "", status: "", hash: ""),
      sections: [Section("a", title: "A", endsPage: true, blocks: blocks)])
    let html = report.html
    #expect(html.contains("<p>first</p>") && html.contains("<p class=\"lead\">second</p>"))
    #expect(html.contains(".lead{break-after:avoid;break-inside:avoid}") && html.contains("class=\"alone\""))
  }

  @Test func `a verdict that decides nothing is greyed and outlined`() {
    let label = VerdictLabel("PASS", .disc, isInformational: true)
    let html = Report(
      kind: "k", title: "t", facts: [],
      running: .init(document: "", laboratories: "", subject: "", status: "", hash: ""),
      sections: [Section("a", title: "A", blocks: [.paragraph("\(verdict: label)")])]
    ).html
    #expect(html.contains("<span class=\"verdict informational\"><svg"))
    #expect(html.contains("fill=\"\(Palette.grey)\"") && !html.contains("verdict affirmative\""))
  }

  @Test func `a verdict is word, shape and tone together`() {
    let html = Sample.report("x").html
    #expect(html.contains("<span class=\"verdict doubtful\"><svg"))
    #expect(html.contains("</svg>INCONCLUSIVE</span>"))
  }

  // MARK: - CSV

  @Test(arguments: [
    ("=1+1", "'=1+1"), ("+cmd|x", "'+cmd|x"), ("-2+3", "'-2+3"), ("@SUM(A1)", "'@SUM(A1)"), ("\tx", "'<U+0009>x"),
    ("\rx", "'<U+000D>x"), ("＝1", "'＝1"), ("＠x", "'＠x"), ("a\u{202E}b", "a<U+202E>b"),
    ("LOT-1\u{200B}", "LOT-1<U+200B>"),
    ("90\u{A0}%", "90\u{A0}%"), ("-1.5", "-1.5"), ("+1.5e3", "+1.5e3"), ("1,5", "\"1,5\""),
    ("say \"no\"", "\"say \"\"no\"\"\""),
    ("two\r\nlines", "two<U+000D><U+000A>lines"), ("plain", "plain"), ("", ""), (" x", "\" x\""), ("–", "–"),
    ("-", "'-"),
  ])
  func `a field is safe in a spreadsheet and a number stays a number`(text: String, expected: String) {
    #expect(CSVText.field(text) == expected)
  }

  @Test func `a name stays text though it reads as a number`() {
    #expect(
      ["-1", "+1", "1", "A-1", "＋1"].map { CSVText.field($0, isName: true) } == ["'-1", "'+1", "1", "A-1", "'＋1"])
  }

  @Test func `each table is kept with all digits, and what stands beside a cell too`() throws {
    let tables = Sample.report("lot").csvTables
    #expect(tables.map(\.name) == ["criteria", "results", "power", "design"])
    #expect(
      tables[1].contents == """
        group,Sample,"lot, 1","lot, 2, %","Status, lot","Status, lot: note"\r
        ,lot,0.123456789,99.80,used,lot\r
        ,lot,1.123456789,99.80,used,lot\r
        lot,lot,2.123456789,99.80,used,lot\r

        """)
  }

  @Test func `names of files stay in their folder`() {
    let figures = Sample.report().figures
    #expect(figures.map(\.name) == ["decision-1", "decision-2", "etc-power-curve"])
    #expect(figures.allSatisfy { XMLParser(data: Data($0.svg.utf8)).parse() && $0.svg.hasPrefix("<?xml") })
    #expect(fileStem("AC-1: Prüfung/../x") == "ac-1-pr-fung-x")
    #expect(fileStem("…") == "unnamed")
  }

  // MARK: - Markdown

  @Test func `tables align by what a terminal shows`() {
    let report = Sample.report("中文 e\u{301}")
    let lines = report.markdown().split(whereSeparator: \.isNewline).filter { $0.hasPrefix("| ") }
    let tables = [lines.prefix(3), lines.dropFirst(3).prefix(6)]
    for table in tables { #expect(Set(table.map { TerminalWidth.of(String($0)) }).count == 1, "\(table)") }
  }

  @Test func `text from data is text in Markdown`() {
    let markdown = Sample.report().markdown()
    #expect(!markdown.contains("\u{202E}") && !markdown.contains("\u{1B}"))
    #expect(markdown.contains("\\<script>"))
    for line in markdown.split(whereSeparator: \.isNewline) where line.hasPrefix("| ") {
      // Six unescaped bars at most: the widest table has four columns, its bars in the data are escaped.
      #expect(line.replacing("\\|", with: "").count { $0 == "|" } <= 6, "\(line)")
    }
  }

  @Test(arguments: [
    ("# head", "\\# head"), ("- item", "\\- item"), ("1. item", "1\\. item"), ("1.5 mg", "1.5 mg"), ("+ x", "\\+ x"),
    ("plain", "plain"), ("2026-03-01", "2026-03-01"),
  ])
  func `a line does not begin with a mark by accident`(text: String, expected: String) {
    #expect(Markdown.atLineStart(text) == expected)
  }

  @Test(arguments: [
    ("a*b_c", "a*b_c"), ("_x_", "_x_"), ("Ergebnis [%]", "Ergebnis [%]"), ("C:\\x", "C:\\x"),
    ("~~x~~ &amp;", "~~x~~ &amp;"),
    ("a|b", "a\\|b"), ("a\\|b", "a\\\\\\|b"), ("`x`", "\\`x\\`"), ("<b>", "\\<b>"),
    ("[x](javascript:y)", "[x]\\(javascript:y)"), ("![x](y)", "![x]\\(y)"), ("f(x)", "f(x)"),
  ])
  func `names stay copyable in Markdown, and what would break a table or make a link is escaped`(
    text: String, expected: String
  ) {
    #expect(Markdown.escaped(text) == expected)
  }

  @Test func `some sections can be shown with the numbers of the whole report, and verdicts in colour`() {
    let report = Sample.report("x")
    let page = report.markdown(only: ["more"], ansi: true)
    #expect(page.contains("## 2 More") && !page.contains("## 1 "))
    #expect(page.contains("\u{1B}[1;33m◐ INCONCLUSIVE\u{1B}[0m"))
    #expect(page.contains("**Figure\u{A0}2.**"))
    #expect(!report.markdown().contains("\u{1B}"))
  }

  @Test func `a figure is its caption and a drawing in characters`() {
    let markdown = Sample.report("x").markdown()
    #expect(markdown.contains("```text\n"))
    #expect(markdown.contains("●") && markdown.contains("1.10 (0.90 to 1.30)"))
  }

  // MARK: - All

  @Test func `the same report gives the same bytes`() {
    let (a, b) = (Sample.report(), Sample.report())
    #expect(a.html == b.html)
    #expect(a.markdown() == b.markdown())
    #expect(a.csvTables.map(\.contents) == b.csvTables.map(\.contents))
  }
}
