internal import Statistics
internal import Transfer

/// The attributes of a protocol as planned, with what is taken as true of each.
struct Panel: Sendable {
  /// A criterion at one receiving laboratory.
  struct Entry: Sendable {
    let attribute: Int
    let criterion: Criterion
    let receiver: Int
    /// Its items in the panel's list.
    let items: Range<Int>
    /// Whether it can be simulated with what is assumed.
    let isSimulated: Bool
  }

  let studies: [PlannedStudy]
  let entries: [Entry]
  private let simulated: [SimulatedStudy]
  private let banks: [(bank: PlateBank, runs: PlateRuns, sdRatio: Double)?]
  private let chain: ChainDraw?
  private let criterionOf: [Int]
  private let isRequired: [Bool]
  private let groups: [[Int]]

  /// - Parameters:
  ///   - truths: one for each study.
  ///   - banks: one for each study, of those whose plates are assumed; none where no study has any.
  ///   - groups: sets of entries whose passing together is counted.
  ///   - chain: drawn for each study of two standards, in place of the ledger's.
  init(
    _ studies: [PlannedStudy], truths: [Truth], banks: [PlateBank?] = [], groups: [[Int]] = [], chain: ChainDraw? = nil
  ) {
    self.studies = studies
    self.groups = groups
    self.chain = chain
    self.banks = zip(zip(studies, truths), banks).map { part, bank in
      bank.map { ($0, PlateRuns(part.0.places), part.1.sdRatio) }
    }
    simulated = zip(studies, truths).map { SimulatedStudy($0, truth: $1) }
    var entries: [Entry] = []
    var criterionOf: [Int] = []
    for (attribute, study) in studies.enumerated() {
      for item in study.items {
        let position = criterionOf.count
        if let last = entries.last, last.attribute == attribute, last.criterion.id == item.criterion.id,
          last.receiver == item.receiver
        {
          entries[entries.count - 1] = Entry(
            attribute: attribute, criterion: item.criterion, receiver: item.receiver,
            items: last.items.lowerBound..<position + 1, isSimulated: item.isSimulated)
        } else {
          entries.append(
            Entry(
              attribute: attribute, criterion: item.criterion, receiver: item.receiver, items: position..<position + 1,
              isSimulated: item.isSimulated))
        }
        criterionOf.append(entries.count - 1)
      }
    }
    self.entries = entries
    self.criterionOf = criterionOf
    // What cannot be simulated takes no part in the chance of the rest; the plan says so.
    isRequired = entries.map { $0.criterion.required && $0.isSimulated }
  }

  /// Whether studies share the runs of a bank, so that chances are worth less than their number says.
  private var blocks: Int { banks.contains { $0 != nil } ? PlateBank.blocks : 0 }

  private func curves(_ part: Int, _ number: Int, _ random: inout CounterRandom) -> [[SimilarityRule.Standing]] {
    guard part < banks.count, let (bank, runs, sdRatio) = banks[part] else { return [] }
    return bank.standings(runs, sdRatio: sdRatio, study: number, &random)
  }

  /// The required entries that are simulated: what passes together.
  var required: [Int] { isRequired.indices.filter { isRequired[$0] } }
  var hasRequired: Bool { isRequired.contains(true) }

  /// Judges the studies of these numbers.
  func tally(_ numbers: Range<Int>, seed: UInt64) -> Tally {
    var tally = Tally(items: criterionOf.count, criteria: entries.count, groups: groups, blocks: blocks)
    var outcomes: [Tally.Outcome] = []
    for number in numbers {
      outcomes.removeAll(keepingCapacity: true)
      for (part, study) in studies.enumerated() {
        var random = CounterRandom(seed: seed, stream: UInt64(number), part: UInt32(part))
        let values = simulated[part].values(&random)
        let curves = curves(part, number, &random)
        for verdict in study.verdicts(values, curves: curves, chain: chain?.drawn(&random)) {
          outcomes.append(Tally.Outcome(verdict))
        }
      }
      tally.count(outcomes, criterionOf: criterionOf, isRequired: isRequired, study: number)
    }
    return tally
  }

  /// Why an item of one simulated study has no verdict.
  func reason(_ item: Int, study number: Int, seed: UInt64) -> String {
    var first = 0
    for (part, study) in studies.enumerated() {
      if item < first + study.items.count {
        if let obstacle = study.items[item - first].obstacle { return obstacle }
        var random = CounterRandom(seed: seed, stream: UInt64(number), part: UInt32(part))
        let values = simulated[part].values(&random)
        return study.reason(item - first, values, curves: curves(part, number, &random))
      }
      first += study.items.count
    }
    return ""
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
  fileprivate init(_ verdict: Verdict) {
    switch verdict {
    case .pass: self = .pass
    case .fail: self = .fail
    case .inconclusive: self = .inconclusive
    case .notEvaluated: self = .notEvaluated
    }
  }
}

/// How long to go on simulating.
struct Stopping: Sendable {
  /// Studies between two looks.
  static let batch = 1_024

  /// Never more studies than these.
  let maximum: Int
  /// Done when every proportion is known to this half-width of a 95 % interval.
  let halfWidth: Double
  /// Done as soon as the chance that all pass is clearly on one side of this, if given.
  var threshold: Double? = nil
  /// The criteria whose chance is wanted from the simulation; `nil` for all of them.
  var wanted: [Int]? = nil
  /// Whether the chance that all pass is wanted.
  var wantsAll = true

  func isDone(_ tally: Tally) -> Bool {
    if tally.studies >= maximum { return true }
    let all = Proportion(count: tally.all, of: tally.studies)
    if let threshold {
      // Three and a half standard errors at each of some dozens of looks: the wrong side about once in a thousand.
      let interval = all.interval(3.5)
      if interval.lower > threshold || interval.upper < threshold { return true }
    }
    let error = (wanted ?? Array(tally.criteria.indices)).reduce(wantsAll ? all.monteCarloError : 0) {
      max($0, Proportion(count: tally.criteria[$1], of: tally.studies).monteCarloError)
    }
    return 1.96 * error <= halfWidth
  }
}

/// Runs the batches of a simulation, in turn or side by side, with the same answer: whether to go on is asked after each
/// batch in its order, and what was done beyond the last one needed is forgotten.
struct Simulation: Sendable {
  let studies: Panel
  let seed: UInt64
  let stopping: Stopping

  private func range(_ batch: Int) -> Range<Int> {
    min(batch * Stopping.batch, stopping.maximum)..<min((batch + 1) * Stopping.batch, stopping.maximum)
  }

  /// As many batches at a time as `threads`; with 1 in turn, in the caller's thread.
  ///
  /// - Parameter progress: is told how many studies were judged.
  func run(threads: Int = 1, progress: (Int) -> Void = { _ in }) -> Tally {
    var tally: Tally? = nil
    var batch = 0
    while true {
      let wave = (batch..<batch + threads).map { range($0) }
      for found in SideBySide.results(of: wave.count, threads: threads, { studies.tally(wave[$0], seed: seed) }) {
        var sum = tally ?? found
        if tally != nil { sum.add(found) }
        progress(sum.studies)
        if stopping.isDone(sum) { return sum }
        tally = sum
      }
      batch += threads
    }
  }
}
