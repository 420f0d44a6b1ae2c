internal import Notation
internal import Statistics
internal import Transfer

/// Every standard of a protocol or a ledger, as it was understood.
struct LedgerTable {
  let ledger: StandardsLedger

  /// How many are printed; the record holds all.
  private static let printed = 200

  var table: Table {
    let shown = ledger.standards.prefix(Self.printed)
    return Table(
      "standards",
      caption:
        "Reference standards\(ledger.file.map { " of \(visible($0))" } ?? "")\(shown.count < ledger.standards.count ? ", the first \(shown.count) of \(ledger.standards.count)" : "")",
      columns: [
        .init("Standard"), .init("Lot"), .init("Value", .right), .init("Comparator"), .init("Rule"),
        .init("Ratio", .right), .init("u(ln)", .right), .init("df", .right), .init("Date"), .init("Provisional"),
      ],
      rows: shown.map { standard in
        let text = ReferenceText(standard, provisional: ledger.provisional(behind: standard.id))
        return Table.Row([
          Cell("\(strong: visible(standard.id))"), Cell(RichText(visible(standard.lot ?? ""))),
          Cell(RichText(text.value), raw: standard.value.description),
          Cell(RichText(standard.comparator.map(visible) ?? "primary")),
          Cell(RichText(standard.rule?.rawValue ?? "")), standard.ratio.map { Cell($0) } ?? .empty,
          Cell(Numbers.shortest(standard.standardUncertainty), value: standard.standardUncertainty),
          Cell(
            RichText(
              standard.degreesOfFreedom.isFinite
                ? Numbers.degreesOfFreedom(standard.degreesOfFreedom) : "infinite")),
          Cell(RichText(standard.date ?? "")),
          Cell(RichText(text.provisionalWord), text.provisional.isEmpty ? .none : .flagged),
        ])
      },
      note:
        "u(ln) and df: of the ln of the measured ratio, standard over comparator; of ln value for a primary."
        + (ledger.standards.contains { !$0.correlations.isEmpty }
          ? " Errors of some ratios are correlated, as stated there." : ""))
  }

  var record: JSON {
    .array(
      ledger.standards.map { standard in
        .members([
          "standard": .string(standard.id), "lot": .optional(standard.lot),
          "comparator": .optional(standard.comparator),
          "value": .number(standard.value.double), "unit": .optional(standard.unit),
          "rule": .optional(standard.rule?.rawValue), "ratio": .optional(standard.ratio?.double),
          "standardUncertainty": .number(standard.standardUncertainty),
          "degreesOfFreedom": .finite(standard.degreesOfFreedom), "date": .optional(standard.date),
          "provisional": .bool(standard.provisional),
          "restsOnProvisional": .array(ledger.provisional(behind: standard.id).map { .string($0.id) }),
          "correlations": standard.correlations.isEmpty
            ? nil
            : .object(standard.correlations.map { JSON.Member(key: $0.other, value: .number($0.value)) }),
        ])
      })
  }
}
