internal import AssayData
internal import Notation
internal import Plotting
internal import Statistics
internal import TransferAssessment
internal import TransferProtocol

extension Section {
  /// Page one: the verdict, the criteria, a sentence each, the picture, and what a reviewer must know.
  static func decision(_ context: ReportContext) -> Section {
    var blocks: [Block] = [.verdict(bar(context)), .table(criteria(context))]
    let statements = statements(context)
    if !statements.isEmpty { blocks.append(.statements(statements)) }
    if let figure = firstFigure(context) { blocks.append(.figure(figure)) }
    blocks.append(.box("What a reviewer must know", reviewerBox(context)))
    // A page one that runs over is followed at once by the next section, not by most of an empty page.
    return Section(
      "decision", title: "Decision", isDecision: true,
      endsPage: PageOne.holds(blocks, title: context.plan.study.title), blocks: blocks)
  }

  static func bar(_ context: ReportContext) -> VerdictBar {
    let assessment = context.assessment
    let required = assessment.findings.filter(\.criterion.required)
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
    // Where there are several, each attribute's name stands over its criteria.
    let titles = shown.map { context.plan.attributes.count > 1 ? visible($0.text.finding.attribute.title) : nil }
    return Table(
      "criteria", style: .criteria,
      columns: [
        .init("Criterion"), .init("Quantity"), .init("Estimate", .right), .init("Interval", .right),
        .init("Limits", .right), .init("α", .right), .init("Units", .right, note: context.words.order),
        .init("Verdict"),
      ],
      rows: shown.enumerated().map { index, entry in
        let text = entry.text
        let finding = text.finding
        var quantity = visible(text.quantity)
        if several, !finding.criterion.namesReceiver { quantity += ", \(visible(finding.receiving))" }
        if let others = entry.others { quantity += " (worst of \(others))" }
        return Table.Row(
          [
            Cell("\(strong: finding.criterion.id)", note: finding.criterion.required ? nil : "informational"),
            Cell(RichText(quantity)),
            finding.evidence.map { Cell(text.estimate ?? "", value: $0.estimate) } ?? .empty,
            Cell("\(strong: text.interval ?? "")", raw: rawInterval(finding.evidence), note: text.level),
            Cell(RichText(finding.criterion.limitsText)), Cell(RichText(Numbers.shortest(finding.criterion.alpha))),
            Cell(RichText(text.units), note: finding.attribute.unitOfReplication.plural),
            Cell("\(verdict: text.label)"),
          ], heading: index == 0 || titles[index - 1] != titles[index] ? titles[index] : nil)
      }, note: "Bounds are rounded outward (lower down, upper up); judged unrounded.")
  }

  /// The findings that page one has room for: all of them up to twelve; else of each criterion and receiving laboratory
  /// the worst, and if that is too long still, of each criterion.
  private static func rows(_ context: ReportContext) -> [(text: FindingText, others: String?)] {
    if context.findings.count <= 12 { return context.findings.map { ($0, nil) } }
    func worst(_ key: (FindingText) -> String, _ word: String) -> [(text: FindingText, others: String?)] {
      var order: [String] = []
      var groups: [String: [FindingText]] = [:]
      for text in context.findings {
        if groups[key(text)] == nil { order.append(key(text)) }
        groups[key(text), default: []].append(text)
      }
      return order.compactMap { name in
        guard let group = groups[name], let first = group.first else { return nil }
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
    let many = context.findings.count > 5
    let shown = many ? context.findings.filter { $0.finding.verdict != .pass } : context.findings
    var entries = shown.prefix(8).map { text in
      Entry(text.label(several: context.severalReceivers), context.statement(text))
    }
    if shown.count > 8 {
      entries.append(Entry("…", "\(shown.count - 8) more findings that did not pass stand in \(reference: "results")."))
    }
    if many, shown.count < context.findings.count {
      entries.append(Entry("Met", "The criteria that are met have their sentences in \(reference: "results")."))
    }
    return Array(entries)
  }

  /// The first criteria against their limits, side by side.
  private static func firstFigure(_ context: ReportContext) -> Figure? {
    var ids: [String] = []
    var chosen: [FindingText] = []
    for text in context.findings
    where text.finding.evidence != nil && text.finding.receiving == context.plan.receiving.first {
      if !ids.contains(text.criterion.id), ids.count < 3 {
        ids.append(text.criterion.id)
        chosen.append(text)
      }
    }
    guard !chosen.isEmpty else { return nil }
    let widths: [Double] = chosen.count == 1 ? [680] : chosen.count == 2 ? [400, 260] : [372, 148, 148]
    let drawings = zip(chosen, widths).map { text, width in
      ForestFigure(context, criterion: text.criterion, receiving: text.finding.receiving).drawing(
        width: width, pooledOnly: context.findings.count > 8)
    }
    let more = Set(context.findings.map(\.criterion.id)).count > chosen.count || context.severalReceivers
    return Figure(
      "decision-figure",
      caption:
        "Estimates against the limits set in advance (shaded: inside). Thick: the interval or bound that was judged; thin: the two-sided interval at 1 − α, or the opposite bound.\(more ? " The other findings are drawn in the section of results." : "")",
      drawings, data: .shown("criteria"))
  }

  // MARK: - What a reviewer must know

  private static func reviewerBox(_ context: ReportContext) -> [Entry] {
    let assessment = context.assessment
    let plan = context.plan
    var entries: [Entry] = []
    var nothing: [String] = []
    func sayText(_ label: String, _ lines: [RichText]) {
      guard let first = lines.first else {
        nothing.append(label)
        return
      }
      entries.append(Entry(label, lines.dropFirst().reduce(first) { "\($0) \($1)" }))
    }
    func say(_ label: String, _ lines: [String]) { sayText(label, lines.map { RichText($0) }) }
    sayText("Exclusion", assessment.completeness.compactMap { Exclusions($0, context).sentence })
    say(
      "Missing",
      assessment.completeness.compactMap { completeness in
        let gone = completeness.excluded.count { $0.reason == "missing" }
        let short = completeness.entries.filter(\.isShort)
        var parts: [String] = []
        if gone > 0 { parts.append("\(Wording.count(gone, "result")) reported as missing") }
        if !short.isEmpty {
          let used = short.reduce(0) { $0 + $1.usedResults }
          let planned = short.reduce(0) { $0 + ($1.plannedResults ?? 0) }
          let names = short.prefix(3).map { visible([$0.laboratory, $0.sample ?? ""].joined(separator: " ")) }.joined(
            separator: ", ")
          parts.append(
            "fewer than planned at \(names)\(short.count > 3 ? " and \(short.count - 3) more" : "")\(planned > 0 ? " (\(used) of \(planned) results used)" : "")"
          )
        }
        return parts.isEmpty ? nil : "\(visible(completeness.attribute)): \(parts.joined(separator: "; "))."
      })
    say(
      "Criteria", plan.isDraft ? ["A limit has the source class example: this study is a draft and cannot pass."] : [])
    if let promise = context.promise {
      let isOneLot = assessment.references.contains { $0.carried != nil && $0.attribute.doseResponse == nil }
      say(
        "Planned",
        [promise.sentence] + (isOneLot ? ["It took one reference lot for all, and is too favourable by that."] : []))
    }
    say("Sensitivity", sensitivity(context))
    var assumptions: [String] = []
    for text in context.findings {
      for remark in text.finding.remarks where !assumptions.contains(remark) { assumptions.append(remark) }
    }
    say("Assumption", assumptions.prefix(4).map { visible($0.prefix(1).uppercased() + $0.dropFirst()) + "." })
    sayText(context.words.referenceLot, assessment.references.sentences(plan))
    if !assessment.qualityRanges.isEmpty { entries.append(QualityRangeText(context).pageOne) }
    sayText("Coverage", coverage(context))
    say("Protocol", ["Not locked: no ledger says that the criteria were frozen before the data."])
    say(
      "Readiness",
      plan.readiness.filter { !$0.done }.map { "Open: \(visible($0.item)) (\(visible($0.owner)))." })
    let warnings = plan.warnings + assessment.data.warnings + assessment.warnings
    say(
      "Warnings",
      warnings.isEmpty
        ? []
        : ["\(Wording.count(warnings.count, "warning")) of the import and the checks, listed in the section on data."])
    if !nothing.isEmpty { entries.append(Entry("Nothing to report", RichText(nothing.joined(separator: ", ") + "."))) }
    return entries
  }

  /// What leaving one out does to the findings that did not pass, and to those that did and are required.
  private static func sensitivity(_ context: ReportContext) -> [String] {
    var lines: [String] = []
    let others = context.diagnosed.filter { $0.text.finding.verdict != .pass }
    let analyses = others.reduce(0) { $0 + $1.diagnosis.leftOut.count }
    if analyses > 0 {
      let passing = others.reduce(0) { $0 + $1.diagnosis.wouldPass }
      lines.append(
        "\(passing == 0 ? "None" : "\(passing)") of \(analyses) analyses that leave one unit, analyst, day or sample out of a finding that did not pass would pass; none may replace the protocol's."
      )
    }
    let passed = context.diagnosed.filter { $0.text.finding.verdict == .pass && $0.text.criterion.required }
    let repeated = passed.reduce(0) { $0 + $1.diagnosis.leftOut.count }
    if repeated > 0 {
      let losing = passed.reduce(0) { $0 + $1.diagnosis.wouldNotPass }
      var names: [String] = []
      for entry in passed where entry.diagnosis.wouldNotPass > 0 {
        names.append(visible(entry.text.label(several: context.severalReceivers)))
      }
      let shown = names.prefix(5).joined(separator: ", ") + (names.count > 5 ? " and \(names.count - 5) more" : "")
      lines.append(
        losing == 0
          ? "None of \(repeated) analyses that leave one out of a required finding that passed would not pass."
          : "Fragile: \(losing) of \(repeated) analyses that leave one out of a required finding that passed would not pass (\(shown))."
      )
    }
    return lines
  }

  /// What was not exercised, attribute by attribute.
  private static func coverage(_ context: ReportContext) -> [RichText] {
    let several = context.plan.attributes.count > 1
    let most = several ? 3 : 5
    var lines: [RichText] = []
    for attribute in context.plan.attributes {
      let gaps = context.assessment.coverage.filter { $0.attribute == attribute.id }.compactMap(\.notExercised)
      guard !gaps.isEmpty else { continue }
      let shown = gaps.prefix(most).joined(separator: "; ")
      let rest: RichText = gaps.count > most ? "; and \(gaps.count - most) more in \(reference: "coverage")" : ""
      lines.append("\(several ? visible(attribute.title) : "Not exercised"): \(shown)\(rest).")
    }
    return several && !lines.isEmpty ? ["Not exercised."] + lines : lines
  }
}
