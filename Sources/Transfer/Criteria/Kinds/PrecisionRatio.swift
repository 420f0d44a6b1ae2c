public import AssayData
public import Notation
internal import Statistics

/// `precision-ratio`: an upper limit on the ratio of SDs, R / S.
public struct PrecisionRatio: Sendable, Hashable {
  public enum Of: String, CaseIterable, Sendable, Hashable {
    case repeatability, intermediate
  }
  public let limit: ExactDecimal
  public let of: Of
  public let sources: [Role]
  /// The source that stands for the levels that took part alone, at both laboratories.
  public let fixedSource: Role?
}

extension PrecisionRatio: CriterionKind {
  static let door = Door(
    name: "precision-ratio", keys: ["limit", "of", "sources", "fixedSource"],
    read: { reader, section, context, _ in reader.precisionRatio(section, context).map { .precisionRatio($0) } })

  var facts: Facts {
    Facts(
      name: Self.door.name, subject: .spread, basis: .results, part: .both, unit: .named(""), lower: nil,
      upper: limit, roles: sources)
  }

  func prepare(_ asked: Asked) throws(DesignObstacle) -> Prepared {
    let judge = try PrecisionRatioJudge(
      asked.criterion, asked.attribute, kind: self, sending: try asked.layout(.sending),
      receiving: try asked.layout(.receiving),
      sendingName: asked.sendingName, receivingName: asked.receivingName, study: asked.study, forMany: asked.forMany)
    return .ofBoth(asked, reaches: judge.reaches) { s, r, frame in
      judge.judgement(sending: s, receiving: r, frame)
    }
  }

  // MARK: - Planning

  func boundaries(_ assumed: Assumed) -> [Boundary] {
    var moved = assumed.truth
    moved.sdRatio = limit.double
    return [Boundary(truth: moved, words: "a true SD ratio at the limit, \(limit)")]
  }

  func impossibility(_ assumed: Assumed) -> String? {
    guard assumed.truth.sdRatio >= limit.double else { return nil }
    return
      "the assumed SD ratio, \(shown(assumed.truth.sdRatio)), is not below the limit, \(limit); no size can show what is not so"
  }

  func chance(_ planned: PlannedSpread, _ criterion: Criterion) -> TheoryChance? {
    let sources = of == .intermediate ? sources : nil
    guard let r = planned.degreesOfFreedom(.receiving, sources), let s = planned.degreesOfFreedom(.sending, sources)
    else { return nil }
    return .ratioBound(
      limitOverTrue: limit.double / planned.truth.sdRatio, test: r, reference: s, alpha: criterion.alpha)
  }

  // MARK: - Words

  func words(_ attribute: Attribute, _ words: StudyWords) -> Words {
    let what =
      of == .repeatability
      ? words.repeatability(within: attribute.unitOfReplication.plural) : words.intermediatePrecision
    return Words(quantity: "SD ratio \(words.ratio), \(what)", short: "SD ratio \(words.ratio)")
  }

  func cause(_ finding: NotPassed) -> (Cause, String)? { causeOfSpread(finding) }
}

/// An upper limit on the ratio of the laboratories' SDs.
private struct PrecisionRatioJudge: Sendable {
  let criterion: Criterion
  let kind: PrecisionRatio
  /// The question that the study asks, whose words remarks and reasons take.
  let study: Study.Kind
  private let units: String
  let sendingName: String
  let receivingName: String
  private let sending: VarianceEstimator
  private let receiving: VarianceEstimator
  private let bounds: PrecisionRatioBounds

  /// - Throws: ``DesignObstacle`` where a layout does not allow the precision to be estimated.
  init(
    _ criterion: Criterion, _ attribute: Attribute, kind: PrecisionRatio, sending: CellLayout, receiving: CellLayout,
    sendingName: String, receivingName: String, study: Study.Kind, forMany: Bool
  ) throws(DesignObstacle) {
    self.criterion = criterion
    self.kind = kind
    self.study = study
    units = attribute.unitOfReplication.plural
    self.sendingName = sendingName
    self.receivingName = receivingName
    let sources = kind.of == .intermediate ? kind.sources : nil
    func estimator(_ layout: CellLayout, _ name: String) throws(DesignObstacle) -> VarianceEstimator {
      try VarianceEstimator(
        layout, sources: sources, fixedSource: kind.fixedSource, reportable: nil, unit: attribute.unitOfReplication,
        laboratory: name, level: 1 - criterion.alpha)
    }
    self.sending = try estimator(sending, sendingName)
    self.receiving = try estimator(receiving, receivingName)
    guard
      let bounds = PrecisionRatioBounds(
        receiving: self.receiving.bounds, sending: self.sending.bounds, alpha: criterion.alpha,
        forMany: forMany)
    else { throw DesignObstacle("the precisions of the two are not of one kind") }
    self.bounds = bounds
  }

  func judgement(sending s: LaboratoryCells, receiving r: LaboratoryCells, _ frame: AnalysisFrame) -> Judgement {
    let (sender, receiver): (PrecisionSquares, PrecisionSquares)
    do throws(DesignObstacle) {
      sender = try sending.squares(s)
      receiver = try receiving.squares(r)
    } catch {
      return .notEvaluated(error.reason)
    }
    guard sending.bounds.estimate(sender) > 0 else {
      return .notEvaluated(
        "the results of \(sendingName) do not vary, so no ratio exists: \(StudyWords(study).whyConstant)")
    }
    guard receiving.bounds.raisedTotal(receiver) > 0 else {
      return .notEvaluated(
        "the results of \(receivingName) do not vary where they should: \(StudyWords(study).whyAlike)")
    }
    for (estimator, squares, name) in [(sending, sender, sendingName), (receiving, receiver, receivingName)] {
      if case .these(let bounds) = estimator.bounds, case .sums(let found) = squares, !bounds.hasNoise(found) {
        return .notEvaluated(
          "at \(name) nothing varies within the levels of \(kind.fixedSource?.rawValue ?? ""), so they cannot be held against it"
        )
      }
    }
    let limit = kind.limit.double * kind.limit.double
    let outcome = judge(
      isUpperInside: bounds.isUpper(below: limit, receiver, sender),
      isLowerBeyond: bounds.isLower(above: limit, receiver, sender))
    return Judgement(outcome) { [self] in details((s, sender), (r, receiver), frame) }
  }

  private func details(
    _ s: (cells: LaboratoryCells, squares: PrecisionSquares), _ r: (cells: LaboratoryCells, squares: PrecisionSquares),
    _ frame: AnalysisFrame
  ) -> Judgement.Details {
    let sender = sending.precision(s.cells, s.squares, pivot: frame.centre)
    let receiver = receiving.precision(r.cells, r.squares, pivot: frame.centre)
    let limit = kind.limit.double
    let upper = bounds.upper(r.squares, s.squares).squareRoot()
    let lower = bounds.lower(r.squares, s.squares).squareRoot()
    let ratio = receiver.estimate / sender.estimate
    let words = StudyWords(study)
    let of = kind.of == .repeatability ? words.repeatability(within: units) : words.intermediatePrecision
    var pValue: Double? = nil
    if let freedom = bounds.exactDegreesOfFreedom {
      pValue = FDistribution(freedom.receiving, freedom.sending).lowerTail(ratio / (limit * limit))
    }
    let isIntermediate = kind.of == .intermediate
    var details = Judgement.Details(
      evidence: Evidence(
        .ratioOfStandardDeviations, estimate: ratio.squareRoot(), .bound(upper: upper, lower: lower, pValue: pValue),
        level: 1 - criterion.alpha, upperLimit: limit,
        method: "\(of), SD ratio \(words.ratio); \(bounds.methodName)",
        laboratories: [sender.figures(sendingName, frame), receiver.figures(receivingName, frame)],
        precision: isIntermediate
          ? PrecisionGrounds(
            level: bounds.level,
            these: [sending.these(kind.fixedSource), receiving.these(kind.fixedSource)].compactMap { $0 },
            reaches: receiving.reaches(r.squares, level: bounds.level) { $0 / sender.standardDeviation }
              .map { $0.limited(to: limit, isRatioTo: sendingName) }) : nil))
    details.sendingUnits = sender.units
    details.receivingUnits = receiver.units
    details.remarks = sender.remarks + receiver.remarks.filter { !sender.remarks.contains($0) }
    details.crossChecks = { [receiving, sending, bounds, alpha = criterion.alpha] in
      receiving.crossChecks(r.cells, r.squares) + sending.crossChecks(s.cells, s.squares)
        + bounds.crossChecks(
          receiving: (receiving, r.cells, r.squares), sending: (sending, s.cells, s.squares), alpha: alpha)
    }
    details.unitsNeeded = { [receiving, sending, alpha = criterion.alpha] in
      VarianceEstimator.unitsNeeded(
        receiving: (receiving, r.squares), sending: (sending, s.squares), limit: limit * limit, alpha: alpha)
    }
    return details
  }

  /// For each source of the receiving laboratory with next to no degrees of freedom what the bound can reach.
  var reaches: [PrecisionReach] {
    kind.of == .intermediate
      ? receiving.reaches(nil, level: bounds.level) { _ in 0 }.map {
        $0.limited(to: kind.limit.double, isRatioTo: sendingName)
      } : []
  }
}

// MARK: - Keys

extension Reader {
  fileprivate mutating func precisionRatio(_ section: Section, _ context: CriterionContext) -> PrecisionRatio? {
    let limit = required("limit", section) { $0.upperLimit($1, $2) }
    let of: PrecisionRatio.Of? = required("of", section) { $0.word($1, $2) }
    var sources: [Role]? = []
    switch of {
    case .intermediate: sources = required("sources", section) { $0.sources($1, $2, context) }
    case .repeatability:
      if let entry = section["sources"] {
        error(
          "E_SOURCES", at: entry.keyPlace,
          "a precision-ratio of repeatability takes no sources; leave them out, or write of: intermediate")
      }
    case nil: break
    }
    var fixedSource: Role? = nil
    if of == .repeatability, let entry = section["fixedSource"] {
      error(
        "E_SOURCES", at: entry.keyPlace,
        "a precision-ratio of repeatability has no fixedSource; leave it out, or write of: intermediate with its sources"
      )
    } else {
      fixedSource = optional("fixedSource", section) { $0.fixedSource($1, $2, sources) }
    }
    guard let limit, let of, let sources else { return nil }
    return PrecisionRatio(limit: limit, of: of, sources: sources, fixedSource: fixedSource)
  }
}

extension Evidence.Quantity {
  /// SD of R over SD of S.
  public static let ratioOfStandardDeviations = Evidence.Quantity(
    "ratioOfStandardDeviations", reference: 1, isRatio: true)
}
