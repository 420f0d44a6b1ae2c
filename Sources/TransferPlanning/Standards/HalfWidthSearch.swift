internal import Notation
internal import Statistics
internal import Transfer

/// How many runs, or laboratories, the half-widths of the protocol and a few others need.
struct HalfWidthSearch {
  let planner: AttributePlanner
  let standards: PlannedBridging
  let counted: HalfWidthSizes.Counted
  /// The limits of the protocol on the value, then those for orientation.
  private let limits: [Criterion]
  private let isOfProtocol: [Bool]
  private let assurances: [Double]
  /// Studies in which each limit was kept, by size; they are asked for again and again.
  private var known: [Int: Tally] = [:]

  /// Where theory has the chance.
  private static let mostByTheory = 10_000

  init?(_ planner: AttributePlanner, _ standards: PlannedBridging, _ counted: HalfWidthSizes.Counted) {
    let stated = planner.attribute.criteria.filter { $0.facts.rule == .offset }
    func isOfRatio(_ criterion: Criterion, _ percent: Int) -> Bool {
      criterion.facts.ofStandard == .value(.ratio) && criterion.facts.upper == ExactDecimal(percent)
    }
    let alpha = stated.first?.alpha ?? 1 - BridgingStudy.shownLevel
    let shown = StandardsPlan.halfWidthsShown.filter { percent in !stated.contains { isOfRatio($0, percent) } }
      .map { Criterion.halfWidth(percent: ExactDecimal($0), .ratio, alpha: alpha) }
    self.planner = planner
    self.standards = standards
    self.counted = counted
    limits = stated + shown
    isOfProtocol = stated.map { _ in true } + shown.map { _ in false }
    var assurances = [0.8, 0.9]
    if !assurances.contains(planner.request.power) { assurances.append(planner.request.power) }
    self.assurances = assurances.sorted()
    // A design in which nothing has a verdict has no half-width either.
    guard let probe = design(4), probe.items.allSatisfy({ $0.obstacle == nil }) else { return nil }
  }

  mutating func sizes(_ meter: Meter) -> HalfWidthSizes {
    var rows: [HalfWidthSizes.Row] = []
    for index in limits.indices { rows.append(row(index, meter)) }
    return HalfWidthSizes(
      counted: counted, held: counted == .units ? standards.laboratories : standards.unitsEach,
      assurances: assurances,
      rows: rows.enumerated().sorted { ($0.element.percent, $0.offset) < ($1.element.percent, $1.offset) }
        .map({ $0.element }))
  }

  private func design(_ size: Int) -> PlannedStudy? {
    let attribute = counted == .units ? planner.attribute.resized(units: size) : planner.attribute
    return planner.laidOut(
      attribute.judged(by: limits), laboratories: counted == .units ? standards.laboratories : size)
  }

  private mutating func row(_ index: Int, _ meter: Meter) -> HalfWidthSizes.Row {
    let criterion = limits[index]
    // Limits on half-widths alone are asked about.
    let percent = criterion.facts.upper?.double ?? 0
    let lnLimit = AnalysisScale.log.position(of: 1 + percent / 100)
    let uncertainty = criterion.facts.ofStandard == .value(.chain) ? AssignedValue.Uncertainty.chain : .ratio
    let isExact = design(4)?.standards?.exactChance(criterion, planner.truth) != nil
    let most =
      counted == .laboratories
      ? StandardsPlan.mostLaboratories : isExact ? Self.mostByTheory : AttributePlanner.mostUnits
    let isOutOfReach = planner.study.impossibility(criterion, planner.truth) != nil
    let expected =
      isOutOfReach
      ? nil
      : Self.fewest(most) { size in
        expectedHalfWidth(size, uncertainty, level: 1 - criterion.alpha).map { $0 < lnLimit } ?? false
      }
    var assured: [Int?] = []
    // A higher assurance needs no fewer.
    var least = expected ?? most
    for assurance in assurances {
      guard expected != nil, !assured.contains(where: { $0 == nil }) else {
        assured.append(nil)
        continue
      }
      let found = fewest(from: least, to: most) { search, size in
        search.chance(index, size, meter) >= assurance
      }
      assured.append(found)
      least = found ?? least
    }
    return HalfWidthSizes.Row(
      criterion: criterion, isOfProtocol: isOfProtocol[index], percent: percent,
      uncertainty: uncertainty, level: 1 - criterion.alpha, expected: expected, assured: assured,
      isExact: isExact, most: most)
  }

  /// Where variances come out as they are on average.
  private func expectedHalfWidth(_ size: Int, _ uncertainty: AssignedValue.Uncertainty, level: Double) -> Double? {
    guard let study = design(size)?.standards else { return nil }
    let own = RatioVariance(study, planner.truth).estimated
    guard own.variance > 0, own.degreesOfFreedom > 0 else { return nil }
    let parts = uncertainty == .chain ? [own, study.valueBefore] : [own]
    return LnEstimate(
      0, standardError: parts.reduce(0) { $0 + $1.variance }.squareRoot(),
      degreesOfFreedom: satterthwaite(parts) ?? own.degreesOfFreedom
    ).halfWidth(level: level)
  }

  private mutating func chance(_ index: Int, _ size: Int, _ meter: Meter) -> Double {
    guard let study = design(size) else { return 0 }
    if let exact = study.standards?.exactChance(limits[index], planner.truth) { return exact.value }
    let tally: Tally
    if let before = known[size] {
      tally = before
    } else {
      let request = planner.request
      tally = meter.run(
        Simulation(
          studies: Panel([study], truths: [planner.truth]), seed: request.seed,
          stopping: Stopping(
            maximum: min(request.simulations, StandardsPlan.mostStudiesOfHalfWidth), halfWidth: 1e-9)),
        request.threads, "half-widths")
      known[size] = tally
    }
    return Double(tally.criteria[index]) / Double(tally.studies)
  }

  private static func fewest(_ most: Int, _ isEnough: (Int) -> Bool) -> Int? {
    var (low, high) = (1, 2)
    while !isEnough(high) {
      guard high < most else { return nil }
      (low, high) = (high, min(most, high * 2))
    }
    while high - low > 1 {
      let middle = (low + high) / 2
      if isEnough(middle) { high = middle } else { low = middle }
    }
    return high
  }

  /// The same from a size that is hardly too large, by growing steps.
  private mutating func fewest(
    from least: Int, to most: Int, _ isEnough: (inout HalfWidthSearch, Int) -> Bool
  ) -> Int? {
    var (low, high) = (least - 1, least)
    var step = max(1, least / 8)
    while !isEnough(&self, high) {
      guard high < most else { return nil }
      (low, high) = (high, min(most, high + step))
      step *= 2
    }
    while high - low > 1 {
      let middle = (low + high) / 2
      if isEnough(&self, middle) { high = middle } else { low = middle }
    }
    return high
  }
}
