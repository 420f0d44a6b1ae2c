internal import Notation
internal import Plotting
internal import Transfer

extension Section {
  /// Findings with each unit, analyst, day and sample left out: first those that did not pass, then those that passed and
  /// would not without one; of standards the ratio, with laboratories left out too. `nil` when there is nothing to show.
  static func sensitivity(_ context: ReportContext) -> Section? {
    let standards = context.bridging.map { BridgingTables(context: $0) }
    let leftOut = context.diagnosed.filter { !$0.diagnosis.leftOut.isEmpty }
    let passed = leftOut.filter { $0.text.finding.verdict == .pass }
    let drawn =
      leftOut.filter { $0.text.finding.verdict != .pass } + passed.filter { !$0.diagnosis.changes.isEmpty }
    let tables = [
      putBack(context), conventions(context), passed.isEmpty ? nil : fragility(passed, context), standards?.leftOut,
      standards?.sizes,
    ].compactMap { $0 }
    guard !tables.isEmpty || !drawn.isEmpty else { return nil }
    return Section(
      "sensitivity", title: "Sensitivity",
      blocks: [
        .paragraph(
          "Each line repeats the judgement without one unit, analyst, day or \(standards == nil ? "sample" : "laboratory"). It shows what the verdict depends on; none of these analyses may replace the protocol's."
        )
      ] + tables.map { .table($0) } + drawn.prefix(4).map { .figure(figure($0.diagnosis, $0.text, context)) })
  }

  /// Each finding by other units of replication and by the other convention for variances.
  private static func conventions(_ context: ReportContext) -> Table? {
    let rows = context.diagnosed.flatMap { entry in
      (entry.diagnosis.otherUnits + entry.diagnosis.otherVariances).map { row($0, entry.text, context) }
    }
    guard !rows.isEmpty else { return nil }
    return Table(
      "other-conventions",
      caption: "Findings with another unit of replication, and by the other convention for variances",
      columns: [
        .init("Finding"), .init("Otherwise"), .init("Estimate", .right), .init("Interval", .right), .init("Verdict"),
      ], rows: Array(rows.prefix(most)),
      note:
        "Shaded: another verdict than the protocol's.\(rows.count > most ? " \(rows.count - most) more are in \(context.recordFile)." : "")"
    )
  }

  /// Each exclusion put back, and all of an attribute together, with every finding that it can move.
  private static func putBack(_ context: ReportContext) -> Table? {
    let rows = context.assessment.exclusions.flatMap { exclusion -> [Table.Row] in
      let words = ExclusionWords(exclusion)
      let head = Cell(RichText(words.phrase), note: words.reason)
      let told = exclusion.outcomes.compactMap { outcome in
        context.text(of: outcome).map { row(outcome.alternative, $0, context, head: head) }
      }
      guard let obstacle = words.obstacle else { return told }
      return told + [Table.Row([head, .empty, .empty, Cell(RichText(obstacle)), .empty])]
    }
    guard !rows.isEmpty else { return nil }
    return Table(
      "put-back", caption: "Findings with exclusions put back",
      columns: [
        .init("Put back"), .init("Finding"), .init("Estimate", .right), .init("Interval", .right), .init("Verdict"),
      ], rows: Array(rows.prefix(most)),
      note:
        "Shaded: another verdict than without. An exclusion is justified by what happened, never by the verdict.\(rows.count > most ? " \(rows.count - most) more are in \(context.recordFile)." : "")"
    )
  }

  /// How many alternatives a table has room for; the record has all.
  private static let most = 200

  /// - Parameter head: what is done otherwise, before the finding; else it follows it.
  private static func row(
    _ alternative: Alternative, _ text: FindingText, _ context: ReportContext, head: Cell? = nil
  ) -> Table.Row {
    let other = alternative.evidence.map { Self.text($0, of: text, context, verdict: alternative.verdict) }
    let label = alternative.verdict.label(isInformational: !text.criterion.required)
    let name = Cell(RichText(visible(text.label(several: context.severalReceivers))))
    return Table.Row([
      head ?? name, head == nil ? Cell(RichText(AlternativeWords(alternative.scenario, context).phrase)) : name,
      alternative.evidence.map { Cell(other?.estimate ?? "", value: $0.estimate) } ?? .empty,
      Cell(RichText(other?.interval ?? ""), note: alternative.evidence == nil ? visible(alternative.reason) : nil),
      Cell("\(verdict: label)", alternative.verdict == text.finding.verdict ? .none : .flagged),
    ])
  }

  /// How many analyses that leave one out would take the pass away.
  private static func fragility(
    _ passed: [(diagnosis: Diagnosis, text: FindingText)], _ context: ReportContext
  ) -> Table {
    Table(
      "fragility", caption: "Findings that passed, with one left out", style: .narrow,
      columns: [.init("Finding"), .init("Analyses", .right), .init("Would not pass", .right)],
      rows: passed.map { entry in
        Table.Row([
          Cell(
            RichText(visible(entry.text.label(several: context.severalReceivers))),
            note: entry.text.criterion.required ? nil : "informational"),
          Cell(entry.diagnosis.leftOut.count),
          Cell(entry.diagnosis.wouldNotPass, entry.diagnosis.wouldNotPass > 0 ? .flagged : .none),
        ])
      })
  }

  private static func figure(_ diagnosis: Diagnosis, _ text: FindingText, _ context: ReportContext) -> Figure {
    let finding = text.finding
    func label(_ verdict: Verdict) -> VerdictLabel { verdict.label(isInformational: !finding.criterion.required) }
    var groups: [EquivalenceForest.Group] = [
      EquivalenceForest.Group("As judged", rows: [ForestFigure.row(text, role: .judged, label: "protocol", width: 680)])
    ]
    var tableRows: [Table.Row] = []
    for factor in [Scenario.Factor.unit, .variances, .run, .result, .day, .analyst, .sample] {
      let all = diagnosis.alternatives.filter { $0.scenario.factor == factor }
      guard !all.isEmpty else { continue }
      // With many levels the five furthest each way.
      let sorted = all.filter { $0.evidence != nil }.sorted {
        ($0.evidence?.estimate ?? 0) < ($1.evidence?.estimate ?? 0)
      }
      let kept = all.count > 24 ? Array(sorted.prefix(5) + sorted.suffix(5)) : all
      groups.append(
        EquivalenceForest.Group(
          heading(factor) + (kept.count < all.count ? " (the 10 furthest of \(all.count))" : ""),
          rows: kept.map { entry in
            let name = AlternativeWords(entry.scenario, context).short
            guard let evidence = entry.evidence else {
              return EquivalenceForest.Row(
                name, role: .alternative, estimate: nil, verdict: label(entry.verdict), note: "not evaluated")
            }
            let alternative = Self.text(evidence, of: text, context, verdict: entry.verdict)
            return ForestFigure.row(
              alternative, role: entry.verdict == finding.verdict ? .alternative : .changed, label: name, width: 680)
          }))
      tableRows += all.map { entry in
        let alternative = entry.evidence.map { Self.text($0, of: text, context, verdict: entry.verdict) }
        return Table.Row([
          Cell(RichText(factor.rawValue)), Cell(RichText(visible(entry.scenario.laboratory ?? ""))),
          Cell(RichText(visible(entry.scenario.name))),
          entry.evidence.map { Cell(alternative?.estimate ?? "", value: $0.estimate) } ?? .empty,
          Cell(RichText(alternative?.interval ?? "")), Cell("\(verdict: label(entry.verdict))"),
        ])
      }
    }
    let stated = finding.criterion.facts
    let isRatio = finding.evidence?.quantity.isRatio ?? false
    let isTwoSided = !finding.criterion.facts.isOneSided
    let drawing = EquivalenceForest(
      title: "\(text.label(several: context.severalReceivers)) with one left out", groups: groups,
      lower: stated.lower.map { Limit($0.double, $0.description) },
      upper: stated.upper.map { Limit($0.double, $0.description) },
      scale: isRatio && isTwoSided ? .logarithmic : .linear, axisTitle: text.quantity,
      count: "\(text.count), as judged",
      numberHeads: ["estimate", text.intervalHead], reference: nil, guide: finding.evidence?.estimate,
      including: isTwoSided ? [] : [0], width: 680
    ).drawing
    let name = "sensitivity-\(finding.criterion.id)-\(finding.item.name ?? "pooled")-\(finding.receiving)"
    let outcome =
      finding.verdict == .pass
      ? "\(diagnosis.wouldNotPass) of \(diagnosis.leftOut.count) would not pass"
      : "\(diagnosis.wouldPass) of \(diagnosis.leftOut.count) would pass"
    return Figure(
      name,
      caption:
        "\(visible(text.label(several: context.severalReceivers))) with one left out: \(outcome). Bold: the verdict would change. The dotted line is the estimate as judged.",
      [drawing],
      data: .kept(
        Table(
          name,
          columns: [
            .init("Left out"), .init(context.words.groupHead), .init("Name"), .init("Estimate", .right),
            .init("Interval", .right),
            .init("Verdict"),
          ], rows: tableRows)))
  }

  private static func heading(_ factor: Scenario.Factor) -> String {
    switch factor {
    case .unit: "Another unit of replication"
    case .variances: "The other convention for variances"
    case .run, .result, .day, .analyst, .sample, .laboratory: "Leave one \(factor.rawValue) out"
    case .exclusion, .exclusions: "Exclusions put back"
    }
  }
}
