internal import Notation
internal import Statistics
internal import TransferAssessment
internal import TransferProtocol

/// Works out the plan of one attribute.
struct AttributePlanner: Sendable {
  let attribute: Attribute
  let assumption: PlanRequest.Assumption
  let protocolPlan: TransferProtocol
  let request: PlanRequest
  let study: PlannedStudy
  /// Runs of its plates, where something is assumed of them; filled before anything is simulated.
  private(set) var bank: PlateBank?
  var truth: Truth { assumption.truth }

  /// No larger design is tried.
  static let mostUnits = 200

  /// Where analysts and days cross, a laboratory's sums of squares take time with the square of its runs, for each simulated study.
  private static let mostCrossedRuns = 480

  private var mostUnits: Int {
    let isCrossed = attribute.criteria.contains(where: \.namesAnalystsAndDays)
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
  private var level: Double? { truth.mean?.double ?? attribute.design?.levels.first?.double }

  private var panel: Panel { Panel([study], truths: [truth], banks: [bank]) }

  private var hasMeans: Bool { attribute.criteria.contains(where: \.isOfMeans) }
  private var hasPrecision: Bool { attribute.criteria.contains { !$0.isOfMeans } }

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
    let excluded = attribute.criteria.map { $0.exclusion(truth, scale: attribute.scale, level: level) }
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

  private struct Found {
    let panel: Panel
    let tally: Tally
    let criteria: [Chance?]
    let all: Chance?
  }

  private func chances(
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
      for boundary in criterion.boundaries(truth, scale: attribute.scale, level: level) {
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

  private func producersRisk(_ meter: Meter) async -> ProducersRisk? {
    guard let offset = assumption.offset, panel.hasRequired else { return nil }
    var worst: Chance? = nil
    for bias in offset == 0 ? [0] : [offset, -offset] {
      var moved = truth
      moved.bias = bias
      let found = await chances(
        study, moved, meter, "the risk at a realistic offset",
        Stopping(maximum: request.simulations, halfWidth: request.halfWidth))
      guard let all = found.all else { continue }
      if worst.map({ all.estimate < $0.estimate }) ?? true { worst = all }
    }
    return worst.flatMap { all in
      Chance(
        exact: all.exact.map { 1 - $0 },
        simulated: all.simulated.map(\.complement)
      ).map { ProducersRisk(offset: offset.magnitude, chance: $0) }
    }
  }

  // MARK: - Sizes

  /// Units of replication of one laboratory, the most of any.
  private func units(_ study: PlannedStudy) -> Int {
    switch attribute.unitOfReplication {
    case .run: attribute.design?.runs?.largest ?? 1
    case .day: attribute.design?.days?.largest ?? 1
    case .analyst: attribute.design?.analysts?.largest ?? 1
    case .sample: max(1, attribute.design?.samples.count ?? 1)
    case .result: plannedReplicates
    }
  }

  /// The most of any laboratory.
  private var plannedReplicates: Int { attribute.design?.replicates?.largest ?? 1 }

  /// Results of one laboratory, the most of any.
  private func results(_ study: PlannedStudy) -> Int {
    var counts = [Int](repeating: 0, count: protocolPlan.laboratories.count)
    for place in study.places { counts[place.laboratory] += 1 }
    return counts.max() ?? 0
  }

  private func resized(_ units: Int, _ replicates: Int?) -> PlannedStudy? {
    do throws(PlanningObstacle) {
      return try PlannedStudy(
        attribute.resized(units: units, replicates: replicates), of: protocolPlan, centre: truth.mean,
        plates: study.plates)
    } catch {
      return nil
    }
  }

  private func sizes(_ target: Double, _ meter: Meter) async -> [SizeOption] {
    let planned = plannedReplicates
    let options =
      attribute.unitOfReplication == .result ? [nil] : Set([1, 2, 3, 4, 6, planned]).sorted().map { Optional($0) }
    var found: [SizeOption] = []
    var guess = units(study)
    for replicates in options {
      let option = await size(replicates, target, near: guess, meter)
      if let units = option.units { guess = units }
      found.append(option)
    }
    return found
  }

  /// The smallest number of units.
  private func size(_ replicates: Int?, _ target: Double, near guess: Int, _ meter: Meter) async -> SizeOption {
    let shown = replicates ?? 1
    let stage = replicates.map { "sizes with \($0) replicate\($0 == 1 ? "" : "s")" } ?? "sizes"
    guard let probe = resized(max(guess, 4), replicates) else {
      return SizeOption(
        replicates: shown, units: nil, power: nil, results: nil, obstacle: "the design cannot be laid out")
    }
    if let blocked = probe.items.first(where: \.blocks) {
      return SizeOption(
        replicates: shown, units: nil, power: nil, results: nil,
        obstacle: "\(blocked.criterion.id): \(blocked.obstacle ?? "")")
    }
    let stopping = Stopping(
      maximum: min(request.simulations, StudyPlan.mostStudiesOfSize), halfWidth: 0.004, threshold: target)
    func chance(_ units: Int) async -> Chance? {
      guard let study = resized(units, replicates), !study.items.contains(where: \.blocks) else { return nil }
      return await chances(study, truth, meter, stage, stopping).all
    }
    func afresh(_ units: Int) async -> Chance? {
      guard let study = resized(units, replicates) else { return nil }
      return await chances(
        study, truth, meter, stage,
        Stopping(maximum: min(request.simulations, StudyPlan.mostStudiesOfSize), halfWidth: 1e-9), seedShift: 1
      ).all
    }
    let search = SizeSearch(least: 2, most: mostUnits, target: target)
    let found = await search.fewest(near: guess, chance, afresh: afresh)
    guard let units = found.size else {
      return SizeOption(replicates: shown, units: nil, power: found.chance, results: nil, obstacle: nil)
    }
    let results = resized(units, replicates).map(results)
    return SizeOption(replicates: shown, units: units, power: found.chance, results: results, obstacle: nil)
  }

  // MARK: - Curves

  private func curves(_ sizes: [SizeOption], planned: Int, _ meter: Meter) async -> [PlanCurve] {
    var curves: [PlanCurve] = []
    let same = sizes.first { $0.replicates == plannedReplicates }?.units
    let end = min(mostUnits, max(2 * planned, same.map { $0 + max(2, $0 / 4) } ?? 4 * planned, 8))
    var counts = Set([planned, same ?? planned, end].filter { $0 >= 2 })
    for i in 0...9 { counts.insert(max(2, Int((2 + Double(end - 2) * Double(i * i) / 81).rounded()))) }
    curves.append(
      await curve(.units, planned: Double(planned), counts.sorted().map(Double.init), "the curve over size", meter) {
        x in (resized(Int(x), nil), truth)
      })
    if hasMeans, let (low, high) = biasRange {
      let points = (0...20).map { low + (high - low) * Double($0) / 20 }
      curves.append(
        await curve(.bias, planned: truth.bias, points, "the curve over bias", meter) { x in
          var moved = truth
          moved.bias = x
          return (study, moved)
        })
    }
    if hasPrecision {
      let limit = attribute.criteria.compactMap { criterion -> Double? in
        if case .precisionRatio(let kind) = criterion.kind { kind.limit.double } else { nil }
      }.max()
      let end = max(1.5 * (limit ?? 1.4), 1.5 * truth.sdRatio, 2)
      let points = (0...12).map { 0.5 + (end - 0.5) * Double($0) / 12 }
      curves.append(
        await curve(.sdRatio, planned: truth.sdRatio, points, "the curve over the SD ratio", meter) { x in
          var moved = truth
          moved.sdRatio = x
          return (study, moved)
        })
    }
    let factors = [0.5, 0.625, 0.75, 0.875, 1, 1.125, 1.25, 1.5, 1.75, 2]
    curves.append(
      await curve(.variability, planned: 1, factors, "the curve over variability", meter) { x in
        var moved = truth
        moved.runSD *= x
        moved.repeatabilitySD *= x
        moved.analystSD *= x
        moved.daySD *= x
        moved.runBySampleSD *= x
        return (study, moved)
      })
    return curves
  }

  /// A third beyond the limits of the means on either side.
  private var biasRange: (Double, Double)? {
    let edges = attribute.criteria.filter(\.isOfMeans).flatMap {
      $0.boundaries(truth, scale: attribute.scale, level: level).map(\.truth.bias)
    }
    guard let low = edges.min(), let high = edges.max() else { return nil }
    let from = min(low, truth.bias, 0)
    let to = max(high, truth.bias, 0)
    let margin = (to - from) / 6
    return margin > 0 ? (from - margin, to + margin) : nil
  }

  private func curve(
    _ quantity: PlanCurve.Quantity, planned: Double, _ points: [Double], _ stage: String, _ meter: Meter,
    _ at: (Double) -> (PlannedStudy?, Truth)
  ) async -> PlanCurve {
    var found: [PlanCurve.Point] = []
    for x in points {
      let (study, truth) = at(x)
      guard let study else { continue }
      let chances = await chances(
        study, truth, meter, stage,
        Stopping(
          maximum: min(request.simulations, StudyPlan.mostStudiesOfCurvePoint),
          halfWidth: max(request.halfWidth, StudyPlan.halfWidthOfCurvePoint))
      )
      let isBlocked = study.items.contains(where: \.blocks)
      found.append(
        PlanCurve.Point(
          x: x, all: isBlocked || !chances.panel.hasRequired ? nil : chances.all,
          criteria: attribute.criteria.map { criterion in
            // At the receiving laboratory that passes least.
            chances.panel.entries.indices.filter { chances.panel.entries[$0].criterion.id == criterion.id }
              .compactMap { chances.criteria[$0] }.min { $0.estimate < $1.estimate }
          }))
    }
    return PlanCurve(quantity: quantity, planned: planned, points: found)
  }
}

extension Criterion {
  /// Whether a mean is held against limits, and not a precision.
  var isOfMeans: Bool {
    switch kind {
    case .meanDifference, .meanRatio, .recovery: true
    case .repeatability, .intermediatePrecision, .precisionRatio, .similarity, .dilutionLinearity, .assignedValue,
      .drift:
      false
    }
  }
}
