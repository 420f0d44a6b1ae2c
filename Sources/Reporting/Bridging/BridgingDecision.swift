internal import AssayData
internal import Notation
internal import Plotting
internal import Statistics
internal import Transfer

extension Section {
  /// Page one of a bridging report: the verdict, what it means for the value, the criteria, and what a reviewer must know.
  static func bridgingDecision(_ context: BridgingContext) -> Section {
    let tables = BridgingTables(context: context)
    var blocks: [Block] = [.verdict(bar(context.base)), .paragraph(outcome(context)), .table(criteria(context))]
    if let rules = tables.rules { blocks.append(.table(rules)) }
    // What is for information stands in the table; page one has to hold what a reviewer must know, too.
    let told = context.base.findings.filter(\.criterion.required)
    if !told.isEmpty {
      blocks.append(.statements(told.prefix(8).map { Entry($0.label(several: false), context.base.statement($0)) }))
    }
    // Before the picture: where both do not fit, it is the picture that goes over.
    blocks.append(.box("What a reviewer must know", reviewerBox(context)))
    if let figure = BridgingFigures(context: context).decision { blocks.append(.figure(figure)) }
    return Section(
      "decision", title: "Decision", isDecision: true,
      endsPage: PageOne.holds(blocks, title: context.study.plan.study.title), blocks: blocks)
  }

  /// What the study did to the value, in one or two sentences.
  private static func outcome(_ context: BridgingContext) -> RichText {
    let study = context.study
    guard let assignment = study.assignment, let option = assignment.deciding else {
      let reason =
        study.pairs.used.isEmpty
        ? "the runs give no ratio." : "their ratio is not known with an uncertainty; the findings say why."
      return "\(strong: "No value is given to \(context.candidate)"): \(reason)"
    }
    let unit = context.valueUnit.isEmpty || context.valueUnit == "ratio" ? "" : "\u{A0}\(context.valueUnit)"
    let value = "\(Numbers.estimate(option.value, decimals: context.valueDecimals))\(unit)"
    let how =
      option.rule == .equivalence
      ? "the value of \(context.current), carried over"
      : "the value of \(context.current) times the measured ratio"
    let standing = study.comparison.provisional ? " The value is provisional." : ""
    guard assignment.isAssigned else {
      return
        "\(strong: "No value is given to \(context.candidate).") By the rule \(option.rule.rawValue), which decides, it would have been \(value), \(how)."
    }
    return
      "\(strong: "\(context.candidate) is given the value \(value)"), by the rule \(option.rule.rawValue): \(how).\(standing)"
  }

  private static func criteria(_ context: BridgingContext) -> Table {
    Table(
      "criteria", style: .criteria,
      columns: [
        .init("Criterion"), .init("Quantity"), .init("Estimate", .right), .init("Interval", .right),
        .init("Limits", .right), .init("α", .right),
        .init(context.unit.plural.prefix(1).uppercased() + context.unit.plural.dropFirst(), .right),
        .init("Verdict"),
      ],
      rows: context.base.findings.map { text in
        let finding = text.finding
        let isHalfWidth = finding.evidence?.quantity == .halfWidth
        return Table.Row([
          Cell("\(strong: finding.criterion.id)", note: finding.criterion.required ? nil : "informational"),
          Cell(RichText(visible(text.quantity))),
          finding.evidence.map { Cell(isHalfWidth ? text.upperBound : text.estimate ?? "", value: $0.estimate) }
            ?? .empty,
          isHalfWidth
            ? Cell("", note: "of the \(text.levelShort) interval")
            : Cell("\(strong: text.interval ?? "")", raw: rawInterval(finding.evidence), note: text.level),
          Cell(RichText(finding.criterion.limitsText)), Cell(RichText(Numbers.shortest(finding.criterion.alpha))),
          Cell(RichText(finding.sendingUnits.map { "\($0)" } ?? "")), Cell("\(verdict: text.label)"),
        ])
      }, note: "Bounds are rounded outward (lower down, upper up); judged unrounded.")
  }

  // MARK: - What a reviewer must know

  private static func reviewerBox(_ context: BridgingContext) -> [Entry] {
    let study = context.study
    let plan = study.plan
    var box = ReviewerEntries()
    func list(_ names: [String]) -> String { names.map(visible).joined(separator: ", ") }
    box.say(
      "Provisional",
      (study.restsOnProvisional.isEmpty
        ? []
        : [
          "The value rests on \(list(study.restsOnProvisional)), whose value is \(strong: "provisional"): when that is replaced, this one changes with it."
        ])
        + (study.comparison.provisional
          ? ["The protocol calls the value of \(context.candidate) itself provisional."] : []))
    box.sayIfAny("Copies", CopyLines(data: study.data, plan: plan).sentences)
    box.say("Unpaired", unpaired(context))
    if !study.assessment.plates.isEmpty {
      box.say("Runs", PlateSentences(plates: study.assessment.plates).sentences)
    }
    box.sayIfAny("Exclusion", PutBackLine(context.base).sentences)
    box.sayIfAny("Below a limit", StandInLine(context: context.base).sentences)
    box.sayIfAny("Specification", SpecificationLine(context.base).sentences)
    let received = ReceivedLines(study.assessment.completeness, plan)
    box.say("Missing", received.missing)
    box.sayIfAny("Surplus", received.surplus)
    box.sayIfAny("Unplanned", received.unplanned)
    box.say(FileRemarks(study.data))
    box.say(
      "Criteria", plan.isDraft ? ["A limit has the source class example: this study is a draft and cannot pass."] : [])
    if let promise = context.base.promise { box.say("Planned", [RichText(promise.sentence)]) }
    box.say(
      "Doses",
      PotencyAssay.doseRemarks(study.assessment.assays).map {
        RichText($0.prefix(1).uppercased() + $0.dropFirst() + ".")
      })
    box.say("Sensitivity", sensitivity(context))
    var assumptions: [String] = []
    for remark in study.findings.flatMap(\.remarks) where !assumptions.contains(remark) { assumptions.append(remark) }
    box.say(
      "Assumption", assumptions.prefix(4).map { RichText(visible($0.prefix(1).uppercased() + $0.dropFirst()) + ".") })
    box.say("Chain", chain(context))
    let gaps = study.assessment.coverage.filter { $0.what != "Samples" }.compactMap(\.notExercised)
    box.say("Coverage", gaps.isEmpty ? [] : [RichText("Not exercised: \(gaps.prefix(5).joined(separator: "; ")).")])
    box.say("Protocol", ["Not locked: no ledger says that the criteria were frozen before the data."])
    box.say(
      "Readiness",
      plan.readiness.filter { !$0.done }.map { RichText("Open: \(visible($0.item)) (\(visible($0.owner))).") })
    let warnings = plan.warnings + study.data.warnings + study.assessment.warnings
    box.say(
      "Warnings",
      warnings.isEmpty
        ? []
        : ["\(Wording.count(warnings.count, "warning")) of the import and the checks, listed in the section on data."])
    return box.entries
  }

  private static func unpaired(_ context: BridgingContext) -> [RichText] {
    let unused = context.study.pairs.unused
    guard !unused.isEmpty else { return [] }
    let named = unused.prefix(3).map { "\(visible($0.laboratory)) \(visible($0.run)) (\(visible($0.reason ?? "")))" }
      .joined(separator: ", ")
    return [
      "\(Wording.count(unused.count, "run")) of \(context.study.pairs.pairs.count) \(unused.count == 1 ? "gives" : "give") no ratio and \(unused.count == 1 ? "is" : "are") not used: \(named)\(unused.count > 3 ? " and \(unused.count - 3) more" : "")."
    ]
  }

  private static func chain(_ context: BridgingContext) -> [RichText] {
    let chain = context.study.chain
    guard let last = chain.generations.last, chain.generations.count > 1 else { return [] }
    let steps = chain.generations.count - 1
    let primary = visible(chain.generations[0].id)
    var lines: [RichText] = [
      "\(Wording.count(steps, "step")) from \(primary): by all measured ratios \(visible(last.id)) is worth \(Numbers.estimate(last.measured.value, decimals: context.valueDecimals)) (\(context.level(chain.level)) \(Numbers.interval(last.measured.lower, last.measured.upper, decimals: context.valueDecimals))), standard uncertainty \(context.percent(last.measured.standardUncertainty)); drift \(Numbers.estimate(last.drift.value, decimals: context.ratioDecimals)) (\(Numbers.interval(last.drift.lower, last.drift.upper, decimals: context.ratioDecimals)))."
    ]
    let carried = chain.generations.filter { $0.rule == .equivalence }.map(\.id)
    if !carried.isEmpty {
      lines.append("Carried over without correction: \(carried.map(visible).joined(separator: ", ")).")
    }
    if let test = context.study.backTest?.chainOverDirect, test.lower > 1 || test.upper < 1 {
      lines.append(
        "\(strong: "The back-test disagrees with the chain"): see \(reference: "back-test").")
    }
    return lines
  }

  /// What leaving one out does to what was judged.
  private static func sensitivity(_ context: BridgingContext) -> [RichText] {
    let study = context.study
    var lines: [RichText] = []
    for finding in study.findings where finding.criterion.required && finding.evidence != nil {
      let entries = study.leftOut.filter { $0.factor != "unit" }
      let tried = entries.compactMap { entry in entry.verdicts.first { $0.criterion == finding.criterion.id }?.verdict }
      guard !tried.isEmpty else { continue }
      let id = finding.criterion.id
      let other = tried.count { $0 != finding.verdict }
      if finding.verdict == .pass {
        lines.append(
          other == 0
            ? "\(id): none of \(tried.count) analyses that leave one out would not pass."
            : "Fragile: \(other) of \(tried.count) analyses of \(id) that leave one out would not pass.")
      } else {
        let passing = tried.count { $0 == .pass }
        lines.append(
          "\(id): \(passing == 0 ? "none" : "\(passing)") of \(tried.count) analyses that leave one out would pass; none may replace the protocol's."
        )
      }
    }
    if let remark = study.leftOutRemark { lines.append("\(remark)") }
    // What changes a required verdict, other units first.
    let own = Dictionary(
      study.findings.filter(\.criterion.required).map { ($0.criterion.id, $0.verdict) }, uniquingKeysWith: { $1 })
    var said: [String] = []
    var coarse = 0
    for entry in study.leftOut.filter({ $0.factor == "unit" }) + study.leftOut.filter({ $0.factor != "unit" }) {
      let changed = entry.verdicts.filter { outcome in own[outcome.criterion].map { $0 != outcome.verdict } ?? false }
      guard !changed.isEmpty else { continue }
      guard !entry.isCoarse else {
        if entry.factor == "unit" { coarse += 1 }
        continue
      }
      let words = changed.map { "\($0.criterion) \($0.verdict.label.word.lowercased())" }.joined(separator: ", ")
      let how =
        entry.factor == "unit"
        ? "with the \(entry.name) as the unit"
        : "without \(entry.factor) \(visible(entry.name))\(entry.laboratory.map { " of \(visible($0))" } ?? "")"
      said.append("\(how) \(words)")
    }
    if !said.isEmpty {
      let more: RichText = said.count > 4 ? "; and \(said.count - 4) more in \(reference: "left-out")" : ""
      lines.append(
        "\(strong: "A verdict would change"): \(said.prefix(4).joined(separator: "; "))\(more).")
    }
    if coarse > 0 {
      lines.append(
        "\(coarse) of the other units, with fewer than three levels at a laboratory, would give another verdict.")
    }
    return lines
  }
}
