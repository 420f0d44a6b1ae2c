internal import Notation
internal import Transfer

/// What of the data, or which convention, a verdict on a required criterion depends on: for page one.
struct VerdictChanges {
  let context: ReportContext

  private typealias Diagnosed = (diagnosis: Diagnosis, text: FindingText)

  /// How many changes page one has room for; the section has all.
  private static let most = 4

  private var required: [Diagnosed] { context.diagnosed.filter { $0.text.criterion.required } }

  var sentences: [RichText] {
    [changes].compactMap { $0 } + counts.map { RichText($0) }
      + Set(context.diagnosed.compactMap { $0.diagnosis.leftOutRemark }).sorted().map { remark in
        RichText(visible(remark.prefix(1).uppercased() + remark.dropFirst()) + ".")
      }
  }

  /// Each change that is no matter of course, with its figures: other units and variances first.
  private var changes: RichText? {
    let all = required.flatMap { entry in
      // A run that is a day by itself is named once.
      entry.diagnosis.changes.filter { !$0.scenario.isCoarse }.reduce(into: [Alternative]()) { named, one in
        if !named.contains(where: { $0.evidence == one.evidence }) { named.append(one) }
      }.map { (alternative: $0, text: entry.text) }
    }
    let ordered =
      all.filter { !$0.alternative.scenario.factor.isLeftOut } + all.filter { $0.alternative.scenario.factor.isLeftOut }
    guard !ordered.isEmpty else { return nil }
    let said = ordered.prefix(Self.most).map { alternative, text in
      "\(AlternativeWords(alternative.scenario, context).phrase), \(AlternativeWords.outcome(alternative, of: text, context))"
    }.joined(separator: "; ")
    let more: RichText =
      ordered.count > Self.most ? "; and \(ordered.count - Self.most) more in \(reference: "sensitivity")" : ""
    return "\(strong: "A verdict would change"): \(said)\(more)."
  }

  // MARK: - Counts

  private var counts: [String] {
    let others = context.diagnosed.filter { $0.text.finding.verdict != .pass }
    let passed = required.filter { $0.text.finding.verdict == .pass }
    return [ofNotPassed(others), ofPassed(passed), coarseUnits].compactMap { $0 }
  }

  private func ofNotPassed(_ others: [Diagnosed]) -> String? {
    let analyses = others.reduce(0) { $0 + $1.diagnosis.leftOut.count }
    guard analyses > 0 else { return nil }
    let passing = others.reduce(0) { $0 + $1.diagnosis.wouldPass }
    return
      "\(passing == 0 ? "None" : "\(passing)") of \(analyses) analyses that leave one unit, analyst, day or sample out of a finding that did not pass would pass; none may replace the protocol's."
  }

  private func ofPassed(_ passed: [Diagnosed]) -> String? {
    let repeated = passed.reduce(0) { $0 + $1.diagnosis.leftOut.count }
    guard repeated > 0 else { return nil }
    let losing = passed.reduce(0) { $0 + $1.diagnosis.wouldNotPass }
    guard losing > 0 else {
      return "None of \(repeated) analyses that leave one out of a required finding that passed would not pass."
    }
    let names = passed.filter { $0.diagnosis.wouldNotPass > 0 }.map {
      visible($0.text.label(several: context.severalReceivers))
    }
    let coarse = passed.reduce(0) { count, entry in
      count + entry.diagnosis.leftOut.count { $0.scenario.isCoarse && $0.evidence != nil && $0.verdict != .pass }
    }
    let share =
      coarse == 0
      ? "" : "; \(coarse) of them \(coarse == 1 ? "leaves" : "leave") out more than a third of a \(context.words.group)"
    return
      "Fragile: \(losing) of \(repeated) analyses that leave one out of a required finding that passed would not pass (\(Spelling.first(5, of: names)))\(share)."
  }

  /// Units with fewer than three levels at a laboratory: with two analysts as the units hardly any study passes.
  private var coarseUnits: String? {
    let tried = required.flatMap { entry in
      entry.diagnosis.otherUnits.filter { $0.scenario.isCoarse && $0.evidence != nil }
    }
    let changed = required.flatMap { entry in
      entry.diagnosis.changes.filter { $0.scenario.isCoarse && !$0.scenario.factor.isLeftOut }
    }
    guard !changed.isEmpty else { return nil }
    return
      "\(changed.count) of \(tried.count) analyses by a unit with fewer than three levels at \(context.words.each) would give another verdict."
  }
}
