internal import Notation
internal import Statistics

/// What each of the two rules would make of a study, and which of them decides.
public struct BridgingAssignment: Sendable {
  /// The candidate under one rule.
  public struct Option: Sendable {
    public let rule: Standard.Rule
    public let isDeciding: Bool
    /// The value that it would be given.
    public let value: Double
    /// Two-sided, by the ratio of this study alone; `nil` where the value is carried over.
    public let interval: (lower: Double, upper: Double)?
    /// The candidate at the end of the chain, with that value.
    public let generation: ReferenceChain.Generation
    /// Findings of the kind of criterion that the rule goes by, in the order of the protocol.
    public let findings: [Finding]
  }

  /// Equivalence first.
  public let options: [Option]
  public let level: Double
  /// Whether the verdict lets the deciding rule give the candidate its value.
  public let isAssigned: Bool

  public var deciding: Option? { options.first { $0.isDeciding } }

  init?(
    _ estimate: RatioEstimate, _ judge: BridgingJudge, _ ledger: StandardsLedger, _ findings: [Finding],
    verdict: Verdict,
    level: Double
  ) {
    let log = AnalysisScale.log
    let value = ledger[judge.comparison.current]?.value.double ?? 1
    let ends = estimate.interval(level: level)
    var options: [Option] = []
    for rule in Standard.Rule.allCases {
      guard
        let generation = try? ReferenceChain(
          ledger, to: judge.comparison.candidate, candidate: judge.candidate(estimate, rule: rule), level: level
        ).generations.last
      else { return nil }
      options.append(
        Option(
          rule: rule, isDeciding: rule == judge.comparison.rule, value: generation.value,
          interval: rule == .offset ? (value * log.reported(ends.lower), value * log.reported(ends.upper)) : nil,
          generation: generation,
          findings: findings.filter { $0.criterion.facts.rule == rule }))
    }
    self.options = options
    self.level = level
    isAssigned = verdict == .pass
  }
}

extension BridgingJudge {
  /// The candidate as the chain takes it.
  func candidate(_ estimate: RatioEstimate, rule: Standard.Rule) -> ReferenceChain.Candidate {
    ReferenceChain.Candidate(
      id: comparison.candidate, comparator: comparison.current, rule: rule, lnRatio: estimate.lnRatio,
      standardError: estimate.standardError, degreesOfFreedom: estimate.degreesOfFreedom ?? .infinity,
      provisional: comparison.provisional)
  }
}

extension BridgingJudge.CurrentStandard {
  /// From the chain to the current standard.
  init(_ chain: ReferenceChain) {
    let log = AnalysisScale.log
    // A chain is never empty: it holds at least the standard it leads to.
    let last = chain.generations.last
    lnValue = log.position(of: last?.value ?? 1)
    lnDrift = log.position(of: last?.drift.value ?? 1)
    func part(_ estimate: ReferenceChain.Estimate?) -> (variance: Double, degreesOfFreedom: Double) {
      let u = estimate?.standardUncertainty ?? 0
      return (u * u, estimate?.degreesOfFreedom ?? .infinity)
    }
    value = part(last?.measured)
    path = part(last?.drift)
  }
}
