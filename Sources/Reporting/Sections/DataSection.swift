internal import AssayData
internal import Notation
internal import Plotting
internal import Transfer

extension Section {
  /// What was received: files, completeness, what was not used, coverage, individual values.
  static func dataOfRecord(_ context: ReportContext) -> Section {
    let assessment = context.assessment
    var blocks: [Block] = DataTables.files(assessment.data, context.provenance).map { .table($0) }
    if let table = AliasTable(assessment.data, context.transferProtocol).table { blocks.append(.table(table)) }
    if let table = ReferenceTable(uses: assessment.references, words: context.words).table {
      blocks.append(.table(table))
    }
    for completeness in assessment.completeness {
      if !completeness.entries.isEmpty { blocks.append(.table(ReceivedTable(completeness, context.words).table())) }
      if !completeness.excluded.isEmpty { blocks.append(.table(excluded(completeness, context))) }
    }
    if let table = AssayTable(assays: assessment.assays, words: context.words).table { blocks.append(.table(table)) }
    if !assessment.coverage.isEmpty { blocks.append(.table(coverage(context))) }
    for attribute in context.transferProtocol.attributes {
      if let figure = ValuesFigure(context, attribute).figure { blocks.append(.figure(figure)) }
    }
    let warnings = assessment.allWarnings
    if !warnings.isEmpty {
      blocks.append(.table(DataTables.warnings(warnings, FileKeys(assessment.data), allIn: context.recordFile)))
    }
    return Section("data", title: "Data of record", blocks: blocks)
  }

  private static func excluded(_ completeness: Completeness, _ context: ReportContext) -> Table {
    let data = context.assessment.data
    let keys = FileKeys(data)
    let shown = completeness.excluded.prefix(200)
    return Table(
      "not-used-\(completeness.attribute)",
      caption: "Results that were received and not used: \(visible(completeness.attribute))",
      columns: [
        .init(context.words.groupHead), .init("Sample"), .init("Run"), .init("Value", .right), .init("Reason"),
        .init("File and line"),
      ],
      rows: shown.map { entry in
        Table.Row([
          Cell(RichText(visible(data.name(.laboratory, of: entry.row) ?? ""))),
          Cell(RichText(visible(data.name(.sample, of: entry.row) ?? ""))),
          Cell(RichText(visible(data.name(.run, of: entry.row) ?? ""))),
          context.cell(entry.row),
          Cell(
            RichText(
              Exclusions.reason(
                entry.reason, data.statedReason(of: entry.row), isMarked: data.standing(of: entry.row).isMarked))),
          Cell("\(code: keys.place(entry.row))"),
        ])
      },
      note: shown.count < completeness.excluded.count
        ? "\(completeness.excluded.count - shown.count) more are in \(context.recordFile)." : nil)
  }

  private static func coverage(_ context: ReportContext) -> Table {
    let several = context.transferProtocol.attributes.count > 1
    var last: String? = nil
    return Table(
      "coverage", caption: "Coverage: what the claim rests on",
      columns: (several ? [.init("Attribute")] : []) + [.init("Of"), .init("Exercised"), .init("Not exercised")],
      rows: context.assessment.coverage.map { item in
        defer { last = item.attribute }
        return Table.Row(
          (several
            ? [item.attribute == last ? Cell("", raw: item.attribute) : Cell(RichText(visible(item.attribute)))] : [])
            + [
              Cell(RichText(item.what)), Cell(RichText(item.exercised)),
              item.notExercised.map { Cell(RichText($0)) } ?? .empty,
            ], startsGroup: several && item.attribute != last)
      })
  }
}

/// Tables of the import that reports and `check` share.
enum DataTables {
  /// The files as they were read, and the hash of each with that of the protocol, in full.
  static func files(_ data: AssayData, _ provenance: Provenance) -> [Table] {
    let keys = FileKeys(data)
    let hasOthers = data.files.contains { $0.otherLines.areAny }
    let files = Table(
      "files", caption: "Input files",
      columns: (keys.areUsed ? [.init("Key")] : []) + [
        .init("File"), .init("Size, bytes", .right), .init("Encoding"), .init("Lines end"),
        .init("Delimiter"),
        .init("Decimal"), .init("Results", .right), .init("Used", .right),
      ] + (hasOthers ? [.init("Other lines")] : []),
      rows: data.files.enumerated().map { index, file in
        Table.Row(
          (keys.areUsed ? [Cell(RichText(keys.key(ofFile: file.name)))] : []) + [
            Cell(RichText(visible(file.name))), Cell(file.byteCount), Cell(RichText(encoding(file))),
            Cell(RichText(file.lineEnding ?? "–")),
            Cell(RichText(file.sheet == nil ? delimiter(file.delimiter) : "–")),
            Cell(RichText(file.sheet == nil ? decimal(file.numbers) : "–")),
            Cell(file.rows),
            Cell(file.used),
          ] + (hasOthers ? [Cell(RichText(words(file.otherLines)))] : []))
      })
    let hashes = Table(
      "hashes",
      caption: "SHA-256 of protocol\(provenance.standards == nil ? "" : ", ledger of standards") and input files",
      columns: [.init("File"), .init("SHA-256")],
      rows: [
        Table.Row([
          Cell(RichText(visible(provenance.protocolFile.name))), Cell("\(code: provenance.protocolFile.sha256)"),
        ])
      ]
        + ((provenance.standards.map { [$0] } ?? []) + provenance.inputs).map {
          Table.Row([Cell(RichText(visible($0.name))), Cell("\(code: $0.sha256)")])
        })
    return [files, hashes]
  }

  /// What each column of each file was taken for.
  static func columns(_ data: AssayData, _ words: StudyWords) -> Table {
    let keys = FileKeys(data)
    return Table(
      "columns", caption: "Columns and what they were taken for",
      columns: [.init("File"), .init("Column", .right), .init("Header"), .init("Taken for")],
      rows: data.files.flatMap { file in
        file.columns.enumerated().map { index, column in
          Table.Row(
            [
              Cell(RichText(keys.key(ofFile: file.name))), Cell(index + 1), Cell(RichText(visible(column.header))),
              Cell(
                RichText(meaning(column, words)),
                raw: column.roles.isEmpty
                  ? column.choosesRows ? "rows" : "not used" : column.roles.map { $0.rawValue }.joined(separator: " ")),
            ], startsGroup: index == 0)
        }
      })
  }

  /// `utf-8`, or `xlsx, sheet Results`.
  private static func encoding(_ file: AssayData.File) -> String {
    file.encoding + (file.sheet.map { ", sheet \(visible($0.name))" } ?? "")
  }

  /// How a file was read, item by item.
  static func reading(_ file: AssayData.File) -> [Entry] {
    guard file.sheet == nil, let lineEnding = file.lineEnding else {
      return [Entry("Encoding", RichText(encoding(file)))]
    }
    return [
      Entry("Encoding", RichText(file.encoding)), Entry("Lines end", RichText(lineEnding)),
      Entry("Delimiter", RichText(delimiter(file.delimiter))), Entry("Decimal mark", RichText(decimal(file.numbers))),
    ]
  }

  /// Lines that the protocol declares to be none of the table.
  private static func words(_ lines: AssayData.File.OtherLines) -> String {
    let parts = [
      lines.preamble > 0 ? "\(lines.preamble) above the header" : nil,
      lines.comments > 0 ? Wording.count(lines.comments, "comment") : nil,
      lines.footer > 0 ? "\(lines.footer) below the table" : nil,
    ].compactMap { $0 }
    return parts.isEmpty ? "none" : Spelling.list(parts, "and")
  }

  private static func decimal(_ numbers: NumberGrammar) -> String {
    (numbers.decimalMark == UInt8(ascii: ".") ? "point" : "comma")
      + (numbers.thousandsMark.map { ", thousands \(quoted($0.rawValue))" } ?? "")
  }

  private static func meaning(_ column: AssayData.File.Column, _ words: StudyWords) -> String {
    let meanings = column.roles.map { words.meaning($0) } + (column.choosesRows ? ["which rows are read"] : [])
    return meanings.isEmpty ? "not used" : Spelling.list(meanings, "and")
  }

  static func delimiter(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "\t"): "tab"
    case UInt8(ascii: ","): "comma"
    case UInt8(ascii: ";"): "semicolon"
    default: String(UnicodeScalar(byte))
    }
  }

  /// - Parameters:
  ///   - keys: how files are called; `nil` where there is one, by its name.
  ///   - record: where all of them are.
  static func warnings(_ warnings: [Problem], _ keys: FileKeys? = nil, allIn record: String) -> Table {
    Table(
      "warnings", caption: "Warnings",
      columns: [.init("Where"), .init("What"), .init("Code")],
      rows: warnings.prefix(100).map {
        Table.Row([
          Cell("\(code: $0.location.map { keys?.place($0) ?? visible($0.description) } ?? "protocol and data")"),
          Cell(RichText($0.message)),
          Cell("\(code: $0.code)"),
        ])
      },
      note: warnings.count > 100 ? "\(warnings.count - 100) more are in \(record)." : nil)
  }
}
