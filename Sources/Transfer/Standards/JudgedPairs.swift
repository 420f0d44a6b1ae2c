internal import AssayData
internal import Notation
internal import Statistics

/// The results of a bridging study as pairs, and what the criteria come to: once as they are, and again with results put back
/// that were excluded.
struct JudgedPairs {
  let results: StandardResults
  let pairs: StandardPairs
  let sample: BridgingSample
  let judge: BridgingJudge
  let estimate: Result<RatioEstimate, RatioObstacle>
  /// Results below a limit among those that ratios are formed of.
  let belowLimit: [BelowLimit]
  /// Of each criterion.
  let judgements: [Judgement]

  /// The study that they are of.
  let evaluator: Evaluator

  /// - Parameter isPutBack: whether results were put back that had been excluded: they are no surplus.
  /// - Throws: ``Rejection`` where results cannot be what the protocol says.
  init(
    _ attribute: Attribute, plan: TransferProtocol, data: AssayData, runs: PotencyRuns, _ comparison: Comparison,
    _ standards: StandardsLedger, _ current: ReferenceChain, isPutBack: Bool = false
  ) throws(Rejection) {
    let rows = StudyRows(
      attribute, of: data, laboratories: plan.laboratories, only: plan.attributes.count == 1,
      runsWithin: plan.data.runsWithin)
    results = StandardResults(study: rows, data: data, laboratories: plan.laboratories)
    pairs = try StandardPairs(results, plan: plan, comparison: comparison)
    let known = StudyItems(rows, comparison, standards, pairs.form, laboratories: plan.laboratories.count)
    evaluator = Evaluator(
      rows, plan: plan, data: data, runs: runs, references: LaboratoryReferences(attribute, plan: plan, data: data),
      known: known, completeness: Completeness(attribute, plan: plan, data: data, rows: rows, items: known))
    sample = BridgingSample(pairs.used, laboratories: plan.laboratories)
    judge = BridgingJudge(
      attribute, comparison, BridgingJudge.CurrentStandard(current), laboratories: sample.groups.count)
    estimate = Self.estimate(sample, judge)
    belowLimit = pairs.belowLimit(evaluator)
    let refusal = evaluator.refusal() ?? (isPutBack ? nil : evaluator.surplus(at: plan.laboratories))
    judgements = Self.judgements(judge, estimate, sample, evaluator, plan, belowLimit: belowLimit, refusal: refusal)
  }

  /// What the criteria come to with results put back; where these cannot be what the protocol says, why.
  static func judgements(
    of study: Evaluator, _ comparison: Comparison, _ standards: StandardsLedger, _ current: ReferenceChain
  ) -> [Judgement?] {
    do throws(Rejection) {
      return try JudgedPairs(
        study.attribute, plan: study.plan, data: study.data, runs: study.runs, comparison, standards, current,
        isPutBack: true
      ).judgements
    } catch {
      let reason = error.problems.first?.message ?? "the results cannot be what the protocol says"
      return study.attribute.criteria.map { _ in Judgement.notEvaluated(reason) }
    }
  }

  var findings: [Finding] {
    zip(judge.attribute.criteria, judgements).map { Finding($1, $0, judge, sample) }
  }

  private static func estimate(_ sample: BridgingSample, _ judge: BridgingJudge) -> Result<RatioEstimate, RatioObstacle>
  {
    do throws(RatioObstacle) { return .success(try judge.estimate(try sample.ratios())) } catch {
      return .failure(error)
    }
  }

  private static func judgements(
    _ judge: BridgingJudge, _ estimate: Result<RatioEstimate, RatioObstacle>, _ sample: BridgingSample,
    _ evaluator: Evaluator, _ plan: TransferProtocol, belowLimit: [BelowLimit], refusal: String?
  ) -> [Judgement] {
    judge.attribute.criteria.map { criterion in
      let judgement: Judgement
      if let reason = refusal {
        judgement = .notEvaluated(reason)
      } else if criterion.facts.isOfRuns {
        let parts = plan.laboratories.indices.map { index in
          (
            laboratory: Int32(index),
            rows: evaluator.rows(for: criterion).filter { row in
              row.laboratory == Int32(index) && row.sample >= 0
                && evaluator.study.sampleNames[Int(row.sample)] == judge.comparison.candidate
            }
          )
        }
        judgement =
          evaluator.ofRows(criterion, .sample(judge.comparison.candidate), parts)
          ?? .notEvaluated("a criterion of the kind \(criterion.kindName) is not judged from curves")
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
      return judgement
    }
  }
}

extension StudyItems {
  /// What a bridging study is of: what the design lists and the two standards that are compared. Other standards of the
  /// ledger, such as the primary, are known and not judged; of a current standard that results are relative to there are
  /// no results.
  fileprivate init(
    _ rows: StudyRows, _ comparison: Comparison, _ ledger: StandardsLedger, _ form: StandardPairs.Form,
    laboratories: Int
  ) {
    var names = ((rows.attribute.design?.samples ?? []) + [comparison.current, comparison.candidate]).uniqued
    if form == .relativeToCurrent { names.removeAll { $0 == comparison.current } }
    let further = ledger.standards.flatMap { [$0.id, $0.lot].compactMap(\.self) } + [comparison.current]
    self.init(rows, laboratories: laboratories, planned: names, further: Set(further))
  }
}

extension Finding {
  fileprivate init(_ judgement: Judgement, _ criterion: Criterion, _ judge: BridgingJudge, _ sample: BridgingSample) {
    let details = judgement.details?()
    let isOfRuns = criterion.facts.isOfRuns
    self.init(
      criterion: criterion, attribute: judge.attribute, item: .pooled, receiving: judge.comparison.candidate,
      verdict: judgement.verdict, reason: judgement.reason, evidence: details?.evidence,
      sendingUnits: isOfRuns ? details?.sendingUnits : sample.units,
      receivingUnits: isOfRuns ? details?.receivingUnits : sample.units,
      unitsNeeded: details == nil || isOfRuns || judgement.verdict == .pass
        ? nil : sample.unitsNeeded(criterion, judge),
      remarks: (details?.remarks ?? []) + (details == nil ? [] : sample.remarks(judge, isOfRuns: isOfRuns)))
  }
}
