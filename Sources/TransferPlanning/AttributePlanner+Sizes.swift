internal import Notation
internal import Statistics
internal import Transfer

/// The smallest sizes that reach the target.
extension AttributePlanner {
  /// The numbers of replicates that are tried; `nil` where results are the units themselves.
  private var replicatesTried: [Int?] {
    if study.standards != nil {
      // Replicates change nothing where results of one run do not differ.
      if truth.repeatabilitySD == 0 { return [replicates] }
    } else if attribute.unitOfReplication == .result {
      return [nil]
    }
    return Set([1, 2, 3, 4, 6, replicates]).sorted().map { Optional($0) }
  }

  /// One unit a laboratory is enough for the scatter of laboratory means alone.
  private var leastUnits: Int {
    guard let standards = study.standards, standards.laboratories > 1, standards.consensus == .groupMeans else {
      return 2
    }
    return 1
  }

  func sizes(_ target: Double, _ meter: Meter) -> [SizeOption] {
    var found: [SizeOption] = []
    var guess = units
    for replicates in replicatesTried {
      let option = size(replicates, target, near: guess, meter)
      if let units = option.units { guess = units }
      found.append(option)
    }
    return found
  }

  /// The smallest number of units.
  private func size(_ replicates: Int?, _ target: Double, near guess: Int, _ meter: Meter) -> SizeOption {
    let stage = replicates.map { "sizes with \($0) replicate\($0 == 1 ? "" : "s")" } ?? "sizes"
    func resized(_ units: Int) -> PlannedStudy? { self.resized(units: units, replicates: replicates) }
    func option(_ units: Int?, _ power: Chance?, _ obstacle: String? = nil) -> SizeOption {
      SizeOption(
        replicates: replicates ?? 1, units: units, power: power, results: units.flatMap(resized).map(results),
        obstacle: obstacle,
        crossChecks: units.map { units in
          [units, units - 1].filter { $0 >= leastUnits }.compactMap { n in
            resized(n).flatMap {
              crossCheck($0, "chance with \(n) \(attribute.unitOfReplication.plural)")
            }
          }
        } ?? [])
    }
    guard let probe = resized(max(guess, 4)) else { return option(nil, nil, "the design cannot be laid out") }
    if let block = probe.block { return option(nil, nil, "\(block.criterion.id): \(block.obstacle)") }
    let search = SizeSearch(least: leastUnits, most: mostUnits, target: target)
    let found = fewest(search, near: guess, meter, stage, resized)
    return option(found.size, found.chance)
  }

  /// The fewest laboratories, with the runs that are planned and with half and twice as many; where standards are compared
  /// at several.
  func laboratorySizes(_ target: Double, _ meter: Meter) -> [LaboratoryOption] {
    guard let standards = study.standards, standards.laboratories > 1 else { return [] }
    var found: [LaboratoryOption] = []
    var guess = standards.laboratories
    // Fifty laboratories with more runs than that would take minutes and tell nothing.
    let options = [max(leastUnits, units / 2), units, 2 * units].map { min($0, mostUnits) }
    for units in Set(options).sorted() {
      let stage = "laboratories with \(units) \(attribute.unitOfReplication.plural)"
      func resized(_ laboratories: Int) -> PlannedStudy? { self.resized(units: units, laboratories: laboratories) }
      guard let probe = resized(guess) else { continue }
      func option(_ laboratories: Int?, _ power: Chance?, _ obstacle: String? = nil) -> LaboratoryOption {
        LaboratoryOption(
          units: units, runs: probe.standards?.runsEach ?? units, laboratories: laboratories, power: power,
          obstacle: obstacle)
      }
      if let block = probe.block {
        found.append(option(nil, nil, "\(block.criterion.id): \(block.obstacle)"))
        continue
      }
      let search = SizeSearch(least: 2, most: StandardsPlan.mostLaboratories, target: target)
      let size = fewest(search, near: guess, meter, stage, resized)
      if let laboratories = size.size { guess = laboratories }
      found.append(option(size.size, size.chance))
    }
    return found
  }

  /// A size is simulated as far as has to be known, and the one that is found afresh.
  private func fewest(
    _ search: SizeSearch, near guess: Int, _ meter: Meter, _ stage: String, _ resized: (Int) -> PlannedStudy?
  ) -> (size: Int?, chance: Chance?) {
    let most = min(request.simulations, StudyPlan.mostStudiesOfSize)
    func chance(_ size: Int, _ stopping: Stopping, seedShift: UInt64 = 0) -> Chance? {
      guard let study = resized(size), !study.isBlocked else { return nil }
      return chances(study, truth, meter, stage, stopping, seedShift: seedShift).all
    }
    return search.fewest(
      near: guess,
      { chance($0, Stopping(maximum: most, halfWidth: 0.004, threshold: search.target)) },
      afresh: { chance($0, Stopping(maximum: most, halfWidth: 1e-9), seedShift: 1) })
  }

  /// How many runs, or laboratories where their number decides, the half-widths of a standard's value take.
  func halfWidths(_ meter: Meter) -> [HalfWidthSizes] {
    guard let standards = study.standards else { return [] }
    var found: [HalfWidthSizes] = []
    for counted in standards.holdsBeyondTheseLaboratories ? [HalfWidthSizes.Counted.units, .laboratories] : [.units] {
      guard var search = HalfWidthSearch(self, standards, counted) else { continue }
      found.append(search.sizes(meter))
    }
    return found
  }
}
