internal import AssayData

/// Judges an attribute's findings again with exclusions put back.
struct PutBack {
  let attribute: Attribute
  let transferProtocol: TransferProtocol
  /// The results as they were read.
  let readings: AssayData
  /// What potencies came from, as judged.
  let runs: PotencyRuns
  let findings: [Finding]
  /// Each finding judged on other results, of which some rows are new; `nil` where these cannot move it.
  let judge: (_ study: Evaluator, _ moved: Set<Int>) -> [Judgement?]

  /// Every exclusion with what would come out, then all together; in words what was not tried.
  func exclusions() -> (all: [Exclusion], remark: String?) {
    var exclusions = Exclusion.all(attribute, readings: readings, data: runs.data, transferProtocol: transferProtocol)
    guard !exclusions.isEmpty else { return ([], nil) }
    let together = Exclusion.together(exclusions)
    // Each means to read and to judge the study again.
    let count = exclusions.count
    let isAffordable = Reassessment.isAffordable(count, of: readings.count)
    if isAffordable {
      for index in exclusions.indices { exclusions[index].outcomes = outcomes(exclusions[index]) }
    }
    if var all = together {
      all.outcomes = outcomes(all)
      exclusions.append(all)
    }
    return (
      exclusions,
      isAffordable
        ? nil
        : "putting back each of \(count) exclusions of \(readings.count) results was not tried, only all together"
    )
  }

  private func outcomes(_ exclusion: Exclusion) -> [Exclusion.Outcome] {
    guard let (evaluator, moved) = reinstated(exclusion.rows) else { return [] }
    let factor: Scenario.Factor = exclusion.name == nil ? .exclusions : .exclusion
    return zip(findings, judge(evaluator, moved)).compactMap { finding, judgement in
      judgement.map { judgement in
        Exclusion.Outcome(
          criterion: finding.criterion.id, item: finding.item, receiving: finding.receiving,
          required: finding.criterion.required, before: finding.verdict,
          alternative: Alternative(
            Scenario(factor, exclusion.name ?? "all", laboratory: exclusion.laboratory), judgement))
      }
    }
  }

  /// The study with an exclusion put back, and the rows that are new in it; `nil` where there is nothing to put back.
  private func reinstated(_ rows: Exclusion.Rows) -> (Evaluator, Set<Int>)? {
    guard rows.count > 0 else { return nil }
    guard !rows.read.isEmpty || !rows.below.isEmpty else {
      let data = runs.data.reinstating(rows.judged)
      return (Evaluator(attribute, transferProtocol: transferProtocol, data: data, runs: runs), Set(rows.judged))
    }
    let again = PotencyRuns(
      readings.reinstating(rows.read, below: rows.below), transferProtocol: transferProtocol, known: runs)
    // Runs that are fitted anew may stand in other rows, so that the potencies among them are found again.
    let data =
      rows.judged.isEmpty
      ? again.data : again.data.reinstating(Exclusion.withheld(attribute, again.data, transferProtocol))
    return (
      Evaluator(attribute, transferProtocol: transferProtocol, data: data, runs: again),
      Set(rows.read).union(rows.below.keys)
    )
  }
}

extension Evaluator {
  /// Findings of other results judged on these.
  ///
  /// - Parameters:
  ///   - findings: each with the number of its receiving laboratory.
  ///   - moved: rows that are new; findings that have none of them are as they were.
  func judge(again findings: [(finding: Finding, receiver: Int)], moved: Set<Int>) -> [Judgement?] {
    let added = study.rows.filter { moved.contains($0.index) }
    // More than planned is no surplus here: what is put back was planned once.
    return findings.map { finding, receiver in
      let filter = known.filter(finding.item)
      let laboratories = finding.criterion.laboratories(receiver: receiver)
      // The rule may be to refuse all, a well moves the potencies of its run, and what was not evaluated may have waited for
      // rows of another laboratory or sample.
      let isMoved =
        transferProtocol.rules.invalidRuns == .refuse || transferProtocol.rules.missingUnits == .refuse
        || attribute.doseResponse != nil
        || finding.verdict == .notEvaluated
        || added.contains { laboratories.contains($0.laboratory) && filter.holds($0) }
      guard isMoved else { return nil }
      return refusal(of: finding.criterion).map { .notEvaluated($0) }
        ?? judgeAgain(
          finding.criterion, finding.item, receiver: receiver, rows: rows(for: finding.criterion, of: finding.item))
    }
  }
}
