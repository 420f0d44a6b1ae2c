internal import AssayData
internal import Notation
internal import Statistics

/// Evaluates the criteria of one attribute, on all of its rows or on what leaving some out keeps.
struct Evaluator {
  let attribute: Attribute
  let transferProtocol: TransferProtocol
  let data: AssayData
  let study: StudyRows
  let laboratories: [String]
  /// The runs that potencies came from.
  let runs: PotencyRuns
  /// Where results that are relative to other reference lots are converted.
  let references: LaboratoryReferences?
  /// The samples and levels that the attribute is of.
  let known: StudyItems
  /// What was planned against what was received, and what the protocol's rules make of it.
  let completeness: Completeness
  private let gates: Gates
  /// The usable results by item; `nil` where so few questions are put that they are filtered for each.
  private let itemRows: ItemRows?

  init(_ attribute: Attribute, transferProtocol: TransferProtocol, data: AssayData, runs: PotencyRuns = PotencyRuns()) {
    let study = StudyRows(
      attribute, of: data, laboratories: transferProtocol.laboratories, only: transferProtocol.attributes.count == 1,
      runsWithin: transferProtocol.data.runsWithin)
    let known = StudyItems(study, transferProtocol: transferProtocol, data: data)
    self.init(
      study, transferProtocol: transferProtocol, data: data, runs: runs,
      references: LaboratoryReferences(attribute, transferProtocol: transferProtocol, data: data),
      known: known,
      completeness: Completeness(attribute, transferProtocol: transferProtocol, data: data, rows: study, items: known),
      itemRows: ItemRows(study))
  }

  /// - Parameters:
  ///   - known: what the attribute is of, where that is not what the design lists.
  ///   - completeness: `nil` where results are only planned, so that nothing can be missing.
  init(
    _ study: StudyRows, transferProtocol: TransferProtocol, data: AssayData, runs: PotencyRuns = PotencyRuns(),
    references: LaboratoryReferences?, known: StudyItems? = nil, completeness: Completeness? = nil,
    itemRows: ItemRows? = nil
  ) {
    self.itemRows = itemRows
    self.runs = runs
    self.references = references
    attribute = study.attribute
    self.transferProtocol = transferProtocol
    self.data = data
    self.study = study
    laboratories = transferProtocol.laboratories
    self.known = known ?? StudyItems(study, laboratories: transferProtocol.laboratories.count)
    self.completeness = completeness ?? Completeness(planned: study.attribute)
    gates = Gates(self.completeness, transferProtocol.rules)
  }

  // MARK: - Findings

  /// One finding for each item of the criterion's scope, in the order of the design, then of the data.
  func findings(_ criterion: Criterion, receiver: Int) -> [Finding] {
    let items = items(criterion)
    func finding(
      _ item: Finding.Item, _ judgement: Judgement, items: (Evidence?) -> PooledItems = { _ in .none }
    ) -> Finding {
      Finding(judgement, criterion, of: attribute, at: item, test: transferProtocol.receiving[receiver], items: items)
    }
    guard !items.isEmpty else {
      return [
        finding(
          .pooled,
          .notEvaluated("the attribute has no \(criterion.scope == .eachLevel ? "levels" : "samples") to judge"))
      ]
    }
    return items.map { item in
      let judgement = judge(criterion, item, receiver: receiver, rows: rows(for: criterion, of: item))
      return finding(
        item, judgement,
        items: item == .pooled ? { pooledItems(criterion, pooled: $0, receiver: receiver) } : { _ in .none })
    }
  }

  /// The rows that a criterion is judged on: usable results, and for a criterion on curves those of runs too whose curves
  /// were not shown to be alike.
  func rows(for criterion: Criterion) -> [StudyRow] {
    guard criterion.facts.isOfRuns, !study.notSimilar.isEmpty else { return study.rows }
    return (study.rows + study.notSimilar).sorted(on: { $0.index })
  }

  /// Those of them that are of one item.
  func rows(for criterion: Criterion, of item: Finding.Item) -> [StudyRow] {
    if item == .pooled { return rows(for: criterion) }
    let filter = known.filter(item)
    if criterion.facts.isOfRuns, !study.notSimilar.isEmpty {
      return rows(for: criterion).filter(filter.holds)
    }
    return itemRows?.of(filter) ?? study.rows.filter(filter.holds)
  }

  /// What of `rows` a criterion compares at one item.
  enum Selection {
    case rows(sending: [StudyRow], receiving: [StudyRow])
    /// Why there is nothing to be judged.
    case obstacle(String)
  }

  /// Judges one item on `rows`, which may be fewer than all.
  func judge(_ criterion: Criterion, _ item: Finding.Item, receiver: Int, rows: [StudyRow]) -> Judgement {
    if let refusal = refusal(of: criterion)
      ?? surplus(at: [transferProtocol.sending, transferProtocol.receiving[receiver]])
    {
      return .notEvaluated(refusal)
    }
    return judgeAgain(criterion, item, receiver: receiver, rows: rows)
  }

  /// The same where the attribute as a whole is known not to be refused.
  func judgeAgain(
    _ criterion: Criterion, _ item: Finding.Item, receiver: Int, rows: [StudyRow],
    effort: StandInMixtures.Effort = .whole, untouched: UntouchedLaboratories? = nil
  ) -> Judgement {
    switch pick(criterion, item, receiver: receiver, rows: rows) {
    case .obstacle(let reason): return .notEvaluated(reason)
    case .rows(let sending, let receiving):
      // How results are laid out is worked out once for all values that may stand in them.
      let asked = question(
        criterion, sending: sending, receiving: receiving, receiver: receiver, untouched: untouched)
      let judgement = judge(standIns: sending, receiving, criterion, effort: effort) { sending, receiving in
        ofRows(criterion, item, [(0, sending), (Int32(receiver + 1), receiving)], receiver: receiver)
          ?? evaluate(criterion, asked, sending: sending, receiving: receiving, untouched)
      }
      return unaffected(criterion, receiver: receiver).map { judgement.with(remark: $0) } ?? judgement
    }
  }

  /// Why a criterion may be judged on results as they are although a laboratory used another reference lot; `nil` where no
  /// reader need know.
  private func unaffected(_ criterion: Criterion, receiver: Int) -> String? {
    guard let references, !criterion.facts.comparesMeans else { return nil }
    let others = criterion.laboratories(receiver: receiver).map(Int.init).filter(references.isOther).sorted()
    guard !others.isEmpty else { return nil }
    let whose = others.map { "\(laboratories[$0]) (\(references.standards[$0]?.id ?? ""))" }
    let what =
      switch criterion.facts.basis {
      case .curves: "each run is held against its own reference"
      case .levels: "a constant factor changes no slope of ln"
      case .results, .recoveries, .ratios: "a constant factor changes no standard deviation of ln"
      }
    return
      "results relative to another reference lot are judged as they are, at \(Spelling.list(whose, "and")): \(what)"
  }

  /// The rows of the laboratories that take part, like with like.
  func select(_ criterion: Criterion, _ item: Finding.Item, receiver: Int, rows: [StudyRow]) -> Selection {
    if let refusal = refusal(of: criterion)
      ?? surplus(at: [transferProtocol.sending, transferProtocol.receiving[receiver]])
    {
      return .obstacle(refusal)
    }
    return pick(criterion, item, receiver: receiver, rows: rows)
  }

  /// The same where the attribute as a whole is known not to be refused.
  private func pick(_ criterion: Criterion, _ item: Finding.Item, receiver: Int, rows: [StudyRow]) -> Selection {
    let receivingName = transferProtocol.receiving[receiver]
    let filter = known.filter(item)
    let sender = rows.filter { $0.laboratory == 0 && filter.holds($0) }
    let receiving = rows.filter { $0.laboratory == Int32(receiver + 1) && filter.holds($0) }
    if let reason = withoutPotency(sender, 0, criterion, receiver)
      ?? withoutPotency(
        receiving, Int32(receiver + 1), criterion, receiver)
    {
      return .obstacle(reason)
    }
    if sender.isEmpty && receiving.isEmpty {
      return .obstacle(nothing(of: item, sending: transferProtocol.sending, receiving: receivingName, receiver))
    }
    if criterion.facts.isRecovery, let references, references.isOther(receiver + 1) {
      return .obstacle(
        "nominal values are in terms of \(quoted(references.own.id)), and the results of \(receivingName) are relative to "
          + "\(quoted(references.standards[receiver + 1]?.id ?? "")): a recovery of results that are converted is not evaluated by this version"
      )
    }
    guard criterion.facts.comparesLaboratories else {
      if let gap = gap(criterion, item, receiver: receiver) { return .obstacle(gap) }
      // A laboratory that has no part must not touch the frame.
      let laboratories = criterion.laboratories(receiver: 0)
      return .rows(
        sending: laboratories.contains(0) ? sender : [], receiving: laboratories.contains(1) ? receiving : [])
    }
    for (part, name, other) in [
      (sender, transferProtocol.sending, receivingName), (receiving, receivingName, transferProtocol.sending),
    ]
    where part.isEmpty {
      let number = Int32(name == transferProtocol.sending ? 0 : receiver + 1)
      return .obstacle(
        item.name.map { "only \(other) has results of \(quoted($0)); \(name) has none\(known.hint(number))" }
          ?? known.nothing(number, name))
    }
    if known.areListed, let gap = gap(criterion, item, receiver: receiver) { return .obstacle(gap) }
    let unmatched = Self.groups(of: sender).symmetricDifference(Self.groups(of: receiving))
    if !unmatched.isEmpty {
      let names = names(of: unmatched, in: sender + receiving).joined(separator: ", ")
      return .obstacle(
        "only one \(transferProtocol.words.group) tested \(names): unlike samples cannot be compared")
    }
    if let gap = gap(criterion, item, receiver: receiver) { return .obstacle(gap) }
    return .rows(sending: sender, receiving: receiving)
  }

  private static func groups(of rows: [StudyRow]) -> Set<Int32> {
    rows.reduce(into: []) { $0.insert($1.group) }
  }

  /// The question that a selection of rows is put.
  func question(
    _ criterion: Criterion, sending: [StudyRow], receiving: [StudyRow], receiver: Int, forMany: Bool = false,
    untouched: UntouchedLaboratories? = nil
  ) -> (question: PreparedCriterion, sending: CellLayout?, receiving: CellLayout?) {
    func layout(_ rows: [StudyRow]) -> CellLayout? {
      rows.isEmpty ? nil : untouched?.layout(rows) ?? CellLayout(rows)
    }
    let (s, r) = (layout(sending), layout(receiving))
    let question = PreparedCriterion(
      Asked(
        criterion: criterion, attribute: attribute, sending: s, receiving: r, sendingName: transferProtocol.sending,
        receivingName: transferProtocol.receiving[receiver], lotsHaveOwnRuns: lotsHaveOwnRuns(sending + receiving),
        study: transferProtocol.study.kind, bridge: references?.bridge(sending: 0, receiving: receiver + 1),
        forMany: forMany))
    return (question, s, r)
  }

  /// The answer of a criterion that is judged from results themselves; `nil` for all else.
  func ofRows(
    _ criterion: Criterion, _ item: Finding.Item, _ parts: [(laboratory: Int32, rows: [StudyRow])], receiver: Int = 0
  ) -> Judgement? {
    guard criterion.facts.basis == .curves || criterion.facts.basis == .levels else { return nil }
    let sample: String? = if case .sample(let name) = item { name } else { nil }
    return criterion.kind.room.ofRows(
      AskedOfRows(
        parts: parts, sample: sample,
        receivingName: transferProtocol.receiving.isEmpty ? "" : transferProtocol.receiving[receiver],
        laboratories: laboratories, sampleNames: study.sampleNames, levels: study.levelValues,
        study: transferProtocol.study.kind,
        doseResponse: attribute.doseResponse, runs: runs, runsWithoutPotency: { runsWithoutPotency(at: $0) },
        isPlanned: { known.isPlanned($0) }), criterion)
  }

  private func evaluate(
    _ criterion: Criterion, _ asked: (question: PreparedCriterion, sending: CellLayout?, receiving: CellLayout?),
    sending: [StudyRow], receiving: [StudyRow], _ untouched: UntouchedLaboratories?
  ) -> Judgement {
    do throws(DesignObstacle) {
      let cells = try cells(
        criterion, sending: sending, receiving: receiving, layouts: (asked.sending, asked.receiving),
        untouched: untouched)
      return asked.question.judgement(sending: cells.sending, receiving: cells.receiving, cells.frame)
    } catch {
      return .notEvaluated(error.reason)
    }
  }

  /// The laboratories' results as a criterion computes with them, and the frame that they are centred in; `nil` for a
  /// laboratory without rows.
  ///
  /// - Parameter layouts: of the same rows.
  /// - Throws: ``DesignObstacle`` where a recovery has no nominal value or no logarithm.
  func cells(
    _ criterion: Criterion, sending: [StudyRow], receiving: [StudyRow],
    layouts: (sending: CellLayout?, receiving: CellLayout?), untouched: UntouchedLaboratories? = nil
  ) throws(DesignObstacle) -> (sending: LaboratoryCells?, receiving: LaboratoryCells?, frame: AnalysisFrame) {
    let isRecovery = criterion.facts.isRecovery
    let frame =
      isRecovery
      ? Recoveries.frame(attribute)
      : untouched?.frame(attribute, of: sending.count + receiving.count)
        ?? AnalysisFrame(attribute, values: sending.map { $0.value } + receiving.map { $0.value })
    func cells(_ rows: [StudyRow], _ layout: CellLayout?) throws(DesignObstacle) -> LaboratoryCells? {
      guard let layout else { return nil }
      func make() throws(DesignObstacle) -> LaboratoryCells {
        let values =
          isRecovery
          ? try Recoveries.centred(rows, levels: study.levelValues, attribute)
          : frame.centred(rows.map { $0.value })
        return LaboratoryCells(layout, values: values)
      }
      if let untouched { return try untouched.cells(rows, frame, make: make) }
      return try make()
    }
    return (try cells(sending, layouts.sending), try cells(receiving, layouts.receiving), frame)
  }

  // MARK: - Conditions

  /// Why nothing is evaluated that these laboratories have a part in: one gave more than was planned, and the rule is to
  /// refuse.
  func surplus(at laboratories: [String]) -> String? { gates.surplus(at: laboratories) }

  /// Why nothing of this attribute is evaluated; `nil` where something may be.
  ///
  /// - Parameter criterion: the one that asks; `nil` for what rests on usable results.
  func refusal(of criterion: Criterion? = nil) -> String? {
    if (criterion.map(rows) ?? study.rows).isEmpty {
      return noPotency(at: nil) ?? "no usable results of this attribute were received"
    }
    if transferProtocol.rules.invalidRuns == .refuse, let reason = noPotency(at: nil) {
      return "\(reason), and the protocol's rule for that is to refuse"
    }
    if transferProtocol.rules.invalidRuns == .refuse, hasExcludedRows {
      return "results were marked invalid or cancelled, and the protocol's rule for that is to refuse"
    }
    return gates.missing
  }

  private var hasExcludedRows: Bool {
    let own = OwnRows(attribute, in: data, transferProtocol)
    return data.exceptions.contains { row, standing in
      guard own.contains(row) else { return false }
      switch standing {
      case .invalid, .cancelled, .leftOut, .unusedReading(.some), .notSimilar: return true
      case .used, .missing, .censoredAtHalf, .noPotency, .unusedReading(nil): return false
      }
    }
  }

  /// `nil` when neither the data nor the protocol say.
  private func lotsHaveOwnRuns(_ given: @autoclosure () -> [StudyRow]) -> Bool? {
    guard attribute.unitOfReplication == .sample else { return true }
    let rows = given()
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
