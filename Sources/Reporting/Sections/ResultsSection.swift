internal import Notation
internal import Plotting
internal import Statistics
internal import Transfer

extension Section {
  /// Each criterion with its picture, its computation, and what was concluded; `nil` of standards, whose criteria ask one ratio
  /// that has sections of its own.
  static func results(_ context: ReportContext) -> Section? {
    guard context.bridging == nil else { return nil }
    var blocks: [Block] = []
    for attribute in context.transferProtocol.attributes {
      for criterion in attribute.criteria.filter({ $0.required }) + attribute.criteria.filter({ !$0.required }) {
        for receiving in context.transferProtocol.receiving {
          let findings = context.findings.filter {
            $0.criterion.id == criterion.id && $0.finding.receiving == receiving
          }
          guard let first = findings.first else { continue }
          let verdict = findings.count == 1 ? first.finding.verdict : overall(findings.map { $0.finding.verdict })
          var heading: RichText =
            "\(visible(criterion.id)) · \(visible(criterion.quantity(attribute, in: context.words, receiving: receiving, sending: context.transferProtocol.sending)))"
          if context.transferProtocol.attributes.count > 1 { heading = heading + ", \(visible(attribute.title))" }
          if context.severalReceivers, !criterion.facts.namesReceiver { heading = heading + ", \(visible(receiving))" }
          blocks.append(.heading(heading + " \(verdict: verdict.label(isInformational: !criterion.required))"))
          if first.finding.receiving == context.findings(of: criterion).first?.finding.receiving,
            let whole = context.statement(of: criterion)
          {
            blocks.append(.paragraph(whole))
          }
          blocks += findings.prefix(12).map { .paragraph(context.statement($0)) }
          if let items = PooledItemsText(findings, context).sentence { blocks.append(.paragraph(items)) }
          if findings.contains(where: { $0.finding.evidence != nil }) {
            blocks.append(.figure(figure(context, criterion, receiving)))
            blocks.append(.table(computation(findings, context)))
            if let table = MeanSquareTable(findings, context).table { blocks.append(.table(table)) }
          }
        }
      }
    }
    return Section("results", title: "Results by criterion", blocks: blocks)
  }

  /// The worst of several items of one criterion.
  private static func overall(_ verdicts: [Verdict]) -> Verdict {
    for verdict in [Verdict.fail, .notEvaluated, .inconclusive] where verdicts.contains(verdict) { return verdict }
    return .pass
  }

  private static func figure(_ context: ReportContext, _ criterion: Criterion, _ receiving: String) -> Figure {
    let findings = context.findings.filter { $0.criterion.id == criterion.id && $0.finding.receiving == receiving }
    let name = "result-\(criterion.id)-\(receiving)"
    let table = "computation-\(criterion.id)-\(receiving)"
    switch criterion.facts.picture {
    case .bars:
      return Figure(
        name,
        caption:
          "\(visible(criterion.id)): estimate with its two one-sided \(findings.first?.levelShort ?? "") bounds against the limit (shaded: inside). Thick, with an end tick: the bound that was judged; thin: to the opposite one.",
        [bars(context, criterion, findings)], data: .shown(table))
    case .forest:
      return Figure(
        name,
        caption:
          "\(visible(criterion.id)): estimates and intervals against the limits (shaded: inside). Thick: as judged; thin: the two-sided interval at 1 − α or the opposite bound.",
        [ForestFigure(context, criterion: criterion, receiving: receiving).drawing(width: 680)], data: .shown(table))
    }
  }

  private static func bars(_ context: ReportContext, _ criterion: Criterion, _ findings: [FindingText]) -> Drawing {
    let first = findings[0]
    let evaluated = findings.first { $0.finding.evidence != nil } ?? first
    let unit = first.unit
    let stated = criterion.facts.upper
    return VarianceBars(
      title:
        "\(criterion.id): \(criterion.quantity(first.finding.attribute, in: context.words, receiving: first.finding.receiving, sending: context.transferProtocol.sending))",
      groups: findings.prefix(25).map { text in
        VarianceBars.Group(
          text.finding.item.name ?? "pooled", isJudged: true,
          rows: [
            VarianceBars.Row(
              text.finding.sendingUnits == nil ? context.words.receivingLetter : context.words.sendingLetter,
              isSending: text.finding.sendingUnits != nil,
              estimate: text.finding.evidence?.estimate,
              interval: text.finding.evidence?.wide.map(ForestFigure.interval),
              judged: (text.finding.evidence?.judged).map(ForestFigure.interval),
              numbers: text.finding.evidence == nil ? [] : [text.estimate ?? "", text.opposite, text.upperBound],
              note: text.finding.evidence == nil ? "not evaluated" : nil)
          ], limit: stated.map { Limit($0.double, $0.description) })
      },
      numberHeads: ["estimate", evaluated.oppositeHead, evaluated.intervalHead],
      axisTitle: unit.isEmpty ? "SD of ln" : unit,
      count: first.count
    ).drawing
  }

  private static func computation(_ findings: [FindingText], _ context: ReportContext) -> Table {
    let first = findings[0]
    let criterion = first.criterion
    let isMean =
      first.finding.evidence?.lowerPValue != nil || first.finding.evidence?.standardError != nil
      || !criterion.facts.isOneSided
    let log = first.finding.attribute.scale == .log
    let spread = log ? "SD of ln" : "SD"
    var rows: [Table.Row] = []
    let alpha = ExactDecimal(shortest: criterion.alpha)
    for text in findings.flatMap({ [$0] + PooledItemsText.parts(of: $0, context) }) {
      guard let evidence = text.finding.evidence else {
        rows.append(
          Table.Row(
            [
              Cell(RichText(visible(text.finding.item.name ?? "pooled"))), "not evaluated", .empty, .empty, .empty,
              .empty, Cell("\(verdict: text.label)"),
            ], startsGroup: true))
        continue
      }
      for (index, figures) in evidence.laboratories.enumerated() {
        let digits = figures.standardDeviation.map { $0 > 0 ? Numbers.decimals(standardError: $0) + 1 : 4 } ?? 4
        rows.append(
          Table.Row(
            [
              index == 0 ? Cell("\(strong: visible(text.finding.item.name ?? "pooled"))") : .empty,
              Cell(RichText(visible(figures.laboratory))),
              figures.mean.map {
                Cell(Numbers.estimate($0, decimals: meanDecimals($0, figures.standardDeviation, log: log)), value: $0)
              } ?? .empty,
              figures.standardDeviation.map { Cell(Numbers.estimate($0, decimals: min(digits, 8)), value: $0) }
                ?? .empty,
              figures.degreesOfFreedom.map { Cell(Numbers.degreesOfFreedom($0), value: $0) } ?? .empty,
              Cell(figures.units),
              Cell(figures.results),
            ], startsGroup: index == 0))
      }
      var says: [String] = []
      if let se = evidence.standardError {
        says.append("SE \(Numbers.estimate(se, decimals: min(Numbers.decimals(standardError: se) + 1, 8)))")
      }
      if let df = evidence.degreesOfFreedom { says.append("df \(Numbers.degreesOfFreedom(df))") }
      if let p = evidence.lowerPValue { says.append("p lower \(Numbers.pValue(p, alpha: alpha))") }
      if let p = evidence.upperPValue {
        says.append(isMean ? "p upper \(Numbers.pValue(p, alpha: alpha))" : "p \(Numbers.pValue(p, alpha: alpha))")
      }
      if let equivalence = evidence.equivalenceInterval {
        says.append(
          "\(Numbers.percent((1 - criterion.alpha) * 100, decimals: 0)) equivalence interval (Bofinger, Hsu) \(text.text(equivalence))"
        )
      }
      rows.append(
        Table.Row([
          .empty, Cell("\(text.estimate ?? "") (\(text.interval ?? ""))", note: says.joined(separator: "; "), .strong),
          .empty,
          .empty, .empty, .empty, Cell("\(verdict: text.label)"),
        ]))
    }
    let remarks = findings.flatMap({ $0.finding.remarks }).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    let method = first.finding.evidence?.method ?? findings.lazy.compactMap { $0.finding.evidence?.method }.first ?? ""
    return Table(
      "computation-\(criterion.id)-\(first.finding.receiving)",
      caption:
        "Computation of \(visible(criterion.id))\(context.severalReceivers ? ", \(visible(first.finding.receiving))" : "")",
      columns: [
        .init("Item"), .init(context.words.groupHead), .init(log ? "Geometric mean" : "Mean", .right),
        .init(spread, .right),
        .init("df", .right),
        .init(
          first.finding.attribute.unitOfReplication.plural.prefix(1).uppercased()
            + first.finding.attribute.unitOfReplication.plural.dropFirst(), .right), .init("Results", .right),
      ], rows: rows,
      note: RichText(
        "Method: \(visible(method)). \(remarks.map { Wording.ended(visible($0.prefix(1).uppercased() + $0.dropFirst())) }.joined(separator: " "))"
      ))
  }

  private static func meanDecimals(_ mean: Double, _ sd: Double?, log: Bool) -> Int {
    let spread = (sd ?? 0) * (log ? mean : 1)
    return spread > 0 ? min(Numbers.decimals(standardError: spread), 8) : 3
  }
}
