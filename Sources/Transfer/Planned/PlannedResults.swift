internal import AssayData
internal import Notation
internal import Statistics

/// The planned results of laboratories as criteria take them: rows are selected, laid out and put to each criterion once, and
/// each set of values is then held against them.
struct PlannedResults: Sendable {
  /// How an item is judged; one object, so that a simulated study copies none of it.
  private final class Evaluation: Sendable {
    let question: PreparedCriterion
    let sending: Int?
    let receiving: Int?
    let frame: AnalysisFrame

    init(_ question: PreparedCriterion, sending: Int?, receiving: Int?, frame: AnalysisFrame) {
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

  let places: [PlannedStudy.Place]
  let items: [PlannedStudy.Item]
  let bridged: [PlannedStudy.Bridged]
  let bridgeErrors: [[Double]]?
  private let attribute: Attribute
  private let plates: PlannedPlates?
  private let evaluations: [Evaluation?]
  private let sources: [Source]
  private let evaluator: Evaluator
  private let rows: [StudyRow]
  private let frame: AnalysisFrame
  private let offsets: [Double]

  /// - Parameters: see ``PlannedStudy/init(_:of:centre:plates:laboratories:)``.
  init(
    _ attribute: Attribute, of transferProtocol: TransferProtocol, centre: ExactDecimal?, plates: PlannedPlates?
  ) throws(PlanningObstacle) {
    // Samples and levels are the same everywhere; numbers may be given by laboratory.
    let design = try PlannedDesign(attribute, at: transferProtocol.sending)
    var rows: [StudyRow] = []
    var places: [PlannedStudy.Place] = []
    for (laboratory, name) in transferProtocol.laboratories.enumerated() {
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
      attribute: attribute, rows: rows, sampleNames: design.samples, levelNames: design.levels.map { $0.description },
      levelValues: design.levels, runsWithin: [])
    let references = LaboratoryReferences(attribute, transferProtocol: transferProtocol, data: nil)
    let evaluator = Evaluator(
      study, transferProtocol: transferProtocol, data: AssayData(), references: references)
    let isLog = attribute.scale == .log
    // The level of each result on the analysis scale, less the pivot.
    let pivot = isLog ? ExactDecimal(1) : centre ?? design.levels.first ?? ExactDecimal(0)
    func offset(_ place: PlannedStudy.Place) -> Double {
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
    var items: [PlannedStudy.Item] = []
    var evaluations: [Evaluation?] = []
    for criterion in attribute.criteria {
      let isRecovery = criterion.facts.isRecovery
      let isSimulated = criterion.facts.isSimulated || criterion.facts.isOfRuns && plates != nil
      let scaling = places.map { place in
        isRecovery && !isLog && place.level >= 0 ? 100 / design.levels[place.level].double : 1
      }
      let needsLevel = !isLog && criterion.facts.dependsOnLevel && centre == nil && design.levels.isEmpty
      for receiver in transferProtocol.receiving.indices {
        func add(
          _ item: Finding.Item, _ obstacle: String?, rule: Int? = nil, sending: [StudyRow] = [],
          receiving: [StudyRow] = [], isBridged: Bool = false, _ evaluation: Evaluation? = nil
        ) {
          items.append(
            PlannedStudy.Item(
              criterion: criterion, receiver: receiver, item: item, obstacle: obstacle, isSimulated: isSimulated,
              rule: rule, sending: sending.map { $0.index }, receiving: receiving.map { $0.index },
              isBridged: isBridged,
              scaling: scaling))
          evaluations.append(evaluation)
        }
        let found = evaluator.items(criterion)
        if found.isEmpty {
          add(.pooled, "the design has no \(criterion.scope == .eachLevel ? "levels" : "samples") to judge")
        }
        for item in found {
          switch evaluator.select(criterion, item, receiver: receiver, rows: rows) {
          case .obstacle(let reason): add(item, reason)
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
            add(
              item, obstacle, rule: rule, sending: sending, receiving: receiving,
              isBridged: criterion.facts.comparesMeans && isBridged(receiver),
              obstacle != nil || rule != nil
                ? nil
                : Evaluation(
                  question, sending: source(sending, s, scaling: scaling, isRecovery: isRecovery),
                  receiving: source(receiving, r, scaling: scaling, isRecovery: isRecovery),
                  frame: isRecovery ? Recoveries.frame(attribute) : frame))
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
    bridged = transferProtocol.receiving.enumerated().compactMap { receiver, laboratory in
      guard let bridge = references?.bridge(sending: 0, receiving: receiver + 1), let step = bridge.step else {
        return nil
      }
      return PlannedStudy.Bridged(
        laboratory: laboratory, lot: bridge.receiving, sendersLot: bridge.sending,
        standardUncertainty: step.standardError)
    }
    self.places = places
    self.items = items
    self.evaluations = evaluations
    self.sources = sources
  }

  func verdicts(_ deviations: [Double], curves: [[SimilarityRule.Standing]]) -> [Verdict] {
    let lost = lostPlaces(curves)
    guard lost.isEmpty else { return items.map { verdict($0, deviations, curves, without: lost) } }
    let cells = sources.map { $0.cells(deviations) }
    return items.indices.map { index in
      verdictOnCurves(items[index], curves)
        ?? evaluations[index]?.judgement { cells[$0] }.verdict ?? .notEvaluated
    }
  }

  func reason(_ index: Int, _ deviations: [Double], curves: [[SimilarityRule.Standing]]) -> String {
    let lost = lostPlaces(curves)
    if !lost.isEmpty { return refusal ?? judgement(items[index], deviations, without: lost).reason }
    guard let evaluation = evaluations[index] else { return items[index].obstacle ?? "" }
    return evaluation.judgement { sources[$0].cells(deviations) }.reason
  }

  /// For each source of a precision with next to no degrees of freedom how low its bound can be.
  func reaches(_ index: Int) -> [PrecisionReach] { evaluations[index]?.question.reaches ?? [] }
}

// MARK: - Curves

extension PlannedResults {
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
  private func verdictOnCurves(_ item: PlannedStudy.Item, _ curves: [[SimilarityRule.Standing]]) -> Verdict? {
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
    let rules = evaluator.transferProtocol.rules
    guard rules.missingUnits == .refuse || rules.invalidRuns == .refuse else { return nil }
    return "a preparation was not shown similar, and the protocol's rule for what is then missing is to refuse"
  }

  private func verdict(
    _ item: PlannedStudy.Item, _ deviations: [Double], _ curves: [[SimilarityRule.Standing]], without lost: [Bool]
  ) -> Verdict {
    if refusal != nil { return .notEvaluated }
    return verdictOnCurves(item, curves) ?? judgement(item, deviations, without: lost).verdict
  }

  /// What is left is laid out anew, since it differs from study to study.
  private func judgement(_ item: PlannedStudy.Item, _ deviations: [Double], without lost: [Bool]) -> Judgement {
    guard item.obstacle == nil else { return .notEvaluated(item.obstacle ?? "") }
    let kept = rows.filter { !lost[$0.index] }
    switch evaluator.select(item.criterion, item.item, receiver: item.receiver, rows: kept) {
    case .obstacle(let reason): return .notEvaluated(reason)
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
