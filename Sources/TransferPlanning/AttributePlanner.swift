internal import Notation
internal import Statistics
internal import Transfer

/// Works out the plan of one attribute.
struct AttributePlanner: DesignPlanner {
  let attribute: Attribute
  let assumption: PlanRequest.Assumption
  let protocolPlan: TransferProtocol
  let request: PlanRequest
  let study: PlannedStudy
  /// Runs of its plates, where something is assumed of them; filled before anything is simulated.
  private(set) var bank: PlateBank?

  /// No larger design is tried.
  static let mostUnits = 200

  /// Where analysts and days cross, a laboratory's sums of squares take time with the square of its runs, for each simulated study.
  private static let mostCrossedRuns = 480

  /// No larger design of this attribute is tried.
  var mostUnits: Int {
    let isCrossed = attribute.criteria.contains(where: \.facts.namesAnalystsAndDays)
    guard isCrossed else { return Self.mostUnits }
    let planned = max(1, units(study))
    let perUnit = max(1, (attribute.design?.runs?.largest ?? planned) / planned)
    return min(Self.mostUnits, max(2 * planned, Self.mostCrossedRuns / perUnit))
  }

  init(
    _ attribute: Attribute, _ assumption: PlanRequest.Assumption, _ plan: TransferProtocol, _ request: PlanRequest
  ) throws(PlanningFault) {
    self.attribute = attribute
    self.assumption = assumption
    protocolPlan = plan
    self.request = request
    do throws(PlanningObstacle) {
      study = try PlannedStudy(
        attribute, of: plan, centre: assumption.truth.mean,
        plates: try PlannedPlates(attribute, truth: assumption.truth.plates))
    } catch {
      throw PlanningFault(error.description)
    }
    // A study takes time and memory in proportion to its results.
    guard study.places.count <= 200_000 else {
      throw PlanningFault(
        "\(attribute.id): the design has \(study.places.count) results; plans are made up to 200000")
    }
  }

  /// As noisy as the sender's wells, and as the receivers'.
  private var noises: Set<Double> { [1, truth.sdRatio] }

  mutating func fillBank() async {
    guard let plates = study.plates else { return }
    bank = await PlateBank(
      plates, noises: noises, seed: request.seed, size: request.plateRuns, threads: request.threads)
  }

  /// A small one, in the caller's thread.
  func quickBank() -> PlateBank? {
    study.plates.map { PlateBank($0, noises: noises, seed: request.seed, size: PlateBank.quick) }
  }

  /// The level of results on the linear scale, for limits relative to it.
  var level: Double? { truth.mean?.double ?? attribute.design?.levels.first?.double }

  /// What limits are held against.
  var assumed: Assumed { Assumed(truth: truth, scale: attribute.scale, level: level) }

  private var panel: Panel { Panel([study], truths: [truth], banks: [bank]) }

  var hasMeans: Bool { attribute.criteria.contains(where: \.facts.isOfMeans) }
  var hasPrecision: Bool { attribute.criteria.contains { !$0.facts.isOfMeans } }

  var expectedWork: Int { 2 + 2 * attribute.criteria.count + 2 + 60 }

  // MARK: - The plan

  /// The design at the assumed truth, and if the laboratories agreed.
  struct DesignPlan {
    let criteria: [CriterionPlan]
    let all: Chance?
    let agreeing: Chance?
    /// Whether a required criterion has no verdict at all.
    let isBlocked: Bool
    /// Whether the truth lies at or beyond a required limit.
    let isExcluded: Bool
  }

  func design(_ meter: Meter) async -> DesignPlan {
    let excluded = attribute.criteria.map { $0.exclusion(assumed) }
    let isHopeless =
      zip(attribute.criteria, excluded).contains { $0.required && $1 != nil }
      || study.items.contains(where: \.blocks)
    let design = await chances(
      study, truth, meter, "the chance of passing",
      Stopping(
        maximum: isHopeless ? min(request.simulations, 2_048) : request.simulations, halfWidth: request.halfWidth),
      checksTheory: true)
    let agreeing =
      truth == truth.agreeing
      ? design
      : await chances(
        study, truth.agreeing, meter, "\(protocolPlan.words.groups) that agree",
        Stopping(
          maximum: isHopeless ? min(request.simulations, 2_048) : request.simulations, halfWidth: request.halfWidth))
    var criteria: [CriterionPlan] = []
    for (index, entry) in design.panel.entries.enumerated() {
      let position = attribute.criteria.firstIndex { $0.id == entry.criterion.id } ?? 0
      let worst = entry.items.min { design.tally.verdicts[$0].pass < design.tally.verdicts[$1].pass }
      var shares: CriterionPlan.Shares? = nil
      var obstacle = study.items[entry.items.lowerBound].obstacle
      if let worst, obstacle == nil {
        let verdicts = design.tally.verdicts[worst]
        let n = Double(design.tally.studies)
        shares = .init(
          fail: Double(verdicts.fail) / n, inconclusive: Double(verdicts.inconclusive) / n,
          notEvaluated: Double(verdicts.notEvaluated) / n)
        if let first = design.tally.firstNotEvaluated[worst] {
          obstacle = design.panel.reason(worst, study: first, seed: request.seed)
        }
      }
      let never = shares.map { $0.notEvaluated == 1 } ?? true
      criteria.append(
        CriterionPlan(
          criterion: entry.criterion, receiving: protocolPlan.receiving[entry.receiver],
          power: never ? nil : design.criteria[index], agreeing: never ? nil : agreeing.criteria[index],
          shares: shares, items: entry.items.count, isSimulated: entry.isSimulated, obstacle: obstacle,
          excluded: excluded[position],
          reaches: study.items[entry.items.lowerBound].reaches))
    }
    let isBlocked = criteria.contains { $0.criterion.required && $0.isSimulated && $0.power == nil }
    let hasAll = !isBlocked && panel.hasRequired
    return DesignPlan(
      criteria: criteria, all: hasAll ? design.all : nil, agreeing: hasAll ? agreeing.all : nil, isBlocked: isBlocked,
      isExcluded: zip(attribute.criteria, excluded).contains { $0.required && $1 != nil })
  }

  func plan(target: Double, _ meter: Meter) async -> AttributePlan {
    let design = await design(meter)
    let risks = design.isBlocked || !request.parts.contains(.risks) ? [] : await consumersRisks(meter)
    let producer = design.isBlocked || !request.parts.contains(.risks) ? nil : await producersRisk(meter)
    let sizes =
      design.isExcluded || !panel.hasRequired || !request.parts.contains(.sizes) ? [] : await self.sizes(target, meter)
    let units = self.units(study)
    let curves =
      design.isBlocked || !request.parts.contains(.curves) ? [] : await self.curves(sizes, planned: units, meter)
    return AttributePlan(
      attribute: attribute, assumption: assumption, units: units, replicates: plannedReplicates,
      results: results(study), criteria: design.criteria,
      bridged: study.bridged, all: design.all,
      agreeing: design.agreeing, consumersRisks: risks, producersRisk: producer, curves: curves, target: target,
      sizes: sizes, mostUnits: mostUnits)
  }

  // MARK: - Chances of one design at one truth

  /// For each criterion at each receiving laboratory, where theory gives it.
  var exactChances: [Double?] { exactChances(panel, study, truth) }

  /// Why a criterion has no verdict in this design.
  func obstacle(of criterion: Criterion, receiver: Int) -> String? {
    study.items.first { $0.criterion.id == criterion.id && $0.receiver == receiver && $0.obstacle != nil }?.obstacle
  }

  /// Chances of one design at one truth.
  struct Found {
    let panel: Panel
    let tally: Tally
    let criteria: [Chance?]
    let all: Chance?
  }

  func chances(
    _ study: PlannedStudy, _ truth: Truth, _ meter: Meter, _ stage: String, _ stopping: Stopping,
    checksTheory: Bool = false, only criterion: Criterion? = nil, seedShift: UInt64 = 0
  ) async -> Found {
    let panel = Panel([study], truths: [truth], banks: [bank])
    let exact = exactChances(panel, study, truth)
    var stopping = stopping
    if !checksTheory {
      // What theory gives needs no simulation beside it.
      let required = panel.entries.indices.filter {
        panel.entries[$0].criterion.required && panel.entries[$0].isSimulated
      }
      stopping.wantsAll =
        criterion == nil
        && (required.count > 1 || exact.enumerated().contains { required.contains($0) && $1 == nil })
      stopping.wanted =
        stopping.threshold != nil
        ? []
        : panel.entries.indices.filter {
          exact[$0] == nil && (criterion == nil || panel.entries[$0].criterion.id == criterion?.id)
        }
    }
    let tally = await meter.run(
      Simulation(studies: panel, seed: request.seed &+ seedShift, stopping: stopping), request.threads, stage)
    return found(panel, exact, tally)
  }

  private func exactChances(_ panel: Panel, _ study: PlannedStudy, _ truth: Truth) -> [Double?] {
    // Potencies that are lost for want of similarity have no theory.
    guard study.plates?.isRequired.contains(true) != true else { return panel.entries.map { _ in nil } }
    return panel.entries.map { entry in
      entry.items.count == 1 ? study.items[entry.items.lowerBound].exactChance(truth, study) : nil
    }
  }

  private func found(_ panel: Panel, _ exact: [Double?], _ tally: Tally) -> Found {
    let criteria = panel.entries.indices.map { index in
      Chance(exact: exact[index], simulated: tally.passed(index))
    }
    let required = panel.entries.indices.filter {
      panel.entries[$0].criterion.required && panel.entries[$0].isSimulated
    }
    return Found(
      panel: panel, tally: tally, criteria: criteria,
      all: Chance(
        exact: required.count == 1 ? exact[required[0]] : nil,
        simulated: tally.allPassed))
  }

  // MARK: - Risks

  private func consumersRisks(_ meter: Meter) async -> [ConsumersRisk] {
    var risks: [ConsumersRisk] = []
    for criterion in attribute.criteria where criterion.required {
      for boundary in criterion.boundaries(assumed) {
        let found = await chances(
          study, boundary.truth, meter, "the risk at the limits",
          Stopping(maximum: min(request.simulations, 100_000), halfWidth: min(request.halfWidth, 0.003)),
          only: criterion)
        for (index, entry) in found.panel.entries.enumerated() where entry.criterion.id == criterion.id {
          guard let chance = found.criteria[index] else { continue }
          risks.append(
            ConsumersRisk(
              criterion: criterion, receiving: protocolPlan.receiving[entry.receiver], truth: boundary.words,
              chance: chance))
        }
      }
    }
    return risks
  }

  // MARK: - What all planners have

  var hasRequired: Bool { panel.hasRequired }

  func isBlocked(_ design: PlannedStudy) -> Bool { design.items.contains(where: \.blocks) }

  var edgesOverBias: [Double] {
    hasMeans
      ? attribute.criteria.filter(\.facts.isOfMeans).flatMap { $0.boundaries(assumed).map(\.truth.bias) } : []
  }

  func point(
    _ design: PlannedStudy, _ truth: Truth, _ meter: Meter, _ stage: String, _ stopping: Stopping
  ) async -> PlannedPoint {
    let found = await chances(design, truth, meter, stage, stopping)
    return PlannedPoint(
      criteria: attribute.criteria.map { criterion in
        found.panel.entries.indices.filter { found.panel.entries[$0].criterion.id == criterion.id }
          .compactMap { found.criteria[$0] }.min { $0.estimate < $1.estimate }
      }, all: found.all)
  }
}
