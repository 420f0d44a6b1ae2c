internal import Statistics
internal import Transfer

extension Criterion {
  /// The chance that a planned bridging study passes, where theory gives it for normal ln ratios.
  func exactChance(_ study: PlannedBridging, _ truth: Truth) -> Double? {
    let variance = BridgingVariance(study, truth)
    return chance(
      study, PlannedRatio(truth: truth, estimated: variance.exactlyEstimated, exact: variance.exact))
  }
}

/// Simulated bridging studies of one design at one truth.
struct BridgingStudies: SimulatedStudies {
  let study: PlannedBridging
  private let simulated: SimulatedBridging
  private let chain: ChainDraw?
  private let criterionOf: [Int]
  private let isRequired: [Bool]
  private let groups: [[Int]]

  /// - Parameter groups: sets of criteria whose passing together is counted.
  init(_ study: PlannedBridging, truth: Truth, groups: [[Int]] = [], chain: ChainDraw? = nil) {
    self.study = study
    simulated = SimulatedBridging(study, truth: truth)
    self.chain = chain
    self.groups = groups
    criterionOf = Array(study.items.indices)
    // What cannot be simulated takes no part in the chance of the rest; the plan says so.
    isRequired = study.items.map { $0.criterion.required && $0.criterion.facts.isSimulatedInBridging }
  }

  func tally(_ numbers: Range<Int>, seed: UInt64) -> Tally {
    var tally = Tally(items: criterionOf.count, criteria: criterionOf.count, groups: groups)
    for number in numbers {
      var random = CounterRandom(seed: seed, stream: UInt64(number))
      let lnRatios = simulated.lnRatios(&random)
      let verdicts = study.verdicts(lnRatios, chain: chain?.drawn(&random))
      tally.count(verdicts.map(Tally.Outcome.init), criterionOf: criterionOf, isRequired: isRequired, study: number)
    }
    return tally
  }

  /// Why an item of one simulated study has no verdict.
  func reason(_ item: Int, study number: Int, seed: UInt64) -> String {
    var random = CounterRandom(seed: seed, stream: UInt64(number))
    return study.reason(item, simulated.lnRatios(&random))
  }

  /// The estimates of the studies of these numbers, without verdicts.
  func estimates(_ numbers: Range<Int>, seed: UInt64) -> [LnEstimate] {
    numbers.compactMap { number in
      var random = CounterRandom(seed: seed, stream: UInt64(number))
      return study.estimate(simulated.lnRatios(&random))
    }
  }
}

extension ChainDraw {
  fileprivate func drawn(_ random: inout CounterRandom) -> PlannedBridging.DrawnChain {
    let found = lnDrift + variance.squareRoot() * random.normal()
    guard degreesOfFreedom < 1e6 else { return PlannedBridging.DrawnChain(lnDrift: found, variance: variance) }
    let square = ChiSquare(degreesOfFreedom: degreesOfFreedom).lowerQuantile(random.uniform())
    return PlannedBridging.DrawnChain(lnDrift: found, variance: variance * square / degreesOfFreedom)
  }
}

extension Tally.Outcome {
  init(_ verdict: Verdict) {
    switch verdict {
    case .pass: self = .pass
    case .fail: self = .fail
    case .inconclusive: self = .inconclusive
    case .notEvaluated: self = .notEvaluated
    }
  }
}
