internal import Notation
internal import Plotting
internal import TransferAssessment
internal import TransferProtocol

extension Section {
  /// The criteria that did not pass, with each unit, analyst, day and sample left out; `nil` when there is nothing to show.
  static func sensitivity(_ context: ReportContext) -> Section? {
    var blocks: [Block] = []
    for (diagnosis, text) in paired(context).prefix(4) where !diagnosis.leftOut.isEmpty {
      blocks.append(.figure(figure(diagnosis, text, context)))
    }
    guard !blocks.isEmpty else { return nil }
    blocks.insert(
      .paragraph(
        "Each line repeats the judgement without one \(RichText("unit, analyst, day or sample")). It shows what the verdict hangs on; none of these analyses may replace the protocol's."
      ), at: 0)
    return Section("sensitivity", title: "Sensitivity", startsPage: true, blocks: blocks)
  }

  private static func figure(_ diagnosis: Diagnosis, _ text: FindingText, _ context: ReportContext) -> Figure {
    let finding = text.finding
    var groups: [EquivalenceForest.Group] = [
      EquivalenceForest.Group("As judged", rows: [ForestFigure.row(text, role: .judged, label: "protocol", width: 680)])
    ]
    var tableRows: [Table.Row] = []
    for factor in ["run", "result", "day", "analyst", "sample"] {
      let all = diagnosis.leftOut.filter { $0.factor == factor }
      guard !all.isEmpty else { continue }
      // With many levels the five furthest each way.
      let sorted = all.filter { $0.evidence != nil }.sorted {
        ($0.evidence?.estimate ?? 0) < ($1.evidence?.estimate ?? 0)
      }
      let kept = all.count > 24 ? Array(sorted.prefix(5) + sorted.suffix(5)) : all
      groups.append(
        EquivalenceForest.Group(
          "Leave one \(factor) out\(kept.count < all.count ? " (the 10 furthest of \(all.count))" : "")",
          rows: kept.map { entry in
            let label =
              "without \([entry.laboratory, entry.name].compactMap { $0 }.map(visible).joined(separator: " "))"
            guard let evidence = entry.evidence else {
              return EquivalenceForest.Row(
                label, role: .alternative, estimate: nil, verdict: entry.verdict.label, note: "not evaluated")
            }
            let alternative = Self.text(evidence, of: finding, context, verdict: entry.verdict)
            return ForestFigure.row(
              alternative, role: entry.verdict == finding.verdict ? .alternative : .changed, label: label, width: 680)
          }))
      tableRows += all.map { entry in
        let alternative = entry.evidence.map { Self.text($0, of: finding, context, verdict: entry.verdict) }
        return Table.Row([
          Cell(RichText(factor)), Cell(RichText(visible(entry.laboratory ?? ""))), Cell(RichText(visible(entry.name))),
          entry.evidence.map { Cell(alternative?.estimate ?? "", value: $0.estimate) } ?? .empty,
          Cell(RichText(alternative?.interval ?? "")), Cell("\(verdict: entry.verdict.label)"),
        ])
      }
    }
    let stated = finding.criterion.statedLimits
    let isRatio = finding.evidence?.quantity.isRatio ?? false
    let isTwoSided = !finding.criterion.isOneSided
    let drawing = EquivalenceForest(
      title: "\(text.label(several: context.severalReceivers)) with one left out", groups: groups,
      lower: stated.lower.map { Limit($0.double, $0.description) },
      upper: stated.upper.map { Limit($0.double, $0.description) },
      scale: isRatio && isTwoSided ? .logarithmic : .linear, axisTitle: text.quantity,
      count: "n = \(text.units) \(finding.attribute.unitOfReplication.plural) S / R, as judged",
      numberHeads: ["estimate", "\(text.levelShort) interval"], reference: nil, guide: finding.evidence?.estimate,
      including: isTwoSided ? [] : [0], width: 680
    ).drawing
    let name = "sensitivity-\(finding.criterion.id)-\(finding.item.name ?? "pooled")-\(finding.receiving)"
    let several = diagnosis.wouldPass
    return Figure(
      name,
      caption:
        "\(visible(text.label(several: context.severalReceivers))) with one left out: \(several) of \(diagnosis.leftOut.count) would pass. Bold: the verdict would change. The dotted line is the estimate as judged. \(context.source)",
      [drawing],
      data: .kept(
        Table(
          name,
          columns: [
            .init("Left out"), .init("Laboratory"), .init("Name"), .init("Estimate", .right), .init("Interval", .right),
            .init("Verdict"),
          ], rows: tableRows)))
  }
}
