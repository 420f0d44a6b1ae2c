internal import Notation
internal import Statistics

/// One criterion at one item as laboratories are asked it: whose results have which layout.
struct Asked: Sendable {
  let criterion: Criterion
  let attribute: Attribute
  /// The layout of the sending laboratory; `nil` where it has no part or no results. So is `receiving`.
  let sending: CellLayout?
  let receiving: CellLayout?
  let sendingName: String
  let receivingName: String
  /// For matched lots: whether each lot was measured in a run of its own, by the data or by the protocol's word.
  let lotsHaveOwnRuns: Bool?
  /// The question that the study asks, whose words remarks and reasons take.
  let study: Study.Kind
  /// What is converted where a laboratory used another reference lot than the attribute's.
  let bridge: ReferenceBridge?
  /// Whether many sets of values will be judged, so that tables are worth their time.
  let forMany: Bool

  func name(_ laboratory: PrecisionLimit.Laboratory) -> String {
    laboratory == .sending ? sendingName : receivingName
  }

  /// - Throws: ``DesignObstacle`` where the laboratory has no results.
  func layout(_ laboratory: PrecisionLimit.Laboratory) throws(DesignObstacle) -> CellLayout {
    guard let layout = laboratory == .sending ? sending : receiving else { throw nothing(laboratory) }
    return layout
  }

  /// That a laboratory has no results.
  func nothing(_ laboratory: PrecisionLimit.Laboratory) -> DesignObstacle {
    DesignObstacle("\(name(laboratory)) has no results")
  }
}

/// What a kind of criterion made of a layout, once for all values that may stand in it.
struct Prepared: Sendable {
  /// Judges the results of the sending laboratory, of the receiving one (`nil` where it has no part), centred in a frame.
  typealias Judge = @Sendable (LaboratoryCells?, LaboratoryCells?, AnalysisFrame) -> Judgement

  /// For each source of a precision with next to no degrees of freedom how low its bound can be.
  let reaches: [PrecisionReach]
  let judge: Judge

  init(reaches: [PrecisionReach] = [], judge: @escaping Judge) {
    self.reaches = reaches
    self.judge = judge
  }

  /// For what compares two laboratories.
  static func ofBoth(
    _ asked: Asked, reaches: [PrecisionReach] = [],
    judge: @escaping @Sendable (_ sending: LaboratoryCells, _ receiving: LaboratoryCells, AnalysisFrame) -> Judgement
  ) -> Prepared {
    Prepared(reaches: reaches) { sending, receiving, frame in
      guard let sending else { return .notEvaluated(asked.nothing(.sending).reason) }
      guard let receiving else { return .notEvaluated(asked.nothing(.receiving).reason) }
      return judge(sending, receiving, frame)
    }
  }
}

/// One criterion at one item, put to laboratories whose results have a known layout.
///
/// What does not depend on the values is worked out once, so that measured data, data with something left out and a hundred
/// thousand simulated studies are judged by the same lines.
struct PreparedCriterion: Sendable {
  private let prepared: Prepared?
  /// Why no study of this layout can be judged; `nil` where it can.
  let obstacle: String?

  init(_ asked: Asked) {
    do throws(DesignObstacle) {
      prepared = try asked.criterion.kind.room.prepare(asked)
      obstacle = nil
    } catch {
      prepared = nil
      obstacle = error.reason
    }
  }

  /// For each source of a precision with next to no degrees of freedom how low its bound can be.
  var reaches: [PrecisionReach] { prepared?.reaches ?? [] }

  /// The answer for these values.
  ///
  /// - Parameters:
  ///   - sending: results of the layout that the question was made for; `nil` where the laboratory has no part.
  ///   - frame: what the values were centred in.
  func judgement(sending: LaboratoryCells?, receiving: LaboratoryCells?, _ frame: AnalysisFrame) -> Judgement {
    prepared?.judge(sending, receiving, frame) ?? .notEvaluated(obstacle ?? "")
  }
}

/// The selected results themselves, for what is not judged from unit means.
struct AskedOfRows {
  /// The rows of each laboratory that takes part.
  let parts: [(laboratory: Int32, rows: [StudyRow])]
  /// The one that is judged; `nil` for all.
  let sample: String?
  let receivingName: String
  /// Names of all laboratories, and of all samples.
  let laboratories: [String]
  let sampleNames: [String]
  /// Nominal values.
  let levels: [ExactDecimal]
  let study: Study.Kind
  let doseResponse: DoseResponse?
  /// The runs that potencies came from.
  let runs: PotencyRuns
  /// Runs of a laboratory that gave none.
  let runsWithoutPotency: (Int32) -> [RunWithoutPotency]
  /// Whether a sample is one of those that the study is of.
  let isPlanned: (String) -> Bool
}
