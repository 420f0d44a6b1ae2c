internal import AssayData
internal import Notation
internal import Transfer

extension Section {
  /// Slots for what happened outside the data.
  static func deviations(_ context: ReportContext) -> Section {
    let known = DeviationRows(context).rows
    let blank = Table.Row([" ", " ", " ", " "])
    return Section(
      "deviations", title: "Deviations and investigations",
      blocks: [
        .table(
          Table(
            "deviations", style: .form,
            columns: [.init("Id"), .init("What happened"), .init("Effect on this report"), .init("Closed")],
            rows: known + [Table.Row](repeating: blank, count: max(1, 3 - known.count)),
            note: known.isEmpty
              ? "To be filled in by hand: the program knows of no deviation but what the files and the protocol say."
              : "As the files say it; to be completed by hand.")
        )
      ])
  }

  /// The conclusion in one sentence, and the blank lines to sign.
  static func conclusion(_ context: ReportContext) -> Section {
    let assessment = context.assessment
    let (sending, receiving) = context.transferProtocol.compared
    let course = context.words.course(sending: visible(sending), receiving: visible(receiving))
    return Section(
      "conclusion", title: "Conclusion and approvals", staysTogether: true,
      blocks: [
        .paragraph(
          "\(verdict: assessment.verdict.label) Study \(visible(context.transferProtocol.study.id)) (\(visible(context.transferProtocol.study.title))), \(course), was judged by the criteria of the protocol of record: \(Wording.lowercasedFirst(assessment.verdict == .pass ? context.words.passed : context.words.notPassed))"
        ),
        .table(record(context)), .signatures(signatures(context)),
      ])
  }

  /// What this report is and what it rests on, to be told from another by.
  private static func record(_ context: ReportContext) -> Table {
    Table(
      "record", heads: ("This report", "Rests on"),
      keyValues: [
        Entry(
          "Protocol version",
          "\(visible(context.transferProtocol.study.id)), SHA-256 \(code: context.provenance.protocolFile.sha256)"),
        Entry(
          "Record",
          "\(code: context.provenance.shortHash), over the protocol\(context.provenance.standards == nil ? "" : ", the ledger of standards") and all input files"
        ),
        Entry("Program version", "methodtransfer \(context.provenance.version)"),
        Entry("Evaluated at", "see \(code: "manifest.json"), which also names host, operator and command line"),
      ])
  }

  /// Whoever answers for the report: its author, each group for its results, the owner of what was judged, quality assurance.
  private static func signatures(_ context: ReportContext) -> [Signature] {
    let (transferProtocol, words) = (context.transferProtocol, context.words)
    let isOfStandards = context.bridging != nil
    return [
      Signature("Author (analyst or statistician)", meaning: "Evaluated by the protocol; this report is complete"),
      Signature(
        "Technical reviewer",
        meaning: "Data, calculation\(isOfStandards ? ", chain" : "") and conclusion checked"),
    ]
      + transferProtocol.laboratories.enumerated().map { index, name in
        Signature(
          "\(index == 0 ? words.sending : words.receiving): \(visible(name))",
          meaning: "The results of this \(isOfStandards ? words.group : "side") are complete and as reported")
      }
      + (isOfStandards
        ? [
          Signature("Owner of the reference standard", meaning: "The value is entered into the ledger of standards")
        ] : []) + [Signature("Quality assurance", meaning: "Report reviewed against protocol and data")]
  }

  /// Every value with the line that it came from, the self-checks, and the terms.
  static func appendix(_ context: ReportContext) -> Section {
    let checks = context.assessment.selfChecks
    return Section(
      "appendix", title: "Appendix", startsPage: true,
      blocks: [
        .table(values(context)), .table(DataTables.columns(context.assessment.data, context.words)),
        .table(
          Table(
            "checks", caption: "Self-checks of this report", style: .narrow,
            columns: [.init("Check"), .init("Passed", .right), .init("Of", .right)],
            rows: checkKinds(checks.map { $0.name }).map { kind in
              let of = checks.filter { $0.name.hasSuffix(kind) }
              return Table.Row([Cell(RichText(kind)), Cell(of.count { $0.passed }), Cell(of.count)])
            },
            note:
              "methodtransfer \(context.provenance.version). Each check is listed by finding in \(context.recordFile).")
        ),
        CrossCheckTable(context.findings, plates: context.assessment.checksOfRuns).table.map { .table($0) },
        .glossary(glossary(context)),
      ].compactMap { $0 })
  }

  private static func checkKinds(_ names: [String]) -> [String] {
    names.map { name in
      var kind = name
      while let (_, rest) = kind.parted(by: ": ") { kind = rest }
      return kind
    }.uniqued
  }

  /// How many results are printed; the CSV table of the report folder holds all.
  private static let printed = 1_000

  private static func values(_ context: ReportContext) -> Table {
    let data = context.assessment.data
    let keys = FileKeys(data)
    let roles: [Role] = [.attribute, .sample, .level, .lot, .analyst, .instrument, .day, .date, .run, .replicate].filter
    {
      data.factors[$0] != nil
    }
    let shown = min(data.count, printed)
    let unplanned = context.assessment.unplannedRows
    return Table(
      "values", caption: "All individual results\(shown < data.count ? ", the first \(shown) of \(data.count)" : "")",
      columns: [.init(context.words.groupHead)]
        + roles.map { .init($0.rawValue.prefix(1).uppercased() + $0.rawValue.dropFirst()) }
        + [
          .init("Result", .right), .init("Unit"), .init("Used"), .init("File and line"),
        ],
      rows: (0..<shown).map { row in
        let used = data.isUsable(row) && !unplanned.contains(row)
        let word =
          switch data.standing(of: row) {
          case .used where unplanned.contains(row), .censoredAtHalf where unplanned.contains(row):
            "not planned, not judged"
          case .used: "yes"
          case .censoredAtHalf: "half of the limit"
          case .missing: "missing"
          case .invalid(let word): Exclusions.reason("invalid (\(visible(word)))")
          case .cancelled(let word): "not final (\(visible(word)))"
          case .leftOut(let column, let word): "left out (\(visible(column)) \(visible(word)))"
          case .noPotency: "no potency"
          case .notSimilar(let criteria): "not shown similar (\(criteria.map(visible).joined(separator: ", ")))"
          case .unusedReading(let word): "well not used (\(visible(word ?? "missing")))"
          }
        let value = context.cell(row, used ? .none : .faint)
        return Table.Row(
          [Cell(RichText(visible(data.name(.laboratory, of: row) ?? "")))]
            + roles.map { Cell(RichText(visible(data.name($0, of: row) ?? ""))) } + [
              value, Cell(RichText(visible(data.name(.unit, of: row) ?? ""))), Cell(RichText(word)),
              Cell("\(code: keys.place(row))"),
            ])
      },
      note: shown < data.count ? "All \(data.count) are in tables/results.csv of the report folder." : nil)
  }

  private static func glossary(_ context: ReportContext) -> [Entry] {
    let facts = context.transferProtocol.attributes.flatMap { $0.criteria.map { $0.facts } }
    var entries: [Entry] = [
      Entry(
        "Unit",
        "The unit of replication: one independent \(context.words.performance). Results within a unit are averaged, not counted."
      ),
      Entry(
        "Interval",
        "Two-sided at 1 − 2α where two limits are tested: it lies inside the limits exactly when the larger of the two one-sided p-values is below α."
      ),
      Entry("Inconclusive", "The interval crosses a limit: equivalence neither shown nor refuted."),
      Entry("Not evaluated", "No figure could be computed. It does not count as passed."),
      Entry("Tipping limit", "The limit at which the verdict would change. A limit is not moved after data."),
    ]
    if context.transferProtocol.attributes.contains(where: { $0.scale == .log }) {
      entries.append(
        Entry(
          "%GCV",
          "100 (exp(s) − 1), s the SD of natural logarithms. The log-normal %CV, 100 √(exp(s²) − 1), is another number."
        ))
    }
    if facts.contains(where: { $0.comparesPrecision || $0.isOfPrecision && !$0.roles.isEmpty }) {
      entries.append(
        Entry(
          context.words.intermediatePrecision.prefix(1).uppercased() + context.words.intermediatePrecision.dropFirst(),
          "The SD of one reportable result within \(context.words.each), from the sources of variation that the protocol names."
        )
      )
    }
    return entries
  }
}
