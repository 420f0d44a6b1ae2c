internal import AssayData
internal import Notation
internal import Statistics
internal import TransferProtocol

/// Evaluates the criteria of one attribute, on all of its rows or on what leaving some out keeps.
struct Evaluator {
  let attribute: Attribute
  let plan: TransferProtocol
  let data: AssayData
  let study: StudyRows
  let laboratories: [String]
  /// The runs that potencies came from.
  let runs: PotencyRuns
  /// Where results that are relative to other reference lots are brought over.
  let references: LaboratoryReferences?

  init(_ attribute: Attribute, plan: TransferProtocol, data: AssayData, runs: PotencyRuns = PotencyRuns()) {
    self.runs = runs
    references = LaboratoryReferences(attribute, plan: plan, data: data)
    self.attribute = attribute
    self.plan = plan
    self.data = data
    laboratories = [plan.sending] + plan.receiving
    study = StudyRows(
      attribute, of: data, laboratories: laboratories, only: plan.attributes.count == 1,
      runsWithin: plan.data.runsWithin)
  }

  init(
    _ study: StudyRows, plan: TransferProtocol, data: AssayData, laboratories: [String],
    runs: PotencyRuns = PotencyRuns(), references: LaboratoryReferences?
  ) {
    self.runs = runs
    self.references = references
    attribute = study.attribute
    self.plan = plan
    self.data = data
    self.study = study
    self.laboratories = laboratories
  }

  // MARK: - Findings

  /// One finding for each item of the criterion's scope, in the order of the design, then of the data.
  func findings(_ criterion: Criterion, receiver: Int) -> [Finding] {
    let items = items(criterion, receiver: receiver)
    guard !items.isEmpty else {
      return [
        finding(
          criterion, .pooled, receiver,
          .notEvaluated("the attribute has no \(criterion.scope == .eachLevel ? "levels" : "samples") to judge"))
      ]
    }
    return items.map { item in
      let judgement = judge(criterion, item, receiver: receiver, rows: study.rows)
      let bySample =
        item == .pooled && criterion.comparesMeans && attribute.unitOfReplication != .sample
        ? samplesOfBoth(receiver).map { sample in
          finding(
            criterion, .sample(sample), receiver,
            judge(criterion, .sample(sample), receiver: receiver, rows: study.rows))
        } : []
      return finding(criterion, item, receiver, judgement, bySample: bySample.count > 1 ? bySample : [])
    }
  }

  private func finding(
    _ criterion: Criterion, _ item: Finding.Item, _ receiver: Int, _ judgement: Judgement, bySample: [Finding] = []
  ) -> Finding {
    let details = judgement.details?()
    return Finding(
      criterion: criterion, attribute: attribute, item: item, receiving: plan.receiving[receiver],
      verdict: judgement.verdict, reason: judgement.reason, evidence: details?.evidence,
      sendingUnits: details?.sendingUnits, receivingUnits: details?.receivingUnits,
      unitsNeeded: details?.unitsNeeded?(), remarks: details?.remarks ?? [], bySample: bySample,
      standIns: details?.standIns?())
  }

  /// What of `rows` a criterion compares at one item.
  enum Selection {
    case rows(sending: [StudyRow], receiving: [StudyRow])
    /// Why there is nothing to be judged.
    case refused(String)
  }

  /// Judges one item on `rows`, which may be fewer than all.
  func judge(_ criterion: Criterion, _ item: Finding.Item, receiver: Int, rows: [StudyRow]) -> Judgement {
    if let refusal = refusal() { return .notEvaluated(refusal) }
    return judgeAgain(criterion, item, receiver: receiver, rows: rows)
  }

  /// The same where the attribute as a whole is known not to be refused.
  func judgeAgain(
    _ criterion: Criterion, _ item: Finding.Item, receiver: Int, rows: [StudyRow],
    effort: StandInMixtures.Effort = .whole
  ) -> Judgement {
    switch pick(criterion, item, receiver: receiver, rows: rows) {
    case .refused(let reason): return .notEvaluated(reason)
    case .rows(let sending, let receiving):
      // How results are laid out is worked out once for all values that may stand in them.
      let asked = question(criterion, sending: sending, receiving: receiving, receiver: receiver)
      let judgement = judge(standIns: sending, receiving, criterion, effort: effort) { sending, receiving in
        switch criterion.kind {
        case .similarity(let kind):
          SimilarityCriterion(criterion: criterion, kind: kind, evaluator: self, item: item)
            .judgement([(0, sending), (Int32(receiver + 1), receiving)])
        case .dilutionLinearity(let kind):
          DilutionLinearityCriterion(criterion: criterion, kind: kind, receivingName: plan.receiving[receiver])
            .judgement(receiving, levels: study.levelValues)
        default: evaluate(criterion, asked, sending: sending, receiving: receiving)
        }
      }
      return unaffected(criterion, receiver: receiver).map { judgement.with(remark: $0) } ?? judgement
    }
  }

  /// Why a criterion may be judged on results as they are although a laboratory used another reference lot; `nil` where no
  /// reader need know.
  private func unaffected(_ criterion: Criterion, receiver: Int) -> String? {
    guard let references, !criterion.comparesMeans else { return nil }
    let others = criterion.laboratories(receiver: receiver).map(Int.init).filter(references.isOther).sorted()
    guard !others.isEmpty else { return nil }
    let whose = others.map { "\(laboratories[$0]) (\(references.standards[$0]?.id ?? ""))" }
    let what =
      switch criterion.kind {
      case .similarity: "each run is held against its own reference"
      case .dilutionLinearity: "a constant factor changes no slope of ln"
      default: "a constant factor changes no standard deviation of ln"
      }
    return
      "results relative to another reference lot are judged as they are, at \(Spelling.list(whose, "and")): \(what)"
  }

  /// The rows of the laboratories that take part, like with like.
  func select(_ criterion: Criterion, _ item: Finding.Item, receiver: Int, rows: [StudyRow]) -> Selection {
    if let refusal = refusal() { return .refused(refusal) }
    return pick(criterion, item, receiver: receiver, rows: rows)
  }

  private func pick(_ criterion: Criterion, _ item: Finding.Item, receiver: Int, rows: [StudyRow]) -> Selection {
    let sender = rows.filter { $0.laboratory == 0 && holds($0, item) }
    let receiving = rows.filter { $0.laboratory == Int32(receiver + 1) && holds($0, item) }
    let receivingName = plan.receiving[receiver]
    if let reason = withoutPotency(sender, 0, criterion, receiver)
      ?? withoutPotency(
        receiving, Int32(receiver + 1), criterion, receiver)
    {
      return .refused(reason)
    }
    if sender.isEmpty && receiving.isEmpty { return .refused("no results were received") }
    if criterion.isRecovery, let references, references.isOther(receiver + 1) {
      return .refused(
        "nominal values are in terms of \(quoted(references.own.id)), and the results of \(receivingName) are relative to "
          + "\(quoted(references.standards[receiver + 1]?.id ?? "")): a recovery of results that are brought over is not evaluated by this version"
      )
    }
    guard criterion.comparesLaboratories else {
      // A laboratory that has no part must not touch the frame.
      let laboratories = criterion.laboratories(receiver: 0)
      return .rows(
        sending: laboratories.contains(0) ? sender : [], receiving: laboratories.contains(1) ? receiving : [])
    }
    for (part, name, other) in [(sender, plan.sending, receivingName), (receiving, receivingName, plan.sending)]
    where part.isEmpty {
      return .refused(
        item.name.map { "only \(other) has results of \(quoted($0)); \(name) has none" } ?? "\(name) has no results")
    }
    let common = Set(sender.map(\.group)).intersection(receiving.map(\.group))
    if let missing = missingSamples(item, sending: sender, receiving: receiving, receiver: receiver) {
      return .refused(missing)
    }
    let unmatched = names(of: Set((sender + receiving).map(\.group)).subtracting(common), in: sender + receiving)
    if !unmatched.isEmpty {
      return .refused(
        "only one \(plan.words.group) tested \(unmatched.map { quoted($0) }.joined(separator: ", ")): unlike samples cannot be compared"
      )
    }
    return .rows(
      sending: sender.filter { common.contains($0.group) }, receiving: receiving.filter { common.contains($0.group) })
  }

  /// The question that a selection of rows is put.
  func question(
    _ criterion: Criterion, sending: [StudyRow], receiving: [StudyRow], receiver: Int
  ) -> (question: Question, sending: CellLayout?, receiving: CellLayout?) {
    let (s, r) = (sending.isEmpty ? nil : CellLayout(sending), receiving.isEmpty ? nil : CellLayout(receiving))
    let question = Question(
      criterion, attribute, sending: s, receiving: r, sendingName: plan.sending,
      receivingName: plan.receiving[receiver], lotsHaveOwnRuns: lotsHaveOwnRuns(sending + receiving),
      study: plan.study.kind, bridge: references?.bridge(sending: 0, receiving: receiver + 1))
    return (question, s, r)
  }

  private func evaluate(
    _ criterion: Criterion, _ asked: (question: Question, sending: CellLayout?, receiving: CellLayout?),
    sending: [StudyRow], receiving: [StudyRow]
  ) -> Judgement {
    let (question, s, r) = asked
    let frame: AnalysisFrame
    let isRecovery = criterion.isRecovery
    if isRecovery {
      frame = RecoveryCriterion.frame(attribute)
    } else {
      frame = AnalysisFrame(attribute, values: (sending + receiving).map(\.value))
    }
    func cells(_ rows: [StudyRow], _ layout: CellLayout?) throws(DesignObstacle) -> LaboratoryCells? {
      guard let layout else { return nil }
      let values =
        isRecovery
        ? try RecoveryCriterion.centred(rows, levels: study.levelValues, attribute)
        : frame.centred(rows.map(\.value))
      return LaboratoryCells(layout, values: values)
    }
    do throws(DesignObstacle) {
      return question.judgement(sending: try cells(sending, s), receiving: try cells(receiving, r), frame)
    } catch {
      return .notEvaluated(error.reason)
    }
  }

  // MARK: - Conditions

  /// Why nothing of this attribute is evaluated; `nil` where something may be.
  func refusal() -> String? {
    if study.rows.isEmpty {
      return noPotency(at: nil) ?? "no usable results of this attribute were received"
    }
    if plan.rules.invalidRuns == .refuse, let reason = noPotency(at: nil) {
      return "\(reason), and the protocol's rule for that is to refuse"
    }
    if plan.rules.invalidRuns == .refuse, hasExcludedRows {
      return "results were marked invalid or cancelled, and the protocol's rule for that is to refuse"
    }
    if plan.rules.missingUnits == .refuse,
      Completeness(attribute, plan: plan, data: data, rows: study).isShort
    {
      return "planned results are missing, and the protocol's rule for that is to refuse"
    }
    return nil
  }

  private var hasExcludedRows: Bool {
    data.exceptions.contains { row, standing in
      guard belongs(row) else { return false }
      switch standing {
      case .invalid, .cancelled, .unusedReading(.some): return true
      case .used, .missing, .censoredAtHalf, .noPotency, .unusedReading(nil): return false
      }
    }
  }

  /// Whether a row of the data is of this attribute.
  func belongs(_ row: Int) -> Bool {
    guard let name = data.name(.attribute, of: row) else { return plan.attributes.count == 1 }
    return name == attribute.id
  }

  /// `nil` when neither the data nor the protocol say.
  private func lotsHaveOwnRuns(_ rows: [StudyRow]) -> Bool? {
    guard attribute.unitOfReplication == .sample else { return true }
    if rows.contains(where: { $0.run >= 0 }) {
      var lot: [[Int32]: Int32] = [:]
      for row in rows {
        let key = [row.laboratory, row.run]
        if let seen = lot[key], seen != row.sample { return false }
        lot[key] = row.sample
      }
      return true
    }
    return attribute.design?.samplesPerRun == .one ? true : nil
  }
}
