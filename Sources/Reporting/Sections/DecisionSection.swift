internal import AssayData
internal import Notation
internal import Plotting
internal import Statistics
internal import Transfer

extension Section {
  /// Page one: the verdict, the criteria, a sentence each, the picture, and what a reviewer must know; of standards also what the
  /// study did to the value, and what either rule would make of it.
  static func decision(_ context: ReportContext) -> Section {
    let standards = context.bridging
    var blocks: [Block] = [.verdict(bar(context))]
    if let standards { blocks.append(.paragraph(BridgingLines(context: standards).outcome)) }
    if context.severalReceivers { blocks.append(.statements(receivers(context))) }
    blocks.append(.table(criteria(context)))
    if let rules = standards.flatMap({ BridgingTables(context: $0).rules }) { blocks.append(.table(rules)) }
    let statements = statements(context)
    if !statements.isEmpty { blocks.append(.statements(statements)) }
    let figure = standards.map { BridgingFigures(context: $0).decision } ?? firstFigure(context)
    let last: [Block?] = [.box("What a reviewer must know", ReviewerBox(context).entries), figure.map { .figure($0) }]
    // With the table of rules both may not fit, and then it is the picture that goes over.
    blocks += (standards == nil ? last.reversed() : last).compactMap { $0 }
    // A page one that runs over is followed at once by the next section, not by most of an empty page.
    return Section(
      "decision", title: "Decision", isDecision: true,
      endsPage: PageOne.holds(blocks, title: context.transferProtocol.study.title), blocks: blocks)
  }

  static func bar(_ context: ReportContext) -> VerdictBar {
    let assessment = context.assessment
    let required = assessment.findings.filter { $0.criterion.required }
    func count(_ verdict: Verdict) -> Int { required.count { $0.verdict == verdict } }
    func ids(_ verdict: Verdict) -> String {
      var seen: [String] = []
      for finding in required where finding.verdict == verdict && !seen.contains(finding.criterion.id) {
        seen.append(finding.criterion.id)
      }
      return seen.map(visible).joined(separator: ", ")
    }
    var sentences: [String] = []
    switch assessment.verdict {
    case .pass:
      sentences.append(
        count(.pass) == 1
          ? "The required criterion is met." : "All \(count(.pass)) required findings meet their criteria.")
    case .fail: sentences.append("Not met: \(ids(.fail)).")
    case .inconclusive, .notEvaluated: break
    }
    if count(.inconclusive) > 0 { sentences.append("Neither shown nor refuted: \(ids(.inconclusive)).") }
    if count(.notEvaluated) > 0 { sentences.append("Could not be evaluated: \(ids(.notEvaluated)).") }
    if assessment.verdict != .fail {
      for obstacle in assessment.obstacles {
        sentences.append(visible(obstacle.prefix(1).uppercased() + obstacle.dropFirst()) + ".")
      }
    }
    sentences.append(assessment.verdict == .pass ? context.words.passed : context.words.notPassed)
    return VerdictBar(
      assessment.verdict.label, sentence: RichText(sentences.joined(separator: " ")),
      counts: [
        "\(strong: "\(count(.pass))") of \(required.count) required findings met",
        "\(strong: "\(count(.inconclusive))") inconclusive · \(strong: "\(count(.fail))") failed · \(strong: "\(count(.notEvaluated))") not evaluated",
      ] + [context.promise?.short].compactMap { $0 })
  }

  private static func criteria(_ context: ReportContext) -> Table {
    let several = context.severalReceivers
    let shown = rows(context)
    // Standards are compared in pairs: one count serves both.
    let pairs = context.bridging?.unit.plural
    // Where there are several, each attribute's name stands over its criteria.
    let titles = shown.map {
      context.transferProtocol.attributes.count > 1 ? visible($0.text.finding.attribute.title) : nil
    }
    return Table(
      "criteria", style: .criteria,
      columns: [
        .init("Criterion"), .init("Quantity"), .init("Estimate", .right), .init("Interval", .right),
        .init("Limits", .right), .init("α", .right),
        pairs.map { Table.Column($0.prefix(1).uppercased() + $0.dropFirst(), .right) }
          ?? Table.Column("Units", .right, note: context.words.order),
        .init("Verdict"),
      ],
      rows: shown.enumerated().map { index, entry in
        let text = entry.text
        let finding = text.finding
        let isHalfWidth = finding.evidence?.quantity == .halfWidth
        var quantity = visible(text.quantity)
        if several, !finding.criterion.facts.namesReceiver { quantity += ", \(visible(finding.receiving))" }
        if let others = entry.others { quantity += " (worst of \(others))" }
        return Table.Row(
          [
            Cell("\(strong: finding.criterion.id)", note: finding.criterion.required ? nil : "informational"),
            Cell(RichText(quantity)),
            finding.evidence.map { Cell(isHalfWidth ? text.upperBound : text.estimate ?? "", value: $0.estimate) }
              ?? .empty,
            isHalfWidth
              ? Cell("", note: "of the \(text.levelShort) interval")
              : Cell("\(strong: text.interval ?? "")", raw: rawInterval(finding.evidence), note: text.level),
            Cell(RichText(finding.criterion.limitsText)), Cell(RichText(Numbers.shortest(finding.criterion.alpha))),
            pairs == nil
              ? Cell(RichText(text.units), note: finding.attribute.unitOfReplication.plural)
              : Cell(RichText(finding.sendingUnits.map { "\($0)" } ?? "")),
            Cell("\(verdict: text.label)"),
          ], heading: index == 0 || titles[index - 1] != titles[index] ? titles[index] : nil)
      }, note: "Bounds are rounded outward (lower down, upper up); judged unrounded.")
  }

  /// The findings that page one has room for: all of them up to twelve; else of each criterion and receiving laboratory
  /// the worst, and if that is too long still, of each criterion.
  private static func rows(_ context: ReportContext) -> [(text: FindingText, others: String?)] {
    if context.findings.count <= 12 { return context.findings.map { ($0, nil) } }
    func worst(_ key: (FindingText) -> String, _ word: String) -> [(text: FindingText, others: String?)] {
      context.findings.grouped(by: key).compactMap { _, group in
        guard let first = group.first else { return nil }
        let worst = group.dropFirst().reduce(first) { $1.isWorse(than: $0) ? $1 : $0 }
        return (worst, group.count > 1 ? "\(group.count) \(word)" : nil)
      }
    }
    let byReceiver = worst({ "\($0.criterion.id)\u{0}\($0.finding.receiving)" }, "items")
    return byReceiver.count <= 8 ? byReceiver : worst({ $0.criterion.id }, "items and \(context.words.groups)")
  }

  static func rawInterval(_ evidence: Evidence?) -> String? {
    guard let evidence, case .bounded(let lower, let upper) = evidence.judged else { return nil }
    return [lower, upper].compactMap { $0 }.map { Numbers.shortest($0) }.joined(separator: " to ")
  }

  /// A sentence each; with more than five findings only for those that did not pass.
  static func statements(_ context: ReportContext) -> [Entry] {
    // Of standards, with the table of rules, what is for information has no sentence: page one has to hold what a reviewer must
    // know, too. No other section has their sentences.
    let isOfStandards = context.bridging != nil
    let findings = isOfStandards ? context.findings.filter { $0.criterion.required } : context.findings
    let many = !isOfStandards && findings.count > 5
    var entries: [Entry] = []
    var told: Set<String> = []
    for text in findings {
      if !many, told.insert(text.criterion.id).inserted, let whole = context.statement(of: text.criterion) {
        entries.append(Entry(text.criterion.id, whole))
      }
      if !many || text.finding.verdict != .pass {
        entries.append(Entry(text.label(several: context.severalReceivers), context.statement(text)))
      }
    }
    let shown = entries.prefix(8)
    guard many else { return Array(entries) }
    entries = Array(shown)
    let failing = context.findings.count { $0.finding.verdict != .pass }
    if failing > shown.count {
      entries.append(
        Entry(
          "…",
          "\(Wording.count(failing - shown.count, "more finding")) that did not pass stand\(failing - shown.count == 1 ? "s" : "") in \(reference: "results")."
        ))
    }
    if failing < context.findings.count {
      entries.append(Entry("Passed", "The findings that pass have their sentences in \(reference: "results")."))
    }
    return entries
  }

  /// Each receiving laboratory's own verdict.
  private static func receivers(_ context: ReportContext) -> [Entry] {
    let all = context.transferProtocol.receiving
    let most = 15
    let entries = all.prefix(most).map { name in
      let own = context.findings.filter { $0.finding.receiving == name && $0.criterion.required }
      func names(_ verdict: Verdict) -> String {
        let labels = own.filter { $0.finding.verdict == verdict }.map { visible($0.label(several: false)) }
        return Spelling.first(4, of: labels)
      }
      let open = [(Verdict.fail, "failed"), (.inconclusive, "inconclusive"), (.notEvaluated, "not evaluated")]
        .filter { verdict, _ in own.contains { $0.finding.verdict == verdict } }
        .map { "\($0.1): \(names($0.0))" }
      let met = own.count { $0.finding.verdict == .pass }
      let verdict = context.assessment.verdict(at: name)
      // What stands in the way of a pass at every laboratory is said once above.
      let obstacle =
        met == own.count && verdict != .pass ? ", and the study has not passed by what else this page says" : ""
      let said: RichText =
        "\(verdict: verdict.label) \(met) of \(own.count) required findings met\(obstacle)\(open.isEmpty ? "" : "; " + open.joined(separator: "; "))."
      return Entry(visible(name), said)
    }
    guard all.count > most else { return Array(entries) }
    return entries + [Entry("…", "\(all.count - most) more \(context.words.groups) are in \(reference: "results").")]
  }

  /// The findings that decide, the furthest from a pass first: of up to three criteria, side by side.
  private static func firstFigure(_ context: ReportContext) -> Figure? {
    let required = context.findings.filter { $0.criterion.required }
    let deciding = sorted(required.isEmpty ? context.findings : required)
    // A criterion without any figure has nothing to be drawn.
    let panels = deciding.grouped { $0.criterion.id }.map { $0.value }.filter { panel in
      panel.contains { $0.finding.evidence != nil }
    }.prefix(3)
    guard !panels.isEmpty else { return nil }
    let widths: [Double] = panels.count == 1 ? [680] : panels.count == 2 ? [400, 260] : [372, 148, 148]
    var drawn = 0
    let drawings = zip(panels, widths).enumerated().map { index, panel in
      let (texts, width) = panel
      let shown = Array(texts.prefix(index == 0 ? 5 : 2))
      drawn += shown.count
      let isShort =
        !texts[0].criterion.facts.isOneSided && context.findings.count <= 8
        && (shown.first?.finding.items.count ?? 0) <= 6
      return ForestFigure(context, chosen: shown, criterion: texts[0].criterion).drawing(
        width: width, items: isShort ? .all : .apart(index == 0 ? 3 : 1))
    }
    let chosen = Set(panels.compactMap { $0.first?.criterion.id })
    let undrawn = deciding.filter { $0.finding.evidence == nil && !chosen.contains($0.criterion.id) }.count
    let more = context.findings.count > drawn
    return Figure(
      "decision-figure",
      caption:
        "What decides, the furthest from a pass first, against the limits set in advance (shaded: inside). Thick: the interval or bound that was judged; thin: the two-sided interval at 1 − α, or the opposite bound.\(undrawn > 0 ? " \(Wording.count(undrawn, "finding")) could not be evaluated and \(undrawn == 1 ? "has" : "have") nothing to draw." : "")\(more ? " The other findings are drawn in the section of results." : "")",
      drawings, data: .shown("criteria"))
  }

  /// The furthest from a pass first; what is alike stays in its order.
  private static func sorted(_ texts: [FindingText]) -> [FindingText] {
    texts.enumerated().sorted { a, b in
      if a.element.isWorse(than: b.element) { return true }
      if b.element.isWorse(than: a.element) { return false }
      return a.offset < b.offset
    }.map({ $0.element })
  }
}
