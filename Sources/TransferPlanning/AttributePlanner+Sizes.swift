internal import Notation
internal import Statistics
internal import Transfer

/// The smallest sizes that reach the target.
extension AttributePlanner {
  /// Units of replication of one laboratory, the most of any.
  func units(_ study: PlannedStudy) -> Int {
    switch attribute.unitOfReplication {
    case .run: attribute.design?.runs?.largest ?? 1
    case .day: attribute.design?.days?.largest ?? 1
    case .analyst: attribute.design?.analysts?.largest ?? 1
    case .sample: max(1, attribute.design?.samples.count ?? 1)
    case .result: plannedReplicates
    }
  }

  /// The most of any laboratory.
  var plannedReplicates: Int { attribute.design?.replicates?.largest ?? 1 }

  /// Results of one laboratory, the most of any.
  func results(_ study: PlannedStudy) -> Int {
    var counts = [Int](repeating: 0, count: protocolPlan.laboratories.count)
    for place in study.places { counts[place.laboratory] += 1 }
    return counts.max() ?? 0
  }

  func resized(_ units: Int, _ replicates: Int?) -> PlannedStudy? {
    do throws(PlanningObstacle) {
      return try PlannedStudy(
        attribute.resized(units: units, replicates: replicates), of: protocolPlan, centre: truth.mean,
        plates: study.plates)
    } catch {
      return nil
    }
  }

  func sizes(_ target: Double, _ meter: Meter) async -> [SizeOption] {
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
  func size(_ replicates: Int?, _ target: Double, near guess: Int, _ meter: Meter) async -> SizeOption {
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
}
