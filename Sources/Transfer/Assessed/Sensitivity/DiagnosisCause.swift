extension Diagnosis {
  /// Why a finding is what it is, and the same in a sentence or two without figures.
  static func cause(of finding: Finding, transferProtocol: TransferProtocol) -> (Cause, String) {
    guard let evidence = finding.evidence else { return (.notEvaluated, finding.reason) }
    if finding.verdict == .pass { return (.met, "The finding passes.") }
    if finding.dependsOnStandIns {
      return (
        .standIns,
        "Results below a limit may be anything from 0 to it, and the verdict depends on what stands for them: results that are measured there would tell."
      )
    }
    let notPassed = NotPassed(
      verdict: finding.verdict, evidence: evidence,
      units: min(finding.sendingUnits ?? .max, finding.receivingUnits ?? .max), unitsNeeded: finding.unitsNeeded,
      words: transferProtocol.words)
    return finding.criterion.kind.room.cause(notPassed) ?? (.notEvaluated, finding.reason)
  }
}
