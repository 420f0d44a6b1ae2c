internal import Statistics
internal import Transfer

/// The design at the assumed truth, and what comes of it.
extension AttributePlanner {
  struct DesignPlan {
    let criteria: [CriterionPlan]
    /// What each rule for standards goes by; empty where none are compared.
    let rules: [RulePlan]
    let all: Chance?
    /// If everything agreed that is compared.
    let agreeing: Chance?
    /// Whether a required criterion has no verdict at all.
    let isBlocked: Bool
    /// Whether the truth lies at or beyond a required limit.
    let isImpossible: Bool
  }

  func design(_ meter: Meter) -> DesignPlan {
    let impossibilities = attribute.criteria.map { study.impossibility($0, truth) }
    let isImpossible = zip(attribute.criteria, impossibilities).contains { $0.required && $1 != nil }
    let stopping = Stopping(
      maximum: isImpossible || study.isBlocked ? min(request.simulations, 2_048) : request.simulations,
      halfWidth: request.halfWidth)
    let design = chances(study, truth, meter, "the chance of passing", stopping, checksTheory: true)
    let groups = study.standards == nil ? transferProtocol.words.groups : "standards"
    let agreeing =
      truth == truth.agreeing
      ? design : chances(study, truth.agreeing, meter, "\(groups) that agree", stopping)
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
          criterion: entry.criterion, receiving: study.receivers[entry.receiver],
          power: never ? nil : design.criteria[index], agreeing: never ? nil : agreeing.criteria[index],
          shares: shares, items: entry.items.count, isSimulated: entry.isSimulated, obstacle: obstacle,
          impossibility: impossibilities[position], reaches: study.reaches(entry.items.lowerBound)))
    }
    let isBlocked = criteria.contains { $0.criterion.required && $0.isSimulated && $0.power == nil }
    let rules = zip(Standard.Rule.allCases, zip(design.rules, agreeing.rules)).map { rule, chances in
      RulePlan(
        rule: rule, isDeciding: rule == study.standards?.comparison.rule,
        criteria: places(of: rule).map { attribute.criteria[$0] }, chance: chances.0, agreeing: chances.1)
    }
    let hasAll = !isBlocked && hasRequired
    return DesignPlan(
      criteria: criteria, rules: rules, all: hasAll ? design.all : nil, agreeing: hasAll ? agreeing.all : nil,
      isBlocked: isBlocked, isImpossible: isImpossible)
  }

  func plan(target: Double, _ meter: Meter) -> AttributePlan {
    let design = design(meter)
    let hasRisks = request.parts.contains(.risks) && !design.isBlocked
    let hasSizes = request.parts.contains(.sizes) && hasRequired
    let risks = hasRisks ? consumersRisks(meter) : []
    let producer = hasRisks ? producersRisk(meter) : nil
    let sizes = hasSizes && !design.isImpossible ? sizes(target, meter) : []
    let laboratorySizes = hasSizes && !design.isImpossible ? laboratorySizes(target, meter) : []
    let halfWidths = hasSizes ? halfWidths(meter) : []
    let curves =
      request.parts.contains(.curves) && !design.isBlocked ? curves(sizes, laboratorySizes, meter) : []
    var criteria = design.criteria
    for (index, checks) in crossChecks.enumerated() where criteria[index].power?.exact != nil {
      criteria[index].crossChecks = checks
    }
    return AttributePlan(
      attribute: attribute, assumption: assumption, units: units, replicates: replicates, results: results(study),
      criteria: criteria, bridged: study.bridged, all: design.all, agreeing: design.agreeing,
      consumersRisks: risks, producersRisk: producer, limits: curveLimits, curves: curves, target: target,
      sizes: sizes, mostUnits: mostUnits,
      standards: study.standards.map { standards in
        StandardsPlan(
          study: standards, rules: design.rules, laboratorySizes: laboratorySizes, halfWidths: halfWidths,
          chainAlone: attribute.criteria.compactMap { ChainAlone($0, standards, truth) })
      })
  }

  /// Simulations, as far as they can be reported beforehand.
  var expectedWork: Int {
    let ofStandards = study.standards.map { $0.laboratories > 1 ? 110 : 25 } ?? 0
    return 64 + 2 * attribute.criteria.count + ofStandards
  }
}
