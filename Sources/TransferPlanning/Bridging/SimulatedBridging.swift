internal import Statistics
internal import Transfer

/// Draws the ln ratios of a planned bridging study, one for each run.
///
/// ln ratio = bias + laboratory + analyst + day + run + ε̄, all normal, ε̄ the mean over the replicates. What varies from run
/// to run is one draw, and first: a truth with further sources leaves those draws as they were, so that two truths, or two
/// numbers of replicates, are compared on the same studies.
struct SimulatedBridging: Sendable {
  /// For each run the number of its level, -1 for none.
  private struct Effect: Sendable {
    let standardDeviation: Double
    let levels: [Int32]
    let count: Int
  }

  private let bias: Double
  /// Of each run.
  private let runSDs: [Double]
  private let effects: [Effect]

  init(_ study: PlannedBridging, truth: Truth) {
    bias = truth.bias
    let ofLaboratories = study.replicatesOfLaboratories.map { truth.varianceOfRun(replicates: $0).squareRoot() }
    runSDs = study.runs.map { ofLaboratories[$0.laboratory] }
    func effect(_ standardDeviation: Double, _ key: (PlannedBridging.Run) -> Int) -> Effect? {
      guard standardDeviation > 0 else { return nil }
      let perLaboratory = (study.runs.map(key).max() ?? -1) + 1
      guard perLaboratory > 0 else { return nil }
      return Effect(
        standardDeviation: standardDeviation,
        levels: study.runs.map { run in
          let level = key(run)
          return level < 0 ? -1 : Int32(run.laboratory * perLaboratory + level)
        }, count: study.laboratories * perLaboratory)
    }
    effects = [
      effect(truth.laboratorySD) { _ in 0 }, effect(truth.daySD, \.day), effect(truth.analystSD, \.analyst),
    ].compactMap { $0 }
  }

  func lnRatios(_ random: inout CounterRandom) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(runSDs.count)
    for runSD in runSDs { values.append(bias + runSD * random.normal()) }
    for effect in effects {
      var draws: [Double] = []
      draws.reserveCapacity(effect.count)
      for _ in 0..<effect.count { draws.append(effect.standardDeviation * random.normal()) }
      for i in values.indices where effect.levels[i] >= 0 { values[i] += draws[Int(effect.levels[i])] }
    }
    return values
  }
}

extension Truth {
  /// Of a run's ln ratio about what its laboratory, day and analyst do.
  func varianceOfRun(replicates: Int) -> Double {
    runSD * runSD + repeatabilitySD * repeatabilitySD / Double(max(1, replicates))
  }
}
