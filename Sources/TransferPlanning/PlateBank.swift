internal import Statistics
internal import Transfer

/// Runs of planned plates, drawn and fitted once, from which the runs of simulated studies are taken.
///
/// A fit costs a thousand times what a t test does, and runs are alike, so that many studies share them. The bank is in blocks,
/// and a study takes its runs from one block: how far the blocks differ says what a chance is worth, the bank included.
struct PlateBank: Sendable {
  static let blocks = 16
  /// Runs in each block.
  let size: Int
  /// By what the noise of a well is multiplied by; those of a block side by side.
  private let outcomes: [Double: [PlannedPlates.Outcome]]
  private let rules: Int

  /// Runs in each block for a plan, and beside a verdict.
  static let usual = 256
  static let quick = 32

  /// - Parameter threads: how many blocks are drawn at a time; the runs are the same.
  init(_ plates: PlannedPlates, noises: Set<Double>, seed: UInt64, size: Int, threads: Int = 1) {
    var found: [Double: [PlannedPlates.Outcome]] = [:]
    for noise in noises.sorted() {
      found[noise] = SideBySide.results(of: Self.blocks, threads: threads) { block in
        Self.runs(plates, noise, seed, block * size..<(block + 1) * size)
      }.flatMap { $0 }
    }
    outcomes = found
    rules = plates.rules.count
    self.size = size
  }

  private static func runs(
    _ plates: PlannedPlates, _ noise: Double, _ seed: UInt64, _ numbers: Range<Int>
  ) -> [PlannedPlates.Outcome] {
    numbers.map { number in
      // A part that no attribute of a study has.
      var random = CounterRandom(seed: seed, stream: UInt64(number), part: .max)
      return plates.run(noise: noise) { random.normal() }
    }
  }

  /// For each place of a study how its preparation stands in its run to each rule.
  ///
  /// - Parameter sdRatio: of the receiving laboratories; where the bank has no runs of it, those as noisy as the sender's.
  func standings(
    _ runs: PlateRuns, sdRatio: Double, study: Int, _ random: inout CounterRandom
  ) -> [[SimilarityRule.Standing]] {
    let first = study % Self.blocks * size
    let (sending, receiving) = (outcomes[1] ?? [], outcomes[sdRatio] ?? outcomes[1] ?? [])
    let drawn = runs.isSending.map { isSending -> PlannedPlates.Outcome in
      let bank = isSending ? sending : receiving
      let entry = first + min(size - 1, Int(random.uniform() * Double(size)))
      return entry < bank.count ? bank[entry] : []
    }
    return runs.places.map { run, preparation in
      let outcome = drawn[run]
      return preparation < outcome.count
        ? outcome[preparation] : [SimilarityRule.Standing](repeating: .unknown, count: rules)
    }
  }
}

/// The runs of a planned study, numbered over all laboratories, and which of them each place is of.
struct PlateRuns: Sendable {
  /// Of each place its run and its preparation in it.
  let places: [(run: Int, preparation: Int)]
  /// Of each run, whether it is the sending laboratory's.
  let isSending: [Bool]

  init(_ places: [PlannedStudy.Place]) {
    var numbers: [[Int]: Int] = [:]
    var isSending: [Bool] = []
    self.places = places.map { place in
      let key = [place.laboratory, place.run]
      if numbers[key] == nil {
        numbers[key] = isSending.count
        isSending.append(place.laboratory == 0)
      }
      return (numbers[key] ?? 0, place.preparation)
    }
    self.isSending = isSending
  }
}
