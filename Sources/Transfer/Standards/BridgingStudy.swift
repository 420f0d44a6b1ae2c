internal import Notation
public import Statistics

/// What a study of two standards has beside its findings: the ratio of candidate over current, what it does to the value, and the
/// chain back to the primary.
public struct BridgingStudy: Sendable {
  public let comparison: Comparison
  public let attribute: Attribute
  public let pairs: StandardPairs
  public let laboratories: [BridgedLaboratory]
  /// The ratio by the method that decides, and by every other method by name.
  public let ratio: Result<BridgingRatio, RatioError>
  public let consensuses: [ConsensusFigure]
  public let robust: RobustFigures
  public let variation: BridgingVariation?
  /// What each finding that is judged from the ratio would be with a run, an analyst, a day or a laboratory left out.
  public let leftOut: [BridgingAlternative]
  /// What was not left out, and why; `nil` where all was.
  public let leftOutRemark: String?
  public let assignment: BridgingAssignment?
  /// To the candidate, with the value that the deciding rule gives; to the current standard where there is no ratio.
  public let chain: ReferenceChain
  public let backTest: BackTest?
  public let sizes: BridgingSizes?
  /// Of the ratio and the chain; those of the findings are the assessment's.
  let selfChecks: [SelfCheck]
  /// The level of two-sided intervals that are shown and decide nothing.
  public static let shownLevel = 0.95

  /// - Parameter findings: what the criteria came to.
  /// - Throws: ``Rejection`` where the candidate cannot stand at the end of the chain.
  init(_ judged: JudgedPairs, _ findings: [Finding], _ transferProtocol: TransferProtocol) throws(Rejection) {
    let (sample, judge, comparison, standards) = (judged.sample, judged.judge, judged.comparison, judged.standards)
    let attribute = judged.evaluator.attribute
    self.comparison = comparison
    self.attribute = attribute
    pairs = judged.pairs
    laboratories = sample.figures(level: Self.shownLevel)
    ratio = judged.estimate.map { BridgingRatio($0, level: Self.shownLevel, words: judge.words) }
    consensuses = ConsensusFigure.all(sample, deciding: judge.consensus, level: Self.shownLevel, attribute)
    robust = RobustFigures(sample, level: Self.shownLevel)
    variation = BridgingVariation(sample, level: Self.shownLevel)
    (leftOut, leftOutRemark) =
      judged.belowLimit.isEmpty
      ? BridgingAlternative.all(
        sample, judge, attribute.criteria,
        byRun: BridgingSample(judged.pairs.used, laboratories: transferProtocol.laboratories) { $0.run })
      : ([], "Nothing was left out: results below a limit are behind the ratio, which is not judged.")
    switch judged.estimate {
    case .success(let found):
      assignment = BridgingAssignment(
        found, judge, standards, findings, verdict: Assessment.verdict(of: findings, transferProtocol),
        level: Self.shownLevel)
      chain = try ReferenceChain(
        standards, to: comparison.candidate, candidate: judge.candidate(found, rule: comparison.rule),
        level: Self.shownLevel)
      sizes = BridgingSizes(sample, found, attribute.criteria)
      selfChecks = SelfCheck.checks(of: found, sample, judge, chain)
    case .failure:
      assignment = nil
      chain = judged.current
      sizes = nil
      selfChecks = []
    }
    backTest = BackTest(judged.results, judged.pairs, judge, judged.current)
  }

  /// Standards on the way from the primary to the current one, itself among them, whose values are provisional.
  public var restsOnProvisional: [String] {
    chain.generations.filter { $0.provisional && !$0.isCandidate }.map({ $0.id })
  }
}
