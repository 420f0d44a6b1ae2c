internal import Statistics

/// What a kind of criterion holds: all that the program does otherwise for one kind than for another.
///
/// A kind is one file of `Kinds/`. What it must say has no default here; what only some kinds have does.
protocol CriterionKind: Sendable, Hashable {
  /// How a protocol names it and how its keys are read.
  static var door: Door { get }
  /// What is known of it from its terms.
  var facts: Facts { get }

  // MARK: Words

  /// How it is called.
  func words(_ attribute: Attribute, _ words: StudyWords) -> Words
  /// What a finding with figures says; see ``Criterion/sentence(_:_:_:)``.
  func sentence(_ verdict: Verdict, _ evidence: Evidence, _ words: StudyWords) -> Template
  /// What an interval wholly beyond one of two limits shows.
  func refuted(_ words: StudyWords) -> Template
  /// Why a finding is not a pass, and the same in a sentence or two without figures; `nil` of standards, where what leaving out
  /// does is told of the ratio and not finding by finding.
  func cause(_ finding: NotPassed) -> (Cause, String)?

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

  // MARK: Planning

  /// The truths on each limit, the rest as assumed.
  func boundaries(_ assumed: Assumed) -> [Boundary]
  /// Why the assumed truth cannot be shown at any size; `nil` where it can.
  func impossibility(_ assumed: Assumed) -> String?
  /// The chance of passing, where theory gives it; `nil` where only simulation does.
  func chance(_ planned: PlannedSpread, _ criterion: Criterion) -> TheoryChance?
  /// The same three for a study of two standards.
  func boundaries(_ study: PlannedBridging, _ truth: Truth) -> [RatioBoundary]
  func impossibility(_ study: PlannedBridging, _ truth: Truth, _ criterion: Criterion) -> String?
  func chance(_ study: PlannedBridging, _ spread: PlannedRatio, _ criterion: Criterion) -> TheoryChance?
  /// What the chain before a study leaves of it; `nil` where it does not rest on the chain, or the chain is exact.
  func chainAlone(_ study: PlannedBridging, _ truth: Truth, _ criterion: Criterion) -> ChainAlone?

  // MARK: What only some have

  /// What it asks of the curves of runs; `nil` where it asks nothing of them.
  var ofCurves: Similarity? { get }
  /// The same with another convention for variances; `nil` where it compares no means.
  func with(variances: Variances) -> Criterion.Kind?
}

extension CriterionKind {
  func prepare(_ asked: Asked) throws(DesignObstacle) -> Prepared {
    // Measured ones never come here: they are judged from the runs' curves, from results at their levels, or from ratios. Those of
    // standards never do: a transfer has none (`E_BRIDGING`), and a bridging study puts no question to laboratories.
    throw DesignObstacle("not planned: a criterion of the kind \(facts.name) is not simulated by this version")
  }
  func judgement(_ asked: AskedOfRows, _ criterion: Criterion) -> Judgement? { nil }
  func ofRatio(_ criterion: Criterion, _ estimate: RatioEstimate, _ judge: BridgingJudge) -> Judgement? { nil }
  func unitsOfRatio(
    _ criterion: Criterion, _ ratios: GroupedRatios, _ estimate: RatioEstimate, _ judge: BridgingJudge
  ) -> UnitsNeeded? { nil }
  func boundaries(_ assumed: Assumed) -> [Boundary] { [] }
  func impossibility(_ assumed: Assumed) -> String? { nil }
  func chance(_ planned: PlannedSpread, _ criterion: Criterion) -> TheoryChance? { nil }
  func boundaries(_ study: PlannedBridging, _ truth: Truth) -> [RatioBoundary] { [] }
  func impossibility(_ study: PlannedBridging, _ truth: Truth, _ criterion: Criterion) -> String? { nil }
  func chance(_ study: PlannedBridging, _ spread: PlannedRatio, _ criterion: Criterion) -> TheoryChance? { nil }
  func chainAlone(_ study: PlannedBridging, _ truth: Truth, _ criterion: Criterion) -> ChainAlone? { nil }
  var ofCurves: Similarity? { nil }
  func cause(_ finding: NotPassed) -> (Cause, String)? { nil }
  func with(variances: Variances) -> Criterion.Kind? { nil }
}

/// A kind of criterion with its terms, as a value of facts and functions: what the rest of the program asks.
struct Room: Sendable {
  let facts: Facts
  let words: @Sendable (Attribute, StudyWords) -> Words
  let sentence: @Sendable (Verdict, Evidence, StudyWords) -> Template
  let cause: @Sendable (NotPassed) -> (Cause, String)?
  let prepare: @Sendable (Asked) throws(DesignObstacle) -> Prepared
  let ofRows: @Sendable (AskedOfRows, Criterion) -> Judgement?
  let ofRatio: @Sendable (Criterion, RatioEstimate, BridgingJudge) -> Judgement?
  let unitsOfRatio: @Sendable (Criterion, GroupedRatios, RatioEstimate, BridgingJudge) -> UnitsNeeded?
  let boundaries: @Sendable (Assumed) -> [Boundary]
  let impossibility: @Sendable (Assumed) -> String?
  let chance: @Sendable (PlannedSpread, Criterion) -> TheoryChance?
  let ratioBoundaries: @Sendable (PlannedBridging, Truth) -> [RatioBoundary]
  let ratioImpossibility: @Sendable (PlannedBridging, Truth, Criterion) -> String?
  let ratioChance: @Sendable (PlannedBridging, PlannedRatio, Criterion) -> TheoryChance?
  let chainAlone: @Sendable (PlannedBridging, Truth, Criterion) -> ChainAlone?
  let ofCurves: Similarity?
  let withVariances: @Sendable (Variances) -> Criterion.Kind?

  init(_ kind: some CriterionKind) {
    facts = kind.facts
    words = { kind.words($0, $1) }
    sentence = { kind.sentence($0, $1, $2) }
    cause = { kind.cause($0) }
    prepare = { (asked) throws(DesignObstacle) in try kind.prepare(asked) }
    ofRows = { kind.judgement($0, $1) }
    ofRatio = { kind.ofRatio($0, $1, $2) }
    unitsOfRatio = { kind.unitsOfRatio($0, $1, $2, $3) }
    boundaries = { kind.boundaries($0) }
    impossibility = { kind.impossibility($0) }
    chance = { kind.chance($0, $1) }
    ratioBoundaries = { kind.boundaries($0, $1) }
    ratioImpossibility = { kind.impossibility($0, $1, $2) }
    ratioChance = { kind.chance($0, $1, $2) }
    chainAlone = { kind.chainAlone($0, $1, $2) }
    ofCurves = kind.ofCurves
    withVariances = { kind.with(variances: $0) }
  }
}
