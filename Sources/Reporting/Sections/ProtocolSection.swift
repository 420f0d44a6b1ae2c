internal import AssayData
internal import Notation
internal import Transfer

extension Section {
  /// What was agreed: limits with their justification, design, model and rules.
  static func protocolOfRecord(_ context: ReportContext) -> Section {
    let transferProtocol = context.transferProtocol
    var blocks: [Block] = [
      .paragraph(
        "Protocol \(code: context.provenance.protocolFile.name) of study \(transferProtocol.study.id), SHA-256 \(code: context.provenance.protocolFile.sha256). It is not locked: no ledger dates its criteria before the data.\(transferProtocol.isDraft ? " A limit is only an example: the study is a DRAFT." : "")\(standards(context))"
      ),
      .table(limits(transferProtocol)),
    ]
    for attribute in transferProtocol.attributes { blocks.append(.table(design(attribute, transferProtocol))) }
    if let table = context.promise?.table(transferProtocol) { blocks.append(.table(table)) }
    if !transferProtocol.readiness.isEmpty { blocks.append(.table(readiness(transferProtocol))) }
    return Section("protocol", title: "Protocol of record", blocks: blocks)
  }

  /// Where the standards stand, when that is not the protocol.
  private static func standards(_ context: ReportContext) -> RichText {
    guard let file = context.provenance.standards else { return "" }
    return " Its reference standards stand in the ledger \(code: file.name), SHA-256 \(code: file.sha256)."
  }

  /// What the protocol asks for, criterion by criterion.
  static func limits(_ transferProtocol: TransferProtocol) -> Table {
    Table(
      "limits", caption: "Limits, their source and justification",
      columns: [
        .init("Criterion"), .init("Attribute"), .init("Quantity"), .init("Limits", .right), .init("α", .right),
        .init("Scope"),
        .init("Source"), .init("Justification"),
      ],
      rows: transferProtocol.attributes.flatMap { attribute in
        (attribute.criteria.filter { $0.required } + attribute.criteria.filter { !$0.required }).map { criterion in
          let unit = criterion.facts.unit(of: attribute)
          let quantity = criterion.quantity(
            attribute, in: transferProtocol.words, receiving: transferProtocol.compared.receiving,
            sending: transferProtocol.compared.sending)
          return Table.Row([
            Cell("\(strong: criterion.id)", note: criterion.required ? nil : "informational"),
            Cell(RichText(attribute.id)),
            Cell(RichText(visible(quantity)), note: criterion.kindName),
            Cell(RichText("\(criterion.limitsText)\(unit.isEmpty ? "" : "\u{A0}\(visible(unit))")")),
            Cell(RichText(Numbers.shortest(criterion.alpha))), Cell(RichText(criterion.scope.rawValue)),
            Cell(RichText(criterion.justification.source.rawValue)),
            Cell(RichText(visible(criterion.justification.text))),
          ])
        }
      })
  }

  /// The unit of replication, the design and the rules of an attribute.
  static func design(_ attribute: Attribute, _ transferProtocol: TransferProtocol) -> Table {
    var entries: [Entry] = [
      Entry(
        "Unit of replication",
        attribute.unitOfReplication == .result
          ? "result: every single result counts as independent, as the protocol declares"
          : RichText(
            "\(visible(unit(attribute, transferProtocol))): results within one are averaged and not counted as independent"
          )),
      Entry(
        "Scale",
        attribute.scale == .log
          ? "log: means and SDs of ln; geometric means and ratios are reported" : "linear: arithmetic means and SDs"),
    ]
    if let design = attribute.design {
      var parts: [String] = []
      if !design.samples.isEmpty { parts.append("samples \(design.samples.map(visible).joined(separator: ", "))") }
      if !design.levels.isEmpty {
        parts.append("levels \(design.levels.map({ $0.description }).joined(separator: ", "))")
      }
      if let count = design.analysts { parts.append(Wording.planned(count, "analyst", transferProtocol.laboratories)) }
      if let count = design.days { parts.append(Wording.planned(count, "day", transferProtocol.laboratories)) }
      if let count = design.runs { parts.append(Wording.planned(count, "run", transferProtocol.laboratories)) }
      if let samples = design.samplesPerRun {
        parts.append(samples == .all ? "every run holds all samples" : "a run holds one sample")
      }
      if let count = design.replicates {
        parts.append(Wording.planned(count, "replicate", transferProtocol.laboratories))
      }
      entries.append(
        Entry("Design, each of the \(transferProtocol.words.groups)", RichText(parts.joined(separator: "; "))))
    } else {
      entries.append(Entry("Design", "none declared: completeness cannot be said"))
    }
    if let specification = attribute.specification {
      entries.append(
        Entry(
          "Specification",
          RichText("\(Self.range(specification))\(Numbers.noBreakSpace)\(visible(attribute.unitOfMeasurement))")))
    }
    if let reference = attribute.reference { entries.append(Entry("Reference lot", RichText(visible(reference)))) }
    if attribute.otherReferences == .bridge {
      entries.append(
        Entry(
          "Other reference lots",
          "converted to it by the measured ratio of the lots, whose uncertainty enters the comparison of means"))
    }
    if let rules = attribute.doseResponse?.requireSimilar, !rules.isEmpty {
      entries.append(
        Entry(
          "Similarity required",
          RichText(
            "\(rules.map { visible($0.criterion) }.joined(separator: ", ")): a preparation of a run that any of them does not show similar has no potency there"
          )))
    }
    entries += [
      Entry("Missing units", RichText(rule(transferProtocol.rules.missingUnits))),
      Entry(
        "More than planned",
        transferProtocol.rules.surplusUnits == .report ? "judged, and reported on page one" : "not evaluated"),
      Entry("Invalid or cancelled results", RichText("never used; \(rule(transferProtocol.rules.invalidRuns))")),
      Entry("Outliers", "never removed"), Entry("Repeats", "refused: two results with one identity are an error"),
      Entry(
        "Censored values",
        RichText(
          transferProtocol.data.censored == .refuse
            ? "refused" : "half of the limit stands for a value below it, and says so")),
      Entry("Rounding", "judged unrounded; bounds are printed rounded outward"),
    ]
    return Table(
      "design-\(attribute.id)", caption: "Design, model and rules: \(visible(attribute.title))",
      heads: ("Item", "As agreed"),
      keyValues: entries)
  }

  /// The unit of replication, with its column's own word where that says more.
  private static func unit(_ attribute: Attribute, _ transferProtocol: TransferProtocol) -> String {
    let role = Role(rawValue: attribute.unitOfReplication.rawValue)
    return transferProtocol.words.unit(
      attribute.unitOfReplication.rawValue, header: role.flatMap { transferProtocol.data.columns[$0]?.words })
  }

  /// `95.0 to 105.0`, `≤ 0.5`, `≥ 98`.
  private static func range(_ specification: Attribute.Specification) -> String {
    switch (specification.lower, specification.upper) {
    case (let lower?, let upper?): "\(lower) to \(upper)"
    case (nil, let upper?): "≤ \(upper)"
    case (let lower?, nil): "≥ \(lower)"
    case (nil, nil): "–"
    }
  }

  private static func rule(_ rule: Rules.OnGap) -> String {
    rule == .report ? "judged without them and reported on page one" : "not evaluated"
  }

  private static func readiness(_ transferProtocol: TransferProtocol) -> Table {
    Table(
      "readiness", caption: "Readiness",
      columns: [.init("Item"), .init("Owner"), .init("Done"), .init("Evidence")],
      rows: transferProtocol.readiness.map {
        Table.Row([
          Cell(RichText(visible($0.item))), Cell(RichText(visible($0.owner))),
          Cell($0.done ? "yes" : "\(strong: "open")"),
          Cell(RichText(visible($0.evidence ?? ""))),
        ])
      })
  }
}
