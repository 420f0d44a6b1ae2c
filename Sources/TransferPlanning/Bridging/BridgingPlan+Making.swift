public import Transfer

extension BridgingPlan {
  /// Works out the plan of a bridging study: the chance of passing of each criterion, by both rules and of all that is
  /// required, risks, curves and sizes.
  ///
  /// The same protocol and request give the same plan on any number of threads.
  ///
  /// - Parameter progress: is told of the work done, from any thread.
  /// - Throws: ``PlanningFault`` for a protocol or a request that no simulation can follow, in words.
  public init(
    _ plan: TransferProtocol, _ request: PlanRequest,
    progress: @escaping @Sendable (PlanProgress) -> Void = { _ in }
  ) async throws(PlanningFault) {
    let planner = try BridgingPlanner(plan, request)
    let meter = Meter(expected: planner.expectedWork, progress)
    let design = await planner.design(meter)
    let parts = request.parts
    let hasRisks = parts.contains(.risks) && !design.isBlocked
    let hasSizes = parts.contains(.sizes) && !planner.required.isEmpty
    self.plan = plan
    self.request = request
    attribute = planner.attribute
    comparison = planner.study.comparison
    study = planner.study
    criteria = design.criteria
    rules = design.rules
    all = design.all
    agreeing = design.agreeing
    simulations = design.all?.simulated?.of ?? 0
    consumersRisks = hasRisks ? await planner.consumersRisks(meter) : []
    producersRisk = hasRisks ? await planner.producersRisk(meter) : nil
    let sizes = hasSizes && !design.isExcluded ? await planner.sizes(meter) : []
    let laboratorySizes = hasSizes && !design.isExcluded ? await planner.laboratorySizes(meter) : []
    self.sizes = sizes
    self.laboratorySizes = laboratorySizes
    halfWidths = hasSizes ? await planner.halfWidths(meter) : []
    curves =
      design.isBlocked || !parts.contains(.curves) ? [] : await planner.curves(sizes, laboratorySizes, meter)
    chainAlone = planner.attribute.criteria.compactMap { ChainAlone($0, planner.study, planner.truth) }
  }

  /// The design alone at the assumed truth, without risks, curves and sizes: each criterion's chance.
  ///
  /// - Throws: ``PlanningFault``.
  public static func design(_ plan: TransferProtocol, _ request: PlanRequest) async throws(PlanningFault)
    -> [CriterionPlan]
  {
    let planner = try BridgingPlanner(plan, request)
    return await planner.design(Meter(expected: 2) { _ in }).criteria
  }
}

extension BridgingPlanner {
  /// Simulations, as far as they can be reported beforehand.
  var expectedWork: Int {
    let sizes = 40 + (study.laboratories > 1 ? 25 : 0)
    return 4 + 2 * attribute.criteria.count + sizes + 45 + (study.laboratories > 1 ? 60 : 0)
  }

  /// Over runs, and over laboratories where their number decides.
  func halfWidths(_ meter: Meter) async -> [HalfWidthSizes] {
    var found: [HalfWidthSizes] = []
    for counted in study.holdsBeyondTheseLaboratories ? [HalfWidthSizes.Counted.units, .laboratories] : [.units] {
      guard var search = HalfWidthSearch(self, counted) else { continue }
      found.append(await search.sizes(meter))
    }
    return found
  }
}
