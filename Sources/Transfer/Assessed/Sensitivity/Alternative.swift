/// The question of a finding put to other data, or by another convention.
public struct Alternative: Sendable {
  public let scenario: Scenario
  public let verdict: Verdict
  public let evidence: Evidence?
  public let reason: String

  init(_ scenario: Scenario, _ judgement: Judgement) {
    self.scenario = scenario
    verdict = judgement.verdict
    evidence = judgement.evidence
    reason = judgement.reason
  }
}
