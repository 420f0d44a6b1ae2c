internal import Statistics
internal import Transfer

/// Works out the plan of a bridging study.
struct BridgingPlanner: DesignPlanner {
  let plan: TransferProtocol
  let request: PlanRequest
  let attribute: Attribute
  let study: PlannedBridging

  var assumption: PlanRequest.Assumption { request.assumptions[0] }

  init(_ plan: TransferProtocol, _ request: PlanRequest) throws(PlanningFault) {
    try request.check(plan)
    guard plan.study.kind == .bridging, let attribute = plan.attributes.first else {
      throw PlanningFault("the protocol is of no bridging study")
    }
    self.plan = plan
    self.request = request
    self.attribute = attribute
    do throws(PlanningObstacle) {
      study = try PlannedBridging(attribute, of: plan)
    } catch {
      throw PlanningFault(error.description)
    }
    // An analyst's or a day's deviation has no part where the design names none.
    guard BridgingVariance(study, truth).ofMean > 0 else {
      throw PlanningFault(
        "\(attribute.id): no assumed standard deviation has a part in this design, which names no analysts or days; give a runSD or a repeatabilitySD"
      )
    }
  }

  // MARK: - Chances of one design at one truth

  struct Found {
    let study: PlannedBridging
    let studies: BridgingStudies
    let tally: Tally
    let criteria: [Chance?]
    /// Of each rule, equivalence first.
    let rules: [Chance?]
    let all: Chance?
  }

  /// The criteria that a rule goes by, by their places.
  static func places(of rule: Standard.Rule, _ attribute: Attribute) -> [Int] {
    attribute.criteria.indices.filter { attribute.criteria[$0].facts.rule == rule }
  }

  var required: [Int] {
    attribute.criteria.indices.filter {
      attribute.criteria[$0].required && attribute.criteria[$0].facts.isSimulatedInBridging
    }
  }

  /// Whether a required criterion has no verdict at all in a design.
  func isBlocked(_ study: PlannedBridging) -> Bool { required.contains { study.items[$0].obstacle != nil } }

  /// For each criterion, where theory gives it.
  func exactChances(_ study: PlannedBridging, _ truth: Truth) -> [Double?] {
    study.items.map { $0.obstacle == nil ? $0.criterion.exactChance(study, truth) : nil }
  }

  func chances(
    _ study: PlannedBridging, _ truth: Truth, _ meter: Meter, _ stage: String, _ stopping: Stopping,
    checksTheory: Bool = false, only criterion: Int? = nil, chain: ChainDraw? = nil,
    seedShift: UInt64 = 0
  ) async -> Found {
    let groups = Standard.Rule.allCases.map { Self.places(of: $0, attribute) }
    let studies = BridgingStudies(study, truth: truth, groups: groups, chain: chain)
    // With a chain that is drawn too, theory has no answer.
    let exact = chain == nil ? exactChances(study, truth) : study.items.map { _ in nil }
    var stopping = stopping
    if !checksTheory {
      // What theory gives needs no simulation beside it.
      let required = required
      stopping.wantsAll =
        criterion == nil && (required.count > 1 || required.contains { exact[$0] == nil })
      stopping.wanted =
        stopping.threshold != nil
        ? [] : study.items.indices.filter { exact[$0] == nil && (criterion == nil || $0 == criterion) }
    }
    let tally = await meter.run(
      Simulation(studies: studies, seed: request.seed &+ seedShift, stopping: stopping), request.threads, stage)
    return found(study, studies, exact, groups, tally)
  }

  func found(
    _ study: PlannedBridging, _ studies: BridgingStudies, _ exact: [Double?], _ groups: [[Int]], _ tally: Tally
  ) -> Found {
    func chance(of places: [Int], _ count: Int) -> Chance? {
      guard !places.isEmpty, places.allSatisfy({ study.items[$0].obstacle == nil }) else { return nil }
      return Chance(
        exact: places.count == 1 ? exact[places[0]] : nil, simulated: Proportion(count: count, of: tally.studies))
    }
    return Found(
      study: study, studies: studies, tally: tally,
      criteria: study.items.indices.map { chance(of: [$0], tally.criteria[$0]) },
      rules: groups.indices.map { chance(of: groups[$0], tally.together[$0]) }, all: chance(of: required, tally.all))
  }

  // MARK: - The design

  /// The design at the assumed truth, and at a true ratio of 1.
  struct DesignPlan {
    let criteria: [CriterionPlan]
    let rules: [RulePlan]
    let all: Chance?
    let agreeing: Chance?
    /// Whether a required criterion has no verdict at all.
    let isBlocked: Bool
    /// Whether no size can show a required criterion.
    let isExcluded: Bool
  }

  func design(_ meter: Meter) async -> DesignPlan {
    let excluded = attribute.criteria.map { $0.exclusion(study, truth) }
    let isExcluded = required.contains { excluded[$0] != nil }
    let stopping = Stopping(
      maximum: isExcluded || isBlocked(study) ? min(request.simulations, 2_048) : request.simulations,
      halfWidth: request.halfWidth)
    let found = await chances(study, truth, meter, "the chance of passing", stopping, checksTheory: true)
    let agreeing =
      truth == truth.agreeing
      ? found : await chances(study, truth.agreeing, meter, "standards that agree", stopping)
    var criteria: [CriterionPlan] = []
    for (index, item) in study.items.enumerated() {
      let verdicts = found.tally.verdicts[index]
      let n = Double(found.tally.studies)
      var obstacle = item.obstacle
      var shares: CriterionPlan.Shares? = nil
      if obstacle == nil {
        shares = .init(
          fail: Double(verdicts.fail) / n, inconclusive: Double(verdicts.inconclusive) / n,
          notEvaluated: Double(verdicts.notEvaluated) / n)
        if let first = found.tally.firstNotEvaluated[index] {
          obstacle = found.studies.reason(index, study: first, seed: request.seed)
        }
      }
      let never = shares.map { $0.notEvaluated == 1 } ?? true
      criteria.append(
        CriterionPlan(
          criterion: item.criterion, receiving: study.comparison.candidate,
          power: never ? nil : found.criteria[index], agreeing: never ? nil : agreeing.criteria[index], shares: shares,
          items: 1, isSimulated: item.criterion.facts.isSimulatedInBridging, obstacle: obstacle,
          excluded: excluded[index]))
    }
    let isBlocked = required.contains { criteria[$0].power == nil }
    let rules = Standard.Rule.allCases.enumerated().map { index, rule in
      RulePlan(
        rule: rule, isDeciding: rule == study.comparison.rule,
        criteria: Self.places(of: rule, attribute).map { attribute.criteria[$0] }, chance: found.rules[index],
        agreeing: agreeing.rules[index])
    }
    return DesignPlan(
      criteria: criteria, rules: rules, all: isBlocked ? nil : found.all, agreeing: isBlocked ? nil : agreeing.all,
      isBlocked: isBlocked, isExcluded: isExcluded)
  }

  // MARK: - Risks

  func consumersRisks(_ meter: Meter) async -> [ConsumersRisk] {
    var risks: [ConsumersRisk] = []
    for index in required {
      let criterion = attribute.criteria[index]
      for boundary in criterion.boundaries(study, truth) {
        let found = await chances(
          study, boundary.truth, meter, "the risk at the limits",
          Stopping(maximum: min(request.simulations, 100_000), halfWidth: min(request.halfWidth, 0.003)),
          only: index, chain: boundary.chain)
        guard let chance = found.criteria[index] else { continue }
        risks.append(
          ConsumersRisk(
            criterion: criterion, receiving: study.comparison.candidate, truth: boundary.words, chance: chance))
      }
    }
    return risks
  }

  // MARK: - What all planners have

  var hasRequired: Bool { !required.isEmpty }

  var edgesOverBias: [Double] { attribute.criteria.flatMap { $0.boundaries(study, truth).compactMap(\.bias) } }

  func point(
    _ design: PlannedBridging, _ truth: Truth, _ meter: Meter, _ stage: String, _ stopping: Stopping
  ) async -> PlannedPoint {
    let found = await chances(design, truth, meter, stage, stopping)
    return PlannedPoint(criteria: found.criteria, all: found.all)
  }

  // MARK: - Other sizes of the study

  /// - Parameters:
  ///   - units: of replication, a laboratory; `nil` for as many as are planned, as for the others.
  func resized(units: Int? = nil, replicates: Int? = nil, laboratories: Int? = nil) -> PlannedBridging? {
    let resized =
      units == nil && replicates == nil
      ? attribute : attribute.resized(units: units ?? study.unitsEach, replicates: replicates)
    do throws(PlanningObstacle) {
      return try PlannedBridging(resized, of: plan, laboratories: laboratories ?? study.laboratories)
    } catch {
      return nil
    }
  }
}
