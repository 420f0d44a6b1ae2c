public import AssayData
public import Notation
public import Statistics
public import TransferProtocol

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
    let evaluator = Evaluator(attribute, plan: plan, data: data, runs: runs)
    let results = StandardResults(study: evaluator.study, data: data, laboratories: plan.laboratories)
    let pairs = try StandardPairs(results, plan: plan, comparison: comparison)
    let current = try ReferenceChain(standards, to: comparison.current, level: Self.shownLevel)
    let sample = BridgingSample(pairs.used, laboratories: plan.laboratories)
    let judge = BridgingJudge(
      attribute, comparison, BridgingJudge.CurrentStandard(current), laboratories: sample.groups.count)
    let estimate = Self.estimate(sample, judge)

    self.comparison = comparison
    self.attribute = attribute
    self.pairs = pairs
    laboratories = sample.figures(level: Self.shownLevel)
    ratio = estimate.map { BridgingRatio($0, level: Self.shownLevel, words: judge.words) }
    consensuses = ConsensusFigure.all(sample, deciding: judge.consensus, level: Self.shownLevel, attribute)
    robust = RobustFigures(sample, level: Self.shownLevel)
    variation = BridgingVariation(sample, level: Self.shownLevel)
    let below = pairs.belowLimit(evaluator)
    let findings = Self.findings(judge, estimate, sample, evaluator, plan, belowLimit: below)
    (leftOut, leftOutRemark) =
      below.isEmpty
      ? BridgingLeftOut.all(sample, judge, attribute.criteria)
      : ([], "Nothing was left out: results below a limit are behind the ratio, which is not judged.")
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
    backTest = BackTest(results, pairs, judge, current)
    assessment = Assessment(
      plan: plan, data: data, assays: runs.assays, findings: findings,
      completeness: Completeness(attribute, plan: plan, data: data, rows: evaluator.study),
      coverage: CoverageItem.items(attribute, plan: plan, data: data, rows: evaluator.study), selfChecks: checks,
      warnings: runs.warnings + pairs.warnings(comparison, attribute, data)
        + evaluator.warnings().filter { $0.code != "W_UNPLANNED" },
      belowLimit: Assessment.BelowLimits.all(readings, plan: plan))
  }

  private static func estimate(_ sample: BridgingSample, _ judge: BridgingJudge) -> Result<RatioEstimate, RatioObstacle>
  {
    do throws(RatioObstacle) { return .success(try judge.estimate(try sample.ratios())) } catch {
      return .failure(error)
    }
  }

  private static func findings(
    _ judge: BridgingJudge, _ estimate: Result<RatioEstimate, RatioObstacle>, _ sample: BridgingSample,
    _ evaluator: Evaluator, _ plan: TransferProtocol, belowLimit: [BelowLimit]
  ) -> [Finding] {
    judge.attribute.criteria.map { criterion in
      let judgement: Judgement
      if let reason = evaluator.refusal() {
        judgement = .notEvaluated(reason)
      } else if case .similarity(let kind) = criterion.kind {
        let parts = plan.laboratories.indices.map { index in
          (
            laboratory: Int32(index),
            rows: evaluator.study.rows.filter { row in
              row.laboratory == Int32(index) && row.sample >= 0
                && evaluator.study.sampleNames[Int(row.sample)] == judge.comparison.candidate
            }
          )
        }
        judgement = SimilarityCriterion(
          criterion: criterion, kind: kind, evaluator: evaluator, item: .sample(judge.comparison.candidate)
        ).judgement(parts)
      } else if !belowLimit.isEmpty {
        judgement = .notEvaluated(BelowLimit.obstacleOfLn(belowLimit))
      } else if let name = sample.absent.first, !sample.groups.isEmpty {
        let others = sample.absent.count > 1 ? " and \(sample.absent.count - 1) more of the laboratories" : ""
        judgement = .notEvaluated(
          "\(name)\(others) has no \(judge.attribute.unitOfReplication.rawValue) with a ratio, and the protocol asks for the ratio of all that it names"
        )
      } else {
        switch estimate {
        case .success(let found): judgement = judge.judgement(criterion, found)
        case .failure(let obstacle): judgement = .notEvaluated(sample.words(obstacle, judge.attribute))
        }
      }
      return Finding(judgement, criterion, judge, sample)
    }
  }

  public var plan: TransferProtocol { assessment.plan }
  /// The results that pairs are formed of: those of the files, and the potencies in place of the readings they came from.
  public var data: AssayData { assessment.data }
  public var findings: [Finding] { assessment.findings }
  public var verdict: Verdict { assessment.verdict }

  /// Standards on the way from the primary to the current one, itself among them, whose values are provisional.
  public var restsOnProvisional: [String] { chain.generations.filter { $0.provisional && !$0.isCandidate }.map(\.id) }
}

extension Finding {
  fileprivate init(_ judgement: Judgement, _ criterion: Criterion, _ judge: BridgingJudge, _ sample: BridgingSample) {
    let details = judgement.details?()
    let isOfRuns = criterion.kindName == "similarity"
    self.init(
      criterion: criterion, attribute: judge.attribute, item: .pooled, receiving: judge.comparison.candidate,
      verdict: judgement.verdict, reason: judgement.reason, evidence: details?.evidence,
      sendingUnits: isOfRuns ? details?.sendingUnits : sample.units,
      receivingUnits: isOfRuns ? details?.receivingUnits : sample.units,
      unitsNeeded: details == nil || isOfRuns || judgement.verdict == .pass
        ? nil : sample.unitsNeeded(criterion, judge),
      remarks: (details?.remarks ?? []) + (details == nil ? [] : sample.remarks(judge, isOfRuns: isOfRuns)),
      bySample: [])
  }
}
