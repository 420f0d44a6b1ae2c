internal import Notation
internal import Statistics
internal import Transfer

extension BridgingPlanner {
  /// The fewest units a laboratory for several numbers of replicates.
  func sizes(_ meter: Meter) async -> [SizeOption] {
    // Replicates change nothing where results of one run do not differ.
    let options = truth.repeatabilitySD == 0 ? [study.replicates] : Set([1, 2, 3, 4, 6, study.replicates]).sorted()
    var found: [SizeOption] = []
    var guess = study.unitsEach
    for replicates in options {
      let option = await size(replicates, near: guess, meter)
      if let units = option.units { guess = units }
      found.append(option)
    }
    return found
  }

  private func size(_ replicates: Int, near guess: Int, _ meter: Meter) async -> SizeOption {
    let stage = "runs with \(replicates) replicate\(replicates == 1 ? "" : "s")"
    func resized(_ units: Int) -> PlannedBridging? { self.resized(units: units, replicates: replicates) }
    func option(_ units: Int?, _ power: Chance?, _ obstacle: String? = nil) -> SizeOption {
      SizeOption(
        replicates: replicates, units: units, power: power,
        results: units.flatMap(resized).map { $0.runsEach * replicates }, obstacle: obstacle)
    }
    guard let probe = resized(max(guess, 4)) else { return option(nil, nil, "the design cannot be laid out") }
    if let blocked = required.first(where: { probe.items[$0].obstacle != nil }) {
      return option(nil, nil, "\(attribute.criteria[blocked].id): \(probe.items[blocked].obstacle ?? "")")
    }
    let found = await SizeSearch(least: leastUnits, most: BridgingPlan.mostUnits, target: request.power).fewest(
      near: guess, { await chance(resized($0), meter, stage) },
      afresh: { await chance(resized($0), meter, stage, isFresh: true) })
    return option(found.size, found.chance)
  }

  /// One unit a laboratory is enough for the scatter of laboratory means alone.
  private var leastUnits: Int { study.laboratories > 1 && study.consensus == .groupMeans ? 1 : 2 }

  /// The fewest laboratories, with the runs that are planned and with half and twice as many.
  func laboratorySizes(_ meter: Meter) async -> [LaboratoryOption] {
    guard study.laboratories > 1 else { return [] }
    let planned = study.unitsEach
    var found: [LaboratoryOption] = []
    var guess = study.laboratories
    // Fifty laboratories with more runs than that would take minutes and tell nothing.
    let options = [max(leastUnits, planned / 2), planned, 2 * planned].map { min($0, BridgingPlan.mostUnits) }
    for units in Set(options).sorted() {
      let stage = "laboratories with \(units) \(attribute.unitOfReplication.plural)"
      func resized(_ laboratories: Int) -> PlannedBridging? { self.resized(units: units, laboratories: laboratories) }
      guard let probe = resized(guess) else { continue }
      if let blocked = required.first(where: { probe.items[$0].obstacle != nil }) {
        found.append(
          LaboratoryOption(
            units: units, runs: probe.runsEach, laboratories: nil, power: nil,
            obstacle: "\(attribute.criteria[blocked].id): \(probe.items[blocked].obstacle ?? "")"))
        continue
      }
      let size = await SizeSearch(least: 2, most: BridgingPlan.mostLaboratories, target: request.power).fewest(
        near: guess, { await chance(resized($0), meter, stage) },
        afresh: { await chance(resized($0), meter, stage, isFresh: true) })
      if let laboratories = size.size { guess = laboratories }
      found.append(
        LaboratoryOption(
          units: units, runs: probe.runsEach, laboratories: size.size, power: size.chance, obstacle: nil))
    }
    return found
  }

  /// Of all required criteria, as far as a size has to be known.
  private func chance(
    _ study: PlannedBridging?, _ meter: Meter, _ stage: String, isFresh: Bool = false
  ) async -> Chance? {
    guard let study, !isBlocked(study) else { return nil }
    let most = min(request.simulations, StudyPlan.mostStudiesOfSize)
    return await chances(
      study, truth, meter, stage,
      isFresh
        ? Stopping(maximum: most, halfWidth: 1e-9)
        : Stopping(maximum: most, halfWidth: 0.004, threshold: request.power), seedShift: isFresh ? 1 : 0
    ).all
  }
}
