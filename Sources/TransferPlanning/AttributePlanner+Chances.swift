internal import Statistics
internal import Transfer

/// Chances of one design at one truth.
extension AttributePlanner {
  struct Found {
    let panel: Panel
    let tally: Tally
    let criteria: [Chance?]
    /// Of the criteria that each rule for standards goes by, equivalence first; empty where none are compared.
    let rules: [Chance?]
    let all: Chance?
  }

  /// The criteria that a rule for the value of a standard goes by, by their places.
  func places(of rule: Standard.Rule) -> [Int] {
    attribute.criteria.indices.filter { attribute.criteria[$0].facts.rule == rule }
  }

  /// For each criterion at each receiver, where theory gives it.
  var exactChances: [Double?] { exactChances(Panel([study], truths: [truth], banks: [bank]), study, truth) }

  private func exactChances(_ panel: Panel, _ study: PlannedStudy, _ truth: Truth) -> [Double?] {
    theory(panel, study, truth).map { $0?.value }
  }

  /// What theory gives of each criterion at each receiver.
  func theory(_ panel: Panel, _ study: PlannedStudy, _ truth: Truth) -> [TheoryChance?] {
    // Potencies that are lost for want of similarity have no theory.
    guard study.plates?.isRequired.contains(true) != true else { return panel.entries.map { _ in nil } }
    return panel.entries.map { entry in
      entry.items.count == 1 ? study.exactChance(entry.items.lowerBound, truth) : nil
    }
  }

  /// - Parameters:
  ///   - checksTheory: whether what theory gives is simulated beside.
  ///   - criterion: the one that is asked about; `nil` for all of them.
  ///   - chain: drawn in place of the ledger's.
  ///   - seedShift: for studies of their own.
  func chances(
    _ study: PlannedStudy, _ truth: Truth, _ meter: Meter, _ stage: String, _ stopping: Stopping,
    checksTheory: Bool = false, only criterion: Criterion? = nil, chain: ChainDraw? = nil, seedShift: UInt64 = 0
  ) -> Found {
    let groups = study.standards == nil ? [] : Standard.Rule.allCases.map(places)
    let panel = Panel([study], truths: [truth], banks: [bank], groups: groups, chain: chain)
    // With a chain that is drawn too, theory has no answer.
    let exact = chain == nil ? exactChances(panel, study, truth) : panel.entries.map { _ in nil }
    var stopping = stopping
    if !checksTheory {
      // What theory gives needs no simulation beside it.
      let required = panel.required
      stopping.wantsAll = criterion == nil && (required.count > 1 || required.contains { exact[$0] == nil })
      stopping.wanted =
        stopping.threshold != nil
        ? []
        : panel.entries.indices.filter {
          exact[$0] == nil && (criterion == nil || panel.entries[$0].criterion.id == criterion?.id)
        }
    }
    let tally = meter.run(
      Simulation(studies: panel, seed: request.seed &+ seedShift, stopping: stopping), request.threads, stage)
    func chance(of entries: [Int], _ simulated: Proportion) -> Chance? {
      guard !entries.isEmpty, entries.allSatisfy({ study.items[panel.entries[$0].items.lowerBound].obstacle == nil })
      else { return nil }
      return Chance(exact: entries.count == 1 ? exact[entries[0]] : nil, simulated: simulated)
    }
    return Found(
      panel: panel, tally: tally, criteria: panel.entries.indices.map { chance(of: [$0], tally.passed($0)) },
      rules: groups.indices.map {
        chance(of: groups[$0], Proportion(count: tally.together[$0], of: tally.studies))
      }, all: chance(of: panel.required, tally.allPassed))
  }

  // MARK: - Both engines

  /// What theory says of each criterion of the planned design, as assumed and where all agree, held against the second engine.
  var crossChecks: [[CrossCheck]] {
    let found = [("chance of passing", truth), ("chance if all agree", truth.agreeing)].map {
      name, truth in
      theory(Panel([study], truths: [truth], banks: [bank]), study, truth).map {
        $0?.crossCheck(name)
      }
    }
    return found[0].indices.map { index in found.compactMap { $0[index] } }
  }

  /// The chance of all required criteria of a design, where theory gives it.
  func crossCheck(_ study: PlannedStudy, _ name: String) -> CrossCheck? {
    let panel = Panel([study], truths: [truth], banks: [bank])
    guard panel.required.count == 1 else { return nil }
    return theory(panel, study, truth)[panel.required[0]]?.crossCheck(name)
  }

  // MARK: - A point of a curve

  /// The chances of one design at one truth.
  struct Point: Sendable {
    /// Of each criterion, in their order; where there are several receivers at the one that passes least.
    let criteria: [Chance?]
    /// Of all required ones together.
    let all: Chance?
  }

  func point(
    _ design: PlannedStudy, _ truth: Truth, _ meter: Meter, _ stage: String, _ stopping: Stopping
  ) -> Point {
    let found = chances(design, truth, meter, stage, stopping)
    return Point(
      criteria: attribute.criteria.map { criterion in
        let chances = found.panel.entries.indices.filter { found.panel.entries[$0].criterion.id == criterion.id }
          .map { found.criteria[$0] }
        // Where one receiver has no verdict, nothing passes least.
        let known = chances.compactMap { $0 }
        return known.count < chances.count ? nil : known.min { $0.estimate < $1.estimate }
      }, all: found.all)
  }
}
