internal import Notation
internal import Statistics

/// One criterion at one item, put to laboratories whose results have a known layout.
///
/// What does not depend on the values is worked out once, so that measured data, data with something left out and a hundred
/// thousand simulated studies are judged by the same lines.
struct Question: Sendable {
  private enum Method: Sendable {
    case means(MeanComparison)
    case recovery(RecoveryCriterion)
    case precision(PrecisionJudge)
    case precisionRatio(PrecisionRatioJudge)
    /// The layout does not allow an answer.
    case none(String)
  }

  let criterion: Criterion
  private let attribute: Attribute
  private let study: Study.Kind
  private let method: Method

  /// - Parameters:
  ///   - sending: the layout of the sending laboratory; `nil` where it has no part or no results. So is `receiving`.
  ///   - lotsHaveOwnRuns: see ``MeanComparison``.
  ///   - bridge: what is brought over where a laboratory used another reference lot.
  ///   - forMany: whether many sets of values will be judged, so that tables are worth their time.
  init(
    _ criterion: Criterion, _ attribute: Attribute, sending: CellLayout?, receiving: CellLayout?, sendingName: String,
    receivingName: String, lotsHaveOwnRuns: Bool?, study: Study.Kind, bridge: ReferenceBridge? = nil,
    forMany: Bool = false
  ) {
    self.criterion = criterion
    self.attribute = attribute
    self.study = study
    switch criterion.kind {
    case .meanDifference, .meanRatio:
      method = .means(
        MeanComparison(
          criterion: criterion, attribute: attribute, sendingName: sendingName, receivingName: receivingName,
          lotsHaveOwnRuns: lotsHaveOwnRuns, study: study, bridge: bridge))
    case .recovery(let kind):
      method =
        receiving == nil
        ? .none("\(receivingName) has no results")
        : .recovery(
          RecoveryCriterion(
            criterion: criterion, attribute: attribute, receivingName: receivingName, kind: kind, study: study))
    case .repeatability(let kind), .intermediatePrecision(let kind):
      let isSending = kind.laboratory == .sending
      let name = isSending ? sendingName : receivingName
      method = Self.attempt(isSending ? sending : receiving, name) { layout throws(DesignObstacle) in
        .precision(try PrecisionJudge(criterion, attribute, kind: kind, layout: layout, laboratory: name, study: study))
      }
    case .assignedValue, .drift:
      method = .none("a criterion of the kind \(criterion.kindName) belongs to a bridging study")
    case .similarity, .dilutionLinearity:
      // Measured ones never come here: they are judged from the runs' curves, and from results at their levels.
      method = .none("not planned: a criterion of the kind \(criterion.kindName) is not simulated by this version")
    case .precisionRatio(let kind):
      method = Self.attempt(sending, sendingName) { sending throws(DesignObstacle) in
        guard let receiving else { throw DesignObstacle("\(receivingName) has no results") }
        return .precisionRatio(
          try PrecisionRatioJudge(
            criterion, attribute, kind: kind, sending: sending, receiving: receiving, sendingName: sendingName,
            receivingName: receivingName, study: study, forMany: forMany))
      }
    }
  }

  private static func attempt(
    _ layout: CellLayout?, _ name: String, _ make: (CellLayout) throws(DesignObstacle) -> Method
  ) -> Method {
    guard let layout else { return .none("\(name) has no results") }
    do throws(DesignObstacle) { return try make(layout) } catch { return .none(error.reason) }
  }

  /// Why no study of this layout can be judged; `nil` where it can.
  var obstacle: String? {
    if case .none(let reason) = method { reason } else { nil }
  }

  /// For each source of a precision with next to no degrees of freedom how low its bound can be.
  var reaches: [PrecisionReach] {
    switch method {
    case .precision(let judge): judge.reaches
    case .precisionRatio(let judge): judge.reaches
    case .means, .recovery, .none: []
    }
  }

  /// The answer for these values.
  ///
  /// - Parameters:
  ///   - sending: results of the layout that the question was made for; `nil` where the laboratory has no part.
  ///   - frame: what the values were centred in.
  func judgement(sending: LaboratoryCells?, receiving: LaboratoryCells?, _ frame: AnalysisFrame) -> Judgement {
    switch method {
    case .none(let reason): return .notEvaluated(reason)
    case .means(let comparison):
      guard let sending, let receiving else { return .notEvaluated("\(StudyWords(study).each) has no results") }
      switch criterion.kind {
      case .meanDifference(let kind) where kind.relative:
        return comparison.ratioOfMeans(.init(kind), relative: true, sending: sending, receiving: receiving, frame)
      case .meanDifference(let kind):
        return comparison.difference(kind, sending: sending, receiving: receiving, frame)
      case .meanRatio(let kind) where attribute.scale == .log:
        return comparison.ratioOfGeometricMeans(kind, sending: sending, receiving: receiving, frame)
      case .meanRatio(let kind):
        return comparison.ratioOfMeans(.init(kind), relative: false, sending: sending, receiving: receiving, frame)
      default: return .notEvaluated("the criterion does not compare means")
      }
    case .recovery(let recovery):
      guard let receiving else { return .notEvaluated("the \(StudyWords(study).receivingGroup) has no results") }
      return recovery.judgement(receiving, frame)
    case .precision(let judge):
      guard let cells = judge.kind.laboratory == .sending ? sending : receiving else {
        return .notEvaluated("\(judge.laboratory) has no results")
      }
      return judge.judgement(cells, frame)
    case .precisionRatio(let judge):
      guard let sending, let receiving else { return .notEvaluated("\(StudyWords(study).each) has no results") }
      return judge.judgement(sending: sending, receiving: receiving, frame)
    }
  }
}
