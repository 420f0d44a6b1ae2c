internal import AssayData
internal import Notation
internal import TransferAssessment
internal import TransferProtocol

/// What a reviewer must know of a judged study, line by line.
///
/// Each line is a property of sentences; what has a line of its own and much to say stands in a file of its own beside this one.
struct ReviewerBox {
  let context: ReportContext

  init(_ context: ReportContext) { self.context = context }

  private var assessment: Assessment { context.assessment }
  private var plan: TransferProtocol { context.plan }

  var entries: [Entry] {
    var box = ReviewerEntries()
    box.say(
      "Exclusion",
      assessment.completeness.compactMap { Exclusions($0, context).sentence } + PutBackLine(context).sentences)
    box.sayIfAny("Below a limit", StandInLine(context: context).sentences)
    box.say("Missing", missing.map { RichText($0) })
    box.say("Criteria", draft.map { RichText($0) })
    box.sayIfAny("Planned", planned.map { RichText($0) })
    box.say("Sensitivity", VerdictChanges(context: context).sentences)
    box.sayIfAny("Few units", FewUnits(context: context).sentences)
    box.say("Assumption", assumptions.map { RichText($0) })
    box.say(context.words.referenceLot, assessment.references.sentences(plan))
    if !assessment.qualityRanges.isEmpty { box.add(QualityRangeText(context).pageOne) }
    box.say("Coverage", coverage)
    box.say("Protocol", ["Not locked: no ledger says that the criteria were frozen before the data."])
    box.say(
      "Readiness",
      plan.readiness.filter { !$0.done }.map { RichText("Open: \(visible($0.item)) (\(visible($0.owner))).") })
    box.say("Warnings", warnings.map { RichText($0) })
    return box.entries
  }

  // MARK: - Lines

  /// What was reported as missing, and where less was used than was planned.
  private var missing: [String] {
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
    }
  }

  private var draft: [String] {
    plan.isDraft ? ["A limit has the source class example: this study is a draft and cannot pass."] : []
  }

  private var planned: [String] {
    guard let promise = context.promise else { return [] }
    let isOneLot = assessment.references.contains { $0.carried != nil && $0.attribute.doseResponse == nil }
    return [promise.sentence] + (isOneLot ? ["It took one reference lot for all, and is too favourable by that."] : [])
  }

  private var assumptions: [String] {
    var remarks: [String] = []
    for text in context.findings {
      for remark in text.finding.remarks where !remarks.contains(remark) { remarks.append(remark) }
    }
    return remarks.prefix(4).map { visible($0.prefix(1).uppercased() + $0.dropFirst()) + "." }
  }

  private var warnings: [String] {
    let count = plan.warnings.count + assessment.data.warnings.count + assessment.warnings.count
    return count == 0
      ? [] : ["\(Wording.count(count, "warning")) of the import and the checks, listed in the section on data."]
  }

  /// What was not exercised, attribute by attribute.
  private var coverage: [RichText] {
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
