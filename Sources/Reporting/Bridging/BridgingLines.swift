internal import Notation
internal import Plotting
internal import Statistics
internal import Transfer

/// What page one says of two standards beside what it says of every study.
struct BridgingLines {
  let context: BridgingContext

  /// What the study did to the value, in one or two sentences.
  var outcome: RichText {
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

  // MARK: - What a reviewer must know

  /// Standards that the value rests on and that may be replaced.
  var provisional: [RichText] {
    let behind = context.study.restsOnProvisional
    var lines: [RichText] = []
    if !behind.isEmpty {
      lines.append(
        "The value rests on \(behind.map(visible).joined(separator: ", ")), whose value is \(strong: "provisional"): when that is replaced, this one changes with it."
      )
    }
    if context.study.comparison.provisional {
      lines.append("The protocol calls the value of \(context.candidate) itself provisional.")
    }
    return lines
  }

  /// Runs that give no ratio.
  var unpaired: [RichText] {
    let unused = context.study.pairs.unused
    guard !unused.isEmpty else { return [] }
    let named = unused.prefix(3).map { "\(visible($0.laboratory)) \(visible($0.run)) (\(visible($0.reason ?? "")))" }
      .joined(separator: ", ")
    return [
      "\(Wording.count(unused.count, "run")) of \(context.study.pairs.pairs.count) \(unused.count == 1 ? "gives" : "give") no ratio and \(unused.count == 1 ? "is" : "are") not used: \(named)\(unused.count > 3 ? " and \(unused.count - 3) more" : "")."
    ]
  }

  /// What the way back to the primary adds up to.
  var chain: [RichText] {
    let chain = context.study.chain
    guard let last = chain.generations.last, chain.generations.count > 1 else { return [] }
    let steps = chain.generations.count - 1
    let primary = visible(chain.generations[0].id)
    var lines: [RichText] = [
      "\(Wording.count(steps, "step")) from \(primary): by all measured ratios \(visible(last.id)) is worth \(Numbers.estimate(last.measured.value, decimals: context.valueDecimals)) (\(context.level(chain.level)) \(Numbers.interval(last.measured.lower, last.measured.upper, decimals: context.valueDecimals))), standard uncertainty \(context.percent(last.measured.standardUncertainty)); drift \(Numbers.estimate(last.drift.value, decimals: context.ratioDecimals)) (\(Numbers.interval(last.drift.lower, last.drift.upper, decimals: context.ratioDecimals)))."
    ]
    let carried = chain.generations.filter { $0.rule == .equivalence }.map { $0.id }
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
  var sensitivity: [RichText] {
    let study = context.study
    var lines: [RichText] = []
    for finding in context.base.assessment.findings where finding.criterion.required && finding.evidence != nil {
      let entries = study.leftOut.filter { $0.scenario.factor.isLeftOut }
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
      keyed: context.base.assessment.findings.filter({ $0.criterion.required }).map { ($0.criterion.id, $0.verdict) },
      combine: { $1 })
    var said: [String] = []
    var coarse = 0
    for entry in study.leftOut.filter({ !$0.scenario.factor.isLeftOut })
      + study.leftOut.filter({ $0.scenario.factor.isLeftOut })
    {
      let changed = entry.verdicts.filter { outcome in own[outcome.criterion].map { $0 != outcome.verdict } ?? false }
      guard !changed.isEmpty else { continue }
      guard !entry.scenario.isCoarse else {
        if !entry.scenario.factor.isLeftOut { coarse += 1 }
        continue
      }
      let words = changed.map { "\($0.criterion) \($0.verdict.label.word.lowercased())" }.joined(separator: ", ")
      said.append("\(AlternativeWords(entry.scenario, context.base).phrase) \(words)")
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
