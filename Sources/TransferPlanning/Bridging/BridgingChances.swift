internal import Notation
internal import Statistics
internal import Transfer

extension Criterion {
  /// The chance that a planned bridging study passes, where theory gives it for normal ln ratios; `nil` where only simulation
  /// does.
  ///
  /// Theory gives it where the variance of the consensus is estimated by one chi-square: one laboratory, a common variance
  /// within laboratories, the scatter of laboratory means; and where the chain adds nothing to it.
  func exactChance(_ study: PlannedBridging, _ truth: Truth) -> Double? {
    let variance = BridgingVariance(study, truth)
    func shown(_ value: Double, _ limits: Limits, _ direction: Direction?) -> Double? {
      guard let found = variance.exact, let zone = zone(limits, direction) else { return nil }
      return EquivalencePower.power(
        truth: value, standardError: found.variance.squareRoot(), degreesOfFreedom: found.degreesOfFreedom, zone: zone,
        alpha: alpha)
    }
    switch kind {
    case .meanRatio(let kind): return shown(truth.bias, kind.limits, kind.direction)
    case .drift(let kind):
      guard study.comparison.rule == .equivalence, study.driftBefore.variance == 0 else { return nil }
      return shown(study.lnDrift(bias: truth.bias), kind.limits, nil)
    case .assignedValue(let kind):
      guard kind.uncertainty == .ratio || study.valueBefore.variance == 0, let found = variance.exactlyEstimated else {
        return nil
      }
      return HalfWidthChance.chance(
        halfWidth: kind.lnLimit, standardError: found.variance.squareRoot(), degreesOfFreedom: found.degreesOfFreedom,
        level: 1 - alpha)
    default: return nil
    }
  }

  private func zone(_ limits: Limits, _ direction: Direction?) -> EquivalenceZone? {
    let (lower, upper) = limits.ln
    switch direction {
    case nil: return (try? Margin(lower: lower, upper: upper)).map { .inside($0) }
    case .lower: return .above(lower)
    case .upper: return .below(upper)
    }
  }
}

extension AssignedValue {
  /// The greatest half-width on ln: ln(1 + limit/100).
  var lnLimit: Double { AnalysisScale.log.position(of: 1 + limit.double / 100) }
}

/// Simulated bridging studies of one design at one truth.
struct BridgingStudies: SimulatedStudies {
  /// Draws what the chain was found to be, for a rate over chains and not over studies alone.
  struct ChainDraw: Sendable {
    /// ln of the true drift of the current standard.
    let lnDrift: Double
    let variance: Double
    let degreesOfFreedom: Double
  }

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

extension BridgingStudies.ChainDraw {
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
