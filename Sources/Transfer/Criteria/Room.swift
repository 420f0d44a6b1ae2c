internal import Statistics

/// What a kind of criterion holds: all that the program does otherwise for one kind than for another.
///
/// A kind is one file of `Kinds/`. What it must say has no default here; what only some kinds have does.
protocol CriterionKind: Sendable, Hashable {
  /// What is known of it from its terms.
  var facts: Facts { get }

  // MARK: Judging

  /// What it makes of a layout, once for all values.
  ///
  /// - Throws: ``DesignObstacle`` where the layout does not allow an answer.
  func prepare(_ asked: Asked) throws(DesignObstacle) -> Prepared
  /// The answer of what is judged from results themselves and not from unit means; `nil` for all else.
  func judgement(_ asked: AskedOfRows, _ criterion: Criterion) -> Judgement?
  /// The answer from the ratio of two standards; `nil` where it asks nothing of it.
  func ofRatio(_ criterion: Criterion, _ estimate: RatioEstimate, _ judge: BridgingJudge) -> Judgement?
  /// The units a laboratory that such a study would need; `nil` where no number is its answer.
  func unitsOfRatio(
    _ criterion: Criterion, _ ratios: GroupedRatios, _ estimate: RatioEstimate, _ judge: BridgingJudge
  ) -> UnitsNeeded?

  // MARK: What only some have

  /// What it asks of the curves of runs; `nil` where it asks nothing of them.
  var ofCurves: Similarity? { get }
  /// The same with another convention for variances; `nil` where it compares no means.
  func with(variances: Variances) -> Criterion.Kind?
}

extension CriterionKind {
  func prepare(_ asked: Asked) throws(DesignObstacle) -> Prepared {
    // Measured ones never come here: they are judged from the runs' curves, from results at their levels, or from ratios.
    throw DesignObstacle(
      facts.isOfBridging
        ? "a criterion of the kind \(facts.name) belongs to a bridging study"
        : "not planned: a criterion of the kind \(facts.name) is not simulated by this version")
  }
  func judgement(_ asked: AskedOfRows, _ criterion: Criterion) -> Judgement? { nil }
  func ofRatio(_ criterion: Criterion, _ estimate: RatioEstimate, _ judge: BridgingJudge) -> Judgement? { nil }
  func unitsOfRatio(
    _ criterion: Criterion, _ ratios: GroupedRatios, _ estimate: RatioEstimate, _ judge: BridgingJudge
  ) -> UnitsNeeded? { nil }
  var ofCurves: Similarity? { nil }
  func with(variances: Variances) -> Criterion.Kind? { nil }
}

/// A kind of criterion with its terms, as a value of facts and functions: what the rest of the program asks.
struct Room: Sendable {
  let facts: Facts
  let prepare: @Sendable (Asked) throws(DesignObstacle) -> Prepared
  let ofRows: @Sendable (AskedOfRows, Criterion) -> Judgement?
  let ofRatio: @Sendable (Criterion, RatioEstimate, BridgingJudge) -> Judgement?
  let unitsOfRatio: @Sendable (Criterion, GroupedRatios, RatioEstimate, BridgingJudge) -> UnitsNeeded?
  let ofCurves: Similarity?
  let withVariances: @Sendable (Variances) -> Criterion.Kind?

  init(_ kind: some CriterionKind) {
    facts = kind.facts
    prepare = { (asked) throws(DesignObstacle) in try kind.prepare(asked) }
    ofRows = { kind.judgement($0, $1) }
    ofRatio = { kind.ofRatio($0, $1, $2) }
    unitsOfRatio = { kind.unitsOfRatio($0, $1, $2, $3) }
    ofCurves = kind.ofCurves
    withVariances = { kind.with(variances: $0) }
  }
}
