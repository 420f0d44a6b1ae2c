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
    return Section("decision", title: "Decision", isDecision: true, blocks: blocks)
  }

  private static func bar(_ context: ReportContext) -> VerdictBar {
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
      ])
  }

  private static func criteria(_ context: ReportContext) -> Table {
    let several = context.severalReceivers
    return Table(
      "criteria", style: .criteria,
      columns: [
        .init("Criterion"), .init("Quantity"), .init("Estimate", .right), .init("Interval", .right),
        .init("Limits", .right),
        .init("α", .right), .init("Units S / R", .right), .init("Verdict"),
      ],
      rows: context.findings.map { text in
        let finding = text.finding
        var quantity = visible(text.quantity)
        if context.plan.attributes.count > 1 {
          quantity = "\(visible(finding.attribute.title)): \(Wording.lowercasedFirst(quantity))"
        }
        if several { quantity += ", \(visible(finding.receiving))" }
        return Table.Row([
          Cell("\(strong: finding.criterion.id)", note: finding.criterion.required ? nil : "informational"),
          Cell(RichText(quantity)),
          finding.evidence.map { Cell(text.estimate ?? "", value: $0.estimate) } ?? .empty,
          Cell("\(strong: text.interval ?? "")", raw: rawInterval(finding.evidence), note: text.level),
          Cell(RichText(finding.criterion.limitsText)), Cell(RichText(Numbers.shortest(finding.criterion.alpha))),
          Cell(RichText(text.units), note: finding.attribute.unitOfReplication.plural),
          Cell("\(verdict: finding.verdict.label)"),
        ])
      })
  }

  private static func rawInterval(_ evidence: Evidence?) -> String? {
    guard let evidence, case .bounded(let lower, let upper) = evidence.judged else { return nil }
    return [lower, upper].compactMap { $0 }.map { Numbers.shortest($0) }.joined(separator: " to ")
  }

  /// A sentence each; with more than six findings only for those that did not pass.
  private static func statements(_ context: ReportContext) -> [Entry] {
    let many = context.findings.count > 6
    let shown = many ? context.findings.filter { $0.finding.verdict != .pass } : context.findings
    var entries = shown.prefix(8).map { text in
      Entry(text.label(several: context.severalReceivers), Wording.statement(text, words: context.words))
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
        "Estimates against the limits set in advance (shaded: inside). Thick: the interval or bound that was judged; thin: the two-sided interval at 1 − α, or the opposite bound. Bounds are rounded outward.\(more ? " The other findings are drawn in the section of results." : "") \(context.source)",
      drawings, data: .shown("criteria"))
  }

  // MARK: - What a reviewer must know

  private static func reviewerBox(_ context: ReportContext) -> [Entry] {
    let assessment = context.assessment
    let plan = context.plan
    var entries: [Entry] = []
    var nothing: [String] = []
    func say(_ label: String, _ lines: [String]) {
      if lines.isEmpty {
        nothing.append(label)
      } else {
        entries.append(Entry(label, RichText(lines.joined(separator: " "))))
      }
    }
    say(
      "Exclusion",
      assessment.completeness.compactMap { completeness in
        let marked = completeness.excluded.filter { $0.reason != "missing" }
        guard let first = marked.first else { return nil }
        return
          "\(Wording.count(marked.count, "result")) of \(visible(completeness.attribute)) marked and not used, the first at \(visible(assessment.data.location(of: first.row).description)): \(first.reason)."
      })
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
    let alternatives = assessment.diagnoses.flatMap(\.leftOut).count
    let passing = assessment.diagnoses.reduce(0) { $0 + $1.wouldPass }
    say(
      "Sensitivity",
      passing > 0
        ? [
          "\(passing) of \(alternatives) analyses that leave one unit, analyst, day or sample out would pass; none may replace the protocol's."
        ]
        : [])
    var assumptions: [String] = []
    for text in context.findings {
      for remark in text.finding.remarks where !assumptions.contains(remark) { assumptions.append(remark) }
    }
    say("Assumption", assumptions.prefix(4).map { visible($0.prefix(1).uppercased() + $0.dropFirst()) + "." })
    say(
      "Reference",
      plan.attributes.compactMap { attribute in
        attribute.reference.map { "\(visible(attribute.title)) is relative to \(visible($0))." }
      })
    say(
      "Coverage",
      assessment.coverage.compactMap { item in
        item.notExercised.map {
          "\(plan.attributes.count > 1 ? "\(visible(item.attribute)), " : "")\(item.what.lowercased()): not exercised \($0)."
        }
      }.prefix(4).map { $0 })
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
}
