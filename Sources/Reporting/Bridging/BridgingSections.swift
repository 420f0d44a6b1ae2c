internal import Plotting
internal import Transfer

extension Section {
  /// The ratio of two standards: runs, laboratories, and ways to combine them; `nil` where none are compared.
  static func ratio(_ context: ReportContext) -> Section? {
    guard let context = context.bridging else { return nil }
    let (tables, figures) = (BridgingTables(context: context), BridgingFigures(context: context))
    let blocks: [Block?] = [
      figures.pairs.map { .figure($0) }, .table(tables.pairs), figures.forest.map { .figure($0) },
      tables.laboratories.map { .table($0) }, tables.variation.map { .table($0) }, tables.consensus.map { .table($0) },
    ]
    return Section("ratio", title: "The ratio of the two standards", blocks: blocks.compactMap { $0 })
  }

  /// The chain back to the primary; `nil` where no standards are compared.
  static func chain(_ context: ReportContext) -> Section? {
    guard let context = context.bridging else { return nil }
    let tables = ChainTables(context: context)
    let blocks: [Block?] = [
      BridgingFigures(context: context).chain.map { .figure($0) }, .table(tables.generations), .table(tables.policies),
      tables.backTest.map { .table($0) },
    ]
    return Section("chain", title: "The chain back to the primary", blocks: blocks.compactMap { $0 })
  }

  /// What the ledger of standards is to be given; `nil` where no standard was given a value.
  static func ledgerEntry(_ context: ReportContext) -> Section? {
    context.assessment.ledgerEntry.map { entry in
      Section("entry", title: "The entry for the ledger", blocks: [.paragraph("\(code: entry.inline)")])
    }
  }
}
