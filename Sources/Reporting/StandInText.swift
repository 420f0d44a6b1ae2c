internal import Notation
internal import Transfer

/// The sentence of a finding that depends on what stands for results below a limit.
extension Wording {
  static func ofStandIns(_ text: FindingText, quantity: String) -> RichText? {
    let finding = text.finding
    guard finding.dependsOnStandIns, let standIns = finding.standIns else { return nil }
    let counted = standIns.counts.map { "\($0.count) of \($0.of) results of \(visible($0.laboratory))" }
    let half =
      "With half of the limit in place of the results below one (\(counted.joined(separator: ", "))), criterion \(text.criterion.id) would be \(standIns.verdictAtHalf == .pass ? "met" : "failed"): \(quantity) \(text.estimate ?? "") (\(text.interval ?? ""))"
    func told(_ outcome: StandIns.Outcome) -> String {
      guard let evidence = outcome.evidence else { return visible(outcome.reason) }
      let other = FindingText(finding.with(evidence: evidence, verdict: outcome.verdict), beside: text)
      return "\(other.estimate ?? "") (\(other.interval ?? ""))"
    }
    let isOneOfThem = [standIns.atZero, standIns.atLimit].contains { $0.evidence == standIns.against?.evidence }
    let mixture = isOneOfThem ? "" : standIns.against.map { "; with a mixture of the two \(told($0))" } ?? ""
    return RichText(
      "\(half). With 0 in their place it is \(told(standIns.atZero)), with the limit \(told(standIns.atLimit))\(mixture): not shown, and not refuted."
    )
  }
}
