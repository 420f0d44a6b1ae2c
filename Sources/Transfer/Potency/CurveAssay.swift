internal import Notation
internal import Statistics

/// Sigmoid curves of one run: each preparation's own, and those with common asymptotes, slope and asymmetry, of the reference
/// with each test alone or with all of them.
struct CurveAssay {
  private let readings: CurveReadings
  private(set) var outcome = AssayOutcome()

  private var batch: AssayBatch { readings.batch }

  init(_ batch: AssayBatch) {
    readings = CurveReadings(batch: batch)
    var obstacles: [Int: AssayObstacle] = [:]
    for k in batch.names.indices {
      do throws(CurveError) { _ = try readings.data(alone: k) } catch { obstacles[k] = AssayObstacle(error) }
    }
    if let own = obstacles[0] {
      outcome.obstacle = own.words
      describe(free: [:], obstacles)
      return
    }
    let tests = batch.names.indices.dropFirst().filter { obstacles[$0] == nil }
    let groups: [CurveGroup]
    switch batch.settings.fit {
    case .pairs: groups = tests.map { CurveGroup(readings, tests: [$0]) }
    case .common: groups = [CurveGroup(readings, tests: tests)]
    }
    var free: [Int: FitOutcome<SigmoidFit>] = [:]
    for group in groups {
      for (k, own) in group.free where free[k] == nil { free[k] = own }
      obstacles = group.obstacles.overlaid(with: obstacles)
    }
    // Alone, so that no bit of it is another preparation's.
    if groups.count > 1, let own = try? readings.data(alone: 0) { free[0] = own.freeFit(of: 0) }
    if let group = groups.first(where: { $0.isOfReference }) {
      outcome.obstacle = group.reason
    } else {
      for group in groups {
        guard let fits = group.fits else { continue }
        add(fits, &obstacles)
      }
      for (group, test) in zip(groups, tests) where groups.count > 1 {
        if let reason = group.reason { obstacles[test] = AssayObstacle(reason) }
      }
      if outcome.potencies.isEmpty {
        let reasons = groups.compactMap { $0.reason }
        let own = batch.names.indices.dropFirst().compactMap { obstacles[$0]?.words }
        let all = own.isEmpty ? reasons : groups.count > 1 || reasons.isEmpty ? own : reasons
        outcome.obstacle = all.isEmpty ? "no potency could be formed" : all.joined(separator: "; ")
      }
    }
    describe(free: free, obstacles)
  }

  private mutating func describe(free: [Int: FitOutcome<SigmoidFit>], _ obstacles: [Int: AssayObstacle]) {
    outcome.preparations = batch.names.indices.map { k in
      let own = free[k]
      return PotencyAssay.Preparation(
        name: batch.names[k], isReference: k == 0, free: own?.fit.map { readings.parameters($0, 0) } ?? [],
        freeCurve: own?.fit.map { readings.points($0, 0, k) } ?? [], sigmoid: own?.fit,
        obstacle: obstacles[k] ?? own?.reason.map { AssayObstacle($0) })
    }
  }

  private mutating func add(_ fits: CurveGroup.Fits, _ obstacles: inout [Int: AssayObstacle]) {
    let parallel = fits.parallel
    let transform = batch.settings.transform.ofCurve
    var marks: [PotencyAssay.Fit.Mark] = []
    for (place, k) in fits.kept.enumerated() {
      for i in batch.members[k] {
        guard let response = transform.apply(batch.readings[i].response) else { continue }
        let fitted = parallel.curves[place].response(at: batch.readings[i].dose)
        marks.append(PotencyAssay.Fit.Mark(reading: i, fitted: fitted, residual: response - fitted))
      }
    }
    outcome.fits.append(
      PotencyAssay.Fit(
        curves: fits.kept.enumerated().map { place, k in
          PotencyAssay.Fit.Curve(
            name: batch.names[k], parameters: readings.parameters(parallel, place),
            points: readings.points(parallel, place, k))
        }, marks: marks, conditions: CurveConditions(fits, batch).conditions,
        grounds: .curves(parallel)))
    for place in 1..<fits.kept.count {
      outcome.similarities += CurveSimilarities(readings, fits, place).similarities
      let k = fits.kept[place]
      if let potency = CurvePotencies(readings, fits).potency(place) {
        outcome.potencies.append(potency)
      } else {
        obstacles[k] = AssayObstacle("the potency of \(quoted(batch.names[k])) is beyond the range of numbers")
      }
    }
  }
}
