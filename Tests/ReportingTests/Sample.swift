import Notation
import Plotting

@testable import Reporting

/// A small report with one block of every kind, and hostile text in every place where data can come.
enum Sample {
  static let hostile = "<script>alert(\"x\")</script> & | `y` \u{202E}\u{1B}[31m"
  static let verdict = VerdictLabel("INCONCLUSIVE", .halfDisc)

  static func forest(_ label: String = "pooled") -> Drawing {
    EquivalenceForest(
      title: "AC-1 \(hostile)",
      rows: [.init(label, role: .judged, estimate: 1.1, judged: Interval(0.9, 1.3), numbers: ["1.10 (0.90 to 1.30)"])],
      lower: Limit(0.8, "0.80"), upper: Limit(1.25, "1.25"), scale: .logarithmic, width: 372
    ).drawing
  }

  static func report(_ text: String = hostile, rows: Int = 3) -> Report {
    let values = Table(
      "results", caption: "All results \(text)",
      columns: [
        .init("Sample"), .init("1", .right, group: text), .init("2", unit: "%", .right, group: text),
        .init("Status", .centre, note: text),
      ],
      rows: (0..<rows).map { index in
        Table.Row(
          [
            Cell(RichText(text)), Cell("\(index).1", value: Double(index) + 0.123_456_789),
            Cell(ExactDecimal(significand: 9980, exponent: -2), decimals: 1), Cell("used", note: text, .flagged),
          ], startsGroup: index == 1, heading: index == 2 ? text : nil)
      }, note: "\(strong: text)")
    return Report(
      kind: text, title: "Transfer \(text)", stamp: text, facts: [.init(text, text)],
      running: .init(document: text, laboratories: text, subject: text, status: "DRAFT \(text)", hash: "d6317e58"),
      sections: [
        Section(
          "decision", title: "Decision \(text)", isDecision: true,
          blocks: [
            .verdict(VerdictBar(verdict, sentence: "\(text) \(code: text)", counts: ["\(strong: "2") of 3"])),
            .table(
              Table(
                "criteria", style: .criteria, columns: [.init("Criterion"), .init("Verdict")],
                rows: [.init([Cell(RichText(text), .strong), Cell("\(verdict: verdict)")])])),
            .statements([Entry(text, "\(emphasis: text) \(deleted: text) \(inserted: text)")]),
            .figure(
              Figure("decision", caption: "\(text)", [forest(text), forest(text)], data: .shown("results"))),
            .box("What a reviewer must know", [Entry(text, "see \(reference: "results") and \(reference: "more")")]),
          ]),
        Section(
          "more", title: "More", startsPage: true, staysTogether: true,
          blocks: [
            .heading("\(text) \(verdict: verdict)"), .paragraph("\(text)"), .table(values),
            .figure(
              Figure(
                "../../etc/Power curve", caption: "curve", [forest()],
                data: .kept(
                  Table("power", caption: "n", columns: [.init("n", .right)], rows: [.init([Cell(6)])])))),
            .table(Table("design", caption: "Design", keyValues: [Entry(text, "\(text)")])),
            .diagnosis([Card(text, answer: "\(text)", "\(text)")]), .signatures([Signature(text, meaning: text)]),
            .pageBreak, .glossary([Entry(text, "\(text)")]),
          ]),
      ])
  }
}
