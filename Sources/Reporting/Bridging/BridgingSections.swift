internal import Plotting
internal import Transfer

extension Section {
  /// The ratio of two standards: runs, laboratories, and ways to combine them.
  static func ratio(_ context: BridgingContext) -> Section? {
    let (tables, figures) = (BridgingTables(context: context), BridgingFigures(context: context))
    return ofStandards(
      "ratio", "The ratio of the two standards",
      [
        figures.pairs.map { .figure($0) }, .table(tables.pairs), figures.forest.map { .figure($0) },
        tables.laboratories.map { .table($0) }, tables.variation.map { .table($0) },
        tables.consensus.map { .table($0) },
      ])
  }

  /// The chain back to the primary.
  static func chain(_ context: BridgingContext) -> Section? {
    let tables = ChainTables(context: context)
    return ofStandards(
      "chain", "The chain back to the primary",
      [
        BridgingFigures(context: context).chain.map { .figure($0) }, .table(tables.generations),
        .table(tables.policies),
        tables.backTest.map { .table($0) },
      ])
  }

  /// What the ledger of standards is to be given; `nil` where no standard was given a value.
  static func ledgerEntry(_ context: ReportContext) -> Section? {
    ofStandards(
      "entry", "The entry for the ledger", [context.assessment.ledgerEntry.map { .paragraph("\(code: $0.inline)") }])
  }

  /// `nil` without any block.
  private static func ofStandards(_ name: String, _ title: String, _ blocks: [Block?]) -> Section? {
    let found = blocks.compactMap { $0 }
    return found.isEmpty ? nil : Section(name, title: title, blocks: found)
  }
}
