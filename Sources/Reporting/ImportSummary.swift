public import AssayData
internal import Notation
public import Transfer

/// What `check` says: what the protocol asks for, how each file was understood, and what it held.
public struct ImportSummary: Sendable {
  private let data: AssayData
  private let transferProtocol: TransferProtocol
  private let provenance: Provenance
  private let received: ReceivedResults

  public init(
    _ data: AssayData, _ transferProtocol: TransferProtocol, _ provenance: Provenance, _ received: ReceivedResults
  ) {
    self.received = received
    self.data = data
    self.transferProtocol = transferProtocol
    self.provenance = provenance
  }

  private var warnings: [Problem] { transferProtocol.warnings + data.warnings + received.warnings }

  private func isPlanned(_ count: AssayData.Count) -> Bool {
    guard let sample = count.sample else { return true }
    return !received.completeness.contains { completeness in
      (count.attribute.isEmpty || completeness.attribute == count.attribute)
        && completeness.unplannedSamples.contains(sample)
    }
  }

  /// How many rows of counts are printed; the JSON holds all.
  private static let printed = 200

  /// For a terminal.
  public var report: Report {
    var blocks: [Block] = DataTables.files(data, provenance).map { .table($0) }
    blocks.append(.table(DataTables.columns(data, transferProtocol.words)))
    if let table = AliasTable(data, transferProtocol).table { blocks.append(.table(table)) }
    if let ledger = transferProtocol.standards { blocks.append(.table(LedgerTable(ledger: ledger).table)) }
    let counts = data.counts()
    blocks.append(
      .table(
        Table(
          "counts",
          caption:
            "Results by \(transferProtocol.words.group), attribute, sample and run\(counts.count > Self.printed ? ", the first \(Self.printed) of \(counts.count)" : "")",
          columns: [
            .init(transferProtocol.words.groupHead), .init("Attribute"), .init("Sample"), .init("Run"),
            .init("Results", .right),
            .init("Used", .right),
          ],
          rows: counts.prefix(Self.printed).map { count in
            Table.Row([
              Cell(RichText(visible(count.laboratory))), Cell(RichText(visible(count.attribute))),
              Cell(RichText(visible(count.sample ?? "–"))), Cell(RichText(visible(count.run ?? "–"))),
              Cell(count.results),
              isPlanned(count) ? Cell(count.usable) : Cell("not judged"),
            ])
          })))
    for completeness in received.completeness where !completeness.entries.isEmpty {
      blocks.append(.table(ReceivedTable(completeness, transferProtocol.words).table(most: Self.printed)))
    }
    if !warnings.isEmpty { blocks.append(.table(DataTables.warnings(warnings, FileKeys(data), allIn: "check --json"))) }
    return Report(
      kind: "What was understood", title: transferProtocol.study.title,
      facts: [
        Report.Fact("Study", transferProtocol.study.id), ProtocolEcho(transferProtocol).parties,
        Report.Fact(
          "Protocol", "\(provenance.protocolFile.name), SHA-256 \(provenance.protocolFile.sha256.prefix(8))…"),
      ]
        + (provenance.standards.map { [Report.Fact("Standards", "\($0.name), SHA-256 \($0.sha256.prefix(8))…")] } ?? []),
      running: Report.RunningHeads(
        document: transferProtocol.study.id, laboratories: "", subject: "", status: "", hash: provenance.shortHash),
      sections: [
        Section("protocol", title: "What the protocol asks", blocks: ProtocolEcho(transferProtocol).blocks),
        Section("import", title: "Import", blocks: blocks),
      ])
  }

  /// `{protocol, files, columns, counts, completeness, problems}`, and `standards` where the protocol has some.
  public var json: JSON {
    .members([
      "schema": "methodtransfer/check/1", "protocol": ProtocolEcho(transferProtocol).record,
      "files": .array(
        zip(data.files, provenance.inputs).map { file, input in
          input.record(file, rows: file.rows, used: file.used).with(
            .members([
              "bytes": .integer(file.byteCount),
              "delimiter": file.sheet == nil ? .string(String(UnicodeScalar(file.delimiter))) : nil,
              "decimal": file.sheet == nil ? .string(String(UnicodeScalar(file.numbers.decimalMark))) : nil,
              "thousands": .optional(file.numbers.thousandsMark?.rawValue),
              "otherLines": file.otherLines.areAny
                ? .members([
                  "preamble": .integer(file.otherLines.preamble), "comments": .integer(file.otherLines.comments),
                  "footer": .integer(file.otherLines.footer),
                ]) : nil,
            ]))
        }),
      "columns": .array(
        data.files.flatMap { file in
          file.columns.enumerated().map { index, column in
            .members([
              "file": .string(file.name), "column": .integer(index + 1), "header": .string(column.header),
              "roles": .array(column.roles.map { .string($0.rawValue) }),
            ])
          }
        }),
      "counts": .array(
        data.counts().map { count in
          .members([
            "laboratory": .string(count.laboratory), "attribute": .string(count.attribute),
            "sample": .optional(count.sample),
            "run": .optional(count.run), "results": .integer(count.results),
            "used": .integer(isPlanned(count) ? count.usable : 0), "planned": .bool(isPlanned(count)),
          ])
        }), "standards": transferProtocol.standards.map { LedgerTable(ledger: $0).record },
      "completeness": .object(
        received.completeness.map { JSON.Member(key: $0.attribute, value: $0.planRecord) }),
      "problems": .array(warnings.map { $0.record }),
    ])
  }
}
