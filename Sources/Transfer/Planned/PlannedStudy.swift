internal import AssayData
public import Notation
internal import Statistics

/// Why a study cannot be laid out from its protocol.
public struct PlanningObstacle: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}

/// One attribute of a study as its protocol plans it: every result has its place, and none a value yet.
///
/// It is judged by the same lines as measured data are: the rows are selected, laid out and put to each criterion once, and
/// each set of values is then held against them.
public struct PlannedStudy: Sendable {
  /// Where one planned result stands: 0 the sending laboratory; the rest are numbers within the laboratory, -1 where the
  /// design names none.
  public struct Place: Sendable, Hashable {
    public let laboratory: Int
    public let sample: Int
    public let level: Int
    public let analyst: Int
    public let day: Int
    public let run: Int
    /// The independent unit.
    public let unit: Int
    /// Of the preparations of a run, each sample at each of its levels.
    public let preparation: Int
  }

  /// A criterion at one item and receiving laboratory.
  public struct Item: Sendable {
    public let criterion: Criterion
    public let receiver: Int
    public let item: Finding.Item
    /// Why no study of this design can be judged; `nil` where it can.
    public let obstacle: String?
    /// Whether it can be simulated at all; what depends on curves needs an assumed truth of the plates.
    public let isSimulated: Bool
    /// Of ``PlannedPlates/rules``, the one that it counts by.
    let rule: Int?
    /// The places of the results that enter, by laboratory.
    public let sending: [Int]
    public let receiving: [Int]
    /// Whether it compares means through the measured ratio of two reference lots, whose error is not one of the results.
    public let isBridged: Bool
    /// What a value at a place is multiplied by before it is judged: 1, or 100/nominal for a linear recovery.
    public let scaling: [Double]

    /// For each source of a precision with next to no degrees of freedom how low its bound can be.
    public var reaches: [PrecisionReach] { evaluation?.question.reaches ?? [] }

    fileprivate let evaluation: Evaluation?
  }

  /// How an item is judged; one object, so that a simulated study copies none of it.
  fileprivate final class Evaluation: Sendable {
    let question: Question
    let sending: Int?
    let receiving: Int?
    let frame: AnalysisFrame

    init(_ question: Question, sending: Int?, receiving: Int?, frame: AnalysisFrame) {
      self.question = question
      self.sending = sending
      self.receiving = receiving
      self.frame = frame
    }

    func judgement(_ cells: (Int) -> LaboratoryCells) -> Judgement {
      question.judgement(sending: sending.map(cells), receiving: receiving.map(cells), frame)
    }
  }

  /// One laboratory's results as one or several criteria take them.
  private struct Source: Sendable {
    let layout: CellLayout
    /// For each row of the layout its place, what its value is multiplied by, and what is added.
    let places: [Int]
    let scaling: [Double]
    let offsets: [Double]

    func cells(_ deviations: [Double]) -> LaboratoryCells {
      LaboratoryCells(
        ordered: places.indices.map { deviations[places[$0]] * scaling[$0] + offsets[$0] }, layout)
    }

    func isSame(as other: Source) -> Bool {
      places == other.places && scaling == other.scaling && offsets == other.offsets
    }
  }

  /// What is not known of the ratio of a laboratory's reference lot to the sender's.
  public struct Bridged: Sendable, Hashable {
    public let laboratory: String
    /// The lot that its results are relative to, and the sender's.
    public let lot: String
    public let sendersLot: String
    /// Of ln of the ratio.
    public let standardUncertainty: Double
  }

  public let attribute: Attribute
  /// Receiving laboratories on another reference lot than the sender, where the protocol says so.
  public let bridged: [Bridged]
  /// For each laboratory what its results are off by, in terms of independent standard normal numbers: one error for all of
  /// its results, that of the ratio of the reference lots; `nil` where there is none.
  public let bridgeErrors: [[Double]]?
  public let places: [Place]
  public let items: [Item]
  /// The plates whose curves are judged too; `nil` where nothing is assumed of them.
  public let plates: PlannedPlates?
  private let evaluations: [Evaluation?]
  private let sources: [Source]
  private let evaluator: Evaluator
  private let rows: [StudyRow]
  private let frame: AnalysisFrame
  private let offsets: [Double]

  /// - Parameters:
  ///   - centre: the level of results on the linear scale, where the design has no levels; only %CV and ratios of
  ///     arithmetic means depend on it. Not used on the log scale.
  /// - Throws: ``PlanningObstacle`` where the design does not say how many units there are.
  ///   - plates: what is assumed of plates, where something is.
  public init(
    _ attribute: Attribute, of plan: TransferProtocol, centre: ExactDecimal?, plates: PlannedPlates? = nil
  ) throws(PlanningObstacle) {
    // Samples and levels are the same everywhere; numbers may be given by laboratory.
    let design = try PlannedDesign(attribute, at: plan.sending)
    var rows: [StudyRow] = []
    var places: [Place] = []
    for (laboratory, name) in plan.laboratories.enumerated() {
      for place in try PlannedDesign(attribute, at: name).places(laboratory: laboratory) {
        rows.append(
          StudyRow(
            index: places.count, laboratory: Int32(laboratory), sample: Int32(place.sample),
            level: Int32(place.level),
            group: Int32(place.level < 0 ? place.sample : place.sample * design.levels.count + place.level),
            unit: Int32(place.unit), analyst: Int32(place.analyst), day: Int32(place.day), run: Int32(place.run),
            value: ExactDecimal(0)))
        places.append(place)
      }
    }
    let study = StudyRows(
      attribute: attribute, rows: rows, sampleNames: design.samples, levelNames: design.levels.map(\.description),
      levelValues: design.levels, runsWithin: [])
    let references = LaboratoryReferences(attribute, plan: plan, data: nil)
    let evaluator = Evaluator(
      study, plan: plan, data: AssayData(), references: references)
    let isLog = attribute.scale == .log
    // The level of each result on the analysis scale, less the pivot.
    let pivot = isLog ? ExactDecimal(1) : centre ?? design.levels.first ?? ExactDecimal(0)
    func offset(_ place: Place) -> Double {
      guard place.level >= 0 else { return 0 }
      let level = design.levels[place.level]
      return isLog ? AnalysisScale.log.position(of: level.double) : centre == nil ? level.subtracting(pivot) : 0
    }
    let frame = AnalysisFrame(scale: isLog ? .log : .linear, pivot: pivot)
    var sources: [Source] = []
    func source(_ rows: [StudyRow], _ layout: CellLayout?, scaling: [Double], isRecovery: Bool) -> Int? {
      guard let layout else { return nil }
      let indices = layout.order.map { rows[$0].index }
      let source = Source(
        layout: layout, places: indices, scaling: indices.map { scaling[$0] },
        offsets: indices.map { isRecovery ? 0 : offset(places[$0]) })
      if let known = sources.firstIndex(where: { $0.isSame(as: source) }) { return known }
      sources.append(source)
      return sources.count - 1
    }
    func isBridged(_ receiver: Int) -> Bool {
      references?.bridge(sending: 0, receiving: receiver + 1)?.step.map { !$0.isExact } ?? false
    }
    var items: [Item] = []
    for criterion in attribute.criteria {
      let isRecovery = criterion.facts.isRecovery
      let isSimulated = criterion.facts.isSimulated || criterion.facts.isOfRuns && plates != nil
      let scaling = places.map { place in
        isRecovery && !isLog && place.level >= 0 ? 100 / design.levels[place.level].double : 1
      }
      let needsLevel = !isLog && criterion.facts.dependsOnLevel && centre == nil && design.levels.isEmpty
      for receiver in plan.receiving.indices {
        let found = evaluator.items(criterion)
        if found.isEmpty {
          items.append(
            Item(
              criterion: criterion, receiver: receiver, item: .pooled,
              obstacle: "the design has no \(criterion.scope == .eachLevel ? "levels" : "samples") to judge",
              isSimulated: isSimulated, rule: nil, sending: [], receiving: [], isBridged: false, scaling: scaling,
              evaluation: nil)
          )
        }
        for item in found {
          switch evaluator.select(criterion, item, receiver: receiver, rows: rows) {
          case .refused(let reason):
            items.append(
              Item(
                criterion: criterion, receiver: receiver, item: item, obstacle: reason, isSimulated: isSimulated,
                rule: nil, sending: [], receiving: [], isBridged: false, scaling: scaling, evaluation: nil))
          case .rows(let sending, let receiving):
            let (question, s, r) = evaluator.question(
              criterion, sending: sending, receiving: receiving, receiver: receiver, forMany: true)
            let rule = plates.flatMap { plates in plates.rules.firstIndex { $0.criterion == criterion.id } }
            var obstacle = rule == nil ? question.obstacle : nil
            if isRecovery, design.levels.isEmpty { obstacle = "the design names no levels to be recovered" }
            if needsLevel {
              obstacle =
                "a \(criterion.kindName) on the linear scale depends on the level of results: give it as mean"
            }
            items.append(
              Item(
                criterion: criterion, receiver: receiver, item: item, obstacle: obstacle, isSimulated: isSimulated,
                rule: rule, sending: sending.map(\.index), receiving: receiving.map(\.index),
                isBridged: criterion.facts.comparesMeans && isBridged(receiver), scaling: scaling,
                evaluation: obstacle != nil || rule != nil
                  ? nil
                  : Evaluation(
                    question, sending: source(sending, s, scaling: scaling, isRecovery: isRecovery),
                    receiving: source(receiving, r, scaling: scaling, isRecovery: isRecovery),
                    frame: isRecovery ? Recoveries.frame(attribute) : frame)))
          }
        }
      }
    }
    self.attribute = attribute
    self.plates = plates
    self.evaluator = evaluator
    self.rows = rows
    self.frame = frame
    offsets = places.map(offset)
    bridgeErrors = references?.errors
    bridged = plan.receiving.enumerated().compactMap { receiver, laboratory in
      guard let bridge = references?.bridge(sending: 0, receiving: receiver + 1), let step = bridge.step else {
        return nil
      }
      return Bridged(
        laboratory: laboratory, lot: bridge.receiving, sendersLot: bridge.sending,
        standardUncertainty: step.standardError)
    }
    self.places = places
    self.items = items
    evaluations = items.map(\.evaluation)
    self.sources = sources
  }

  /// The verdict on each of ``items`` for one set of results.
  ///
  /// - Parameter deviations: of each place, from the level of its sample at the sending laboratory, on the analysis scale.
  ///
  /// - Parameter curves: of each place, how the curve of its preparation stands in its run to each rule of ``plates``; empty
  ///   where there are none.
  public func verdicts(_ deviations: [Double], curves: [[SimilarityRule.Standing]] = []) -> [Verdict] {
    let lost = lostPlaces(curves)
    guard lost.isEmpty else { return items.map { verdict($0, deviations, curves, without: lost) } }
    let cells = sources.map { $0.cells(deviations) }
    return items.indices.map { index in
      verdictOnCurves(items[index], curves)
        ?? evaluations[index]?.judgement { cells[$0] }.verdict ?? .notEvaluated
    }
  }

  /// Why an item of this set of results has no verdict, for a design that looked able to give one.
  public func reason(_ index: Int, _ deviations: [Double], curves: [[SimilarityRule.Standing]] = []) -> String {
    let lost = lostPlaces(curves)
    if !lost.isEmpty { return refusal ?? judgement(items[index], deviations, without: lost).reason }
    guard let evaluation = evaluations[index] else { return items[index].obstacle ?? "" }
    return evaluation.judgement { sources[$0].cells(deviations) }.reason
  }
}

// MARK: - Curves

extension PlannedStudy {
  /// Places whose preparation is not shown similar by a criterion that a potency needs.
  ///
  /// - Returns: of each place whether it is lost; empty where none is.
  private func lostPlaces(_ curves: [[SimilarityRule.Standing]]) -> [Bool] {
    guard let plates, plates.isRequired.contains(true) else { return [] }
    let lost = curves.map { standings in
      zip(standings, plates.isRequired).contains { $1 && $0 != .similar }
    }
    return lost.contains(true) ? lost : []
  }

  /// `nil` for what is not judged by curves.
  private func verdictOnCurves(_ item: Item, _ curves: [[SimilarityRule.Standing]]) -> Verdict? {
    guard item.obstacle == nil, !curves.isEmpty, let plates, let rule = item.rule else { return nil }
    var (unlike, unknown) = (0, 0)
    for place in item.sending + item.receiving {
      switch curves[place][rule] {
      case .similar: break
      case .unlike: unlike += 1
      case .unknown: unknown += 1
      }
    }
    return SimilarityJudge.outcome(unlike: unlike, unknown: unknown, mayFail: plates.rules[rule].similarity.mayFail)
  }

  /// Why nothing is judged where a potency is missing; `nil` where the rest is.
  private var refusal: String? {
    let rules = evaluator.plan.rules
    guard rules.missingUnits == .refuse || rules.invalidRuns == .refuse else { return nil }
    return "a preparation was not shown similar, and the protocol's rule for what is then missing is to refuse"
  }

  private func verdict(
    _ item: Item, _ deviations: [Double], _ curves: [[SimilarityRule.Standing]], without lost: [Bool]
  ) -> Verdict {
    if refusal != nil { return .notEvaluated }
    return verdictOnCurves(item, curves) ?? judgement(item, deviations, without: lost).verdict
  }

  /// What is left is laid out anew, since it differs from study to study.
  private func judgement(_ item: Item, _ deviations: [Double], without lost: [Bool]) -> Judgement {
    guard item.obstacle == nil else { return .notEvaluated(item.obstacle ?? "") }
    let kept = rows.filter { !lost[$0.index] }
    switch evaluator.select(item.criterion, item.item, receiver: item.receiver, rows: kept) {
    case .refused(let reason): return .notEvaluated(reason)
    case .rows(let sending, let receiving):
      let (question, s, r) = evaluator.question(
        item.criterion, sending: sending, receiving: receiving, receiver: item.receiver)
      let isRecovery = item.criterion.facts.isRecovery
      func cells(_ rows: [StudyRow], _ layout: CellLayout?) -> LaboratoryCells? {
        layout.map { layout in
          LaboratoryCells(
            ordered: layout.order.map { place in
              let index = rows[place].index
              return deviations[index] * item.scaling[index] + (isRecovery ? 0 : offsets[index])
            }, layout)
        }
      }
      return question.judgement(
        sending: cells(sending, s), receiving: cells(receiving, r),
        isRecovery ? Recoveries.frame(attribute) : frame)
    }
  }
}
