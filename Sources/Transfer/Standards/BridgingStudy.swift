public import AssayData
public import Notation
public import Statistics

/// A candidate reference standard held against the current one: the ratio, what it does to the value, the chain back to the
/// primary, and the verdict.
public struct BridgingStudy: Sendable {
  /// The criteria judged, and what was received: what a bridging study has in common with others.
  public let assessment: Assessment
  public let comparison: Comparison
  public let attribute: Attribute
  public let pairs: StandardPairs
  public let laboratories: [BridgedLaboratory]
  /// The ratio by the method that decides, and by every other method by name.
  public let ratio: Result<BridgingRatio, RatioObstacle>
  public let consensuses: [ConsensusFigure]
  public let robust: RobustFigures
  public let variation: BridgingVariation?
  /// What each finding that is judged from the ratio would be with a run, an analyst, a day or a laboratory left out.
  public let leftOut: [BridgingLeftOut]
  /// What was not left out, and why; `nil` where all was.
  public let leftOutRemark: String?
  public let assignment: BridgingAssignment?
  /// To the candidate, with the value that the deciding rule gives; to the current standard where there is no ratio.
  public let chain: ReferenceChain
  public let backTest: BackTest?
  public let sizes: BridgingSizes?
  /// The level of two-sided intervals that are shown and decide nothing.
  public static let shownLevel = 0.95

  /// Judges a study of the kind bridging.
  ///
  /// - Throws: ``Rejection`` where results or standards cannot be what the protocol says: no result of the candidate, a run
  ///   that holds it without its comparator, correlations of the ledger that cannot be together.
  public init(of readings: AssayData, against plan: TransferProtocol) throws(Rejection) {
    guard let comparison = plan.comparison, let standards = plan.standards, let attribute = plan.attributes.first else {
      throw Rejection([Problem(.error, "E_BRIDGING", at: nil, "the protocol is of no bridging study")])
    }
    let runs = PotencyRuns(readings, plan: plan)
    let data = runs.data
    let current = try ReferenceChain(standards, to: comparison.current, level: Self.shownLevel)
    let judged = try JudgedPairs(attribute, plan: plan, data: data, runs: runs, comparison, standards, current)
    let (pairs, sample, judge, estimate) = (judged.pairs, judged.sample, judged.judge, judged.estimate)
    let evaluator = judged.evaluator

    self.comparison = comparison
    self.attribute = attribute
    self.pairs = pairs
    laboratories = sample.figures(level: Self.shownLevel)
    ratio = estimate.map { BridgingRatio($0, level: Self.shownLevel, words: judge.words) }
    consensuses = ConsensusFigure.all(sample, deciding: judge.consensus, level: Self.shownLevel, attribute)
    robust = RobustFigures(sample, level: Self.shownLevel)
    variation = BridgingVariation(sample, level: Self.shownLevel)
    let findings = judged.findings
    (leftOut, leftOutRemark) =
      judged.belowLimit.isEmpty
      ? BridgingLeftOut.all(
        sample, judge, attribute.criteria,
        byRun: BridgingSample(pairs.used, laboratories: plan.laboratories) { $0.run })
      : ([], "Nothing was left out: results below a limit are behind the ratio, which is not judged.")
    let exclusions = PutBack(
      attribute: attribute, plan: plan, readings: readings, runs: runs, findings: findings,
      judge: { study, _ in JudgedPairs.judgements(of: study, comparison, standards, current) }
    ).exclusions()
    let checks: [SelfCheck]
    switch estimate {
    case .success(let found):
      assignment = BridgingAssignment(
        found, judge, standards, findings, verdict: Assessment.verdict(of: findings, plan), level: Self.shownLevel)
      chain = try ReferenceChain(
        standards, to: comparison.candidate, candidate: judge.candidate(found, rule: comparison.rule),
        level: Self.shownLevel)
      sizes = BridgingSizes(sample, found, attribute.criteria)
      checks = SelfCheck.checks(ofBridging: findings, found, sample, judge, chain)
    case .failure:
      assignment = nil
      chain = current
      sizes = nil
      checks = []
    }
    backTest = BackTest(judged.results, pairs, judge, current)
    assessment = Assessment(
      plan: plan, runs: runs, findings: findings,
      completeness: evaluator.completeness, coverage: CoverageItem.items(evaluator), selfChecks: checks,
      warnings: runs.warnings + pairs.warnings(comparison, attribute, data) + evaluator.warnings(),
      belowLimit: Assessment.BelowLimits.all(readings, plan: plan), exclusions: exclusions)
  }

  public var plan: TransferProtocol { assessment.plan }
  /// The results that pairs are formed of: those of the files, and the potencies in place of the readings they came from.
  public var data: AssayData { assessment.data }
  public var findings: [Finding] { assessment.findings }
  public var verdict: Verdict { assessment.verdict }

  /// Standards on the way from the primary to the current one, itself among them, whose values are provisional.
  public var restsOnProvisional: [String] { chain.generations.filter { $0.provisional && !$0.isCandidate }.map(\.id) }
}
