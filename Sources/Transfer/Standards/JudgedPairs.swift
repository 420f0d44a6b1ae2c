internal import AssayData
internal import Notation
internal import Statistics

/// The results of a bridging study as pairs, and what the criteria come to: once as they are, and again with results put back
/// that were excluded.
struct JudgedPairs {
  /// The study that they are of.
  let evaluator: Evaluator
  let comparison: Comparison
  let standards: StandardsLedger
  /// To the current standard.
  let current: ReferenceChain
  let results: StandardResults
  let pairs: StandardPairs
  let sample: BridgingSample
  let judge: BridgingJudge
  let estimate: Result<RatioEstimate, RatioError>
  /// Results below a limit among those that ratios are formed of.
  let belowLimit: [BelowLimit]
  /// Why nothing is judged; `nil` where something may be.
  private let refusal: String?

  /// - Returns: `nil` for a study of laboratories or conditions.
  /// - Throws: ``Rejection`` where results or standards cannot be what the protocol says.
  init?(_ evaluator: Evaluator) throws(Rejection) {
    guard let comparison = evaluator.transferProtocol.comparison, let standards = evaluator.transferProtocol.standards
    else { return nil }
    let current = try ReferenceChain(standards, to: comparison.current, level: BridgingStudy.shownLevel)
    try self.init(evaluator, comparison, standards, current, isPutBack: false)
  }

  /// - Parameter isPutBack: whether results were put back that had been excluded: they are no surplus.
  private init(
    _ evaluator: Evaluator, _ comparison: Comparison, _ standards: StandardsLedger, _ current: ReferenceChain,
    isPutBack: Bool
  ) throws(Rejection) {
    let transferProtocol = evaluator.transferProtocol
    self.evaluator = evaluator
    self.comparison = comparison
    self.standards = standards
    self.current = current
    results = StandardResults(study: evaluator.study, data: evaluator.data, laboratories: transferProtocol.laboratories)
    pairs = try StandardPairs(results, transferProtocol: transferProtocol, comparison: comparison)
    sample = BridgingSample(pairs.used, laboratories: transferProtocol.laboratories)
    judge = BridgingJudge(
      evaluator.attribute, comparison, BridgingJudge.CurrentStandard(current), laboratories: sample.groups.count)
    estimate = Self.estimate(sample, judge)
    belowLimit = pairs.belowLimit(evaluator)
    refusal = evaluator.refusal() ?? (isPutBack ? nil : evaluator.surplus(at: transferProtocol.laboratories))
  }

  private static func estimate(_ sample: BridgingSample, _ judge: BridgingJudge) -> Result<RatioEstimate, RatioError> {
    do throws(RatioError) { return .success(try judge.estimate(try sample.ratios())) } catch {
      return .failure(error)
    }
  }

  // MARK: - Findings

  func finding(_ criterion: Criterion) -> Finding {
    Finding(
      judgement(criterion), criterion, of: evaluator.attribute, at: .pooled, test: comparison.candidate,
      units: criterion.facts.isOfRuns ? nil : sample.units)
  }

  /// What the criteria come to on other results of the study; where these cannot be what the protocol says, why.
  func judge(again study: Evaluator) -> [Judgement?] {
    do throws(Rejection) {
      let again = try JudgedPairs(study, comparison, standards, current, isPutBack: true)
      return study.attribute.criteria.map { again.judgement($0) }
    } catch {
      let reason = error.problems.first?.message ?? "the results cannot be what the protocol says"
      return study.attribute.criteria.map { _ in Judgement.notEvaluated(reason) }
    }
  }

  private func judgement(_ criterion: Criterion) -> Judgement {
    if let refusal { return .notEvaluated(refusal) }
    if criterion.facts.isOfRuns { return ofCurves(criterion) }
    if !belowLimit.isEmpty { return .notEvaluated(BelowLimit.obstacleOfLn(belowLimit)) }
    if let name = sample.absent.first, !sample.groups.isEmpty {
      let others = sample.absent.count > 1 ? " and \(sample.absent.count - 1) more of the laboratories" : ""
      return .notEvaluated(
        "\(name)\(others) has no \(judge.attribute.unitOfReplication.rawValue) with a ratio, and the protocol asks for the ratio of all that it names"
      )
    }
    switch estimate {
    case .success(let found):
      let judgement = judge.judgement(criterion, found)
      return judgement.with { details in
        details.remarks += sample.remarks(judge)
        details.crossChecks = { crossChecks(of: found, criterion) }
        details.unitsNeeded = { sample.unitsNeeded(criterion, judge) }
      }
    case .failure(let obstacle): return .notEvaluated(sample.words(obstacle, judge.attribute))
    }
  }

  /// What is asked of the candidate's curves, at each laboratory.
  private func ofCurves(_ criterion: Criterion) -> Judgement {
    let candidate = comparison.candidate
    let rows = evaluator.rows(for: criterion).filter { row in
      row.sample >= 0 && evaluator.study.sampleNames[Int(row.sample)] == candidate
    }
    let parts = evaluator.laboratories.indices.map { index in
      (laboratory: Int32(index), rows: rows.filter { $0.laboratory == Int32(index) })
    }
    return evaluator.ofRows(criterion, .sample(candidate), parts)
      ?? .notEvaluated("a criterion of the kind \(criterion.kindName) is not judged from curves")
  }

  // MARK: - Warnings

  /// What a reader must know of the pairs.
  var warnings: [Problem] {
    let data = evaluator.data
    func warn(_ code: String, at row: Int?, _ words: String) -> Problem {
      Problem(.warning, code, at: row.map { data.location(of: $0) }, words)
    }
    var warnings = pairs.unused.map { pair in
      warn(
        "W_UNPAIRED", at: pair.rows.first,
        "the run \(quoted(pair.run)) of \(quoted(pair.laboratory)) gives no ratio: \(pair.reason ?? "")")
    }
    if pairs.form == .bothMeasured,
      let uneven = pairs.used.first(where: { $0.candidateResults != $0.currentResults })
    {
      warnings.append(
        warn(
          "W_UNBALANCED", at: uneven.rows.first,
          "the run \(quoted(uneven.run)) of \(quoted(uneven.laboratory)) has \(uneven.candidateResults) results of the candidate and "
            + "\(uneven.currentResults) of the current standard; each run counts once, whatever it holds"))
    }
    return warnings
  }
}

extension StudyItems {
  /// What a study is known to be of: of laboratories, what the design lists; of standards also the two that are compared. Other
  /// standards of the ledger, such as the primary, are known and not judged; of a current standard that results are relative to
  /// there are no results.
  init(_ rows: StudyRows, transferProtocol: TransferProtocol, data: AssayData) {
    let laboratories = transferProtocol.laboratories.count
    guard let comparison = transferProtocol.comparison, let ledger = transferProtocol.standards else {
      self.init(rows, laboratories: laboratories)
      return
    }
    var names = ((rows.attribute.design?.samples ?? []) + [comparison.current, comparison.candidate]).uniqued
    let form = StandardPairs.form(rows.attribute, of: data, transferProtocol: transferProtocol, comparison: comparison)
    if form == .relativeToCurrent { names.removeAll { $0 == comparison.current } }
    let further = ledger.standards.flatMap { [$0.id, $0.lot].compactMap { $0 } } + [comparison.current]
    self.init(rows, laboratories: laboratories, planned: names, further: Set(further))
  }
}
